"""Promises and plans, judged only by a file that could have shown the money."""

from datetime import date, timedelta

import pytest

from workbench.dunning.promises import (
    INSTALMENT_STEP,
    PaymentSources,
    Verdict,
    find_bank_source,
    find_payment_sources,
    find_slowest_source,
    judge_agreements,
    last_day_covered,
    shown_on,
)
from workbench.model.day_rows import Balance, Freshness
from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.kinds import Channel, ClaimStatus
from workbench.model.rows import CallClaim, Hold, Instalment, Step

PROMISED = date(2026, 5, 4)  # a Monday: a file must cover Wednesday to show it
SHOWN, NEXT = date(2026, 5, 6), date(2026, 5, 7)
START = date(2026, 4, 20)


def judge(holds, as_of, covered, **more):
    bank = source("bank", "payments", covered) if covered else None
    rows = {"instalments": [], "call_claims": [], "balances": [], "steps": []}
    rows |= {"sources": PaymentSources(bank)} | more
    return judge_agreements(holds, as_of=as_of, **rows)


def promise(kind=HoldKind.PROMISE, **more):
    return Hold("h", kind, START, PROMISED, member_id="m", invoice_id="i")._replace(**more)


@pytest.mark.parametrize(
    ("as_of", "covered", "ends", "verdict"),
    [
        pytest.param(
            PROMISED, START, SHOWN, Verdict.PROMISED, id="P8 kept until the end of the day"
        ),
        pytest.param(SHOWN, START, SHOWN, Verdict.PROMISED, id="paid in time may come until then"),
        pytest.param(NEXT, PROMISED, NEXT, Verdict.AWAITS_FILE, id="B5 covers only the day"),
        pytest.param(NEXT, SHOWN - timedelta(1), NEXT, Verdict.AWAITS_FILE, id="B5 a day short"),
        pytest.param(NEXT, None, NEXT, Verdict.AWAITS_FILE, id="B5 no file at all"),
        pytest.param(NEXT, SHOWN, SHOWN, Verdict.BROKEN, id="P8 broken: the file is here"),
        pytest.param(date(2026, 9, 1), START, date(2026, 9, 1), Verdict.AWAITS_FILE, id="long"),
    ],
)
def test_a_promise_is_broken_only_by_a_file_that_could_have_shown_the_payment(
    as_of, covered, ends, verdict
):
    agreements = judge([promise()], as_of, covered)

    assert [hold.end_on for hold in agreements.holds] == [ends]
    expected = {} if verdict is None else {"h": (verdict, PROMISED)}
    assert {key: each[:2] for key, each in agreements.judgements.items()} == expected


@pytest.mark.parametrize("kind", [HoldKind.DEFERRAL, HoldKind.PAYMENT_PLAN])
def test_a_day_to_pay_by_waits_for_the_file_whatever_the_agreement_is_called(kind):
    waiting = judge([promise(kind)], NEXT, PROMISED)
    over = judge([promise(kind)], NEXT, SHOWN)

    assert waiting.judgements["h"].verdict == Verdict.AWAITS_FILE
    assert over.judgements == {}
    assert [hold.end_on for hold in over.holds] == [SHOWN]


@pytest.mark.parametrize("kind", [kind for kind in HoldKind if not HOLD_RULES[kind].awaits_payment])
def test_other_holds_end_on_their_own_day_and_are_not_judged(kind):
    for end_on in (PROMISED, None):
        agreements = judge([promise(kind, end_on=end_on)], NEXT, None)

        assert agreements.holds == [promise(kind, end_on=end_on)]
        assert agreements.judgements == {}


def test_weekends_and_holidays_are_no_bank_days():
    assert shown_on(date(2026, 12, 23)) == date(2026, 12, 28)  # a Wednesday before Christmas
    assert shown_on(date(2026, 4, 1)) == date(2026, 4, 8)  # before Easter


def source(system, kind, until_on, read_on=date(2026, 5, 11)):
    return Freshness(system, kind, system, read_on, read_on, until_on)


def test_what_was_paid_is_known_as_far_as_the_slowest_source_of_payments_reaches():
    bank = source("bank", "payments", PROMISED)
    own = source("spond", "payments", None)
    claims = source("spond", "claims", START)

    assert find_slowest_source([own, bank, claims]) == bank
    assert last_day_covered(own) == date(2026, 5, 11)
    assert find_slowest_source([claims, source("spond", "members", None)]) == claims
    assert find_slowest_source([source("spond", "members", None)]) is None


