"""Whose turn it is: attempts on one number, call-backs, and those who refused."""

from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from workbench.calls.turns import (
    ATTEMPT_LIMITS,
    QUIET_DAYS,
    REFUSES_CALLS,
    SPOKEN_WITH,
    Attempt,
    decide_turns,
)
from workbench.model.day_rows import Payer
from workbench.model.outcomes import OUTCOME_RULES, Outcome

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Oslo"))
NUMBERS = count()
PHONE, OTHER = "+4740000001", "+4740000002"


def call(days_ago, outcome=Outcome.NO_ANSWER, phone=PHONE, again=None, at=None, payer="p"):
    """Return a call; `again` is the day of a call-back, in days from today."""
    again_on = None if again is None else TODAY + timedelta(days=again)
    called_on, reached = TODAY - timedelta(days=days_ago), OUTCOME_RULES[outcome].reached
    return Attempt(f"c{next(NUMBERS)}", payer, phone, called_on, outcome, reached, again_on, at)


def callback(days_ago, again, at=None):
    return call(days_ago, Outcome.CALLBACK_ON, again=again, at=at)


def waiting(*payers):
    """Return a queue of payer and phone."""
    return [
        Payer(payer_id, "Kim By", phone, False, "Eva", 1, 500_00, TODAY, TODAY)
        for payer_id, phone in payers
    ]


def rests(*calls, now=NOON):
    """Return why a payer who was called so rests, "" where it does not."""
    (turn,) = decide_turns(waiting(("p", PHONE)), calls, now)
    return turn.resting_reason


def test_who_was_never_called_is_ready():
    assert rests() == ""


@pytest.mark.parametrize(
    ("ago", "why"),
    [
        pytest.param([0], "ringt i dag", id="1 a day"),
        pytest.param([1], "", id="the day after"),
        pytest.param([1, 2, 3, 4], "", id="4 in 7"),
        pytest.param([1, 2, 3, 4, 6], "ringt 5 ganger på 7 dager", id="5 in 7"),
        pytest.param([1, 2, 3, 4, 7], "", id="the fifth fell out of the 7"),
        pytest.param([n for n in range(1, 25) if n % 7 < 4][:14], "", id="14 in 30, never 5 in 7"),
        pytest.param(
            [*[n for n in range(1, 25) if n % 7 < 4][:14], 29],
            "ringt 15 ganger på 30 dager",
            id="15 in 30",
        ),
        pytest.param(
            [*[n for n in range(1, 25) if n % 7 < 4][:14], 30], "", id="the 15th fell out"
        ),
    ],
)
def test_a_number_rests_once_it_was_tried_as_often_as_is_allowed(ago, why):
    assert rests(*(call(n) for n in sorted(ago, reverse=True))) == why


def test_attempts_count_whoever_answered():
    assert rests(call(0, Outcome.WILL_NOT_PAY)) == "ringt i dag"


def test_attempts_count_on_the_number_whoever_the_payer():
    queue = waiting(("mother", PHONE), ("aunt", PHONE), ("other", OTHER))

    assert [turn.resting_reason for turn in decide_turns(queue, [call(0)], NOON)] == [
        "ringt i dag", "ringt i dag", "",
    ]  # fmt: skip


def test_called_every_day_by_these_turns_nobody_is_called_beyond_the_limits():
    made = []
    for day in range(45):
        now = NOON + timedelta(days=day)
        if rests(*made, now=now) == "":
            made.append(call(-day))

    days = [attempt.called_on for attempt in made]
    for window, most in ATTEMPT_LIMITS:
        for last in days:
            assert sum(last - timedelta(days=window) < day <= last for day in days) <= most
    assert len(made) > 20


def test_a_call_back_rests_until_its_day():
    assert rests(callback(0, again=1)) == "ringes igjen 24.11."
    assert rests(callback(1, again=0)) == ""


@pytest.mark.parametrize(
    ("clock", "why"),
    [("14:29", "ringes igjen 23.11. klokken 14.30"), ("14:30", ""), ("20:59", "")],
)
def test_a_call_back_rests_until_its_time_to_the_minute(clock, why):
    hour, minute = map(int, clock.split(":"))

    assert rests(callback(1, 0, "14:30"), now=NOON.replace(hour=hour, minute=minute)) == why


def test_a_call_back_that_was_asked_for_is_no_attempt_of_ours():
    tried = [call(n) for n in (6, 5, 4, 3)]

    assert rests(*tried, callback(1, again=0)) == ""
    assert rests(call(0), callback(0, again=0, at="11:00")) == ""


def test_a_call_back_nobody_made_waits_for_the_next_day_too():
    assert rests(callback(5, again=-3)) == ""


