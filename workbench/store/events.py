"""The chain of events: one per import, plan, call ...; only appended, each holds the hash before.

Triggers write a change row for every row or field that an event adds or changes. The event stores
a hash of its change rows and one of the tables' digests, not the rows: a person's change rows can
be erased later, with the event's salt, and the chain still verifies. `day` is the day the event
counts for, `recorded_at` when it was written. A noun is a table that is logged in this way.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from workbench.model.shapes import STORED
from workbench.store.connection import Database, format_instant, snapshot
from workbench.store.triggers import key_of

NO_EVENT_HASH = "0" * 64  # stands where there is no event before
CHUNK = 1000  # change rows hashed at a time; another number gives other hashes
ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
EVENT_FIELDS = (
    "id", "kind", "day", "recorded_at", "who", "subject", "first_change", "changes",
    "changes_sha256", "tables_sha256", "before_sha256",
)  # fmt: skip
INSERT_EVENT = (
    f"INSERT INTO events ({', '.join(EVENT_FIELDS)}, sha256) "
    f"VALUES ({', '.join('?' * (len(EVENT_FIELDS) + 1))})"
)


@contextmanager
def event(
    db: Database, kind: str, day: date, *, who: str, subject: str = "", guarded: bool = True
) -> Iterator[int]:
    """Record everything written inside the block as one event; call inside `write`.

    Yields the event's number, which every row written must carry. If nothing changes, no event is
    added. `subject` must not name persons: it stays in the chain for ever. `guarded=False` leaves
    the digests as they were, for books that are thrown away afterwards.
    """
    last = db.conn.execute("SELECT id, sha256 FROM events ORDER BY id DESC LIMIT 1").fetchone()
    number, before = (last[0] + 1, last[1]) if last else (1, NO_EVENT_HASH)
    first_change = db.conn.execute("SELECT ifnull(max(id), 0) FROM changes").fetchone()[0]
    yield number
    nouns = _changed_nouns(db, first_change)
    if not nouns:
        return
    if guarded:
        for noun in nouns:
            _renew_digest(db, noun, number, first_change)
    salt = secrets.token_hex(8)
    last_change = db.conn.execute("SELECT max(id) FROM changes").fetchone()[0]
    recorded_at = format_instant(datetime.now(UTC))
    row = (
        number, kind, day.isoformat(), recorded_at, who, subject, first_change,
        last_change - first_change, _hash_changes(db, first_change, last_change, salt),
        _hash_tables(db), before,
    )  # fmt: skip
    # plain SQL: sqlite_utils looks through the schema at every insert, and calls wait for this
    db.conn.execute("INSERT INTO salts (event_id, salt) VALUES (?, ?)", (number, salt))
    db.conn.execute(INSERT_EVENT, (*row, _hash(row)))


def head(db: Database) -> str:
    """Return the hash of the last event, or `NO_EVENT_HASH`; it changes if history does."""
    row = db.conn.execute("SELECT sha256 FROM events ORDER BY id DESC LIMIT 1").fetchone()
    return str(row[0]) if row else NO_EVENT_HASH


def kinds_since(db: Database, sha256: str) -> set[str]:
    """Return the kinds of the events after the one with that hash; all for `NO_EVENT_HASH`."""
    rows = db.conn.execute(
        "SELECT DISTINCT kind FROM events "
        "WHERE id > ifnull((SELECT id FROM events WHERE sha256 = ?), 0)",
        (sha256,),
    )
    return {kind for (kind,) in rows.fetchall()}


def is_in_chain(db: Database, sha256: str) -> bool:
    """Return whether the books have an event with that hash."""
    return bool(db["events"].count_where("sha256 = ?", [sha256]))


def count_changed_rows(db: Database, event_id: int) -> int:
    """Return how many rows an event added or changed."""
    row = db.conn.execute(
        "SELECT count(*) FROM (SELECT DISTINCT noun, key FROM changes WHERE event_id = ?)",
        (event_id,),
    ).fetchone()
    return int(row[0])


def _changed_nouns(db: Database, first_change: int) -> list[str]:
    rows = db.conn.execute("SELECT DISTINCT noun FROM changes WHERE id > ?", (first_change,))
    return sorted(noun for (noun,) in rows.fetchall())


def _renew_digest(db: Database, noun: str, number: int, first_change: int) -> None:
    """Add the rows that the event wrote to the table's digest, and subtract what they were."""
    columns, key = STORED[noun].columns, key_of(STORED[noun])
    row_text = f"json_array({', '.join(columns)})"
    stored = db.conn.execute("SELECT digest FROM digests WHERE noun = ?", (noun,)).fetchone()
    digest = int(stored[0], 16) if stored else 0
    for (text,) in db.conn.execute(f"SELECT {row_text} FROM {noun} WHERE event_id = ?", (number,)):
        digest += _digest_row(text)
    earlier = _earlier_values(db, noun, first_change)
    if earlier:
        written_rows = f"SELECT {key}, {', '.join(columns)} FROM {noun} WHERE event_id = ?"
        for row_key, *values in db.conn.execute(written_rows, (number,)):
            if row_key in earlier:
                before = dict(zip(columns, values, strict=True)) | earlier[row_key]
                digest -= _digest_row(ENCODE(list(before.values())))
    rows = db.conn.execute(f"SELECT count(*) FROM {noun}").fetchone()[0]
    db.conn.execute(
        "INSERT OR REPLACE INTO digests (noun, rows, digest) VALUES (?, ?, ?)",
        (noun, rows, f"{digest % 2**128:032x}"),
    )


