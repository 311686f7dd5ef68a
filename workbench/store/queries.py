"""Named queries of `.sql` files, and tables of a club's books read and written as typed rows."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import EnumType
from functools import cache, partial
from pathlib import Path
from types import NoneType
from typing import Any, NamedTuple, TypeVar, get_args, get_type_hints

import aiosql

from workbench.store.connection import Database

Row = TypeVar("Row", bound=NamedTuple)


def load(path: Path) -> Any:  # has an attribute per query, which no type of aiosql declares
    """Return the named queries of one `.sql` file: functions of a connection and parameters."""
    return aiosql.from_path(path, "sqlite3")


def names_of(queries: Any) -> list[str]:
    """Return the names of the queries of a file, sorted."""
    return [name for name in queries.available_queries if not name.endswith("_cursor")]


def table(
    db: Database, row: type[Row], name: str, **among: Iterable[str | None] | None
) -> list[Row]:
    """Return a table's or view's rows as typed rows, in the order of their first two columns.

    `among` restricts a column to the given values; None does not restrict it.
    """
    where, values = _where(among)
    sql = f"SELECT {', '.join(row._fields)} FROM {name} {where} ORDER BY 1, 2"
    return typed(row, db.conn.execute(sql, values).fetchall())


def _where(among: Mapping[str, Iterable[str | None] | None]) -> tuple[str, list[str]]:
    values_of_column = {
        column: json.dumps([*values]) for column, values in among.items() if values is not None
    }
    if not values_of_column:
        return "", []
    conditions = [f"{column} IN (SELECT value FROM json_each(?))" for column in values_of_column]
    return f"WHERE {' AND '.join(conditions)}", list(values_of_column.values())


def typed(row: type[Row], cells: Iterable[Sequence[Any]]) -> list[Row]:
    """Return a query's rows as typed rows; its columns must be the row's fields in their order."""
    columns = list(zip(*cells, strict=True))
    if not columns:
        return []
    for index, convert in _converters(row):
        converted = {value: convert(value) for value in set(columns[index]) if value is not None}
        columns[index] = tuple(map(converted.get, columns[index]))
    return list(map(partial(tuple.__new__, row), zip(*columns, strict=True)))


@cache
def _converters(row: type[NamedTuple]) -> list[tuple[int, Callable[[Any], Any]]]:
    """Return (index, function) of each column that SQLite stores as another type."""
    converters: list[tuple[int, Callable[[Any], Any]]] = []
    for index, hint in enumerate(get_type_hints(row).values()):
        kind = next((part for part in get_args(hint) if part is not NoneType), hint)
        if kind is date:
            converters.append((index, date.fromisoformat))
        elif kind is bool or isinstance(kind, EnumType):
            converters.append((index, kind))
    return converters


def fill(db: Database, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows, with all columns, into a table that is not logged; call inside `write`."""
    if rows:
        places = ", ".join("?" * len(rows[0]))
        db.conn.executemany(f"INSERT INTO {name} VALUES ({places})", _as_stored(rows))


def _as_stored(rows: Sequence[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
    """Convert days and codes of typed rows to text: faster than SQLite's adapters."""
    if not hasattr(type(rows[0]), "_fields"):
        return rows
    columns = list(zip(*rows, strict=True))
    for index, _ in _converters(type(rows[0])):
        values = set(columns[index]) - {None}
        stored = {value: value if isinstance(value, bool) else str(value) for value in values}
        columns[index] = tuple(map(stored.get, columns[index]))
    return zip(*columns, strict=True)


def rows_of(db: Database, name: str) -> list[tuple[Any, ...]]:
    """Return all rows of a table as SQLite stores them."""
    return list(db.conn.execute(f"SELECT * FROM {name}").fetchall())


def clear(db: Database, name: str, **among: Iterable[str | None] | None) -> None:
    """Delete rows of a table that is not logged; `among` as for `table`. Call inside `write`."""
    where, values = _where(among)
    db.conn.execute(f"DELETE FROM {name} {where}", values)
