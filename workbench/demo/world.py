"""The invented club on one day: its people, their orders, and what was agreed and paid."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from random import Random

from workbench.demo.households import Household, Person
from workbench.demo.orders import Order
from workbench.demo.situations import Days
from workbench.demo.systems import System
from workbench.demo.written_cells import Cell


@dataclass(frozen=True)
class Agreement:
    """A row of the office's list of agreements; without an order, on the whole membership."""

    person: Person
    order: Order | None
    kind: str
    start_on: date
    end_on: Cell
    review_on: date | None = None


@dataclass(frozen=True)
class Payment:
    """A payment through the bank."""

    kid: str
    paid_on: date
    amount_ore: int


@dataclass
class World:
    """Everything that is so on `as_of`, before any of it is written to a file."""

    rng: Random
    system: System
    as_of: date
    club: str  # its name
    homes: list[Household]
    orders: list[Order] = field(default_factory=list)
    duplicates: list[tuple[Person, Person]] = field(default_factory=list)  # older, newer
    agreements: list[Agreement] = field(default_factory=list)
    unmatched: list[Payment] = field(default_factory=list)

    @cached_property
    def people(self) -> list[Person]:
        return [person for home in self.homes for person in home.persons]

    @cached_property
    def orders_of(self) -> dict[Household, list[Order]]:
        """The orders of each household, once all are made."""
        orders_of = defaultdict(list)
        for order in self.orders:
            orders_of[order.home].append(order)
        return orders_of

    @property
    def members(self) -> list[Person]:
        """The member records: everybody's, and the older ones of some."""
        older = [older for older, _ in self.duplicates]
        return sorted([*self.people, *older], key=lambda person: person.id)

    @property
    def payments(self) -> list[Payment]:
        """What was received, in the order of the days."""
        matched = [Payment(o.kid, day, ore) for o in self.orders for day, ore in o.received]
        return sorted([*matched, *self.unmatched], key=lambda row: (row.paid_on, row.kid))

    def orders_due(self, days: Days) -> list[Order]:
        """Return the orders that were due so many days ago."""
        first, last = (self.as_of - timedelta(days=number) for number in reversed(days))
        return [order for order in self.orders if first <= order.due_on <= last]

    def quota(self, share: float) -> int:
        """Return how many there shall be of 100 members' `share`.

        From 150 members on at least one, below that by chance.
        """
        wanted = share * len(self.people) / 100
        if len(self.people) >= 150:
            return max(1, round(wanted))
        return int(wanted) + (self.rng.random() < wanted % 1)

    def draw_day(self, days: Days, base: date | None = None) -> date:
        """Return a day so many days after as_of, or after the `base`."""
        return (base or self.as_of) + timedelta(days=self.rng.randint(*days))
