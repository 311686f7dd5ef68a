"""When a club invoices: the calendar, quiet weeks, waves and the season before."""

from datetime import date, timedelta

import pytest

from tests.money.fee_samples import person, rule, training
from tests.money.test_fee_proposals import claim
from workbench.model.fee_kinds import FeeNote
from workbench.money.expected_fees import GroupPlace, expected_fees
from workbench.money.invoice_calendar import (
    CalendarEntry,
    QuietTime,
    Wave,
    find_calendar_fault,
    find_quiet,
    move,
    open_rules,
    plan_waves,
    sum_batches,
)

ISSUE, DUE = date(2026, 3, 2), date(2026, 3, 16)
APPROVED = {"godkjent_av": "styret", "godkjent_den": date(2026, 2, 20)}
GROUPS = {"klubbadmin:1": ["Fotball"], "klubbadmin:2": ["Ski"]}
PLACES = [GroupPlace(member_id, group) for member_id, [group] in GROUPS.items()]
JULY = QuietTime.model_validate(
    {"hva": "fellesferien", "fra": date(2026, 7, 1), "til": date(2026, 7, 31)}
)


def entry(**more):
    keys = {"hva": "kontingent", "utstedes": ISSUE, "forfall": DUE}
    return CalendarEntry.model_validate(keys | more)


def moved(calendar, as_of, rules=(), ahead_days=0):
    rules = rules or [rule()]
    fees = expected_fees(
        open_rules(rules, calendar), [person(1), person(2)], PLACES, {}, (), as_of,
        ahead_days=ahead_days,
    )  # fmt: skip
    return [*move(fees, rules, calendar, GROUPS, as_of, ahead_days=ahead_days)]


@pytest.mark.parametrize(("days", "made"), [(-1, 0), (0, 2), (1, 2)])
def test_the_calendar_decides_the_day_of_issue(days, made):
    fees = moved([entry(**APPROVED)], ISSUE + timedelta(days=days))

    assert len(fees) == made
    if days == 0:
        assert {(fee.issue_on, fee.due_on, fee.ask) for fee in fees} == {(ISSUE, DUE, None)}


@pytest.mark.parametrize(("days", "ask"), [(-1, FeeNote.NOT_APPROVED), (0, None)])
def test_nothing_is_made_before_somebody_has_approved_it(days, ask):
    calendar = [entry(godkjent_av="styret", godkjent_den=ISSUE + timedelta(days=5))]

    fees = moved(calendar, ISSUE + timedelta(days=5 + days))

    assert {fee.ask for fee in fees} == {ask}
    assert {fee.ask for fee in moved([entry()], ISSUE)} == {FeeNote.NOT_APPROVED}


def test_each_group_has_its_own_day_and_the_rest_those_of_the_rule():
    calendar = [entry(grupper=["ski"], **APPROVED)]

    before = moved(calendar, date(2026, 1, 15))
    after = moved(calendar, ISSUE)

    assert [fee.member_id[-1] for fee in before] == ["1"]
    assert [(fee.member_id[-1], fee.due_on) for fee in after] == [("1", DUE), ("2", DUE)]


@pytest.mark.parametrize(("days", "seen"), [(29, False), (28, True), (0, True)])
def test_a_run_is_seen_four_weeks_ahead_beside_the_season_before(days, seen):
    as_of, calendar = ISSUE - timedelta(days=days), [entry(**APPROVED)]
    old = [
        claim(500_00, "Medlemskontingent 2025", due_on=date(2025, 3, 10)),
        claim(500_00, "Medlemskontingent 2024", due_on=date(2024, 3, 10)),
        claim(500_00, "Treningsavgift 2025", due_on=date(2025, 3, 10)),
    ]
    fees = moved(calendar, as_of, ahead_days=28)

    batches = sum_batches(fees, [rule()], calendar, GROUPS, old, as_of)

    if not seen:
        assert batches == []
        return
    [batch] = batches
    assert (batch.issue_on, batch.due_on, batch.approved_by) == (ISSUE, DUE, "styret")
    assert (batch.invoices, batch.amount_ore) == (2, 1200_00)
    assert (batch.invoices_before, batch.amount_before_ore) == (1, 500_00)


@pytest.mark.parametrize(
    ("day", "is_quiet"),
    [
        (date(2026, 6, 30), False),
        (date(2026, 7, 1), True),
        (date(2026, 7, 31), True),
        (date(2026, 8, 1), False),
    ],
)
def test_both_days_of_a_quiet_time_are_quiet(day, is_quiet):
    assert bool(find_quiet(day, [JULY])) == is_quiet


def test_waves_fit_the_week_and_pass_over_the_quiet_ones():
    waves = [*plan_waves(450, date(2026, 6, 24), 200, [JULY])]

    assert waves == [
        Wave(date(2026, 6, 22), 200),
        Wave(date(2026, 8, 3), 200),
        Wave(date(2026, 8, 10), 50),
    ]
    assert [*plan_waves(0, ISSUE, 200, [])] == []


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"hva": "ukjent"}, "ingen avgift har den id-en"),
        ({"hva": "fotball"}, "er månedlig og har sine egne dager"),
        ({}, None),
    ],
)
def test_a_calendar_of_a_fee_that_is_not_there_is_a_fault(more, sentence):
    rules = [rule(), training(hver_maaned=True)]

    fault = find_calendar_fault(rules, [entry(**more)])

    assert (fault is None) if sentence is None else sentence in (fault or "")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"forfall": ISSUE - timedelta(days=1)}, "før den utstedes"),
        ({"godkjent_av": "styret"}, "både «godkjent_av» og «godkjent_den»"),
    ],
)
def test_a_wrong_entry_is_refused_in_a_sentence(more, sentence):
    with pytest.raises(ValueError, match=sentence):
        entry(**more)
