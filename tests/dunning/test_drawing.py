"""P10: a claim that AvtaleGiro draws rests until the bank's file could show the money."""

from datetime import timedelta

import pytest

from tests.dunning.sample_claims import DUE, DUE_NOW, claim, day, decision, hold, sent, step
from workbench.days import working_day_after
from workbench.dunning.drawing import ClaimFreeze
from workbench.model.day_rows import ClaimMandate
from workbench.model.kinds import StepKind
from workbench.model.plan_reasons import PlanReason as R

SHOWN = working_day_after(DUE, 5)  # seven days after, with a weekend between
ONE_DAY = timedelta(days=1)
BANK = "file:bank:payments"


def mandate(ended_on=None, first_seen_on=DUE - timedelta(60)):
    return ClaimMandate("a", "99991042764", "0012", DUE, SHOWN, first_seen_on, ended_on)


def terms(until_on):
    return {"bank_until_on": until_on, "bank_file": BANK}


@pytest.mark.parametrize(
    ("n", "covered", "expected", "next_on"),
    [
        (0, 0, (R.NOT_DUE, None), 8),
        (1, 0, (R.MANDATE, None), 8),
        (5, 4, (R.MANDATE, None), 8),  # the policy's first reminder would be due
        (7, 6, (R.MANDATE, None), 8),
        (7, None, (R.MANDATE, None), 8),
        (7, 7, (R.STEP_DUE, "avtalegiro"), None),
        (8, 7, (R.STEP_DUE, "avtalegiro"), None),
        (60, 7, (R.STEP_DUE, "avtalegiro"), None),
    ],
)
def test_P10_a_claim_with_a_mandate_is_quiet_until_a_file_covers_five_bank_days(
    answer_on, n, covered, expected, next_on
):
    covered = None if covered is None else day(covered)

    row = answer_on(n, mandates=[mandate()], terms=terms(covered))

    assert decision(row) == expected
    assert row.next_on == (None if next_on is None else day(next_on))


@pytest.mark.parametrize("covered", [None, 6])
def test_P10_once_the_days_have_passed_the_claim_waits_for_the_banks_file(answer_on, covered):
    until_on = None if covered is None else day(covered)

    row = answer_on(8, mandates=[mandate()], terms=terms(until_on))

    assert (*decision(row), row.task) == (R.STALE_FILE, None, f"check_claim:{BANK}")


def test_P10_the_reminder_of_its_own_has_no_fee_and_the_policy_counts_from_it(answer_on):
    own = {"mandates": [mandate()], "terms": terms(day(40))}
    row = answer_on(9, **own)
    assert (row.kind, row.channel, row.fee_ore) == (StepKind.REMINDER, "member_system", 0)

    reminded = [step("avtalegiro", 9)]
    assert decision(answer_on(13, steps=reminded, **own)) == (R.WAITING, None)
    assert decision(answer_on(14, steps=reminded, **own)) == DUE_NOW
    later = [*reminded, step("reminder_1", 14)]
    assert decision(answer_on(28, steps=later, **own)) == (R.STEP_DUE, "reminder_2")


def test_P10_a_claim_that_was_reminded_of_anyway_gets_no_second_first_reminder(answer_on):
    own = {"mandates": [mandate()], "terms": terms(day(40))}

    assert decision(answer_on(26, steps=sent(6), **own)) == (R.STEP_DUE, "reminder_2")


@pytest.mark.parametrize(
    ("ended", "expected"),
    [(-1, DUE_NOW), (0, (R.MANDATE, None)), (3, (R.MANDATE, None)), (None, (R.MANDATE, None))],
)
def test_P10b_a_mandate_that_ended_before_the_due_date_leaves_a_claim_as_any(
    answer_on, ended, expected
):
    ended_on = None if ended is None else day(ended)

    assert decision(answer_on(6, mandates=[mandate(ended_on)], terms=terms(day(5)))) == expected


def freeze(first, last):
    return ClaimFreeze("a", DUE, day(first), day(last))


@pytest.mark.parametrize(
    ("frozen", "ended", "is_asked"),
    [
        ((-100, -20), -50, True),  # during the freeze
        ((-100, -20), -20, True),
        ((-100, -20), -19, False),  # after it: told before the due date, and then as any claim
        ((-60, -20), -112, True),  # in the quarter before its end
        ((-60, -20), -113, False),
        ((-300, -20), -300, True),
        ((-300, -20), -301, False),
        ((-100, -60), -80, True),
        ((-100, -61), -80, False),  # so long ago that it is no surprise
        ((-100, -20), None, False),  # it stands
    ],
)
def test_p20_who_comes_back_from_a_freeze_without_the_mandate_is_asked_and_not_reminded(
    answer_on, frozen, ended, is_asked
):
    ended_on = None if ended is None else day(ended)
    own = {"mandates": [mandate(ended_on, DUE - timedelta(400))], "freezes": [freeze(*frozen)]}

    row = answer_on(20, terms=terms(day(19)), **own)

    steps = {True: "resume", False: "reminder_1" if ended else "avtalegiro"}
    assert decision(row) == (R.STEP_DUE, steps[is_asked])


def test_p20_the_question_comes_on_the_first_steps_day_and_the_policy_counts_from_it(answer_on):
    own = {"mandates": [mandate(day(-50), day(-90))], "freezes": [freeze(-80, -20)]}
    row = answer_on(4, **own)
    assert (*decision(row), row.detail, row.next_on) == (R.WAITING, None, "resume", day(5))
    row = answer_on(5, **own)
    assert (row.step_id, row.kind, row.channel, row.fee_ore) == (
        "resume", StepKind.REMINDER, "member_system", 0,
    )  # fmt: skip

    asked = [step("resume", 9)]
    assert decision(answer_on(13, steps=asked, **own)) == (R.WAITING, None)
    assert decision(answer_on(14, steps=asked, **own)) == DUE_NOW


def test_p20_who_was_reminded_already_is_not_asked(answer_on):
    own = {"mandates": [mandate(day(-50), day(-90))], "freezes": [freeze(-80, -20)]}

    assert decision(answer_on(26, steps=sent(6), **own)) == (R.STEP_DUE, "reminder_2")


def test_a_mandate_that_came_after_the_due_date_says_nothing_of_cover(answer_on):
    late = mandate(first_seen_on=DUE + ONE_DAY)

    assert decision(answer_on(6, mandates=[late], terms=terms(day(5)))) == (R.MANDATE, None)
    assert decision(answer_on(8, mandates=[late], terms=terms(day(7)))) == DUE_NOW


def test_P15_money_that_was_taken_back_is_told_of_otherwise(answer_on):
    row = answer_on(20, claim(reversed_on=day(15)), mandates=[mandate()], terms=terms(day(19)))

    assert decision(row) == DUE_NOW


def test_an_agreement_comes_before_the_mandate(answer_on):
    row = answer_on(3, holds=[hold(0, 9)], mandates=[mandate()], terms=terms(day(2)))

    assert row.reason == R.HELD


def test_the_mandate_of_another_claim_does_not_count(answer_on):
    other = mandate()._replace(claim_id="b")

    assert decision(answer_on(6, mandates=[other], terms=terms(day(5)))) == DUE_NOW
