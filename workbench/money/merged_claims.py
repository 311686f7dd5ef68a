"""A claim that stands in two systems, or was made anew in one, merged to one: what either states of
it counts.

Payments, reminders, calls and agreements on the duplicate are moved to the claim kept by the views
of `model/day.sql`.
"""

from collections.abc import Mapping, Sequence

from workbench.model.day_rows import Finding, PricedClaim
from workbench.model.finding_kinds import FindingKind
from workbench.model.kinds import SETTLED, VOID, ClaimStatus
from workbench.model.rows import Claim
from workbench.money.claim_doubts import system_of
from workbench.money.same_claims import SameClaims
from workbench.norsk import tall_dato
from workbench.values.record_ids import is_digest

# what a claim that is gone from one of two systems was there, and that still counts
DECIDED = {ClaimStatus.IN_COLLECTION, ClaimStatus.FROZEN, ClaimStatus.EXEMPT}
STRICTEST = (ClaimStatus.IN_COLLECTION, ClaimStatus.REVIEW, ClaimStatus.FROZEN)


def merge_claims(
    claims: Sequence[PricedClaim], same_claims: SameClaims, source_claims: Sequence[Claim] = ()
) -> list[PricedClaim]:
    """Return the priced claims with each pair merged to the claim kept. An open claim in doubt gets
    the status `review`. `source_claims` have what an invoice states as paid on a duplicate.

    Claims of a pair or a doubt come last.
    """
    doubtful_ids = {claim.claim_id for group in same_claims.doubts for claim in group}
    changed_ids = doubtful_ids.union(
        *({pair.duplicate.claim_id, pair.kept.claim_id} for pair in same_claims.pairs)
    )
    changed = {claim.claim_id: claim for claim in claims if claim.claim_id in changed_ids}
    paid_ore = {claim.claim_id: claim.paid_ore or 0 for claim in source_claims}
    for pair in same_claims.pairs:
        kept, duplicate = changed[pair.kept.claim_id], changed.pop(pair.duplicate.claim_id)
        if duplicate.invoice_id not in same_claims.shared_invoices:
            part_ore = max(duplicate.paid_ore or 0, paid_ore.get(duplicate.claim_id, 0))
            duplicate = duplicate._replace(paid_ore=part_ore)
        changed[kept.claim_id] = _merge(kept, duplicate, is_gone=pair.is_gone)
    for claim_id in doubtful_ids & changed.keys():
        if changed[claim_id].status not in SETTLED | VOID:
            changed[claim_id] = changed[claim_id]._replace(status=ClaimStatus.REVIEW)
    unchanged = [claim for claim in claims if claim.claim_id not in changed_ids]
    return unchanged + list(changed.values())


def _merge(kept: PricedClaim, duplicate: PricedClaim, *, is_gone: bool) -> PricedClaim:
    """Return the claim that counts for both: settled if either is settled, and with the strictest
    status of the two where dunning stops for either. Of a duplicate that is gone only what was paid
    counts, and what was decided (`DECIDED`): nothing there can be put right any more."""
    merged = kept._replace(kid=kept.kid or duplicate.kid)
    if kept.status in SETTLED | VOID:
        return merged
    if duplicate.status in SETTLED and duplicate.amount_ore >= kept.amount_ore:
        return merged._replace(
            status=duplicate.status, paid_ore=kept.amount_ore, paid_on=duplicate.paid_on
        )
    if duplicate.status in SETTLED:  # no more than was claimed there
        duplicate = duplicate._replace(paid_ore=duplicate.amount_ore)
    is_part_paid = (duplicate.paid_ore or 0) > (kept.paid_ore or 0)
    if is_part_paid:
        merged = merged._replace(paid_ore=duplicate.paid_ore, paid_on=duplicate.paid_on)
    is_made_anew = system_of(kept) == system_of(duplicate)
    decided = {ClaimStatus.IN_COLLECTION} if is_made_anew else DECIDED
    if is_gone and duplicate.status not in decided:
        return merged
    statuses = {kept.status, duplicate.status}
    is_unclear = (kept.amount_ore, kept.due_on) != (duplicate.amount_ore, duplicate.due_on)
    if is_part_paid:
        is_unclear |= kept.claim_id != kept.invoice_id  # a part of an invoice for several
    if ClaimStatus.EXEMPT in statuses or (is_unclear and ClaimStatus.CANCELLED not in statuses):
        statuses.add(ClaimStatus.REVIEW)  # which of them is right?
    strictest = [status for status in STRICTEST if status in statuses]
    return merged._replace(status=strictest[0] if strictest else kept.status)


def same_claim_findings(same_claims: SameClaims, systems: Mapping[str, str]) -> list[Finding]:
    """Return a finding for each member with claims that somebody should cancel in one of the
    systems (`same_claim`), or decide on (`maybe_same_claim`).

    `systems` maps a system's code to its name.
    """
    details: dict[tuple[FindingKind, str], set[str]] = {}
    for duplicate, kept, is_gone in same_claims.pairs:
        open_statuses = {kept.status, duplicate.status} - SETTLED - VOID
        if duplicate.status not in VOID and open_statuses and not is_gone:
            about = FindingKind.SAME_CLAIM, kept.member_id or ""
            details.setdefault(about, set()).add(_describe_places((kept, duplicate), systems))
    for group in same_claims.doubts:
        for claim in group:
            about = FindingKind.MAYBE_SAME_CLAIM, claim.member_id or ""
            details.setdefault(about, set()).add(_describe_places(group, systems))
    return [
        Finding(kind, member_id, "; ".join(sorted(texts)))
        for (kind, member_id), texts in details.items()
    ]


def _describe_places(claims: Sequence[PricedClaim], systems: Mapping[str, str]) -> str:
    """Return the first claim's title and due date, and each claim's system and number, if any."""
    places = []
    for claim in claims:
        number = (claim.invoice_id or claim.claim_id).partition(":")[2]
        system = systems.get(system_of(claim), system_of(claim))
        places.append(system if is_digest(number) else f"{system} nr. {number}")
    due_on = tall_dato(claims[0].due_on)
    return f"«{claims[0].title}» med forfall {due_on}: {', '.join(places)}"
