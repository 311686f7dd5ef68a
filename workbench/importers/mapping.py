"""The rows below a header to records: read each cell, set aside what cannot be read.

A value that cannot be read is set aside by itself; the row goes with it only where the value is
needed to identify the row or to know its money.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.importers.cells import CellReader, Context
from workbench.importers.headings import Header, SetAside
from workbench.importers.profiles import Profile
from workbench.importers.reading import Sheet
from workbench.model.errors import Unreadable
from workbench.values.identity import digest
from workbench.values.text import fold, is_blank, tidy

# unreadable, what is held is kept, and the claim rests
KEPT = {"kid", "status", "left_on", "reminders", "reminded_on"}
# types whose values decide what is owed, and when
DECIDING = {"amount", "count", "day", "past_day", "kid", "word"}


@dataclass(frozen=True)
class Mapped:
    """What came out of one file. Rows in the file = taken + set aside + frame, always.

    Each record holds the profile's columns, and its `row` in the file; a column of KEPT that could
    not be read is not in it.
    """

    header: Header
    records: list[dict[str, Any]]
    set_aside: list[SetAside]
    rows_frame: int

    @property
    def profile(self) -> Profile:
        return self.header.profile

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(tidy(cell) for cell in self.header.sheet.rows[self.header.at])

    @property
    def rows_aside(self) -> int:
        return len({(s.sheet, s.row) for s in self.set_aside if s.whole_row})


def map_rows(header: Header, sheets: list[Sheet], context: Context) -> Mapped:
    """Read every row below the header; the other sheets and what is no data count as frame."""
    rows = header.sheet.rows
    records: list[dict[str, Any]] = []
    aside: list[SetAside] = []
    frame = sum(len(sheet.rows) for sheet in sheets) - len(rows) + header.at + 1
    reader = _RowReader(header, context)
    for number, row in enumerate(rows[header.at + 1 :], start=header.at + 2):
        if reader.is_frame(row):
            frame += 1
            continue
        record, faults = reader.read(number, row)
        aside += faults or reader.against_others(number, record)
        if not any(fault.whole_row for fault in aside if fault.row == number):
            records.append({**record, "row": number})
    return Mapped(header, records, aside, frame)


class _RowReader:
    """Reads the rows below one header."""

    def __init__(self, header: Header, context: Context) -> None:
        self.header = header
        self.profile = header.profile
        self.cells = CellReader(header.profile, context)
        self.headings = [fold(cell) for cell in header.sheet.rows[header.at]]
        self.left_out = [
            (header.columns[name], {fold(word) for word in words})
            for name, words in self.profile.left_out.items()
            if name in header.columns
        ]
        self.seen: dict[str, tuple[int, dict[str, Any]]] = {}

    def is_frame(self, row: list[str]) -> bool:
        """Say whether a row is no data: blank, a total, the headings again, or left out by rule."""
        filled = [tidy(cell) for cell in row if not is_blank(cell)]
        if not filled or self.profile.is_footer(filled[0]):
            return True
        if [fold(cell) for cell in row] == self.headings:
            return True
        return any(at < len(row) and fold(row[at]) in words for at, words in self.left_out)

    def read(self, number: int, row: list[str]) -> tuple[dict[str, Any], list[SetAside]]:
        """Return the row's values, and what of it could not be read."""
        record: dict[str, Any] = dict(self.header.above)
        faults: dict[int, tuple[str, str, str]] = {}  # two columns may be read from one cell
        for name, index in self.header.columns.items():
            text = row[index] if index < len(row) else ""
            value = self.cells.value(name, text)
            if isinstance(value, Unreadable):
                faults.setdefault(index, (name, text, str(value)))
                if name in KEPT:
                    continue
                value = None
            elif value is None and self.profile.is_needed(name):
                faults.setdefault(index, (name, text, "mangler"))
            record[name] = value
        record |= self._made(record)
        if self._lacks_reminded_on(record):
            index = self.header.columns["reminded_on"]
            faults.setdefault(index, ("reminded_on", "", "mangler, men det er sendt påminnelser"))
        return record, self._set_aside(number, row, record, [*faults.values()])

    def _made(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is made of other columns: the parts of a full name, and ids."""
        made = {}
        if self.profile.columns.get("name"):
            parts = record.get("name") or (None, None)
            made = dict(zip(("first_name", "last_name"), parts, strict=True))
        whole = {**record, **made}
        for name, of in self.profile.ids.items():
            if name not in self.header.columns:
                said = (whole.get(part) for part in of)
                made[name] = digest(*(None if part is None else str(part) for part in said))
        return made

    def _lacks_reminded_on(self, record: Mapping[str, Any]) -> bool:
        sent = (record.get("reminders") or 0) - self.profile.first_is_invoice
        return sent > 0 and record.get("reminded_on", "") is None

    def _set_aside(
        self,
        number: int,
        row: list[str],
        record: Mapping[str, Any],
        faults: list[tuple[str, str, str]],
    ) -> list[SetAside]:
        header, key = self.header, self.key_of(record)
        found = [
            header.set_aside(number, name, text, reason, whole_row=self._is_vital(name), record=key)
            for name, text, reason in faults
        ]
        ragged = _ragged(header.sheet, number, row, len(self.headings))
        if ragged and not any(fault.whole_row for fault in found):
            found = [self._whole_row(number, record, ragged)]
        return found

    def _whole_row(self, number: int, record: Mapping[str, Any], reason: str) -> SetAside:
        """Set a row aside for what it is, by the first column that identifies it."""
        parts = [p for part in self.profile.key for p in (part, *self.profile.ids.get(part, ()))]
        first = next((p for p in parts if p in self.header.columns), min(self.header.columns))
        text = str(record.get(first) or "")
        key = self.key_of(record)
        return self.header.set_aside(number, first, text, reason, whole_row=True, record=key)

    def against_others(self, number: int, record: dict[str, Any]) -> list[SetAside]:
        """Set aside a row whose key stood before in the file with another value.

        Members may stand many times, once a group, and payments may be alike; agreements are
        judged by `dunning.holds`. Of two with the same name and title nobody can tell which is
        whose, so there the second is set aside also when it says the same.
        """
        if self.profile.kind in {"members", "holds", "payments"}:
            return []
        key = self.key_of(record)
        at, first = self.seen.setdefault(key, (number, record))
        if at != number and "order" in self.profile.ids:
            reason = f"rad {at} har samme navn og tittel, og de kan ikke skilles"
            return [self._whole_row(number, record, reason)]
        differing = [
            name
            for name, value in record.items()
            if name in self.header.columns
            and self.profile.columns[name].type in DECIDING
            and None not in (value, first.get(name))
            and value != first[name]
        ]
        reason = f"rad {at} er den samme, med en annen verdi her"
        return [
            self.header.set_aside(
                number, name, str(record[name]), reason, whole_row=True, record=key
            )
            for name in differing[:1]
        ]

    def key_of(self, record: Mapping[str, Any]) -> str:
        """Return the record's key as text, by the profile's key columns."""
        return ":".join(str(record.get(part) or "") for part in self.profile.key)

    def _is_vital(self, name: str) -> bool:
        """Say whether the row goes with the value: it identifies the row, or is its money."""
        return self.profile.is_needed(name) or self.profile.columns[name].type == "amount"


def _ragged(sheet: Sheet, number: int, row: list[str], width: int) -> str:
    """Say how a line of text does not have the cells of its headings, or nothing."""
    if not sheet.is_text:
        return ""
    if any(not is_blank(cell) for cell in row[width:]):
        return "flere celler enn overskrifter; et skilletegn står inne i en verdi"
    if sheet.is_cut and number == len(sheet.rows) and len(row) < width:
        return "linjen er avkortet"
    return ""
