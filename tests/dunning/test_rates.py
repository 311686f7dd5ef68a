from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from workbench.dunning.rates import load_rates, rate_on
from workbench.model.errors import RateError

RATES = Path(__file__).parents[2] / "data" / "rates"
REVIEWED = date(2026, 12, 31)
FILES = {
    "fee": ("reminder_fees.csv", "max_reminder_fee_nok"),
    "interest": ("late_interest.csv", "rate_percent"),
}


def on(name, day, reviewed_until=REVIEWED):
    file, column = FILES[name]
    rates = load_rates(RATES / file, column)
    return rate_on(rates, day, reviewed_until=reviewed_until, name=file)


@pytest.mark.parametrize(
    ("name", "day", "value"),
    [
        ("fee", date(2020, 9, 30), "70"),
        ("fee", date(2020, 10, 1), "35"),
        ("fee", date(2025, 12, 31), "35"),
        ("fee", date(2026, 1, 1), "38"),
        ("fee", date(2026, 12, 31), "38"),
        ("interest", date(2015, 1, 1), "9.25"),
        ("interest", date(2025, 12, 31), "12.25"),
        ("interest", date(2026, 1, 1), "12.00"),
        ("interest", date(2026, 6, 30), "12.00"),
        ("interest", date(2026, 7, 1), "12.25"),
    ],
)
def test_the_amount_or_rate_of_the_law_on_a_day(name, day, value):
    assert on(name, day).value == Decimal(value)


@pytest.mark.parametrize("name", FILES)
def test_F4_a_day_that_nobody_has_reviewed_is_refused_and_named(name):
    assert on(name, REVIEWED)

    with pytest.raises(RateError, match=rf"{FILES[name][0]}.*31\.12\.2026.*01\.01\.2027"):
        on(name, date(2027, 1, 1))


@pytest.mark.parametrize("name", FILES)
def test_F4_a_day_before_the_first_row_is_refused_and_named(name):
    assert on(name, date(2015, 1, 1))

    with pytest.raises(RateError, match=rf"{FILES[name][0]}.*31\.12\.2014"):
        on(name, date(2014, 12, 31))


@pytest.mark.parametrize("name", FILES)
def test_every_row_has_its_own_first_day_and_a_source(name):
    rates = load_rates(RATES / FILES[name][0], FILES[name][1])

    assert len({rate.valid_from for rate in rates}) == len(rates)
    assert all(rate.source and rate.verified in ("primary", "secondary") for rate in rates)


def test_interest_changes_only_at_half_years_and_no_half_year_is_missing():
    rates = load_rates(RATES / "late_interest.csv", "rate_percent")

    expected = [date(year, month, 1) for year in range(2015, 2027) for month in (1, 7)]
    assert [rate.valid_from for rate in rates] == expected
