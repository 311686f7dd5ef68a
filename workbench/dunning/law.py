"""What the law allows, as dated rows with their sources (`data/rates`), by the rules R1-R19.

A rule that nobody has reviewed for a day is not known to hold: what needs a rate is then refused.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from workbench.days import months_after, working_day_after
from workbench.dunning.rates import Rate, load_rates, rate_on
from workbench.model.errors import RateError
from workbench.model.legal_reasons import FeeReason
from workbench.model.settings import SettingsTable, read_settings

NEW_LAW = "inkl26_in_force"  # as the first day of a row: the new inkassolov's own
WARNING_DAYS = 30  # before the last reviewed day
FEES_FILE, INTEREST_FILE = "reminder_fees.csv", "late_interest.csv"


class Limit(NamedTuple):
    """A limit in force from `valid_from` until the next row of its name."""

    name: str
    rule: str
    is_most: bool  # else it is the least allowed
    valid_from: date
    value: int
    unit: str
    text: str  # in bokmål
    source: str
    verified: str


class Review(SettingsTable):
    """How far the rows are reviewed, and from which day the new inkassolov is in force, if set."""

    reviewed_until: date = Field(alias="rules_reviewed_until")
    new_law_on: date | None = Field(alias=NEW_LAW, default=None)


@dataclass(frozen=True)
class Law:
    """Every rate and limit; the days of `reviewed_until` and before are reviewed."""

    fees: tuple[Rate, ...]
    interest: tuple[Rate, ...]
    limits: tuple[Limit, ...]
    reviewed_until: date

    def find_limit(self, name: str, day: date) -> Limit | None:
        """Return the limit in force on `day`, or None before its first row."""
        rows = [limit for limit in self.limits if limit.name == name and limit.valid_from <= day]
        return max(rows, key=lambda limit: limit.valid_from, default=None)

    def value_on(self, name: str, day: date) -> int:
        """Return the value of the limit in force on `day`; 0 before its first row."""
        limit = self.find_limit(name, day)
        return limit.value if limit else 0

    def fee_on(self, day: date) -> Rate:
        """Return the highest fee, in kroner, of a letter sent on `day`. Raises RateError."""
        return rate_on(self.fees, day, reviewed_until=self.reviewed_until, name=FEES_FILE)

    def interest_on(self, day: date) -> Rate:
        """Return the late interest of a day, per cent a year: the row of its half-year itself, for
        an older one does not go on. Raises RateError."""
        rate = rate_on(self.interest, day, reviewed_until=self.reviewed_until, name=INTEREST_FILE)
        if day >= months_after(rate.valid_from, 6):
            raise RateError(f"{INTEREST_FILE}: raden for {day:%d.%m.%Y} mangler; legg den inn.")
        return rate

    def refuse_notice(self, sent_on: date) -> FeeReason | None:
        """Return why no collection notice may be sent by or for a club on a day, or None (R16)."""
        if self.value_on("most_notices", sent_on) == 0:
            return FeeReason.NEW_LAW
        return FeeReason.NO_RATE if sent_on > self.reviewed_until else None

    def warning_on(self, day: date) -> str:
        """Return the sentence to show from 30 days before the last reviewed day; "" until then."""
        if day < self.reviewed_until - timedelta(days=WARNING_DAYS):
            return ""
        return (
            f"Reglene er gjennomgått til og med {self.reviewed_until:%d.%m.%Y}; etter den dagen "
            f"sendes ikke gebyr, renter og inkassovarsel før nye rader er lagt inn i {FEES_FILE}, "
            f"{INTEREST_FILE} og reviewed.toml. Påminnelser uten gebyr og samtaler går videre."
        )


def load_law(folder: Path) -> Law:
    """Read the rows of `data/rates`. Raises UsageError for days that are wrong in reviewed.toml."""
    review = read_settings(Review, folder / "reviewed.toml", "reviewed.toml")
    return Law(
        load_rates(folder / FEES_FILE, "max_reminder_fee_nok"),
        load_rates(folder / INTEREST_FILE, "rate_percent"),
        tuple(_load_limits(folder / "limits.csv", review.new_law_on)),
        review.reviewed_until,
    )


def _load_limits(path: Path, new_law_on: date | None) -> Iterator[Limit]:
    """Yield the limits, without those of the new law as long as its first day is not set."""
    with path.open(encoding="utf-8", newline="") as file:
        for name, rule, bound, first_day, value, *texts in list(csv.reader(file))[1:]:
            valid_from = new_law_on if first_day == NEW_LAW else date.fromisoformat(first_day)
            if valid_from is not None:
                yield Limit(name, rule, bound == "most", valid_from, int(value), *texts)


def hand_over_from(law: Law, notice_deadline_on: date, day: date) -> date:
    """Return the first day on which a claim may be handed over after the deadline of a notice, with
    the bank days that a payment needs to be seen, by the limits in force on `day` (R7)."""
    grace_days = law.value_on("hand_over_grace", day)
    return working_day_after(notice_deadline_on, grace_days) + timedelta(days=1)


def find_strike_limit(law: Law, unpaid_due_on: Iterable[date], day: date) -> Limit | None:
    """Return the limit by which the board may or shall strike a member whose membership fees due
    on these days are unpaid, or None (R19). It is a proposal: only the board decides."""
    oldest_due_on = min(unpaid_due_on, default=day)
    for name in ("shall_strike", "may_strike"):
        limit = law.find_limit(name, day)
        if limit and day > months_after(oldest_due_on, 12 * limit.value):
            return limit
    return None
