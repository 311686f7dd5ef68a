"""A club's books: opened, copied, and as frames of one moment."""

from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from workbench.model.errors import BooksMoved
from workbench.model.shapes import STORED
from workbench.store import events, records
from workbench.store.connection import in_memory, readable, write
from workbench.store.migrations import club, open_database

NOUNS = tuple(noun for noun in STORED if noun not in {"plans", "proposals"})


@dataclass(frozen=True)
class Books:
    """Every noun's frame as it stood when `version` was the last event's hash, in a copy."""

    frames: records.Tables
    version: str


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


def read_books(db: Database | None) -> Books:
    """Copy the books, or empty ones, at one moment: a frame is read when it is first asked for."""
    with readable():
        copy = copy_of(db)
        return Books(records.Tables(copy, {}), events.head(copy))


def require_version(db: Database, version: str) -> None:
    """Raise BooksMoved when something was written since the books were read; inside `write`."""
    if events.head(db) != version:
        raise BooksMoved(
            "Noen har lagret i klubbens bøker siden de ble lest; kjør på nytt, ingenting er endret."
        )
