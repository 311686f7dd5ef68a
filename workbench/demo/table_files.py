"""Files of rows, with the same bytes every time: Excel's without the clock that openpyxl stamps."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook

from workbench.demo.written_cells import NBSP, Cell, Ore, Row

STAMP = (2026, 1, 1, 0, 0, 0)


def write_text(path: Path, rows: Iterable[Row], encoding: str, line_end: str) -> None:
    """Write the rows with semicolons between the cells."""
    lines = (";".join(map(in_text, row)) + line_end for row in rows)
    path.write_bytes("".join(lines).encode(encoding))


def in_text(cell: Cell) -> str:
    """Return a cell as text: sums with comma, and a space of either kind at the thousands.

    >>> in_text(Ore(125000))
    '1 250,00'
    """
    if isinstance(cell, Ore):
        kroner, rest = divmod(cell, 100)
        return f"{kroner:,}".replace(",", NBSP if cell % 700 == 0 else " ") + f",{rest:02d}"
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    return "" if cell is None else str(cell)


def write_xlsx(path: Path, sheets: Mapping[str, Iterable[Row]]) -> None:
    """Write the sheets' rows; an empty row stays empty."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator, book.properties.created = "demo", datetime(*STAMP)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([in_excel(cell) for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(without_clock(buffer))


def in_excel(cell: Cell) -> Cell:
    """Return a cell as Excel keeps it, sums in kroner.

    >>> in_excel(Ore(125000)), in_excel(Ore(99950))
    (1250, 999.5)
    """
    if isinstance(cell, Ore):
        return cell // 100 if cell % 100 == 0 else cell / 100
    return str(cell) or None if isinstance(cell, str) else cell


def without_clock(buffer: io.BytesIO) -> bytes:
    """Return the archive with fixed times on its parts, and the day of change taken out."""
    clean = io.BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(clean, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"<dcterms:modified.*?</dcterms:modified>", b"", content)
            part = zipfile.ZipInfo(name, STAMP)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, content)
    return clean.getvalue()
