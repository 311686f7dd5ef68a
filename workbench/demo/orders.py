"""Orders of all systems, and the ids that a reader gives their claims and members."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from workbench.demo.households import Household, Person
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
    reminded_on: list[date] = field(default_factory=list)

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
        children = [person for person in self.members if person.guardians]
        if not children:
            return self.members[0].name
        return (children[0].payer or children[0].guardians[0]).name

    @property
    def payer_key(self) -> tuple[int, str]:
        """Who pays: the household and the name. Who was of age when it was issued pays alone."""
        first = self.members[0]
        is_own = len(self.members) == 1 and first.of_age_on <= self.issued_on
        return id(self.home), first.name if is_own else self.payer

    @property
    def is_open(self) -> bool:
        return self.situation.reason not in ("paid", "cancelled")

    @property
    def received_ore(self) -> int:
        return 0 if self.situation.is_refunded else sum(ore for _, ore in self.received)

    @property
    def surplus_ore(self) -> int:
        """What was received beyond the amount."""
        return max(0, self.received_ore - self.amount_ore)

    @property
    def open_ore(self) -> int:
        """What is owed: what the member system calls paid is paid."""
        return max(0, self.amount_ore - self.received_ore) if self.is_open else 0

    def came_of_age(self, as_of: date) -> bool:
        """Return whether a member was under 18, or just 18, when it arose, and is of age now.

        Where no day of issue is stated, who owes is settled on the due date.
        """
        arose_on = self.due_on if self.system.has_payments else self.issued_on
        latest = arose_on - timedelta(days=3)
        return any(latest < person.of_age_on <= as_of for person in self.members)

    def share_of(self, part: Part, ore: int) -> int:
        """Return the part's share of a sum: all or nothing, where there are several parts."""
        return part.ore * ore // self.amount_ore

    def member_name(self, part: Part) -> str:
        """Return the name of the row's member, which may be nobody's."""
        first, last = part.person.first, part.person.last
        return f"{first} {last[0]}. {last}" if self.situation.is_misnamed else part.person.name

    def claim_id(self, part: Part) -> str:
        """Return the id that a reader gives the claim, a digest where rows have no number."""
        name, key = self.member_name(part), str(self.id)
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
        key = member_key(self.system, part.person)
        return key if self.system.name == "klubbadmin" else f"{self.system.name}:{key}"


def member_key(system: System, person: Person) -> str:
    """Return a member's number, or the digest that a reader makes where there is none."""
    if not system.is_by_name:
        return str(person.number)
    born_on = "" if "born_on" in person.wrong_cells else person.born_on.isoformat()
    is_in_one_cell = system.name == "tryggivann"
    names = split_name(person.name) if is_in_one_cell else (person.first, person.last)
    return digest(*names, born_on)
