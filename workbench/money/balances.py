"""What is open on each claim on a day: what was paid, and what the member system says is paid.

A payment is the invoice's that its source names, else the one's that has its KID.

A "paid" from the member system settles a claim until the real payment is seen; the two never add
up, the larger of them counts. Money is poured over the claims with the membership fee first, since
it is what makes a member count, then by due date.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from workbench.model import frames
from workbench.model.money import pour
from workbench.model.words import ClaimStatus, FeeType
from workbench.money.payments import counted_once

KEYS = ("invoice_id", "kid")  # what claims share payments by
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
    payments = counted_once(payments)
    issued = claims[claims["issued_on"].isna() | (claims["issued_on"] <= day)]
    by_invoice = payments["invoice_id"].isin(issued["invoice_id"].dropna())
    by_kid = payments["invoice_id"].isna() & payments["kid"].isin(issued["kid"].dropna())
    is_known = payments["paid_on"] <= day
    received = _by_key(payments[is_known & (by_invoice | by_kid)])
    later = _by_key(payments[~is_known])
    stated = {row["invoice_id"]: _stated(row, as_of) for row in frames.records(invoices)}
    unsettled = set(invoices.loc[~invoices["status"].isin(SETTLED), "invoice_id"])
    rows: list[Claim] = []
    surplus = 0
    for group in _groups(frames.records(issued)):
        alone = [claim for claim in group if _is_alone(claim, stated, unsettled)]
        said = _said(alone, as_of)
        own = {claim_id: ore for claim_id, (_, ore) in said.items()}
        given = _Given(sorted(group, key=_membership_first), own)
        keys = sorted({(name, claim[name]) for claim in group for name in KEYS if claim[name]})
        for key in keys:
            surplus += given.receive(key, received.get(key, []))
        ahead = sum(ore for key in keys for _, ore in later.get(key, []))
        given.trust(*_stated_of_group(group, stated, said, as_of, ahead))
        rows += given.rows()
    return Settlement(
        frames.build("balances", sorted(rows, key=lambda row: str(row["claim_id"]))),
        _in_order(payments[is_known & ~(by_invoice | by_kid)]),
        surplus,
    )


@dataclass
class _Given:
    """The claims that share invoices or KIDs, in the order money reaches them; what they got.

    `said` is what a claim that speaks for itself says that it got: that much reaches it first.
    """

    claims: list[Claim]
    said: dict[str, int]
    paid: dict[str, int] = field(default_factory=dict)
    settled_on: dict[str, date | None] = field(default_factory=dict)

    def receive(self, key: tuple[str, str], payments: list[Payment]) -> int:
        """Pour the payments of a KID, or of an invoice, over its claims, oldest first; return what
        was too much."""
        own = [claim for claim in self.claims if claim[key[0]] == key[1]]
        return sum(self._pour(amount, own, day) for day, amount in _without_reversed(payments))

    def trust(self, stated_ore: int, stated_on: date | None) -> None:
        """Pour what the member system holds as paid beyond what was seen."""
        self._pour(max(0, stated_ore - sum(self.paid.values())), self.claims, stated_on)

    def _pour(self, amount: int, claims: list[Claim], day: date | None) -> int:
        said = [self.said.get(claim["claim_id"], 0) for claim in claims]
        for limits in (said, [claim["amount_ore"] for claim in claims]):
            got = [self.paid.get(claim["claim_id"], 0) for claim in claims]
            needs = [max(0, limit - paid) for limit, paid in zip(limits, got, strict=True)]
            parts, amount = pour(amount, needs)
            for claim, part, paid in zip(claims, parts, got, strict=True):
                if part:
                    self.paid[claim["claim_id"]] = paid + part
                    if paid + part == claim["amount_ore"]:
                        self.settled_on[claim["claim_id"]] = day
        return amount

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


def _in_order(payments: pd.DataFrame) -> pd.DataFrame:
    return payments.sort_values(["paid_on", "payment_id"], ignore_index=True)


def _by_key(payments: pd.DataFrame) -> dict[tuple[str, str], list[Payment]]:
    """Return the payments of each invoice, or KID where no invoice is named, the oldest first."""
    found: dict[tuple[str, str], list[Payment]] = {}
    for row in frames.records(_in_order(payments)):
        name = "invoice_id" if row["invoice_id"] else "kid"
        found.setdefault((name, str(row[name])), []).append((row["paid_on"], row["amount_ore"]))
    return found


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
        names = [(name, claim[name]) for name in KEYS if claim[name]]
        joined = [claim]
        for found in {id(group_of[n]): group_of[n] for n in names if n in group_of}.values():
            joined = found + joined
        for member in joined:
            group_of |= {(n, member[n]): joined for n in KEYS if member[n]}
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


def _is_alone(claim: Claim, stated: Mapping[str, object], unsettled: set[str]) -> bool:
    """Say whether a claim speaks for itself: it has no invoice, or is settled where that is not, by
    what another system says."""
    invoice_id = claim["invoice_id"]
    return invoice_id not in stated or (invoice_id in unsettled and claim["status"] in SETTLED)


def _said(claims: list[Claim], as_of: date) -> dict[str, Payment]:
    """Return what claims without an invoice say themselves that they got, never above the amount:
    what was paid for one that is cancelled is not another's."""
    found = {claim["claim_id"]: _stated(claim, as_of) for claim in claims}
    limits = {claim["claim_id"]: claim["amount_ore"] for claim in claims}
    return {key: (paid[0], min(paid[1], limits[key])) for key, paid in found.items() if paid}


def _stated_of_group(
    group: list[Claim],
    stated: dict[str, Payment | None],
    said: dict[str, Payment],
    as_of: date,
    later_ore: int,
) -> tuple[int, date | None]:
    """Add up what the member system holds as paid: of an invoice, or of its claims, the larger.

    Of what claims without an invoice say, and give no day for, the part that came later is off.
    """
    by_invoice: dict[str | None, list[Payment]] = {}
    for claim in group:
        key = claim["invoice_id"]
        own = said.get(claim["claim_id"])
        if key in stated:
            own = _stated({**claim, "status": None}, as_of)  # the status is the invoice's
        by_invoice.setdefault(key, []).extend(filter(None, [own]))
    total, undated, days = 0, 0, []
    for key, of_claims in by_invoice.items():
        of_invoice = list(filter(None, [stated.get(str(key))]))
        larger = max(of_invoice, of_claims, key=lambda found: sum(ore for _, ore in found))
        total += sum(ore for _, ore in larger)
        days += [day for day, _ in larger if day != date.min]
        undated += sum(ore for day, ore in larger if day == date.min and key not in stated)
    return total - min(undated, later_ore), max(days, default=None)


def _membership_first(claim: Claim) -> tuple[bool, date, str]:
    return (claim["fee_type"] != FeeType.MEMBERSHIP, claim["due_on"] or date.max, claim["claim_id"])
