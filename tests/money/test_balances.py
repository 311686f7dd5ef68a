from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.day_rows import PricedClaim
from workbench.model.kinds import ClaimStatus, FeeType
from workbench.model.rows import Claim, Invoice, Payment
from workbench.money.balances import settle
from workbench.money.claims import price

ISSUED, DUE, LATE = date(2026, 1, 19), date(2026, 2, 2), date(2026, 6, 1)


def claim(claim_id, ore=500_00, **more):
    row = {"invoice_id": "i", "kid": "17", "fee_type": FeeType.TRAINING, "issued_on": ISSUED}
    return PricedClaim(claim_id, **{"due_on": DUE, "amount_ore": ore} | row | more)


def invoice(ore, paid=0, status=ClaimStatus.OPEN, **more):
    return Invoice(**{"invoice_id": "i", "amount_ore": ore, "paid_ore": paid} | more, status=status)


def payment(n, ore, kid="17", **more):
    """Return a payment received `n` days after the due date."""
    row = {"payment_id": f"{n}:{ore}", "amount_ore": ore, "paid_on": day(n), "source": "nets"}
    return Payment(**row | {"kid": kid} | more)


def day(n):
    return DUE + timedelta(days=n)


def settled(claims, invoices=(), payments=(), as_of=LATE):
    return settle(claims, invoices, payments, as_of)


def column(name, settlement):
    return {balance.claim_id: getattr(balance, name) for balance in settlement.balances}


def surplus_ore(settlement):
    """Return what came for claims that do not need it."""
    return sum(row.amount_ore for row in settlement.unplaced if row.claim_id)


def unmatched(settlement):
    """Return what came for no claim."""
    return [row for row in settlement.unplaced if not row.claim_id]


def open_ore(*args, **more):
    return column("open_ore", settled(*args, **more))


@pytest.mark.parametrize(
    ("received", "rest", "surplus"),
    [(0, 500_00, 0), (499_99, 1, 0), (500_00, 0, 0), (500_01, 0, 1), (1000_00, 0, 500_00)],
)
def test_a_payment_by_kid_settles_and_what_is_beyond_the_claims_is_surplus(received, rest, surplus):
    found = settled([claim("a")], payments=[payment(1, received)])

    assert column("open_ore", found) == {"a": rest}
    assert surplus_ore(found) == surplus
    assert unmatched(found) == []


@pytest.mark.parametrize(
    ("received", "stated", "rest"),
    [(500_00, 500_00, 0), (200_00, 300_00, 200_00), (300_00, 200_00, 200_00), (0, 300_00, 200_00)],
)
def test_a_payment_and_the_word_of_the_system_never_add_up(received, stated, rest):
    invoices = [invoice(500_00, stated, paid_on=day(1))]

    found = settled([claim("a")], invoices, [payment(1, received)])

    assert column("open_ore", found) == {"a": rest}
    assert surplus_ore(found) == 0


@pytest.mark.parametrize("status", [ClaimStatus.PAID, ClaimStatus.PAID_MANUAL])
def test_P26_paid_is_paid_although_14_kroner_less_came_in(status):
    assert open_ore([claim("a")], [invoice(500_00, 486_00, status)]) == {"a": 0}


def test_what_the_bank_has_not_seen_counts_when_the_system_says_paid():
    found = settled([claim("a")], [invoice(500_00, 0, ClaimStatus.PAID, paid_on=day(3))])

    assert column("open_ore", found) == {"a": 0}
    assert column("settled_on", found) == {"a": day(3)}


def test_a_claim_stated_as_paid_is_paid_although_the_invoice_is_still_called_open():
    # the two lists of KlubbAdmin are taken out on different days
    paid = Claim("a", invoice_id="i", due_on=DUE, paid_ore=500_00, paid_on=day(-1))
    invoices = [invoice(500_00)]

    assert open_ore(price([paid], invoices), invoices) == {"a": 0}


def test_a_claim_without_an_invoice_is_settled_by_its_own_word():
    alone = claim("a", invoice_id=None, paid_ore=500_00, paid_on=day(1), status=ClaimStatus.PAID)

    assert open_ore([alone], as_of=day(0)) == {"a": 500_00}
    assert open_ore([alone], as_of=day(1)) == {"a": 0}


