"""The amount of each claim, where the invoice may state only the sum."""

from collections.abc import Sequence
from datetime import date

from workbench.model.day_rows import PricedClaim
from workbench.model.kinds import VOID, ClaimStatus, FeeType
from workbench.model.money import split_evenly
from workbench.model.rows import Claim, Invoice


def price(claims: Sequence[Claim], invoices: Sequence[Invoice]) -> list[PricedClaim]:
    """Give every claim its amount and status; an invoice without claims becomes a claim.

    KlubbAdmin states a claim's own amount only once it is paid, and the unpaid sum per invoice.
    A sum is shared evenly over the invoice's claims, in whole øre, in the order of their ids, so
    that the claims always sum to the invoice exactly. A claim without an amount or a due date gets
    the status `review`. A claim that an invoice has lost, while it goes on with others, is gone.
    """
    invoice_of = {invoice.invoice_id: invoice for invoice in invoices}
    groups: dict[str, list[Claim]] = {}
    for claim in sorted(claims, key=lambda claim: claim.claim_id):
        groups.setdefault(claim.invoice_id or claim.claim_id, []).append(claim)
    for invoice in invoices:
        if invoice.invoice_id not in groups:
            groups[invoice.invoice_id] = [_claim_from_invoice(invoice)]
    return [
        priced
        for invoice_id, group in groups.items()
        for priced in _price_group(group, invoice_of.get(invoice_id))
    ]


def complete_from_invoices(claims: Sequence[Claim], invoices: Sequence[Invoice]) -> list[Claim]:
    """Return the claims as imported, sorted by id, with what their invoices state for them: the
    amount that each was for, also where it is cancelled, since when it is missing, and its part of
    what is paid on the invoice, which goes to the first ids first."""
    invoice_of = {invoice.invoice_id: invoice for invoice in invoices}
    open_claims = [claim._replace(status=ClaimStatus.OPEN) for claim in claims]
    open_invoices = [invoice._replace(status=ClaimStatus.OPEN) for invoice in invoices]
    amounts = {row.claim_id: row.amount_ore for row in price(open_claims, open_invoices)}
    left_ore = {invoice.invoice_id: invoice.paid_ore or 0 for invoice in invoices}
    completed = []
    for claim in sorted(claims, key=lambda claim: claim.claim_id):
        amount = amounts.get(claim.claim_id) or claim.amount_ore
        invoice = invoice_of.get(claim.invoice_id or "")
        if invoice is not None:
            part = min(left_ore[invoice.invoice_id], amount or 0)
            left_ore[invoice.invoice_id] -= part
            claim = claim._replace(
                paid_ore=max(claim.paid_ore or 0, part),
                missing_since=claim.missing_since or invoice.missing_since,
            )
        completed.append(claim._replace(amount_ore=amount))
    return completed


def _claim_from_invoice(invoice: Invoice) -> Claim:
    return Claim(
        claim_id=f"{invoice.invoice_id}::{invoice.title}",
        invoice_id=invoice.invoice_id,
        title=invoice.title,
        amount_ore=invoice.amount_ore,
        paid_ore=invoice.paid_ore,
        paid_on=invoice.paid_on,
        recipient_name=invoice.recipient_name,
    )


def _price_group(group: list[Claim], invoice: Invoice | None) -> list[PricedClaim]:
    if invoice is not None:
        group = [claim for claim in group if claim.missing_since is None] or group
        group = [_complete_from_invoice(claim, invoice) for claim in group]
    amounts = _split_amounts(group, invoice.amount_ore if invoice else None)
    return [_price_claim(claim, amount) for claim, amount in zip(group, amounts, strict=True)]


def _complete_from_invoice(claim: Claim, invoice: Invoice) -> Claim:
    return claim._replace(
        issued_on=claim.issued_on or invoice.issued_on,
        due_on=claim.due_on or invoice.due_on,
        status=invoice.status,
    )


def _split_amounts(group: list[Claim], total: int | None) -> Sequence[int | None]:
    """Return the claims' amounts: as stated, and the rest split evenly over those that state none.

    Where all state one, the difference is the member system's fee, and is split over them all.
    """
    amounts = [claim.amount_ore or claim.paid_ore for claim in group]
    if total is None:
        return amounts
    if len(group) == 1:
        return [total]
    rest = total - sum(amount or 0 for amount in amounts)
    if rest < 0:
        return split_evenly(total, len(group))
    receivers = [index for index, amount in enumerate(amounts) if not amount]
    receivers = receivers or list(range(len(group)))
    for index, part in zip(receivers, split_evenly(rest, len(receivers)), strict=True):
        amounts[index] = (amounts[index] or 0) + part
    return amounts


def _price_claim(claim: Claim, amount: int | None) -> PricedClaim:
    status = _decide_status(claim, amount)
    return PricedClaim(
        claim_id=claim.claim_id,
        due_on=claim.due_on or claim.issued_on or date.max,
        amount_ore=0 if status in VOID else amount or 0,
        status=status,
        fee_type=claim.fee_type or FeeType.OTHER,
        invoice_id=claim.invoice_id,
        member_id=claim.member_id,
        kid=claim.kid,
        title=claim.title,
        issued_on=claim.issued_on,
        paid_ore=claim.paid_ore,
        paid_on=claim.paid_on,
        member_name=claim.member_name,
        recipient_name=claim.recipient_name,
    )


def _decide_status(claim: Claim, amount: int | None) -> ClaimStatus:
    if claim.status in VOID:
        return claim.status
    if amount is None or claim.due_on is None:
        return ClaimStatus.REVIEW
    if claim.status is not None:
        return claim.status
    return ClaimStatus.PAID if (claim.paid_ore or 0) >= amount else ClaimStatus.OPEN
