"""A club's books as one set of frames, and the writing of what an import changes."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from sqlite_utils import Database

from workbench.model.changes import Diff
from workbench.model.errors import BooksMoved, StoreError
from workbench.model.frames import DAY, SHAPES, empty
from workbench.store import audit, frames
from workbench.store.connection import DatabaseError
from workbench.store.migrations import club, open_database

NOUNS = (
    "files", "members", "guardians", "participations", "invoices", "claims", "liabilities",
    "payments", "holds", "reminders", "rejected", "repairs", "steps", "calls", "call_claims",
    "call_contacts", "instalments", "corrections",
)  # fmt: skip


@dataclass(frozen=True)
class Books:
    """Every noun's frame as it stood when `version` was the last event's hash."""

    frames: dict[str, pd.DataFrame]
    version: str


NO_BOOKS = Books({name: empty(name) for name in NOUNS}, audit.FIRST)


def open_books(path: Path) -> Database:
    """Open a club's database, made new where there is none."""
    return open_database(path, club)


def read_books(db: Database) -> Books:
    """Read all of it in one snapshot."""
    try:
        db.conn.execute("BEGIN")
        found = Books({name: frames.read(db, name) for name in NOUNS}, audit.head(db))
        db.conn.execute("COMMIT")
    except DatabaseError as error:
        raise StoreError(
            "Klubbens bøker (club.db) kan ikke leses; prøv igjen, og hent dem fra sikkerhetskopien "
            "om det fortsetter."
        ) from error
    return found


def known_files(db: Database) -> dict[str, dict[str, Any]]:
    """Return each file's hash -> its row, with plain values: no frame is made."""
    shape = SHAPES["files"].columns
    days = [name for name, dtype in shape.items() if dtype == DAY]
    rows = db.conn.execute(f"SELECT {', '.join(shape)} FROM files").fetchall()  # noqa: S608
    found = [dict(zip(shape, row, strict=True)) for row in rows]
    for row in found:
        row |= {name: row[name] and date.fromisoformat(row[name]) for name in days}
    return {row["sha256"]: row for row in found}


def file_batches(db: Database) -> dict[str, int]:
    """Return each file's hash -> the number of the event that brought it last.

    Files stand first in an event, so its other changes need not be looked at.
    """
    rows = db.conn.execute(
        "SELECT key, max(event_id) FROM events JOIN changes ON event_id = id AND number <= 1000 "
        "WHERE kind = 'import' AND noun = 'files' GROUP BY key"
    )
    return dict(rows.fetchall())


def require_version(db: Database, version: str) -> None:
    """Raise BooksMoved when something was written since the books were read; inside `write`."""
    if audit.head(db) != version:
        raise BooksMoved(
            "Noen har lagret i klubbens bøker siden de ble lest; kjør på nytt, ingenting er endret."
        )


def save(
    db: Database, kind: str, diffs: list[Diff], *, subject: str, day: date, who: str
) -> int | None:
    """Write what changed as one event, inside `write`; where nothing changed, nothing.

    The diffs come in an order that foreign keys allow, such as files before their rejected rows.
    """
    changed = [diff for diff in diffs if not diff.is_empty]
    if not changed:
        return None
    for diff in changed:
        frames.upsert(db, diff.name, diff.rows)
    return audit.append(
        db,
        kind,
        day,
        who=who,
        subject=subject,
        changes=[change for diff in changed for change in _changes(diff)],
    )


def _changes(diff: Diff) -> list[audit.Change]:
    """A new row is known by its key alone; a changed one by each field, before and after."""
    key = SHAPES[diff.name].key
    nothing: dict[str, list[Any]] = {}
    new = [
        audit.Change(diff.name, "|".join(map(str, row)), nothing)
        for row in frames.rows_of(diff.new[list(key)])
    ]
    fields: dict[str, dict[str, list[Any]]] = {}
    for row in diff.fields.itertuples(index=False):
        values = [_plain(row.before), _plain(row.after)]
        fields.setdefault(str(row.key), {})[str(row.column)] = values
    return new + [audit.Change(diff.name, name, found) for name, found in fields.items()]


def _plain(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value
