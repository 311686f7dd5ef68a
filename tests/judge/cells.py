"""The cells of an export, to be changed and written again in its own format and encoding."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from openpyxl import Workbook, load_workbook

Row = list[Any]
FEWEST = 3  # filled cells in a row of headings or of data; notes and titles have fewer
NO_DATA = ("Sum", "Antall", "Ledig")  # how rows begin that state no record


@dataclass
class Export:
    """A file as cells. Of a workbook, `rows` are those of its data sheet."""

    rows: list[Row]
    header_at: int
    sheet: str = ""  # "" for a text file
    other_sheets: Mapping[str, list[Row]] | None = None  # in the order of the book, with the data's
    encoding: str = "utf-8"

    @property
    def headings(self) -> Row:
        return self.rows[self.header_at]

    @property
    def data(self) -> list[Row]:
        """The rows of records, without blank lines, sums and footers."""
        return [row for row in self.rows[self.header_at + 1 :] if is_record(row)]

    def copy(self) -> "Export":
        return replace(self, rows=[list(row) for row in self.rows])


def is_record(row: Row) -> bool:
    filled = [cell for cell in row if cell not in (None, "")]
    return len(filled) >= FEWEST and not str(row[0]).startswith(NO_DATA)


def read_cells(content: bytes) -> Export:
    """Return the cells of a workbook or a text parted by semicolons."""
    if content.startswith(b"PK"):
        return _read_book(content)
    encoding = _encoding_of(content)
    text = content.decode(encoding)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    return Export(rows, _header_of(rows), encoding=encoding)


def write_cells(export: Export) -> bytes:
    """Return the file that has these cells."""
    if export.sheet:
        return _write_book(export)
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerows(export.rows)
    return buffer.getvalue().encode(export.encoding)


def _encoding_of(content: bytes) -> str:
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _header_of(rows: list[Row]) -> int:
    """Return the first row that is filled enough; a list of nobody has its headings alone."""
    return next((n for n, row in enumerate(rows) if is_record(row)), 0)


def _read_book(content: bytes) -> Export:
    """Read a workbook; the data sheet is the one with the most cells."""
    book = load_workbook(io.BytesIO(content))
    sheets = {page.title: [list(row) for row in page.values] for page in book.worksheets}
    name = max(sheets, key=lambda title: len(sheets[title]) * max(map(len, sheets[title])))
    return Export(sheets[name], _header_of(sheets[name]), sheet=name, other_sheets=sheets)


def _write_book(export: Export) -> bytes:
    book = Workbook(write_only=True)
    for title, rows in (export.other_sheets or {}).items():
        page = book.create_sheet(title)
        for row in export.rows if title == export.sheet else rows:
            page.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
