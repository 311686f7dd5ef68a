"""What happens to a club besides orders and payments: each kind some times in a season.

An incident looks for somebody it can happen to; if there is nobody, it tries again days later.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.season.ledger import Line, Order, Stop
from tests.season.people import Member, Person, contact_of

if TYPE_CHECKING:
    from tests.season.life import Club

AGAIN = 4  # days until it is tried again
FIRST_WEEK, LAST_WEEK = 2, 36


def spread(club: "Club") -> None:
    """Give each incident its days."""
    for name, (times, systems, happen) in INCIDENTS.items():
        for _ in range(times if club.system in systems.split() else 0):
            week, weekday = club.rng.randint(FIRST_WEEK, LAST_WEEK), club.rng.randint(0, 6)
            day = club.start + timedelta(weeks=week, days=weekday)
            club.acts[day].append(_trier(club, name, happen))


def _trier(club: "Club", name: str, happen: Callable[["Club"], bool]) -> Callable[[date], None]:
    def act(day: date) -> None:
        if happen(club):
            club.counts[f"incident: {name}"] += 1
        else:
            club.later(AGAIN, act)

    return act


# ------------------------------------------------------------------ to whom it happens


def open_order(club: "Club", first: int, last: int, *, reminded: bool = False) -> Order | None:
    """Return an order that is owed, unpaid and not stopped, due so many days ago at least and at
    most."""
    today = club.today
    fitting = [
        order
        for order in club.orders
        if first <= (today - order.due_on).days <= last
        and order.open_ore(today)
        and order.habit not in ("early", "late")
        and club.is_owed(order)
        and not club.is_stopped(order)
        and not order.payer.is_dead
        and (order.sent or not reminded)
    ]
    return club.rng.choice(fitting) if fitting else None


def adult(club: "Club", *, owing: bool = False) -> Member | None:
    """Return an active adult member who pays for nobody else."""
    today = club.today
    owing_payers = {id(o.payer) for o in club.orders if o.open_ore(today) and o.due_on < today}
    fitting = [
        member
        for member in club.members
        if member.person.is_adult(today)
        and len(club.members_of(member.person)) == 1
        and member.left_on is None
        and member.listed.status == "active"
        and not member.frozen
        and not member.person.is_dead
        and (not owing or id(member.person) in owing_payers)
    ]
    return club.rng.choice(fitting) if fitting else None


# ------------------------------------------------------------------ agreements by mail


def deferral(club: "Club") -> bool:
    return _agree_on_order(club, "deferral", open_order(club, -10, 30), club.rng.randint(10, 30))


def plan_by_mail(club: "Club") -> bool:
    return _agree_on_order(club, "payment_plan", open_order(club, 3, 60), club.rng.randint(30, 60))


def _agree_on_order(club: "Club", kind: str, order: Order | None, days: int) -> bool:
    """Agree on some days; half of the payers pay on the last one, the others when they are asked
    again."""
    if order is None:
        return False
    stop = club.stop(kind, orders=[order], end=club.today + timedelta(days=days))
    club.agree(order.lines[0].member, order, kind, stop)
    order.habit = "call"
    if club.rng.random() < 0.5:
        club.later(days, lambda day: club.pay(order))
    return True


def objection_by_mail(club: "Club") -> bool:
    return _object(club, open_order(club, -5, 40))


def _object(club: "Club", order: Order | None) -> bool:
    if order is None:
        return False
    stop = club.stop("objection", orders=[order])
    row = club.agree(order.lines[0].member, order, "objection", stop)
    days = club.rng.randint(5, 25)
    club.decide(stop, days, share_upheld=0.5)

    def end(day: date) -> None:
        if not stop.is_upheld:
            row.end = stop.end = day

    club.later(days, end)
    return True


def hardship(club: "Club") -> bool:
    """Tell the office of hard times; it covers all that the payer owes, later claims too (W7)."""
    order = open_order(club, -5, 40)
    if order is None:
        return False
    stop = club.stop("hardship", person=order.payer)
    row = club.agree(order.lines[0].member, None, "hardship", stop)

    def end(day: date) -> None:
        row.end = stop.end = day

    club.later(club.rng.randint(40, 70), end)
    return True


def mandate(club: "Club") -> bool:
    order = open_order(club, -12, 5)
    if order is None:
        return False
    stop = club.stop("mandate_pending", orders=[order], end=club.today + timedelta(days=25))
    club.agree(order.lines[0].member, order, "mandate_pending", stop)
    return True


def death(club: "Club") -> bool:
    """Let an adult member die; the office hears of it within two weeks."""
    member = adult(club, owing=True)
    if member is None:
        return False
    member.person.is_dead = True

    def hear(day: date) -> None:
        club.agree(member, None, "deceased", club.stop("dead", person=member.person))

    club.later(club.rng.randint(1, 14), hear)
    return True


def freeze(club: "Club") -> bool:
    """Freeze a gym's membership for whole months: their fees are never owed, earlier ones are."""
    member = adult(club, owing=club.rng.random() < 0.5)
    if member is None:
        return False
    agree_freeze(club, member, listed=True)
    return True


