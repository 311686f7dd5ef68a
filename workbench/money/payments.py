"""Payments that came by two ways: a list with KIDs repeats what the OCR giro holds."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter

from workbench.model.rows import Payment

RANKS = {"ocr": 0, "bank": 2}  # who is believed first; every other source lies between
APART = timedelta(days=3)  # a weekend lies between the transmission and the account
in_order = attrgetter("paid_on", "payment_id")


def counted_once(payments: Sequence[Payment]) -> list[Payment]:
    """Leave out each payment that a source believed before its own has: same KID and amount, at
    most three days apart. Two alike are two, where the other source has two."""
    with_kid = sorted((payment for payment in payments if payment.kid is not None), key=in_order)
    counted: list[Payment] = []
    repeated: set[str] = set()
    for _, ranked in groupby(sorted(with_kid, key=_rank), key=_rank):
        days = _days(counted)
        for payment in ranked:
            others = days.get((payment.kid, payment.amount_ore), [])
            near = [day for day in others if abs(day - payment.paid_on) <= APART]
            if near:
                others.remove(near[0])
                repeated.add(payment.payment_id)
            else:
                counted.append(payment)
    return [payment for payment in payments if payment.payment_id not in repeated]


def _rank(payment: Payment) -> int:
    return RANKS.get(payment.source, 1)


def _days(payments: Sequence[Payment]) -> dict[tuple[str | None, int], list[date]]:
    """Return the days on which each KID got each amount, the first day first."""
    days: dict[tuple[str | None, int], list[date]] = {}
    for payment in sorted(payments, key=in_order):
        days.setdefault((payment.kid, payment.amount_ore), []).append(payment.paid_on)
    return days
