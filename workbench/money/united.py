"""A claim in two systems as one: what either says of it counts.

What was paid, sent, said and agreed on the other is moved to it by the views of `model/day.sql`.
"""

from collections.abc import Mapping, Sequence

from workbench.model.kinds import ClaimStatus
from workbench.model.rows import Finding, PricedClaim
from workbench.money.balances import SETTLED
from workbench.money.claims import VOID
from workbench.money.twins import Twins, system_of
from workbench.norsk import tall_dato
from workbench.values.identity import is_digest

STRICTEST = (ClaimStatus.IN_COLLECTION, ClaimStatus.REVIEW, ClaimStatus.FROZEN)


def joined(claims: Sequence[PricedClaim], found: Twins) -> list[PricedClaim]:
    """Return the priced claims, each pair as the one kept; those in doubt are to be decided.

    Claims of a pair or a doubt come last.
    """
    doubtful = {claim.claim_id for group in found.doubts for claim in group}
    changed_ids = {*found.kept, *found.kept.values(), *doubtful}
    changed = {claim.claim_id: claim for claim in claims if claim.claim_id in changed_ids}
    for other_id, claim_id in found.kept.items():
        changed[claim_id] = _merged(changed[claim_id], changed.pop(other_id))
    for claim_id in doubtful & changed.keys():
        if changed[claim_id].status not in SETTLED | VOID:
            changed[claim_id] = changed[claim_id]._replace(status=ClaimStatus.REVIEW)
    unchanged = [claim for claim in claims if claim.claim_id not in changed_ids]
    return unchanged + list(changed.values())


def _merged(own: PricedClaim, other: PricedClaim) -> PricedClaim:
    """Return the claim that counts for both: settled if either is, resting if either rests."""
    merged = own._replace(kid=own.kid or other.kid)
    if own.status in SETTLED | VOID:
        return merged
    if other.status in SETTLED and other.amount_ore >= own.amount_ore:
        return merged._replace(status=other.status, paid_ore=own.amount_ore, paid_on=other.paid_on)
    if other.status in SETTLED:  # no more than was claimed there
        other = other._replace(paid_ore=other.amount_ore)
    statuses = {own.status, other.status}
    is_unclear = (own.amount_ore, own.due_on) != (other.amount_ore, other.due_on)
    if (other.paid_ore or 0) > (own.paid_ore or 0):
        merged = merged._replace(paid_ore=other.paid_ore, paid_on=other.paid_on)
        is_unclear |= own.claim_id != own.invoice_id  # a part of an invoice for several
    if ClaimStatus.EXEMPT in statuses or (is_unclear and ClaimStatus.CANCELLED not in statuses):
        statuses.add(ClaimStatus.REVIEW)  # which of them is right?
    strictest = [status for status in STRICTEST if status in statuses]
    return merged._replace(status=strictest[0] if strictest else own.status)


def told(found: Twins, systems: Mapping[str, str]) -> list[Finding]:
    """Return the findings of what somebody should cancel in one of the systems, or decide; a row
    for each member. `systems` are their names."""
    details: dict[tuple[str, str], set[str]] = {}
    for other, kept in found.pairs:
        is_left = {kept.status, other.status} - SETTLED - VOID
        if other.status not in VOID and is_left:
            about = "same_claim", kept.member_id or ""
            details.setdefault(about, set()).add(_described((kept, other), systems))
    for group in found.doubts:
        for claim in group:
            about = "maybe_same_claim", claim.member_id or ""
            details.setdefault(about, set()).add(_described(group, systems))
    return [
        Finding(kind, member_id, "; ".join(sorted(texts)))
        for (kind, member_id), texts in details.items()
    ]


def _described(claims: Sequence[PricedClaim], systems: Mapping[str, str]) -> str:
    """Name a claim by its first one's title and due date, and where it stands, by number if any."""
    places = []
    for claim in claims:
        number = (claim.invoice_id or claim.claim_id).partition(":")[2]
        system = systems.get(system_of(claim), system_of(claim))
        places.append(system if is_digest(number) else f"{system} nr. {number}")
    due_on = tall_dato(claims[0].due_on)
    return f"«{claims[0].title}» med forfall {due_on}: {', '.join(places)}"
