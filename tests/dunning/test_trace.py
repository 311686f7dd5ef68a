"""What each row of the plan says of the facts that it follows from: a why-card and the lists are
made of it."""

from datetime import date
from pathlib import Path

import pytest

from tests.dunning.sample_claims import (
    DUE,
    claim,
    contact,
    day,
    decision,
    hold,
    member,
    owing,
    sent,
    step,
)
from workbench.dunning.law import load_law
from workbench.dunning.policy import Policy
from workbench.dunning.promises import Judgement, Verdict
from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import Channel, ClaimStatus, LiableParty, StepKind
from workbench.model.plan_reasons import PlanReason as R
from workbench.model.rows import Hold, Liability, PolicyChoice

LAW = load_law(Path(__file__).parents[2] / "data" / "rates")
MINOR = [Liability("a", LiableParty.GUARDIAN, None, "", incurred_as_minor=True)]


def changed(policy, number, **own):
    """Return the policy, one of whose levels is changed."""
    levels = [level.model_dump() for level in policy.levels]
    levels[number - 1] |= own
    return Policy(**policy.model_dump() | {"levels": levels})


def test_every_row_names_payer_policy_and_due_date(answer_on):
    for n, reason in ((-3, R.NOT_DUE), (3, R.WAITING), (9, R.STEP_DUE)):
        row = answer_on(n)

        assert (row.reason, row.payer_id, row.policy) == (reason, "p-m", "p")
        assert row.due_version == DUE.isoformat()


@pytest.mark.parametrize(
    ("n", "more", "expected"),
    [
        pytest.param(-3, {}, (DUE, None, None), id="not due"),
        pytest.param(4, {}, (DUE, 4, 0), id="waiting"),
        pytest.param(4, {"holds": [hold(1, 2)]}, (DUE, 2, 2), id="waiting after a hold"),
        pytest.param(9, {"holds": [hold(1, 2)]}, (DUE, 7, 2), id="due after a hold"),
        pytest.param(9, {"assigned": ()}, (DUE, 9, 0), id="not assigned"),
        pytest.param(9, {"contacts": [contact(phone=None)]}, (DUE, 9, 0), id="no contact"),
        pytest.param(12, {"steps": sent(6)}, (day(6), 6, 0), id="after the step before"),
    ],
)
def test_a_row_says_from_when_and_how_its_days_are_counted(answer_on, n, more, expected):
    row = answer_on(n, **more)

    assert (row.since_on, row.days, row.held_days) == expected


def test_a_payment_notice_counts_from_the_due_date(answer_on, policy):
    first = policy.levels[0].model_dump() | {"kind": "payment_notice", "days": -7}
    levels = [first | {"step_id": "notice"}, policy.levels[0].model_dump() | {"number": 2}]
    own = Policy(**policy.model_dump() | {"levels": levels})

    assert answer_on(-9, policy=own).since_on == DUE


@pytest.mark.parametrize(
    ("n", "more", "detail"),
    [
        pytest.param(4, {}, "reminder_1", id="the level that it waits for"),
        pytest.param(9, {}, "reminder_1", id="the level that is due"),
        pytest.param(90, {"steps": sent(6, 20, 30)}, "call", id="the last level"),
        pytest.param(9, {"assigned": ()}, "no_calls", id="why it is not assigned"),
        pytest.param(9, {"contacts": [contact(phone=None)]}, "reminder_1", id="no contact"),
        pytest.param(9, {"holds": [hold(1, 20)]}, "deferral", id="the kind of hold"),
    ],
)
def test_a_row_says_what_its_reason_is_about(answer_on, n, more, detail):
    assert answer_on(n, **more).detail == detail


def test_a_letter_without_a_rate_and_a_hand_over_without_a_notice_name_themselves(
    answer_on, policy
):
    n = (date(2027, 1, 1) - DUE).days
    fees = {"law": LAW, "has_fees": True}

    letter = answer_on(n, policy=changed(policy, 1, fee=True), terms=fees)
    own = changed(policy, 1, kind="handover")
    handed = answer_on(9, policy=own, terms={"law": LAW}, owed=[owing()])

    assert (letter.reason, letter.detail) == (R.NO_RATE, "reminder_1")
    assert (handed.reason, handed.detail) == (R.NO_NOTICE, "reminder_1")


