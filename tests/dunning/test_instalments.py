"""A payment plan holds while its instalments come; the days of grace are counted to the day."""

from datetime import date, timedelta

import pytest

from workbench.dunning.instalments import ended
from workbench.model import frames
from workbench.model.words import HoldKind

DUE = date(2026, 12, 15)  # of the first of three parts of 100 kr
PARTS = [DUE, date(2027, 1, 15), date(2027, 2, 15)]
PLAN, TOTAL = "0" * 32, 300_00
LAST = date(2027, 2, 18)


def hold(hold_id=f"call:{PLAN}:s:1", kind=HoldKind.PAYMENT_PLAN, **more):
    source, call_id, *_ = hold_id.split(":")
    row = {"hold_id": hold_id, "kind": kind, "invoice_id": "s:1", "member_id": "m"}
    row |= {"call_id": call_id if source == "call" else None}
    return row | {"start_on": date(2026, 11, 23), "end_on": LAST} | more


def holds_on(day, left, holds=(), claims=("a",)):
    """Return the holds as they count on a day, with so much left open on each claim."""
    left = left if isinstance(left, tuple) else (left,)
    parts = [
        {"call_id": PLAN, "number": n, "due_on": due_on, "amount_ore": TOTAL // 3}
        for n, due_on in enumerate(PARTS, start=1)
    ]
    found = ended(
        frames.build("holds", holds or [hold()]),
        frames.build("instalments", parts),
        frames.build("call_claims", [{"call_id": PLAN, "claim_id": c} for c in claims]),
        frames.build(
            "balances",
            [
                {"claim_id": claim_id, "open_ore": ore}
                for claim_id, ore in zip(claims, left, strict=True)
            ],
        ),
        day,
    )
    return frames.records(found)


def end_on(day, left, **more):
    (found,) = holds_on(day, left, **more)
    return found["end_on"]


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
    found = ended(
        frames.build("holds", [hold()]),
        frames.build(
            "instalments",
            [{"call_id": PLAN, "number": 1, "due_on": DUE, "amount_ore": TOTAL}],
        ),
        frames.build("call_claims", [{"call_id": PLAN, "claim_id": "gone"}]),
        frames.empty("balances"),
        after(40),
    )

    assert frames.records(found)[0]["end_on"] == LAST


def test_only_the_holds_of_the_broken_plan_end():
    others = [
        hold("call:other:s:1"),
        hold("sha:7", HoldKind.DEFERRAL, end_on=None),
        hold(f"call:{PLAN}:s:2"),
    ]

    found = holds_on(after(4), TOTAL, holds=[hold(), *others])

    assert [one["end_on"] for one in found] == [after(3), LAST, None, after(3)]


def test_a_hold_that_was_ended_before_is_not_lengthened():
    assert end_on(after(4), TOTAL, holds=[hold(end_on=DUE)]) == DUE


def test_what_of_a_broken_plan_had_not_begun_is_left_out():
    later = hold(f"call:{PLAN}:s:1|1", start_on=after(4))

    assert len(holds_on(after(3), TOTAL, holds=[hold(), later])) == 2
    assert [one["hold_id"] for one in holds_on(after(4), TOTAL, holds=[hold(), later])] == [
        hold()["hold_id"]
    ]
