"""Frames made of records or columns, held against their shape, and taken apart again."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import pandas as pd
from pandas.api.extensions import ExtensionArray

from workbench.model.shapes import DAY, FLAG, INT, SHAPES, TEXT

__all__ = [
    "DAY", "FLAG", "INT", "SHAPES", "TEXT", "build", "check", "empty", "of_columns", "plain_values",
    "records",
]  # fmt: skip


def build(name: str, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Make the frame `name` from records; absent fields become missing values."""
    records = list(rows)
    cells = {c: [record.get(c) for record in records] for c in SHAPES[name].columns}
    return of_columns(name, len(records), cells)


def of_columns(name: str, rows: int, cells: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """Make the frame `name` from its columns; absent ones become missing values, others fall."""
    if rows == 0:
        return empty(name)
    nothing = [None] * rows
    arrays = {
        column: _array(cells.get(column, nothing), dtype)
        for column, dtype in SHAPES[name].columns.items()
    }
    return check(name, pd.DataFrame(arrays, copy=False))


def _array(values: Sequence[Any], dtype: str) -> ExtensionArray:
    return pd.array(values, dtype=dtype)  # type: ignore[call-overload, no-any-return]


def check(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame if it is the `name` of `SHAPES`: columns, dtypes, whole and unique keys.

    Raises ValueError, since a frame of the wrong shape is a fault in the program.
    """
    shape = SHAPES[name]
    dtypes = {str(column): str(dtype) for column, dtype in frame.dtypes.items()}
    if list(dtypes) != list(shape.columns):
        raise ValueError(f"{name}: columns {list(dtypes)!r}, not {list(shape.columns)!r}")
    wrong = {column: dtype for column, dtype in dtypes.items() if shape.columns[column] != dtype}
    if wrong:
        raise ValueError(f"{name}: dtypes {wrong!r} are not as declared")
    key = frame[list(shape.key)]
    if key.isna().any(axis=None) or key.duplicated().any():
        raise ValueError(f"{name}: the key {shape.key!r} has missing or repeated values")
    return frame


def empty(name: str) -> pd.DataFrame:
    """Return the frame `name` with no rows."""
    return _without_rows(tuple(SHAPES[name].columns.items())).copy(deep=False)


@cache
def _without_rows(columns: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    return pd.DataFrame({column: _array([], dtype) for column, dtype in columns})


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows with plain values."""
    plain = {str(column): plain_values(series) for column, series in frame.items()}
    return [dict(zip(plain, row, strict=True)) for row in zip(*plain.values(), strict=True)]


def plain_values(series: pd.Series) -> list[Any]:
    """Return a column's values as `date`, `int`, `bool` and text, and None where missing."""
    if str(series.dtype) == DAY:
        return list(series.to_numpy().astype("datetime64[D]").tolist())
    return list(series.to_numpy(dtype=object, na_value=None))  # type: ignore[call-overload]
