"""How a doubt whether claims are one is named, and what an answer to it follows from."""

import json
from collections.abc import Mapping, Sequence

from workbench.model.day_rows import Doubt, PricedClaim
from workbench.model.task_kinds import TaskAnswer

Answers = Mapping[tuple[str, str], TaskAnswer]  # id and evidence of a doubt -> what was answered


def system_of(claim: PricedClaim) -> str:
    """Return the member system that the claim comes from."""
    return claim.claim_id.partition(":")[0]


def doubt_rows(doubts: Sequence[Sequence[PricedClaim]]) -> list[Doubt]:
    """Return a row for each claim of each group that may be one claim."""
    return [
        Doubt(claim.claim_id, group_id_of(group), evidence_of(group))
        for group in doubts
        for claim in group
    ]


def group_id_of(group: Sequence[PricedClaim]) -> str:
    """Return how a doubt is named: by the claim to keep and the other one, or the system of several
    others."""
    first, last = group[0], group[-1]
    return f"{first.claim_id}+{last.claim_id if len(group) == 2 else system_of(last)}"


def evidence_of(group: Sequence[PricedClaim]) -> str:
    """Return what a doubt follows from: each claim with its amount and due date, as JSON."""
    claims = sorted((claim.claim_id, claim.amount_ore, str(claim.due_on)) for claim in group)
    return json.dumps(claims, separators=(",", ":"))


def amounts_in(evidence: str) -> dict[str, int]:
    """Return the ids of the claims that a doubt was about -> what each was for then, in øre; 0 for
    one that was cancelled."""
    return {claim_id: amount_ore for claim_id, amount_ore, _ in json.loads(evidence)}