@pytest.mark.parametrize(
    ("kind", "ends", "task"),
    [(HoldKind.DEFERRAL, 20, None), (HoldKind.OBJECTION, None, "settle_hold")],
)
def test_H1_a_row_that_a_hold_stops_names_the_hold(answer_on, kind, ends, task):
    own = hold(1, ends, kind)

    row = answer_on(9, holds=[own])

    assert (row.reason, row.hold_id) == (R.HELD, own.hold_id)
    assert row.task == (f"{task}:{own.hold_id}" if task else None)


def test_a_claim_not_due_with_a_hold_without_an_end_names_it_too(answer_on):
    own = hold(-9, None, HoldKind.OBJECTION)

    row = answer_on(-3, holds=[own])

    assert (row.reason, row.hold_id, row.task) == (
        R.NOT_DUE, own.hold_id, f"settle_hold:{own.hold_id}",
    )  # fmt: skip


def test_B8_a_fee_that_is_not_owed_names_the_freeze(answer_on, policy):
    monthly = Policy(**policy.model_dump() | {"fee_period": "month"})
    freeze = Hold("f", HoldKind.FREEZE, date(2026, 2, 1), date(2026, 2, 28), member_id="m")

    row = answer_on(9, holds=[freeze], policy=monthly)

    assert (row.reason, row.detail, row.hold_id) == (R.FROZEN_PERIOD, "freeze", "f")


PLAN = hold(0, 60, HoldKind.PAYMENT_PLAN, invoice_id="i-a")
MISSED = {PLAN.hold_id: Judgement(Verdict.MISSED, day(20))}


@pytest.mark.parametrize("first", ["reminder", "call"])
def test_P25_the_reminder_of_an_instalment_goes_as_the_first_reminder_and_is_free(
    answer_on, policy, first
):
    levels = [level.model_dump() | {"fee": True} for level in policy.levels]
    if first == "call":  # a policy without reminders has only its first level to go by
        levels = [levels[2] | {"number": 1, "after": "due"}]
    else:
        levels[0] |= {"channels": ["email"]}
        levels.insert(0, levels[2] | {"after": "due", "step_id": "early_call"})
        levels = [level | {"number": n} for n, level in enumerate(levels, start=1)]
    own = Policy(**policy.model_dump() | {"levels": levels})
    fees = {"law": LAW, "has_fees": True}

    row = answer_on(
        25, policy=own, holds=[PLAN], judgements=MISSED, contacts=[contact(email="a@b.no")],
        terms=fees,
    )  # fmt: skip

    assert (*decision(row), row.kind) == (R.STEP_DUE, "instalment", StepKind.REMINDER)
    assert row.channel == (Channel.EMAIL if first == "reminder" else Channel.PHONE)
    assert (row.fee_ore, row.hold_id, row.promised_on) == (0, PLAN.hold_id, day(20))
    assert row.since_on == day(20)


def test_P25_it_too_has_the_minimum_of_the_payer(answer_on, policy):
    own = Policy(**policy.model_dump() | {"minimum_per": "payer"})
    more = {"policy": own, "holds": [PLAN], "judgements": MISSED}

    row = answer_on(25, claim(open_ore=4999), **more)

    assert row.reason == R.BELOW_MINIMUM


def test_T12_a_claim_of_nobody_counts_alone(answer_on, policy):
    own = Policy(**policy.model_dump() | {"minimum_per": "payer"})
    nobody = claim(member_id="gone")

    assert answer_on(9, nobody, policy=own).reason == R.NO_CONTACT
    assert answer_on(9, nobody._replace(open_ore=1), policy=own).reason == R.BELOW_MINIMUM


def test_a_level_counts_from_the_level_before_it_whatever_was_sent_since(answer_on):
    steps = [*sent(6), step("instalment", 15)]

    assert answer_on(12, steps=steps).next_on == day(20)
    assert decision(answer_on(20, steps=steps)) == (R.STEP_DUE, "reminder_2")


