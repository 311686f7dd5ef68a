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
SHAPES: Mapping[str, Shape] = {
    **STORED,
    # worked out, never stored
    "balances": Shape(
        ("claim_id",),
        {
            "claim_id": TEXT,
            "invoice_id": TEXT,
            "member_id": TEXT,
            "kid": TEXT,
            "fee_type": TEXT,
            "title": TEXT,
            "issued_on": DAY,
            "due_on": DAY,
            "status": TEXT,
            "amount_ore": INT,  # what is owed in all; 0 when cancelled or exempt
            "paid_ore": INT,  # what counts as settled, never above the amount
            "open_ore": INT,
            "settled_on": DAY,  # the day it became fully paid
            "member_name": TEXT,  # as the claim has it, where the source has no number
        },
    ),
    "contacts": Shape(
        ("member_id",),
        {
            "member_id": TEXT,
            "payer_id": TEXT,  # groups messages and calls; derived for the day
            "contact_name": TEXT,
            "phone": TEXT,
            "email": TEXT,
            "is_minor": FLAG,
            "probably_parent": FLAG,  # the child's own profile carries a parent's contact data
            "reached_through": TEXT,  # the member whose contact data it is: oneself, or a parent
        },
    ),
    "plan": Shape(
        ("claim_id",),
        {
            "claim_id": TEXT,
            "payer_id": TEXT,
            "step_id": TEXT,  # missing when nothing is to be done
            "kind": TEXT,  # StepKind
            "channel": TEXT,
            "due_version": TEXT,
            "reason": TEXT,  # PlanReason
            "detail": TEXT,  # what the reason is about: a hold's kind, a step's name
            "next_on": DAY,  # the day the answer changes by itself, if nothing else happens
            "days": INT,  # counted days since the step before, or since the due date
        },
    ),
    "queue": Shape(
        ("payer_id",),
        {
            "payer_id": TEXT,
            "contact_name": TEXT,
            "phone": TEXT,
            "probably_parent": FLAG,
            "concerns": TEXT,  # first names of the members
            "claims": INT,  # open and overdue, also those whose step is not a call
            "open_ore": INT,
            "newest_due_on": DAY,
            "oldest_due_on": DAY,
            "needs_talk": FLAG,  # three or more unpaid
        },
    ),
    "findings": Shape(("kind", "member_id"), {"kind": TEXT, "member_id": TEXT, "detail": TEXT}),
}
