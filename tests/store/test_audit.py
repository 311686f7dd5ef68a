"""The chain of events: appended only, and telling when history was rewritten."""

from datetime import date
from pathlib import Path

import pytest
from sqlite_utils import Database

from workbench.store import audit, migrations
from workbench.store.check import faults
from workbench.store.connection import sqlite3, write

DAY = date(2026, 11, 22)


@pytest.fixture
def db(tmp_path: Path) -> Database:
    """Books with three events of two change rows each."""
    db = migrations.open_database(tmp_path / "club.db", migrations.club)
    for number in range(3):
        changes = [
            audit.Change("members", f"klubbadmin:{number}", {"phone": [None, "+4740000001"]}),
            audit.Change("claims", f"klubbadmin:{number}", {}),
        ]
        with write(db):
            audit.append(db, "import", DAY, who="kari", subject="fil.xlsx", changes=changes)
    return db


def tamper(db: Database, sql: str) -> None:
    """Do what the owner of a file can: take the triggers away first, and put them back."""
    triggers = db.conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    found = triggers.fetchall()
    for name, _ in found:
        db.conn.execute(f"DROP TRIGGER {name}")
    db.conn.execute(sql)
    for _, create in found:
        db.conn.execute(create)


def test_an_untouched_chain_has_no_faults(db):
    assert faults(db) == []
    assert audit.head(db) != audit.FIRST


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE events SET who = 'ola'",
        "DELETE FROM events",
        "UPDATE changes SET fields = '{}'",
    ],
)
def test_events_and_change_rows_cannot_be_changed(db, sql):
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        db.conn.execute(sql)


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE events SET who = 'ola' WHERE id = 2", "hendelse 2 passer ikke"),
        ("UPDATE events SET day = '2020-01-01' WHERE id = 1", "hendelse 1 passer ikke"),
        ("DELETE FROM events WHERE id = 2", "hendelse 3 passer ikke"),
        (
            "UPDATE changes SET key = 'x' WHERE event_id = 2 AND number = 1",
            "i hendelse 2 er endret",
        ),
    ],
)
def test_history_rewritten_behind_the_triggers_is_found(db, sql, fault):
    db.conn.execute("PRAGMA foreign_keys=OFF")

    tamper(db, sql)

    assert any(fault in found for found in audit.faults(db))


def test_a_persons_change_rows_can_be_erased_and_the_chain_still_holds(db):
    db.conn.execute("DELETE FROM changes WHERE event_id = 2")

    assert audit.faults(db) == []


def test_the_events_day_and_the_time_it_was_written_are_apart(db):
    day, recorded_at = db.conn.execute("SELECT day, recorded_at FROM events").fetchone()

    assert day == "2026-11-22"
    assert recorded_at.endswith("+00:00")
