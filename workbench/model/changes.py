"""What an import changes: the difference between the rows held and the rows that came in.

Decided before anything is written, shown to the operator, and then written as it stands; an
unchanged row is never touched.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from workbench.model import frames

FIELDS = ["key", "column", "before", "after"]


@dataclass(frozen=True)
class Diff:
    """The new and the changed rows of one frame, and its changed fields one by one.

    `fields` has the columns key, column, before, after; the key's parts are joined by "|".
    """

    name: str
    new: pd.DataFrame
    changed: pd.DataFrame
    fields: pd.DataFrame

    @property
    def is_empty(self) -> bool:
        return self.new.empty and self.changed.empty

    @property
    def rows(self) -> pd.DataFrame:
        """The rows to write."""
        if self.changed.empty:
            return self.new.reset_index(drop=True)
        return pd.concat([self.new, self.changed], ignore_index=True)


def diff(name: str, held: pd.DataFrame, incoming: pd.DataFrame) -> Diff:
    """Compare by key; rows held that did not come in are left alone."""
    if held.empty or incoming.empty:
        return Diff(name, incoming, incoming[:0], pd.DataFrame([], columns=FIELDS))
    key = list(frames.SHAPES[name].key)
    values = [column for column in held.columns if column not in key]
    old = held.set_index(key)
    coming = incoming.set_index(key)
    known = coming.index.isin(old.index)
    after = coming[known]
    before = old.loc[after.index]
    differs = {
        column: (
            (after[column] != before[column]) & ~(after[column].isna() & before[column].isna())
        )
        .fillna(True)
        .to_numpy(dtype=bool)
        for column in values
    }
    touched = pd.DataFrame(differs, index=after.index).any(axis=1).to_numpy(dtype=bool)
    fields = [
        (_key_text(index), column, before_value, after_value)
        for column, mask in differs.items()
        for index, before_value, after_value in zip(
            after.index[mask], before[column][mask], after[column][mask], strict=True
        )
    ]
    return Diff(
        name,
        incoming[~known].reset_index(drop=True),
        incoming[known][touched].reset_index(drop=True),
        pd.DataFrame(fields, columns=FIELDS),
    )


def overlay(held: pd.DataFrame, change: Diff) -> pd.DataFrame:
    """Return the frame as it will be once `change` is written."""
    if change.is_empty:
        return held
    key = list(frames.SHAPES[change.name].key)
    rows = change.rows
    kept = held[~held.set_index(key).index.isin(rows.set_index(key).index)]
    joined = pd.concat([kept, rows], ignore_index=True) if len(kept) else rows
    if not joined.set_index(key).index.is_monotonic_increasing:
        joined = joined.sort_values(key, ignore_index=True)
    return frames.check(change.name, joined)


def undone(
    name: str, frame: pd.DataFrame, changes: Iterable[tuple[str, Mapping[str, list[Any]]]]
) -> pd.DataFrame:
    """Return a frame as it was before the changes, the last one first: the key's parts joined by
    "|", and each field with what it was and became, days as ISO; without fields the row was new."""
    shape = frames.SHAPES[name]
    rows = {"|".join(str(row[part]) for part in shape.key): row for row in frames.records(frame)}
    for key, fields in changes:
        if not fields:
            rows.pop(key, None)
        for column, (before, _) in fields.items() if key in rows else ():
            is_day = shape.columns[column] == frames.DAY and before is not None
            rows[key][column] = date.fromisoformat(before) if is_day else before
    return frames.build(name, rows.values())


def _key_text(index: Any) -> str:
    return "|".join(str(part) for part in index) if isinstance(index, tuple) else str(index)
