"""Tables to frames and back, by the declared dtypes: days as ISO text, øre as integers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbench.model import frames
from workbench.model.errors import StoreError
from workbench.model.shapes import STORED
from workbench.store import events
from workbench.store.connection import Database, DatabaseError, snapshot
from workbench.store.triggers import Rows

NOUNS = tuple(noun for noun in STORED if noun not in {"plans", "proposals"})


@dataclass(frozen=True)
class Books:
    """Every noun's frame as it stood when `version` was the last event's hash."""

    frames: dict[str, pd.DataFrame]
    version: str


NO_BOOKS = Books({name: frames.empty(name) for name in NOUNS}, events.FIRST)


def read_books(db: Database) -> Books:
    """Read all of it in one snapshot."""
    try:
        with snapshot(db):
            return Books({name: read(db, name) for name in NOUNS}, events.head(db))
    except DatabaseError as error:
        raise StoreError(
            "Klubbens bøker (club.db) kan ikke leses; prøv igjen, og hent dem fra sikkerhetskopien "
            "om det fortsetter."
        ) from error


class Tables(dict[str, pd.DataFrame]):
    """A database's frames by noun: those that are known already, and the others when asked for."""

    def __init__(self, db: Database, known: Mapping[str, pd.DataFrame]) -> None:
        super().__init__(known)
        self.db = db

    def __missing__(self, noun: str) -> pd.DataFrame:
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


def write_rows(db: Database, noun: str, frame: pd.DataFrame, event_id: int) -> Rows:
    """Write a frame's rows, inside `event`, and return them."""
    rows = Rows(noun, tuple(frame.columns), rows_of(frame))
    rows.write(db, event_id)
    return rows
