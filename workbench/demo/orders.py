"""Invoices as KlubbAdmin makes them: in batches, one order per family fee or athlete and group."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from workbench.demo.people import Household, Person
from workbench.demo.situations import PAID, Situation
from workbench.model.money import split_evenly
from workbench.values.kid import make_kid

MEMBERSHIP, TRAINING = "3920", "3930"  # income accounts
MEMBERSHIP_FEES = ((6, 50), (13, 300), (20, 400), (67, 600), (200, 250))  # below age, kroner
BASE_FEE = {"Fotball": 2400, "Håndball": 2200, "Turn": 1900, "Ski": 1300, "Friidrett": 800}


@dataclass(frozen=True)
class Batch:
    """Invoices sent on one day, in days from as_of; due 14 days later."""

    key: str
    issued: int
    accounts: tuple[str, ...]

    @property
    def due(self) -> int:
        return self.issued + 14


BATCHES = (
    Batch("M1", -670, (MEMBERSHIP,)),
    Batch("M0", -306, (MEMBERSHIP,)),
    Batch("V", -280, (TRAINING,)),
    Batch("H", -82, (TRAINING,)),
    Batch("A", -35, (MEMBERSHIP, TRAINING)),
    Batch("B", -23, (MEMBERSHIP, TRAINING)),
    Batch("C", -17, (MEMBERSHIP, TRAINING)),
    Batch("D", -4, (MEMBERSHIP, TRAINING)),
)


@dataclass(eq=False)
class Order:
    """One order: its claims are one per member, an even split of the amount."""

    id: int
    batch: Batch
    account: str
    title: str
    members: list[Person]
    amount_ore: int
    kid: str
    issued_on: date
    due_on: date
    situation: Situation = PAID
    status: str = "Betalt"
    paid_on: date | None = None  # as the member system has it
    stated_ore: int | None = None  # likewise; may be net of the system's fee
    in_fordringer: bool = True
    received: list[tuple[date, int]] = field(default_factory=list)  # through the bank
    steps: list[tuple[str, date]] = field(default_factory=list)

    @property
    def home(self) -> Household:
        return self.members[0].household

    @property
    def recipient(self) -> Person:
        """The oldest member, whom KlubbAdmin makes the recipient of a family order."""
        return min(self.members, key=lambda person: person.born_on)

    @property
    def arose_on(self) -> date:
        """The day that says whether a member was of age: who owes is settled then."""
        return self.issued_on

    @property
    def is_open(self) -> bool:
        return self.situation.reason not in ("paid", "cancelled")

    def claim_id(self, person: Person) -> str:
        return f"klubbadmin:{self.id}:{person.id}:{self.title}"

    def member_id(self, person: Person) -> str | None:
        return str(person.id)

    def shares(self, ore: int) -> list[tuple[Person, int]]:
        """Split a sum over the claims in the order of their keys; the first take the rest."""
        persons = sorted(self.members, key=lambda person: str(person.id))
        return list(zip(persons, split_evenly(ore, len(persons)), strict=True))


def kid_of(household: int, serial: int) -> str:
    """Make a KID of twelve digits, unlike any other; about one in ten begins with a zero."""
    return make_kid(f"{(household * 7919 + 1234) % 100_000:05d}{serial:06d}", 10)


def is_billed(person: Person, batch: Batch, issued_on: date, due_on: date) -> bool:
    """Say whether the person gets an invoice in the batch: there before it, not gone by its end."""
    if person.batch:
        return person.batch == batch.key
    stayed = person.left_on is None or person.left_on > due_on
    return batch.key in ("M1", "M0", "V", "H") and person.joined_on <= issued_on and stayed


def membership_fee(person: Person, on: date) -> int:
    """Return the year's membership fee in kroner, by age."""
    age = (on - person.born_on).days // 365
    return next(fee for top, fee in MEMBERSHIP_FEES if age < top)


def training_fee(rng: Random, person: Person, group: str, on: date) -> int:
    """Return the season's training fee in øre, by group and age; a few are not in whole kroner."""
    age = (on - person.born_on).days // 365
    kroner = BASE_FEE[group] + 100 * min(max(age - 7, 0), 8)
    return kroner * 100 - (50 if rng.random() < 0.02 else 0)


def season(day: date) -> str:
    return f"{'vår' if day.month <= 6 else 'høst'} {day.year}"


def family_parts(persons: list[Person]) -> list[list[Person]]:
    """Part a household's club members into orders: the family's, and one per applicant."""
    club = [person for person in persons if person.in_club]
    family = [person for person in club if not person.applicant]
    return [part for part in [family, *([p] for p in club if p.applicant)] if part]


def make_orders(rng: Random, homes: list[Household], as_of: date) -> list[Order]:
    """Make every order of every batch, none of them decided yet: all count as paid."""
    orders: list[Order] = []
    number = 3_100_000

    def add(batch: Batch, account: str, title: str, members: list[Person], ore: int) -> None:
        nonlocal number
        number += rng.randint(1, 9)
        kid = kid_of(members[0].household.no, len(orders) + 1)
        issued_on = as_of + timedelta(days=batch.issued)
        due_on = as_of + timedelta(days=batch.due)
        orders.append(Order(number, batch, account, title, members, ore, kid, issued_on, due_on))

    for batch in BATCHES:
        day, due_on = as_of + timedelta(days=batch.issued), as_of + timedelta(days=batch.due)
        for home in homes:
            persons = [p for p in home.persons if is_billed(p, batch, day, due_on)]
            if MEMBERSHIP in batch.accounts:
                for part in family_parts(persons):
                    ore = 100 * sum(membership_fee(person, day) for person in part)
                    add(batch, MEMBERSHIP, f"Medlemskontingent {day.year}", part, ore)
            if TRAINING in batch.accounts:
                for person in (p for p in persons if p.pays_training):
                    for group in person.groups:
                        ore = training_fee(rng, person, group, day)
                        title = f"Treningsavgift {group} {season(day)}"
                        add(batch, TRAINING, title, [person], ore)
    return orders
