"""The typed rows that rules read: named, immutable, and only the fields that decide."""

from typing import Any, NamedTuple


class Change(NamedTuple):
    """A row that an event made, or one field of a row that it changed.

    `key` are the columns of the row's key; `field` is "" for a new row. Values are as stored: days
    as ISO text, flags as 0 and 1.
    """

    noun: str
    key: tuple[Any, ...]
    field: str
    before: Any
    after: Any
