"""A club's books: open them, copy them, and check that nobody has written since they were read."""

from datetime import date
from pathlib import Path
from typing import Any

from workbench.model.errors import BooksMoved
from workbench.model.shapes import DAY, STORED
from workbench.store import events
from workbench.store.connection import Database, in_memory, prepare_for_queries, write
from workbench.store.migrations import club, open_database


def open_books(path: Path, club_id: str) -> Database:
    """Open a club's database; create it if there is none."""
    return prepare_for_queries(open_database(path, club, club_id=club_id))


def copy_of(db: Database | None) -> Database:
    """Return a copy in memory, for changes that are not to be saved; empty books for None."""
    copy = in_memory()
    if db is None:
        club.apply(copy)
    else:
        db.conn.backup(copy.conn)
    return prepare_for_queries(copy)


def set_club_id(db: Database, club_id: str) -> None:
    """Store another club id: the club's folder has another name now."""
    with write(db):
        db.conn.execute("UPDATE club SET club_id = ?", (club_id,))


def imported_files(db: Database) -> dict[str, dict[str, Any]]:
    """Return sha256 -> row of every file read into the books, days as `date`; imports no pandas."""
    columns = STORED["files"].columns
    rows = [{name: row[name] for name in columns} for row in db["files"].rows]
    for row in rows:
        for name, dtype in columns.items():
            if dtype == DAY and row[name]:
                row[name] = date.fromisoformat(row[name])
    return {row["sha256"]: row for row in rows}


def require_version(db: Database, version: str) -> None:
    """Raise BooksMoved if `version` is not the last event's hash; call inside `write`."""
    if events.head(db) != version:
        raise BooksMoved(
            "Noen har lagret i klubbens bøker siden de ble lest; kjør på nytt, ingenting er endret."
        )