def test_a_call_back_that_was_not_answered_is_used_up():
    assert rests(callback(1, 0, "11:00"), call(0)) == "ringt i dag"
    assert rests(callback(2, again=-1), call(1)) == ""
    assert rests(*[call(n) for n in (6, 5, 4)], callback(2, -1), call(1)) == (
        "ringt 5 ganger på 7 dager"
    )


def test_a_call_back_agreed_and_made_on_one_day_is_used_up():
    assert rests(callback(0, 0, "11:00"), call(0)) == "ringt i dag"


def test_a_call_before_the_agreed_time_does_not_use_it_up():
    why = "ringes igjen 23.11. klokken 14.30"

    assert rests(callback(3, 0, "14:30"), call(1)) == why
    assert rests(callback(3, 0, "14:30"), call(3)) == why


def test_the_newest_agreement_on_a_call_back_counts():
    assert rests(callback(0, 0, "11:00"), callback(0, again=2)) == ("ringes igjen 25.11.")
    assert rests(*[callback(0, 0, "11:00")] * 2) == ""


@pytest.mark.parametrize("days_ago", [0, 1, 400])
def test_who_refused_is_never_called(days_ago):
    refused = call(days_ago, Outcome.REFUSED_CALLS)

    assert rests(refused) == REFUSES_CALLS
    assert rests(refused, callback(0, again=0, at="11:00")) == REFUSES_CALLS


def test_W3_a_refusal_holds_for_the_payer_on_every_number_and_for_the_number_for_everybody():
    queue = waiting(("p", OTHER), ("p", None), ("neighbour", PHONE), ("other", OTHER))

    in_turn = decide_turns(queue, [call(9, Outcome.REFUSED_CALLS)], NOON)

    assert [turn.resting_reason for turn in in_turn] == [REFUSES_CALLS] * 3 + [""]


@pytest.mark.parametrize("days", [window for window, _ in ATTEMPT_LIMITS])
def test_W4_limits_count_the_payer_over_all_numbers_and_each_number_over_all_payers(days):
    most = dict(ATTEMPT_LIMITS)[days]
    tried = [call(day, phone=OTHER) for day in range(days - 1, days - 1 - most, -1)]
    queue = waiting(("p", PHONE), ("neighbour", OTHER), ("other", PHONE))

    rests = [bool(turn.resting_reason) for turn in decide_turns(queue, tried, NOON)]

    assert rests == [True, True, False]


def test_W4_two_payers_calls_on_two_numbers_are_not_added_up():
    tried = [call(n, phone=OTHER) for n in (6, 5, 4)] + [call(n, payer="q") for n in (3, 2)]

    assert rests(*tried) == ""


def test_W4_a_call_about_two_payers_is_one_attempt_on_the_number():
    tried = [call(n, payer="q") for n in (6, 5, 4, 3)]
    again = [attempt._replace(payer_id="r") for attempt in tried]

    assert rests(*tried, *again) == ""


@pytest.mark.parametrize(
    ("ago", "why"),
    [(0, "ringt i dag"), (1, SPOKEN_WITH), (QUIET_DAYS - 1, SPOKEN_WITH), (QUIET_DAYS, "")],
)
def test_B13_nobody_calls_for_seven_days_after_a_conversation_with_the_payer(ago, why):
    assert rests(call(ago, Outcome.GUIDED)) == why
    assert rests(call(ago, Outcome.GUIDED, phone=OTHER)) == why


def test_B13_a_call_back_that_was_agreed_comes_before_and_the_neighbour_is_called():
    spoken = call(2, Outcome.GUIDED)

    assert rests(spoken, callback(1, again=0)) == ""
    assert rests(spoken._replace(payer_id="neighbour")) == ""


@pytest.mark.parametrize(
    ("tried_at", "hour", "same"),
    [("09:10", 11, True), ("09:10", 12, False), ("13:00", 15, True), ("13:00", 17, False)],
)
def test_B7_who_did_not_answer_is_tried_at_another_time_of_the_day_before_the_same(
    tried_at, hour, same
):
    in_vain = call(3)._replace(called_at=tried_at)
    now = NOON.replace(hour=hour)

    (turn,) = decide_turns(waiting(("p", PHONE)), [in_vain], now)
    not_in_vain = in_vain._replace(
        outcome=Outcome.WRONG_NUMBER, called_on=TODAY - timedelta(days=30)
    )

    assert turn.resting_reason == "" and (turn.tried_at == tried_at) == same
    assert decide_turns(waiting(("p", PHONE)), [not_in_vain], now)[0].tried_at == ""
