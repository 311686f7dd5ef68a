"""The rows below a header to records: read each cell, set aside what cannot be read.

A value that cannot be read is set aside by itself; the row goes with it only where the value is
needed to identify the row or to know its money.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from workbench.importers.headings import Header, SetAside
from workbench.importers.profiles import Profile
from workbench.importers.reading import Sheet
from workbench.model.errors import Unreadable
from workbench.values import amounts, dates, emails, kid, names, phones, postcodes
from workbench.values.national_id import looks_like_national_id, mask
from workbench.values.text import drop_zero_decimals, fold, is_blank, tidy

KEPT = {"kid", "status", "left_on"}  # unreadable, what is held is kept, and the claim rests
# types whose values decide what is owed, and when
DECIDING = {"amount", "day", "past_day", "kid", "word"}


@dataclass(frozen=True)
class Context:
    """What reading a cell may depend on besides the cell: the day and the club's KID structure."""

    as_of: date
    kid_length: int
    kid_modulus: int


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
    profile, rows = header.profile, header.sheet.rows
    headings = [fold(cell) for cell in rows[header.at]]
    records: list[dict[str, Any]] = []
    aside: list[SetAside] = []
    frame = sum(len(sheet.rows) for sheet in sheets) - len(rows) + header.at + 1
    reader = _CellReader(profile, context)
    for number, row in enumerate(rows[header.at + 1 :], start=header.at + 2):
        filled = [tidy(cell) for cell in row if not is_blank(cell)]
        if not filled or profile.is_footer(filled[0]) or [fold(cell) for cell in row] == headings:
            frame += 1
            continue
        record, faults = reader.read(header, number, row)
        aside += faults or reader.against_others(header, number, record)
        if not any(fault.whole_row for fault in aside if fault.row == number):
            records.append({**record, "row": number})
    return Mapped(header, records, aside, frame)


class _CellReader:
    """Reads the rows of one profile; equal cells are read once."""

    def __init__(self, profile: Profile, context: Context) -> None:
        self.profile = profile
        self.context = context
        self.words = {
            name: {fold(word): code for word, code in column.words.items()}
            for name, column in profile.columns.items()
        }
        self.read_before: dict[tuple[str, str], Any] = {}
        self.seen: dict[str, tuple[int, dict[str, Any]]] = {}

    def read(
        self, header: Header, number: int, row: list[str]
    ) -> tuple[dict[str, Any], list[SetAside]]:
        """Return the row's values, and what of it could not be read."""
        record: dict[str, Any] = {}
        faults: list[tuple[str, str, str]] = []
        for name, index in header.columns.items():
            text = row[index] if index < len(row) else ""
            value = self._value(name, text)
            if isinstance(value, Unreadable):
                faults.append((name, text, str(value)))
                if name in KEPT:
                    continue
                value = None
            elif value is None and self.profile.columns[name].needed:
                faults.append((name, text, "mangler"))
            record[name] = value
        key = self.key_of(record)
        found = [
            header.set_aside(number, name, text, reason, whole_row=self._is_vital(name), record=key)
            for name, text, reason in faults
        ]
        ragged = _ragged(header.sheet, number, row, len(header.sheet.rows[header.at]))
        if ragged and not any(fault.whole_row for fault in found):
            first = self.profile.key[0]
            text = str(record.get(first) or "")
            found = [header.set_aside(number, first, text, ragged, whole_row=True, record=key)]
        return record, found

    def against_others(self, header: Header, number: int, record: dict[str, Any]) -> list[SetAside]:
        """Set aside a row whose key stood before in the file with another value.

        Members may stand many times, once a group; agreements are judged by `dunning.holds`.
        """
        if self.profile.kind in {"members", "holds"}:
            return []
        key = self.key_of(record)
        at, first = self.seen.setdefault(key, (number, record))
        differing = [
            name
            for name, value in record.items()
            if self.profile.columns[name].type in DECIDING
            and None not in (value, first.get(name))
            and value != first[name]
        ]
        reason = f"rad {at} er den samme, med en annen verdi her"
        return [
            header.set_aside(number, name, str(record[name]), reason, whole_row=True, record=key)
            for name in differing[:1]
        ]

    def key_of(self, record: dict[str, Any]) -> str:
        """Return the record's key as text, by the profile's key columns."""
        return ":".join(str(record.get(part) or "") for part in self.profile.key)

    def _is_vital(self, name: str) -> bool:
        """Say whether the row goes with the value: it identifies the row, or is its money."""
        column = self.profile.columns[name]
        return column.needed or column.type == "amount"

    def _value(self, name: str, text: str) -> Any:
        if (name, text) not in self.read_before:
            try:
                value = self._clean(name, text)
            except Unreadable as fault:
                value = fault
            self.read_before[name, text] = value
        return self.read_before[name, text]

    def _clean(self, name: str, text: str) -> Any:
        column, context = self.profile.columns[name], self.context
        match column.type:
            case "name":
                return names.clean_name(mask(tidy(text)))
            case "phone":
                return phones.clean_phones(text)
            case "email":
                return emails.clean_emails(text)
            case "postcode":
                return postcodes.clean_postcode(text)
            case "day":
                return dates.parse_day(text, self.profile.day_order)
            case "past_day":
                day = dates.parse_day(text, self.profile.day_order)
                if day is not None and day > context.as_of:
                    raise Unreadable("dagen er ikke kommet ennå")
                return day
            case "birth_day":
                return dates.parse_birth_day(text, context.as_of, self.profile.day_order)
            case "amount":
                return amounts.parse_ore(text)
            case "kid":
                return kid.clean_kid(text, context.kid_length, context.kid_modulus)
            case "word":
                return self._word(name, text)
            case "id" if looks_like_national_id(text):
                raise Unreadable("ser ut som et fødselsnummer, som aldri lagres")
            case "id" | "account":
                return None if is_blank(text) else drop_zero_decimals(tidy(text))
            case _:
                return None if is_blank(text) else mask(tidy(text))

    def _word(self, name: str, text: str) -> str | None:
        if is_blank(text):
            return None
        if fold(text) not in self.words[name]:
            known = ", ".join(self.profile.columns[name].words)
            raise Unreadable(f"ukjent ord; kjente er {known}")
        return self.words[name][fold(text)]


def _ragged(sheet: Sheet, number: int, row: list[str], width: int) -> str:
    """Say how a line of text does not have the cells of its headings, or nothing."""
    if not sheet.is_text:
        return ""
    if any(not is_blank(cell) for cell in row[width:]):
        return "flere celler enn overskrifter; et skilletegn står inne i en verdi"
    if sheet.is_cut and number == len(sheet.rows) and len(row) < width:
        return "linjen er avkortet"
    return ""
