"""A claim in two systems as one: what was paid, sent, said and agreed on either counts for it."""

from collections.abc import Mapping, Sequence

import pandas as pd

from workbench.model import frames
from workbench.model.words import ClaimStatus
from workbench.money.balances import SETTLED
from workbench.money.claims import VOID
from workbench.money.twins import Claim, Twins
from workbench.norsk import tall_dato
from workbench.values.identity import is_digest

Facts = dict[str, pd.DataFrame]
STRICTEST = (ClaimStatus.IN_COLLECTION, ClaimStatus.REVIEW, ClaimStatus.FROZEN)


def joined(claims: pd.DataFrame, found: Twins) -> pd.DataFrame:
    """Return the priced claims, each pair as the one kept; those in doubt are to be decided."""
    if not (found.pairs or found.doubts):
        return claims
    doubtful = {claim["claim_id"] for group in found.doubts for claim in group}
    is_in = claims["claim_id"].isin({*found.kept, *found.kept.values(), *doubtful})
    rows = {row["claim_id"]: row for row in frames.records(claims[is_in])}
    for other, kept in found.kept.items():
        rows[kept] = _one(rows[kept], rows.pop(other))
    for claim_id in doubtful & rows.keys():
        if rows[claim_id]["status"] not in SETTLED | VOID:
            rows[claim_id] = {**rows[claim_id], "status": ClaimStatus.REVIEW}
    return pd.concat([claims[~is_in], frames.build("claims", rows.values())], ignore_index=True)


def _one(own: Claim, other: Claim) -> Claim:
    """Return the claim that counts for both: settled if either is, resting if either rests."""
    one = {**own, "kid": own["kid"] or other["kid"]}
    if own["status"] in SETTLED | VOID:
        return one
    if other["status"] in SETTLED and other["amount_ore"] >= own["amount_ore"]:
        settled = {"status": other["status"], "paid_ore": own["amount_ore"]}
        return one | settled | {"paid_on": other["paid_on"]}
    if other["status"] in SETTLED:  # no more than was claimed there
        other = {**other, "paid_ore": other["amount_ore"]}
    said = {own["status"], other["status"]}
    is_unclear = any(own[name] != other[name] for name in ("amount_ore", "due_on"))
    if (other["paid_ore"] or 0) > (own["paid_ore"] or 0):
        one |= {"paid_ore": other["paid_ore"], "paid_on": other["paid_on"]}
        is_unclear |= own["claim_id"] != own["invoice_id"]  # a part of an invoice for several
    if ClaimStatus.EXEMPT in said or (is_unclear and ClaimStatus.CANCELLED not in said):
        said.add(ClaimStatus.REVIEW)  # which of them is right?
    return one | {"status": next((word for word in STRICTEST if word in said), own["status"])}


def as_one(facts: Facts, found: Twins) -> Facts:
    """Return the frames given with what was done, said and paid of the other on the one kept."""
    if not found.pairs:
        return facts
    result = dict(facts)
    if "claims" in facts:
        rest = facts["claims"][~facts["claims"]["claim_id"].isin(set(found.kept))]
        result["claims"] = rest.reset_index(drop=True)
    for name, change in CHANGES.items():
        if name in facts:
            result[name] = frames.build(name, change(frames.records(facts[name]), found))
    return result


def _call_claims(rows: list[Claim], found: Twins) -> list[Claim]:
    named = [(row["call_id"], found.kept.get(row["claim_id"], row["claim_id"])) for row in rows]
    return [{"call_id": call, "claim_id": claim} for call, claim in dict.fromkeys(named)]


def _steps(rows: list[Claim], found: Twins) -> list[Claim]:
    """Of a step taken on both the later counts: the next one waits for it."""
    pairs = {pair.other["claim_id"]: pair for pair in found.pairs}
    latest: dict[tuple[str, ...], Claim] = {}
    for row in sorted(rows, key=lambda row: row["sent_on"]):
        if (pair := pairs.get(row["claim_id"])) is not None:
            row = {**row, "claim_id": pair.kept["claim_id"]}
            if row["due_version"] == pair.other["due_on"].isoformat():
                row["due_version"] = pair.kept["due_on"].isoformat()
        latest[row["claim_id"], row["step_id"], row["due_version"]] = row
    return list(latest.values())


def _holds(rows: list[Claim], found: Twins) -> list[Claim]:
    """What was agreed on an invoice of the other rests those of the claims kept for it."""
    return [
        {
            **row,
            "invoice_id": invoice_id,
            "hold_id": f"{row['hold_id']}||{n}" if n else row["hold_id"],
        }
        for row in rows
        for n, invoice_id in enumerate(found.invoices.get(row["invoice_id"], [row["invoice_id"]]))
    ]


def _payments(rows: list[Claim], found: Twins) -> list[Claim]:
    moved = {other: ids[0] for other, ids in found.invoices.items() if len(ids) == 1}
    return [{**row, "invoice_id": moved.get(row["invoice_id"], row["invoice_id"])} for row in rows]


CHANGES = {"call_claims": _call_claims, "steps": _steps, "holds": _holds, "payments": _payments}


def told(found: Twins, systems: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the findings of what somebody should cancel in one of the systems, or decide; a row
    for each member. `systems` are their names."""
    said: dict[tuple[str, str], set[str]] = {}
    for pair in found.pairs:
        words = {pair.kept["status"], pair.other["status"]}
        if pair.other["status"] not in VOID and words - SETTLED - VOID:
            member_id = pair.kept["member_id"] or ""
            said.setdefault(("same_claim", member_id), set()).add(
                _told((pair.kept, pair.other), systems)
            )
    for group in found.doubts:
        for claim in group:
            member_id = claim["member_id"] or ""
            said.setdefault(("maybe_same_claim", member_id), set()).add(_told(group, systems))
    return [
        {"kind": kind, "member_id": member_id, "detail": "; ".join(sorted(details))}
        for (kind, member_id), details in said.items()
    ]


def _told(claims: Sequence[Claim], systems: Mapping[str, str]) -> str:
    """Name a claim by its first one's title and due date, and where it stands, by number if any."""
    places = []
    for claim in claims:
        number = str(claim["invoice_id"] or claim["claim_id"]).partition(":")[2]
        name = systems.get(claim["system"], claim["system"])
        places.append(name if is_digest(number) else f"{name} nr. {number}")
    due_on = tall_dato(claims[0]["due_on"])
    return f"«{claims[0]['title']}» med forfall {due_on}: {', '.join(places)}"
