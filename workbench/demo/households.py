"""Households, and the people in them who have a member record."""

import itertools
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from workbench.demo import name_lists as names
from workbench.demo.systems import System
from workbench.demo.written_cells import Cell
from workbench.model.kinds import CLUB_GROUP

GROUPS = ("Fotball", "Håndball", "Turn", "Ski", "Friidrett")
COURSES = ("Begynner 1", "Begynner 2", "Øvet 1", "Øvet 2", "Crawl")  # of a swimming school
GROUP_WEIGHTS = (40, 22, 15, 13, 10)
TERM = timedelta(days=14)  # from an invoice to its due date
PHONES = 40_000  # numbers in the four series together
TRIES = 20  # of a second first name, before a third one is added


@dataclass(eq=False)
class Contact:
    """Somebody's name, number and address."""

    first: str
    last: str
    gender: str
    phone: str
    email: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


@dataclass(eq=False)
class Household:
    """People at one address; reserved once a situation rules out any other in it."""

    number: int
    address: str
    postcode: str
    city: str
    is_single: bool  # one adult, who lives alone
    persons: list["Person"] = field(default_factory=list)
    is_reserved: bool = False
    is_confidential: bool = False  # fortrolig adresse


@dataclass(eq=False)
class Person(Contact):
    """A human with a member record."""

    id: int
    number: int | str  # the id as the system writes it
    born_on: date
    household: Household
    joined_on: date
    is_in_club: bool  # and in its list of members
    newcomer_days: int | None = None  # so many days ago a newcomer's first orders were due
    groups: list[str] = field(default_factory=list)
    guardians: list[Contact] = field(default_factory=list)
    payer: Contact | None = None  # gets the bills, where the system has such a contact
    row_contacts: list[Contact] = field(default_factory=list)  # whose phone and e-mail its row has
    pays_training: bool = True
    left_on: date | None = None
    standing: str = "active"  # with the club, unless it left: also unprocessed or frozen
    wrong_cells: dict[str, Cell] = field(default_factory=dict)  # written in place of the truth

    @property
    def status(self) -> str:
        """The status as the profiles' words are read."""
        return "left" if self.left_on and self.standing == "active" else self.standing

    @property
    def lists(self) -> list[str]:
        """The lists of members that the person is in: the groups', and the club's own."""
        return [*self.groups, CLUB_GROUP] if self.is_in_club else self.groups

    @property
    def of_age_on(self) -> date:
        """The 18th birthday; at the end of a month, some days early."""
        return date(self.born_on.year + 18, self.born_on.month, min(self.born_on.day, 28))


class Maker:
    """Draws people with names, numbers and ids that do not repeat."""

    def __init__(self, rng: Random, system: System, as_of: date) -> None:
        self.rng, self.system, self.as_of = rng, system, as_of
        self.id = system.first_id
        self.used_names: set[tuple[str, str, date | None]] = set()
        self.first_phone = rng.randrange(PHONES)
        self.phones = itertools.count()
        self.newcomer_days = itertools.cycle(system.recent)
        self.lone_children = itertools.count(1)

    def phone(self) -> str:
        """Return the next number; each round through the four series moves on to the next four."""
        round_number, position = divmod(next(self.phones), PHONES)
        serial = self.first_phone + position
        series = int(names.PHONE_SERIES[serial % 4]) + round_number % 10
        return f"{series}{serial // 4 * 7919 % 10_000:04d}"

    def first_name(self, gender: str) -> str:
        return self.rng.choice(names.GIRLS if gender == "K" else names.BOYS)

    def contact(self, last: str, gender: str, number: int) -> Contact:
        first = self.first_name(gender)
        mailbox = f"{names.plain(first)}.{names.plain(last)}{number}"
        email = f"{mailbox}@{self.rng.choice(names.MAIL_HOSTS)}"
        return Contact(first, last, gender, self.phone(), email)

    def birth_date(self, youngest: int, oldest: int) -> date:
        years = self.rng.randint(youngest, oldest)
        return self.as_of - timedelta(days=int(years * 365.25) + self.rng.randint(1, 360))

    def add_person(self, home: Household, contact: Contact, born_on: date) -> Person:
        """Add a member to the household, with a name that nobody else has."""
        self.id += self.rng.randint(1, 9)
        person = Person(
            **vars(contact),
            id=self.id,
            number=f"{self.id:06d}" if self.system.name == "annet" else self.id,
            born_on=born_on,
            household=home,
            joined_on=born_on,
            is_in_club=self.system.name != "tryggivann",  # which has no list of the whole club
        )
        self.give_own_name(person)
        self.enrol(person)
        person.row_contacts = [person]
        home.persons.append(person)
        return person

    def give_own_name(self, person: Person) -> None:
        """Add first names until nobody else has the name.

        Where members have numbers, another may have the name, but not the birth date too.
        """
        given, born_on = person.first.split()[0], None if self.system.is_by_name else person.born_on
        attempts = itertools.count(1)
        while (person.first, person.last, born_on) in self.used_names:
            if next(attempts) % TRIES == 0:
                given = person.first
            person.first = f"{given} {self.first_name(person.gender)}"
        self.used_names.add((person.first, person.last, born_on))

    def enrol(self, person: Person) -> None:
        """Decide when the person joined and, for a few long-standing ones, left."""
        rng, share = self.rng, self.rng.random()
        if share < 0.62:
            days = -rng.randint(700, 4000)
            if rng.random() < 0.06 and not self.system.is_by_name:
                left = rng.choice((-rng.randint(330, 600), -rng.randint(90, 260)))
                person.left_on = self.as_of + timedelta(days=left)
        elif share < 0.86:
            days = -rng.randint(320, 650)
        else:
            person.newcomer_days = next(self.newcomer_days)
            days = -person.newcomer_days - TERM.days - rng.randint(1, 6)
        earliest = person.born_on + timedelta(days=700)
        person.joined_on = max(self.as_of + timedelta(days=days), earliest)

    def choose_groups(self, person: Person, *, is_parent: bool) -> None:
        """Decide the sports: children one or two, parents as trainers, adults trim or nothing.

        A swimming school has everybody in a course, on the household's day; a gym has no groups.
        """
        if self.system.name == "annet":
            return
        is_school = self.system.name == "tryggivann"
        count = self.rng.choices((0, 1, 2), (48, 50, 2) if is_parent else (7, 76, 17))[0]
        if is_school:
            count = 1 if is_parent else max(1, count)
        while len(person.groups) < count:
            group = self.rng.choices(COURSES if is_school else GROUPS, GROUP_WEIGHTS)[0]
            if group not in person.groups:
                person.groups.append(group)
        if is_school:
            day = ("mandag", "onsdag")[person.household.number % 2]
            courses = ["Voksne"] if is_parent else person.groups
            person.groups = [f"{course} {day}" for course in courses]


