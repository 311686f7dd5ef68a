"""The chain of events: appended only, and telling when history or a table was rewritten."""

import json
import multiprocessing
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from workbench.model import frames
from workbench.model.shapes import STORED
from workbench.store import events, migrations, records
from workbench.store.check import faults
from workbench.store.connection import in_memory, sqlite3, write
from workbench.store.triggers import key_of, values_of

DAY = date(2026, 11, 22)


@contextmanager
def saved(db: Database, kind: str = "import", day: date = DAY) -> Iterator[int]:
    """One event in a transaction of its own."""
    with write(db), events.event(db, kind, day, who="kari", subject="abc") as event_id:
        yield event_id


def put(db: Database, noun: str, rows: list[dict[str, Any]], event_id: int) -> None:
    records.write_rows(db, noun, frames.build(noun, rows), event_id)


def member(number: int, **more: Any) -> dict[str, Any]:
    return {"member_id": f"k:{number}", "status": "active", **more}


@pytest.fixture
def db(tmp_path: Path) -> Database:
    """Books with three events: two members, a phone, a group."""
    db = migrations.open_database(tmp_path / "club.db", migrations.club, club_id="solvik-il")
    with saved(db) as event_id:
        put(db, "members", [member(1, phone="+4740000001"), member(2)], event_id)
    with saved(db) as event_id:
        put(db, "members", [member(1, phone="+4740000002"), member(2)], event_id)
    with saved(db) as event_id:
        put(db, "participations", [{"member_id": "k:1", "group_name": "Turn | G12"}], event_id)
    return db


def tamper(db: Database, sql: str) -> None:
    """Do what the owner of a file can: take the triggers away first, and put them back."""
    triggers = db.conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    dropped = triggers.fetchall()
    for name, _ in dropped:
        db.conn.execute(f"DROP TRIGGER {name}")
    db.conn.execute("PRAGMA foreign_keys=OFF")
    db.conn.execute(sql)
    for _, create in dropped:
        db.conn.execute(create)


def test_an_untouched_chain_has_no_faults(db):
    assert faults(db) == []
    assert events.head(db) != events.NO_EVENT_HASH


def test_a_change_row_stands_for_each_new_row_and_each_changed_field(db):
    changes = db.conn.execute(
        "SELECT event_id, noun, key, field, before, after FROM changes ORDER BY id"
    )

    assert changes.fetchall() == [
        (1, "members", "k:1", "", None, None),
        (1, "members", "k:2", "", None, None),
        (2, "members", "k:1", "phone", "+4740000001", "+4740000002"),
        (3, "participations", '["k:1","Turn | G12"]', "", None, None),
    ]


def test_rows_that_are_as_they_were_make_no_event(db):
    before = events.head(db)

    with saved(db) as event_id:
        put(db, "members", [member(1, phone="+4740000002"), member(2)], event_id)

    assert events.head(db) == before


def test_a_write_that_fails_leaves_neither_rows_nor_event(db):
    before = events.head(db)

    with pytest.raises(RuntimeError), saved(db) as event_id:
        put(db, "members", [member(3)], event_id)
        raise RuntimeError

    assert events.head(db) == before
    assert db["members"].count == 2
    assert faults(db) == []


@pytest.mark.parametrize("event_id", [1, 3, 5])
def test_a_row_of_any_other_event_than_the_next_is_refused(db, event_id):
    for status in ("new", "active"):
        with pytest.raises(sqlite3.IntegrityError, match="inside an event"), write(db):
            put(db, "members", [member(1 if status == "new" else 9, status=status)], event_id)


def test_a_row_written_without_its_event_cannot_be_kept(db):
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"), write(db):
        put(db, "members", [member(3)], 4)

    assert db["members"].count == 2


def test_the_first_row_of_all_must_be_of_the_first_event(tmp_path):
    db = migrations.open_database(tmp_path / "club.db", migrations.club)

    with pytest.raises(sqlite3.IntegrityError, match="inside an event"), write(db):
        put(db, "members", [member(1)], 2)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE events SET who = 'ola'",
        "DELETE FROM events",
        "UPDATE changes SET after = ''",
        "DELETE FROM members",
        "UPDATE members SET member_id = 'k:9', event_id = 4 WHERE member_id = 'k:1'",
        "UPDATE members SET phone = NULL",
        "UPDATE participations SET group_name = 'x', event_id = 4",
        "INSERT INTO members (member_id, status, event_id) VALUES ('k:9', 'a', 2)",
    ],
)
def test_what_would_leave_no_true_trace_is_refused(db, sql):
    with pytest.raises(sqlite3.IntegrityError, match=r"never|inside an event"):
        db.conn.execute(sql)


