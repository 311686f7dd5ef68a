"""The clock of a claim: on which day a level's step may be taken, and how many days count."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from workbench.days import is_working_day, month_end, working_day_after
from workbench.dunning.holds import ONE_DAY, find_free_day, period_of, skip_held_days
from workbench.dunning.policy import Level
from workbench.model.periods import count_covered_days
from workbench.model.rows import Hold


def step_day(level: Level, since: date, holds: Sequence[Hold]) -> date | None:
    """Return the first day of a level's step, counted from `since`, that has no hold.

    Days that a hold covers do not count. `holds` are sorted by their first day. None if a hold has
    no end: somebody must decide first.
    """
    if not holds:
        return first_day(level.count, level.days, since)
    if level.count == "working_days":
        return _working_step_day(level, since, holds)
    day = skip_held_days(holds, since, since + timedelta(days=level.days))
    if day is None or level.count == "days":
        return day
    return find_free_day(holds, month_end(day))


@cache
def first_day(count: str, days: int, since: date) -> date:
    """Return the first day of a step, counted from `since` in the way of `Level.count`.

    >>> str(first_day("month_end", 30, date(2026, 1, 20)))  # 30 days later it is 19 February
    '2026-02-28'
    """
    if count == "working_days":
        return working_day_after(since, days)
    day = since + timedelta(days=days)
    return month_end(day) if count == "month_end" else day


def _working_step_day(level: Level, since: date, holds: Sequence[Hold]) -> date | None:
    """Return the working day without a hold that is the level's number of such days later."""
    day, remaining = since, level.days
    while remaining:
        free_day = find_free_day(holds, day + ONE_DAY)
        if free_day is None:
            return None
        day = free_day
        remaining -= is_working_day(day)
    return day


def count_days(holds: Sequence[Hold], since: date, as_of: date) -> tuple[int, int]:
    """Return how many days after `since`, up to and including `as_of`, have no hold, and how many
    have one."""
    days = (as_of - since).days
    if not holds:
        return days, 0
    held_days = count_covered_days([period_of(hold) for hold in holds], since, as_of)
    return days - held_days, held_days
