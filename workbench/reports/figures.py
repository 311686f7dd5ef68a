"""The numbers of a club's weekly report: plain values, no names but those on the agreed list.

They are looked up and counted by `figures.sql`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from workbench.reports.resting import RestCount
from workbench.reports.solution import Rate

NAMES_SHOWN = 20  # of the list of claims to credit


class Age(NamedTuple):
    """The overdue claims of one age, now and a week ago; None when there is no earlier week."""

    first: int  # days since the due date, both included; the last age has no end
    last: int | None
    claims: int
    open_ore: int
    claims_before: int | None = None
    open_ore_before: int | None = None

    @property
    def name(self) -> str:
        """The age in words.

        >>> Age(91, None, 0, 0).name
        'over 90 dager'
        """
        if self.last is None:
            return f"over {self.first - 1} dager"
        return f"{self.first}–{self.last} dager"


class StepCount(NamedTuple):
    """How many claims, of how many payers, get one step."""

    step_id: str
    claims: int
    payers: int


class Credited(NamedTuple):
    """A claim to be credited. The one place in the report with names: the agreed list of members
    who resigned before the claim fell due, since a board cannot approve what it cannot see."""

    name: str
    title: str | None
    due_on: date
    open_ore: int


class FindingCount(NamedTuple):
    """How many members something was found of."""

    kind: str
    members: int


@dataclass(frozen=True)
class Figures:
    """Everything the report says."""

    club_name: str
    as_of: date
    counts: Any  # the row of `counts` in `figures.sql`, by the names of its columns
    ageing: Sequence[Age]
    rates: Sequence[Rate]  # the window of the day, then the earlier ones to compare it with
    steps: Sequence[StepCount]
    resting: Sequence[RestCount]
    credited: Sequence[Credited]  # at most NAMES_SHOWN of them
    findings: Sequence[FindingCount]
