"""A claim in two systems as one: what was paid, sent, said and agreed on either counts for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from workbench.model.rows import (
    CallClaim,
    Facts,
    Finding,
    Hold,
    Payment,
    PricedClaim,
    SameClaim,
    Step,
)
from workbench.model.words import ClaimStatus
from workbench.money.balances import SETTLED
from workbench.money.claims import VOID
from workbench.money.twins import Twins, system_of
from workbench.norsk import tall_dato
from workbench.values.identity import is_digest

STRICTEST = (ClaimStatus.IN_COLLECTION, ClaimStatus.REVIEW, ClaimStatus.FROZEN)
Invoices = Mapping[str, Sequence[str]]  # the other's -> those of the claims kept (Twins.invoices)


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


def as_one(facts: Facts, same: Sequence[SameClaim], invoices: Invoices) -> Facts:
    """Return the facts with what was done, said and paid of the other on the one kept."""
    if not same:
        return facts
    kept = {row.other_id: row.claim_id for row in same}
    calls = [CallClaim(call_id, kept.get(claim, claim)) for call_id, claim in facts.call_claims]
    return replace(
        facts,
        claims=[claim for claim in facts.claims if claim.claim_id not in kept],
        call_claims=list(dict.fromkeys(calls)),
        steps=_steps(facts.steps, same),
        holds=[moved for hold in facts.holds for moved in _moved_hold(hold, invoices)],
        payments=[_moved_payment(payment, invoices) for payment in facts.payments],
    )


def _steps(steps: Sequence[Step], same: Sequence[SameClaim]) -> list[Step]:
    """Move steps to the claim kept; of a step taken on both the later counts: the next waits for
    it."""
    same_of = {row.other_id: row for row in same}
    latest: dict[tuple[str, str, str], Step] = {}
    for step in sorted(steps, key=lambda step: step.sent_on):
        if step.claim_id in same_of:
            step = _moved_step(step, same_of[step.claim_id])
        latest[step.claim_id, step.step_id, step.due_version] = step
    return list(latest.values())


def _moved_step(step: Step, same: SameClaim) -> Step:
    if step.due_version == same.other_due_on.isoformat():
        step = step._replace(due_version=same.due_on.isoformat())
    return step._replace(claim_id=same.claim_id)


def _moved_hold(hold: Hold, invoices: Invoices) -> Iterator[Hold]:
    """Yield the hold once for each invoice that takes the place of the other's."""
    if hold.invoice_id is None or hold.invoice_id not in invoices:
        yield hold
        return
    for n, invoice_id in enumerate(invoices[hold.invoice_id]):
        hold_id = f"{hold.hold_id}||{n}" if n else hold.hold_id
        yield hold._replace(hold_id=hold_id, invoice_id=invoice_id)


def _moved_payment(payment: Payment, invoices: Invoices) -> Payment:
    """Move a payment of the other's invoice to the one kept, unless there are several."""
    ids = invoices.get(payment.invoice_id or "", ())
    return payment._replace(invoice_id=ids[0]) if len(ids) == 1 else payment


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
