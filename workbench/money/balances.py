"""What is open on each claim on a day: what was paid, and what the member system says is paid.

A payment is the invoice's that its source names, else the one's that has its KID.

A "paid" from the member system settles a claim until the real payment is seen; the two never add
up, the larger of them counts. Money is poured over the claims with the membership fee first, since
it is what makes a member count, then by due date.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import NamedTuple

from workbench.model.kinds import ClaimStatus, FeeType
from workbench.model.rows import Balance, Invoice, Payment, PricedClaim
from workbench.money.payments import counted_once, in_order

SETTLED = {ClaimStatus.PAID, ClaimStatus.PAID_MANUAL}
Key = tuple[str, str]  # what claims share payments by: ("invoice", its id) or ("kid", the KID)


@dataclass(frozen=True)
class Settlement:
    """Balances on a day; the payments that no claim has, and what was paid beyond the claims."""

    balances: list[Balance]
    unmatched: list[Payment]
    surplus_ore: int


def settle(
    claims: Sequence[PricedClaim],
    invoices: Sequence[Invoice],
    payments: Sequence[Payment],
    as_of: date,
) -> Settlement:
    """Work out every claim's balance on `as_of`; what was issued or paid later is not yet known.

    `claims` are priced (`money.claims.price`). A payment dated `as_of` counts.
    """
    issued = [claim for claim in claims if claim.issued_on is None or claim.issued_on <= as_of]
    stated = _Stated({invoice.invoice_id: invoice for invoice in invoices}, as_of)
    received, later_ore = _by_key(payments, as_of)
    balances: list[Balance] = []
    surplus_ore = 0
    for group in _groups(issued):
        shares = [_Share(claim, stated.own(claim)) for claim in sorted(group, key=_urgency)]
        keys = sorted({key for claim in group for key in _keys(claim)})
        for key in keys:
            if key in received:
                surplus_ore += _receive(received.pop(key), key, shares)
        total_ore, newest_on = stated.total(shares, sum(later_ore[key] for key in keys))
        seen_ore = sum(share.paid_ore for share in shares)
        _pour(max(0, total_ore - seen_ore), shares, newest_on)
        balances += [share.balance() for share in shares]
    return Settlement(
        sorted(balances, key=lambda balance: balance.claim_id),
        sorted(chain.from_iterable(received.values()), key=in_order),
        surplus_ore,
    )


def _keys(claim: PricedClaim) -> list[Key]:
    keys = []
    if claim.invoice_id:
        keys.append(("invoice", claim.invoice_id))
    if claim.kid:
        keys.append(("kid", claim.kid))
    return keys


def _by_key(
    payments: Sequence[Payment], as_of: date
) -> tuple[dict[Key, list[Payment]], Counter[Key]]:
    """Return the payments of each invoice, or KID where no invoice is named, the oldest first; and
    the sums that come after the day."""
    received: dict[Key, list[Payment]] = {}
    later_ore: Counter[Key] = Counter()
    for payment in sorted(counted_once(payments), key=in_order):
        key = ("invoice", payment.invoice_id) if payment.invoice_id else ("kid", payment.kid or "")
        if payment.paid_on <= as_of:
            received.setdefault(key, []).append(payment)
        else:
            later_ore[key] += payment.amount_ore
    return received, later_ore


def _groups(claims: list[PricedClaim]) -> Iterator[list[PricedClaim]]:
    """Yield the claims that share an invoice or a KID, also by way of each other."""
    by_key: dict[Key, list[PricedClaim]] = {}
    for claim in claims:
        for key in _keys(claim):
            by_key.setdefault(key, []).append(claim)
    grouped: set[str] = set()
    for first in claims:
        group: list[PricedClaim] = []
        waiting = [first]
        while waiting:
            claim = waiting.pop()
            if claim.claim_id not in grouped:
                grouped.add(claim.claim_id)
                group.append(claim)
                for key in _keys(claim):
                    waiting += by_key.pop(key, [])
        if group:
            yield group


def _urgency(claim: PricedClaim) -> tuple[bool, date, str]:
    """Put the membership fee first, then the earliest due date."""
    return claim.fee_type != FeeType.MEMBERSHIP, claim.due_on, claim.claim_id


class _Paid(NamedTuple):
    """An amount that the member system states as paid, and the day if it states one."""

    ore: int = 0
    paid_on: date | None = None


@dataclass
class _Share:
    """A claim, and what it got; `own` is what a claim that stands alone states that it got."""

    claim: PricedClaim
    own: _Paid
    paid_ore: int = 0
    settled_on: date | None = None

    def take(self, ore: int, limit_ore: int, day: date | None) -> int:
        """Take of an amount what is missing up to a limit; return how much."""
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


def _pour(ore: int, shares: list[_Share], day: date | None) -> int:
    """Pour money over claims in their order, first up to what they state themselves that they got;
    return what is too much."""
    for share in shares:
        ore -= share.take(ore, share.own.ore, day)
    for share in shares:
        ore -= share.take(ore, share.claim.amount_ore, day)
    return ore


def _receive(payments: Sequence[Payment], key: Key, shares: list[_Share]) -> int:
    """Pour payments over the claims of their invoice or KID; return what is too much."""
    own = [share for share in shares if key in _keys(share.claim)]
    left = _without_reversed(payments)
    return sum(_pour(payment.amount_ore, own, payment.paid_on) for payment in left)


@dataclass(frozen=True)
class _Stated:
    """What the member system states as paid by a day, of invoices and of claims."""

    invoices: Mapping[str | None, Invoice]
    as_of: date

    def own(self, claim: PricedClaim) -> _Paid:
        """Return what a claim that stands alone states as paid: it has no invoice, or is settled
        where that is not, by another system's word.

        Never above its amount: what was paid for one that is cancelled is not another's.
        """
        invoice = self.invoices.get(claim.invoice_id)
        if invoice and (claim.status not in SETTLED or invoice.status in SETTLED):
            return _Paid()
        paid = self._of(claim)
        return paid._replace(ore=min(paid.ore, claim.amount_ore)) if paid.ore else paid

    def total(self, shares: list[_Share], later_ore: int) -> tuple[int, date | None]:
        """Add up what is stated as paid, and return the newest day stated: of an invoice, or of its
        claims, the larger counts.

        `later_ore` comes after the day: it is taken off what claims without an invoice give no day
        for.
        """
        by_invoice: dict[str | None, list[_Share]] = {}
        for share in shares:
            by_invoice.setdefault(share.claim.invoice_id, []).append(share)
        parts: list[_Paid] = []
        undated_ore = 0
        for invoice_id, of_invoice in by_invoice.items():
            invoice = self.invoices.get(invoice_id)
            own = [share.own for share in of_invoice]
            if invoice:
                parts += self._larger(invoice, of_invoice)
            elif _sum(own) > 0:
                parts += own
                undated_ore += _sum(part for part in own if part.paid_on is None)
        days = [part.paid_on for part in parts if part.paid_on]
        return _sum(parts) - min(undated_ore, later_ore), max(days, default=None)

    def _larger(self, invoice: Invoice, shares: list[_Share]) -> list[_Paid]:
        """Return what an invoice states, or what its claims do; the status is the invoice's."""
        of_claims = [self._by_then(share.claim.paid_ore, share.claim.paid_on) for share in shares]
        return max([self._of(invoice)], of_claims, key=_sum)

    def _of(self, row: Invoice | PricedClaim) -> _Paid:
        """Return what a row states as paid. Where it says paid, the fee that the system keeps does
        not leave a rest."""
        ore = row.amount_ore if row.status in SETTLED else row.paid_ore
        return self._by_then(ore, row.paid_on)

    def _by_then(self, ore: int | None, paid_on: date | None) -> _Paid:
        if not ore or (paid_on is not None and paid_on > self.as_of):
            return _Paid()
        return _Paid(ore, paid_on)


def _sum(parts: Iterable[_Paid]) -> int:
    return sum(part.ore for part in parts)


def _without_reversed(payments: Sequence[Payment]) -> list[Payment]:
    """Take each reversal off the payments before it, the latest first."""
    left: list[Payment] = []
    for payment in payments:
        if payment.amount_ore > 0:
            left.append(payment)
        reversed_ore = -payment.amount_ore
        while reversed_ore > 0 and left:
            last = left.pop()
            if last.amount_ore > reversed_ore:
                left.append(last._replace(amount_ore=last.amount_ore - reversed_ore))
            reversed_ore -= last.amount_ore
    return left
