"""What was not read, as people go through it: whose it is, why, and what it may have meant."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench.model.frames import records
from workbench.reports.day import names_by_id
from workbench.reports.worklists import COUNT, Column, Sheet, sheet_of
from workbench.values.identity import is_digest


def named(rejected: pd.DataFrame, facts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Add `about`: whose each row set aside is, where the books know, and its key."""
    people = names_by_id(facts["members"])
    claims = facts["claims"][["invoice_id", "member_id"]].dropna()
    owed = {order: people.get(whose) for order, whose in claims.itertuples(index=False, name=None)}
    orders = facts["invoices"][["invoice_id", "recipient_name"]].dropna()
    owed |= dict(orders.itertuples(index=False, name=None))
    about = [
        _about(people.get(row["member_id"]) or owed.get(row["invoice_id"]), row["record"])
        for row in records(rejected)
    ]
    return rejected.assign(about=about)


def _about(name: str | None, record: str) -> str:
    """Write a name and the parts of a key; the title of a claim, the third, may have a colon."""
    key = ", ".join(part for part in record.split(":", 2) if part and not is_digest(part))
    return f"{name} ({key})" if name and key else name or key


def gathered(rejected: pd.DataFrame) -> list[dict[str, Any]]:
    """Return what was set aside as people go through it: what has a proposal first, then whole
    rows, and last what was repaired; all that a row lacks stands together."""
    found: list[dict[str, Any]] = []
    lacks: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in sorted(records(rejected), key=_turn):
        where = (row["sha256"], row["sheet"], row["row"])
        is_lack = row["reason"] == "mangler" and row["proposal"] is row["repaired"] is None
        if is_lack and where in lacks:
            lacks[where]["column"] += f", {row['column']}"
            continue
        found.append(row)
        if is_lack:
            lacks[where] = row
    return found


def _turn(row: dict[str, Any]) -> tuple[Any, ...]:
    order = (row["repaired"] is not None, row["proposal"] is None, not row["whole_row"])
    return (*order, row["file"], row["sheet"] or "", row["row"])


def listed(rejected: pd.DataFrame) -> Sheet:
    """List what was not read, as it stands in its file, and what it is proposed or repaired to."""
    columns = (
        Column("Fil", width=30, field="file"),
        Column("Ark", field="sheet"),
        Column("Rad", COUNT, 8, "row"),
        Column("Gjelder", width=34, field="about"),
        Column("Kolonne", width=20, field="column"),
        Column("Verdi", width=30, field="value"),
        Column("Hvorfor", width=50, field="reason"),
        Column("Forslag", width=30, field="proposal"),
    )
    rows = gathered(rejected)
    for row in rows:
        if row["repaired"] is not None:
            row["proposal"] = f"rettet til {row['repaired']}"
    return sheet_of("Rader til side", columns, rows)
