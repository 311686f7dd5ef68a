"""The last known event of each club's books, stored in the office's books.

If a club's file is replaced by an older, shorter or different one, this event is missing there.
"""

from pathlib import Path

from workbench.store.connection import Database, write
from workbench.store.ledger import now, office_books, office_path


def known_head(house: Path, club: str) -> str | None:
    """Return the hash of the club's last known event, or None if the office has none."""
    if not office_path(house).exists():
        return None
    with office_books(house) as db:
        return _read_head(db, club)


def record_head(house: Path, club: str, head: str) -> None:
    """Store the last event's hash; call it after the `write` that saved the event has ended."""
    with office_books(house) as db, write(db):
        _write_head(db, club, head)


def forget_club(house: Path, club: str) -> None:
    """Delete the head of a club whose folder is made anew."""
    if office_path(house).exists():
        with office_books(house) as db, write(db):
            db.table("heads").delete_where("club = ?", [club])


def accept_head(house: Path, club: str, head: str | None, *, who: str, reason: str) -> None:
    """Accept the books as they are, or as missing (`head` None), and record who did and why."""
    with office_books(house) as db, write(db):
        db.table("acceptances").insert(
            {
                "club": club,
                "accepted_at": now(),
                "who": who,
                "reason": reason,
                "head_before": _read_head(db, club),
                "head_after": head,
            }
        )
        if head is None:
            db.table("heads").delete_where("club = ?", [club])
        else:
            _write_head(db, club, head)


def _read_head(db: Database, club: str) -> str | None:
    row = next(db["heads"].rows_where("club = ?", [club]), None)
    return str(row["head"]) if row else None


def _write_head(db: Database, club: str, head: str) -> None:
    row = (club, head, now())
    db.conn.execute("INSERT OR REPLACE INTO heads (club, head, recorded_at) VALUES (?, ?, ?)", row)
