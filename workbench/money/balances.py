"""What is open on each claim on a day: what was paid, and what the member system states as paid.

A payment belongs to the claim that somebody placed it on, else to the invoice that its source
names, else to the claims with its KID.

A "paid" from the member system settles a claim until the real payment arrives: the two are added up
only where the payment came after the statement was read, so that it cannot be the same money. Money
goes to the earliest due date, and of one day to the membership fee first, since it is what makes
somebody a member.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from workbench.model.day_rows import Allocation, Balance, PricedClaim, Unplaced
from workbench.model.kinds import SETTLED, VOID, FeeType
from workbench.model.money_rows import Placement
from workbench.model.payment_kinds import PaymentState
from workbench.model.rows import Invoice, Payment
from workbench.money.payments import Key, count_payments, latest_repetition, payment_order

UNPLACED_STATES = {"invoice": PaymentState.UNKNOWN_INVOICE, "claim": PaymentState.UNKNOWN_INVOICE}
NO_DAYS: Mapping[str, date] = MappingProxyType({})
NO_KIDS: Mapping[str, Sequence[str]] = MappingProxyType({})


@dataclass(frozen=True)
class Settlement:
    """Balances on a day, and what became of every øre that was received until then."""

    balances: list[Balance]
    allocations: list[Allocation]
    unplaced: list[Unplaced]
    received_ore: int  # of payments that count once, less what was taken back
    used_ore: int  # of it, what somebody said was refunded, kept or for something else

    @property
    def is_accounted(self) -> bool:
        """Whether every øre received is allocated, unplaced or used otherwise."""
        allocated_ore = sum(row.amount_ore for row in self.allocations)
        unplaced_ore = sum(row.amount_ore for row in self.unplaced)
        return self.received_ore == allocated_ore + unplaced_ore + self.used_ore


def settle(
    claims: Sequence[PricedClaim],
    invoices: Sequence[Invoice],
    payments: Sequence[Payment],
    as_of: date,
    *,
    placements: Sequence[Placement] = (),
    stated_since: Mapping[str, date] = NO_DAYS,
    other_kids: Mapping[str, Sequence[str]] = NO_KIDS,
    is_kid: Callable[[str], bool] = bool,
) -> Settlement:
    """Work out every claim's balance on `as_of`; what is issued or paid later does not count.

    `claims` are priced (`money.claims.price`). A payment dated `as_of` counts. `stated_since` has,
    by the id of an invoice or claim, the day since which its source has stated what it states as
    paid; `other_kids` the KIDs that a claim had elsewhere or before. `is_kid` says whether a text
    fits a KID structure of the club's.
    """
    issued = [claim for claim in claims if claim.issued_on is None or claim.issued_on <= as_of]
    stated = _StatedPayments(
        {invoice.invoice_id: invoice for invoice in invoices}, as_of, stated_since
    )
    counted = count_payments(payments, placements, as_of)
    balances: list[Balance] = []
    allocations: list[Allocation] = []
    left_over: list[Unplaced] = []
    shares = [
        _Share(claim, stated.of_claim_alone(claim), payment_keys(claim, other_kids))
        for claim in issued
    ]
    for group in _group_shares(shares):
        keys = group[0].keys if len(group) == 1 else {key for share in group for key in share.keys}
        known = [key for key in keys if key in counted.by_key]
        paid = [(key, payment) for key in known for payment in counted.by_key.pop(key)]
        if len(paid) > 1:
            paid.sort(key=lambda pair: (payment_order(pair[1]), pair[0]))
        later_ore = sum(counted.later_ore.get(key, 0) for key in keys) if counted.later_ore else 0
        statements = stated.of_group(group, later_ore)
        if paid or statements:
            left_over += _distribute_in_order(paid, statements, group)
        for share in group:
            allocations += share.allocations()
            balances.append(share.balance(counted.reversed_on))
    for key, payments_of_none in sorted(counted.by_key.items()):  # of parts, what was placed first
        state = _state_without_claim(key, is_kid)
        left_over += [
            Unplaced(payment.payment_id, _state_of(payment, state), payment.amount_ore)
            for payment in payments_of_none
        ]
    return Settlement(
        sorted(balances, key=attrgetter("claim_id")),
        sorted(allocations),
        sorted(_sum_unplaced(left_over)),
        counted.received_ore,
        counted.used_ore,
    )


def payment_keys(
    claim: PricedClaim, other_kids: Mapping[str, Sequence[str]] = NO_KIDS
) -> list[Key]:
    """Return the keys of the payments that are for a claim; see `settle`."""
    keys = [("claim", claim.claim_id)]
    if claim.invoice_id:
        keys.append(("invoice", claim.invoice_id))
    kids = dict.fromkeys((claim.kid, *other_kids.get(claim.claim_id, ())))
    return keys + [("kid", kid) for kid in kids if kid]


def _state_without_claim(key: Key, is_kid: Callable[[str], bool]) -> PaymentState:
    """Return why money of a key that no claim has is not placed."""
    what, value = key
    if what == "kid":
        return PaymentState.UNKNOWN_KID if is_kid(value) else PaymentState.WRONG_KID
    return UNPLACED_STATES.get(what, PaymentState.NO_KID)


def _state_of(payment: Payment, state: PaymentState) -> PaymentState:
    return state if payment.amount_ore > 0 else PaymentState.REVERSED


def _sum_unplaced(unplaced: Iterable[Unplaced]) -> Iterator[Unplaced]:
    """Yield one row for each payment: parts of one may be left over in several places."""
    rows = sorted(unplaced, key=lambda row: (row.payment_id, row.claim_id or ""))
    for _, same in groupby(rows, key=lambda row: row.payment_id):
        parts = [*same]
        yield parts[-1]._replace(amount_ore=sum(part.amount_ore for part in parts))


class _StatedPayment(NamedTuple):
    """An amount that the member system states as paid, the day if it states one, and the last day
    of payments that it may include."""

    ore: int = 0
    paid_on: date | None = None
    until_on: date = date.max


NOTHING_STATED = _StatedPayment()


@dataclass(slots=True)
class _Share:
    """A claim and the money given to it; `stated` is what the claim itself states as paid, where no
    invoice counts instead."""

    claim: PricedClaim
    stated: _StatedPayment
    keys: list[Key]
    paid_ore: int = 0
    settled_on: date | None = None
    allocated_ore: dict[str, int] = field(default_factory=dict)  # by payment

    def take(self, ore: int, limit_ore: int, day: date | None, payment_id: str = "") -> int:
        """Add what is missing up to `limit_ore`, at most `ore`; return how much was added."""
        part = max(0, min(ore, limit_ore - self.paid_ore))
        self.paid_ore += part
        if part and self.paid_ore == self.claim.amount_ore:
            self.settled_on = day
        if part and payment_id:
            self.allocated_ore[payment_id] = self.allocated_ore.get(payment_id, 0) + part
        return part

    def allocations(self) -> list[Allocation]:
        """Return the money of each payment that was given to the claim."""
        claim_id = self.claim.claim_id
        return [Allocation(payment, claim_id, ore) for payment, ore in self.allocated_ore.items()]

    def balance(self, reversal_days: Mapping[Key, date]) -> Balance:
        """Return what is open on the claim; `reversal_days` are by key of payments."""
        claim = self.claim
        days = [reversal_days[key] for key in self.keys if key in reversal_days]
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
            reversed_on=max(days) if days else None,
        )


def _group_shares(shares: list[_Share]) -> Iterator[list[_Share]]:
    """Yield those that share an invoice or a KID, directly or through others, the most urgent
    first."""
    by_key: dict[Key, list[_Share]] = defaultdict(list)
    for share in shares:
        for key in share.keys:
            by_key[key].append(share)
    shared_keys = {key for key, of_key in by_key.items() if len(of_key) > 1}
    grouped_ids: set[str] = set()
    for first in shares:
        if shared_keys.isdisjoint(first.keys):  # most claims are alone
            yield [first]
            continue
        group: list[_Share] = []
        waiting = [first]
        while waiting:
            share = waiting.pop()
            if share.claim.claim_id not in grouped_ids:
                grouped_ids.add(share.claim.claim_id)
                group.append(share)
                for key in share.keys:
                    waiting += by_key[key]
        if group:
            yield sorted(group, key=_urgency)


def _urgency(share: _Share) -> tuple[date, bool, str]:
    """Put the earliest due date first, and of one day the membership fee."""
    claim = share.claim
    return claim.due_on, claim.fee_type != FeeType.MEMBERSHIP, claim.claim_id


def _distribute_in_order(
    paid: Sequence[tuple[Key, Payment]], statements: Sequence[_StatedPayment], shares: list[_Share]
) -> Iterator[Unplaced]:
    """Give money to the claims in the order in which it came, and where a statement says more than
    had come by then, the difference; yield what is left over of payments."""
    waiting = iter(paid)
    later = next(waiting, None)
    stated_ore, newest_on = 0, None
    for statement in statements:
        while later is not None and later[1].paid_on <= statement.until_on:
            yield from _distribute_payment(*later, shares)
            later = next(waiting, None)
        stated_ore += statement.ore
        newest_on = max(filter(None, (newest_on, statement.paid_on)), default=None)
        received_ore = sum(share.paid_ore for share in shares)
        _distribute(max(0, stated_ore - received_ore), shares, newest_on)
    while later is not None:
        yield from _distribute_payment(*later, shares)
        later = next(waiting, None)


def _distribute_payment(key: Key, payment: Payment, shares: Sequence[_Share]) -> Iterator[Unplaced]:
    """Give a payment to the claims with its key; yield what is left over, if anything."""
    matching = [share for share in shares if key in share.keys]
    ore, payment_id = payment.amount_ore, payment.payment_id
    left_ore = _distribute(ore, matching, payment.paid_on, payment_id)
    if left_ore == 0:
        return
    if all(share.claim.status in VOID for share in matching):
        state = PaymentState.CREDITED
    elif left_ore == ore:
        state = PaymentState.ALREADY_PAID
    else:
        state = PaymentState.TOO_MUCH
    newest = max(matching, key=lambda share: (share.claim.due_on, share.claim.claim_id))
    yield Unplaced(payment_id, _state_of(payment, state), left_ore, newest.claim.claim_id)


def _distribute(ore: int, shares: Sequence[_Share], day: date | None, payment_id: str = "") -> int:
    """Give money to the claims in their order, first to each what it states as paid itself; return
    what is left over."""
    for share in shares:
        ore -= share.take(ore, share.stated.ore, day, payment_id)
    for share in shares:
        ore -= share.take(ore, share.claim.amount_ore, day, payment_id)
    return ore


@dataclass(frozen=True)
class _StatedPayments:
    """What the member system states as paid until a day, for invoices and for claims."""

    invoices: Mapping[str | None, Invoice]
    as_of: date
    stated_since: Mapping[str, date]

    def of_claim_alone(self, claim: PricedClaim) -> _StatedPayment:
        """Return what a claim states as paid, if it has no invoice, or is settled while its invoice
        is not (another system states so); else nothing.

        Never above its amount: what was paid for a cancelled claim is not another claim's.
        """
        invoice = self.invoices.get(claim.invoice_id)
        if invoice and (claim.status not in SETTLED or invoice.status in SETTLED):
            return NOTHING_STATED
        stated = self._of_row(claim, claim.claim_id)
        return stated._replace(ore=min(stated.ore, claim.amount_ore)) if stated.ore else stated

    def of_group(self, shares: list[_Share], later_ore: int) -> list[_StatedPayment]:
        """Return what is stated as paid, the earliest statement first.

        `later_ore` is what was paid after the day. It is subtracted from the amounts without a day
        on claims without an invoice, which may include it.
        """
        by_invoice: dict[str | None, list[_Share]] = {}
        for share in shares:
            by_invoice.setdefault(share.claim.invoice_id, []).append(share)
        statements: list[_StatedPayment] = []
        for invoice_id, of_invoice in by_invoice.items():
            invoice = self.invoices.get(invoice_id)
            if invoice:
                statements += self._larger(invoice, of_invoice)
                continue
            for stated in [share.stated for share in of_invoice if share.stated.ore]:
                ore = stated.ore
                if stated.paid_on is None:
                    ore -= min(ore, max(0, later_ore))
                    later_ore -= stated.ore - ore
                statements.append(stated._replace(ore=ore))
        statements = [statement for statement in statements if statement.ore]
        if len(statements) > 1:
            statements.sort(key=lambda stated: (stated.until_on, stated.paid_on or date.max))
        return statements

    def _larger(self, invoice: Invoice, shares: list[_Share]) -> list[_StatedPayment]:
        """Return what the invoice states or what its claims state, whichever sum is larger; the
        status of a claim does not count here."""
        of_claims = [
            self._until_day(share.claim.paid_ore, share.claim.paid_on, share.claim.claim_id)
            for share in shares
        ]
        of_invoice = self._of_row(invoice, invoice.invoice_id)
        of_all_claims_ore = sum(stated.ore for stated in of_claims)
        return of_claims if of_all_claims_ore > of_invoice.ore else [of_invoice]

    def _of_row(self, row: Invoice | PricedClaim, row_id: str) -> _StatedPayment:
        """Return what a row states as paid: all of it if its status is paid, since the fee that the
        member system keeps leaves nothing open."""
        ore = row.amount_ore if row.status in SETTLED else row.paid_ore
        return self._until_day(ore, row.paid_on, row_id)

    def _until_day(self, ore: int | None, paid_on: date | None, row_id: str) -> _StatedPayment:
        if not ore or (paid_on is not None and paid_on > self.as_of):
            return NOTHING_STATED
        since_on = self.stated_since.get(row_id)
        return _StatedPayment(ore, paid_on, latest_repetition(since_on) if since_on else date.max)
