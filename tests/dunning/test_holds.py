from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.dunning.holds import Holds, active, faults
from workbench.model import frames
from workbench.model.periods import Period
from workbench.model.words import HoldKind

NEED_END = {HoldKind.FREEZE, HoldKind.DEFERRAL, HoldKind.PAYMENT_PLAN, HoldKind.MANDATE_PENDING}


def feb(n):
    return None if n is None else date(2026, 2, n)


def hold(hold_id, first, last, kind=HoldKind.FREEZE, member_id="m", invoice_id=None):
    row = {"hold_id": hold_id, "kind": kind, "start_on": feb(first), "end_on": feb(last)}
    return row | {"member_id": member_id, "invoice_id": invoice_id}


def at_fault(*rows):
    """Return the id and the reason of each that cannot stand."""
    return [(hold_id, reason) for hold_id, _, reason in faults(frames.build("holds", rows))]


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


@settings(deadline=None)
@given(ROWS, st.randoms())
def test_those_that_stand_never_overlap_in_whatever_order_they_come(drawn, rng):
    rows = [hold(str(n), a, b, member_id=m) for n, (a, b, m) in enumerate(drawn)]
    found = at_fault(*rows)
    refused = dict(found)

    standing = [row for row in rows if row["hold_id"] not in refused]
    for one, other in combinations(standing, 2):
        apart = one["end_on"] < other["start_on"] or other["end_on"] < one["start_on"]
        assert apart or one["member_id"] != other["member_id"]
    rng.shuffle(rows)
    assert at_fault(*rows) == found


def test_the_hold_that_lasts_longest_is_the_one_that_is_named():
    short, longer = ("freeze", Period(feb(1), feb(9))), ("deferral", Period(feb(3), feb(20)))
    endless = ("objection", Period(feb(5)))

    assert active([short, longer], feb(4)) == longer
    assert active([short, endless, longer], feb(9)) == endless
    assert active([short, longer], feb(21)) is None


def test_a_hold_lies_on_its_invoice_or_on_the_whole_membership():
    holds = Holds(
        frames.build(
            "holds",
            [
                hold("a", 6, 9, HoldKind.DEFERRAL, invoice_id="i"),
                hold("b", 1, 28, HoldKind.FREEZE),
                hold("c", 1, 28, HoldKind.DECEASED, member_id="n"),
            ],
        )
    )

    def kinds(invoice_id, member_id):
        return [
            kind for kind, _ in holds.on({"invoice_id": invoice_id, "member_id": member_id}, set())
        ]

    assert kinds("i", "m") == ["freeze", "deferral"]
    assert kinds("j", "m") == ["freeze"]
    assert kinds("i", "o") == ["deferral"]  # a sibling on the same invoice
    assert kinds("j", "o") == []
