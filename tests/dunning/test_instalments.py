"""A payment plan holds while its instalments come; the days of grace are counted to the day."""

from datetime import date, timedelta

import pytest

from workbench.dunning.instalments import end_broken_plans
from workbench.model.day_rows import Balance
from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import ClaimStatus
from workbench.model.rows import CallClaim, Hold, Instalment

DUE = date(2026, 12, 15)  # of the first of three parts of 100 kr
PARTS = [DUE, date(2027, 1, 15), date(2027, 2, 15)]
PLAN, TOTAL = "0" * 32, 300_00
LAST = date(2027, 2, 18)


def hold(hold_id=f"call:{PLAN}:s:1", kind=HoldKind.PAYMENT_PLAN, **more):
    source, call_id, *_ = hold_id.split(":")
    row = Hold(hold_id, kind, date(2026, 11, 23), LAST, member_id="m", invoice_id="s:1")
    return row._replace(call_id=call_id if source == "call" else None, **more)


def balance(claim_id, open_ore):
    return Balance(claim_id, DUE, ClaimStatus.OPEN, TOTAL, TOTAL - open_ore, open_ore)


def holds_on(day, left, holds=(), claims=("a",)):
    """Return the holds as they count on a day, with so much left open on each claim."""
    left = left if isinstance(left, tuple) else (left,)
    parts = [Instalment(PLAN, n, due_on, TOTAL // 3) for n, due_on in enumerate(PARTS, start=1)]
    call_claims = [CallClaim(PLAN, claim_id) for claim_id in claims]
    balances = [balance(claim_id, ore) for claim_id, ore in zip(claims, left, strict=True)]
    return end_broken_plans(holds or [hold()], parts, call_claims, balances, day)


def end_on(day, left, **more):
    (row,) = holds_on(day, left, **more)
    return row.end_on


def after(days, number=0):
    return PARTS[number] + timedelta(days=days)


@pytest.mark.parametrize(
    ("day", "left", "ends"),
    [
        pytest.param(after(-1), TOTAL, LAST, id="before it is due"),
        pytest.param(after(0), TOTAL, LAST, id="on the day"),
        pytest.param(after(3), TOTAL, LAST, id="the last day it may come"),
        pytest.param(after(4), TOTAL, after(3), id="missed by a day"),
        pytest.param(after(4), 200_00, LAST, id="kept"),
        pytest.param(after(4), 200_01, after(3), id="an øre too little"),
        pytest.param(after(4), 250_00, after(3), id="partly paid"),
        pytest.param(after(4), 150_00, LAST, id="more than asked"),
        pytest.param(after(40), 200_00, after(3, 1), id="the second missed"),
        pytest.param(after(3, 1), 200_00, LAST, id="the second may still come"),
        pytest.param(after(4, 1), 200_00, after(3, 1), id="the second missed by a day"),
        pytest.param(after(4, 1), 150_00, after(3, 1), id="too little for the second"),
        pytest.param(after(40), TOTAL, after(3), id="the first of several missed"),
        pytest.param(after(4, 2), 0, LAST, id="all paid"),
        pytest.param(after(4, 2), 100_00, after(3, 2), id="the last missed"),
        pytest.param(after(400), 0, LAST, id="long over"),
    ],
)
def test_a_plan_ends_on_the_last_day_its_first_missed_part_could_come(day, left, ends):
    assert end_on(day, left) == ends


def test_who_catches_up_late_has_the_plan_again():
    assert end_on(after(10), TOTAL) == after(3)
    assert end_on(after(11), 200_00) == LAST


@pytest.mark.parametrize(
    ("left", "kept"),
    [
        ((100_00, 100_00), True),
        ((200_00, 0), True),
        ((0, 200_00), True),
        ((150_00, 100_00), False),
        ((-50_00, 200_00), True),
    ],
)
def test_of_several_claims_what_was_paid_counts_together(left, kept):
    assert (end_on(after(4), left, claims=("a", "b")) == LAST) is kept


def test_a_claim_that_is_gone_from_the_books_owes_nothing():
    parts, spoken = [Instalment(PLAN, 1, DUE, TOTAL)], [CallClaim(PLAN, "gone")]

    (row,) = end_broken_plans([hold()], parts, spoken, [], after(40))

    assert row.end_on == LAST


def test_only_the_holds_of_the_broken_plan_end():
    others = [
        hold("call:other:s:1"),
        hold("sha:7", HoldKind.DEFERRAL, end_on=None),
        hold(f"call:{PLAN}:s:2"),
    ]

    rows = holds_on(after(4), TOTAL, holds=[hold(), *others])

    assert [row.end_on for row in rows] == [after(3), LAST, None, after(3)]


def test_a_hold_that_was_ended_before_is_not_lengthened():
    assert end_on(after(4), TOTAL, holds=[hold(end_on=DUE)]) == DUE


def test_what_of_a_broken_plan_had_not_begun_is_left_out():
    later = hold(f"call:{PLAN}:s:1|1", start_on=after(4))

    assert len(holds_on(after(3), TOTAL, holds=[hold(), later])) == 2
    assert holds_on(after(4), TOTAL, holds=[hold(), later]) == [hold(end_on=after(3))]
