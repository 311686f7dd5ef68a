"""The run ledger in the office's books: which routine ran for which club and day, and how."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from workbench.store.connection import Database, format_instant, write
from workbench.store.migrations import office, open_database


def office_path(house: Path) -> Path:
    """Return the path of the office's books."""
    return house / "data" / "office.db"


@contextmanager
def office_books(house: Path) -> Iterator[Database]:
    """Open the office's books, created if there are none, and close them at the end."""
    db = open_database(office_path(house), office)
    try:
        yield db
    finally:
        db.conn.close()


def begin_run(db: Database, club: str, day: date, routine: str) -> int:
    """Add a run and return its id. The caller holds the club's lock, so an earlier run that has not
    ended was killed: it becomes `abandoned`."""
    with write(db):
        db.conn.execute(
            "UPDATE runs SET state = 'abandoned', ended_at = ? "
            "WHERE club = ? AND routine = ? AND state = 'running'",
            (now(), club, routine),
        )
        run = {"club": club, "day": day.isoformat(), "routine": routine, "started_at": now()}
        db.table("runs").insert({**run, "state": "running", "detail": ""})
        return int(db.conn.execute("SELECT last_insert_rowid()").fetchone()[0])


def end_run(db: Database, run_id: int, state: str, detail: str) -> None:
    """Store how a run ended; `state` is `done` or `failed`."""
    with write(db):
        db.table("runs").update(run_id, {"state": state, "ended_at": now(), "detail": detail})


def now() -> str:
    """Return the time now as the office's books store it: UTC in ISO form, to milliseconds."""
    return format_instant(datetime.now(UTC))
