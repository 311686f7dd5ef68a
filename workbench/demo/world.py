"""The invented club on one day: its people, their orders, and what was agreed and paid."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from workbench.demo.orders import Order
from workbench.demo.people import Household, Person
from workbench.demo.situations import Days
from workbench.demo.systems import System


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

    system: System
    as_of: date
    homes: list[Household]
    orders: list[Order]
    duplicates: list[tuple[Person, Person]] = field(default_factory=list)  # older, newer
    holds: list[Hold] = field(default_factory=list)
    strays: list[Payment] = field(default_factory=list)  # for nothing anybody was asked for

    def __post_init__(self) -> None:
        self.people = [person for home in self.homes for person in home.persons]
        self.orders_of: dict[Household, list[Order]] = defaultdict(list)
        for order in self.orders:
            self.orders_of[order.home].append(order)

    @property
    def profiles(self) -> list[Person]:
        """The member records: everybody's, and the older ones of some."""
        older = [older for older, _ in self.duplicates]
        return sorted([*self.people, *older], key=lambda person: person.id)

    @property
    def payments(self) -> list[Payment]:
        """What was received, in the order of the days."""
        received = [Payment(o.kid, *each) for o in self.orders for each in o.received]
        return sorted([*received, *self.strays], key=lambda each: (each.paid_on, each.kid))

    def due(self, days: Days) -> list[Order]:
        """Return the orders that were due so many days ago."""
        first, last = (self.as_of - timedelta(days=number) for number in reversed(days))
        return [order for order in self.orders if first <= order.due_on <= last]


def quota(rng: Random, share: float, members: int) -> int:
    """Return how many there shall be; from 150 members at least one, below that by chance."""
    wanted = share * members / 100
    if members >= 150:
        return max(1, round(wanted))
    return int(wanted) + (rng.random() < wanted % 1)


def draw(rng: Random, base: date, span: Days) -> date:
    return base + timedelta(days=rng.randint(*span))