def test_a_payment_that_no_claim_has_is_shown_and_settles_nothing():
    found = settled([claim("a")], payments=[payment(1, 500_00, "18"), payment(2, 400_00, None)])

    assert column("open_ore", found) == {"a": 500_00}
    assert sorted(payment.amount_ore for payment in unmatched(found)) == [400_00, 500_00]
    assert surplus_ore(found) == 0


def test_leading_zeros_are_part_of_a_kid():
    found = settled([claim("a", kid="0017")], payments=[payment(1, 500_00, "17")])

    assert column("open_ore", found) == {"a": 500_00}


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (500_00, {"older training": 0, "training": 500_00, "membership": 300_00}),
        (800_00, {"older training": 0, "training": 500_00, "membership": 0}),
        (799_99, {"older training": 0, "training": 500_00, "membership": 1}),
        (1300_00, {"older training": 0, "training": 0, "membership": 0}),
    ],
)
def test_P29_a_family_with_one_kid_pays_the_oldest_first_and_of_a_day_the_membership_fee(
    received, expected
):
    claims = [
        claim("training", due_on=day(1)),
        claim("membership", 300_00, fee_type=FeeType.MEMBERSHIP, due_on=day(1)),
        claim("older training"),
    ]

    assert open_ore(claims, [invoice(1300_00)], [payment(1, received)]) == expected


def test_a_part_payment_of_an_invoice_with_two_kids_is_poured_only_once():
    claims = [claim("a", kid="17"), claim("b", kid="25")]

    rest = open_ore(claims, [invoice(1000_00, 500_00)])

    assert sum(rest.values()) == 500_00


def test_a_cancelled_claim_is_not_open_and_what_was_paid_for_it_is_surplus():
    found = settled([claim("a", 0, status=ClaimStatus.CANCELLED)], payments=[payment(1, 500_00)])

    assert column("open_ore", found) == {"a": 0}
    assert surplus_ore(found) == 500_00


@pytest.mark.parametrize(("n", "rest"), [(2, 500_00), (3, 300_00), (8, 300_00), (9, 0), (10, 0)])
def test_a_day_in_the_past_knows_only_what_had_come_by_then(n, rest):
    payments = [payment(3, 200_00), payment(9, 300_00)]

    assert open_ore([claim("a")], payments=payments, as_of=day(n)) == {"a": rest}


def test_the_word_of_the_system_counts_from_the_day_it_gives():
    invoices = [invoice(500_00, 500_00, ClaimStatus.PAID, paid_on=day(9))]

    assert open_ore([claim("a")], invoices, as_of=day(8)) == {"a": 500_00}
    assert open_ore([claim("a")], invoices, as_of=day(9)) == {"a": 0}


def test_a_claim_is_not_known_before_it_is_issued():
    payments = [payment(-20, 500_00)]

    before = settled([claim("a")], payments=payments, as_of=ISSUED - timedelta(days=1))

    assert before.balances == []
    assert len(before.unplaced) == 1  # paid ahead
    assert open_ore([claim("a")], payments=payments, as_of=ISSUED) == {"a": 0}


@pytest.mark.parametrize(("n", "rest"), [(1, 0), (4, 0), (5, 500_00)])
def test_P15_a_payment_that_is_reversed_leaves_the_claim_open_again(n, rest):
    payments = [payment(1, 500_00), payment(5, -500_00)]

    assert open_ore([claim("a")], payments=payments, as_of=day(n)) == {"a": rest}


def test_a_claim_is_settled_on_the_day_its_own_last_part_came():
    claims = [claim("a", fee_type=FeeType.MEMBERSHIP), claim("b")]
    payments = [payment(0, 500_00), payment(20, 500_00)]

    assert column("settled_on", settled(claims, payments=payments)) == {"a": day(0), "b": day(20)}


def test_paying_once_more_does_not_move_the_day_a_claim_was_settled():
    payments = [payment(0, 500_00), payment(20, 500_00)]

    assert column("settled_on", settled([claim("a")], payments=payments)) == {"a": day(0)}


def test_a_claim_with_a_rest_has_no_day_of_settlement():
    assert column("settled_on", settled([claim("a")], payments=[payment(0, 1)])) == {"a": None}


def bill(claim_id, ore=500_00, **more):
    """Return a claim of its own amount, without an invoice that says the same."""
    return claim(claim_id, ore, invoice_id=f"i-{claim_id}", kid=None, **more)