def test_the_slowest_source_is_the_one_that_covers_the_fewest_days():
    sources = [
        source("a", "payments", date(2026, 5, 9)), source("b", "payments", date(2026, 5, 8)),
    ]  # fmt: skip

    assert find_slowest_source(sources) == sources[1]


def test_a_source_that_somebody_has_said_is_right_is_waited_for_only_if_all_are():
    closed, open_one = (
        source("bank", "payments", date(2026, 5, day))._replace(account=account)
        for day, account in ((1, "111"), (8, "222"))
    )
    own = source("spond", "payments", date(2026, 4, 1))
    both = {closed.key, open_one.key}

    assert find_slowest_source([open_one, closed]) == closed
    assert find_slowest_source([open_one, closed], {closed.key}) == open_one
    assert find_bank_source([own, open_one, closed], {closed.key}) == open_one
    assert find_bank_source([own, open_one, closed], both) == closed


def test_B5_without_a_kid_an_agreement_waits_for_the_list_of_claims_too():
    bank, own = source("bank", "payments", SHOWN), source("spond", "claims", START)
    sources = find_payment_sources([bank, own, source("spoortz", "claims", START)])
    claim = Balance("spond:1", START, ClaimStatus.OPEN, 300_00, 0, 300_00, "f", "i", "m")
    of_call = promise(call_id="c", invoice_id="another")
    for hold, call_claims in (
        (promise(), []),
        (promise(invoice_id=None), []),
        (of_call, [CallClaim("c", "spond:1")]),
    ):
        for claims, expected in (
            ([claim], (Verdict.AWAITS_FILE, own.key)),
            ([claim._replace(kid="1")], (Verdict.BROKEN, "")),
            ([claim._replace(open_ore=0)], (Verdict.BROKEN, "")),
        ):
            given = {"balances": claims, "call_claims": call_claims, "sources": sources}
            judgement = judge([hold], NEXT, None, **given).judgements["h"]
            assert (judgement.verdict, judgement.awaited_file) == expected
    assert find_payment_sources([bank, own], {own.key}).slowest_for([claim]) == bank


def test_a_hold_of_a_promise_that_begins_on_its_last_day_stands_that_day():
    late = promise(start_on=SHOWN)

    assert judge([late], SHOWN, START).holds == [late._replace(end_on=SHOWN)]
    assert judge([promise(start_on=NEXT)], NEXT, SHOWN).holds == []


# ------------------------------------------------------------------ plans

