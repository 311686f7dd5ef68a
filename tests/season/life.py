"""The life of a club, day by day: orders, payments, and all that happens between them.

Everything is drawn from the seed. What happens on a day is done on that day and in a fixed order,
so that a seed always gives the same life with the same workbench.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.season import incidents
from tests.season.bank import Bank
from tests.season.ledger import ONE_DAY, Line, Money, Order, Sent, Stop
from tests.season.people import Maker, Member, Person, make_people
from workbench.days import next_working_day
from workbench.values.kid import make_kid
from workbench.values.record_ids import digest

WEEKS = 40
# a gym with a fee a month between two clubs; for how many guardians each has columns
SYSTEMS = {"klubbadmin": 0, "annet": 1, "spond": 2}
MEMBERSHIP, TRAINING = "3920", "3930"
UNKNOWN = date.max  # when the workbench hears of something that it has not heard of yet
MONTHS = (
    "januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober",
    "november", "desember",
)  # fmt: skip
HABITS = {"early": 55, "late": 15, "reminder": 12, "call": 14, "stubborn": 4}
BY_SYSTEM_ITSELF = 0.15  # of payments: by Vipps or card, which the bank's file never shows


@dataclass(eq=False)
class Agreement:
    """A row of the office's list of agreements, and what it stops in truth."""

    member: Member
    order: Order | None
    kind: str  # as the profile's words mean
    start: date
    end: date | None
    stop: Stop


