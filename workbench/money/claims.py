"""What each claim amounts to, where the invoice states the sum and the claims only their part."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from workbench.model import frames
from workbench.model.money import split_evenly
from workbench.model.words import ClaimStatus, FeeType

VOID = {ClaimStatus.CANCELLED, ClaimStatus.EXEMPT}


def price(claims: pd.DataFrame, invoices: pd.DataFrame) -> pd.DataFrame:
    """Give every claim its amount and status; an invoice without claims becomes one of its own.

    KlubbAdmin states a claim's own amount only once it is paid, and the unpaid sum per invoice.
    A sum is shared evenly over the invoice's claims, in whole øre, in the order of their ids, so
    that the claims always sum to the invoice exactly. A claim that nobody states an amount for
    gets the status `review`.
    """
    by_invoice = {row["invoice_id"]: row for row in frames.records(invoices)}
    groups: dict[str, list[dict[str, Any]]] = {}
    for claim in sorted(frames.records(claims), key=lambda row: str(row["claim_id"])):
        groups.setdefault(claim["invoice_id"] or claim["claim_id"], []).append(claim)
    priced = [
        row
        for invoice_id, group in groups.items()
        for row in _price_group(group, by_invoice.get(invoice_id))
    ]
    lonely = [_as_claim(row) for key, row in by_invoice.items() if key not in groups]
    return frames.build("claims", priced + lonely)


def _price_group(
    group: list[dict[str, Any]], invoice: dict[str, Any] | None
) -> Iterator[dict[str, Any]]:
    if invoice is None:
        for claim in group:
            yield _price_alone(claim)
        return
    for claim, amount in zip(group, _shares(group, invoice["amount_ore"]), strict=True):
        status = invoice["status"]
        yield {
            **claim,
            "issued_on": claim["issued_on"] or invoice["issued_on"],
            "due_on": claim["due_on"] or invoice["due_on"],
            "amount_ore": 0 if status in VOID else amount,
            "status": status,
        }


def _shares(group: list[dict[str, Any]], total: int) -> list[int]:
    """Return the claims' amounts: as stated, and the rest shared evenly over those that state none.

    Where all state one, a difference is the system's own fee, and is shared over them all.
    """
    stated = [claim["amount_ore"] or claim["paid_ore"] or 0 for claim in group]
    rest = total - sum(stated)
    silent = [n for n, amount in enumerate(stated) if not amount] or list(range(len(group)))
    if rest < 0:
        return split_evenly(total, len(group))
    for n, part in zip(silent, split_evenly(rest, len(silent)), strict=True):
        stated[n] += part
    return stated


def _price_alone(claim: dict[str, Any]) -> dict[str, Any]:
    amount = claim["amount_ore"] or claim["paid_ore"]
    if claim["status"] in VOID:
        status = claim["status"]
    elif amount is None:
        status = ClaimStatus.REVIEW
    elif claim["status"]:
        status = claim["status"]
    else:
        status = ClaimStatus.PAID if (claim["paid_ore"] or 0) >= amount else ClaimStatus.OPEN
    return {**claim, "amount_ore": 0 if status in VOID else amount or 0, "status": status}


def _as_claim(invoice: dict[str, Any]) -> dict[str, Any]:
    void = invoice["status"] in VOID
    return {
        **invoice,
        "claim_id": f"{invoice['invoice_id']}::{invoice['title']}",
        "fee_type": FeeType.OTHER,
        "amount_ore": 0 if void else invoice["amount_ore"],
    }
