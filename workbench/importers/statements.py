"""What files state of a noun's records, one typed row each: a statement."""

from collections import namedtuple
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any

from workbench.model.shapes import SHAPES

AS_HELD = object()  # in a cell of which nothing is stated: what the books hold stands
# of a noun: what decides only how its rows are folded, or whether they are let in
NOT_STORED = {"reminders": ("due_on",), "payments": ("row",)}
Statement = Any  # a named tuple of the noun's columns: a value, None for a stated blank, or AS_HELD


def of_columns(noun: str, columns: Mapping[str, Sequence[Any]]) -> list[Statement]:
    """Make statements of columns, all of one length; what has no column is not stated."""
    statement = _class_of(noun)
    nothing = [AS_HELD] * len(next(iter(columns.values())))
    cells = (columns.get(field, nothing) for field in statement._fields)
    make = partial(tuple.__new__, statement)  # `_make` takes three times as long
    return [*map(make, zip(*cells, strict=True))]


def of_records(noun: str, records: Iterable[Mapping[str, Any]]) -> list[Statement]:
    """Make statements of records; what is not in one is not stated, and what is no column falls."""
    statement = _class_of(noun)
    return [
        statement._make(record.get(field, AS_HELD) for field in statement._fields)
        for record in records
    ]


def _class_of(noun: str) -> Any:
    return _class(noun, (*SHAPES[noun].columns, *NOT_STORED.get(noun, ())))


@cache
def _class(noun: str, fields: tuple[str, ...]) -> Any:
    return namedtuple(noun, fields)
