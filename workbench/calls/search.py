"""To find a payer who calls back: by phone, name, child's name, KID or invoice number."""

from datetime import date
from typing import Any

import pandas as pd

from workbench.calls.queue import whom
from workbench.model.frames import records
from workbench.values.text import fold

SHORTEST = 3  # letters or digits


def search(
    text: str,
    plan: pd.DataFrame,
    balances: pd.DataFrame,
    contacts: pd.DataFrame,
    members: pd.DataFrame,
) -> list[dict[str, Any]]:
    """Return a row of the frame `queue` for each payer with something open the text points to.

    Digits are held against the end of phones, and the whole of KIDs and invoice numbers; letters
    against the names of the payer and of those the claims concern.
    """
    wanted = fold(text)
    digits = "".join(wanted.split()).removeprefix("+47")
    claims = plan.merge(
        balances[["claim_id", "invoice_id", "member_id", "kid", "due_on", "open_ore"]],
        on="claim_id",
    )
    names = {
        row["member_id"]: (row["first_name"] or "", row["last_name"] or "")
        for row in records(members)
    }
    people: dict[str, list[dict[str, Any]]] = {}
    for row in records(contacts):
        people.setdefault(row["payer_id"], []).append(row)
    owed: dict[str, list[dict[str, Any]]] = {}
    for row in records(claims[claims["payer_id"].notna()]):
        owed.setdefault(row["payer_id"], []).append(row)
    found = []
    for payer_id, rows in owed.items():
        ways = people.get(payer_id, [])
        own = [" ".join(names.get(row["member_id"], ())) for row in rows]
        said = [*own, *(way["contact_name"] for way in ways)]
        numbers = {row["kid"] for row in rows} | {
            (row["invoice_id"] or "").partition(":")[2] for row in rows
        }
        if digits.isdigit():
            fits = digits in numbers or any((way["phone"] or "").endswith(digits) for way in ways)
        else:
            fits = any(wanted in fold(name) for name in said)
        if ways and fits:
            asked = whom(ways, {row["member_id"] for row in rows})
            found.append(_row(payer_id, rows, asked, names))
    return sorted(found, key=lambda row: (row["contact_name"], row["payer_id"]))


def _row(
    payer_id: str,
    claims: list[dict[str, Any]],
    contact: dict[str, Any],
    names: dict[str, tuple[str, str]],
) -> dict[str, Any]:
    due: list[date] = [claim["due_on"] for claim in claims]
    first = {names[c["member_id"]][0] for c in claims if c["member_id"] in names}
    return {
        "payer_id": payer_id,
        "contact_name": contact["contact_name"],
        "phone": contact["phone"],
        "concerns": ", ".join(sorted(filter(None, first))),
        "claims": len(claims),
        "open_ore": sum(claim["open_ore"] for claim in claims),
        "newest_due_on": max(due),
        "needs_talk": False,
    }
