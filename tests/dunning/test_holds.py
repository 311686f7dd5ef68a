from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.dunning.holds import Holds, find_invalid_holds, find_longest_hold
from workbench.model.day_rows import Balance
from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import ClaimStatus
from workbench.model.rows import Hold

NEED_END = {HoldKind.FREEZE, HoldKind.DEFERRAL, HoldKind.PAYMENT_PLAN, HoldKind.MANDATE_PENDING}


def feb(n):
    return None if n is None else date(2026, 2, n)


def hold(hold_id, first, last, kind=HoldKind.FREEZE, member_id="m", invoice_id=None):
    return Hold(hold_id, kind, feb(first), feb(last), member_id, invoice_id)


def at_fault(*rows):
    """Return the id and the reason of each that cannot stand."""
    return [(hold_id, reason) for hold_id, _, reason in find_invalid_holds(rows)]


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [
        pytest.param(13, 17, False, id="H6 a gap"),
        pytest.param(10, 17, False, id="H6 the day after"),
        pytest.param(9, 17, True, id="H5 shares the last day"),
        pytest.param(7, 8, True, id="H5 inside"),
        pytest.param(6, 9, True, id="H5 the same days"),
    ],
)
def test_a_hold_may_follow_another_of_its_kind_but_not_overlap_it(first, last, refused):
    found = at_fault(hold("b", first, last), hold("a", 6, 9))

    assert [hold_id for hold_id, _ in found] == (["b"] if refused else [])
    assert all("06.02.2026" in reason for _, reason in found)


def test_H5_a_hold_that_contains_another_is_refused_or_refuses_it():
    assert len(at_fault(hold("a", 6, 9), hold("b", 2, 28))) == 1


@pytest.mark.parametrize(
    "other",
    [
        hold("b", 7, 8, HoldKind.DEFERRAL),
        hold("b", 7, 8, member_id="n"),
        hold("b", 7, 8, invoice_id="i"),
    ],
)
def test_holds_of_other_kinds_members_or_claims_may_overlap(other):
    assert at_fault(hold("a", 6, 9), other) == []


def test_one_that_is_refused_does_not_refuse_others():
    assert [key for key, _ in at_fault(hold("a", 6, None), hold("b", 7, 8))] == ["a"]


@pytest.mark.parametrize("kind", HoldKind)
def test_H7_what_is_agreed_for_a_time_needs_an_end_and_no_end_may_be_before_its_start(kind):
    assert bool(at_fault(hold("a", 6, None, kind))) is (kind in NEED_END)
    assert at_fault(hold("a", 6, 5, kind)) == [("a", "sluttdatoen er før startdatoen")]
    assert at_fault(hold("a", 6, 6, kind)) == []


DAY = st.integers(1, 28)
ROWS = st.lists(st.tuples(DAY, DAY, st.sampled_from("mn")), max_size=6)


@given(ROWS, st.randoms())
def test_those_that_stand_never_overlap_in_whatever_order_they_come(drawn, rng):
    rows = [hold(str(n), a, b, member_id=m) for n, (a, b, m) in enumerate(drawn)]
    found = at_fault(*rows)
    refused = dict(found)

    standing = [row for row in rows if row.hold_id not in refused]
    for first, other in combinations(standing, 2):
        is_apart = first.end_on < other.start_on or other.end_on < first.start_on
        assert is_apart or first.member_id != other.member_id
    rng.shuffle(rows)
    assert at_fault(*rows) == found


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
        return [row.kind for row in holds.on(own, set())]

    assert kinds("i", "m") == ["freeze", "deferral"]
    assert kinds("j", "m") == ["freeze"]
    assert kinds("i", "o") == ["deferral"]  # a sibling on the same invoice
    assert kinds("j", "o") == []


def test_a_hold_on_a_member_is_none_on_an_invoice_of_the_same_number():
    claim = Balance("c", feb(1), ClaimStatus.OPEN, 1, 0, 1, invoice_id="x:4", member_id="x:9")
    personal = hold("a", 1, None, HoldKind.HARDSHIP, member_id="x:4")

    assert Holds([personal, hold("b", 1, 2, member_id="x:4")]).on(claim, {"x:9", None}) == []
    assert Holds([personal]).on(claim, {"x:4"}) == [personal]
    assert Holds([hold("c", 1, 2, invoice_id="x:9")]).on(claim, set()) == []
