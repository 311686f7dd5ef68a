"""The cells of workbooks that tests read, each file once: openpyxl takes long."""

from datetime import datetime
from functools import cache
from pathlib import Path

from openpyxl import load_workbook

Cell = str | int | float | datetime | None
Sheets = dict[str, list[tuple[Cell, ...]]]  # title -> rows; the first sheet first


def sheets_of(path: Path) -> Sheets:
    """Return the rows of each sheet; a file that was changed is read anew."""
    status = path.stat()
    return _read(path, status.st_mtime_ns, status.st_size)


@cache
def _read(path: Path, changed_at: int, size: int) -> Sheets:
    book = load_workbook(path)
    return {sheet.title: [*sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


def sheet_of(path: Path, title: str | None = None) -> list[tuple[Cell, ...]]:
    """Return the rows of a sheet, of the first one if none is named."""
    sheets = sheets_of(path)
    return sheets[title] if title else next(iter(sheets.values()))
