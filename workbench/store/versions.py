"""What rows of the books were after each event that wrote them: change rows undone backwards."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from workbench.model.shapes import STORED
from workbench.store.connection import Database
from workbench.store.triggers import key_of

Columns = dict[str, Any]  # of a row, as SQLite stores them
# the change rows of all keys in one pass
CHANGES = (
    "SELECT noun, key, event_id, field, before FROM changes WHERE (noun, key) IN "
    "(SELECT value ->> 0, value ->> 1 FROM json_each(?)) ORDER BY id DESC"
)


class Version(NamedTuple):
    """A row after an event, and before it."""

    noun: str
    key: str
    event_id: int
    now: Columns
    before: Columns | None  # None if the event added the row


def versions_of(db: Database, keys: Iterable[tuple[str, str]]) -> list[Version]:
    """Return what each of these rows, named by noun and key, was after each event that wrote it;
    the newest first. Where the row is gone, what it held is missing."""
    named = sorted({*keys})
    rows = dict(_rows_of(db, named))
    versions: dict[tuple[str, str, int], Version] = {}
    for noun, key, event_id, field, before in db.conn.execute(CHANGES, (json.dumps(named),)):
        now = rows.setdefault((noun, key), dict.fromkeys(STORED[noun].columns))
        version = versions.setdefault((noun, key, event_id), Version(noun, key, event_id, now, now))
        earlier = None if field == "" else {**(version.before or {}), field: before}
        versions[noun, key, event_id] = version._replace(before=earlier)
        rows[noun, key] = earlier or {}
    return [*versions.values()]


def _rows_of(
    db: Database, keys: Iterable[tuple[str, str]]
) -> Iterator[tuple[tuple[str, str], Columns]]:
    """Yield the rows with these nouns and keys as they are now, each under its noun and key."""
    keys_of_noun: dict[str, list[str]] = {}
    for noun, key in keys:
        keys_of_noun.setdefault(noun, []).append(key)
    for noun, wanted in keys_of_noun.items():
        columns, key_sql = STORED[noun].columns, key_of(STORED[noun])
        query = (
            f"SELECT {key_sql}, {', '.join(columns)} FROM {noun} "
            f"WHERE {key_sql} IN (SELECT value FROM json_each(?))"
        )
        for key, *values in db.conn.execute(query, (json.dumps(wanted),)):
            yield (noun, key), dict(zip(columns, values, strict=True))
