"""Build frames from records or columns, check their shape, and turn them into records again."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import pandas as pd
from pandas.api.extensions import ExtensionArray

from workbench.model.shapes import DAY, FLAG, INT, SHAPES, TEXT

__all__ = [
    "DAY", "FLAG", "INT", "SHAPES", "TEXT", "build", "check", "empty", "from_columns",
    "plain_values", "records",
]  # fmt: skip


def build(name: str, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return the frame `name` with these records; absent fields become missing values."""
    records = list(rows)
    cells = {column: [record.get(column) for record in records] for column in SHAPES[name].columns}
    return from_columns(name, len(records), cells)


def from_columns(name: str, rows: int, cells: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """Return the frame `name` with `rows` rows of these cells by column.

    A column without cells gets missing values; cells of a column that the frame lacks are dropped.
    """
    if rows == 0:
        return empty(name)
    missing_values = [None] * rows
    arrays = {
        column: _array(cells.get(column, missing_values), dtype)
        for column, dtype in SHAPES[name].columns.items()
    }
    return check(name, pd.DataFrame(arrays, copy=False))


def _array(values: Sequence[Any], dtype: str) -> ExtensionArray:
    return pd.array(values, dtype=dtype)  # type: ignore[call-overload, no-any-return]


def check(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame if it has the shape `name`: its columns, dtypes and complete, unique keys.

    Raises ValueError if not: a frame of the wrong shape is a fault in the program.
    """
    shape = SHAPES[name]
    dtypes = {str(column): str(dtype) for column, dtype in frame.dtypes.items()}
    if list(dtypes) != list(shape.columns):
        raise ValueError(f"{name}: columns {list(dtypes)!r}, not {list(shape.columns)!r}")
    wrong_dtypes = {
        column: dtype for column, dtype in dtypes.items() if shape.columns[column] != dtype
    }
    if wrong_dtypes:
        raise ValueError(f"{name}: dtypes {wrong_dtypes!r} are not as declared")
    keys = [frame[column] for column in shape.key]
    is_missing = any(column.isna().any() for column in keys)
    if is_missing or len({*zip(*keys, strict=True)}) < len(frame):
        raise ValueError(f"{name}: the key {shape.key!r} has missing or repeated values")
    return frame


def empty(name: str) -> pd.DataFrame:
    """Return the frame `name` with no rows."""
    return _without_rows(tuple(SHAPES[name].columns.items())).copy(deep=False)


@cache
def _without_rows(columns: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    return pd.DataFrame({column: _array([], dtype) for column, dtype in columns})


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as records of plain values (see `plain_values`)."""
    columns = {str(column): plain_values(series) for column, series in frame.items()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def plain_values(series: pd.Series) -> list[Any]:
    """Return a column's values as `date`, `int`, `bool` and text, or None if missing."""
    if str(series.dtype) == DAY:
        return list(series.to_numpy().astype("datetime64[D]").tolist())
    return list(series.to_numpy(dtype=object, na_value=None))  # type: ignore[call-overload]
