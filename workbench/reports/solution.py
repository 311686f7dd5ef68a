"""The solution rate (løsningsgrad): of the claims that fell due in a window, the share settled.

Always named with its window and the day it was measured, and compared only with the club's own
earlier windows, measured when they were of the same age.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

ENOUGH = 20  # claims an earlier window needs before it is worth comparing with
UNDATED = 0.05  # the share of settled claims without a day that an earlier window may have


class Rate(NamedTuple):
    """The claims that fell due from `start_on` to `end_on`, as they stood on `measured_on`."""

    start_on: date
    end_on: date
    measured_on: date
    claims: int  # without the relieved ones
    settled: int
    amount_ore: int
    settled_ore: int  # the amounts of the claims settled in full
    relieved: int  # cancelled or exempt, shown apart
    settled_now: int  # also since `measured_on`
    undated: int  # those of them of which nobody states the day

    @property
    def by_count(self) -> float | None:
        """The share of claims settled; None when none fell due."""
        return self.settled / self.claims if self.claims else None

    @property
    def by_amount(self) -> float | None:
        """The share of the amount settled; None when nothing was owed."""
        return self.settled_ore / self.amount_ore if self.amount_ore else None


def worth_comparing(rates: Sequence[Rate]) -> list[Rate]:
    """Leave out the earlier windows, all but the first, that are too small or too little known."""
    now, *earlier = rates
    return [now, *(rate for rate in earlier if _is_known(rate))]


def _is_known(rate: Rate) -> bool:
    return rate.claims >= ENOUGH and rate.undated <= UNDATED * rate.settled_now
