"""How many claims rest and why, as far as the club may see it.

A small group of a sensitive kind is never shown by itself: a kind of hold with fewer than five
payers is merged with other groups until they have five payers together. So nobody can be
recognised, also not by subtracting the other groups from the total.
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
    """How many claims of one payer rest for one reason."""

    code: str  # PlanReason, or HoldKind if it is a hold
    is_hold: bool
    payer_id: str  # of a claim without a payer: the claim's id
    claims: int


class RestCount(NamedTuple):
    """How many claims rest for one reason; `claims` is None if they are too few to show."""

    code: str  # PlanReason, HoldKind, AGREEMENTS or MIXED
    claims: int | None


@dataclass(frozen=True)
class _Group:
    code: str
    claims: int
    payers: frozenset[str]

    def merge(self, group: "_Group", code: str) -> "_Group":
        return _Group(code, self.claims + group.claims, self.payers | group.payers)


def count_resting(rows: Sequence[Resting]) -> list[RestCount]:
    """Return how many claims rest for each reason and kind of hold, the largest group first."""
    hold_groups = _group_by_code(row for row in rows if row.is_hold)
    waiting_groups = _group_by_code(row for row in rows if not row.is_hold)
    groups = merge_small_groups(hold_groups, waiting_groups)
    groups.sort(key=lambda group: (-group.claims, group.code))
    return [RestCount(group.code, _shown_claims(group)) for group in groups]


def merge_small_groups(
    hold_groups: Sequence[_Group], waiting_groups: Sequence[_Group]
) -> list[_Group]:
    """Return the groups, those of sensitive holds with fewer than five payers merged into one.

    If that group still has fewer than five payers, it also takes in the smallest other holds, and
    then the claims that rest for other reasons.
    """
    small = [group for group in hold_groups if _is_small(group)]
    holds = sorted((group for group in hold_groups if group not in small), key=_by_size)
    waiting = sorted(
        waiting_groups, key=lambda group: (group.code != PlanReason.WAITING, *_by_size(group))
    )
    if not small:
        return holds + waiting
    merged = _Group(AGREEMENTS, 0, frozenset())
    for group in small:
        merged = merged.merge(group, AGREEMENTS)
    while len(merged.payers) < FEW and holds:
        merged = merged.merge(holds.pop(0), AGREEMENTS)
    while len(merged.payers) < FEW and waiting:
        merged = merged.merge(waiting.pop(0), MIXED)
    return [merged, *holds, *waiting]


def _is_small(group: _Group) -> bool:
    is_recognisable = group.code in SENSITIVE and len(group.payers) < FEW
    return is_recognisable or group.code == AGREEMENTS


def _by_size(group: _Group) -> tuple[int, str]:
    return len(group.payers), group.code


def _shown_claims(group: _Group) -> int | None:
    is_hidden = group.code in (AGREEMENTS, MIXED) and len(group.payers) < FEW
    return None if is_hidden else group.claims


def _group_by_code(rows: Iterable[Resting]) -> list[_Group]:
    rows_by_code: dict[str, list[Resting]] = defaultdict(list)
    for row in rows:
        rows_by_code[_code_of(row)].append(row)
    return [
        _Group(code, sum(row.claims for row in group), frozenset(row.payer_id for row in group))
        for code, group in rows_by_code.items()
    ]


def _code_of(row: Resting) -> str:
    """Return the code by which a row is counted; a hold of an unknown kind is an agreement."""
    return AGREEMENTS if row.is_hold and row.code not in list(HoldKind) else row.code
