"""To find a payer who calls back: by phone, name, child's name, KID or invoice number."""

from typing import Any

import pandas as pd

from workbench.calls.queue import by_payer, payer_row
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
    people = {row["member_id"]: row for row in records(members)}
    names = {member_id: row["first_name"] for member_id, row in people.items()}
    ways_of = by_payer(contacts)
    found = []
    for payer_id, rows in by_payer(claims).items():
        ways = ways_of.get(payer_id, [])
        owing = [people[row["member_id"]] for row in rows if row["member_id"] in people]
        called = [f"{row['first_name'] or ''} {row['last_name'] or ''}" for row in owing]
        called += [way["contact_name"] for way in ways]
        numbers = {row["kid"] for row in rows} | {
            (row["invoice_id"] or "").partition(":")[2] for row in rows
        }
        if digits.isdigit():
            fits = digits in numbers or any((way["phone"] or "").endswith(digits) for way in ways)
        else:
            fits = any(wanted in fold(name) for name in called)
        if ways and fits:
            found.append(payer_row(payer_id, rows, ways, names))
    return sorted(found, key=lambda row: (row["contact_name"], row["payer_id"]))
