"""The invented club on one day, and how a situation is dealt to an order and made so."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from workbench.demo.orders import Order
from workbench.demo.people import Household, Person
from workbench.demo.shapes import Illegible
from workbench.demo.situations import PAID, Agreed, Days, Situation

BAD_EMAILS = [Illegible(text) for text in ("kari@", "ola.example.no", "post@@example.no")]
BAD_PHONES = [Illegible(text) for text in ("12345", "00000000", "9288449")]


@dataclass(frozen=True)
class Hold:
    """A row of the office's list of agreements; `order` None is the whole membership."""

    person: Person
    order: Order | None
    kind: str
    start_on: date
    end_on: date | None
    review_on: date | None
    is_valid: bool = True


@dataclass(frozen=True)
class Payment:
    """A payment through the bank."""

    kid: str
    paid_on: date
    amount_ore: int


@dataclass
class World:
    """Everything that is so on `as_of`, before any of it is written to a file."""

    as_of: date
    homes: list[Household]
    orders: list[Order]
    duplicates: list[tuple[Person, Person]] = field(default_factory=list)  # older, newer
    holds: list[Hold] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    unmatched: int = 0

    @property
    def people(self) -> list[Person]:
        return [person for home in self.homes for person in home.persons]

    @property
    def profiles(self) -> list[Person]:
        """The member records: everybody's, and the older ones of some."""
        older = [older for older, _ in self.duplicates]
        return sorted([*self.people, *older], key=lambda person: person.id)

    def orders_of(self, home: Household) -> list[Order]:
        return [order for order in self.orders if order.home is home]


def quota(rng: Random, share: float, members: int, least: int = 1) -> int:
    """Return how many there shall be; from 150 members at least `least`, below that by chance."""
    wanted = share * members / 100
    if members >= 150:
        return max(least, round(wanted))
    return int(wanted) + (rng.random() < wanted % 1)


def deal(rng: Random, world: World, situation: Situation, count: int) -> None:
    """Put `count` orders that fit into the situation."""
    candidates = [o for o in world.orders if o.batch in situation.batches.split()]
    rng.shuffle(candidates)
    for order in candidates:
        if count == 0:
            return
        if fits(world, situation, order):
            count -= 1
            for each in bundle(world, order) if situation.who == "many" else [order]:
                apply(rng, world, situation, each)
            order.home.closed = order.home.closed or situation.is_exclusive


def fits(world: World, situation: Situation, order: Order) -> bool:
    """Say whether the order is free for it, and nothing else in the household disturbs."""
    person, home, who = order.members[0], order.home, situation.who
    if order.situation is not PAID or home.closed:
        return False
    grew_up = any(came_of_age(member, order, world.as_of) for member in order.members)
    if grew_up != (who == "of age") or person.applicant != (who == "applicant"):
        return False
    if situation.account and order.account != situation.account:
        return False
    if situation.is_exclusive and (person.left_on or not is_untouched(world, home)):
        return False
    if situation.hold and len(order.members) > 1:
        return False
    return is_whose(who, order, world)


def is_whose(who: str, order: Order, world: World) -> bool:
    """Say whether the order is of those the situation is for."""
    person, count = order.members[0], len(order.members)
    if who in ("alone", "family"):
        return order.home.alone == (who == "alone")
    if who in ("one", "of age"):
        return count == 1
    if who == "several":
        return count > 1
    if who == "two":
        return len(person.guardians) == 2 and not is_of_age(person, world.as_of)
    if who == "many":
        together = bundle(world, order)
        grown = any(came_of_age(m, o, world.as_of) for o in together for m in o.members)
        return not grown and sum(len(o.members) for o in together) >= 3
    return True


def came_of_age(person: Person, order: Order, as_of: date) -> bool:
    """Say whether a minor's claim arose before the 18th birthday and that day has come."""
    return order.arose_on < of_age_on(person) + timedelta(days=3) and is_of_age(person, as_of)


def is_of_age(person: Person, day: date) -> bool:
    return of_age_on(person) <= day


def of_age_on(person: Person) -> date:
    """Return the 18th birthday; at the end of a month, some days early."""
    born_on = person.born_on
    return date(born_on.year + 18, born_on.month, min(born_on.day, 28))


def is_untouched(world: World, home: Household) -> bool:
    return all(order.situation is PAID for order in world.orders_of(home))


def bundle(world: World, order: Order) -> list[Order]:
    """Return the payer's orders of this year that can stand unpaid together."""
    person = order.members[0]
    others = [o for o in world.orders_of(order.home) if o.batch in ("M0", "V", "H")]
    return [o for o in others if person in o.members]


def apply(rng: Random, world: World, situation: Situation, order: Order) -> None:
    """Make the situation's facts so: steps, payments, agreements, resignation, contact data."""
    person, as_of = order.members[0], world.as_of
    order.situation, order.status = situation, situation.status
    for step, span in (("reminder_1", situation.r1), ("reminder_2", situation.r2)):
        if span:
            order.steps.append((step, draw(rng, as_of, span)))
    if situation.received:
        days = sorted(draw(rng, as_of, (-10, -2)) for _ in situation.received(order.amount_ore))
        order.received = list(zip(days, situation.received(order.amount_ore), strict=True))
        world.payments += [Payment(order.kid, day, ore) for day, ore in order.received]
    if order.status == "paid":
        order.paid_on, order.stated_ore = order.received[-1][0], order.amount_ore
    elif situation.known:
        order.stated_ore = sum(ore for _, ore in order.received)
    person.frozen = person.frozen or (situation.whole and situation.status == "frozen")
    if situation.hold:
        held = None if situation.whole else order
        world.holds.append(make_hold(rng, situation.hold, person, held, as_of))
    if situation.left:
        person.left_on = draw(rng, order.due_on, situation.left)
    if situation.contact:
        hide_contact(rng, situation.contact, order.home)


def hide_contact(rng: Random, left: str, home: Household) -> None:
    """Take away the household's phones and addresses, but for what is to be left."""
    for person in home.persons:
        if left != "second":
            person.instead["phone"] = rng.choice((*BAD_PHONES, ""))
        if left == "none":
            person.instead["email"] = rng.choice((*BAD_EMAILS, "", ""))
        if left != "email":
            silent = [replace(guardian, phone="", email="") for guardian in person.guardians]
            person.guardians = silent[:1] + (person.guardians if left == "second" else silent)[1:]
            person.payer = None


def draw(rng: Random, base: date, span: Days) -> date:
    return base + timedelta(days=rng.randint(*span))


def make_hold(
    rng: Random, agreed: Agreed, person: Person, order: Order | None, as_of: date
) -> Hold:
    """Write the agreement down; without an end it gets a day of review."""
    kind, start, end = agreed
    start_on = as_of + timedelta(days=start)
    if end is None:
        return Hold(person, order, kind, start_on, None, draw(rng, as_of, (5, 40)))
    return Hold(person, order, kind, start_on, as_of + timedelta(days=end), None)
