"""Named queries of `.sql` files, run on a club's books, and rows as the rules read them."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import EnumType
from functools import cache, partial
from pathlib import Path
from types import NoneType
from typing import Any, NamedTuple, TypeVar, get_args, get_type_hints

import aiosql
from aiosql.queries import Queries

from workbench.store.connection import Database

Row = TypeVar("Row", bound=NamedTuple)


def load(path: Path) -> Queries:
    """Return the named queries of one file, each a function of a connection and its parameters."""
    queries: Queries = aiosql.from_path(path, "sqlite3")
    return queries


def table(
    db: Database, row: type[Row], name: str, **among: Iterable[str | None] | None
) -> list[Row]:
    """Return the rows of a table or view as typed ones, in the order of their first two columns.

    `among` names a column and the values that are wanted of it; None wants all.
    """
    where, values = _where(among)
    sql = f"SELECT {', '.join(row._fields)} FROM {name} {where} ORDER BY 1, 2"
    return typed(row, db.conn.execute(sql, values).fetchall())


def _where(among: Mapping[str, Iterable[str | None] | None]) -> tuple[str, list[str]]:
    wanted = {
        column: json.dumps([*values]) for column, values in among.items() if values is not None
    }
    tests = [f"{column} IN (SELECT value FROM json_each(?))" for column in wanted]
    return f"WHERE {' AND '.join(tests)}" if tests else "", list(wanted.values())


def typed(row: type[Row], cells: Iterable[Sequence[Any]]) -> list[Row]:
    """Return typed rows of what a query gave, whose columns are the row's in their order."""
    columns = list(zip(*cells, strict=True))
    if not columns:
        return []
    for at, convert in _converters(row):
        values = {value: convert(value) for value in set(columns[at]) if value is not None}
        columns[at] = tuple(map(values.get, columns[at]))
    return list(map(partial(tuple.__new__, row), zip(*columns, strict=True)))


@cache
def _converters(row: type[NamedTuple]) -> list[tuple[int, Callable[[Any], Any]]]:
    """Return the place of each column that SQLite holds otherwise, and what makes it of that."""
    makers: list[tuple[int, Callable[[Any], Any]]] = []
    for at, hint in enumerate(get_type_hints(row).values()):
        kind = next((part for part in get_args(hint) if part is not NoneType), hint)
        if kind is date:
            makers.append((at, date.fromisoformat))
        elif kind is bool or isinstance(kind, EnumType):
            makers.append((at, kind))
    return makers


def fill(db: Database, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows with all columns of a table that is not logged; inside `write`."""
    if rows:
        places = ", ".join("?" * len(rows[0]))
        db.conn.executemany(f"INSERT INTO {name} VALUES ({places})", _as_text(rows))


def _as_text(rows: Sequence[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
    """Write days and codes of typed rows as SQLite holds them: it takes long to do so itself."""
    if not hasattr(type(rows[0]), "_fields"):
        return rows
    columns = list(zip(*rows, strict=True))
    for at, _ in _converters(type(rows[0])):
        values = set(columns[at]) - {None}
        written = {value: value if isinstance(value, bool) else str(value) for value in values}
        columns[at] = tuple(map(written.get, columns[at]))
    return zip(*columns, strict=True)


def rows_of(db: Database, name: str) -> list[tuple[Any, ...]]:
    """Return a table's rows as SQLite holds them."""
    return list(db.conn.execute(f"SELECT * FROM {name}").fetchall())


def clear(db: Database, name: str, **among: Iterable[str | None] | None) -> None:
    """Take rows out of a table that is not logged, as `table` names them; inside `write`."""
    where, values = _where(among)
    db.conn.execute(f"DELETE FROM {name} {where}", values)
