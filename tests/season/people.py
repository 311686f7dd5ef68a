"""The people of a club that is not real: who pays for whom, and what the member system has of each.

What is true of a person and what the member system lists are two things: a new number is listed
later, and what is listed is known to the workbench from the Monday on which it was read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any, NamedTuple

from workbench.demo.name_lists import BOYS, GIRLS, LAST, plain

ADULT = 18
EIGHTEEN_YEARS = timedelta(days=18 * 365.25)


@dataclass(eq=False)
class Person:
    """A human being: a member, or a guardian who need not be one."""

    first: str
    last: str
    born_on: date
    phone: str
    email: str
    is_dead: bool = False
    refused_calls_on: date | None = None

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    def is_adult(self, day: date) -> bool:
        born = self.born_on
        age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        return age >= ADULT


class Contact(NamedTuple):
    """A guardian as the member system lists one."""

    first: str
    last: str
    phone: str | None
    email: str | None

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


def contact_of(person: Person) -> Contact:
    return Contact(person.first, person.last, person.phone, person.email)


@dataclass(frozen=True)
class Listing:
    """What the member system says of a member."""

    first: str
    last: str
    born_on: date | None
    phone: str | None
    email: str | None
    status: str = "active"
    left_on: date | None = None
    guardians: tuple[Contact, ...] = ()

    @property
    def phones(self) -> set[str]:
        phones = (self.phone, *(guardian.phone for guardian in self.guardians))
        return {phone for phone in phones if phone}

    def guardian(self, name: str) -> Contact | None:
        return next((guardian for guardian in self.guardians if guardian.name == name), None)


@dataclass(eq=False)
class Member:
    """A member: `payer` is the guardian who pays for a child, or the person."""

    number: int
    person: Person
    payer: Person
    group: str
    listed: Listing
    joined_on: date
    read: Listing | None = None  # as the workbench read it last
    left_on: date | None = None  # in truth: the last day of the membership
    frozen: list[Any] = field(default_factory=list)  # the stops of its freezes

    def owes(self, day: date) -> Person:
        """Return who owes a claim that is issued on a day."""
        return self.person if self.person.is_adult(day) else self.payer

    def list_anew(self, **changes: object) -> None:
        """Let the member system say something else."""
        self.listed = replace(self.listed, **changes)  # type: ignore[arg-type]


class Maker:
    """Makes the people of one club; `has_guardians` is for how many its system has columns."""

    def __init__(self, rng: Random, start: date, *, has_guardians: int, is_gym: bool) -> None:
        self.rng, self.start, self.has_guardians = rng, start, has_guardians
        self.is_gym = is_gym
        self.numbers, self.phones = count(8_000_001), count(40_001_001)
        self.members: list[Member] = []
        self.households: list[list[Member]] = []

    def person(self, ages: tuple[int, int], last: str = "") -> Person:
        """Make a person of an age between two."""
        rng = self.rng
        first, last = rng.choice(rng.choice((GIRLS, BOYS))), last or rng.choice(LAST)
        born_on = self.start - timedelta(days=rng.randint(ages[0] * 366, ages[1] * 365))
        phone = f"+47{next(self.phones)}"
        email = f"{plain(first)}.{plain(last)}{phone[-4:]}@example.no"
        return Person(first, last, born_on, phone, email)

    def enrol(self, person: Person, payer: Person | None = None) -> Member:
        """Make somebody a member; a child's profile has its guardian's phone and e-mail, where the
        system has no columns for guardians."""
        payer = payer or person
        reached = person if self.has_guardians else payer
        guardians = (contact_of(payer),) if payer is not person and self.has_guardians else ()
        listed = Listing(
            person.first,
            person.last,
            person.born_on,
            reached.phone,
            reached.email,
            guardians=guardians,
        )
        joined_on = self.start - timedelta(days=self.rng.randint(100, 2000))
        group = self.rng.choice(("Fotball", "Håndball"))
        member = Member(next(self.numbers), person, payer, group, listed, joined_on)
        self.members.append(member)
        return member

    def household(self, *members: Member) -> None:
        """Note members who get one order for their memberships."""
        self.households.append([*members])

    # ------------------------------------------------------------------ kinds of household

    def single(self) -> None:
        self.household(self.enrol(self.person((19, 70))))

    def siblings(self) -> None:
        """Make one to three children of one guardian; of some, the guardian is a member too."""
        guardian = self.person((30, 50))
        children = [self.person((6, 16), guardian.last) for _ in range(self.rng.randint(1, 3))]
        own = [self.enrol(guardian)] if self.rng.random() < 0.3 else []
        self.household(*own, *(self.enrol(child, guardian) for child in children))

    def patchwork(self) -> None:
        """Make two children of one home who are paid for by a parent each; where a list has room
        for two guardians, it has both of both."""
        mother, father = self.person((30, 45)), self.person((30, 50))
        for guardian in (mother, father):
            child = self.enrol(self.person((7, 15), mother.last), guardian)
            if self.has_guardians == 2:
                child.list_anew(guardians=(contact_of(mother), contact_of(father)))
            self.household(child)

    def spouses(self) -> None:
        """Make two adults of one name who pay each for themselves and read one e-mail address."""
        one = self.person((30, 60))
        other = self.person((30, 60), one.last)
        for adult in (one, other):
            member = self.enrol(adult)
            member.list_anew(email=one.email)
            self.household(member)

    def colleagues(self) -> None:
        """Make two adults of two homes whose profiles have the number of their workplace."""
        for _ in range(2):
            member = self.enrol(self.person((25, 60)))
            member.list_anew(phone="+4740000900")
            self.household(member)

    def team(self) -> None:
        """Make four children of four homes whose profiles have their team leader's number; two of
        them have a guardian's e-mail address too."""
        leader = self.person((25, 50))
        for number in range(4):
            guardian = self.person((30, 50))
            member = self.enrol(self.person((8, 14), guardian.last), guardian)
            email = guardian.email if number % 2 else None
            if self.has_guardians:
                named = Contact(guardian.first, guardian.last, leader.phone, email)
                member.list_anew(phone=None, email=None, guardians=(named,))
            else:
                member.list_anew(phone=leader.phone, email=email)
            self.household(member)

    def coming_of_age(self) -> None:
        """Make a youth who turns 18 during the season, and whose guardian owes until then."""
        guardian = self.person((40, 55))
        youth = self.person((10, 11), guardian.last)
        youth.born_on = self.start + timedelta(days=self.rng.randint(60, 150)) - EIGHTEEN_YEARS
        self.household(self.enrol(youth, guardian))

    def namesakes(self) -> None:
        """Make a child with its guardian's name."""
        guardian = self.person((40, 55))
        child = self.person((11, 15), guardian.last)
        child.first = guardian.first
        self.household(self.enrol(guardian))
        self.household(self.enrol(child, guardian))

    def ageless(self) -> None:
        """Make an adult whose birth date nobody has entered."""
        member = self.enrol(self.person((25, 60)))
        member.list_anew(born_on=None)
        self.household(member)

    def applicant(self) -> None:
        member = self.enrol(self.person((25, 60)))
        member.list_anew(status="unprocessed")
        self.household(member)


EVERY_KIND = (
    "spouses", "colleagues", "team", "coming_of_age", "coming_of_age", "patchwork", "patchwork",
    "namesakes", "ageless",
)  # fmt: skip


def make_people(maker: Maker, size: int) -> None:
    """Fill the club with at least so many members; each kind of household stands in it."""
    kinds = [*EVERY_KIND, *(() if maker.has_guardians else ("applicant", "applicant"))]
    for kind in kinds:
        getattr(maker, kind)()
    for kind in common_kinds(maker):
        if len(maker.members) >= size:
            return
        getattr(maker, kind)()


def common_kinds(maker: Maker) -> Iterator[str]:
    """Yield what most homes are: families in a sports club, adults in a gym."""
    share = 0.15 if maker.is_gym else 0.6
    while True:
        yield "siblings" if maker.rng.random() < share else "single"
