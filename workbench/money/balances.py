"""What is open on each claim on a day: payments by KID, and what the member system says is paid.

A "paid" from the member system settles a claim until the real payment is seen; the two never add
up, the larger of them counts. A sum is poured over the claims of a KID with the membership fee
first, since it is what makes a member count, then by due date.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from workbench.model import frames
from workbench.model.money import pour
from workbench.model.words import ClaimStatus, FeeType

SETTLED = {ClaimStatus.PAID, ClaimStatus.PAID_MANUAL}


@dataclass(frozen=True)
class Settlement:
    """Balances on a day; the payments that no claim has, and what was paid beyond the claims."""

    balances: pd.DataFrame
    unmatched: pd.DataFrame
    surplus_ore: int


def settle(
    claims: pd.DataFrame, invoices: pd.DataFrame, payments: pd.DataFrame, as_of: date
) -> Settlement:
    """Work out every claim's balance on `as_of`; what was issued or paid later is not yet known.

    `claims` are priced (`money.claims.price`). A payment dated `as_of` counts.
    """
    day = pd.Timestamp(as_of)
    issued = claims[claims["issued_on"].isna() | (claims["issued_on"] <= day)]
    known = payments[payments["paid_on"] <= day]
    is_matched = known["kid"].isin(issued["kid"].dropna())
    received: dict[str, list[tuple[date, int]]] = {}
    for payment in frames.records(known[is_matched].sort_values(["paid_on", "payment_id"])):
        got = received.setdefault(payment["kid"], [])
        got.append((payment["paid_on"], payment["amount_ore"]))
    stated = _stated(issued, invoices, as_of)
    groups: dict[str, list[dict[str, Any]]] = {}
    for claim in frames.records(issued):
        group_id = claim["kid"] or claim["invoice_id"] or claim["claim_id"]
        groups.setdefault(group_id, []).append(claim)
    rows: list[dict[str, Any]] = []
    surplus = 0
    for group_id, claims_together in groups.items():
        paid = received.get(group_id, [])
        rows += _settle_group(claims_together, paid, stated)
        owed = sum(claim["amount_ore"] for claim in claims_together)
        surplus += max(0, sum(amount for _, amount in paid) - owed)
    return Settlement(
        frames.build("balances", sorted(rows, key=lambda row: str(row["claim_id"]))),
        known[~is_matched].reset_index(drop=True),
        surplus,
    )


def _stated(
    claims: pd.DataFrame, invoices: pd.DataFrame, day: date
) -> dict[str, tuple[int, date | None]]:
    """Return claim id or invoice id -> (øre, day) that the member system holds as paid."""
    alone = claims[~claims["invoice_id"].isin(invoices["invoice_id"])]
    found = {}
    for key, rows in (("invoice_id", invoices), ("claim_id", alone)):
        for row in frames.records(rows):
            # where it says paid, the fee that the system keeps does not leave a rest
            settled = row["status"] in SETTLED
            amount = row["amount_ore"] if settled else row["paid_ore"]
            if amount and (row["paid_on"] is None or row["paid_on"] <= day):
                found[str(row[key])] = (int(amount), row["paid_on"])
    return found


def _settle_group(
    claims: list[dict[str, Any]],
    received: list[tuple[date, int]],
    stated: dict[str, tuple[int, date | None]],
) -> Iterator[dict[str, Any]]:
    ids = sorted({str(row["invoice_id"]) for row in claims} | {row["claim_id"] for row in claims})
    by_system = [stated[key] for key in ids if key in stated]
    system_ore = sum(amount for amount, _ in by_system)
    system_on = max((day for _, day in by_system if day is not None), default=None)
    received_ore = sum(amount for _, amount in received)
    in_order = sorted(claims, key=_membership_first)
    given, _ = pour(max(received_ore, system_ore), [row["amount_ore"] for row in in_order])
    settled_on = received[-1][0] if received and received_ore >= system_ore else system_on
    for row, paid in zip(in_order, given, strict=True):
        rest = row["amount_ore"] - paid
        yield {
            **row,
            "paid_ore": paid,
            "open_ore": rest,
            "settled_on": None if rest else settled_on,
        }


def _membership_first(claim: dict[str, Any]) -> tuple[bool, date, str]:
    return (claim["fee_type"] != FeeType.MEMBERSHIP, claim["due_on"], claim["claim_id"])
