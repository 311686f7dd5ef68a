"""The day of a step, whichever days its level counts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.days import is_working_day, month_end
from workbench.dunning.clock import count_days, step_day
from workbench.dunning.policy import Level
from workbench.model.hold_kinds import HoldKind
from workbench.model.rows import Hold

SINCE = date(2026, 3, 31)  # a Tuesday; Easter is from Thursday to Monday


def level(count, days):
    return Level(
        number=1, step_id="a", title="A", kind="reminder", after="due", days=days, count=count,
        channels=["letter"],
    )  # fmt: skip


def hold(first, last):
    return Hold("h", HoldKind.FREEZE, first, last, member_id="m")


@pytest.mark.parametrize(
    ("count", "days", "holds", "expected"),
    [
        ("days", 5, [], date(2026, 4, 5)),
        ("days", 5, [hold(date(2026, 4, 3), date(2026, 4, 4))], date(2026, 4, 7)),
        ("working_days", 1, [], date(2026, 4, 1)),
        ("working_days", 2, [], date(2026, 4, 7)),
        ("working_days", 2, [hold(date(2026, 4, 7), date(2026, 4, 8))], date(2026, 4, 9)),
        ("month_end", 29, [], date(2026, 4, 30)),
        ("month_end", 31, [], date(2026, 5, 31)),
        ("month_end", 29, [hold(date(2026, 4, 2), date(2026, 4, 4))], date(2026, 5, 31)),
        ("month_end", 5, [hold(date(2026, 4, 30), date(2026, 5, 2))], date(2026, 5, 3)),
        ("month_end", 5, [hold(date(2026, 4, 30), None)], None),
        ("working_days", 5, [hold(date(2026, 4, 2), None)], None),
    ],
)
def test_a_step_comes_on_the_first_free_day_after_its_days(count, days, holds, expected):
    assert step_day(level(count, days), SINCE, holds) == expected


SPAN = st.tuples(st.integers(-5, 60), st.integers(0, 20))


@given(
    st.sampled_from(["days", "working_days", "month_end"]),
    st.integers(1, 40),
    st.lists(SPAN, max_size=4),
)
def test_the_day_has_no_hold_and_no_earlier_day_counts_enough(count, days, spans):
    start = SINCE.toordinal()
    holds = [
        hold(date.fromordinal(start + a), date.fromordinal(start + a + n)) for a, n in sorted(spans)
    ]

    day = step_day(level(count, days), SINCE, holds)

    free = [
        each
        for each in map(date.fromordinal, range(start + 1, day.toordinal() + 1))
        if not any(row.start_on <= each <= row.end_on for row in holds)
    ]
    assert free[-1] == day
    counted = [each for each in free if count != "working_days" or is_working_day(each)]
    if count == "month_end":
        assert counted[days - 1] <= month_end(counted[days - 1]) <= day
    else:
        assert len(counted) == days
    assert count_days(holds, SINCE, day) == (len(free), (day - SINCE).days - len(free))
