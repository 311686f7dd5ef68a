"""`tiltak.xlsx`: the operator's lists of work, written so that text stays text.

No cell is ever a formula: `=1+1`, `+47` and `007` stand as they were received.
"""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from workbench.norsk import dato
from workbench.reports.columns import KRONER, TEXT, Column, Table

NOTHING = "Ingenting her denne gangen."


def write_workbook(path: Path, club_name: str, as_of: date, lists: Iterable[Table]) -> None:
    """Write the action list of one club and day, a sheet for each list."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = f"Tiltak for {club_name} per {dato(as_of)}"
    book.properties.creator = "workbench"
    book.properties.created = datetime.combine(as_of, datetime.min.time())
    for table in lists:
        _write(book.create_sheet(table.title), table)
    book.save(path)


def _write(page: Worksheet, table: Table) -> None:
    page.append([_heading(page, column) for column in table.columns])
    for cells in table.cells:
        page.append([_cell(page, *pair) for pair in zip(table.columns, cells, strict=True)])
    if not table.rows:
        page.append([_text(page, NOTHING)])
    for number, column in enumerate(table.columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{1 + len(table.rows)}"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _heading(page: Worksheet, column: Column) -> Cell:
    cell = _text(page, column.name)
    cell.font = Font(bold=True)
    return cell


def _cell(page: Worksheet, column: Column, value: Any) -> Cell:
    if column.form == TEXT or isinstance(value, str):
        return _text(page, "" if value is None else str(value))
    cell = Cell(page, row=1, column=1)
    cell.number_format = column.form
    if value is not None:
        cell.value = value / 100 if column.form == KRONER else value
    return cell


def _text(page: Worksheet, text: str) -> Cell:
    cell = Cell(page, row=1, column=1)
    cell.number_format = TEXT
    if text:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
        cell.data_type = "s"  # else a text that begins with = would be a formula
    return cell