class Club:
    """All that is true of a club until `today`."""

    def __init__(self, seed: int, members: int) -> None:
        self.rng = Random(seed)
        self.system = [*SYSTEMS][seed % len(SYSTEMS)]
        self.start = date(2026, 1, 5) + timedelta(weeks=self.rng.randint(0, 20))  # a Monday
        self.end = self.start + timedelta(weeks=WEEKS)
        self.has_guardians = SYSTEMS[self.system]
        maker = Maker(self.rng, self.start, has_guardians=self.has_guardians, is_gym=self.is_gym)
        make_people(maker, members)
        self.maker, self.members, self.households = maker, maker.members, maker.households
        self.orders: list[Order] = []
        self.closures: list[tuple[date, date]] = []
        self.by_claim: dict[str, Order] = {}
        self.agreements: list[Agreement] = []
        self.stops: list[Stop] = []
        self.counts: Counter[str] = Counter()
        self.acts: dict[date, list[Callable[[date], None]]] = defaultdict(list)
        self.today = self.start - timedelta(days=60)
        self.covered_until = self.today  # by the bank's files read so far
        self.claims_read_on = self.lists_read_on = self.today
        self.mondays_without_bank_file: list[date] = []
        self.last_files: dict[str, tuple[list[Any], bytes]] = {}  # name -> rows and content
        self.call_backs: dict[str, date] = {}  # payer's name -> the agreed day
        self._plan_billing()
        incidents.spread(self)
        self.bank = Bank(self, seed) if self.is_gym else None
        self.acts[self.start - timedelta(days=8)].append(self._remind_before_the_season)

    @property
    def is_gym(self) -> bool:
        return self.system == "annet"

    @property
    def has_bank(self) -> bool:
        """Whether payments come through the bank, and agreements are kept by the office."""
        return self.system != "spond"

    def live(self, until: date) -> None:
        """Let all days pass until a day, that day included."""
        while self.today < until:
            self.today += ONE_DAY
            for act in self.acts.pop(self.today, []):
                act(self.today)

    def later(self, days: int, act: Callable[[date], None]) -> None:
        """Do something so many days after today, tomorrow at the earliest."""
        self.acts[self.today + timedelta(days=max(1, days))].append(act)

    # ------------------------------------------------------------------ orders

    def _plan_billing(self) -> None:
        if self.is_gym:
            day = self.today.replace(day=1)
            while day < self.end:
                day = (day + timedelta(days=32)).replace(day=1)
                self.acts[day].append(self._bill_month)
            return
        self.acts[self.start - timedelta(days=45)].append(self._bill_training)
        self.acts[self.start + timedelta(days=3)].append(self._bill_memberships)
        for week in (5, 14, 23, 31):
            self.acts[self.start + timedelta(weeks=week, days=1)].append(self._bill_training)

    def _bill_month(self, day: date) -> None:
        for member in self.members:
            if not self._knows_leaver(member, day):
                title = f"Månedsavgift {MONTHS[day.month - 1]}"
                self.bill([Line(member, title, "", 49_900)], day, day.replace(day=20))

    def _bill_memberships(self, day: date) -> None:
        for household in self.households:
            lines = [
                Line(member, f"Medlemskontingent {day.year}", MEMBERSHIP, 40_000)
                for member in household
            ]
            for part in [lines] if self.has_bank else [[line] for line in lines]:
                self.bill(part, day, day + timedelta(days=14))

    def _bill_training(self, day: date) -> None:
        for member in self.members:
            if not self._knows_leaver(member, day) and member.listed.status == "active":
                title = f"Treningsavgift {member.group.lower()} {MONTHS[day.month - 1]} {day.year}"
                self.bill([Line(member, title, TRAINING, 120_000)], day, day + timedelta(days=14))

    def _knows_leaver(self, member: Member, day: date) -> bool:
        left_on = member.listed.left_on
        return left_on is not None and left_on < day + timedelta(days=14)

    def bill(self, lines: list[Line], issued_on: date, due_on: date) -> Order:
        """Send an order; the oldest adult on it owes it all, else the guardian of the first."""
        adults = [line.member for line in lines if line.member.person.is_adult(issued_on)]
        adults.sort(key=lambda member: member.person.born_on)
        payer = adults[0].person if adults else lines[0].member.payer
        oldest = min((line.member for line in lines), key=lambda member: member.person.born_on)
        number = (9_000 if self.is_gym else 3_100_000) + len(self.orders)
        customer = f"{lines[0].member.number:07d}" if self.is_gym else ""
        kid = make_kid(f"{customer}{number:0{11 - len(customer)}d}", 10)
        days = (issued_on, due_on, due_on, due_on)
        order = Order(number, kid, lines, payer, oldest.person.name, *days)
        self.orders.append(order)
        self.by_claim |= {self.claim_id(order, line): order for line in lines}
        order.habit = self.rng.choices([*HABITS], [*HABITS.values()])[0]
        if self.bank is not None and self.bank.relies_on_it(order):
            order.habit = "drawn"
        if order.habit in ("early", "late"):
            late_days = self.rng.randint(1, 9) if order.habit == "late" else -self.rng.randint(0, 6)
            days = (due_on - self.today).days + late_days
            self.later(days, lambda day: self.pay(order))
        self.counts["orders"] += 1
        if self.why_not_owed(order):  # the club finds out, and credits it
            self.credit(order, self.rng.randint(25, 70))
        return order

    def invoice_id(self, order: Order) -> str:
        """Return the id of an order in the workbench; Spond has no number of its own."""
        line = order.lines[0]
        number = str(order.number) if self.has_bank else digest(line.member.person.name, line.title)
        return f"{self.system}:{number}"

    def claim_id(self, order: Order, line: Line) -> str:
        invoice_id = self.invoice_id(order)
        is_part = self.system == "klubbadmin"
        return f"{invoice_id}:{line.member.number}:{line.title}" if is_part else invoice_id

    def member_id(self, member: Member) -> str:
        person = member.person
        made = digest(person.first, person.last, person.born_on.isoformat())
        return f"{self.system}:{member.number if self.has_bank else made}"

    def is_owed(self, order: Order) -> bool:
        """Return whether an order was owed when it fell due: no freeze, and no resignation."""
        return self.why_not_owed(order) == ""

    def why_not_owed(self, order: Order) -> str:
        member = order.lines[0].member
        if member.left_on is not None and member.left_on < order.first_due_on:
            return "resigned"
        freezes = [stop for stop in member.frozen if stop.start <= order.first_due_on <= stop.end]
        return "frozen" if freezes else ""

    def _remind_before_the_season(self, day: date) -> None:
        for order in self.orders:
            if order.open_ore(day) and (day - order.due_on).days >= 10:
                self.send_reminder(order, "reminder_1")

    # ------------------------------------------------------------------ money

    def pay(self, order: Order, ore: int = 0, kid_of: Order | None = None) -> None:
        """Let the payer send what is open, or a part of it, today."""
        open_ore = order.open_ore(self.today)
        if not open_ore or order.payer.is_dead or not self.is_owed(order):
            return
        booked_on = next_working_day(self.today + ONE_DAY)
        listed_on = booked_on + timedelta(days=self.rng.randint(1, 4))
        by_bank = kid_of is not None or self.rng.random() > BY_SYSTEM_ITSELF
        if not by_bank or not self.has_bank:
            booked_on = listed_on = self.today
        money = Money(self.today, min(ore or open_ore, open_ore), booked_on, listed_on, by_bank)
        if kid_of is not None:
            money.kid_of, money.listed_on = kid_of, None
        order.money.append(money)
        self.counts["payments" if by_bank else "payments in the member system"] += 1

    def send_reminder(self, order: Order, step_id: str) -> None:
        """Send a reminder today; it makes some pay."""
        order.sent.append(Sent(step_id, self.today))
        self.counts[f"sent {step_id}"] += 1
        if order.habit == "reminder" and self.rng.random() < 0.6:
            self.later(self.rng.randint(1, 8), lambda day: self.pay(order))

    def credit(self, order: Order, days: int) -> None:
        """Let the club credit an order in so many days."""

        def act(day: date) -> None:
            if order.credited_on is None and order.open_ore(day):
                order.credited_on = day
                self.counts["credits"] += 1

        self.later(days, act)

    # ------------------------------------------------------------------ what stops a question

    def stop(self, kind: str, **fields: object) -> Stop:
        """Note why nobody may ask, from today on."""
        known_on = fields.pop("known_on", self.today)
        stop = Stop(kind, self.today, known_on=known_on, **{"end": None, **fields})  # type: ignore[arg-type]
        self.stops.append(stop)
        return stop

    def agree(self, member: Member, order: Order | None, kind: str, stop: Stop) -> Agreement:
        """Write an agreement on the office's list; the workbench hears of it on a Monday."""
        stop.known_on = UNKNOWN
        self.agreements.append(Agreement(member, order, kind, stop.start, stop.end, stop))
        self.counts[f"list: {kind}"] += 1
        return self.agreements[-1]

    def stops_on(self, order: Order) -> list[Stop]:
        return [stop for stop in self.stops if stop.covers(order)]

    def has_money_to_place(self, order: Order) -> bool:
        """Return whether money that came for other orders of a payer or member may be for this."""
        member, payer = order.lines[0].member, order.payer
        own = [o for o in self.orders if o.payer is payer or o.lines[0].member is member]
        return any(other.has_money_to_place() for other in own)

    def is_stopped(self, order: Order) -> bool:
        covered = self.covered_until
        return any(stop.stands(self.today, covered) for stop in self.stops_on(order))

    def decide(self, stop: Stop, days: int, *, share_upheld: float) -> None:
        """Let the club decide about an objection, or the like, in so many days."""
        stop.is_upheld = self.rng.random() < share_upheld
        stop.decide_on = self.today + timedelta(days=days)
        self.counts[f"{stop.kind} {'upheld' if stop.is_upheld else 'rejected'}"] += 1
        if stop.is_upheld:
            for order in stop.orders:
                self.credit(order, days)

    def members_of(self, person: Person) -> list[Member]:
        """Return the members whom a person is, or pays for."""
        return [m for m in self.members if person in (m.person, m.payer)]

    def owners(self, phone: str) -> list[Person]:
        """Return the living persons who answer a number today."""
        people = {id(p): p for m in self.members for p in (m.person, m.payer)}
        return [p for p in people.values() if p.phone == phone and not p.is_dead]
