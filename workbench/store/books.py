"""A club's books: opened, copied, and held to the event they were looked at after."""

from datetime import date
from pathlib import Path
from typing import Any

from workbench.model.errors import BooksMoved
from workbench.model.shapes import DAY, STORED
from workbench.store import events
from workbench.store.connection import Database, in_memory, write
from workbench.store.migrations import club, open_database


def open_books(path: Path, club_id: str) -> Database:
    """Open a club's database, made new where there is none."""
    return open_database(path, club, club_id=club_id)


def copy_of(db: Database | None) -> Database:
    """Return a copy in memory, to try on it what is not to be saved; of no books, empty ones."""
    copy = in_memory()
    if db is None:
        club.apply(copy)
    else:
        db.conn.backup(copy.conn)
    return copy


def give_to(db: Database, club_id: str) -> None:
    """Let the books be those of the club in another folder."""
    with write(db):
        db.conn.execute("UPDATE club SET club_id = ?", (club_id,))


def known_files(db: Database) -> dict[str, dict[str, Any]]:
    """Return each file's hash -> its row, with days as `date`: no frame is made."""
    columns = STORED["files"].columns
    rows = [{name: row[name] for name in columns} for row in db["files"].rows]
    for row in rows:
        for name, dtype in columns.items():
            if dtype == DAY and row[name]:
                row[name] = date.fromisoformat(row[name])
    return {row["sha256"]: row for row in rows}


def require_version(db: Database, version: str) -> None:
    """Raise BooksMoved when something was written since the books were read; inside `write`."""
    if events.head(db) != version:
        raise BooksMoved(
            "Noen har lagret i klubbens bøker siden de ble lest; kjør på nytt, ingenting er endret."
        )
