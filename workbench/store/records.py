"""Tables to frames and back, by the declared dtypes."""

import pandas as pd

from workbench.model import frames
from workbench.store import events
from workbench.store.books import copy_of
from workbench.store.connection import Database, readable
from workbench.store.triggers import Rows


class Books(dict[str, pd.DataFrame]):
    """Every noun's frame, read when it is first asked for, and the hash of the last event."""

    def __init__(self, db: Database) -> None:
        super().__init__()
        self.db, self.version = db, events.head(db)

    def __missing__(self, noun: str) -> pd.DataFrame:
        with readable():
            self[noun] = read(self.db, noun)
        return self[noun]


def read_books(db: Database | None) -> Books:
    """Copy the books, or empty ones, at one moment."""
    with readable():
        return Books(copy_of(db))


def read(db: Database, name: str) -> pd.DataFrame:
    """Return the whole table `name` as its frame."""
    columns, key = frames.SHAPES[name].columns, frames.SHAPES[name].key
    sql = f"SELECT {', '.join(columns)} FROM {name} ORDER BY {', '.join(key)}"
    rows = db.conn.execute(sql).fetchall()
    by_column = list(zip(*rows, strict=True)) or [()] * len(columns)
    return frames.of_columns(name, len(rows), dict(zip(columns, by_column, strict=True)))


def write_rows(db: Database, noun: str, frame: pd.DataFrame, event_id: int) -> Rows:
    """Write a frame's rows, inside `event`, and return them."""
    cells = zip(*(frames.plain_values(series) for _, series in frame.items()), strict=True)
    rows = Rows(noun, tuple(frame.columns), [*cells])
    rows.write(db, event_id)
    return rows