def test_a_level_whose_predecessor_was_never_sent_counts_from_the_last_that_was(answer_on):
    (row,) = [answer_on(25, steps=[step("reminder_2", 20)])]

    assert (row.reason, row.since_on, row.next_on) == (R.WAITING, day(20), day(27))


def test_T13_a_level_chosen_without_any_sent_counts_from_the_due_date(answer_on):
    choice = {"a": PolicyChoice("a", "p", "reminder_1")}

    assert answer_on(9, choices=choice).since_on == DUE
    assert decision(answer_on(14, choices=choice)) == (R.STEP_DUE, "reminder_2")


def test_a_choice_of_a_policy_that_is_gone_means_the_clubs(answer_on):
    row = answer_on(9, choices={"a": PolicyChoice("a", "gone", None)})

    assert (row.reason, row.policy) == (R.STEP_DUE, "p")


@pytest.mark.parametrize("target", ["a", "i-a", "m"])
def test_what_must_be_put_right_is_found_by_claim_by_invoice_and_by_member(answer_on, target):
    row = answer_on(9, unconfirmed={target: (R.CONTRADICTED, "unread_row:1")})

    assert (row.reason, row.task) == (R.CONTRADICTED, "unread_row:1")


def test_of_two_that_must_be_put_right_the_one_with_a_task_is_named(answer_on):
    both = {"a": (R.UNCONFIRMED, None), "m": (R.CONTRADICTED, "unread_row:1")}

    assert answer_on(9, unconfirmed=both).task == "unread_row:1"


def test_an_oere_that_is_open_is_a_claim(rows_on):
    assert [row.reason for row in rows_on(9, claim(open_ore=1))] == [R.BELOW_MINIMUM]
    assert rows_on(9, claim(open_ore=0)) == []


def test_F8_interest_of_a_claim_from_before_the_age_of_18_is_none(answer_on, policy):
    terms = {"law": LAW, "has_fees": True, "has_interest": True}
    own = changed(policy, 1, fee=True)
    more = {"policy": own, "terms": terms, "contacts": [contact(is_minor=True)]}

    assert answer_on(90, **more).interest_ore > 0
    assert answer_on(90, owed=MINOR, **more).interest_ore == 0


def test_R7_a_claim_from_before_the_age_of_18_is_not_handed_over(answer_on, policy):
    own = changed(policy, 1, kind="handover", days=40)
    more = {"policy": own, "terms": {"law": LAW, "notice_given_on": day(1)}}

    assert decision(answer_on(60, owed=[owing()], **more)) == (R.STEP_DUE, "reminder_1")
    assert answer_on(60, owed=MINOR, **more).detail == "as_minor"


@pytest.mark.parametrize(("given", "reason"), [(0, R.NO_NOTICE), (1, R.STEP_DUE)])
def test_R7_a_notice_counts_only_if_it_was_given_after_the_claim_fell_due(
    answer_on, policy, given, reason
):
    own = changed(policy, 1, kind="handover", days=40)
    terms = {"law": LAW, "notice_given_on": day(given)}

    assert answer_on(60, policy=own, terms=terms, owed=[owing()]).reason == reason


def test_a_claim_frozen_in_the_member_system_rests_before_its_contact_is_looked_for(answer_on):
    row = answer_on(9, claim(status=ClaimStatus.FROZEN), contacts=[contact(phone=None)])

    assert row.reason == R.FROZEN


def test_a_member_of_age_is_asked_where_nobody_else_owes(answer_on):
    assert answer_on(9, members=[member()], owed=()).payer_id == "p-m"


def test_R7_a_claim_is_not_handed_over_before_the_deadline_of_our_own_notice(answer_on, policy):
    first = policy.levels[0].model_dump() | {"kind": "collection_notice", "deadline_days": 14}
    second = policy.levels[1].model_dump() | {"kind": "handover", "days": 5}
    own = Policy(**policy.model_dump() | {"levels": [first, second]})
    more = {"policy": own, "steps": sent(6), "terms": {"law": LAW}, "owed": [owing()]}

    waiting = answer_on(24, **more)  # four bank days after the deadline
    assert (waiting.reason, waiting.next_on, waiting.task) == (R.WAITING, day(25), None)
    assert decision(answer_on(25, **more)) == (R.STEP_DUE, "reminder_2")
