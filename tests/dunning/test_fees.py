"""Fees and interest: boundary days of each rule, in øre."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.dunning.fees import FeeClaim, FeeLetter, decide_fee, interest_ore
from workbench.dunning.law import load_law
from workbench.dunning.rates import Rate
from workbench.model.errors import RateError
from workbench.model.legal_reasons import FEE_REASON_RULES, FeeReason

LAW = load_law(Path(__file__).parents[2] / "data" / "rates")
DUE = date(2026, 9, 1)
CLAIM = FeeClaim(DUE)
SENT = DUE + timedelta(14)
FIRST = FeeLetter(SENT, SENT + timedelta(14))


def day(n):
    """Return the day `n` days after the due date."""
    return DUE + timedelta(days=n)


def fee(sent_on, claim=CLAIM, law=LAW):
    """Return the fee in øre and the reason."""
    decision = decide_fee(claim, sent_on, law)
    return decision.fee_ore, decision.reason


def at_rates(*rows):
    """Return the law with these rates of interest: first day and per cent a year."""
    rates = tuple(Rate(first_on, Decimal(percent), "s", "primary") for first_on, percent in rows)
    return replace(LAW, interest=rates)


TEN_PERCENT = at_rates((date(2026, 1, 1), "10"), (date(2026, 7, 1), "10"))


@pytest.mark.parametrize(
    ("days", "ore"), [(-1, 0), (0, 0), (1, 3), (14, 38), (15, 41), (16, 44), (91, 249)]
)
def test_F2_simple_interest_counts_the_days_after_the_due_date_of_365(days, ore):
    assert interest_ore(100_00, DUE, day(days), TEN_PERCENT) == ore


@pytest.mark.parametrize(
    ("principal_ore", "ore"), [(36_50, 1), (18_25, 1), (18_24, 0), (54_74, 1), (54_75, 2)]
)
def test_F2_half_an_ore_is_rounded_up_once_for_the_whole_sum(principal_ore, ore):
    assert interest_ore(principal_ore, DUE, day(1), TEN_PERCENT) == ore


def test_F2_small_days_are_not_rounded_one_by_one():
    # 0.4932 øre a day would be 0 each day
    assert interest_ore(18_00, DUE, day(10), TEN_PERCENT) == 5


@pytest.mark.parametrize(
    ("due_on", "until_on", "ore"),
    [
        # 10 days of 12.00 and 10 of 12.25 per cent, on 10,000 kroner
        (date(2026, 6, 20), date(2026, 7, 10), (10 * 1200 + 10 * 1225) * 100_00_00 / 365_0000),
        # 31 December has the rate of the old year, 1 January that of the new
        (date(2025, 12, 30), date(2025, 12, 31), 1225 * 100_00_00 / 365_0000),
        (date(2025, 12, 31), date(2026, 1, 1), 1200 * 100_00_00 / 365_0000),
        (date(2026, 6, 29), date(2026, 6, 30), 1200 * 100_00_00 / 365_0000),
        (date(2026, 6, 30), date(2026, 7, 1), 1225 * 100_00_00 / 365_0000),
        # three borders: 1 day of 12.50, 184 of 12.25, 181 of 12.00, 1 of 12.25
        (
            date(2025, 6, 29),
            date(2026, 7, 1),
            (1250 + 184 * 1225 + 181 * 1200 + 1225) * 100_00_00 / 365_0000,
        ),
    ],
)
def test_F3_interest_is_split_at_1_january_and_1_july(due_on, until_on, ore):
    assert interest_ore(100_00_00, due_on, until_on, LAW) == round(ore)


@given(st.integers(0, 10**7), st.dates(date(2023, 1, 1), date(2026, 12, 1)), st.integers(0, 400))
def test_F3_no_day_is_lost_or_counted_twice_at_a_border(principal_ore, due_on, days):
    until_on = min(due_on + timedelta(days), LAW.reviewed_until)
    flat = at_rates(*((rate.valid_from, "36.5") for rate in LAW.interest))

    expected = (2 * principal_ore * (until_on - due_on).days + 1000) // 2000
    assert interest_ore(principal_ore, due_on, until_on, flat) == expected


def test_F4_interest_for_a_day_without_a_row_is_refused_and_the_row_is_named():
    assert interest_ore(100_00, DUE, date(2026, 12, 31), LAW) > 0

    with pytest.raises(RateError, match=r"late_interest\.csv.*01\.01\.2027"):
        interest_ore(100_00, DUE, date(2027, 1, 1), LAW)


def test_F4_the_rate_of_one_half_year_never_goes_on_into_the_next():
    reviewed = replace(LAW, reviewed_until=date(2027, 12, 31))

    with pytest.raises(RateError, match=r"late_interest\.csv.*01\.01\.2027 mangler"):
        interest_ore(100_00, date(2026, 12, 31), date(2027, 1, 1), reviewed)


def test_F4_a_fee_for_a_day_that_nobody_has_reviewed_is_refused_and_the_file_is_named():
    claim = FeeClaim(date(2026, 12, 1))

    assert fee(date(2026, 12, 31), claim) == (38_00, FeeReason.CHARGED)
    refused = decide_fee(claim, date(2027, 1, 1), LAW)
    assert (refused.fee_ore, refused.reason) == (0, FeeReason.NO_RATE)
    assert "reminder_fees.csv" in refused.source and "01.01.2027" in refused.source


def test_F4_a_fee_for_a_day_before_the_first_row_is_refused():
    without_rows = replace(LAW, fees=())

    assert fee(day(14), law=without_rows) == (0, FeeReason.NO_RATE)


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (0, (0, FeeReason.TOO_EARLY)),
        (13, (0, FeeReason.TOO_EARLY)),
        (14, (38_00, FeeReason.CHARGED)),
        (15, (38_00, FeeReason.CHARGED)),
    ],
)
def test_F5_a_letter_with_a_fee_goes_14_days_after_the_due_date_at_the_earliest(n, expected):
    assert fee(day(n)) == expected


@pytest.mark.parametrize(
    ("deadline_days", "n", "expected"),
    [
        (14, 14 + 14, FeeReason.NO_MISSED_DEADLINE),  # the last day to pay
        (14, 14 + 15, FeeReason.CHARGED),
        (21, 14 + 21, FeeReason.NO_MISSED_DEADLINE),
        (21, 14 + 22, FeeReason.CHARGED),
        (13, 14 + 60, FeeReason.NO_MISSED_DEADLINE),  # never long enough
    ],
)
def test_F6_a_second_fee_waits_until_a_deadline_of_14_days_in_the_first_has_passed(
    deadline_days, n, expected
):
    letter = FeeLetter(SENT, SENT + timedelta(deadline_days))

    assert fee(day(n), CLAIM._replace(letters=(letter,)))[1] == expected


@pytest.mark.parametrize("n", [60, 90])
def test_F7_there_is_no_third_fee(n):
    second = FeeLetter(day(29), day(43))

    assert fee(day(n), CLAIM._replace(letters=(FIRST,))) == (38_00, FeeReason.CHARGED)
    assert fee(day(n), CLAIM._replace(letters=(FIRST, second))) == (0, FeeReason.MOST_FEES)


def test_F8_P21_who_was_a_minor_when_the_claim_arose_has_no_fee_or_interest_for_ever():
    for n in (14, 60, 121):
        minor = CLAIM._replace(incurred_as_minor=True)
        assert fee(day(n), minor) == (0, FeeReason.INCURRED_AS_MINOR)
        assert interest_ore(100_00, DUE, day(n), LAW, incurred_as_minor=True) == 0


@pytest.mark.parametrize(
    ("sent_on", "ore"),
    [
        (date(2025, 12, 31), 35_00),  # the amount of the day it is sent, not of the due date
        (date(2026, 1, 1), 38_00),
    ],
)
def test_the_amount_is_that_of_the_day_the_letter_is_sent(sent_on, ore):
    assert fee(sent_on, FeeClaim(date(2025, 12, 1))) == (ore, FeeReason.CHARGED)


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (date(2020, 9, 30), FeeReason.TOO_OLD),  # under the rules of its time, and barred
        (date(2020, 10, 1), FeeReason.TOO_OLD),  # barred
        (date(2023, 11, 22), FeeReason.CHARGED),  # its last day: the 22nd is a Sunday
        (date(2023, 11, 20), FeeReason.TOO_OLD),
    ],
)
def test_a_claim_that_is_too_old_has_no_fee(due_on, expected):
    assert fee(date(2026, 11, 23), FeeClaim(due_on))[1] == expected


def test_a_claim_from_before_october_2020_has_no_fee_in_its_own_time_either():
    due_on = date(2020, 9, 30)

    assert fee(due_on + timedelta(60), FeeClaim(due_on))[1] == FeeReason.TOO_OLD
    assert fee(due_on + timedelta(60), FeeClaim(due_on + timedelta(1)))[1] == FeeReason.CHARGED


@pytest.mark.parametrize("n", [14, 60])
def test_an_objection_bars_every_later_fee(n):
    objected = CLAIM._replace(had_objection=True)

    assert fee(day(n), objected) == (0, FeeReason.OBJECTED)


@given(
    st.dates(date(2020, 1, 1), date(2028, 12, 31)),
    st.integers(-30, 1500),
    st.booleans(),
    st.booleans(),
)
def test_a_fee_is_nothing_or_the_amount_of_the_table_and_says_which_rule(
    due_on, n, is_minor, objected
):
    decision = decide_fee(FeeClaim(due_on, is_minor, objected), due_on + timedelta(n), LAW)

    assert decision.fee_ore in {0, 35_00, 38_00}
    assert (decision.fee_ore > 0) is (decision.reason == FeeReason.CHARGED)
    assert decision.rule == FEE_REASON_RULES[decision.reason].rule
    if decision.fee_ore:
        assert n >= 14 and not is_minor and not objected
