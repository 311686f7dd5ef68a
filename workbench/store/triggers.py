"""SQL generated from the schema: triggers that log every change of a row, upserts, and the tables
of a club's day.

A logged row holds the number of the event that wrote it. Its triggers refuse any number but the
next event's, a changed key and a deletion, and write a change row for each new row and each changed
field. OR IGNORE and OR REPLACE would bypass them, so no statement uses these.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import NoneType
from typing import Any, NamedTuple, get_args, get_type_hints

from workbench.model.day_rows import DAY_TABLES
from workbench.model.shapes import DAY_SCHEMA, EVENT_ID, SCHEMA, STORED, Shape
from workbench.store.connection import Database

NEXT_EVENT = "(SELECT ifnull(max(id), 0) + 1 FROM events)"
APPENDED = {"calls"}  # never updated; nor are tables whose columns are all part of the key


def statements(script: str) -> list[str]:
    """Return the statements of a script as SQLite stores them, without lines of comment.

    >>> statements("-- of a club\\nCREATE TABLE a (x);\\n\\nCREATE TABLE b (y)\\n")
    ['CREATE TABLE a (x)', 'CREATE TABLE b (y)']
    """
    lines = (line for line in script.splitlines() if not line.startswith("--"))
    return [part.strip().removesuffix(";") for part in "\n".join(lines).split(";\n\n")]


def club_schema() -> list[str]:
    """Return the statements that create a club's database: schema, triggers, tables of the day."""
    trigger_texts = (text for noun, shape in STORED.items() for text in triggers(noun, shape))
    day_tables = (table_of(name, row, keys) for name, (row, keys) in DAY_TABLES.items())
    return [*statements(SCHEMA), *trigger_texts, *day_tables, *statements(DAY_SCHEMA)]


def table_of(name: str, row: type[NamedTuple], keys: int) -> str:
    """Return the statement that creates a table of typed rows; its first `keys` columns are the
    primary key."""
    columns = []
    for column, hint in get_type_hints(row).items():
        kinds = get_args(hint) or (hint,)
        sql_type = "INTEGER" if kinds[0] in (int, bool) else "TEXT"
        columns.append(f"  {column} {sql_type}" + ("" if NoneType in kinds else " NOT NULL"))
    key = f"  PRIMARY KEY ({', '.join(row._fields[:keys])})"
    return f"CREATE TABLE {name} (\n" + ",\n".join([*columns, key]) + "\n) STRICT, WITHOUT ROWID"


def triggers(noun: str, shape: Shape) -> Iterator[str]:
    """Yield the statements that create the triggers of a logged table."""
    key = key_of(shape, "NEW.")
    yield _log_inserts(noun, key)
    fields = values_of(shape)
    if fields and noun not in APPENDED:
        yield _log_updates(noun, key, key_of(shape, "OLD."), fields)
    else:
        yield _refuse_command(noun, "UPDATE", "changed")
    yield _refuse_command(noun, "DELETE", "deleted")


def _log_inserts(noun: str, key: str) -> str:
    return (
        f"CREATE TRIGGER {noun}_added AFTER INSERT ON {noun} BEGIN\n"
        f"  SELECT RAISE(ABORT, '{noun}: rows are written inside an event')\n"
        f"    WHERE NEW.{EVENT_ID} IS NOT {NEXT_EVENT};\n"
        f"  INSERT INTO changes (event_id, noun, key, field)\n"
        f"    VALUES (NEW.{EVENT_ID}, '{noun}', {key}, '');\n"
        "END"
    )


def _log_updates(noun: str, key: str, old_key: str, fields: Sequence[str]) -> str:
    values = " UNION ALL\n".join(
        f"      SELECT '{field}' AS field, OLD.{field} AS before, NEW.{field} AS after"
        for field in fields
    )
    return (
        f"CREATE TRIGGER {noun}_changed AFTER UPDATE ON {noun} BEGIN\n"
        f"  SELECT RAISE(ABORT, '{noun}: rows are written inside an event, under their key')\n"
        f"    WHERE NEW.{EVENT_ID} IS NOT {NEXT_EVENT}\n"
        f"      OR {key} IS NOT {old_key};\n"
        f"  INSERT INTO changes (event_id, noun, key, field, before, after)\n"
        f"    SELECT NEW.{EVENT_ID}, '{noun}', {key}, field, before, after FROM (\n"
        f"{values}\n"
        "    ) WHERE before IS NOT after;\n"
        "END"
    )


def _refuse_command(noun: str, command: str, participle: str) -> str:
    return (
        f"CREATE TRIGGER {noun}_not_{participle} BEFORE {command} ON {noun} BEGIN\n"
        f"  SELECT RAISE(ABORT, '{noun}: rows are never {participle}');\n"
        "END"
    )


def key_of(shape: Shape, prefix: str = "") -> str:
    """Return the SQL expression of a row's key: its column, or a JSON list of several columns.

    `prefix` is put before each column, such as `NEW.` in a trigger.
    """
    columns = [f"{prefix}{column}" for column in shape.key]
    return columns[0] if len(columns) == 1 else f"json_array({', '.join(columns)})"


def values_of(shape: Shape) -> list[str]:
    """Return the columns that are not part of the key."""
    return [column for column in shape.columns if column not in shape.key]


def upsert(noun: str, columns: Sequence[str]) -> str:
    """Return the statement that inserts a row, or updates the stored row of the same key.

    Its parameters are `columns` in their order and the event's number; a new row needs every column
    that may not be null. Other columns of a stored row stay, and an equal row is not updated.
    """
    key, fields = STORED[noun].key, [c for c in columns if c not in STORED[noun].key]
    places = ", ".join("?" * (len(columns) + 1))
    action = "NOTHING"
    if fields:
        assignments = ", ".join(f"{column} = excluded.{column}" for column in [*fields, EVENT_ID])
        new_values = ", ".join(f"excluded.{column}" for column in fields)
        differs = f"({', '.join(fields)}) IS NOT ({new_values})"
        action = f"UPDATE SET {assignments} WHERE {differs}"
    return (
        f"INSERT INTO {noun} ({', '.join([*columns, EVENT_ID])}) VALUES ({places}) "
        f"ON CONFLICT ({', '.join(key)}) DO {action}"
    )


@dataclass(frozen=True)
class Rows:
    """Rows of a noun as SQLite stores them; they can be written to a database and to its copy."""

    noun: str
    columns: tuple[str, ...]
    cells: list[tuple[Any, ...]]

    def write(self, db: Database, event_id: int) -> None:
        """Insert new rows and update those that differ, by key; call inside `event`."""
        if self.cells:
            rows = ((*row, event_id) for row in self.cells)
            db.conn.executemany(upsert(self.noun, self.columns), rows)


def write_typed(db: Database, noun: str, rows: Sequence[NamedTuple], event_id: int) -> Rows:
    """Write typed rows by key, inside `event`, and return them; columns they do not have stay."""
    columns = rows[0]._fields if rows else ()
    written = Rows(noun, columns, [*rows])
    written.write(db, event_id)
    return written