def _earlier_values(db: Database, noun: str, first_change: int) -> dict[str, dict[str, Any]]:
    """Return key -> field -> value before the event, of the rows that it changed."""
    of_noun = "FROM changes WHERE id > :first_change AND noun = :noun"
    rows = db.conn.execute(
        f"SELECT key, field, before {of_noun} AND field <> '' "
        f"AND key NOT IN (SELECT key {of_noun} AND field = '') ORDER BY id",
        {"first_change": first_change, "noun": noun},
    )
    earlier: dict[str, dict[str, Any]] = {}
    for key, field, before in rows:
        earlier.setdefault(key, {}).setdefault(field, before)
    return earlier


def _digest_row(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:16], "big")


def _hash_changes(db: Database, first_change: int, last_change: int, salt: str) -> str:
    """Return the hash of an event's salt and its change rows, whose ids are above `first_change`
    and at most `last_change`."""
    sha256 = hashlib.sha256(salt.encode())
    cursor = db.conn.execute(
        "SELECT event_id, noun, key, field, before, after FROM changes WHERE id > ? AND id <= ? "
        "ORDER BY id",
        (first_change, last_change),
    )
    while rows := cursor.fetchmany(CHUNK):
        sha256.update(ENCODE(rows).encode("utf-8"))
    return sha256.hexdigest()


def _hash_tables(db: Database) -> str:
    rows = db.conn.execute("SELECT noun, rows, digest FROM digests ORDER BY noun").fetchall()
    return _hash(rows)


def _hash(value: Any) -> str:
    return hashlib.sha256(ENCODE(value).encode("utf-8")).hexdigest()


# ------------------------------------------------------------------ checking the chain


def chain_faults(db: Database) -> list[str]:
    """Return a Norwegian sentence for each event that does not fit the chain or its change rows,
    and for each table whose rows are not as the events wrote them."""
    with snapshot(db):
        return [*_event_faults(db), *_table_faults(db), *_misnumbered_rows(db)]


def table_faults(db: Database) -> list[str]:
    """Return a Norwegian sentence for each table whose rows are not as the events wrote them."""
    with snapshot(db):
        return [*_table_faults(db)]


