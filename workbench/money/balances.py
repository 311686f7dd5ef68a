"""What is open on each claim on a day: payments by KID, and what the member system says is paid.

A "paid" from the member system settles a claim until the real payment is seen; the two never add
up, the larger of them counts. Money is poured over the claims with the membership fee first, since
it is what makes a member count, then by due date.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from workbench.model import frames
from workbench.model.money import pour
from workbench.model.words import ClaimStatus, FeeType

SETTLED = {ClaimStatus.PAID, ClaimStatus.PAID_MANUAL}
Claim = dict[str, Any]
Payment = tuple[date, int]  # day and øre


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
    known = payments[payments["paid_on"] <= day].sort_values(["paid_on", "payment_id"])
    is_matched = known["kid"].isin(issued["kid"].dropna())
    received: dict[str, list[Payment]] = {}
    for payment in frames.records(known[is_matched]):
        got = received.setdefault(payment["kid"], [])
        got.append((payment["paid_on"], payment["amount_ore"]))
    stated = {row["invoice_id"]: _stated(row, as_of) for row in frames.records(invoices)}
    rows: list[Claim] = []
    surplus = 0
    for group in _groups(frames.records(issued)):
        given = _Given(sorted(group, key=_membership_first))
        for kid in sorted({claim["kid"] for claim in group if claim["kid"]}):
            surplus += given.receive(kid, received.get(kid, []))
        given.trust(*_stated_of_group(group, stated, as_of))
        rows += given.rows()
    return Settlement(
        frames.build("balances", sorted(rows, key=lambda row: str(row["claim_id"]))),
        known[~is_matched].reset_index(drop=True),
        surplus,
    )


@dataclass
class _Given:
    """The claims that share invoices or KIDs, in the order money reaches them; what they got."""

    claims: list[Claim]
    paid: dict[str, int] = field(default_factory=dict)
    settled_on: dict[str, date | None] = field(default_factory=dict)

    def receive(self, kid: str, payments: list[Payment]) -> int:
        """Pour the payments of a KID over its claims, oldest first; return what was too much."""
        own = [claim for claim in self.claims if claim["kid"] == kid]
        return sum(self._pour(amount, own, day) for day, amount in _without_reversed(payments))

    def trust(self, stated_ore: int, stated_on: date | None) -> None:
        """Pour what the member system holds as paid beyond what was seen."""
        self._pour(max(0, stated_ore - sum(self.paid.values())), self.claims, stated_on)

    def _pour(self, amount: int, claims: list[Claim], day: date | None) -> int:
        needs = [claim["amount_ore"] - self.paid.get(claim["claim_id"], 0) for claim in claims]
        parts, rest = pour(amount, needs)
        for claim, part, need in zip(claims, parts, needs, strict=True):
            if part:
                self.paid[claim["claim_id"]] = claim["amount_ore"] - need + part
                if part == need:
                    self.settled_on[claim["claim_id"]] = day
        return rest

    def rows(self) -> list[Claim]:
        """Return the rows of the frame `balances`."""
        return [
            {
                **claim,
                "paid_ore": (paid := self.paid.get(claim["claim_id"], 0)),
                "open_ore": claim["amount_ore"] - paid,
                "settled_on": self.settled_on.get(claim["claim_id"]),
            }
            for claim in self.claims
        ]


def _without_reversed(payments: list[Payment]) -> list[Payment]:
    """Take each reversal off the payments before it, the latest first."""
    left: list[Payment] = []
    for day, amount in payments:
        left.append((day, max(0, amount)))
        taken = max(0, -amount)
        while taken and left:
            last_on, last = left.pop()
            if last > taken:
                left.append((last_on, last - taken))
            taken = max(0, taken - last)
    return left


def _groups(claims: list[Claim]) -> list[list[Claim]]:
    """Group the claims that share an invoice or a KID, also by way of each other."""
    group_of: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        names = [(name, claim[name]) for name in ("invoice_id", "kid") if claim[name]]
        joined = [claim]
        for found in {id(group_of[n]): group_of[n] for n in names if n in group_of}.values():
            joined = found + joined
        for member in joined:
            group_of |= {(n, member[n]): joined for n in ("invoice_id", "kid") if member[n]}
        if not names:
            group_of["claim_id", claim["claim_id"]] = joined
    return list({id(group): group for group in group_of.values()}.values())


def _stated(row: Claim, as_of: date) -> Payment | None:
    """Return what a row of the member system holds as paid by a day, if anything.

    Where it says paid, the fee that the system keeps does not leave a rest.
    """
    amount = row["amount_ore"] if row["status"] in SETTLED else row["paid_ore"]
    if not amount or (row["paid_on"] is not None and row["paid_on"] > as_of):
        return None
    return (row["paid_on"] or date.min, amount)


def _stated_of_group(
    group: list[Claim], stated: dict[str, Payment | None], as_of: date
) -> tuple[int, date | None]:
    """Add up what the member system holds as paid: of an invoice, or of its claims, the larger."""
    by_invoice: dict[str | None, list[Payment]] = {}
    for claim in group:
        key = claim["invoice_id"]
        own = claim if key not in stated else {**claim, "status": None}  # the invoice's status
        by_invoice.setdefault(key, []).extend(filter(None, [_stated(own, as_of)]))
    total, days = 0, []
    for key, of_claims in by_invoice.items():
        of_invoice = list(filter(None, [stated.get(str(key))]))
        larger = max(of_invoice, of_claims, key=lambda found: sum(ore for _, ore in found))
        total += sum(ore for _, ore in larger)
        days += [day for day, _ in larger if day != date.min]
    return total, max(days, default=None)


def _membership_first(claim: Claim) -> tuple[bool, date, str]:
    return (claim["fee_type"] != FeeType.MEMBERSHIP, claim["due_on"] or date.max, claim["claim_id"])
