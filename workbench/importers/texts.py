"""Text: how it is encoded, what parts its cells, and how a cell that is no text is written."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice

from workbench.model.errors import AGAIN, ExportError

UTF16 = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = ";\t,|"


def decode(content: bytes) -> str:
    """Decode text: its BOM decides, then strict UTF-8, then cp1252, then latin-1.

    UTF-16 without a BOM is known by its NULs: every other byte is one. UTF-8 that was cut in the
    middle of its last letter is still UTF-8.

    >>> decode("Bjørn".encode("cp1252"))
    'Bjørn'
    """
    if utf16 := _utf16_of(content):
        return content.decode(utf16, errors="replace")
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


def _utf16_of(content: bytes) -> str:
    """Return which UTF-16 the text is in, if any."""
    if content.startswith(UTF16):
        return "utf-16"
    even, odd = content[:4000:2], content[1:4000:2]
    for nuls, letters, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if len(nuls) > 1 and nuls.count(0) * 10 >= len(nuls) * 9 and 0 not in letters:
            return name
    return ""


def read_text(text: str, name: str, at_once: int) -> Iterator[list[list[str]]]:
    """Split a text into rows, some at a time; a quote that swallowed other rows is an error.

    Whether one did is known at the end, when the usual number of cells is.
    """
    delimiter = find_delimiter(text[: 1 << 20].splitlines()[:50])
    lines = io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8", newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    widths: Counter[int] = Counter()
    several: list[tuple[int, int]] = []  # of cells with line breaks: delimiters, cells in the row
    try:
        while rows := list(islice(reader, at_once)):
            widths.update(map(len, rows))
            if reader.line_num != widths.total():
                several += [
                    (cell.count(delimiter), len(row))
                    for row in rows
                    for cell in row
                    if "\n" in cell or "\r" in cell
                ]
            yield rows
    except csv.Error as error:
        raise ExportError(_quote_fault(name)) from error
    usual = max(widths, key=widths.__getitem__, default=1)
    if any(inside and (inside >= usual - 1 or width != usual) for inside, width in several):
        raise ExportError(_quote_fault(name))


def _quote_fault(name: str) -> str:
    return (
        f'{name}: et anførselstegn (") er åpnet uten å bli lukket, så rader flyter sammen; '
        f"{AGAIN}, eller fjern tegnet."
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


def as_text(cell: object) -> str:
    """Write a cell as a reader would: 580.0 is "580", a day is ISO, nothing is ""."""
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