def _event_faults(db: Database) -> Iterator[str]:
    before, tables = NO_EVENT_HASH, _hash([])
    counts = dict(db.conn.execute("SELECT event_id, count(*) FROM changes GROUP BY event_id"))
    salts = dict(db.conn.execute("SELECT event_id, salt FROM salts"))
    rows = db.query(f"SELECT {', '.join(EVENT_FIELDS)}, sha256 FROM events ORDER BY id")
    for place, row in enumerate(rows, start=1):
        sha256, number = row.pop("sha256"), row["id"]
        fits = number == place and row["before_sha256"] == before
        if not fits or _hash([*row.values()]) != sha256:
            yield f"hendelse {number} passer ikke i kjeden"
        elif not _has_its_changes(db, row, counts.get(number, 0), salts.get(number)):
            yield f"endringene i hendelse {number} er endret etterpå"
        before, tables = sha256, row["tables_sha256"]
    if tables != _hash_tables(db):
        yield "summene som vokter tabellene, er endret etterpå"


def _has_its_changes(db: Database, row: dict[str, Any], count: int, salt: str | None) -> bool:
    """Return whether an event's change rows are those it wrote; after erasure, at most as many."""
    if salt is None:
        return bool(count <= row["changes"])
    first_change = row["first_change"]
    sha256 = _hash_changes(db, first_change, first_change + row["changes"], salt)
    return bool(count == row["changes"] and sha256 == row["changes_sha256"])


def _table_faults(db: Database) -> Iterator[str]:
    """Compare every table with its digest; look for the changed rows only where they differ."""
    digests = {row["noun"]: (row["rows"], row["digest"]) for row in db["digests"].rows}
    for noun, shape in STORED.items():
        texts = db.conn.execute(f"SELECT json_array({', '.join(shape.columns)}) FROM {noun}")
        rows, digest = 0, 0
        for (text,) in texts:
            rows, digest = rows + 1, digest + _digest_row(text)
        if (rows, f"{digest % 2**128:032x}") != digests.get(noun, (0, f"{0:032x}")):
            rows_text = ", ".join(_describe_changed_rows(db, noun)) or "hvilke kan ikke sies"
            yield f"rader i {noun} er ikke slik hendelsene gjorde dem: {rows_text}"


def _misnumbered_rows(db: Database) -> Iterator[str]:
    """Yield a sentence for rows whose `event_id` is not that of the event that wrote them last."""
    for noun, shape in STORED.items():
        last = "SELECT key, max(event_id) AS last FROM changes WHERE noun = ? GROUP BY key"
        rows_of = f"SELECT {key_of(shape)} AS key, event_id FROM {noun}"
        for key, number in db.conn.execute(
            f"SELECT key, event_id FROM ({rows_of}) JOIN ({last}) USING (key) "
            "WHERE event_id <> last AND event_id IN (SELECT event_id FROM salts) LIMIT 3",
            (noun,),
        ):
            yield f"raden {key} i {noun} er ikke sist skrevet av hendelse {number}"


def _describe_changed_rows(db: Database, noun: str) -> Iterator[str]:
    """Yield the key of rows that no event added, that are deleted, or that have another value than
    the last change gave them; at most three of each."""
    key = key_of(STORED[noun])
    logged = "SELECT key FROM changes WHERE noun = :noun AND field = ''"
    for kind_of_change, query in {
        "lagt til": f"SELECT {key} AS key FROM {noun} EXCEPT {logged}",
        "fjernet": f"{logged} EXCEPT SELECT {key} FROM {noun}",
    }.items():
        for row in db.query(f"{query} LIMIT 3", {"noun": noun}):
            yield f"{row['key']} ({kind_of_change})"
    last = (
        "SELECT key, after, max(id) FROM changes WHERE noun = :noun AND field = :field GROUP BY key"
    )
    for field in STORED[noun].columns:
        now = f"SELECT {key} AS key, {field} AS now FROM {noun}"
        query = f"SELECT key FROM ({last}) JOIN ({now}) USING (key) WHERE after IS NOT now LIMIT 3"
        for row in db.query(query, {"noun": noun, "field": field}):
            yield f"{row['key']} ({field})"
