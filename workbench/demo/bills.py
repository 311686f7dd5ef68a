"""Bills of the systems that state each claim with its own amount: by season, course or month."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from workbench.demo.orders import BATCHES, TRAINING, Batch, Order, kid_of, make_orders
from workbench.demo.orders import membership_fee as fee_by_age
from workbench.demo.people import Household, Person
from workbench.demo.systems import System
from workbench.norsk import dato
from workbench.values.identity import digest
from workbench.values.names import split_name

EXTRAS = {4: "Sesongavslutning", 5: "Treningsleir", 9: "Treningstøy", 11: "Dommerkurs",
          12: "Klubbdress", 14: "Miniputtcup", 15: "Vårleir", 16: "Høstcup"}  # fmt: skip
COURSE_DUE = (3, -4, -5, -9, -16, -20, -21)  # a household's newest bill, in days from as_of
MONTHLY = (549, 399, 449)  # kroner
AGES = ((0, "F"), (9, "Y"), (24, "R"), (62, "G"), (999, "H"))  # of a month's bill, to batches


@dataclass(frozen=True)
class Part:
    """What one person owes of a bill."""

    person: Person
    title: str
    group: str  # the team or course that the row names
    ore: int


@dataclass(eq=False)
class Bill(Order):
    """A bill of one part; only a family's for courses has several."""

    system: System = field(kw_only=True)
    parts: list[Part] = field(kw_only=True)
    misnamed: str = ""  # what the row calls its member, when nobody has that name

    @property
    def arose_on(self) -> date:
        return self.due_on if self.system.has_payments else self.issued_on

    @property
    def payer(self) -> str:
        """The name of who pays: for a child its payer or a guardian."""
        grown_up = next((p.payer or p.guardians[0] for p in self.members if p.guardians), None)
        return (grown_up or self.members[0]).name

    @property
    def key(self) -> str:
        """The bill's number; where it has none, what its row says whose it is and what for."""
        if not self.system.has_payments:
            return str(self.id)
        team = [self.parts[0].group] if self.system.name == "hoopit" else []
        return digest(self.name_of(self.parts[0]), *team, self.title)

    def name_of(self, part: Part) -> str:
        return self.misnamed or part.person.name

    def claim_id(self, part: Part) -> str:  # type: ignore[override]
        row = f":{digest(self.name_of(part), part.title)}"
        return f"{self.system.name}:{self.key}{row if self.system.name == 'tryggivann' else ''}"

    def member_id(self, part: Part) -> str | None:  # type: ignore[override]
        unknown = self.situation.reason == "unknown_member"
        return None if unknown else f"{self.system.name}:{person_key(self.system, part.person)}"

    def shares(self, ore: int) -> list[tuple[Part, int]]:  # type: ignore[override]
        """Split what is all of the bill, or nothing of it; a bill of one part bears any sum."""
        return [(part, part.ore * ore // self.amount_ore) for part in self.parts]


def person_key(system: System, person: Person) -> str:
    """Return a member's number, the gym's beginning with zeros, or what a reader makes up."""
    if not system.is_by_name:
        return f"{person.id:06d}" if system.name == "annet" else str(person.id)
    born_on = "" if person.bad_birth is not None else person.born_on.isoformat()
    is_one_cell = system.name == "tryggivann"
    names = split_name(person.name) if is_one_cell else (person.first, person.last)
    return digest(*names, born_on)


Charge = tuple[str, date, date, list[Part]]  # batch, issued, due


def make_bills(rng: Random, system: System, homes: list[Household], as_of: date) -> list[Bill]:
    """Make every bill, none of them decided yet; they are numbered in the order of issue."""
    if system.name == "tryggivann":
        charges = course_charges(homes, as_of)
    elif system.name == "annet":
        charges = month_charges(homes, as_of)
    else:
        charges = club_charges(rng, system, homes, as_of)
    bills: list[Bill] = []
    for key, issued_on, due_on, parts in sorted(charges, key=lambda charge: charge[1]):
        number = bills[-1].id + rng.randint(1, 4) if bills else 20_001
        people, ore = [part.person for part in parts], sum(part.ore for part in parts)
        kid = kid_of(people[0].household.no, len(bills) + 1)
        sent = (Batch(key, 0, ()), "", parts[0].title, people, ore, kid, issued_on, due_on)
        bills.append(Bill(number, *sent, system=system, parts=parts))
    return bills


def club_charges(
    rng: Random, system: System, homes: list[Household], as_of: date
) -> Iterator[Charge]:
    """Charge each member what KlubbAdmin would; Hoopit has the team in a column of its own."""
    seen: set[tuple[str, str, str]] = set()
    for order in make_orders(rng, homes, as_of):
        group = order.title.split()[1] if order.account == TRAINING else ""
        title = order.title.replace(f" {group} ", " ") if system.name == "hoopit" else order.title
        for person in order.members:
            ore = order.amount_ore if group else 100 * fee_by_age(person, order.issued_on)
            if (person.name, title, group) not in seen:  # two Januaries may be of one year
                seen.add((person.name, title, group))
                part = Part(person, title, group, ore)
                yield order.batch.key, order.issued_on, order.due_on, [part]
    people = [person for home in homes for person in home.persons if person.groups]
    for n, (days, title) in enumerate(EXTRAS.items() if system.name == "hoopit" else ()):
        due_on = as_of - timedelta(days=days)  # a day on which Hoopit's reminders turn
        for person in people:
            if person.id % 13 == n and person.joined_on < due_on:
                part = Part(person, title, person.groups[0], 100 * rng.randint(150, 600))
                yield str(days), due_on - timedelta(days=14), due_on, [part]


def course_charges(homes: Iterable[Household], as_of: date) -> Iterator[Charge]:
    """Charge a household each month for all its courses, with a week's term."""
    for home, month in ((home, month) for home in homes for month in range(3)):
        newest = COURSE_DUE[home.no % len(COURSE_DUE)]
        due_on = as_of + timedelta(days=newest - 30 * month)
        people = [person for person in home.persons if month == 0 or not person.batch]
        rows = [(person, course) for person in people for course in person.groups]
        parts = [Part(person, name, name, 38_000 + 1000 * len(name)) for person, name in rows]
        if parts:
            key = "H" if month else "F" if newest > 0 else str(-newest)
            yield key, due_on - timedelta(days=7), due_on, parts


def month_charges(homes: Iterable[Household], as_of: date) -> Iterator[Charge]:
    """Charge each member on the 20th of each month, and a newcomer the start."""
    months = [divmod(as_of.year * 12 + as_of.month - back, 12) for back in range(8)]
    dues = [date(year, month + 1, 20) for year, month in months]
    dues = [due_on for due_on in dues if due_on - timedelta(days=30) <= as_of][:7]
    for person in (person for home in homes for person in home.persons):
        for batch in (batch for batch in BATCHES if batch.key == person.batch):
            day, due_on = (as_of + timedelta(days=days) for days in (batch.issued, batch.due))
            yield batch.key, day, due_on, [Part(person, "Startavgift", "", 29_900)]
        for due_on in dues:
            day, age = due_on - timedelta(days=30), (as_of - due_on).days
            has_left = person.left_on is not None and person.left_on <= due_on
            if not person.batch and person.joined_on <= day and not has_left:
                key = next(key for top, key in AGES if age <= top)
                title = f"Månedsavgift {dato(due_on).removeprefix('20. ')}"
                yield key, day, due_on, [Part(person, title, "", 100 * MONTHLY[person.id % 3])]
