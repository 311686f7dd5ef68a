"""Households, and the people in them who hold a member record."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from workbench.demo.names import BOYS, GIRLS, LAST, MAIL_HOSTS, PLACES, SERIES, STREETS
from workbench.demo.shapes import Cell

GROUPS = ("Fotball", "Håndball", "Turn", "Ski", "Friidrett")
GROUP_WEIGHTS = (40, 22, 15, 13, 10)
# the day each batch of invoices is sent, from as_of; A to D are the first ones of newcomers
BATCHES = {"M1": -670, "M0": -306, "V": -280, "H": -82, "A": -35, "B": -23, "C": -17, "D": -4}


@dataclass(eq=False)
class Household:
    """People at one address; `closed` once a situation rules out any other in it."""

    no: int
    address: str
    postcode: str
    city: str
    alone: bool
    persons: list["Person"] = field(default_factory=list)
    closed: bool = False
    confidential: bool = False  # fortrolig adresse


@dataclass(eq=False)
class Person:
    """One human with a member record. `instead` is what its cells say, if not the truth."""

    id: int
    first: str
    last: str
    gender: str
    born_on: date
    household: Household
    phone: str
    emails: list[str]
    joined_on: date
    batch: str = ""  # the invoice batch of a newcomer
    groups: list[str] = field(default_factory=list)
    own: "Contact | None" = None  # a child's own phone and e-mail, which no list need show
    guardians: list["Contact"] = field(default_factory=list)
    payer: "Contact | None" = None  # whom bills are sent to, where the system knows of one
    pays_training: bool = True
    in_club: bool = True
    left_on: date | None = None
    applicant: bool = False
    frozen: bool = False
    instead: dict[str, Cell] = field(default_factory=dict)  # by the profiles' columns

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def status(self) -> str:
        """The status as the profiles' words are read."""
        if self.applicant or self.frozen:
            return "unprocessed" if self.applicant else "frozen"
        return "left" if self.left_on else "active"


@dataclass(frozen=True)
class Contact:
    """A grown-up's name, number and address."""

    first: str
    last: str
    gender: str
    phone: str
    email: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


def plain(text: str) -> str:
    """Spell a name as an e-mail address does.

    >>> plain("Per Øyvind")
    'per.oyvind'
    """
    swaps = {"æ": "ae", "ø": "o", "å": "a", " ": ".", "-": ""}
    return "".join(swaps.get(letter, letter) for letter in text.lower())


class Maker:
    """Draws names, numbers and ids that do not repeat."""

    def __init__(self, rng: Random, as_of: date) -> None:
        self.rng, self.as_of = rng, as_of
        self.ids: set[int] = set()
        self.known: set[tuple[str, str, date]] = set()
        self.serial: Iterator[int] = itertools.count(rng.randrange(40_000))

    def phone(self) -> str:
        n = next(self.serial)
        return SERIES[n % 4] + f"{n // 4 * 7919 % 10_000:04d}"

    def person_id(self, below: int | None = None) -> int:
        """Draw a number of seven or eight digits, older profiles having the lower ones."""
        top = below or self.rng.choice((9_999_999, 24_000_000))
        while (number := self.rng.randrange(1_000_000 if below else 1_500_000, top)) in self.ids:
            pass
        self.ids.add(number)
        return number

    def contact(self, last: str, gender: str, no: int) -> Contact:
        first = self.rng.choice(GIRLS if gender == "K" else BOYS)
        mail = f"{plain(first)}.{plain(last)}{no}@{self.rng.choice(MAIL_HOSTS)}"
        return Contact(first, last, gender, self.phone(), mail)

    def born(self, youngest: int, oldest: int) -> date:
        years = self.rng.randint(youngest, oldest)
        return self.as_of - timedelta(days=int(years * 365.25) + self.rng.randint(1, 360))

    def person(self, home: Household, who: Contact, born_on: date, emails: list[str]) -> Person:
        """Add a member to the household; name and birth date together belong to one human only."""
        first = who.first
        while (first, who.last, born_on) in self.known:
            first = self.rng.choice(GIRLS if who.gender == "K" else BOYS)
        self.known.add((first, who.last, born_on))
        person = Person(
            self.person_id(), first, who.last, who.gender, born_on, home, who.phone, emails,
            self.as_of,
        )  # fmt: skip
        enrol(self.rng, person, self.as_of)
        home.persons.append(person)
        return person


