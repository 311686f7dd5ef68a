"""Tables to frames and back, by the declared dtypes: days as ISO text, øre as integers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd
from sqlite_utils import Database

from workbench.model import frames
from workbench.store.connection import readable
from workbench.store.triggers import upsert


class Tables(dict[str, pd.DataFrame]):
    """A database's frames by noun: those that are known already, and the others when asked for."""

    def __init__(self, db: Database, known: Mapping[str, pd.DataFrame]) -> None:
        super().__init__(known)
        self.db = db

    def __missing__(self, noun: str) -> pd.DataFrame:
        with readable():
            self[noun] = read(self.db, noun)
        return self[noun]


def read(db: Database, name: str, source: str = "") -> pd.DataFrame:
    """Return the whole table `name` as its frame, or a view of it."""
    columns, key = frames.SHAPES[name].columns, frames.SHAPES[name].key
    sql = f"SELECT {', '.join(columns)} FROM {source or name} ORDER BY {', '.join(key)}"
    rows = db.conn.execute(sql).fetchall()
    by_column = list(zip(*rows, strict=True)) or [()] * len(columns)
    return frames.of_columns(name, len(rows), dict(zip(columns, by_column, strict=True)))


def rows_of(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return a frame's rows as SQLite takes them: ISO days, ints, flags, text and None."""
    cells = []
    for _, series in frame.items():
        values = frames.plain_values(series)
        if str(series.dtype) == frames.DAY:
            values = [day and day.isoformat() for day in values]
        cells.append(values)
    return list(zip(*cells, strict=True))


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


def write_rows(db: Database, noun: str, frame: pd.DataFrame, event_id: int) -> Rows:
    """Write a frame's rows, inside `event`, and return them."""
    rows = Rows(noun, tuple(frame.columns), rows_of(frame))
    rows.write(db, event_id)
    return rows


def write_typed(db: Database, noun: str, rows: Sequence[NamedTuple], event_id: int) -> Rows:
    """Write typed rows that have all of a noun's columns, inside `event`, and return them."""
    columns = rows[0]._fields if rows else ()
    made = Rows(noun, columns, [*rows])
    made.write(db, event_id)
    return made
