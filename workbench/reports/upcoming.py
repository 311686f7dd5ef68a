"""What happens next: the steps proposed, the call queue, and what rests and why.

Small groups of sensitive things never stand alone: a kind of hold with fewer than five payers is
merged with others until five stand together, so that the total minus the rest tells nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.model.words import HoldKind, PlanReason, StepKind

FEW = 5
SENSITIVE = frozenset(
    {
        HoldKind.HARDSHIP,
        HoldKind.PAYMENT_PLAN,
        HoldKind.OBJECTION,
        HoldKind.DECEASED,
        HoldKind.GUARDIANSHIP,
    }
)
AGREEMENTS = "other_agreements"  # andre avtaler
MIXED = "waiting_or_agreement"  # avtaler, slått sammen med krav som venter av andre grunner


@dataclass(frozen=True)
class StepCount:
    """How many claims, of how many payers, get one step."""

    step_id: str
    kind: str  # StepKind
    claims: int
    payers: int


@dataclass(frozen=True)
class RestCount:
    """How many claims rest for one reason; `claims` is None when too few to say."""

    code: str  # PlanReason, HoldKind, AGREEMENTS or MIXED
    claims: int | None


@dataclass(frozen=True)
class Upcoming:
    """The week ahead, in counts."""

    steps: tuple[StepCount, ...]
    resting: tuple[RestCount, ...]
    queue_payers: int
    queue_ore: int
    queue_needs_talk: int  # payers with three or more unpaid


@dataclass(frozen=True)
class _Group:
    code: str
    claims: int
    payers: frozenset[str]

    def join(self, other: "_Group", code: str) -> "_Group":
        return _Group(code, self.claims + other.claims, self.payers | other.payers)


def upcoming(plan: pd.DataFrame, queue: pd.DataFrame) -> Upcoming:
    """Count the plan and the call queue."""
    return Upcoming(
        steps=step_counts(plan),
        resting=rest_counts(plan),
        queue_payers=len(queue),
        queue_ore=int(queue["open_ore"].sum()),
        queue_needs_talk=int(queue["needs_talk"].fillna(False).sum()),
    )


def step_counts(plan: pd.DataFrame) -> tuple[StepCount, ...]:
    """Count claims and payers per step; reminders before calls, then by the step's name."""
    taken = plan[plan["step_id"].notna()]
    counts = [
        StepCount(str(step), str(rows["kind"].iloc[0]), len(rows), _payers(rows).nunique())
        for step, rows in taken.groupby("step_id")
    ]
    return tuple(sorted(counts, key=lambda step: (step.kind != StepKind.REMINDER, step.step_id)))


def rest_counts(plan: pd.DataFrame) -> tuple[RestCount, ...]:
    """Count the claims without a step per reason, holds by their kind; the largest first.

    Claims that are not due yet are left out: they do not rest, their day has not come.
    """
    resting = plan[plan["step_id"].isna() & (plan["reason"] != PlanReason.NOT_DUE)]
    held = (resting["reason"] == PlanReason.HELD).astype(bool)
    kinds = resting["detail"].where(resting["detail"].isin(list(HoldKind)), AGREEMENTS)
    holds = _groups(resting[held], kinds[held])
    rest = _groups(resting[~held], resting["reason"][~held])
    merged = sorted(merge_small(holds, rest), key=lambda group: (-group.claims, group.code))
    return tuple(RestCount(group.code, _said(group)) for group in merged)


def merge_small(holds: Sequence[_Group], rest: Sequence[_Group]) -> list[_Group]:
    """Merge sensitive holds with fewer than five payers, and more until five stand together.

    The next to be taken in are the smallest other holds, then the claims that only wait.
    """
    small = [group for group in holds if _is_small(group)]
    kept = sorted((group for group in holds if group not in small), key=_by_size)
    others = sorted(rest, key=lambda group: (group.code != PlanReason.WAITING, *_by_size(group)))
    if not small:
        return kept + others
    pool = _Group(AGREEMENTS, 0, frozenset())
    for group in small:
        pool = pool.join(group, AGREEMENTS)
    while len(pool.payers) < FEW and kept:
        pool = pool.join(kept.pop(0), AGREEMENTS)
    while len(pool.payers) < FEW and others:
        pool = pool.join(others.pop(0), MIXED)
    return [pool, *kept, *others]


def _is_small(group: _Group) -> bool:
    few = group.code in SENSITIVE and len(group.payers) < FEW
    return few or group.code == AGREEMENTS


def _by_size(group: _Group) -> tuple[int, str]:
    return len(group.payers), group.code


def _said(group: _Group) -> int | None:
    hidden = group.code in (AGREEMENTS, MIXED) and len(group.payers) < FEW
    return None if hidden else group.claims


def _groups(rows: pd.DataFrame, codes: pd.Series) -> list[_Group]:
    return [
        _Group(str(code), len(group), frozenset(_payers(group)))
        for code, group in rows.groupby(codes)
    ]


def _payers(rows: pd.DataFrame) -> "pd.Series[str]":
    return rows["payer_id"].fillna(rows["claim_id"])
