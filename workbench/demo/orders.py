"""Orders of all systems, and how KlubbAdmin bills: in batches, a family or an athlete at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from workbench.demo.people import BATCHES, Household, Person
from workbench.demo.situations import PAID, Situation
from workbench.demo.systems import SYSTEMS, System
from workbench.model.money import split_evenly
from workbench.values.identity import digest
from workbench.values.kid import make_kid
from workbench.values.names import split_name

MEMBERSHIP, TRAINING = "3920", "3930"  # income accounts
MEMBERSHIP_FEES = ((6, 50), (13, 300), (20, 400), (67, 600), (200, 250))  # below age, kroner
BASE_FEE = {"Fotball": 2400, "Håndball": 2200, "Turn": 1900, "Ski": 1300, "Friidrett": 800}
TERM = timedelta(days=14)  # from an invoice to its due date
# the account of a batch; those of newcomers are for both
ACCOUNTS = {"M1": MEMBERSHIP, "M0": MEMBERSHIP, "V": TRAINING, "H": TRAINING}


class Part(NamedTuple):
    """What one person owes of an order."""

    person: Person
    title: str
    group: str  # the sport, team or course that it is for, if any
    ore: int


@dataclass(eq=False)
class Order:
    """One order, or bill: most of one part; a family's membership or courses have several."""

    batch: str
    issued_on: date
    due_on: date
    parts: list[Part]
    system: System = SYSTEMS[0]
    account: str = ""  # income account, in KlubbAdmin alone
    id: int = 0
    kid: str = ""
    situation: Situation = PAID
    status: str = "paid"
    paid_on: date | None = None  # as the member system has it
    stated_ore: int | None = None  # likewise; may be net of the system's fee
    in_fordringer: bool = True
    received: list[tuple[date, int]] = field(default_factory=list)  # through the bank
    steps: list[tuple[str, date]] = field(default_factory=list)
    misnamed: str = ""  # what the row calls its member, when nobody has that name

    @property
    def members(self) -> list[Person]:
        return [part.person for part in self.parts]

    @property
    def title(self) -> str:
        return self.parts[0].title

    @property
    def amount_ore(self) -> int:
        return sum(part.ore for part in self.parts)

    @property
    def whole(self) -> Part:
        """The order as a single claim on its oldest member, as KlubbAdmin makes a family's."""
        oldest = min(self.members, key=lambda person: person.born_on)
        return Part(oldest, self.title, "", self.amount_ore)

    @property
    def home(self) -> Household:
        return self.parts[0].person.household

    @property
    def payer(self) -> str:
        """The name of who pays: for a child its payer or a guardian."""
        grown_up = next((p.payer or p.guardians[0] for p in self.members if p.guardians), None)
        return (grown_up or self.members[0]).name

    @property
    def arose_on(self) -> date:
        """The day that says whether a member was of age: who owes is settled then."""
        return self.due_on if self.system.has_payments else self.issued_on

    @property
    def is_open(self) -> bool:
        return self.situation.reason not in ("paid", "cancelled")

    @property
    def key(self) -> str:
        """The order's number; where its row has none, a digest of the name and the title there."""
        if not self.system.has_payments:
            return str(self.id)
        team = [self.parts[0].group] if self.system.name == "hoopit" else []
        return digest(self.name_of(self.parts[0]), *team, self.title)

    def name_of(self, part: Part) -> str:
        return self.misnamed or part.person.name

    def claim_id(self, part: Part) -> str:
        """Return the id that a reader gives the part's claim."""
        row = ""
        if self.system.name == "klubbadmin":
            row = f":{part.person.id}:{part.title}"
        if self.system.name == "tryggivann":
            row = f":{digest(self.name_of(part), part.title)}"
        return f"{self.system.name}:{self.key}{row}"

    def member_id(self, part: Part) -> str | None:
        """Return the id that a reader gives the member, if it can tell whose the claim is."""
        if self.situation.reason == "unknown_member":
            return None
        key = person_key(self.system, part.person)
        return key if self.system.name == "klubbadmin" else f"{self.system.name}:{key}"

    def shares(self, ore: int) -> list[tuple[Part, int]]:
        """Split the whole amount or nothing over the parts; an order of one part takes any sum."""
        return [(part, part.ore * ore // self.amount_ore) for part in self.parts]


def person_key(system: System, person: Person) -> str:
    """Return a member's number, the gym's beginning with zeros, or what a reader makes up."""
    if not system.is_by_name:
        return f"{person.id:06d}" if system.name == "annet" else str(person.id)
    born_on = "" if "born_on" in person.instead else person.born_on.isoformat()
    is_one_cell = system.name == "tryggivann"
    names = split_name(person.name) if is_one_cell else (person.first, person.last)
    return digest(*names, born_on)


def kid_of(household: int, serial: int) -> str:
    """Make a KID of twelve digits, unlike any other; about one in ten begins with a zero."""
    return make_kid(f"{(household * 7919 + 1234) % 100_000:05d}{serial:06d}", 10)


def is_billed(person: Person, batch: str, issued_on: date, due_on: date) -> bool:
    """Say whether the person gets an invoice in the batch: there before it, not gone by its end."""
    if person.batch:
        return person.batch == batch
    stayed = person.left_on is None or person.left_on > due_on
    return batch in ACCOUNTS and person.joined_on <= issued_on and stayed


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


def split_fee(persons: list[Person], title: str, ore: int) -> list[Part]:
    """Split a family's fee over its members in the order of their keys; the first take the rest."""
    by_key = sorted(persons, key=lambda person: str(person.id))
    shares = dict(zip(by_key, split_evenly(ore, len(persons)), strict=True))
    return [Part(person, title, "", shares[person]) for person in persons]


def bill_batches(rng: Random, homes: list[Household], as_of: date) -> Iterator[Order]:
    """Bill the members of each batch: a family its membership, each athlete its groups."""
    for batch, days in BATCHES.items():
        day = as_of + timedelta(days=days)
        due_on = day + TERM
        for home in homes:
            persons = [p for p in home.persons if is_billed(p, batch, day, due_on)]
            if ACCOUNTS.get(batch) != TRAINING:
                for family in family_parts(persons):
                    ore = 100 * sum(membership_fee(person, day) for person in family)
                    parts = split_fee(family, f"Medlemskontingent {day.year}", ore)
                    yield Order(batch, day, due_on, parts, account=MEMBERSHIP)
            if ACCOUNTS.get(batch) != MEMBERSHIP:
                for person in (p for p in persons if p.pays_training):
                    for group in person.groups:
                        ore = training_fee(rng, person, group, day)
                        title = f"Treningsavgift {group} {season(day)}"
                        parts = [Part(person, title, group, ore)]
                        yield Order(batch, day, due_on, parts, account=TRAINING)


def make_orders(rng: Random, homes: list[Household], as_of: date) -> list[Order]:
    """Make every order of every batch, none of them decided yet: all count as paid."""
    orders: list[Order] = []
    number = 3_100_000
    for order in bill_batches(rng, homes, as_of):
        orders.append(order)
        number += rng.randint(1, 9)
        order.id, order.kid = number, kid_of(order.home.no, len(orders))
    return orders
