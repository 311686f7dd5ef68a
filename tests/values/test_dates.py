from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.model.errors import Unreadable
from workbench.values.dates import parse_birth_day, parse_day

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("22.11.2026", date(2026, 11, 22)),
        ("2.1.26", date(2026, 1, 2)),
        ("2. 1. 2026", date(2026, 1, 2)),
        ("03/04/2026", date(2026, 4, 3)),
        ("22-11-2026", date(2026, 11, 22)),
        ("2026-11-22", date(2026, 11, 22)),
        ("2026-11-22T14:05:06", date(2026, 11, 22)),
        ("2026-11-22 00:00:00", date(2026, 11, 22)),
        ("2026-11-21T23:30:00Z", date(2026, 11, 22)),
        ("2026-11-21T22:30:00Z", date(2026, 11, 21)),
        ("2026-11-22T00:30:00+01:00", date(2026, 11, 22)),
        ("22.11.2026 23:59:59", date(2026, 11, 22)),
        ("20261122", date(2026, 11, 22)),
        ("45000", date(2023, 3, 15)),
        ("45000.0", date(2023, 3, 15)),
        ("29.02.2024", date(2024, 2, 29)),
        ("02.01.1900", date(1900, 1, 2)),
        ("", None),
        ("-", None),
    ],
)
def test_a_day_is_read(text, expected):
    assert parse_day(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "00.00.0000",
        "01.01.1900",
        "01.01.0001",
        "0001-01-01T00:00:00",
        "31.12.1899",
        "31.12.9999",
        "31.02.2026",
        "29.02.2026",
        "11/22/2026",
        "22112026",
        "22.11-2026",
        "22.11.202",
        "22.11.2026 25:00",
        "4500",
        "450000",
        "i går",
    ],
)
def test_what_is_no_day_is_unreadable_and_not_repeated_in_the_reason(text):
    with pytest.raises(Unreadable) as caught:
        parse_day(text)

    assert text not in str(caught.value)


def test_the_profile_states_the_order():
    assert parse_day("03/04/26") == date(2026, 4, 3)
    assert parse_day("26-11-22", order="ymd") == date(2026, 11, 22)
    assert parse_day("2026-11-22") == date(2026, 11, 22)


@given(st.dates(min_value=date(1900, 1, 2), max_value=date(2199, 12, 31)))
def test_every_day_written_out_is_read_back(day):
    assert parse_day(f"{day:%d.%m.%Y}") == parse_day(day.isoformat()) == day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("22.11.26", date(2026, 11, 22)),  # born today
        ("23.11.26", date(1926, 11, 23)),
        ("01.02.68", date(1968, 2, 1)),
        ("29.02.24", date(2024, 2, 29)),
        ("29.02.28", date(1928, 2, 29)),
        ("22.11.2026", date(2026, 11, 22)),
        ("22.11.1926", date(1926, 11, 22)),
        ("", None),
    ],
)
def test_two_digits_of_a_birth_year_are_never_in_the_future(text, expected):
    assert parse_birth_day(text, as_of=TODAY) == expected


@pytest.mark.parametrize("text", ["23.11.2026", "22.11.1899", "01.01.1900", "29.02.27"])
def test_a_day_nobody_was_born_on_is_unreadable(text):
    with pytest.raises(Unreadable):
        parse_birth_day(text, as_of=TODAY)
