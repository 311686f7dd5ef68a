"""A club's books as one set of frames, as they stood at one moment."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from sqlite_utils import Database

from workbench.model.errors import BooksMoved, StoreError
from workbench.model.frames import DAY, SHAPES, empty
from workbench.model.shapes import STORED
from workbench.store import events, records
from workbench.store.connection import DatabaseError, in_memory, snapshot, write
from workbench.store.migrations import club, open_database

NOUNS = tuple(noun for noun in STORED if noun not in {"plans", "proposals"})


@dataclass(frozen=True)
class Books:
    """Every noun's frame as it stood when `version` was the last event's hash."""

    frames: dict[str, pd.DataFrame]
    version: str


NO_BOOKS = Books({name: empty(name) for name in NOUNS}, events.FIRST)


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


def read_books(db: Database) -> Books:
    """Read all of it in one snapshot."""
    try:
        with snapshot(db):
            return Books({name: records.read(db, name) for name in NOUNS}, events.head(db))
    except DatabaseError as error:
        raise StoreError(
            "Klubbens bøker (club.db) kan ikke leses; prøv igjen, og hent dem fra sikkerhetskopien "
            "om det fortsetter."
        ) from error


def known_files(db: Database) -> dict[str, dict[str, Any]]:
    """Return each file's hash -> its row, with plain values: no frame is made."""
    shape = SHAPES["files"].columns
    days = [name for name, dtype in shape.items() if dtype == DAY]
    rows = db.conn.execute(f"SELECT {', '.join(shape)} FROM files").fetchall()
    found = [dict(zip(shape, row, strict=True)) for row in rows]
    for row in found:
        row |= {name: row[name] and date.fromisoformat(row[name]) for name in days}
    return {row["sha256"]: row for row in found}


def require_version(db: Database, version: str) -> None:
    """Raise BooksMoved when something was written since the books were read; inside `write`."""
    if events.head(db) != version:
        raise BooksMoved(
            "Noen har lagret i klubbens bøker siden de ble lest; kjør på nytt, ingenting er endret."
        )
