"""What was not read, as people go through it: whose it is, why, and what it may have meant."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench.model.frames import records
from workbench.reports.worklists import COUNT, Column, Sheet, full_names
from workbench.values.identity import is_digest


def named(
    rejected: pd.DataFrame, facts: Mapping[str, pd.DataFrame], systems: Mapping[str, str], own: str
) -> pd.DataFrame:
    """Add `about`: whose each row set aside is, where the books know, and the key it stands under.

    Ids are of the system `own`, but in files read by the titles of `systems`.
    """
    people = dict(full_names(facts["members"]).itertuples(index=False, name=None))
    claims = facts["claims"][["invoice_id", "member_id"]].dropna()
    owed = {order: people.get(whose) for order, whose in claims.itertuples(index=False, name=None)}
    orders = facts["invoices"][["invoice_id", "recipient_name"]].dropna()
    owed |= dict(orders.itertuples(index=False, name=None))
    books = {"members": people, "holds": people, "claims": people, "payments": {}}
    files = rejected[["sha256", "record"]].merge(facts["files"], on="sha256", how="left")
    about = [
        _about(
            row["record"], row["kind"], systems.get(row["title"], own), books.get(row["kind"], owed)
        )
        for row in records(files[["record", "kind", "title"]])
    ]
    return rejected.assign(about=about)


def _about(record: str | None, kind: str, system: str, names: Mapping[str, str | None]) -> str:
    """Say a name and the parts of the key; a claim's begins with its order, then the member."""
    key = (record or "").split(":")
    name = names.get(f"{system}:{key[kind == 'claims' and len(key) > 1]}")
    said = ", ".join(part for part in key if part and not is_digest(part))
    return f"{name} ({said})" if name and said else name or said


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
        Column("Fil", width=30),
        Column("Ark"),
        Column("Rad", COUNT, 8),
        Column("Gjelder", width=34),
        Column("Kolonne", width=20),
        Column("Verdi", width=30),
        Column("Hvorfor", width=50),
        Column("Forslag", width=30),
    )
    fields = ("file", "sheet", "row", "about", "column", "value", "reason")
    rows = [
        (
            *(row[field] for field in fields),
            row["proposal"] if row["repaired"] is None else f"rettet til {row['repaired']}",
        )
        for row in gathered(rejected)
    ]
    return Sheet("Rader til side", columns, rows)
