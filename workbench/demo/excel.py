"""Excel files with the same bytes every time: without the clock that openpyxl stamps them with."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

from workbench.demo.written_cells import Cell, in_excel

STAMP = (2026, 1, 1, 0, 0, 0)


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> None:
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
