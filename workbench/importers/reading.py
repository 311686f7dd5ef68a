"""Bytes to sheets of text. The kind is told by the bytes, never by the name; no type is guessed.

A text file is one sheet with no name. Every cell is text: a whole number loses its ".0", a date
becomes ISO, an empty cell becomes "". Row n of the file is `rows[n - 1]`, blank rows included.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time

import python_calamine

from workbench.model.errors import ExportError

XLSX, XLS, UTF16 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = ";\t,|"


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file, as text."""

    name: str
    rows: list[list[str]]
    is_text: bool = False
    is_cut: bool = False  # a text whose last line has no end


def is_ocr(content: bytes) -> bool:
    """Say whether the file is a transmission of 80-character records (Nets)."""
    return content.startswith(b"NY0000")


def read_sheets(content: bytes, name: str) -> list[Sheet]:
    """Read a spreadsheet or a delimited text; `name` is only for the message.

    Raises ExportError when the bytes are neither.
    """
    if not content.strip():
        raise ExportError(f"{name}: filen er tom; eksporter den på nytt.")
    if content.startswith((XLSX, XLS)):
        return _read_workbook(content, name)
    if b"\x00" in content and not content.startswith(UTF16):
        raise ExportError(
            f"{name}: filen er verken et regneark eller en tekstfil; "
            "eksporter den på nytt, eller ta den ut av mappen."
        )
    text = decode(content)
    return [Sheet("", _read_text(text, name), is_text=True, is_cut=not text.endswith(("\n", "\r")))]


def decode(content: bytes) -> str:
    """Decode text: its BOM decides, then strict UTF-8, then cp1252, then latin-1.

    UTF-8 that was cut in the middle of its last letter is still UTF-8.

    >>> decode("Bjørn".encode("cp1252"))
    'Bjørn'
    """
    if content.startswith(UTF16):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        if error.reason == "unexpected end of data" and not before.isascii():
            return before.decode("utf-8-sig")
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _read_text(text: str, name: str) -> list[list[str]]:
    """Split a text into rows; a quote that swallowed other rows is an error, not a cell."""
    lines = text.splitlines()
    delimiter = find_delimiter(lines[:50])
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows = list(reader)
    except csv.Error as error:
        raise ExportError(_quote_fault(name)) from error
    widths = [len(row) for row in rows]
    usual = max(set(widths), key=widths.count, default=1)
    for row in rows:
        for cell in row:
            inside = cell.count(delimiter) if "\n" in cell or "\r" in cell else 0
            if inside and (inside >= usual - 1 or len(row) != usual):
                raise ExportError(_quote_fault(name))
    return rows


def _quote_fault(name: str) -> str:
    return (
        f'{name}: et anførselstegn (") er åpnet uten å bli lukket, så rader flyter sammen; '
        "eksporter filen på nytt, eller fjern tegnet."
    )


def find_delimiter(lines: list[str]) -> str:
    """Find the delimiter: as the first line names it (`sep=;`), else the one most lines agree on.

    Lines agree when they have the usual number of fields, or one less: a last empty one is often
    left out.

    >>> find_delimiter(["Navn;Beløp", "Ola, far;1,50", "Kari;2,50"])
    ';'
    """

    def agreement(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1]
        if not widths:
            return (0, 0)
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        return (sum(usual - 1 <= width <= usual for width in widths), usual)

    named = lines[0].removeprefix("sep=") if lines and lines[0].startswith("sep=") else ""
    if len(named) == 1:
        return named
    return max(DELIMITERS, key=agreement)


def _read_workbook(content: bytes, name: str) -> list[Sheet]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            Sheet(
                sheet,
                [
                    [_as_text(cell) for cell in row]
                    for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
                ],
            )
            for sheet in book.sheet_names
        ]
    except python_calamine.PasswordError as error:
        raise ExportError(
            f"{name}: regnearket er låst med passord; lagre det uten passord og prøv igjen."
        ) from error
    except (python_calamine.CalamineError, python_calamine.ZipError, OSError) as error:
        raise ExportError(
            f"{name}: filen er skadet, eller den er ikke et regneark; eksporter den på nytt, "
            "eller ta den ut av mappen."
        ) from error


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Ja" if cell else "Nei"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, float) and abs(cell) < 1e15:
        return format(cell, ".15g")  # what Excel shows; 0.30000000000000004 is how it keeps 0.3
    if isinstance(cell, datetime) and cell.time() == time(0):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
