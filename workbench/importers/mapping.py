"""The rows below a header to records, column by column; what cannot be read is set aside.

A value that cannot be read is set aside by itself. Its whole row is set aside only if the value is
needed to identify the row or to know its money.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.importers.cells import BIRTH_NUMBER, Context, is_readable
from workbench.importers.headings import Header, SetAside
from workbench.importers.profiles import Profile
from workbench.importers.reading import Sheet, cell_at
from workbench.importers.table import Repairs, Row, Table, rows_of
from workbench.values.amounts import parse_ore
from workbench.values.national_id import has_lost_zero, looks_like_national_id
from workbench.values.text import fold, is_blank, tidy

OUTGOING = "utgående beløp"
NO_REPAIRS: Repairs = {}
LONGEST_TALLY = 6  # characters
MONEY = {"amount", "bank_amount", "ore", "count"}


@dataclass(frozen=True)
class Mapped:
    """What was read of one file. Rows in the file = taken + set aside + frame, always.

    `columns` has the values of the rows that were taken, by column of the profile, with two more
    columns: `row`, the number in the file, and `record`, the profile's key, by which repairs are
    remembered. `all_rows` has the same of all rows of data. A value of KEPT that could not be read
    is AS_HELD. `left_out` counts the rows of the frame that each rule of the profile left out.
    """

    header: Header
    columns: dict[str, list[Any]]
    all_rows: dict[str, list[Any]]
    set_aside: list[SetAside]
    rows_frame: int
    left_out: Mapping[str, int]
    has_birth_number: bool  # somewhere in the file

    @property
    def profile(self) -> Profile:
        return self.header.profile

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(map(tidy, self.header.headings))

    @property
    def records(self) -> list[Row]:
        """The rows that were taken, as dicts."""
        return rows_of(self.columns)

    @property
    def rows_taken(self) -> int:
        return len(self.columns["row"])

    @property
    def rows_aside(self) -> int:
        return len({(aside.sheet, aside.row) for aside in self.set_aside if aside.whole_row})


def map_rows(
    header: Header, sheets: list[Sheet], context: Context, repairs: Repairs = NO_REPAIRS
) -> Mapped:
    """Read every row of data below the header; all other rows of the sheets are frame.

    A value in `repairs` is read as its repair says, and is among those set aside, with its repair.
    """
    left_out: Counter[str] = Counter()
    numbers = [*_find_data_rows(header, left_out)]
    table = Table(header, numbers, context)
    table.read(repairs)
    table.check_rows()
    set_aside = table.set_aside()
    frame = [*_frame_rows(header, sheets, {*numbers})]
    has_number = any(aside.reason == BIRTH_NUMBER for aside in set_aside)
    has_number = has_number or _has_birth_number(frame)
    return Mapped(
        header, table.taken_columns(), table.columns, set_aside, len(frame), left_out, has_number
    )


def _frame_rows(header: Header, sheets: list[Sheet], numbers: set[int]) -> Iterator[Sequence[str]]:
    """Yield all rows except those of data, which have these numbers."""
    for sheet in sheets:
        for number, row in enumerate(sheet.rows, start=1):
            if sheet is not header.sheet or number not in numbers:
                yield row


def _has_birth_number(rows: Iterable[Sequence[str]]) -> bool:
    cells = [cell for row in rows for cell in row if len(cell) >= 10]
    return looks_like_national_id("|".join(cells)) or any(has_lost_zero(tidy(c)) for c in cells)


def _find_data_rows(header: Header, left_out: Counter[str]) -> Iterator[int]:
    """Yield the numbers of the rows of data; add to `left_out` those that a rule leaves out.

    Blank rows, totals, and the headings repeated are no data.
    """
    profile = header.profile
    headings = [fold(cell) for cell in header.headings]
    distinct_headings = frozenset(headings)
    footer = re.compile("|".join(f"(?:{pattern})" for pattern in profile.footer), re.IGNORECASE)
    rules = [*_find_left_out_texts(header)]
    for number, row in enumerate(header.rows_below, start=header.heading_row + 2):
        first = _find_first_filled(row)
        if first is None:
            continue
        if profile.footer and footer.fullmatch(first) and not _is_record(header, row):
            continue
        if fold(first) in distinct_headings and [fold(cell) for cell in row] == headings:
            continue
        for index, rule_names in rules:
            text = cell_at(row, index)
            if text in rule_names:
                left_out[rule_names[text]] += 1
                break
        else:
            yield number


def _find_first_filled(row: Sequence[str]) -> str | None:
    """Return the first cell that is not blank, tidied."""
    for cell in row:
        if len(cell) > 5 and cell.isalnum():
            return cell
        if cell and not is_blank(cell):
            return tidy(cell)
    return None


def _is_record(header: Header, row: Sequence[str]) -> bool:
    """Return whether a row that begins like a total is a record all the same: a total has no id, no
    name and no contact details after its first cell."""
    profile = header.profile
    key_columns = {part for key in profile.key for part in (key, *profile.ids.get(key, ()))}
    filled = [index for index, cell in enumerate(row) if not is_blank(cell)][1:]
    for name, index in header.columns.items():
        if index not in filled:
            continue
        cell_type = profile.columns[name].type
        if cell_type in {"phone", "email"} and len(row[index]) > LONGEST_TALLY:
            return True
        if cell_type not in MONEY and (name in key_columns or profile.is_needed(name)):
            return True
    return False


def _find_left_out_texts(header: Header) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield for each rule of the profile the index of its column, and text -> what the rows with
    that text are called, which are left out."""
    if header.profile.incoming_only and "kind" not in header.profile.columns:
        index = header.columns["amount"]
        texts = _distinct_texts(header, index)
        yield index, {text: OUTGOING for text in texts if is_readable(_is_outgoing, text)}
    for name, words in header.profile.left_out.items():
        if name in header.columns:
            index, folded_words = header.columns[name], {fold(word) for word in words}
            blank = f"uten {tidy(header.headings[index])}"
            texts = {t for t in _distinct_texts(header, index) if fold(t) in folded_words}
            yield index, {text: tidy(text) or blank for text in texts}


def _distinct_texts(header: Header, index: int) -> set[str]:
    """Return the texts of a column, and "", which stands for the cells that short rows lack."""
    return header.texts(index) | {""}


def _is_outgoing(amount: str) -> bool:
    return (parse_ore(amount) or 0) <= 0
