"""What rests and why, as the club may see it.

Small groups of sensitive things never stand alone: a kind of hold with fewer than five payers is
merged with others until five stand together, so that the total minus the rest tells nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.plan_reasons import PlanReason

FEW = 5
SENSITIVE = {kind for kind, rules in HOLD_RULES.items() if rules.is_sensitive}
AGREEMENTS = "other_agreements"  # andre avtaler
MIXED = "waiting_or_agreement"  # avtaler, slått sammen med krav som venter av andre grunner


class Resting(NamedTuple):
    """The claims of one payer that rest for one reason."""

    code: str  # PlanReason; of a hold its kind
    is_hold: bool
    payer_id: str  # of a claim without a payer its own id
    claims: int


class RestCount(NamedTuple):
    """How many claims rest for one reason; `claims` is None when too few to say."""

    code: str  # PlanReason, HoldKind, AGREEMENTS or MIXED
    claims: int | None


@dataclass(frozen=True)
class _Group:
    code: str
    claims: int
    payers: frozenset[str]

    def join(self, other: "_Group", code: str) -> "_Group":
        return _Group(code, self.claims + other.claims, self.payers | other.payers)


def rest_counts(rows: Sequence[Resting]) -> list[RestCount]:
    """Count the claims that rest per reason, holds by their kind; the largest first."""
    holds = _groups(row for row in rows if row.is_hold)
    others = _groups(row for row in rows if not row.is_hold)
    merged = sorted(merge_small(holds, others), key=lambda group: (-group.claims, group.code))
    return [RestCount(group.code, _shown_claims(group)) for group in merged]


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


def _shown_claims(group: _Group) -> int | None:
    hidden = group.code in (AGREEMENTS, MIXED) and len(group.payers) < FEW
    return None if hidden else group.claims


def _groups(rows: Iterable[Resting]) -> list[_Group]:
    by_code: dict[str, list[Resting]] = defaultdict(list)
    for row in rows:
        by_code[_code(row)].append(row)
    return [
        _Group(code, sum(row.claims for row in group), frozenset(row.payer_id for row in group))
        for code, group in by_code.items()
    ]


def _code(row: Resting) -> str:
    """Return the code under which the row is counted: a hold of an unknown kind is an agreement."""
    return AGREEMENTS if row.is_hold and row.code not in list(HoldKind) else row.code
