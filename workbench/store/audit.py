"""The chain of events: one per import, proposal, call ...; appended, each bound to the one before.

An event holds the hash of its change rows, not the rows: a person's rows can be erased later and
the chain still verifies. `day` is the day it counts for, `recorded_at` when it was written.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlite_utils import Database

FIRST = "0" * 64
ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
EVENT_FIELDS = (
    "id", "kind", "day", "recorded_at", "who", "subject", "changes", "changes_sha256",
    "before_sha256",
)  # fmt: skip


class Change(NamedTuple):
    """One row of a table that an event made or changed; `fields` is column -> [before, after]."""

    noun: str
    key: str
    fields: Mapping[str, list[Any]]


def append(
    db: Database, kind: str, day: date, *, who: str, subject: str, changes: Iterable[Change]
) -> int:
    """Append an event with its change rows and return its number; call inside a transaction."""
    last = db.conn.execute("SELECT id, sha256 FROM events ORDER BY id DESC LIMIT 1").fetchone()
    number, before = (last[0] + 1, last[1]) if last else (1, FIRST)
    told = list(changes)
    salts = secrets.token_hex(8 * len(told))
    rows = [
        (n + 1, noun, key, _json(fields) if fields else "{}", salts[16 * n : 16 * n + 16])
        for n, (noun, key, fields) in enumerate(told)
    ]
    recorded_at = datetime.now(UTC).isoformat(timespec="milliseconds")
    event = (
        number, kind, day.isoformat(), recorded_at, who, subject, len(rows), _hash(rows), before,
    )  # fmt: skip
    db.conn.execute(
        "INSERT INTO events (id, kind, day, recorded_at, who, subject, changes, changes_sha256, "
        "before_sha256, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*event, _hash(event)),
    )
    db.conn.executemany(
        "INSERT INTO changes (event_id, number, noun, key, fields, salt) VALUES (?, ?, ?, ?, ?, ?)",
        [(number, *row) for row in rows],
    )
    return number


def changes_on(db: Database, day: date, kinds: Sequence[str]) -> list[Change]:
    """Return what events of these kinds changed for a day, the last change first."""
    rows = db.conn.execute(
        "SELECT kind, noun, key, fields FROM events JOIN changes ON event_id = id "
        "WHERE day = ? ORDER BY id DESC, number DESC",
        (day.isoformat(),),
    ).fetchall()
    return [Change(noun, key, json.loads(of)) for kind, noun, key, of in rows if kind in kinds]


def head(db: Database) -> str:
    """Return the hash of the last event: who knows it can tell whether history was rewritten."""
    row = db.conn.execute("SELECT sha256 FROM events ORDER BY id DESC LIMIT 1").fetchone()
    return str(row[0]) if row else FIRST


def faults(db: Database) -> list[str]:
    """Return a sentence for each event that does not fit the chain or its change rows."""
    found = []
    before = FIRST
    fields = ", ".join(EVENT_FIELDS)
    events = db.conn.execute(f"SELECT {fields}, sha256 FROM events ORDER BY id").fetchall()  # noqa: S608
    for number, (*event, sha256) in enumerate(events, start=1):
        rows = db.conn.execute(
            "SELECT number, noun, key, fields, salt FROM changes WHERE event_id = ? "
            "ORDER BY number",
            (event[0],),
        ).fetchall()
        if event[0] != number or event[8] != before or _hash(tuple(event)) != sha256:
            found.append(f"hendelse {event[0]} passer ikke i kjeden")
        elif len(rows) == event[6] and _hash([tuple(row) for row in rows]) != event[7]:
            found.append(f"endringene i hendelse {event[0]} er endret etterpå")
        before = sha256
    return found


def _hash(value: Any) -> str:
    return hashlib.sha256(_json(value).encode("utf-8")).hexdigest()


def _json(value: Any) -> str:
    return ENCODE(value)