def test_a_call_is_never_changed(db):
    call = {"call_id": "c", "called_on": DAY, "agent": "kari", "outcome": "voicemail"}
    call |= {"reached": False, "confirm": False}
    with saved(db, "call") as event_id:
        put(db, "calls", [call], event_id)

    with pytest.raises(sqlite3.IntegrityError, match="never changed"), saved(db) as event_id:
        put(db, "calls", [call | {"outcome": "paid_now"}], event_id)


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE events SET who = 'ola' WHERE id = 2", "hendelse 2 passer ikke"),
        ("UPDATE events SET day = '2020-01-01' WHERE id = 1", "hendelse 1 passer ikke"),
        ("DELETE FROM events WHERE id = 2", "hendelse 3 passer ikke"),
        ("DELETE FROM events WHERE id = 3", "summene som vokter tabellene"),
        ("UPDATE changes SET key = 'x' WHERE id = 3", "i hendelse 2 er endret"),
        ("UPDATE changes SET before = NULL WHERE id = 3", "i hendelse 2 er endret"),
        ("DELETE FROM changes WHERE id = 1", "i hendelse 1 er endret"),
        (
            "INSERT INTO changes (event_id, noun, key, field) VALUES (2, 'members', 'x', '')",
            "i hendelse 2 er endret",
        ),
        ("UPDATE salts SET salt = 'x' WHERE event_id = 2", "i hendelse 2 er endret"),
        ("UPDATE digests SET rows = 1", "summene som vokter tabellene"),
        ("UPDATE members SET phone = NULL WHERE member_id = 'k:1'", r"members .* k:1 \(phone\)"),
        ("UPDATE members SET city = 'Ås' WHERE member_id = 'k:1'", "rader i members"),
        ("UPDATE members SET event_id = 1 WHERE member_id = 'k:1'", "raden k:1 i members"),
        ("DELETE FROM members WHERE member_id = 'k:2'", r"members .* k:2 \(fjernet\)"),
        (
            "INSERT INTO members (member_id, status, event_id) VALUES ('k:3', 'a', 3)",
            r"members .* k:3 \(lagt til\)",
        ),
        (
            "INSERT INTO holds (hold_id, kind, start_on, event_id) VALUES ('h', 'x', '', 3)",
            r"holds .* h \(lagt til\)",
        ),
        ("DELETE FROM participations", "rader i participations"),
    ],
)
def test_what_was_rewritten_behind_the_triggers_is_found(db, sql, fault):
    tamper(db, sql)

    assert re.search(fault, "; ".join(faults(db)))


def save_phones(path: str, ended: Any) -> None:
    """Save one event after the other, as agents do, until told to end."""
    db = migrations.open_database(Path(path), migrations.club)
    number = 0
    while not ended.is_set():
        number += 1
        with saved(db, "call") as event_id:
            put(db, "members", [member(n, phone=f"{number}") for n in range(1, 30)], event_id)


def test_books_that_are_saved_to_meanwhile_are_found_whole(db, tmp_path):
    context = multiprocessing.get_context("spawn")
    ended = context.Event()
    writer = context.Process(target=save_phones, args=(str(tmp_path / "club.db"), ended))
    before = db["events"].count
    writer.start()
    try:
        while db["events"].count < before + 5:
            assert writer.is_alive()
        found = [fault for _ in range(100) for fault in (*faults(db), *events.table_faults(db))]
        after = db["events"].count
    finally:
        ended.set()
        writer.join()

    assert found == []
    assert after > before + 5


def test_a_persons_change_rows_can_be_erased_and_the_chain_still_holds(db):
    db.conn.execute("DELETE FROM changes WHERE event_id = 2")
    db.conn.execute("DELETE FROM salts WHERE event_id = 2")

    assert faults(db) == []


def test_more_change_rows_than_an_erased_event_had_are_found(db):
    db.conn.execute("DELETE FROM salts WHERE event_id = 2")
    db.conn.execute("INSERT INTO changes (event_id, noun, key, field) VALUES (2, 'x', 'x', '')")

    assert faults(db) == ["endringene i hendelse 2 er endret etterpå"]