def agree_freeze(club: "Club", member: Member, *, listed: bool) -> tuple[date, date]:
    """Agree on a freeze of one or two months, from the next month on."""
    start = (club.today.replace(day=1) + timedelta(days=32)).replace(day=1)
    months = club.rng.randint(1, 2)
    end = (start + timedelta(days=32 * months)).replace(day=1) - timedelta(days=1)
    stop = Stop("freeze", start, end, known_on=club.today)
    member.frozen.append(stop)
    club.counts["freezes"] += 1
    if listed:
        club.agree(member, None, "freeze", stop)
    for order in club.orders:  # those issued before it was agreed
        if order.lines[0].member is member and club.why_not_owed(order) == "frozen":
            club.credit(order, club.rng.randint(10, 40))
    if club.rng.random() < 0.5:
        club.acts[start].append(lambda day: member.list_anew(status="frozen"))
        club.acts[end + timedelta(days=1)].append(lambda day: member.list_anew(status="active"))
    return start, end


# ------------------------------------------------------------------ the club and its members


def credit(club: "Club") -> bool:
    order = open_order(club, -10, 60)
    if order is None:
        return False
    club.credit(order, 1)
    return True


def resignation(club: "Club") -> bool:
    """Let an adult resign in writing: at once in a sports club, at the next month's end in a gym.

    The member system knows it up to two weeks later, so an order may be sent in between.
    """
    member = adult(club, owing=club.rng.random() < 0.5)
    if member is None:
        return False
    resign(club, member)
    return True


def resign(club: "Club", member: Member) -> None:
    today = club.today
    month_end = (today.replace(day=1) + timedelta(days=64)).replace(day=1) - timedelta(days=1)
    member.left_on = month_end if club.is_gym else today
    left_on = member.left_on

    def enter(day: date) -> None:
        member.list_anew(status="left", left_on=left_on)

    club.later(club.rng.randint(0, 14), enter)
    club.counts["resignations"] += 1


def late_invoice(club: "Club") -> bool:
    """Send an invoice after its own due date (B9)."""
    member = adult(club)
    if member is None:
        return False
    title = f"Startavgift {club.today:%d%m}"
    order = club.bill([Line(member, title, "3930", 60_000)], club.today, club.today)
    order.due_on = order.first_due_on = order.read_due_on = club.today - timedelta(days=9)
    return True


def moved_due(club: "Club") -> bool:
    """Move the due date of a claim that was reminded about (P16)."""
    order = open_order(club, 8, 60, reminded=True)
    if order is None:
        return False
    order.due_on = club.today + timedelta(days=club.rng.randint(8, 20))
    return True


def wrong_kid(club: "Club") -> bool:
    """Let somebody pay with the KID of an order that is settled; it is placed weeks later (B10)."""
    order = open_order(club, -3, 30)
    if order is None:
        return False
    old = [o for o in club.orders if o.payer is order.payer and o.is_shown_paid()]
    if not old:
        return False
    club.pay(order, kid_of=old[-1])
    money = order.money[-1]

    def place(day: date) -> None:
        money.listed_on = day

    club.later(club.rng.randint(14, 28), place)
    return True


# ------------------------------------------------------------------ before a drawing


def asked_order(club: "Club") -> Order | None:
    """Return an order that the bank has been asked to draw in some days."""
    requests = club.bank.requests if club.bank else []
    fitting = [
        request.order
        for request in requests
        if not request.is_cancelled
        and club.today < request.due_on == request.order.due_on
        and request.order.open_ore(club.today)
        and not club.is_stopped(request.order)
    ]
    return club.rng.choice(fitting) if fitting else None


