"""A call saved: checked, its rows worked out from the books as they stand, written as one event."""

from datetime import date

import pandas as pd

from workbench.calls.cases import Case
from workbench.calls.effects import rows_of
from workbench.calls.entries import Entry, check
from workbench.dunning import instalments
from workbench.model import frames
from workbench.model.changes import diff
from workbench.model.words import Outcome
from workbench.office.desk import Desk
from workbench.office.picture import Picture
from workbench.store import books
from workbench.store.frames import read

SAVED = (
    "calls", "call_claims", "call_contacts", "holds", "instalments", "steps", "corrections",
)  # fmt: skip
COMPARED = ("holds", "steps")  # the others are new with their call


def save_call(
    desk: Desk, case: Case, entry: Entry, picture: Picture, *, agent: str, today: date
) -> None:
    """Write a call inside `write`, where others wait: no more is read than must be.

    Raises UsageError for an entry that cannot be saved as it is.
    """
    held = {name: read(desk.db, name) for name in COMPARED}
    rows = rows_of(
        check(entry, case, today),
        case,
        holds=_standing(desk, held["holds"], entry, picture, today),
        agent=agent,
        as_of=today,
        number=desk.db["calls"].count + 1,
    )
    diffs = [
        diff(name, held.get(name, frames.empty(name)), frames.build(name, rows[name]))
        for name in SAVED
        if rows[name]
    ]
    books.save(desk.db, "call", diffs, subject=entry.call_id, day=today, who=agent)


def _standing(
    desk: Desk, holds: pd.DataFrame, entry: Entry, picture: Picture, today: date
) -> pd.DataFrame:
    """Return the holds that a call's own are fitted around; a broken plan counts for a new one."""
    if entry.outcome != Outcome.PAYMENT_PLAN:
        return holds
    parts, claims = read(desk.db, "instalments"), read(desk.db, "call_claims")
    return instalments.ended(holds, parts, claims, picture.balances, today)
