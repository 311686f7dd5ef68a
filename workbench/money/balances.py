"""What is open on each claim on a day: what was paid, and what the member system states as paid.

A payment belongs to the invoice that its source names, else to the claims with its KID.

A "paid" from the member system settles a claim until the real payment arrives; the two are never
added up, the larger of them counts. Money goes to the membership fee first, since it is what makes
somebody a member, then to the earliest due date.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import NamedTuple

from workbench.model.day_rows import Balance, PricedClaim
from workbench.model.kinds import SETTLED, FeeType
from workbench.model.rows import Invoice, Payment
from workbench.money.payments import drop_repeated_payments, payment_order

Key = tuple[str, str]  # what claims share payments by: ("invoice", its id) or ("kid", the KID)


@dataclass(frozen=True)
class Settlement:
    """Balances on a day, the payments that match no claim, and what was paid beyond the claims."""

    balances: list[Balance]
    unmatched: list[Payment]
    surplus_ore: int


def settle(
    claims: Sequence[PricedClaim],
    invoices: Sequence[Invoice],
    payments: Sequence[Payment],
    as_of: date,
) -> Settlement:
    """Work out every claim's balance on `as_of`; what is issued or paid later does not count.

    `claims` are priced (`money.claims.price`). A payment dated `as_of` counts.
    """
    issued = [claim for claim in claims if claim.issued_on is None or claim.issued_on <= as_of]
    stated = _StatedPayments({invoice.invoice_id: invoice for invoice in invoices}, as_of)
    payments_by_key, later_ore = _group_payments(payments, as_of)
    balances: list[Balance] = []
    surplus_ore = 0
    for group in _group_claims(issued):
        shares = [
            _Share(claim, stated.of_claim_alone(claim)) for claim in sorted(group, key=_urgency)
        ]
        keys = sorted({key for claim in group for key in _payment_keys(claim)})
        for key in keys:
            if key in payments_by_key:
                surplus_ore += _distribute_payments(payments_by_key.pop(key), key, shares)
        stated_ore, newest_on = stated.total(shares, sum(later_ore[key] for key in keys))
        received_ore = sum(share.paid_ore for share in shares)
        _distribute(max(0, stated_ore - received_ore), shares, newest_on)
        balances += [share.balance() for share in shares]
    return Settlement(
        sorted(balances, key=lambda balance: balance.claim_id),
        sorted(chain.from_iterable(payments_by_key.values()), key=payment_order),
        surplus_ore,
    )


def _payment_keys(claim: PricedClaim) -> list[Key]:
    keys = []
    if claim.invoice_id:
        keys.append(("invoice", claim.invoice_id))
    if claim.kid:
        keys.append(("kid", claim.kid))
    return keys


def _group_payments(
    payments: Sequence[Payment], as_of: date
) -> tuple[dict[Key, list[Payment]], Counter[Key]]:
    """Return the payments until `as_of` of each invoice, or KID where no invoice is named, the
    oldest first; and the sum in øre of each that comes later."""
    payments_by_key: dict[Key, list[Payment]] = {}
    later_ore: Counter[Key] = Counter()
    for payment in sorted(drop_repeated_payments(payments), key=payment_order):
        key = ("invoice", payment.invoice_id) if payment.invoice_id else ("kid", payment.kid or "")
        if payment.paid_on <= as_of:
            payments_by_key.setdefault(key, []).append(payment)
        else:
            later_ore[key] += payment.amount_ore
    return payments_by_key, later_ore


def _group_claims(claims: list[PricedClaim]) -> Iterator[list[PricedClaim]]:
    """Yield the claims that share an invoice or a KID, directly or through other claims."""
    by_key: dict[Key, list[PricedClaim]] = {}
    for claim in claims:
        for key in _payment_keys(claim):
            by_key.setdefault(key, []).append(claim)
    grouped_ids: set[str] = set()
    for first in claims:
        group: list[PricedClaim] = []
        waiting = [first]
        while waiting:
            claim = waiting.pop()
            if claim.claim_id not in grouped_ids:
                grouped_ids.add(claim.claim_id)
                group.append(claim)
                for key in _payment_keys(claim):
                    waiting += by_key.pop(key, [])
        if group:
            yield group


def _urgency(claim: PricedClaim) -> tuple[bool, date, str]:
    """Put the membership fee first, then the earliest due date."""
    return claim.fee_type != FeeType.MEMBERSHIP, claim.due_on, claim.claim_id


class _StatedPayment(NamedTuple):
    """An amount that the member system states as paid, and the day if it states one."""

    ore: int = 0
    paid_on: date | None = None


@dataclass
class _Share:
    """A claim and the money given to it; `stated` is what the claim itself states as paid, where no
    invoice counts instead."""

    claim: PricedClaim
    stated: _StatedPayment
    paid_ore: int = 0
    settled_on: date | None = None

    def take(self, ore: int, limit_ore: int, day: date | None) -> int:
        """Add what is missing up to `limit_ore`, at most `ore`; return how much was added."""
        part = max(0, min(ore, limit_ore - self.paid_ore))
        self.paid_ore += part
        if part and self.paid_ore == self.claim.amount_ore:
            self.settled_on = day
        return part

    def balance(self) -> Balance:
        """Return what is open on the claim."""
        claim = self.claim
        return Balance(
            claim_id=claim.claim_id,
            due_on=claim.due_on,
            status=claim.status,
            amount_ore=claim.amount_ore,
            paid_ore=self.paid_ore,
            open_ore=claim.amount_ore - self.paid_ore,
            fee_type=claim.fee_type,
            invoice_id=claim.invoice_id,
            member_id=claim.member_id,
            kid=claim.kid,
            title=claim.title,
            issued_on=claim.issued_on,
            settled_on=self.settled_on,
            member_name=claim.member_name,
        )


def _distribute(ore: int, shares: list[_Share], day: date | None) -> int:
    """Give money to the claims in their order, first to each what it states as paid itself; return
    what is left over."""
    for share in shares:
        ore -= share.take(ore, share.stated.ore, day)
    for share in shares:
        ore -= share.take(ore, share.claim.amount_ore, day)
    return ore


def _distribute_payments(payments: Sequence[Payment], key: Key, shares: list[_Share]) -> int:
    """Give payments to the claims of their invoice or KID; return what is left over."""
    matching = [share for share in shares if key in _payment_keys(share.claim)]
    return sum(
        _distribute(payment.amount_ore, matching, payment.paid_on)
        for payment in _without_reversed(payments)
    )


@dataclass(frozen=True)
class _StatedPayments:
    """What the member system states as paid until a day, for invoices and for claims."""

    invoices: Mapping[str | None, Invoice]
    as_of: date

    def of_claim_alone(self, claim: PricedClaim) -> _StatedPayment:
        """Return what a claim states as paid, if it has no invoice, or is settled while its invoice
        is not (another system states so); else nothing.

        Never above its amount: what was paid for a cancelled claim is not another claim's.
        """
        invoice = self.invoices.get(claim.invoice_id)
        if invoice and (claim.status not in SETTLED or invoice.status in SETTLED):
            return _StatedPayment()
        stated = self._of_row(claim)
        return stated._replace(ore=min(stated.ore, claim.amount_ore)) if stated.ore else stated

    def total(self, shares: list[_Share], later_ore: int) -> tuple[int, date | None]:
        """Return how many øre are stated as paid, and the newest day stated.

        `later_ore` is what was paid after the day. It is subtracted from the amounts without a day
        on claims without an invoice, which may include it.
        """
        by_invoice: dict[str | None, list[_Share]] = {}
        for share in shares:
            by_invoice.setdefault(share.claim.invoice_id, []).append(share)
        parts: list[_StatedPayment] = []
        undated_ore = 0
        for invoice_id, of_invoice in by_invoice.items():
            invoice = self.invoices.get(invoice_id)
            of_claims = [share.stated for share in of_invoice]
            if invoice:
                parts += self._larger(invoice, of_invoice)
            elif _sum(of_claims) > 0:
                parts += of_claims
                undated_ore += _sum(part for part in of_claims if part.paid_on is None)
        days = [part.paid_on for part in parts if part.paid_on]
        return _sum(parts) - min(undated_ore, later_ore), max(days, default=None)

    def _larger(self, invoice: Invoice, shares: list[_Share]) -> list[_StatedPayment]:
        """Return what the invoice states or what its claims state, whichever sum is larger; the
        status of a claim does not count here."""
        of_claims = [self._until_day(share.claim.paid_ore, share.claim.paid_on) for share in shares]
        return max([self._of_row(invoice)], of_claims, key=_sum)

    def _of_row(self, row: Invoice | PricedClaim) -> _StatedPayment:
        """Return what a row states as paid: all of it if its status is paid, since the fee that the
        member system keeps leaves nothing open."""
        ore = row.amount_ore if row.status in SETTLED else row.paid_ore
        return self._until_day(ore, row.paid_on)

    def _until_day(self, ore: int | None, paid_on: date | None) -> _StatedPayment:
        if not ore or (paid_on is not None and paid_on > self.as_of):
            return _StatedPayment()
        return _StatedPayment(ore, paid_on)


def _sum(parts: Iterable[_StatedPayment]) -> int:
    return sum(part.ore for part in parts)


def _without_reversed(payments: Sequence[Payment]) -> list[Payment]:
    """Subtract each reversal (a negative amount) from the payments before it, the latest first."""
    remaining: list[Payment] = []
    for payment in payments:
        if payment.amount_ore > 0:
            remaining.append(payment)
        reversed_ore = -payment.amount_ore
        while reversed_ore > 0 and remaining:
            last = remaining.pop()
            if last.amount_ore > reversed_ore:
                remaining.append(last._replace(amount_ore=last.amount_ore - reversed_ore))
            reversed_ore -= last.amount_ore
    return remaining
