"""When people may be phoned, to the minute."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from workbench.calls.hours import (
    calling_hours,
    closed_reason,
    may_call,
    next_calling_time,
)

OSLO = ZoneInfo("Europe/Oslo")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


@pytest.mark.parametrize(
    ("day", "first", "after"),
    [
        pytest.param("2026-11-23", "08:00", "21:00", id="Monday"),
        pytest.param("2026-11-27", "08:00", "21:00", id="Friday"),
        pytest.param("2026-11-21", "09:00", "15:00", id="Saturday"),
        pytest.param("2026-12-24", "09:00", "15:00", id="Christmas Eve"),
        pytest.param("2026-12-31", "09:00", "15:00", id="New Year's Eve"),
        pytest.param("2026-04-04", "09:00", "15:00", id="Easter Saturday"),
        pytest.param("2026-05-18", "08:00", "21:00", id="the day after 17 May"),
        pytest.param("2026-03-30", "08:00", "21:00", id="the day after the clock went forward"),
        pytest.param("2026-10-26", "08:00", "21:00", id="the day after the clock went back"),
    ],
)
def test_the_phone_opens_and_closes_on_the_minute(day, first, after):
    opens, closes = at(f"{day}T{first}"), at(f"{day}T{after}")

    assert not may_call(opens - timedelta(minutes=1))
    assert may_call(opens)
    assert may_call(closes - timedelta(minutes=1))
    assert not may_call(closes)


@pytest.mark.parametrize(
    "day",
    [
        pytest.param("2026-11-22", id="Sunday"),
        pytest.param("2026-05-01", id="1 May, a Friday"),
        pytest.param("2027-05-01", id="1 May, a Saturday"),
        pytest.param("2027-05-17", id="17 May, a Monday"),
        pytest.param("2026-04-02", id="Maundy Thursday"),
        pytest.param("2026-04-03", id="Good Friday"),
        pytest.param("2026-04-06", id="Easter Monday"),
        pytest.param("2026-05-14", id="Ascension Day"),
        pytest.param("2026-05-25", id="Whit Monday"),
        pytest.param("2026-12-25", id="Christmas Day"),
        pytest.param("2026-12-26", id="Boxing Day, a Saturday"),
        pytest.param("2026-01-01", id="New Year's Day"),
        pytest.param("2028-12-24", id="Christmas Eve, a Sunday"),
        pytest.param("2026-03-29", id="the clock goes forward"),
        pytest.param("2026-10-25", id="the clock goes back"),
    ],
)
def test_nobody_is_phoned_at_any_hour_of_a_sunday_or_holiday(day):
    midnight = at(f"{day}T00:00")

    assert calling_hours(midnight.date()) is None
    assert not any(may_call(midnight + timedelta(minutes=15 * n)) for n in range(96))


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-23T07:59", "2026-11-23T08:00"),
        ("2026-11-23T21:00", "2026-11-24T08:00"),
        ("2026-11-20T21:00", "2026-11-21T09:00"),
        ("2026-11-21T15:00", "2026-11-23T08:00"),
        ("2026-04-01T21:00", "2026-04-04T09:00"),
        ("2026-04-04T15:00", "2026-04-07T08:00"),
        ("2026-12-24T15:00", "2026-12-28T08:00"),
        ("2026-12-31T15:00", "2027-01-02T09:00"),
        ("2026-03-28T15:00", "2026-03-30T08:00"),
        ("2026-10-24T15:00", "2026-10-26T08:00"),
    ],
)
def test_the_next_opening_is_by_the_clock_on_the_wall(now, opens):
    assert next_calling_time(at(now)) == at(opens)
    assert next_calling_time(at(now)).utcoffset() == at(opens).utcoffset()


def test_who_is_early_is_told_when_it_opens():
    assert closed_reason(at("2026-11-21T15:00")) == (
        "Det er utenfor ringetiden; neste samtale kan tas mandag 23. november 2026 klokken 08.00."
    )
    assert closed_reason(at("2026-11-21T14:59")) == ""
