"""The frames that cross module boundaries: their columns, dtypes and keys.

In frames `*_on` is datetime64 at midnight, `*_ore` and counts are Int64, flags are boolean and all
else is text with missing values. The tables of a club's books are declared in `schema.sql`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TEXT, DAY, INT, FLAG = "str", "datetime64[us]", "Int64", "boolean"
SCHEMA = Path(__file__).with_name("schema.sql").read_text("utf-8")
DAY_SCHEMA = Path(__file__).with_name("day.sql").read_text("utf-8")
EVENT_ID = "event_id"  # a column of each logged table; the store fills it in, no frame has it
_TABLE = re.compile(r"^CREATE TABLE (\w+) \(\n(.+?)\n\) STRICT", re.MULTILINE | re.DOTALL)
_COLUMN = re.compile(r"^  ([a-z]\w*) (TEXT|INTEGER)(.*)$", re.MULTILINE)
_KEY = re.compile(r"^  PRIMARY KEY \((.+)\)$", re.MULTILINE)


@dataclass(frozen=True)
class Shape:
    """One frame's columns with their dtypes; `key` names the columns that identify a row."""

    key: tuple[str, ...]
    columns: Mapping[str, str]


def stored_shapes(schema: str) -> dict[str, Shape]:
    """Return the shape of each logged table of a schema, in the order of the schema.

    >>> text = "CREATE TABLE t (\\n  id TEXT PRIMARY KEY,\\n  event_id INTEGER NOT NULL\\n) STRICT;"
    >>> stored_shapes(text)
    {'t': Shape(key=('id',), columns={'id': 'str'})}
    """
    shapes = {}
    for name, body in _TABLE.findall(schema):
        columns = {column: (sql_type, rules) for column, sql_type, rules in _COLUMN.findall(body)}
        _, event_rules = columns.pop(EVENT_ID, ("", "REFERENCES"))
        if "REFERENCES" not in event_rules:  # the tables of the events themselves refer to them
            dtypes = {column: _dtype_of(column, *declared) for column, declared in columns.items()}
            shapes[name] = Shape(_key_of(body, columns), dtypes)
    return shapes


def _key_of(body: str, columns: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    key_line = _KEY.search(body)
    if key_line:
        return tuple(key_line[1].split(", "))
    return tuple(column for column, (_, rules) in columns.items() if " PRIMARY KEY" in rules)


def _dtype_of(column: str, sql_type: str, rules: str) -> str:
    if sql_type == "INTEGER":
        return FLAG if f"CHECK ({column} IN (0, 1))" in rules else INT
    return DAY if column.endswith(("_on", "_since")) else TEXT


STORED = stored_shapes(SCHEMA)
SHAPES = STORED
