"""A club's books in memory, with the rows that a test gives: of nouns, and of the day's tables."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple, TypeVar

from workbench.model.rows import NOUN_ROWS
from workbench.office.day import Day, copied_day
from workbench.office.desk import Desk
from workbench.store.books import copy_of
from workbench.store.connection import write
from workbench.store.events import event
from workbench.store.queries import fill
from workbench.store.triggers import write_typed

AS_OF = date(2026, 11, 23)
Row = TypeVar("Row", bound=NamedTuple)


def day_with(*, as_of: date = AS_OF, many_unpaid: int = 3, **rows: Iterable[Any]) -> Day:
    """Return a day whose tables and nouns have the typed rows given, by their names."""
    db = copy_of(None)
    with write(db):
        fill(db, "day", [(as_of, "", "", many_unpaid, 0)])
        with event(db, "import", as_of, who="test", guarded=False) as event_id:
            for noun in NOUN_ROWS:  # a call before what it made
                write_typed(db, noun, [*rows.get(noun, ())], event_id)
        for name in rows.keys() - NOUN_ROWS.keys():
            fill(db, name, [*rows[name]])
    return Day(db, as_of)


def typed_row(kind: type[Row], fields: dict[str, Any]) -> Row:
    """Return the typed row of those of the fields that it has."""
    return kind(**{name: value for name, value in fields.items() if name in kind._fields})


def day_in(desk: Desk, as_of: date) -> Day:
    """Return the day of a club's books as they stand, in a copy of them."""
    return copied_day(desk, desk.db if desk.has_books() else None, as_of)


def fields(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Return typed rows as their fields by name."""
    return [row._asdict() for row in rows]
