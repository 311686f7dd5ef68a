"""What is credited of a fee for closed and frozen days (P19)."""

from dataclasses import astuple
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.money.fee_samples import rule, training
from workbench.model.day_rows import Balance
from workbench.model.kinds import ClaimStatus, FeeType
from workbench.model.payment_kinds import CreditKind
from workbench.model.periods import Period
from workbench.money.paused_fees import Closure, PauseTerms, find_paused, without_period

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def closure(start_on: date, end_on: date, *groups: str) -> Closure:
    return Closure(fra=start_on, til=end_on, grupper=groups, grunn="bassenget er stengt")


def claim(**fields) -> Balance:
    values = {"claim_id": "a", "due_on": date(2026, 3, 20), "amount_ore": 310_00,
              "fee_type": FeeType.TRAINING, "member_id": "m", "title": "Medlemskap"}  # fmt: skip
    ore = (values | fields)["amount_ore"]
    return Balance(**{"status": ClaimStatus.OPEN, "paid_ore": 0, "open_ore": ore} | values | fields)


def paused(terms: dict, **fields) -> list[tuple[str, int, int]]:
    """Return kind, days and øre of what is credited of a claim."""
    monthly = PauseTerms(**{"is_monthly": True} | terms)
    return [(fee.kind, fee.days, fee.amount_ore) for fee in find_paused([claim(**fields)], monthly)]


def test_P19_a_frozen_month_is_credited_whole():
    assert paused({"freezes": {"m": [MARCH]}}) == [(CreditKind.FREEZE, 31, 310_00)]


def test_P19_the_freeze_fee_is_what_is_left_of_a_frozen_month():
    terms = {"freezes": {"m": [MARCH]}, "freeze_fee_ore": 99_00}
    assert paused(terms) == [(CreditKind.FREEZE, 31, 211_00)]


@pytest.mark.parametrize(
    ("part", "credited"),
    [("ask", []), ("owed", []), ("days", [310_00 * 10 // 31]), ("not_owed", [310_00])],
)
def test_B8_a_month_of_which_a_part_is_frozen_goes_by_the_clubs_rule(part, credited):
    freeze = Period(date(2026, 3, 22), date(2026, 4, 30))
    found = paused({"freezes": {"m": [freeze]}, "part_of_period": part})
    assert [ore for _, _, ore in found] == credited


def test_closed_days_of_a_month_that_is_owed_though_partly_frozen_are_credited():
    terms = {
        "freezes": {"m": [Period(date(2026, 3, 22), None)]},
        "part_of_period": "owed",
        "closures": [closure(date(2026, 3, 1), date(2026, 3, 10))],
    }
    assert paused(terms) == [(CreditKind.CLOSURE, 10, 100_00)]


def test_closed_days_of_a_month_about_whose_freeze_the_club_is_asked_are_credited():
    terms = {
        "freezes": {"m": [Period(date(2026, 3, 22), None)]},
        "closures": [closure(date(2026, 3, 1), date(2026, 3, 10))],
        "given_ore": {("a", CreditKind.FREEZE): 120_00},
        "stated_ore": {"a": 310_00},
    }
    assert paused(terms, amount_ore=190_00) == [(CreditKind.CLOSURE, 10, 100_00)]


def test_what_is_left_of_a_claim_is_the_most_that_is_credited():
    terms = {"closures": [closure(*astuple(MARCH))], "stated_ore": {"a": 310_00}}
    assert paused(terms, amount_ore=50_00) == [(CreditKind.CLOSURE, 31, 50_00)]


def test_what_was_credited_for_days_that_are_no_longer_closed_is_too_much():
    given = {("a", CreditKind.CLOSURE): 100_00}
    terms = {"given_ore": given, "stated_ore": {"a": 310_00}}
    assert paused(terms, amount_ore=210_00) == [(CreditKind.CLOSURE, 0, -100_00)]


@pytest.mark.parametrize(("cut", "credited"), [("dag", 600_00), ("ingen", 204_00)])
def test_a_fee_cut_by_days_is_for_the_days_since_the_member_joined(cut, credited):
    terms = {
        "is_monthly": False,
        "rules": [training(avkorting=cut)],
        "closures": [closure(date(2026, 12, 1), date(2026, 12, 31))],
        "joined_on": {"m": date(2026, 8, 30)},  # for the last 124 days
    }
    bill = {"title": "Treningsavgift fotball", "amount_ore": 2400_00}
    assert [ore for _, _, ore in paused(terms, **bill)] == [credited]


@pytest.mark.parametrize(
    ("gone_on", "days"), [(None, 31), (date(2026, 3, 2), 31), (date(2026, 3, 1), 0)]
)
def test_a_closure_of_a_group_concerns_who_was_on_its_list_when_it_began(gone_on, days):
    terms = {"closures": [closure(*astuple(MARCH), "Ski")], "groups": {"m": {"ski": gone_on}}}
    assert [each for _, each, _ in paused(terms)] == [days] * bool(days)


def test_closed_days_are_credited_up_to_whole_kroner_in_the_payers_favour():
    closed = [closure(date(2026, 3, 1), date(2026, 3, 7))]
    assert paused({"closures": closed}, amount_ore=300_00) == [(CreditKind.CLOSURE, 7, 68_00)]


def test_a_day_that_is_both_closed_and_frozen_counts_once():
    terms = {
        "closures": [closure(date(2026, 3, 1), date(2026, 3, 31))],
        "freezes": {"m": [MARCH]},
    }
    assert paused(terms) == [(CreditKind.FREEZE, 31, 310_00)]


def test_a_season_is_credited_by_the_days_of_its_fee_and_only_for_those_of_the_closed_group():
    terms = {
        "is_monthly": False,
        "rules": [training()],
        "closures": [closure(date(2026, 3, 1), date(2026, 3, 31), "Fotball")],
    }
    bill = {"title": "Treningsavgift fotball", "amount_ore": 2400_00}
    credited = [(CreditKind.CLOSURE, 31, 204_00)]  # 203,84 of 365 days
    assert paused(terms | {"groups": {"m": {"fotball": None}}}, **bill) == credited
    assert paused(terms | {"groups": {"m": {"ski": None}}}, **bill) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"status": ClaimStatus.CANCELLED, "amount_ore": 0},
        {"due_on": date(2026, 4, 20)},
        {"member_id": None},
    ],
)
def test_nothing_is_credited_of_what_is_void_for_membership_of_another_time_or_nobodys(fields):
    assert paused({"closures": [closure(date(2026, 3, 1), date(2026, 3, 7))]}, **fields) == []


