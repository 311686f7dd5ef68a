"""Tables of a club's books read into frames with the declared dtypes, and written from frames."""

import pandas as pd

from workbench.model import frames
from workbench.store import events
from workbench.store.books import copy_of
from workbench.store.connection import Database, read_faults_described
from workbench.store.triggers import Rows


class Books(dict[str, pd.DataFrame]):
    """Noun -> its frame, read at the first access; `version` is the hash of the last event."""

    def __init__(self, db: Database) -> None:
        super().__init__()
        self.db, self.version = db, events.head(db)

    def __missing__(self, noun: str) -> pd.DataFrame:
        with read_faults_described():
            self[noun] = read(self.db, noun)
        return self[noun]


def read_books(db: Database | None) -> Books:
    """Return the books as they are now, from a copy in memory; empty books for None."""
    with read_faults_described():
        return Books(copy_of(db))


def read(db: Database, name: str) -> pd.DataFrame:
    """Return the whole table `name` as a frame, in the order of its key."""
    columns, key = frames.SHAPES[name].columns, frames.SHAPES[name].key
    sql = f"SELECT {', '.join(columns)} FROM {name} ORDER BY {', '.join(key)}"
    rows = db.conn.execute(sql).fetchall()
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    return frames.from_columns(name, len(rows), dict(zip(columns, values, strict=True)))


def write_rows(db: Database, noun: str, frame: pd.DataFrame, event_id: int) -> Rows:
    """Write a frame's rows by key, inside `event`, and return them."""
    cells = zip(*(frames.plain_values(series) for _, series in frame.items()), strict=True)
    rows = Rows(noun, tuple(frame.columns), [*cells])
    rows.write(db, event_id)
    return rows
