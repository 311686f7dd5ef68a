from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.kinds import ClaimStatus, FeeType
from workbench.model.rows import Claim, Invoice
from workbench.money.claims import price

ISSUED, DUE = date(2026, 1, 19), date(2026, 2, 2)


def claim(claim_id, **more):
    return Claim(claim_id, **{"invoice_id": "i", "issued_on": ISSUED, "due_on": DUE} | more)


def invoice(ore, status=ClaimStatus.OPEN, **more):
    row = {"title": "Treningsavgift", "issued_on": ISSUED, "due_on": DUE}
    return Invoice("i", status, amount_ore=ore, **row | more)


def priced(claims, invoices=()):
    return {row.claim_id: row for row in price(claims, invoices)}


def amounts(claims, invoices=()):
    return {key: row.amount_ore for key, row in priced(claims, invoices).items()}


def test_the_sum_of_an_invoice_is_shared_evenly_and_the_first_take_the_rest():
    claims = [claim("c"), claim("a"), claim("b")]

    assert amounts(claims, [invoice(1000_01)]) == {"a": 333_34, "b": 333_34, "c": 333_33}


@settings(max_examples=50)
@given(st.integers(0, 10**7), st.integers(1, 9), st.randoms())
def test_the_claims_of_an_invoice_sum_to_it_in_whatever_order_they_come(total, parts, rng):
    claims = [claim(str(n)) for n in range(parts)]
    in_order = amounts(claims, [invoice(total)])
    rng.shuffle(claims)

    assert amounts(claims, [invoice(total)]) == in_order
    assert sum(in_order.values()) == total


def test_stated_amounts_that_add_up_are_kept():
    claims = [claim("a", paid_ore=300_00), claim("b", amount_ore=700_00)]

    assert amounts(claims, [invoice(1000_00)]) == {"a": 300_00, "b": 700_00}


def test_P26_a_paid_amount_that_lacks_the_fee_of_the_system_does_not_lessen_the_claim():
    claims = [claim("a", paid_ore=486_00)]

    assert amounts(claims, [invoice(500_00, ClaimStatus.PAID)]) == {"a": 500_00}


@pytest.mark.parametrize("status", [ClaimStatus.CANCELLED, ClaimStatus.EXEMPT])
def test_what_is_cancelled_or_exempt_is_nothing(status):
    alone = claim("b", invoice_id=None, amount_ore=200_00, status=status)

    found = priced([claim("a"), alone], [invoice(500_00, status)])

    assert {row.amount_ore for row in found.values()} == {0}
    assert {row.status for row in found.values()} == {status}
    assert set(amounts([], [invoice(500_00, status)]).values()) == {0}


def test_an_invoice_without_claims_becomes_one_of_its_own():
    (row,) = priced([], [invoice(500_00)]).values()

    assert (row.claim_id, row.invoice_id) == ("i::Treningsavgift", "i")
    assert (row.amount_ore, row.due_on, row.issued_on) == (500_00, DUE, ISSUED)
    assert (row.fee_type, row.member_id, row.kid) == (FeeType.OTHER, None, None)


def test_a_claim_takes_the_status_of_its_invoice_and_the_due_date_that_it_lacks():
    later = date(2026, 3, 2)
    claims = [claim("a"), claim("b", due_on=None)]

    found = priced(claims, [invoice(500_00, ClaimStatus.REVIEW, due_on=later)])

    assert [row.due_on for row in found.values()] == [DUE, later]
    assert {row.status for row in found.values()} == {ClaimStatus.REVIEW}


def test_a_claim_takes_the_day_of_issue_that_it_lacks_from_its_invoice():
    # who owes it depends on that day, and the due date may lie past an 18th birthday
    found = priced([claim("a", issued_on=None)], [invoice(500_00)])

    assert found["a"].issued_on == ISSUED


@pytest.mark.parametrize("status", [None, ClaimStatus.OPEN])
def test_a_claim_that_nobody_states_an_amount_for_must_be_looked_at(status):
    row = priced([claim("a", invoice_id=None, status=status)])["a"]

    assert (row.status, row.amount_ore) == (ClaimStatus.REVIEW, 0)


def test_a_claim_whose_invoice_states_no_amount_must_be_looked_at_unless_it_states_its_own():
    found = priced([claim("a", amount_ore=300_00), claim("b")], [invoice(None)])

    assert [(row.status, row.amount_ore) for row in found.values()] == [
        (ClaimStatus.OPEN, 300_00),
        (ClaimStatus.REVIEW, 0),
    ]


@pytest.mark.parametrize(("issued_on", "due_on"), [(ISSUED, ISSUED), (None, date.max)])
def test_a_claim_without_a_due_date_must_be_looked_at(issued_on, due_on):
    alone = claim("a", invoice_id=None, issued_on=issued_on, due_on=None, amount_ore=500_00)
    row = priced([alone])["a"]

    assert (row.status, row.due_on, row.amount_ore) == (ClaimStatus.REVIEW, due_on, 500_00)


@pytest.mark.parametrize(
    ("amount", "paid", "status", "expected"),
    [
        (500_00, None, ClaimStatus.OPEN, 500_00),
        (500_00, 500_00, ClaimStatus.PAID, 500_00),
        (None, 500_00, ClaimStatus.PAID, 500_00),  # KlubbAdmin states the amount once it is paid
        (500_00, 200_00, ClaimStatus.OPEN, 500_00),  # a part of it
    ],
)
def test_a_claim_without_an_invoice_is_what_it_says_itself(amount, paid, status, expected):
    row = priced([claim("a", amount_ore=amount, paid_ore=paid)])["a"]

    assert (row.status, row.amount_ore) == (status, expected)


def test_D13_a_line_that_its_order_has_lost_takes_no_share_of_the_sum():
    claims = [claim("a"), claim("b", missing_since=DUE), claim("c")]

    assert amounts(claims, [invoice(1000_00)]) == {"a": 500_00, "c": 500_00}


def test_the_lines_of_an_order_that_is_gone_as_a_whole_stay():
    claims = [claim(name, missing_since=DUE) for name in "ab"]

    assert amounts(claims, [invoice(1000_00)]) == {"a": 500_00, "b": 500_00}
