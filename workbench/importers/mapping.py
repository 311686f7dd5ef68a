"""The rows below a header to records: read column by column, set aside what cannot be read.

A value that cannot be read is set aside by itself; the row goes with it only where the value is
needed to identify the row or to know its money.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.importers.cells import Context
from workbench.importers.headings import Header, SetAside
from workbench.importers.profiles import Profile
from workbench.importers.reading import Sheet
from workbench.importers.table import Repairs, Table
from workbench.model.errors import Unreadable
from workbench.values.amounts import parse_ore
from workbench.values.text import fold, is_blank, tidy

OUTGOING = "utgående beløp"
NO_REPAIRS: Repairs = {}


@dataclass(frozen=True)
class Mapped:
    """What came out of one file. Rows in the file = taken + set aside + frame, always.

    Each record holds the profile's columns, and its `row` in the file; a column of KEPT that could
    not be read is not in it. `left_out` counts the rows of the frame that a rule passed over.
    """

    header: Header
    records: list[dict[str, Any]]
    set_aside: list[SetAside]
    rows_frame: int
    left_out: Mapping[str, int]

    @property
    def profile(self) -> Profile:
        return self.header.profile

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(tidy(cell) for cell in self.header.sheet.rows[self.header.at])

    @property
    def rows_aside(self) -> int:
        return len({(s.sheet, s.row) for s in self.set_aside if s.whole_row})


def map_rows(
    header: Header, sheets: list[Sheet], context: Context, repairs: Repairs = NO_REPAIRS
) -> Mapped:
    """Read every row below the header; the other sheets and what is no data count as frame.

    A value in `repairs` is read as its repair says, and noted with it.
    """
    left_out: Counter[str] = Counter()
    numbers = [*_data(header, left_out)]
    table = Table(header, numbers, context)
    table.read(repairs)
    table.judge()
    total = sum(len(sheet.rows) for sheet in sheets)
    return Mapped(header, table.records(), table.noted(), total - len(numbers), left_out)


def _data(header: Header, left_out: Counter[str]) -> Iterator[int]:
    """Yield the numbers of the rows that are data; count in `left_out` those a rule passes over.

    No data are a blank row, a total or a note, and the headings again.
    """
    profile, rows = header.profile, header.sheet.rows
    headings = [fold(cell) for cell in rows[header.at]]
    footer = re.compile("|".join(f"(?:{pattern})" for pattern in profile.footer), re.IGNORECASE)
    rules = [*_rules(header)]
    for number, row in enumerate(rows[header.at + 1 :], start=header.at + 2):
        first = _first(row)
        if first is None or (profile.footer and footer.fullmatch(first)):
            continue
        if fold(first) in headings and [fold(cell) for cell in row] == headings:
            continue
        for at, words, rule in rules:
            text = row[at] if at < len(row) else ""
            if text in words or fold(text) in words:
                left_out[rule or tidy(text)] += 1
                break
        else:
            yield number


def _first(row: Sequence[str]) -> str | None:
    """Return the first cell with something in it."""
    for cell in row:
        if len(cell) > 5 and cell.isalnum():
            return cell
        if cell and not is_blank(cell):
            return tidy(cell)
    return None


def _rules(header: Header) -> Iterator[tuple[int, frozenset[str], str]]:
    """Yield where a rule of the profile looks, the words that it leaves out, and its name."""
    for name, words in header.profile.left_out.items():
        if name in header.columns:
            yield header.columns[name], frozenset(map(fold, words)), ""
    if header.profile.incoming_only:
        at = header.columns["amount"]
        texts = {row[at] for row in header.sheet.rows[header.at + 1 :] if at < len(row)}
        outgoing = {text for text in texts if _is_outgoing(text)}
        yield at, frozenset(outgoing | {""}), OUTGOING


def _is_outgoing(text: str) -> bool:
    try:
        return (parse_ore(text) or 0) <= 0
    except Unreadable:
        return False
