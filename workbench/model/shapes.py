"""The frames that cross module boundaries: their columns, dtypes and keys.

In frames `*_on` is datetime64 at midnight, `*_ore` and counts are Int64, flags are boolean and all
else is text with missing values. The nouns of a club's books are as `schema.sql` declares them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TEXT, DAY, INT, FLAG = "str", "datetime64[us]", "Int64", "boolean"
SCHEMA = Path(__file__).with_name("schema.sql").read_text("utf-8")
DAY_SCHEMA = Path(__file__).with_name("day.sql").read_text("utf-8")
EVENT_ID = "event_id"  # of a logged table: kept by the store, and in no frame
_TABLE = re.compile(r"^CREATE TABLE (\w+) \(\n(.+?)\n\) STRICT", re.MULTILINE | re.DOTALL)
_COLUMN = re.compile(r"^  ([a-z]\w*) (TEXT|INTEGER)(.*)$", re.MULTILINE)
_KEY = re.compile(r"^  PRIMARY KEY \((.+)\)$", re.MULTILINE)


@dataclass(frozen=True)
class Shape:
    """One frame's columns with their dtypes; `key` names the columns that identify a row."""

    key: tuple[str, ...]
    columns: Mapping[str, str]


def stored_shapes(schema: str) -> dict[str, Shape]:
    """Return the shape of each logged table of a schema, in its order.

    >>> text = "CREATE TABLE t (\\n  id TEXT PRIMARY KEY,\\n  event_id INTEGER NOT NULL\\n) STRICT;"
    >>> stored_shapes(text)
    {'t': Shape(key=('id',), columns={'id': 'str'})}
    """
    shapes = {}
    for name, body in _TABLE.findall(schema):
        columns = {column: (sql_type, rest) for column, sql_type, rest in _COLUMN.findall(body)}
        _, of_event = columns.pop(EVENT_ID, ("", "REFERENCES"))
        if "REFERENCES" not in of_event:  # the chain's own tables point at their event
            several = _KEY.search(body)
            single = (column for column, (_, rest) in columns.items() if " PRIMARY KEY" in rest)
            shapes[name] = Shape(
                tuple(several[1].split(", ") if several else single),
                {column: _dtype(column, *declared) for column, declared in columns.items()},
            )
    return shapes


def _dtype(column: str, sql_type: str, rest: str) -> str:
    if sql_type == "INTEGER":
        return FLAG if f"CHECK ({column} IN (0, 1))" in rest else INT
    return DAY if column.endswith(("_on", "_since")) else TEXT


STORED = stored_shapes(SCHEMA)
SHAPES = STORED
