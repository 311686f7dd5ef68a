"""Periods of days, both ends included; an open period has no end."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Period:
    """From `start_on` to `end_on`, both days included; `end_on` None means until further notice."""

    start_on: date
    end_on: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.start_on <= day and (self.end_on is None or day <= self.end_on)

    @property
    def is_within_month(self) -> bool:
        """Whether it is a calendar month or a part of one."""
        first, last = self.start_on, self.end_on
        return last is not None and (first.year, first.month) == (last.year, last.month)

    def overlaps(self, other: "Period") -> bool:
        """Return whether the two periods share a day."""
        starts_before_other_ends = other.end_on is None or self.start_on <= other.end_on
        other_starts_before_end = self.end_on is None or other.start_on <= self.end_on
        return starts_before_other_ends and other_starts_before_end


def count_covered_days(periods: list[Period], after: date, until: date) -> int:
    """Return how many days after `after`, up to and including `until`, the periods cover.

    A day that several periods cover counts once.

    >>> hold = Period(date(2024, 2, 6), date(2024, 2, 9))
    >>> count_covered_days([hold], after=date(2024, 2, 1), until=date(2024, 2, 9))
    4
    """
    covered, counted_until = 0, after
    for period in sorted(periods, key=lambda period: period.start_on):
        last_day = until if period.end_on is None else min(period.end_on, until)
        first_ordinal = max(period.start_on.toordinal(), counted_until.toordinal() + 1)
        if last_day.toordinal() >= first_ordinal:
            covered += last_day.toordinal() - first_ordinal + 1
            counted_until = last_day
    return covered