@pytest.mark.parametrize(("slag", "credited"), [("medlemskontingent", 0), ("treningsavgift", 31)])
def test_a_yearly_membership_fee_is_owed_though_the_club_is_closed(slag, credited):
    fee = rule(slag=slag)
    terms = {"is_monthly": False, "rules": [fee], "closures": [closure(*astuple(MARCH))]}
    bill = {"title": "Medlemskontingent 2026", "fee_type": fee.fee_type}
    assert [days for _, days, _ in paused(terms, **bill)] == [credited] * bool(credited)


def test_a_gyms_monthly_fee_is_credited_whatever_its_type():
    terms = {"closures": [closure(*astuple(MARCH))]}
    assert paused(terms, fee_type=FeeType.MEMBERSHIP) == [(CreditKind.CLOSURE, 31, 310_00)]


def test_the_claims_near_a_closure_of_which_nobody_knows_the_days_are_named():
    terms = PauseTerms(closures=[closure(date(2026, 3, 1), date(2026, 3, 7))])
    claims = [claim(), claim(claim_id="b", due_on=date(2026, 9, 1))]
    assert without_period(claims, terms) == [claim()]
    assert find_paused(claims, terms) == []


@given(
    ore=st.integers(1, 10_000_00),
    days=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4),
    fee=st.integers(0, 500_00),
)
def test_what_is_credited_is_never_more_than_the_claim_and_never_twice(ore, days, fee):
    first = date(2026, 2, 20)
    closed = [
        closure(first + timedelta(start), first + timedelta(start + length))
        for start, length in days
    ]
    terms = {"closures": closed, "is_monthly": True, "freeze_fee_ore": fee}
    fees = find_paused([claim(amount_ore=ore)], PauseTerms(**terms))

    assert all(0 < each.amount_ore <= ore for each in fees)
    assert sum(each.amount_ore for each in fees) <= ore
    given_ore = {(each.claim_id, each.kind): each.amount_ore for each in fees}
    left_ore = ore - sum(each.amount_ore for each in fees)
    again = PauseTerms(**terms, given_ore=given_ore, stated_ore={"a": ore})
    assert find_paused([claim(amount_ore=left_ore)], again) == []
