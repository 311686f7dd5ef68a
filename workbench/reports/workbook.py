"""The workbook `tiltak.xlsx`: the operator's lists of work, where text stays text.

No cell is a formula: `=1+1`, `+47` and `007` are written as they were received.
"""

from collections.abc import Iterable
from dataclasses import replace
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

from workbench.model.task_kinds import (
    DAY_HEADING,
    KEY_HEADING,
    NOTE_HEADING,
    REPLY_HEADING,
    WHO_HEADING,
)
from workbench.norsk import dato
from workbench.reports.columns import KRONER, TEXT, Column, Table
from workbench.reports.lists import LISTS
from workbench.values.record_ids import mark_key


def _blank(name: str, width: int) -> Column:
    return Column(name, width=width, field="key", to_text=lambda _: None)


REPLY = (_blank(REPLY_HEADING, 14),)
REPLY_OF_CLUB = (
    *REPLY, _blank(NOTE_HEADING, 40), _blank(WHO_HEADING, 24), _blank(DAY_HEADING, 14),
)  # fmt: skip
BOLD = Font(bold=True)  # one for all headings: to make one takes long
EMPTY_LIST = "Ingenting her denne gangen."


def write_workbook(path: Path, club_name: str, as_of: date, lists: Iterable[Table]) -> None:
    """Write the action list of a club for a day, with one sheet for each list."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = f"Tiltak for {club_name} per {dato(as_of)}"
    book.properties.creator = "workbench"
    book.properties.created = datetime.combine(as_of, datetime.min.time())
    for table in lists:
        _fill_sheet(book.create_sheet(table.title), table)
    book.save(path)


def _fill_sheet(sheet: Worksheet, table: Table) -> None:
    table = _with_replies(table)
    sheet.append([_heading_cell(sheet, column) for column in table.columns])
    for values in table.cells:
        columns_and_values = zip(table.columns, values, strict=True)
        sheet.append([_value_cell(sheet, column, value) for column, value in columns_and_values])
    if not table.rows:
        sheet.append([_text_cell(sheet, EMPTY_LIST)])
    for number, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{1 + len(table.rows)}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _with_replies(table: Table) -> Table:
    """Return a list of tasks with a column for answers, and keys that are marked by the evidence:
    so it can come back (see `importers/replies.py`)."""
    if "evidence" not in table.fields:
        return table
    columns = [column for column in table.columns if column.name != KEY_HEADING]
    marked = Column(KEY_HEADING, width=40, field="key evidence", to_text=mark_key)
    of_club = table.title == LISTS["club_tasks"].title
    return replace(table, columns=[*columns, *(REPLY_OF_CLUB if of_club else REPLY), marked])


def _heading_cell(sheet: Worksheet, column: Column) -> Cell:
    cell = _text_cell(sheet, column.name)
    cell.font = BOLD
    return cell


def _value_cell(sheet: Worksheet, column: Column, value: Any) -> Cell:
    if column.number_format == TEXT or isinstance(value, str):
        return _text_cell(sheet, "" if value is None else str(value))
    cell = Cell(sheet, row=1, column=1)
    cell.number_format = column.number_format
    if value is not None:
        cell.value = value / 100 if column.number_format == KRONER else value
    return cell


def _text_cell(sheet: Worksheet, text: str) -> Cell:
    cell = Cell(sheet, row=1, column=1)
    cell.number_format = TEXT
    if text:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
        cell.data_type = "s"  # otherwise a text that begins with = becomes a formula
    return cell
