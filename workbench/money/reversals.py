"""What was taken back: a payer is told of it only where the payment itself was read."""

from collections.abc import Iterable, Mapping
from datetime import date

from workbench.model.rows import Payment
from workbench.money.payments import Key, own_key


def days_of_reversals(
    reversed_on: Mapping[Key, date], payments: Iterable[Payment], as_of: date
) -> Mapping[Key, date]:
    """Return the days of reversals by key, without the keys of which no payment has been read: what
    was taken back there is not known."""
    if not reversed_on:
        return reversed_on
    until_now = [payment for payment in payments if payment.paid_on <= as_of]
    read_keys = {own_key(payment) for payment in until_now if payment.amount_ore > 0}
    reversed_keys = {own_key(payment) for payment in until_now if payment.amount_ore < 0}
    unread_keys = reversed_keys - read_keys
    return {key: day for key, day in reversed_on.items() if key not in unread_keys}