def make_family(maker: Maker, home: Household) -> None:
    """Fill a household of one or two parents and one to four children."""
    rng, last, youngest = maker.rng, maker.rng.choice(names.LAST), maker.system.youngest
    other_last = last if rng.random() < 0.6 else rng.choice(names.LAST)
    parents = [maker.contact(last, rng.choice("MK"), home.number)]
    if rng.random() < 0.75:
        gender = "K" if parents[0].gender == "M" else "M"
        parents.append(maker.contact(other_last, gender, home.number))
    for parent in parents:
        if rng.random() < 0.18:
            member = maker.add_person(home, parent, maker.birth_date(32, 55))
            maker.choose_groups(member, is_parent=True)
            member.pays_training = False  # trainers and board
    born_on = maker.birth_date(youngest, 18)
    count = rng.choices((1, 2, 3, 4), (30, 42, 20, 8))[0]
    if count == 1 and not home.persons and next(maker.lone_children) % 6 == 0:
        make_youth(maker, home, parents)
        return
    for _ in range(count):
        make_child(maker, home, parents, born_on)
        if rng.random() > 0.05:  # else the next is a twin
            born_on = maker.birth_date(youngest, 18)


def make_child(maker: Maker, home: Household, parents: list[Contact], born_on: date) -> Person:
    """Add a child; until it is nearly grown, its row has a parent's contact data or none."""
    rng, as_of, system = maker.rng, maker.as_of, maker.system.name
    own = maker.contact(parents[0].last, rng.choice("MK"), home.number + 5000)
    child = maker.add_person(home, own, born_on)
    maker.choose_groups(child, is_parent=False)
    is_nearly_grown = child.of_age_on <= as_of + timedelta(days=730)
    is_grown = child.of_age_on <= as_of or (is_nearly_grown and rng.random() < 0.4)
    child.guardians = parents[: maker.system.guardians]
    if system == "tryggivann":
        child.row_contacts = child.guardians
    elif not is_grown:
        child.row_contacts = parents[: rng.choice((1, 2))] if system == "klubbadmin" else []
    if system == "klubbadmin" and child.groups and not child.left_on:
        child.is_in_club = rng.random() > 0.035  # takes part, never became a member
    if system == "spond" and rng.random() < 0.7:
        grandparent = maker.contact(child.last, rng.choice("MK"), home.number + 9000)
        child.payer = parents[0] if rng.random() < 0.85 else grandparent
    return child


def make_youth(maker: Maker, home: Household, parents: list[Contact]) -> None:
    """Add one who has been a member for years, and came of age since the newest invoices."""
    day = maker.as_of - timedelta(days=maker.rng.randint(10, 25))
    youth = make_child(maker, home, parents, date(day.year - 18, day.month, min(day.day, 28)))
    youth.joined_on = day - timedelta(days=900)
    youth.newcomer_days, youth.left_on, youth.groups = None, None, youth.groups[:1]


def make_households(maker: Maker, members: int) -> list[Household]:
    """Make households until exactly `members` people have a member record."""
    rng, count = maker.rng, 0
    homes: list[Household] = []
    while count < members:
        postcode, city = rng.choice(names.PLACES)
        address = f"{rng.choice(names.STREETS)} {rng.randint(1, 99)}"
        home = Household(len(homes) + 1, address, postcode, city, rng.random() < 0.17)
        if home.is_single:
            adult = maker.contact(rng.choice(names.LAST), rng.choice("MK"), home.number)
            person = maker.add_person(home, adult, maker.birth_date(19, 78))
            maker.choose_groups(person, is_parent=True)
        else:
            make_family(maker, home)
        del home.persons[max(1, members - count) :]
        count += len(home.persons)
        homes.append(home)
    return homes
