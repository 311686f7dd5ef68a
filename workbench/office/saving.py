"""A call saved: checked, its rows worked out from the books as they stand, written as one event."""

from datetime import date
from typing import Any

import pandas as pd

from workbench.calls.cases import Case
from workbench.calls.effects import rows_of
from workbench.calls.entries import Entry, check
from workbench.dunning import instalments
from workbench.model import frames
from workbench.model.words import Outcome
from workbench.office.picture import Picture
from workbench.store.connection import Database
from workbench.store.events import event
from workbench.store.records import read, write_rows

SAVED = (
    "calls", "call_claims", "call_contacts", "holds", "instalments", "steps", "corrections",
)  # fmt: skip


def save_call(
    db: Database, case: Case, entry: Entry, picture: Picture, *, agent: str, today: date
) -> None:
    """Write a call inside `write`, where others wait: no more is read than must be.

    Raises UsageError for an entry that cannot be saved as it is.
    """
    held = read(db, "holds")
    holds = picture.same.over({"holds": held})["holds"]
    rows = rows_of(
        check(entry, case, today),
        case,
        holds=_standing(db, holds, entry, picture, today),
        agent=agent,
        as_of=today,
        number=db["calls"].count + 1,
    )
    rows["holds"] = _as_held(rows["holds"], held)
    with event(db, "call", today, who=agent, subject=entry.call_id) as event_id:
        for name in SAVED:
            write_rows(db, name, frames.build(name, rows[name]), event_id)


def _as_held(rows: list[dict[str, Any]], held: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows, those that stand already with the ids that they were saved with."""
    saved = {row["hold_id"]: row for row in frames.records(held)}
    return [saved.get(row["hold_id"], row) | {"end_on": row["end_on"]} for row in rows]


def _standing(
    db: Database, holds: pd.DataFrame, entry: Entry, picture: Picture, today: date
) -> pd.DataFrame:
    """Return the holds that a call's own are fitted around; a broken plan counts for a new one."""
    if entry.outcome != Outcome.PAYMENT_PLAN:
        return holds
    claims = picture.same.over({"call_claims": read(db, "call_claims")})["call_claims"]
    parts = read(db, "instalments")
    return instalments.ended(holds, parts, claims, picture.balances, today)