def moved_before_drawing(club: "Club") -> bool:
    order = asked_order(club)
    if order is None:
        return False
    order.due_on += timedelta(days=club.rng.randint(5, 18))
    return True


def paid_before_drawing(club: "Club") -> bool:
    order = asked_order(club)
    if order is None:
        return False
    club.pay(order, 20_000 if club.rng.random() < 0.3 else 0)
    return True


def credited_before_drawing(club: "Club") -> bool:
    order = asked_order(club)
    if order is None:
        return False
    club.credit(order, 1)
    return True


def objection_before_drawing(club: "Club") -> bool:
    return _object(club, asked_order(club))


# ------------------------------------------------------------------ money taken back


def reversal(club: "Club") -> bool:
    return _take_back(club, by_bank=False)


def bank_reversal(club: "Club") -> bool:
    return _take_back(club, by_bank=True)


def _take_back(club: "Club", *, by_bank: bool) -> bool:
    """Let a payment be taken back that the workbench has read as paid; the payer is told (B3)."""
    today = club.today
    fitting = [
        order
        for order in club.orders
        if len(order.money) == 1
        and order.is_shown_paid()
        and (order.money[0].by_bank is by_bank or not club.has_bank)
        and order.money[0].listed_on is not None
        and 14 <= (today - order.money[0].listed_on).days <= 60
        and order.due_on < today
        and not order.payer.is_dead
    ]
    if not fitting:
        return False
    order = club.rng.choice(fitting)
    order.money[0].taken_back_on, order.habit = today, "call"
    stop = club.stop("reversal", orders=[order], end=today + timedelta(days=14))
    stop.known_on = date.max  # until a list shows that it is open again
    return True


def renamed(club: "Club") -> bool:
    member = adult(club)
    if member is None:
        return False
    member.person.last = f"{member.person.last}-Nymoen"
    club.later(club.rng.randint(0, 20), lambda day: member.list_anew(last=member.person.last))
    return True


def new_number(club: "Club") -> bool:
    """Give a payer a new number, which the member system has up to six weeks later."""
    order = open_order(club, -10, 60)
    if order is None:
        return False
    give_new_number(club, order.payer)
    if club.rng.random() < 0.6:
        club.later(club.rng.randint(1, 40), lambda day: list_number(club, order.payer))
    return True


def give_new_number(club: "Club", person: Person) -> None:
    person.phone = f"+47{next(club.maker.phones)}"


def list_number(club: "Club", person: Person) -> None:
    """Enter a person's right number in the member system."""
    for member in club.members_of(person):
        is_guardian = person is not member.person
        if is_guardian and club.has_guardians:
            others = [c for c in member.listed.guardians if c.name != person.name]
            member.list_anew(guardians=(contact_of(person), *others))
        elif member.payer is person or person.is_adult(club.today):
            member.list_anew(phone=person.phone)


def accept_applicant(club: "Club") -> bool:
    applicants = [m for m in club.members if m.listed.status == "unprocessed"]
    if applicants:
        applicants[0].list_anew(status="active")
    return bool(applicants)


BOTH, ALL = "klubbadmin annet", "klubbadmin annet spond"
# name -> how often in a season, in which systems, and what happens
INCIDENTS: Mapping[str, tuple[int, str, Callable[["Club"], bool]]] = {
    "deferral": (4, BOTH, deferral),
    "plan by mail": (2, BOTH, plan_by_mail),
    "objection by mail": (4, BOTH, objection_by_mail),
    "hardship": (2, BOTH, hardship),
    "mandate": (2, BOTH, mandate),
    "death": (1, BOTH, death),
    "freeze": (6, "annet", freeze),
    "credit": (4, ALL, credit),
    "resignation": (4, ALL, resignation),
    "late invoice": (2, BOTH, late_invoice),
    "moved due date": (2, BOTH, moved_due),
    "wrong KID": (2, BOTH, wrong_kid),
    "reversal": (2, ALL, reversal),
    "reversal by the bank": (1, BOTH, bank_reversal),
    "renamed": (2, BOTH, renamed),
    "new number": (5, ALL, new_number),
    "moved before drawing": (4, "annet", moved_before_drawing),
    "paid before drawing": (5, "annet", paid_before_drawing),
    "credited before drawing": (2, "annet", credited_before_drawing),
    "objection before drawing": (3, "annet", objection_before_drawing),
    "applicant accepted": (2, "klubbadmin", accept_applicant),
}
