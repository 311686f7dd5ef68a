"""Very many payments matched to claims by KID, beside the merge of two frames on KID."""

from datetime import date, timedelta
from random import Random

import pandas as pd

from tests.benchmarks.bench import Bench
from workbench.model.day_rows import PricedClaim
from workbench.model.rows import Payment
from workbench.money.balances import settle
from workbench.money.payments import count_payments
from workbench.office.desk import paused_gc
from workbench.values.kid import make_kid

AS_OF = date(2026, 11, 22)
BOUND = 3  # times the merge


def matching_benches(rows: int) -> list[Bench]:
    """Return the benches of matching alone, and of the balances that follow from it."""
    rng = Random(20261122)
    claims = [make_claim(rng, number) for number in range(rows)]
    payments = [
        make_payment(rng, number, claim) for number, claim in enumerate(rng.sample(claims, rows))
    ]
    claim_frame = pd.DataFrame(claims)[["claim_id", "kid", "amount_ore"]]
    payment_frame = pd.DataFrame(payments)[["payment_id", "kid", "amount_ore"]]

    def merge() -> pd.DataFrame:
        return payment_frame.merge(claim_frame, on="kid", how="left")

    @paused_gc()
    def match() -> object:
        return count_payments(payments, (), AS_OF)

    @paused_gc()
    def settle_all() -> object:
        return settle(claims, (), payments, AS_OF)

    many = f"{rows:,}".replace(",", " ")
    yardstick = "pandas.merge på KID"
    return [
        Bench(f"{many} innbetalinger etter KID", match, yardstick, merge, BOUND),
        Bench(f"{many} krav og innbetalinger gjort opp", settle_all, yardstick, merge),
    ]


def make_claim(rng: Random, number: int) -> PricedClaim:
    due_on = AS_OF - timedelta(days=rng.randint(10, 300))
    kid = make_kid(f"{number:011d}", 10)
    return PricedClaim(f"k:{number:07d}", due_on, 500_00, kid=kid, member_id=f"k:{number // 2}")


def make_payment(rng: Random, number: int, claim: PricedClaim) -> Payment:
    paid_on = claim.due_on + timedelta(days=rng.randint(-9, 9))
    return Payment(f"p:{number:07d}", claim.amount_ore, paid_on, "ocr", claim.kid)