DUE = date(2026, 12, 15)  # of the first of three parts of 100 kr
PARTS = [DUE, date(2027, 1, 15), date(2027, 2, 15)]
PLAN, TOTAL, LAST = "0" * 32, 300_00, date(2027, 2, 15)
ALL_COVERED = date(2028, 1, 1)
INSTALMENTS = [Instalment(PLAN, n, due_on, TOTAL // 3) for n, due_on in enumerate(PARTS, start=1)]


def plan_hold(hold_id="p", **more):
    row = Hold(hold_id, HoldKind.PAYMENT_PLAN, date(2026, 11, 23), LAST, "m", "s:1", call_id=PLAN)
    return row._replace(**more)


def balance(claim_id, open_ore):
    return Balance(claim_id, DUE, ClaimStatus.OPEN, TOTAL, TOTAL - open_ore, open_ore)


def reminded(day):
    return [Step("a", INSTALMENT_STEP, DUE.isoformat(), day, Channel.SMS)]


def judge_plan(as_of, left, *, covered=ALL_COVERED, steps=(), holds=None, claims=("a",)):
    """Return (verdict, day of the instalment, last day of the hold) of the plan on a day."""
    left = left if isinstance(left, tuple) else (left,)
    agreements = judge(
        holds or [plan_hold()],
        as_of,
        covered,
        instalments=INSTALMENTS,
        call_claims=[CallClaim(PLAN, claim_id) for claim_id in claims],
        balances=[balance(claim_id, ore) for claim_id, ore in zip(claims, left, strict=True)],
        steps=steps,
    )
    verdict, day = agreements.judgements.get("p", (None, None))[:2]
    return verdict, day, agreements.holds[0].end_on


def after(days, number=0):
    return PARTS[number] + timedelta(days=days)


LASTS = shown_on(LAST)
KEPT = (None, None, LASTS)
MISSED, WAITS = Verdict.MISSED, Verdict.AWAITS_FILE


@pytest.mark.parametrize(
    ("as_of", "left", "expected"),
    [
        pytest.param(after(-1), TOTAL, KEPT, id="before it is due"),
        pytest.param(after(0), TOTAL, KEPT, id="on the day"),
        pytest.param(after(2), TOTAL, KEPT, id="the last day that shows it"),
        pytest.param(after(3), TOTAL, (MISSED, DUE, LASTS), id="P25 missed"),
        pytest.param(after(3), 200_00, KEPT, id="kept"),
        pytest.param(after(3), 200_01, (MISSED, DUE, LASTS), id="an øre too little"),
        pytest.param(after(3), 150_00, KEPT, id="more than asked"),
        pytest.param(after(20), 200_00, KEPT, id="the second is not due"),
        pytest.param(after(5, 1), 200_00, (MISSED, PARTS[1], LASTS), id="the second missed"),
        pytest.param(after(40), TOTAL, (MISSED, DUE, LASTS), id="the first of several"),
        pytest.param(after(9, 2), 0, KEPT, id="all paid"),
        pytest.param(after(9, 2), 100_00, (MISSED, PARTS[2], after(9, 2)), id="the last missed"),
    ],
)
def test_P25_the_first_instalment_that_is_not_covered_is_missed(as_of, left, expected):
    assert judge_plan(as_of, left) == expected


def test_B5_an_instalment_is_not_missed_before_a_file_could_have_shown_it():
    assert judge_plan(after(3), TOTAL, covered=after(1))[:2] == (WAITS, DUE)
    assert judge_plan(after(3), TOTAL, covered=after(2))[0] == MISSED


@pytest.mark.parametrize(
    ("as_of", "covered", "verdict", "ends"),
    [
        pytest.param(after(5), ALL_COVERED, WAITS, LASTS, id="reminded today"),
        pytest.param(after(14), ALL_COVERED, WAITS, LASTS, id="a week and two bank days"),
        pytest.param(after(15), after(12), WAITS, LASTS, id="no file yet"),
        pytest.param(after(15), after(14), Verdict.BROKEN, after(14), id="P25 broken"),
    ],
)
def test_P25_a_friendly_reminder_comes_first_and_a_week_later_the_plan_is_broken(
    as_of, covered, verdict, ends
):
    result = judge_plan(as_of, TOTAL, covered=covered, steps=reminded(after(5)))

    assert result == (verdict, DUE, ends)


@pytest.mark.parametrize(
    ("step_id", "channel", "sent_on", "verdict"),
    [
        ("reminder_2", Channel.MEMBER_SYSTEM, after(5), WAITS),
        ("reminder_2", Channel.MEMBER_SYSTEM, after(0), MISSED),
        ("call", Channel.PHONE, after(5), MISSED),
    ],
)
def test_P25_a_system_that_only_counts_its_reminders_has_sent_that_one(
    step_id, channel, sent_on, verdict
):
    steps = [Step("a", step_id, DUE.isoformat(), sent_on, channel)]

    assert judge_plan(after(6), TOTAL, steps=steps)[0] == verdict


def test_who_catches_up_has_the_plan_again():
    assert judge_plan(after(15), 200_00, steps=reminded(after(5))) == KEPT


@pytest.mark.parametrize(
    ("left", "kept"),
    [
        ((100_00, 100_00), True),
        ((200_00, 0), True),
        ((150_00, 100_00), False),
        ((-50_00, 200_00), True),
    ],
)
def test_of_several_claims_what_was_paid_counts_together(left, kept):
    assert (judge_plan(after(4), left, claims=("a", "b")) == KEPT) is kept


def test_a_claim_of_the_plan_that_is_gone_counts_as_settled():
    agreements = judge(
        [plan_hold()], after(9, 2), ALL_COVERED,
        instalments=INSTALMENTS, call_claims=[CallClaim(PLAN, "gone")],
    )  # fmt: skip

    assert agreements.judgements == {}
    of_no_claim = judge([plan_hold()], after(9, 2), ALL_COVERED, instalments=INSTALMENTS)
    assert of_no_claim.judgements == {}


def test_B16_running_fees_are_no_part_of_the_plan():
    paid_all_of_the_plan = judge_plan(after(9, 2), 0)

    assert paid_all_of_the_plan[0] is None  # whatever else is open, only the call's claims count


def test_a_plan_that_was_replaced_is_not_judged():
    replaced = plan_hold(end_on=DUE)

    assert judge_plan(after(40), TOTAL, holds=[replaced]) == (None, None, DUE)


def test_what_of_a_broken_plan_had_not_begun_is_left_out():
    later = plan_hold("q", start_on=after(20))

    agreements = judge(
        [plan_hold(), later],
        after(30),
        ALL_COVERED,
        instalments=INSTALMENTS,
        call_claims=[CallClaim(PLAN, "a")],
        balances=[balance("a", TOTAL)],
        steps=reminded(after(5)),
    )

    assert [hold.hold_id for hold in agreements.holds] == ["p"]
