"""The SQL that follows from the schema: triggers that log every change of a row, and upserts; and
from the rows of a day: its tables.

A logged row carries the number of the event that wrote it. Its triggers refuse any number but the
next event's, a changed key and a deletion, and write a change row for a new row and for each field
that is another. They would be passed over by OR IGNORE and OR REPLACE, so nothing is written so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import NoneType
from typing import Any, NamedTuple, get_args, get_type_hints

from workbench.model.rows import DAY_TABLES
from workbench.model.shapes import DAY_SCHEMA, EVENT_ID, SCHEMA, STORED, Shape
from workbench.store.connection import Database

NEXT_EVENT = "(SELECT ifnull(max(id), 0) + 1 FROM events)"
APPENDED = {"calls"}  # and every table that is all key


def statements(script: str) -> list[str]:
    """Return the statements of a schema as SQLite keeps them, without the lines of comment between.

    >>> statements("-- of a club\\nCREATE TABLE a (x);\\n\\nCREATE TABLE b (y)\\n")
    ['CREATE TABLE a (x)', 'CREATE TABLE b (y)']
    """
    lines = (line for line in script.splitlines() if not line.startswith("--"))
    return [part.strip().removesuffix(";") for part in "\n".join(lines).split(";\n\n")]


def club_schema() -> list[str]:
    """Return the statements that make a club's empty file: the schema, its triggers, and
    the tables of a day."""
    logged = (trigger for noun, shape in STORED.items() for trigger in triggers(noun, shape))
    of_day = (table_of(name, *declared) for name, declared in DAY_TABLES.items())
    return [*statements(SCHEMA), *logged, *of_day, *statements(DAY_SCHEMA)]


def table_of(name: str, row: type[NamedTuple], keys: int) -> str:
    """Return the statement that makes a table of typed rows; its first columns are the key."""
    columns = []
    for column, hint in get_type_hints(row).items():
        kinds = get_args(hint) or (hint,)
        sql_type = "INTEGER" if kinds[0] in (int, bool) else "TEXT"
        columns.append(f"  {column} {sql_type}" + ("" if NoneType in kinds else " NOT NULL"))
    key = f"  PRIMARY KEY ({', '.join(row._fields[:keys])})"
    return f"CREATE TABLE {name} (\n" + ",\n".join([*columns, key]) + "\n) STRICT"


def triggers(noun: str, shape: Shape) -> Iterator[str]:
    """Yield the statements that make the triggers of a logged table."""
    key = key_of(shape, "NEW.")
    yield (
        f"CREATE TRIGGER {noun}_added AFTER INSERT ON {noun} BEGIN\n"
        f"  SELECT RAISE(ABORT, '{noun}: rows are written inside an event')\n"
        f"    WHERE NEW.{EVENT_ID} IS NOT {NEXT_EVENT};\n"
        f"  INSERT INTO changes (event_id, noun, key, field)\n"
        f"    VALUES (NEW.{EVENT_ID}, '{noun}', {key}, '');\n"
        "END"
    )
    fields = values_of(shape)
    if fields and noun not in APPENDED:
        compared = " UNION ALL\n".join(
            f"      SELECT '{field}' AS field, OLD.{field} AS before, NEW.{field} AS after"
            for field in fields
        )
        yield (
            f"CREATE TRIGGER {noun}_changed AFTER UPDATE ON {noun} BEGIN\n"
            f"  SELECT RAISE(ABORT, '{noun}: rows are written inside an event, under their key')\n"
            f"    WHERE NEW.{EVENT_ID} IS NOT {NEXT_EVENT}\n"
            f"      OR {key} IS NOT {key_of(shape, 'OLD.')};\n"
            f"  INSERT INTO changes (event_id, noun, key, field, before, after)\n"
            f"    SELECT NEW.{EVENT_ID}, '{noun}', {key}, field, before, after FROM (\n"
            f"{compared}\n"
            "    ) WHERE before IS NOT after;\n"
            "END"
        )
    else:
        yield _refused(noun, "changed", "UPDATE")
    yield _refused(noun, "deleted", "DELETE")


def _refused(noun: str, what: str, command: str) -> str:
    return (
        f"CREATE TRIGGER {noun}_not_{what} BEFORE {command} ON {noun} BEGIN\n"
        f"  SELECT RAISE(ABORT, '{noun}: rows are never {what}');\n"
        "END"
    )


def key_of(shape: Shape, prefix: str = "") -> str:
    """Return the expression of a row's key: its one column, or a JSON list of several."""
    columns = [f"{prefix}{column}" for column in shape.key]
    return columns[0] if len(columns) == 1 else f"json_array({', '.join(columns)})"


def values_of(shape: Shape) -> list[str]:
    """Return the columns that are no key."""
    return [column for column in shape.columns if column not in shape.key]


def upsert(noun: str, columns: Sequence[str]) -> str:
    """Return the statement that writes a row by its key: a new one, or what differs of a known one.

    Its parameters are the columns as given, which are all that a new row must have, and the event's
    number. Other columns of a known row stay, and a row that is as it was is not touched.
    """
    key, fields = STORED[noun].key, [c for c in columns if c not in STORED[noun].key]
    places = ", ".join("?" * (len(columns) + 1))
    sets = ", ".join(f"{column} = excluded.{column}" for column in [*fields, EVENT_ID])
    differs = f"({', '.join(fields)}) IS NOT ({', '.join(f'excluded.{c}' for c in fields)})"
    does = f"UPDATE SET {sets} WHERE {differs}" if fields else "NOTHING"
    return (
        f"INSERT INTO {noun} ({', '.join([*columns, EVENT_ID])}) VALUES ({places}) "
        f"ON CONFLICT ({', '.join(key)}) DO {does}"
    )


@dataclass(frozen=True)
class Rows:
    """Rows of a noun as SQLite takes them: what `write` writes, and can write again elsewhere."""

    noun: str
    columns: tuple[str, ...]
    cells: list[tuple[Any, ...]]

    def write(self, db: Database, event_id: int) -> None:
        """Write the rows by key, inside `event`: new ones, and what differs of known ones."""
        if self.cells:
            rows = ((*row, event_id) for row in self.cells)
            db.conn.executemany(upsert(self.noun, self.columns), rows)


def write_typed(db: Database, noun: str, rows: Sequence[NamedTuple], event_id: int) -> Rows:
    """Write typed rows by key, inside `event`, and return them; columns that they lack stay."""
    columns = rows[0]._fields if rows else ()
    made = Rows(noun, columns, [*rows])
    made.write(db, event_id)
    return made
