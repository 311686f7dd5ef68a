"""Text: its encoding, the delimiter of its cells, and how a cell that is no text is written."""

import csv
import io
import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice

from workbench.model.errors import AGAIN, ExportError

UTF16 = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = ";\t,|"
ROWS_AT_ONCE = 2000


def decode(content: bytes) -> str:
    """Decode text: its BOM decides, then strict UTF-8, then cp1252, then latin-1.

    In UTF-16 without a BOM every other byte is a NUL. UTF-8 may be cut off inside its last letter.

    >>> decode("Bjørn".encode("cp1252"))
    'Bjørn'
    """
    if utf16 := _find_utf16(content):
        return content.decode(utf16, errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        if error.reason == "unexpected end of data" and not before.isascii():
            return before.decode("utf-8-sig")
    rest = content.removeprefix(BOM_UTF8)
    try:
        return rest.decode("cp1252")
    except UnicodeDecodeError:
        return rest.decode("latin-1")


def _find_utf16(content: bytes) -> str:
    """Return the UTF-16 encoding of the text, or "" if it has another."""
    if content.startswith(UTF16):
        return "utf-16"
    first, second = content[:4000:2], content[1:4000:2]  # bytes of each pair
    for high, low, encoding in ((second, first, "utf-16-le"), (first, second, "utf-16-be")):
        if len(high) > 1 and high.count(0) * 10 >= len(high) * 9 and 0 not in low:
            return encoding
    return ""


def read_text(text: str, name: str) -> Iterator[list[list[str]]]:
    """Split a text into rows, some at a time.

    Raises ExportError if an unclosed quote swallowed other rows. That is known only at the end,
    with the usual number of cells.
    """
    delimiter = find_delimiter(text[: 1 << 20].splitlines()[:50])
    lines = io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8", newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    widths: Counter[int] = Counter()
    # of each cell with line breaks: the delimiters in it, and the number of cells in its row
    suspects: list[tuple[int, int]] = []
    try:
        while rows := list(islice(reader, ROWS_AT_ONCE)):
            widths.update(map(len, rows))
            if reader.line_num != widths.total():
                suspects += [
                    (cell.count(delimiter), len(row))
                    for row in rows
                    for cell in row
                    if "\n" in cell or "\r" in cell
                ]
            yield rows
    except csv.Error as error:
        raise ExportError(_describe_quote_fault(name)) from error
    usual = max(widths, key=widths.__getitem__, default=1)
    if any(count and (count >= usual - 1 or width != usual) for count, width in suspects):
        raise ExportError(_describe_quote_fault(name))


def _describe_quote_fault(name: str) -> str:
    return (
        f'{name}: et anførselstegn (") er åpnet uten å bli lukket, så rader flyter sammen; '
        f"{AGAIN}, eller fjern tegnet."
    )


def find_delimiter(lines: list[str]) -> str:
    """Find the delimiter: the one that the first line names (`sep=;`), else the one by which most
    lines have the usual number of fields, or one less, as an empty last field may be left out.

    >>> find_delimiter(["Navn;Beløp", "Ola, far;1,50", "Kari;2,50"])
    ';'
    """

    def count_usual_lines(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1]
        if not widths:
            return (0, 0)
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        return (sum(usual - 1 <= width <= usual for width in widths), usual)

    if lines and re.fullmatch("sep=.", lines[0], re.DOTALL):
        return lines[0][-1]
    return max(DELIMITERS, key=count_usual_lines)


def as_text(cell: object) -> str:
    """Return a cell as text: 580.0 is "580", a day is ISO, and None is ""."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "Ja" if cell else "Nei"
    if isinstance(cell, float) and abs(cell) < 1e15:
        # what Excel shows: 0.30000000000000004 is how it keeps 0.3, and -0.0 is 0
        return format(cell + 0.0, ".15g")
    if isinstance(cell, datetime) and cell.time() == time(0):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None else str(cell)
