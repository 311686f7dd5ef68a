"""A period of days, both ends included; an open one has no end."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Period:
    """From `start_on` to `end_on`, both days included; `end_on` None means until further notice."""

    start_on: date
    end_on: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.start_on <= day and (self.end_on is None or day <= self.end_on)

    def overlaps(self, other: "Period") -> bool:
        """Say whether the two share a day."""
        starts_before_other_ends = other.end_on is None or self.start_on <= other.end_on
        other_starts_before_end = self.end_on is None or other.start_on <= self.end_on
        return starts_before_other_ends and other_starts_before_end


def days_covered(periods: list[Period], after: date, until: date) -> int:
    """Count the days in (`after`, `until`] that lie in any of the periods; each day counts once.

    >>> hold = Period(date(2024, 2, 6), date(2024, 2, 9))
    >>> days_covered([hold], after=date(2024, 2, 1), until=date(2024, 2, 9))
    4
    """
    covered, reached = 0, after
    for period in sorted(periods, key=lambda p: p.start_on):
        end = until if period.end_on is None else min(period.end_on, until)
        first = max(period.start_on.toordinal(), reached.toordinal() + 1)
        if end.toordinal() >= first:
            covered += end.toordinal() - first + 1
            reached = end
    return covered