def enrol(rng: Random, person: Person, as_of: date) -> None:
    """Decide when the person joined and, for a few long-standing ones, left."""
    draw = rng.random()
    if draw < 0.62:
        days = -rng.randint(700, 4000)
        if rng.random() < 0.06:
            left = rng.choice((-rng.randint(330, 600), -rng.randint(90, 260)))
            person.left_on = as_of + timedelta(days=left)
    elif draw < 0.86:
        days = -rng.randint(320, 650)
    else:
        person.batch = rng.choice("ABCD")
        days = BATCHES[person.batch] - rng.randint(1, 6)
    person.joined_on = max(as_of + timedelta(days=days), person.born_on + timedelta(days=700))


def choose_groups(rng: Random, person: Person, grown: bool) -> None:
    """Decide the sports: children one or two, parents as trainers, adults trim or nothing."""
    wanted = rng.choices((0, 1, 2), (48, 50, 2) if grown else (7, 76, 17))[0]
    while len(person.groups) < wanted:
        group = rng.choices(GROUPS, GROUP_WEIGHTS)[0]
        if group not in person.groups:
            person.groups.append(group)
    if person.groups and not grown and not person.left_on:
        person.in_club = rng.random() > 0.035  # takes part, never became a member


def make_family(maker: Maker, home: Household) -> None:
    """Fill a household of one or two parents and one to four children."""
    rng, last = maker.rng, maker.rng.choice(LAST)
    other = last if rng.random() < 0.6 else rng.choice(LAST)
    parents = [maker.contact(last, rng.choice("MK"), home.no)]
    if rng.random() < 0.75:
        parents.append(maker.contact(other, "K" if parents[0].gender == "M" else "M", home.no))
    for parent in parents:
        if rng.random() < 0.18:
            member = maker.person(home, parent, maker.born(32, 55), [parent.email])
            choose_groups(rng, member, grown=True)
            member.pays_training = False  # trainers and board
    born = maker.born(5, 18)
    for _ in range(rng.choices((1, 2, 3, 4), (30, 42, 20, 8))[0]):
        make_child(maker, home, parents, born)
        if rng.random() > 0.05:  # else the next is a twin
            born = maker.born(5, 18)


def make_child(maker: Maker, home: Household, parents: list[Contact], born_on: date) -> None:
    """Add a child; its profile carries a parent's contact data, unless it is nearly grown up."""
    rng, gender = maker.rng, maker.rng.choice("MK")
    own = maker.contact(parents[0].last, gender, home.no + 5000)
    if (maker.as_of - born_on).days > 16 * 366 and rng.random() < 0.4:
        child = maker.person(home, own, born_on, [own.email])
    else:
        both = len(parents) == 2 and rng.random() < 0.45
        emails = [parent.email for parent in (parents if both else parents[:1])]
        shared = Contact(own.first, own.last, gender, parents[0].phone, own.email)
        child = maker.person(home, shared, born_on, emails)
    child.own, child.guardians = own, list(parents)
    choose_groups(rng, child, grown=False)


def make_households(maker: Maker, members: int) -> list[Household]:
    """Make households until exactly `members` people hold a member record."""
    rng, count = maker.rng, 0
    homes: list[Household] = []
    while count < members:
        postcode, city = rng.choice(PLACES)
        address = f"{rng.choice(STREETS)} {rng.randint(1, 99)}"
        home = Household(len(homes) + 1, address, postcode, city, alone=rng.random() < 0.17)
        if home.alone:
            adult = maker.contact(rng.choice(LAST), rng.choice("MK"), home.no)
            person = maker.person(home, adult, maker.born(19, 78), [adult.email])
            choose_groups(rng, person, grown=True)
        else:
            make_family(maker, home)
        del home.persons[max(1, members - count) :]
        count += len(home.persons)
        homes.append(home)
    return homes


def mark_applicants(rng: Random, homes: list[Household], count: int) -> None:
    """Leave some newcomers' applications unprocessed, in turn from the batches A, B and D."""
    newcomers = [
        person
        for home in homes
        for person in home.persons
        if person.batch
        and person.groups
        and person.in_club
        # nobody near an 18th birthday, which is a situation of its own
        and not 6200 < (person.joined_on - person.born_on).days < 6700
    ]
    for n in range(count):
        fit = [p for p in newcomers if p.batch == "ABD"[n % 3] and not p.applicant]
        fit = [p for p in fit if p.pays_training] or fit
        if fit:
            rng.choice(fit).applicant = True
