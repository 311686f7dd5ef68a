from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.days import (
    is_holiday,
    is_working_day,
    limitation_on,
    month_end,
    next_working_day,
    working_day_after,
)

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 4, 2),  # skjærtorsdag
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),  # Kristi himmelfartsdag
        date(2026, 4, 5),  # 1. påskedag
        date(2026, 5, 17),
        date(2026, 5, 24),  # 1. pinsedag
        date(2026, 5, 25),
        date(2027, 5, 17),  # also 2. pinsedag
        date(2026, 12, 25),
        date(2026, 12, 26),
    ],
)
def test_public_holidays_are_not_working_days(day):
    assert is_holiday(day)
    assert not is_working_day(day)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 20), True),  # Friday
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), True),
        (date(2026, 12, 24), True),  # the law does not count Christmas Eve
        (date(2026, 4, 1), True),
    ],
)
def test_other_days_work_from_monday_to_friday(day, works):
    assert not is_holiday(day)
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 20), date(2026, 11, 20)),
        (date(2026, 11, 21), date(2026, 11, 23)),
        (date(2026, 4, 2), date(2026, 4, 7)),
        (date(2026, 12, 25), date(2026, 12, 28)),
        (date(2027, 1, 1), date(2027, 1, 4)),
    ],
)
def test_the_next_working_day_is_the_day_itself_or_the_first_after(day, expected):
    assert next_working_day(day) == expected


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (date(2023, 11, 22), date(2026, 11, 23)),  # a Sunday
        (date(2023, 12, 15), date(2026, 12, 15)),
        (date(2024, 1, 31), date(2027, 2, 1)),  # a Sunday
        (date(2023, 4, 2), date(2026, 4, 7)),  # Maundy Thursday
        (date(2024, 2, 29), date(2027, 3, 1)),  # no such day; the 28th is a Sunday
        (date(2020, 2, 29), date(2023, 2, 28)),
        (date(2023, 12, 24), date(2026, 12, 24)),
    ],
)
def test_a_claim_lives_three_years_to_the_next_working_day(due_on, expected):
    assert limitation_on(due_on) == expected


@given(DAYS)
def test_limitation_always_ends_on_a_working_day_within_a_week_of_three_years(due_on):
    ends = limitation_on(due_on)

    assert is_working_day(ends)
    assert timedelta(3 * 365) <= ends - due_on <= timedelta(3 * 366 + 6)


EARLIER, LAST, LATE = date(2023, 12, 1), date(2026, 11, 23), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("plans", "expected"),
    [
        ([], LAST),
        ([(EARLIER, date(2023, 11, 21))], LAST),  # no later than the due date
        ([(EARLIER, date(2024, 1, 31))], date(2027, 2, 1)),  # a Sunday
        ([(LAST, date(2026, 12, 1))], date(2029, 12, 3)),  # the last day, and due after it
        ([(LATE, date(2026, 12, 1))], LAST),  # barred by then
        ([(date(2027, 1, 4), date(2027, 2, 1)), (EARLIER, date(2024, 1, 31))], date(2030, 2, 1)),
        ([(date(2027, 2, 2), date(2027, 3, 1)), (EARLIER, date(2024, 1, 31))], date(2027, 2, 1)),
    ],
)
def test_each_acknowledgement_begins_three_new_years_unless_the_claim_is_barred(plans, expected):
    assert limitation_on(date(2023, 11, 22), tuple(plans)) == expected


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 4, 1), 1, date(2026, 4, 7)),  # Easter
        (date(2026, 12, 23), 6, date(2027, 1, 4)),
    ],
)
def test_working_days_are_counted_past_weekends_and_holidays(day, count, expected):
    assert working_day_after(day, count) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 2, 28), date(2026, 2, 28)),
        (date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_a_month_ends_on_its_last_day(day, expected):
    assert month_end(day) == expected
