"""The rows below a header to records: read column by column, set aside what cannot be read.

A value that cannot be read is set aside by itself; the row goes with it only where the value is
needed to identify the row or to know its money.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.importers.cells import BIRTH_NUMBER, Context, reads
from workbench.importers.headings import Header, SetAside
from workbench.importers.profiles import Profile
from workbench.importers.reading import Sheet
from workbench.importers.table import Repairs, Row, Table, rows_of
from workbench.values.amounts import parse_ore
from workbench.values.national_id import has_lost_zero, looks_like_national_id
from workbench.values.text import fold, is_blank, tidy

OUTGOING = "utgående beløp"
NO_REPAIRS: Repairs = {}
LONGEST_TALLY = 6  # characters
MONEY = {"amount", "ore", "count"}


@dataclass(frozen=True)
class Mapped:
    """What came out of one file. Rows in the file = taken + set aside + frame, always.

    `columns` are those of the profile, by name, `row`, the number in the file, and `record`, the
    profile's own key by which a repair is remembered, of the rows that were taken; `all_rows` are
    the same of those set aside too. What stands for a value of KEPT that was not read is AS_HELD.
    `left_out` counts the rows of the frame that a rule passed over.
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
        return tuple(tidy(cell) for cell in self.header.sheet.rows[self.header.at])

    @property
    def records(self) -> list[Row]:
        """The rows one by one, each with what was read of it."""
        return rows_of(self.columns)

    @property
    def rows_taken(self) -> int:
        return len(self.columns["row"])

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
    noted = table.noted()
    found = any(one.reason == BIRTH_NUMBER for one in noted)
    found = found or _has_birth_number(_frame(header, sheets, frozenset(numbers)))
    rows = sum(len(sheet.rows) for sheet in sheets) - len(numbers)
    return Mapped(header, table.taken(), table.columns, noted, rows, left_out, found)


def _frame(header: Header, sheets: list[Sheet], numbers: frozenset[int]) -> Iterator[Sequence[str]]:
    """Yield the rows that are no data."""
    for sheet in sheets:
        for number, row in enumerate(sheet.rows, start=1):
            if sheet is not header.sheet or number not in numbers:
                yield row


def _has_birth_number(rows: Iterable[Sequence[str]]) -> bool:
    cells = [cell for row in rows for cell in row if len(cell) >= 10]
    return looks_like_national_id("|".join(cells)) or any(has_lost_zero(tidy(c)) for c in cells)


def _data(header: Header, left_out: Counter[str]) -> Iterator[int]:
    """Yield the numbers of the rows that are data; count in `left_out` those a rule passes over.

    No data are a blank row, a total that says nothing of a record, and the headings again.
    """
    profile, rows = header.profile, header.sheet.rows
    headings = [fold(cell) for cell in rows[header.at]]
    known = frozenset(headings)
    footer = re.compile("|".join(f"(?:{pattern})" for pattern in profile.footer), re.IGNORECASE)
    rules = [*_rules(header)]
    for number, row in enumerate(rows[header.at + 1 :], start=header.at + 2):
        first = _first(row)
        if first is None or (
            profile.footer and footer.fullmatch(first) and not _is_of_record(header, row)
        ):
            continue
        if fold(first) in known and [fold(cell) for cell in row] == headings:
            continue
        for at, names in rules:
            text = row[at] if at < len(row) else ""
            if text in names:
                left_out[names[text]] += 1
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


def _is_of_record(header: Header, row: Sequence[str]) -> bool:
    """Say whether a row that begins as a total does is a record all the same: a total has no id,
    no name and no contact besides its first cell."""
    profile = header.profile
    own = {part for key in profile.key for part in (key, *profile.ids.get(key, ()))}
    filled = [at for at, cell in enumerate(row) if not is_blank(cell)][1:]
    for name, at in header.columns.items():
        kind = profile.columns[name].type
        is_contact = kind in {"phone", "email"} and at in filled and len(row[at]) > LONGEST_TALLY
        is_due = kind not in MONEY and (name in own or profile.is_needed(name))
        if is_contact or (is_due and at in filled):
            return True
    return False


def _rules(header: Header) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield where a rule of the profile looks, and what it calls the texts that it leaves out."""
    rows, at = header.sheet.rows, header.columns
    if header.profile.incoming_only:
        said = _said(header, at["amount"])
        yield at["amount"], {text: OUTGOING for text in said if reads(_is_outgoing, text)}
    for name, words in header.profile.left_out.items():
        if name in at:
            said, folded = _said(header, at[name]), {fold(word) for word in words}
            without = f"uten {tidy(rows[header.at][at[name]])}"
            yield at[name], {text: tidy(text) or without for text in said if fold(text) in folded}


def _said(header: Header, at: int) -> set[str]:
    return {row[at] for row in header.sheet.rows[header.at + 1 :] if at < len(row)} | {""}


def _is_outgoing(amount: str) -> bool:
    return (parse_ore(amount) or 0) <= 0
