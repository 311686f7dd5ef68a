from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.dunning.holds import (
    Freeze,
    Holds,
    covers,
    fee_month,
    find_longest_hold,
    find_wrong_end,
    separate_freezes,
    skip_held_days,
)
from workbench.model.day_rows import Balance
from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import ClaimStatus
from workbench.model.rows import Hold

NEED_END = {
    HoldKind.FREEZE, HoldKind.DEFERRAL, HoldKind.PROMISE, HoldKind.PAYMENT_PLAN,
    HoldKind.MANDATE_PENDING,
}  # fmt: skip


def feb(n):
    return None if n is None else date(2026, 2, n)


def hold(hold_id, first, last, kind=HoldKind.FREEZE, member_id="m", invoice_id=None):
    return Hold(hold_id, kind, feb(first), feb(last), member_id, invoice_id)


def at_fault(*rows):
    """Return the id and the reason of each that cannot stand."""
    reasons = [(row.hold_id, find_wrong_end(row.kind, row.start_on, row.end_on)) for row in rows]
    return [(hold_id, reason) for hold_id, reason in reasons if reason]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param(13, 17, id="H6 a gap"),
        pytest.param(10, 17, id="H6 the day after"),
        pytest.param(9, 17, id="H5 shares the last day"),
        pytest.param(7, 8, id="H5 inside"),
        pytest.param(2, 28, id="H5 contains the other"),
        pytest.param(6, 9, id="H5 the same days"),
    ],
)
def test_H5_H6_in_the_offices_list_a_hold_that_overlaps_another_is_an_extension(first, last):
    rows = [hold("b", first, last), hold("a", 6, 9)]

    assert at_fault(*rows) == []
    held = {n for n in range(1, 29) if find_longest_hold(rows, feb(n))}
    assert held == {*range(6, 10), *range(first, last + 1)}


def test_only_the_hold_without_its_end_is_at_fault():
    assert [key for key, _ in at_fault(hold("a", 6, None), hold("b", 7, 8))] == ["a"]


@pytest.mark.parametrize("kind", HoldKind)
def test_H7_what_is_agreed_for_a_time_needs_an_end_and_no_end_may_be_before_its_start(kind):
    assert bool(at_fault(hold("a", 6, None, kind))) is (kind in NEED_END)
    assert at_fault(hold("a", 6, 5, kind)) == [("a", "sluttdatoen er før startdatoen")]
    assert at_fault(hold("a", 6, 6, kind)) == []


DAY = st.integers(1, 28)
SPANS = st.lists(st.tuples(DAY, DAY).map(sorted), max_size=6)


@given(SPANS, DAY, st.integers(1, 40))
def test_a_day_is_moved_by_just_the_days_that_holds_cover(spans, since, days):
    rows = sorted(
        (hold(str(n), a, b) for n, (a, b) in enumerate(spans)), key=lambda row: row.start_on
    )
    held = {n for a, b in spans for n in range(a, b + 1)}
    free = [n for n in range(since + 1, 200) if n not in held]

    moved = skip_held_days(rows, feb(since), feb(since) + timedelta(days=days))

    assert (moved - feb(1)).days + 1 == free[days - 1]


def test_a_hold_without_an_end_gives_no_day_unless_it_begins_later():
    endless = hold("a", 9, None, HoldKind.OBJECTION)

    assert skip_held_days([endless], feb(1), feb(8)) == feb(8)
    assert skip_held_days([endless], feb(1), feb(9)) is None


MARCH = Balance("a", date(2026, 3, 20), ClaimStatus.OPEN, 1, 0, 1, member_id="m")


