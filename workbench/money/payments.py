"""Payments that came by two ways: a list with KIDs repeats what the OCR giro holds."""

from datetime import date, timedelta

import pandas as pd

from workbench.model.frames import records

RANKS = {"ocr": 0, "bank": 2}  # who is believed first; every other source lies between
APART = timedelta(days=3)  # a weekend lies between the transmission and the account


def counted_once(payments: pd.DataFrame) -> pd.DataFrame:
    """Leave out each payment that a source believed before its own has: same KID and amount, at
    most three days apart. Two alike are two, where the other source has two."""
    ranks = payments["source"].map(RANKS).fillna(1).where(payments["kid"].notna())
    if ranks.nunique() < 2:
        return payments
    counted: list[tuple[tuple[str, int], date]] = []
    repeated = set()
    for _, ranked in payments.groupby(ranks):
        days: dict[tuple[str, int], list[date]] = {}
        for key, day in sorted(counted):
            days.setdefault(key, []).append(day)
        for row in records(ranked.sort_values(["paid_on", "payment_id"])):
            key = (row["kid"], row["amount_ore"])
            others = days.get(key, [])
            same = next((day for day in others if abs(day - row["paid_on"]) <= APART), None)
            if same is None:
                counted.append((key, row["paid_on"]))
            else:
                others.remove(same)
                repeated.add(row["payment_id"])
    return payments[~payments["payment_id"].isin(repeated)].reset_index(drop=True)
