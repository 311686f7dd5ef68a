"""The calls in a club's books: which are saved, and in which order they were made."""

from workbench.store.connection import Database


def is_saved(db: Database, call_id: str) -> bool:
    """Say whether a call is in the books."""
    return bool(db["calls"].count_where("call_id = ?", [call_id]))


def in_order(db: Database) -> dict[str, int]:
    """Return the number of each call's event; of two calls on one day only that tells the later."""
    return {row["call_id"]: row["event_id"] for row in db["calls"].rows}
