"""Payments that came by two ways: a bank's own list repeats what the OCR giro holds."""

from datetime import date, timedelta

import pandas as pd

from workbench.model.frames import records

BANK = "bank"
APART = timedelta(days=3)  # a weekend lies between the transmission and the account


def counted_once(payments: pd.DataFrame) -> pd.DataFrame:
    """Leave out each of the bank's payments that another source has: same KID and amount, at most
    three days apart. Two alike are two, where the other source has two."""
    has_kid = payments["kid"].notna()
    is_bank = (payments["source"] == BANK) & has_kid
    if not is_bank.any():
        return payments
    days: dict[tuple[str, int], list[date]] = {}
    for row in records(payments[~is_bank & has_kid].sort_values("paid_on")):
        days.setdefault((row["kid"], row["amount_ore"]), []).append(row["paid_on"])
    repeated = set()
    for row in records(payments[is_bank].sort_values(["paid_on", "payment_id"])):
        others = days.get((row["kid"], row["amount_ore"]), [])
        same = next((day for day in others if abs(day - row["paid_on"]) <= APART), None)
        if same is not None:
            others.remove(same)
            repeated.add(row["payment_id"])
    return payments[~payments["payment_id"].isin(repeated)].reset_index(drop=True)
