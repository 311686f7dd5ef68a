from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.model.periods import Period, count_covered_days

FIRST, LAST = date(2026, 2, 6), date(2026, 2, 9)
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 31))
PERIODS = st.builds(Period, DAYS, st.none() | DAYS)


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (date(2026, 2, 5), False),
        (date(2026, 2, 6), True),
        (date(2026, 2, 9), True),
        (date(2026, 2, 10), False),
    ],
)
def test_both_ends_of_a_period_are_included(day, inside):
    assert (day in Period(FIRST, LAST)) is inside


@given(PERIODS, PERIODS)
def test_two_periods_overlap_when_they_share_a_day(one, other):
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(120)]
    shares_a_day = any(day in one and day in other for day in days)
    turned = [p for p in (one, other) if p.end_on is not None and p.end_on < p.start_on]

    assert one.overlaps(other) == other.overlaps(one)
    assert one.overlaps(other) == shares_a_day or turned


@given(st.lists(PERIODS, max_size=5), DAYS, DAYS)
def test_count_covered_days_is_the_count_of_the_days_one_by_one(periods, after, until):
    days = [after + timedelta(days=n) for n in range(1, (until - after).days + 1)]

    naive = sum(any(day in period for period in periods) for day in days)

    assert count_covered_days(periods, after, until) == naive