def test_the_events_day_and_the_time_it_was_written_are_apart(db):
    day, recorded_at = db.conn.execute("SELECT day, recorded_at FROM events").fetchone()

    assert day == "2026-11-22"
    assert recorded_at.endswith("+00:00")


@given(st.lists(st.one_of(st.none(), st.integers(-(2**40), 2**40), st.text()), min_size=1))
def test_sqlite_writes_a_row_as_the_encoder_does(values):
    """The digest of a row before it was changed is made of the one, and of one that is new of the
    other; NUL ends a text in SQLite, and lone surrogates are no text."""
    clean = [v.replace("\0", "") if isinstance(v, str) else v for v in values]
    places = ", ".join("?" * len(clean))

    (text,) = in_memory().conn.execute(f"SELECT json_array({places})", clean).fetchone()

    assert text == events.ENCODE(clean)


# ------------------------------------------------------------------ undone backwards

FIELDS = {
    "members": ("phone", "email", "status", "born_on"),
    "guardians": ("name", "phone"),
    "claims": ("member_id", "amount_ore", "due_on", "missing_since"),
    "participations": ("missing_since",),
}
VALUES = {"Int64": (None, 0, 100), "datetime64[us]": (None, DAY, date(2012, 2, 29))}
TEXTS = ("a", "b", None, "ü|\"'")


@pytest.mark.parametrize("seed", range(5))
def test_undoing_the_changes_backwards_finds_every_earlier_state(seed, tmp_path):
    rng = random.Random(seed)
    db = migrations.open_database(tmp_path / "club.db", migrations.club)
    states = [state(db)]
    for _ in range(25):
        with saved(db) as event_id:
            for noun in rng.choices([*FIELDS], k=3):
                put(db, noun, [random_row(rng, noun, n) for n in sample(rng)], event_id)
        states.append(state(db))
        assert faults(db) == []
    distinct = [now for now, before in zip(states[1:], states, strict=False) if now != before]
    assert db["events"].count == len(distinct)

    for number in range(len(distinct), 0, -1):
        assert state(db) == distinct[number - 1]
        undo(db, number)

    assert state(db) == states[0]


def sample(rng: random.Random) -> list[int]:
    return rng.sample(range(6), rng.randrange(1, 5))


def random_row(rng: random.Random, noun: str, number: int) -> dict[str, Any]:
    shape = STORED[noun]
    row: dict[str, Any] = dict.fromkeys(shape.key, f"k:{number}")
    row |= {"role": "guardian", "number": 1} if noun == "guardians" else {}
    for field in FIELDS[noun]:
        row[field] = rng.choice(VALUES.get(shape.columns[field], TEXTS))
    return row | ({"status": row["status"] or "active"} if noun == "members" else {})


def state(db: Database) -> dict[str, list[dict[str, Any]]]:
    """Return every logged table's rows, without the event that wrote each."""
    return {
        noun: [
            {name: value for name, value in row.items() if name != "event_id"}
            for row in db[noun].rows_where(order_by=", ".join(shape.key))
        ]
        for noun, shape in STORED.items()
    }


def undo(db: Database, number: int) -> None:
    """Take an event's changes back, the last one first."""
    rows = db["changes"].rows_where("event_id = ?", [number], order_by="id DESC")
    for row in [*rows]:
        where = f"{key_of(STORED[row['noun']])} = ?"
        if row["field"] == "":
            sql, values = f"DELETE FROM {row['noun']} WHERE {where}", [row["key"]]  # noqa: S608
        else:
            assert row["field"] in values_of(STORED[row["noun"]])
            sql = f"UPDATE {row['noun']} SET {row['field']} = ? WHERE {where}"  # noqa: S608
            values = [row["before"], row["key"]]
        for kind in ("changed", "not_changed", "not_deleted"):
            db.conn.execute(f"DROP TRIGGER IF EXISTS {row['noun']}_{kind}")
        db.conn.execute(sql, values)


def test_a_key_of_several_columns_is_a_list_that_comes_apart_again(db):
    key = db.conn.execute("SELECT key FROM changes WHERE noun = 'participations'").fetchone()[0]

    assert json.loads(key) == ["k:1", "Turn | G12"]
