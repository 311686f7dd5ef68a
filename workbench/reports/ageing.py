"""What is overdue, and how old it is (aldersfordeling).

Overdue and outstanding means: the due date has passed, something is open, and nobody has to decide
first (status `review`, which is counted apart).
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from workbench.model.words import ClaimStatus

# First and last day since the due date, both included; the last one has no end.
AGES: tuple[tuple[int, int | None], ...] = ((1, 14), (15, 30), (31, 60), (61, 90), (91, None))


@dataclass(frozen=True)
class Tally:
    """How many claims or payments, and what they come to."""

    count: int
    ore: int


@dataclass(frozen=True)
class Bucket:
    """The overdue claims of one age; `before` is None when there is no earlier week."""

    first: int
    last: int | None
    now: Tally
    before: Tally | None

    @property
    def tallies(self) -> list[Tally]:
        """This week's tally, and that of the week before where there is one."""
        return [tally for tally in (self.now, self.before) if tally is not None]


def age_name(bucket: Bucket) -> str:
    """Name an age.

    >>> age_name(Bucket(91, None, Tally(0, 0), None))
    'over 90 dager'
    """
    if bucket.last is None:
        return f"over {bucket.first - 1} dager"
    return f"{bucket.first}–{bucket.last} dager"


def tally(claims: pd.DataFrame) -> Tally:
    """Count the rows of a frame of balances and sum what is open on them."""
    return Tally(len(claims), int(claims["open_ore"].sum()))


def in_review(balances: pd.DataFrame) -> pd.DataFrame:
    """Return the open claims that a person must decide, also those of unknown amount."""
    undecided = (balances["open_ore"] > 0) | (balances["amount_ore"] == 0)
    wanted = (balances["status"] == ClaimStatus.REVIEW) & undecided
    return balances[wanted.fillna(False).astype(bool)]


def overdue(balances: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the claims that are overdue and outstanding on `as_of`, without those in review."""
    claims = _open(balances)
    return claims[claims["due_on"] < pd.Timestamp(as_of)]


def not_due(balances: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the open claims whose due date has not passed, or is not set."""
    claims = _open(balances)
    return claims[~(claims["due_on"] < pd.Timestamp(as_of))]


def by_age(balances: pd.DataFrame, as_of: date) -> tuple[Tally, ...]:
    """Tally the overdue claims per age in the order of `AGES`."""
    claims = overdue(balances, as_of)
    days = (pd.Timestamp(as_of) - claims["due_on"]).dt.days
    return tuple(
        tally(claims[(days >= first) & (True if last is None else days <= last)])
        for first, last in AGES
    )


def buckets(now: tuple[Tally, ...], before: tuple[Tally, ...] | None) -> tuple[Bucket, ...]:
    """Put this week's tallies beside those of a week ago."""
    earlier: tuple[Tally | None, ...] = before if before is not None else (None,) * len(now)
    return tuple(
        Bucket(first, last, this, that)
        for (first, last), this, that in zip(AGES, now, earlier, strict=True)
    )


def paid_between(earlier: pd.DataFrame, later: pd.DataFrame) -> int | None:
    """Work out what came in between two days' balances, over the claims of the later one.

    Below zero when more was paid back than came in; None where there were no claims before.
    """
    if earlier.empty:
        return None
    same = earlier[earlier["claim_id"].isin(later["claim_id"])]
    return int(later["paid_ore"].sum()) - int(same["paid_ore"].sum())


def _open(balances: pd.DataFrame) -> pd.DataFrame:
    wanted = (balances["open_ore"] > 0).fillna(False) & (balances["status"] != ClaimStatus.REVIEW)
    return balances[wanted.fillna(True).astype(bool)]
