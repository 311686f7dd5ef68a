"""A club's books: opened, copied, and held to the event they were looked at after."""

from pathlib import Path

from workbench.model.errors import BooksMoved
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


def require_version(db: Database, version: str) -> None:
    """Raise BooksMoved when something was written since the books were read; inside `write`."""
    if events.head(db) != version:
        raise BooksMoved(
            "Noen har lagret i klubbens bøker siden de ble lest; kjør på nytt, ingenting er endret."
        )