@pytest.mark.parametrize(
    ("first", "last", "frozen", "whole"),
    [
        pytest.param(date(2026, 3, 1), date(2026, 3, 31), True, True, id="P19 the month"),
        pytest.param(date(2026, 2, 1), date(2026, 5, 2), True, True, id="longer"),
        pytest.param(date(2026, 3, 2), date(2026, 3, 31), True, False, id="but the first day"),
        pytest.param(date(2026, 2, 1), date(2026, 3, 1), True, False, id="the first day alone"),
        pytest.param(date(2026, 1, 1), date(2026, 2, 28), False, False, id="the months before"),
        pytest.param(date(2026, 4, 1), date(2026, 4, 30), False, False, id="the month after"),
    ],
)
def test_B8_a_freeze_is_of_the_fees_whose_month_it_covers(first, last, frozen, whole):
    freeze = hold("a", 1, 1)._replace(start_on=first, end_on=last)
    other = hold("b", 1, 28, HoldKind.DEFERRAL)

    found, rest = separate_freezes(MARCH, [freeze, other])

    assert found == (Freeze(freeze, whole) if frozen else None)
    assert rest == [other]
    assert covers(freeze, fee_month(MARCH)) is whole


def test_B8_a_freeze_that_was_agreed_for_an_order_holds_it_whatever_its_month():
    of_order = hold("a", 1, 28, invoice_id="i")

    assert separate_freezes(MARCH, [of_order]) == (None, [of_order])


def test_the_hold_that_lasts_longest_is_the_one_that_is_named():
    short, longer = hold("a", 1, 9), hold("b", 3, 20, HoldKind.DEFERRAL)
    endless = hold("c", 5, None, HoldKind.OBJECTION)

    assert find_longest_hold([short, longer], feb(4)) == longer
    assert find_longest_hold([short, endless, longer], feb(9)) == endless
    assert find_longest_hold([short, longer], feb(21)) is None


def test_a_hold_lies_on_its_invoice_or_on_the_whole_membership():
    holds = Holds(
        [
            hold("a", 6, 9, HoldKind.DEFERRAL, invoice_id="i"),
            hold("b", 1, 28, HoldKind.FREEZE),
            hold("c", 1, 28, HoldKind.DECEASED, member_id="n"),
        ]
    )

    def kinds(invoice_id, member_id):
        claim = Balance("a", feb(1), ClaimStatus.OPEN, 500_00, 0, 500_00)
        own = claim._replace(invoice_id=invoice_id, member_id=member_id)
        return [row.kind for row in holds.on(own, None, None)]

    assert kinds("i", "m") == ["freeze", "deferral"]
    assert kinds("j", "m") == ["freeze"]
    assert kinds("i", "o") == ["deferral"]  # a sibling on the same invoice
    assert kinds("j", "o") == []


def test_a_hold_on_a_member_is_none_on_an_invoice_of_the_same_number():
    claim = Balance("c", feb(1), ClaimStatus.OPEN, 1, 0, 1, invoice_id="x:4", member_id="x:9")
    personal = hold("a", 1, None, HoldKind.HARDSHIP, member_id="x:4")

    assert Holds([personal, hold("b", 1, 2, member_id="x:4")]).on(claim, "x:9", None) == ()
    assert Holds([personal]).on(claim, "x:4", None) == [personal]
    assert Holds([hold("c", 1, 2, invoice_id="x:9")]).on(claim, None, None) == ()


def test_a_hold_at_fault_says_why():
    assert at_fault(hold("a", 6, None)) == [("a", "avtalen mangler sluttdato")]


def test_B8_of_two_freezes_in_a_month_one_of_the_whole_month_decides_else_the_last_to_end():
    claim = Balance("c", feb(2), ClaimStatus.OPEN, 1, 0, 1, member_id="m")
    short, long, endless = hold("z", 2, 9), hold("a", 3, 20), hold("a", 3, None)
    whole, until_april = hold("x", 1, 28), hold("b", 9, None)._replace(end_on=date(2026, 4, 9))

    assert separate_freezes(claim, [short, long])[0].hold == long
    assert separate_freezes(claim, [short, endless, long])[0].hold == endless
    assert separate_freezes(claim, [until_april, whole])[0].hold == whole
    assert find_longest_hold([short, long], feb(5)) == long
