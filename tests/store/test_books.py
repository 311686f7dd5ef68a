"""A club's books as frames: of one moment, and refused in a sentence where they are damaged."""

import os
from datetime import date
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.books import NOUNS
from tests.writing import write_event
from workbench.model.errors import StoreError
from workbench.store import books, events, records

DAY = date(2026, 11, 22)
PAGE = 4096


@pytest.fixture
def db(tmp_path: Path) -> Database:
    """Books with a member."""
    db = books.open_books(tmp_path / "club.db", "solvik-il")
    write_event(db, {"members": [{"member_id": "k:1", "status": "active"}]}, DAY)
    return db


def test_what_is_saved_after_the_books_were_read_is_in_none_of_their_frames(db):
    version = events.head(db)
    before = records.read_books(db)
    write_event(db, {"members": [{"member_id": "k:2", "status": "active"}]}, DAY)

    members = before["members"]

    assert list(members["member_id"]) == ["k:1"]
    assert before.version == version != events.head(db)


def test_of_no_books_every_frame_is_empty():
    none = records.read_books(None)

    assert all(none[noun].empty for noun in NOUNS)
    assert none.version == events.NO_EVENT_HASH


def test_books_that_are_cut_while_they_are_open_are_refused_in_a_sentence(db, tmp_path):
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    os.truncate(tmp_path / "club.db", 3 * PAGE)
    db.conn.execute("PRAGMA shrink_memory")  # forget the pages that were read

    with pytest.raises(StoreError, match="kan ikke leses; prøv igjen"):
        records.read_books(db)


def test_a_frame_of_a_damaged_table_is_refused_in_a_sentence(db, tmp_path):
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    root = db.conn.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'members'").fetchone()
    with (tmp_path / "club.db").open("r+b") as file:
        file.seek((root[0] - 1) * PAGE)
        file.write(b"\xff" * PAGE)
    db.conn.execute("PRAGMA shrink_memory")

    with pytest.raises(StoreError, match="kan ikke leses; prøv igjen"):
        records.read_books(db)["members"]
