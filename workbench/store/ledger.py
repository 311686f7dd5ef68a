"""The run ledger in the office's own books: which routine ran for which club and day, and how."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlite_utils import Database

from workbench.store.connection import write
from workbench.store.migrations import office, open_database


@dataclass(frozen=True)
class Run:
    """One run of a routine for a club and day."""

    id: int
    club: str
    day: date


def office_path(house: Path) -> Path:
    """Return where the office's own books lie."""
    return house / "data" / "office.db"


@contextmanager
def office_books(house: Path) -> Iterator[Database]:
    """Open the office's books, made new where there are none, and close them at the end."""
    db = open_database(office_path(house), office)
    try:
        yield db
    finally:
        db.conn.close()


def begin(db: Database, club: str, day: date, routine: str) -> Run:
    """Note that a run begins; the caller holds the club's lock, so a row left open is abandoned."""
    with write(db):
        db.conn.execute(
            "UPDATE runs SET state = 'abandoned', ended_at = ? "
            "WHERE club = ? AND routine = ? AND state = 'running'",
            (_now(), club, routine),
        )
        row = db.conn.execute(
            "INSERT INTO runs (club, day, routine, started_at, state, detail) "
            "VALUES (?, ?, ?, ?, 'running', '') RETURNING id",
            (club, day.isoformat(), routine, _now()),
        ).fetchall()[0]
    return Run(row[0], club, day)


def end(db: Database, run: Run, state: str, detail: str) -> None:
    """Note how a run ended: `done` or `failed`."""
    with write(db):
        ended = {"state": state, "ended_at": _now(), "detail": detail}
        db.table("runs").update(run.id, ended)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
