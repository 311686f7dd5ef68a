"""`tiltak.xlsx`: the operator's lists of work, written so that text stays text.

No cell is ever a formula: `=1+1`, `+47` and `007` stand as they were received.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from workbench.norsk import dato
from workbench.reports import set_aside, worklists
from workbench.reports.changes import Changes, listed
from workbench.reports.day import ClubDay
from workbench.reports.worklists import KRONER, TEXT, Column, Sheet

NOTHING = "Ingenting her denne gangen."


def write_workbook(
    path: Path,
    club_name: str,
    day: ClubDay,
    *,
    rejected: pd.DataFrame,
    followups: Sheet,
    news: Changes,
) -> None:
    """Write the action list of one club and day.

    `rejected` has the columns file, sheet, row, about, column, value, reason, whole_row,
    proposal and repaired.
    """
    claims = worklists.planned_claims(day)
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = f"Tiltak for {club_name} per {dato(day.as_of)}"
    book.properties.creator = "workbench"
    book.properties.created = datetime.combine(day.as_of, datetime.min.time())
    for sheet in (
        worklists.reminders(claims),
        worklists.calls(day.queue),
        worklists.called_about(claims),
        followups,
        worklists.resting(claims),
        worklists.credited(claims),
        worklists.unplaced(day.unmatched),
        worklists.register_findings(day),
        set_aside.listed(rejected),
        listed(news),
    ):
        _write(book.create_sheet(sheet.name), sheet)
    book.save(path)


def _write(page: Worksheet, sheet: Sheet) -> None:
    page.append([_heading(page, column) for column in sheet.columns])
    for row in sheet.rows:
        page.append([_cell(page, *pair) for pair in zip(sheet.columns, row, strict=True)])
    if not sheet.rows:
        page.append([_text(page, NOTHING)])
    for number, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{1 + len(sheet.rows)}"
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
