"""The numbers of a club's weekly report, counted by `figures.sql`.

They have no names of members, except in the agreed list of claims to credit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from workbench.model.day_rows import Freshness
from workbench.reports.resting import RestCount
from workbench.reports.solution import Rate

NAMES_SHOWN = 20  # in the list of claims to credit


class Age(NamedTuple):
    """The overdue claims of one age, now and a week ago; None if there is no earlier week."""

    first: int  # days since the due date
    name: str
    claims: int
    open_ore: int
    claims_before: int | None = None
    open_ore_before: int | None = None


class StepCount(NamedTuple):
    """How many claims get a step, and how many payers they have."""

    step_id: str
    claims: int
    payers: int


class Credited(NamedTuple):
    """A claim to credit, because its member resigned before it fell due.

    Only this list of the report has names: the board must see what it approves.
    """

    name: str
    title: str | None
    due_on: date
    open_ore: int


class FindingCount(NamedTuple):
    """How many members have one kind of finding."""

    kind: str
    members: int


@dataclass(frozen=True)
class Figures:
    """All numbers of the report."""

    club_name: str
    as_of: date
    counts: Any  # the row of `counts` in `figures.sql`, a namedtuple with its columns
    ageing: Sequence[Age]
    rates: Sequence[Rate]  # of the newest period, then of the earlier ones to compare with
    steps: Sequence[StepCount]
    resting: Sequence[RestCount]
    credited: Sequence[Credited]  # at most NAMES_SHOWN of them
    findings: Sequence[FindingCount]
    freshness: Sequence[Freshness]
