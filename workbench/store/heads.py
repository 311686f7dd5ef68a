"""The last event of each club's books that the office knows, kept outside them.

Whoever replaces a club's file by an older, another or a shorter one cannot replace this too: the
event must be found among those of the file.
"""

from pathlib import Path

from workbench.store.connection import Database, write
from workbench.store.ledger import now, office_books, office_path


def known_head(house: Path, club: str) -> str | None:
    """Return the hash of the last event known, or None for a club that the office does not know."""
    if not office_path(house).exists():
        return None
    with office_books(house) as db:
        return _head(db, club)


def record_head(house: Path, club: str, head: str) -> None:
    """Keep the last event's hash; call once it is in the club's own file, outside its lock."""
    with office_books(house) as db, write(db):
        _keep(db, club, head)


def forget_club(house: Path, club: str) -> None:
    """Forget a club whose folder is made anew."""
    if office_path(house).exists():
        with office_books(house) as db, write(db):
            db.table("heads").delete_where("club = ?", [club])


def accept_head(house: Path, club: str, head: str | None, *, who: str, reason: str) -> None:
    """Take the books as they are, or their being gone, for the club's, and keep who said so."""
    with office_books(house) as db, write(db):
        db.table("acceptances").insert(
            {
                "club": club,
                "accepted_at": now(),
                "who": who,
                "reason": reason,
                "head_before": _head(db, club),
                "head_after": head,
            }
        )
        if head is None:
            db.table("heads").delete_where("club = ?", [club])
        else:
            _keep(db, club, head)


def _head(db: Database, club: str) -> str | None:
    row = next(db["heads"].rows_where("club = ?", [club]), None)
    return str(row["head"]) if row else None


def _keep(db: Database, club: str, head: str) -> None:
    db.table("heads").upsert({"club": club, "head": head, "recorded_at": now()}, pk="club")
