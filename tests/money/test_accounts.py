"""Every øre that is received is somewhere, whatever comes in whatever order.

The model keeps a purse for each KID, and knows nothing of how the program works: what is paid goes
in, what is taken back goes out of the same purse, and what somebody has placed goes to that claim.
"""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.day_rows import PricedClaim
from workbench.model.kinds import ClaimStatus
from workbench.model.money_rows import Placement
from workbench.model.payment_kinds import PaymentState, PaymentUse
from workbench.model.rows import Payment
from workbench.money.balances import settle

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
KIDS = ("17", "25", "33", "41")  # the last is no claim's
ORE = st.integers(1, 1000)
CLAIMS = st.lists(st.tuples(st.sampled_from(KIDS[:3]), ORE, st.booleans()), max_size=5)
PAID = st.tuples(st.sampled_from((*KIDS, None)), ORE)
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), PAID, st.none()),
        st.tuples(st.just("reverse"), st.integers(0, 9), ORE),
        st.tuples(st.just("place"), st.integers(0, 9), st.tuples(st.integers(0, 9), ORE)),
    ),
    max_size=12,
)


def lived(claims, events):
    """Return the payments and placements of the events, a day each."""
    payments, placements = [], {}
    for number, (what, subject, more) in enumerate(events):
        paid_on = FIRST + timedelta(days=number)
        paid = [payment for payment in payments if payment.amount_ore > 0]
        if what == "pay":
            kid, ore = subject
            payments.append(Payment(f"p{number:02}", ore, paid_on, "camt", kid, None, "Kari Li"))
        elif what == "reverse" and paid:
            of = paid[subject % len(paid)]
            payments.append(
                of._replace(payment_id=f"p{number:02}", amount_ore=-more, paid_on=paid_on)
            )
        elif what == "place" and paid:
            of, (where, ore) = paid[subject % len(paid)], more
            targets = [*(claim.claim_id for claim in claims), *PaymentUse]
            target = targets[where % len(targets)]
            placements[of.payment_id, target] = Placement(of.payment_id, target, ore)
    return payments, [*placements.values()]


@settings(max_examples=300)
@given(CLAIMS, EVENTS, st.randoms())
def test_every_ore_is_allocated_unplaced_or_used_and_no_order_of_rows_matters(drawn, events, rng):
    claims = [
        PricedClaim(
            f"x:{number}", FIRST, 0 if is_void else ore, kid=kid,
            status=ClaimStatus.CANCELLED if is_void else ClaimStatus.OPEN,
        )
        for number, (kid, ore, is_void) in enumerate(drawn)
    ]  # fmt: skip
    payments, placements = lived(claims, events)
    shuffled = [rng.sample(rows, len(rows)) for rows in (claims, payments, placements)]

    found = settle(claims, (), payments, LAST, placements=placements)
    again = settle(shuffled[0], (), shuffled[1], LAST, placements=shuffled[2])

    assert found == again
    assert found.is_accounted
    assert found.received_ore == sum(payment.amount_ore for payment in payments)
    paid_ore = Counter()
    for row in found.allocations:
        assert row.amount_ore > 0
        paid_ore[row.claim_id] += row.amount_ore
    for balance in found.balances:
        assert balance.paid_ore == paid_ore[balance.claim_id]
        assert balance.open_ore == balance.amount_ore - balance.paid_ore >= 0
    for row in found.unplaced:
        is_reversal = row.state == PaymentState.REVERSED
        assert (row.amount_ore < 0) == is_reversal
    for payment in payments:
        if payment.amount_ore > 0:
            mine = [*found.allocations, *found.unplaced]
            used = sum(row.amount_ore for row in mine if row.payment_id == payment.payment_id)
            assert used <= payment.amount_ore


@settings(max_examples=200)
@given(CLAIMS, EVENTS)
def test_without_placements_a_kid_is_a_purse(drawn, events):
    claims = [
        PricedClaim(f"x:{number}", FIRST, ore, kid=kid)
        for number, (kid, ore, _) in enumerate(drawn)
    ]
    payments, _ = lived(claims, [event for event in events if event[0] != "place"])
    purse, owed = Counter(), Counter()
    short = Counter()  # taken back without having come
    for payment in payments:
        if payment.kid:
            purse[payment.kid] += payment.amount_ore
            if purse[payment.kid] < 0:
                short[payment.kid] -= purse[payment.kid]
                purse[payment.kid] = 0
    for claim in claims:
        owed[claim.kid] += claim.amount_ore

    found = settle(claims, (), payments, LAST)

    for kid in KIDS[:3]:
        paid = sum(balance.paid_ore for balance in found.balances if balance.kid == kid)
        assert paid == min(purse[kid], owed[kid])
    kid_of = {payment.payment_id: payment.kid for payment in payments}
    left = Counter()
    for row in found.unplaced:
        if kid_of[row.payment_id]:
            left[kid_of[row.payment_id]] += row.amount_ore
    for kid in KIDS:
        assert left[kid] == purse[kid] - min(purse[kid], owed[kid]) - short[kid]
