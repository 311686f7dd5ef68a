"""Payments that arrive in two files: a list with KIDs repeats what the OCR giro file holds."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter

from workbench.model.rows import Payment

RANKS = {"ocr": 0, "bank": 2}  # the lowest is believed first; every other source is 1
MOST_APART = timedelta(days=3)  # a weekend lies between the transmission and the account
payment_order = attrgetter("paid_on", "payment_id")


def drop_repeated_payments(payments: Sequence[Payment]) -> list[Payment]:
    """Return the payments without those that a source of a lower rank has too: the same KID and
    amount, at most three days apart. Each payment of that source cancels out one repetition."""
    with_kid = [payment for payment in payments if payment.kid is not None]
    with_kid.sort(key=payment_order)
    counted: list[Payment] = []
    repeated_ids: set[str] = set()
    for _, of_rank in groupby(sorted(with_kid, key=_rank), key=_rank):
        counted_days = _days_by_kid_and_amount(counted)
        for payment in of_rank:
            days = counted_days.get((payment.kid, payment.amount_ore), [])
            near_days = [day for day in days if abs(day - payment.paid_on) <= MOST_APART]
            if near_days:
                days.remove(near_days[0])
                repeated_ids.add(payment.payment_id)
            else:
                counted.append(payment)
    return [payment for payment in payments if payment.payment_id not in repeated_ids]


def _rank(payment: Payment) -> int:
    return RANKS.get(payment.source, 1)


def _days_by_kid_and_amount(
    payments: Sequence[Payment],
) -> dict[tuple[str | None, int], list[date]]:
    """Return the days on which each KID received each amount, the first day first."""
    days: dict[tuple[str | None, int], list[date]] = {}
    for payment in sorted(payments, key=payment_order):
        days.setdefault((payment.kid, payment.amount_ore), []).append(payment.paid_on)
    return days
