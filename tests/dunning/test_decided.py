"""What was decided about proposed steps, files that do not reach far enough, and calls in vain."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dunning.sample_claims import DUE, DUE_NOW, claim, contact, day, decision, sent
from workbench.dunning.claim_facts import ClaimCall
from workbench.dunning.late_files import Late, find_late
from workbench.dunning.policy import Policy
from workbench.model.day_rows import Freshness
from workbench.model.kinds import Channel, ProposalState, StepKind
from workbench.model.plan_reasons import PlanReason as R
from workbench.model.rows import Proposal

WITH_MESSAGE = {
    "number": 4, "step_id": "message", "title": "Melding", "kind": "after_no_contact",
    "after": "previous", "days": 2, "channels": ["sms", "email"],
}  # fmt: skip


def proposal(state, on, step_id="reminder_1", until=None, due_on=DUE):
    """Return a proposal of day 5 that came into its state on a day."""
    return Proposal(
        day(5),
        "a",
        step_id,
        due_on.isoformat(),
        StepKind.REMINDER,
        Channel.MEMBER_SYSTEM,
        ProposalState(state),
        day(on),
        None if until is None else day(until),
    )


WRONG_NUMBER = ClaimCall("a", day(31), False)


def in_vain(*days, claim_id="a"):
    return [ClaimCall(claim_id, day(n), False, is_in_vain=True) for n in days]


def talk(n, **more):
    return ClaimCall("a", day(n), True, **more)


@pytest.fixture(scope="module")
def with_message(policy):
    """The policy with a message after the calls."""
    levels = [*policy.model_dump()["levels"], WITH_MESSAGE]
    return Policy.model_validate(policy.model_dump() | {"levels": levels})


def test_B2_what_was_on_an_earlier_list_is_asked_about_and_not_proposed_again(answer_on):
    row = answer_on(12, proposals=[proposal("approved", 5)])

    assert decision(row) == (R.UNKNOWN_SENT, None)
    assert row.task == "send_step:a|reminder_1|2026-02-02"


def test_B2_on_its_own_day_what_was_approved_is_still_in_the_plan(answer_on):
    assert decision(answer_on(5, proposals=[proposal("approved", 5)])) == DUE_NOW


@given(n=st.integers(6, 200), reminded=st.integers(1, 2))
def test_nobody_is_phoned_on_a_reminder_that_nobody_knows_was_sent(answer_on, n, reminded):
    steps = sent(*(5, 19)[: reminded - 1])
    unknown = proposal("approved", 5, f"reminder_{reminded}")

    row = answer_on(max(n, 5 + 14 * (reminded - 1) + 1), steps=steps, proposals=[unknown])

    assert decision(row) == (R.UNKNOWN_SENT, None)


def test_B2_once_it_is_known_to_be_sent_the_next_step_counts_from_that_day(answer_on):
    known = {"steps": sent(9), "proposals": [proposal("approved", 5)]}

    assert answer_on(22, **known).next_on == day(23)
    assert decision(answer_on(23, **known)) == (R.STEP_DUE, "reminder_2")


def test_P16_an_answer_about_an_earlier_due_date_is_not_waited_for(answer_on):
    earlier = proposal("approved", 5, due_on=day(-32))

    assert decision(answer_on(12, proposals=[earlier])) == DUE_NOW


def test_T14_what_is_set_aside_stays_away_until_its_day(answer_on):
    aside = {"proposals": [proposal("set_aside", 5, until=20)]}

    assert [decision(answer_on(n, **aside)) for n in (6, 19)] == [(R.SET_ASIDE, None)] * 2
    assert answer_on(6, **aside).next_on == day(20)
    assert decision(answer_on(20, **aside)) == DUE_NOW


@pytest.mark.parametrize("state", ["not_sent", "lapsed", "proposed"])
def test_T3_a_step_that_was_not_taken_is_still_the_next_one_however_late(answer_on, state):
    assert decision(answer_on(30, proposals=[proposal(state, 5)])) == DUE_NOW


def test_a_payers_other_claim_does_not_carry_a_step_that_is_asked_about(rows_on, policy):
    per_payer = policy.model_copy(update={"steps_per": "payer"})
    claims = claim("a"), claim("b", due_on=day(1))

    rows = rows_on(12, *claims, policy=per_payer, proposals=[proposal("approved", 5)])

    assert [row.reason for row in rows] == [R.UNKNOWN_SENT, R.CARRIED]


# Files that do not reach far enough.


def source(system, kind, until, expected=10, read=10):
    return Freshness(system, kind, "Fil", day(read), day(expected), until and day(until))


def late(*sources, confirmed=()):
    return {"terms": {"late": find_late(sources, confirmed)}}


def test_B11_D11_a_claim_rests_while_its_list_does_not_reach_far_enough(rows_on):
    of_two_systems = claim("spond:1", kid="1"), claim("spoortz:1", kid=None)

    rows = rows_on(12, *of_two_systems, **late(source("spond", "claims", 9)))

    assert [decision(row) for row in rows] == [(R.STALE_FILE, None), DUE_NOW]
    assert rows[0].task == "check_claim:file:spond:claims"


def test_B11_the_banks_file_decides_about_claims_with_a_kid(rows_on):
    with_kid, without = claim("spond:1", kid="1"), claim("spond:2")

    rows = rows_on(12, with_kid, without, **late(source("bank", "payments", 9)))

    assert [row.reason for row in rows] == [R.STALE_FILE, R.STEP_DUE]


@pytest.mark.parametrize("files", [
    (source("spond", "claims", 10),),
    (source("spond", "claims", None),),  # no day stands in it, and it was read in time
    (source("spond", "members", None, read=1),),
    (source("spond", "claims", 10), source("spond", "payments", 1)),  # the list says what is paid
    (source("spoortz", "claims", 1),),
])  # fmt: skip
def test_D11_a_file_that_reaches_far_enough_or_says_nothing_of_it_stops_nothing(answer_on, files):
    assert decision(answer_on(12, claim("spond:1", kid="1"), **late(*files))) == DUE_NOW


def test_a_file_that_somebody_has_said_is_right_stops_nothing(answer_on):
    old = source("spond", "claims", 1)

    row = answer_on(12, claim("spond:1"), **late(old, confirmed={old.key}))

    assert decision(row) == DUE_NOW


def test_no_list_and_no_day_of_reading_in_time_is_late(answer_on):
    unread = late(source("spond", "claims", None, read=9))

    assert answer_on(12, claim("spond:1"), **unread).reason == R.STALE_FILE


def test_B11_calls_wait_for_the_file_too(answer_on, with_message):
    old = late(source("spond", "claims", 1))
    reminded = [each._replace(claim_id="spond:1") for each in sent(5, 20)]

    assert answer_on(27, claim("spond:1"), steps=reminded, **old).reason == R.STALE_FILE
    assert answer_on(26, claim("spond:1"), steps=reminded, **old).reason == R.WAITING


def test_only_late_sources_are_kept():
    fresh, old = source("spond", "claims", 10), source("bank", "payments", 9)

    assert find_late([fresh, old]) == Late({}, old)


def test_of_a_banks_accounts_the_one_furthest_behind_counts_that_nobody_has_confirmed():
    closed, old, fresh = (
        source("bank", "payments", until)._replace(account=account)
        for until, account in ((1, "111"), (9, "222"), (10, "333"))
    )
    accounts = fresh, old, closed

    assert find_late(accounts).bank == closed
    assert find_late(accounts, {closed.key}).bank == old
    assert find_late(accounts, {closed.key, old.key}).bank is None


# Calls in vain.


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ([], (R.STEP_DUE, "call")),
        (in_vain(27, 29), (R.STEP_DUE, "call")),
        (in_vain(20, 27, 29), (R.STEP_DUE, "message")),  # the day of the reminder counts
        (in_vain(19, 27, 29), (R.STEP_DUE, "call")),  # one was before the second reminder
        (in_vain(27, 29, 31), (R.STEP_DUE, "message")),
        ([*in_vain(27, 29), talk(31), *in_vain(38, 40)], (R.STEP_DUE, "call")),
        ([*in_vain(27, 29), talk(31), *in_vain(38, 40, 42)], (R.STEP_DUE, "message")),
        ([*in_vain(27, 29, 31), ClaimCall("a", day(33), False, again_on=day(40))],
         (R.STEP_DUE, "call")),
        ([*in_vain(27, 29), WRONG_NUMBER], (R.STEP_DUE, "call")),
        ([*in_vain(27, 29), WRONG_NUMBER, *in_vain(38, 40)], (R.STEP_DUE, "call")),
        ([*in_vain(27, 29), WRONG_NUMBER, *in_vain(38, 40, 42)], (R.STEP_DUE, "message")),
    ],
)  # fmt: skip
def test_B7_after_three_calls_in_vain_comes_the_message(answer_on, with_message, calls, expected):
    row = answer_on(60, steps=sent(5, 20), policy=with_message, calls=calls)

    assert decision(row) == expected


def test_B7_the_message_comes_days_after_the_last_call_and_then_the_club_decides(
    answer_on, with_message
):
    round_of_calls = {"steps": sent(5, 20), "policy": with_message, "calls": in_vain(27, 29, 31)}

    assert answer_on(32, **round_of_calls).next_on == day(33)
    assert answer_on(33, **round_of_calls).channel == Channel.SMS
    without_phone = contact(phone=None, email="kim@example.org")
    by_email = answer_on(33, **round_of_calls, contacts=[without_phone])
    assert by_email.channel == Channel.EMAIL
    round_of_calls["steps"] = [
        *sent(5, 20),
        sent(5)[0]._replace(step_id="message", sent_on=day(33)),
    ]
    done = answer_on(60, **round_of_calls)
    assert (done.reason, done.task) == (R.ALL_STEPS_TAKEN, "decide_claim:a")


def test_B7_the_number_of_calls_is_the_policys(answer_on, with_message):
    fields = with_message.model_dump()
    fields["levels"][2]["most_attempts"] = 1
    once = Policy.model_validate(fields)

    row = answer_on(60, steps=sent(5, 20), policy=once, calls=in_vain(27))

    assert decision(row) == (R.STEP_DUE, "message")


def test_B7_without_a_message_in_the_policy_the_club_decides_after_the_calls(answer_on):
    row = answer_on(60, steps=sent(5, 20), calls=in_vain(27, 29, 31))

    assert decision(row) == (R.ALL_STEPS_TAKEN, None)


def test_A1_A2_calls_in_vain_are_two_at_most_above_the_minimum(answer_on, policy):
    fields = policy.model_dump() | {"minimum_ore": 150_00}
    fields["levels"][2]["most_attempts"] = 2
    twice = Policy.model_validate(fields)
    due = {"steps": sent(5, 20), "policy": twice}

    below = answer_on(27, claim(open_ore=149_00), **due)
    assert decision(below) == (R.BELOW_MINIMUM, None)
    above = claim(open_ore=155_00)
    assert decision(answer_on(27, above, **due)) == (R.STEP_DUE, "call")
    assert decision(answer_on(30, above, **due, calls=in_vain(27))) == (R.STEP_DUE, "call")
    assert decision(answer_on(33, above, **due, calls=in_vain(27, 30))) == (R.ALL_STEPS_TAKEN, None)


def test_B6_what_the_club_decides_rests_until_it_says_that_it_goes_on(answer_on):
    refused = talk(27, asked_club="7:will_not_pay")

    row = answer_on(60, steps=sent(5, 20, 27), calls=[refused])
    assert (row.reason, row.task) == (R.LEFT_TO_CLUB, "decide_call:7:will_not_pay")
    assert row.next_on is None
    goes_on = answer_on(60, steps=sent(5, 20, 27), calls=[talk(27)])
    assert decision(goes_on) == (R.ALL_STEPS_TAKEN, None)


def test_a_broken_promise_is_called_about_three_times_at_most(answer_on, with_message):
    calls = [talk(27), *in_vain(40, 42, 44)]

    row = answer_on(60, steps=sent(5, 20), policy=with_message, calls=calls)

    assert decision(row) == (R.STEP_DUE, "message")
    assert row.since_on == day(44) and timedelta(days=row.days) == day(60) - day(44)
