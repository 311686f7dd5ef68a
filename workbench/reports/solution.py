"""The solution rate (løsningsgrad): of the claims that fell due in a window, the share settled.

Always named with its window and the day it was measured, and compared only with the club's own
earlier windows, measured when they were of the same age.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from workbench.model.words import ClaimStatus

YOUNGEST, OLDEST = 30, 90  # days since the due date, both included
ENOUGH = 20  # claims an earlier window needs before it is worth comparing with
UNDATED = 0.05  # the share of settled claims without a day that an earlier window may have
EARLIER = (OLDEST - YOUNGEST + 1, 364)  # the window just before; the same weeks a year ago
RELIEVED = (ClaimStatus.CANCELLED, ClaimStatus.EXEMPT)


@dataclass(frozen=True)
class Rate:
    """The claims that fell due from `start_on` to `end_on`, as they stood on `measured_on`."""

    start_on: date
    end_on: date
    measured_on: date
    claims: int  # without the relieved ones
    settled: int
    amount_ore: int
    settled_ore: int  # the amounts of the claims settled in full
    relieved: int  # cancelled or exempt, shown apart

    @property
    def by_count(self) -> float | None:
        """The share of claims settled; None when none fell due."""
        return self.settled / self.claims if self.claims else None

    @property
    def by_amount(self) -> float | None:
        """The share of the amount settled; None when nothing was owed."""
        return self.settled_ore / self.amount_ore if self.amount_ore else None


def rate_on(balances: pd.DataFrame, as_of: date) -> Rate:
    """Work out the rate of the window that is 30 to 90 days old on `as_of`."""
    claims, relieved = _window(balances, as_of)
    return _rate(as_of, claims, claims["open_ore"] == 0, relieved)


def earlier_rates(balances: pd.DataFrame, as_of: date) -> tuple[Rate, ...]:
    """Work out the rates of earlier windows at the same age, as far as the balances know them."""
    rates = []
    for days in EARLIER:
        day = as_of - timedelta(days=days)
        claims, relieved = _window(balances, day)
        settled = claims["open_ore"] == 0
        undated = settled & claims["settled_on"].isna()
        if len(claims) < ENOUGH or undated.sum() > UNDATED * settled.sum():
            continue
        by_then = settled & ~(claims["settled_on"] > pd.Timestamp(day))
        rates.append(_rate(day, claims, by_then, relieved))
    return tuple(rates)


def _window(balances: pd.DataFrame, day: date) -> tuple[pd.DataFrame, int]:
    start, end = _ends(day)
    due = balances[balances["due_on"].between(pd.Timestamp(start), pd.Timestamp(end))]
    relieved = due["status"].isin(list(RELIEVED))
    owed = due[~relieved & (due["amount_ore"] > 0).fillna(False).astype(bool)]
    return owed, int(relieved.sum())


def _rate(day: date, claims: pd.DataFrame, settled: "pd.Series[bool]", relieved: int) -> Rate:
    start, end = _ends(day)
    done = claims[settled.fillna(False).astype(bool)]
    return Rate(
        start_on=start,
        end_on=end,
        measured_on=day,
        claims=len(claims),
        settled=len(done),
        amount_ore=int(claims["amount_ore"].sum()),
        settled_ore=int(done["amount_ore"].sum()),
        relieved=relieved,
    )


def _ends(day: date) -> tuple[date, date]:
    return day - timedelta(days=OLDEST), day - timedelta(days=YOUNGEST)
