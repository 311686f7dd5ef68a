"""Orders of all systems, and the ids under which a reader knows them again."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from workbench.demo.people import Household, Person
from workbench.demo.situations import PAID, Situation
from workbench.demo.systems import System
from workbench.values.names import split_name
from workbench.values.record_ids import digest


class Part(NamedTuple):
    """What one person owes of an order."""

    person: Person
    title: str
    group: str  # the sport, team or course that it is for, if any
    ore: int


@dataclass(eq=False)
class Order:
    """One order, or bill: most of one part; a family's membership or courses have several."""

    system: System
    issued_on: date
    due_on: date
    parts: list[Part]
    account: str = ""  # income account, in KlubbAdmin alone
    id: int = 0
    kid: str = ""
    situation: Situation = PAID
    status: str = "paid"
    paid_on: date | None = None  # as the member system has it
    stated_ore: int | None = None  # likewise; may be net of the system's fee
    # through the bank, or the system itself
    received: list[tuple[date, int]] = field(default_factory=list)
    steps: list[tuple[str, date]] = field(default_factory=list)

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
    def is_open(self) -> bool:
        return self.situation.reason not in ("paid", "cancelled")

    @property
    def received_ore(self) -> int:
        return 0 if self.situation.refunded else sum(ore for _, ore in self.received)

    @property
    def open_ore(self) -> int:
        """What is owed: what the member system calls paid is paid."""
        return max(0, self.amount_ore - self.received_ore) if self.is_open else 0

    def came_of_age(self, as_of: date) -> bool:
        """Say whether it arose before a member's 18th birthday, or just after, and that has come.

        Where no day of issue is stated, who owes is settled on the due date.
        """
        arose_on = self.due_on if self.system.has_payments else self.issued_on
        latest = arose_on - timedelta(days=3)
        return any(latest < person.of_age_on <= as_of for person in self.members)

    def shares(self, ore: int) -> list[tuple[Part, int]]:
        """Split the whole amount or nothing over the parts; an order of one part takes any sum."""
        return [(part, part.ore * ore // self.amount_ore) for part in self.parts]

    def name_of(self, part: Part) -> str:
        """Return what the row calls its member, which may be nobody's name."""
        first, last = part.person.first, part.person.last
        return f"{first} {last[0]}. {last}" if self.situation.misnamed else part.person.name

    def claim_id(self, part: Part) -> str:
        """Return the id that a reader gives the claim, a digest where rows have no number."""
        name, key = self.name_of(part), str(self.id)
        match self.system.name:
            case "klubbadmin":
                key += f":{part.person.id}:{part.title}"
            case "tryggivann":
                key += f":{digest(name, part.title)}"
            case "hoopit":
                key = digest(name, part.group, part.title)
            case "spond":
                key = digest(name, part.title)
        return f"{self.system.name}:{key}"

    def member_id(self, part: Part) -> str | None:
        """Return the id that a reader gives the member, if it can tell whose the claim is."""
        if self.situation.reason == "unknown_member":
            return None
        key = person_key(self.system, part.person)
        return key if self.system.name == "klubbadmin" else f"{self.system.name}:{key}"


def person_key(system: System, person: Person) -> str:
    """Return a member's number, or what a reader makes up where there is none."""
    if not system.is_by_name:
        return str(person.number)
    born_on = "" if "born_on" in person.instead else person.born_on.isoformat()
    is_one_cell = system.name == "tryggivann"
    names = split_name(person.name) if is_one_cell else (person.first, person.last)
    return digest(*names, born_on)