def test_a_payment_that_names_its_invoice_needs_no_kid():
    paid = payment(1, 500_00, None, invoice_id="i-a")

    found = settled([bill("a"), bill("b")], payments=[paid])

    assert column("open_ore", found) == {"a": 0, "b": 500_00}
    assert unmatched(found) == []


def test_a_payment_for_an_invoice_that_nobody_has_is_shown_whatever_its_kid():
    paid = payment(1, 500_00, invoice_id="i-x")

    found = settled([claim("a")], payments=[paid])

    assert column("open_ore", found) == {"a": 500_00}
    assert len(unmatched(found)) == 1


FAMILY = [claim("a", paid_ore=0), claim("b", paid_ore=500_00)]


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (0, {"a": 500_00, "b": 0}),
        (500_00, {"a": 500_00, "b": 0}),
        (600_00, {"a": 400_00, "b": 0}),
        (1000_00, {"a": 0, "b": 0}),
    ],
)
def test_money_of_a_family_reaches_the_claim_that_is_said_to_be_paid_first(received, expected):
    assert open_ore(FAMILY, payments=[payment(1, received)]) == expected


def test_what_was_paid_for_a_cancelled_claim_is_not_anothers():
    cancelled = claim("b", 0, paid_ore=500_00, status=ClaimStatus.CANCELLED)

    assert open_ore([claim("a"), cancelled]) == {"a": 500_00, "b": 0}


@pytest.mark.parametrize(("n", "rest"), [(2, 500_00), (3, 0), (9, 0)])
def test_a_paid_bill_that_gives_no_day_is_paid_on_the_day_of_the_payment(n, rest):
    paid = payment(3, 500_00, None, invoice_id="i-a")
    bills = [bill("a", paid_ore=500_00, status=ClaimStatus.PAID)]

    assert open_ore(bills, payments=[paid], as_of=day(n)) == {"a": rest}
    assert open_ore(bills, as_of=day(n)) == {"a": 0}


ORE = st.integers(0, 2000)
KIDS = ("1", "2", "3", "4")
PAID = st.sampled_from([ClaimStatus.OPEN, ClaimStatus.PAID])
PAYMENTS = st.lists(st.tuples(st.sampled_from(KIDS), st.integers(0, 60), ORE), max_size=6)
FEES = st.sampled_from([FeeType.MEMBERSHIP, FeeType.TRAINING])
CLAIMS = st.lists(st.tuples(st.sampled_from(KIDS[:3]), ORE, FEES), max_size=7)
STATED = st.fixed_dictionaries({kid: st.tuples(PAID, ORE) for kid in KIDS[:2]})


@settings(max_examples=60)
@given(CLAIMS, PAYMENTS, STATED, st.randoms())
def test_nothing_is_lost_or_made_in_whatever_order_the_rows_come(drawn, paid, stated, rng):
    claims = [
        claim(f"c{n}", ore, kid=kid, invoice_id=kid, fee_type=fee)
        for n, (kid, ore, fee) in enumerate(drawn)
    ]
    owed, received = Counter(), Counter()
    for kid, ore, _ in drawn:
        owed[kid] += ore
    for kid, _, ore in paid:
        received[kid] += ore
    word = {kid: owed[kid] if s == ClaimStatus.PAID else ore for kid, (s, ore) in stated.items()}
    invoices = [invoice(owed[kid], ore, s, invoice_id=kid) for kid, (s, ore) in stated.items()]
    payments = [payment(n, ore, k, payment_id=f"{i}") for i, (k, n, ore) in enumerate(paid)]

    found = settled(claims, invoices, payments)
    for rows in (claims, invoices, payments):
        rng.shuffle(rows)
    again = settled(claims, invoices, payments)

    rows = found.balances
    assert all(row.paid_ore + row.open_ore == row.amount_ore for row in rows)
    assert all(row.paid_ore >= 0 and row.open_ore >= 0 for row in rows)
    for kid, total in owed.items():
        counted = sum(row.paid_ore for row in rows if row.kid == kid)
        assert counted == min(total, max(received[kid], word.get(kid, 0)))
    claimed = {kid for kid, _, _ in drawn}
    assert surplus_ore(found) == sum(max(0, received[k] - owed[k]) for k in claimed)
    unmatched_ore = sum(payment.amount_ore for payment in unmatched(found))
    assert unmatched_ore == sum(received[k] for k in KIDS if k not in claimed)
    assert found == again
