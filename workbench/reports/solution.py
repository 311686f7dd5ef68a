"""The solution rate (løsningsgrad): the share of the claims due in a period that are settled.

It is always shown with its period and the day it was measured, and compared only with the club's
own earlier periods, measured at the same age.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

MIN_CLAIMS = 20  # an earlier period with fewer claims is not compared
MAX_UNDATED_SHARE = 0.05  # of the settled claims of an earlier period: those without a day


class Rate(NamedTuple):
    """The claims that fell due from `start_on` to `end_on`, as they stood on `measured_on`."""

    start_on: date
    end_on: date
    measured_on: date
    claims: int  # without `relieved`
    settled: int
    amount_ore: int
    settled_ore: int  # the amounts of the settled claims
    relieved: int  # cancelled or exempt
    settled_now: int  # settled until today, also after `measured_on`
    undated: int  # settled until today, on a day that is not known

    @property
    def by_count(self) -> float | None:
        """The share of the claims that are settled, from 0 to 1; None if no claim fell due."""
        return self.settled / self.claims if self.claims else None

    @property
    def by_amount(self) -> float | None:
        """The share of the amount that is settled, from 0 to 1; None if nothing was owed."""
        return self.settled_ore / self.amount_ore if self.amount_ore else None


def keep_comparable(rates: Sequence[Rate]) -> list[Rate]:
    """Return the first rate, and those of the earlier periods that can be compared with it."""
    current_rate, *earlier_rates = rates
    return [current_rate, *(rate for rate in earlier_rates if _is_comparable(rate))]


def _is_comparable(rate: Rate) -> bool:
    return rate.claims >= MIN_CLAIMS and rate.undated <= MAX_UNDATED_SHARE * rate.settled_now
