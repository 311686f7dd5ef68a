"""A sheet and a profile to records: find the header, read each cell, set aside what cannot be read.

A value that cannot be read is set aside by itself; the row goes with it only where the value is
needed to identify the row or to know its money.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workbench.importers.profiles import Column, Profile
from workbench.importers.reading import Sheet
from workbench.model.errors import ExportError, Unreadable
from workbench.values import amounts, dates, emails, kid, names, phones, postcodes
from workbench.values.national_id import mask
from workbench.values.text import fold, is_blank, tidy

HEADER_WITHIN = 25  # rows


@dataclass(frozen=True)
class Context:
    """What reading a cell may depend on besides the cell: the day and the club's KID structure."""

    as_of: date
    kid_length: int
    kid_modulus: int


@dataclass(frozen=True)
class SetAside:
    """One value, or one whole row, that could not be read; `row` counts from 1 in the file."""

    sheet: str
    row: int
    column: str
    field: str
    value: str
    reason: str
    whole_row: bool
    record: str  # the record's key where it could be read


@dataclass(frozen=True)
class Header:
    """Where a profile's columns stand: `at` is the header's index, `columns` name -> cell index."""

    profile: Profile
    sheet: Sheet
    at: int
    columns: Mapping[str, int]


@dataclass(frozen=True)
class Mapped:
    """What came out of one file. Rows in the file = taken + set aside + frame, always.

    Each record holds the profile's columns, and its `row` in the file.
    """

    profile: Profile
    sheet: str
    headings: tuple[str, ...]
    records: list[dict[str, Any]]
    set_aside: list[SetAside]
    rows_frame: int

    @property
    def rows_aside(self) -> int:
        return len({(s.sheet, s.row) for s in self.set_aside if s.whole_row})


def recognise(sheets: list[Sheet], profiles: tuple[Profile, ...], name: str) -> Header:
    """Find the one profile whose required headings stand in the file.

    Raises ExportError when none fits, naming what was found, or when two fit equally well.
    """
    found = [
        header
        for profile in profiles
        for sheet in sheets
        if (header := find_header(profile, sheet)) is not None
    ]
    if not found:
        raise ExportError(
            f"{name}: filen ligner ingen eksport vi kjenner (fant {_first_headings(sheets)}); "
            "ta den ut av mappen, eller lag en profil for den."
        )
    found.sort(key=lambda header: len(header.columns), reverse=True)
    if len(found) > 1 and len(found[0].columns) == len(found[1].columns):
        raise ExportError(
            f"{name}: filen passer like godt som «{found[0].profile.title}» og "
            f"«{found[1].profile.title}»; behold arket som gjelder, og lagre filen på nytt."
        )
    return found[0]


def _first_headings(sheets: list[Sheet]) -> str:
    cells = [cell for sheet in sheets for row in sheet.rows[:5] for cell in row if cell.strip()]
    return ", ".join(repr(mask(tidy(cell))[:30]) for cell in cells[:6]) or "ingen overskrifter"


def find_header(profile: Profile, sheet: Sheet) -> Header | None:
    """Find the row among the first 25 that holds every required heading; the fullest one wins."""
    best: Header | None = None
    for at, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        headings = [fold(cell) for cell in row]
        columns = {
            name: headings.index(alias)
            for name, column in profile.columns.items()
            for alias in _aliases(column)[::-1]
            if alias in headings
        }
        complete = all(name in columns for name, c in profile.columns.items() if c.required)
        if complete and (best is None or len(columns) > len(best.columns)):
            best = Header(profile, sheet, at, columns)
    return best


def _aliases(column: Column) -> list[str]:
    return [fold(heading) for heading in column.seen + column.assumed]


def map_rows(header: Header, sheets: list[Sheet], context: Context) -> Mapped:
    """Read every row below the header; the other sheets and what is no data count as frame."""
    profile, rows = header.profile, header.sheet.rows
    records: list[dict[str, Any]] = []
    aside: list[SetAside] = []
    frame = sum(len(sheet.rows) for sheet in sheets) - len(rows) + header.at + 1
    reader = _CellReader(profile, context)
    for number, row in enumerate(rows[header.at + 1 :], start=header.at + 2):
        filled = [tidy(cell) for cell in row if not is_blank(cell)]
        if not filled or profile.is_footer(filled[0]):
            frame += 1
            continue
        record, faults = reader.read(header, number, row)
        aside += faults
        if not any(fault.whole_row for fault in faults):
            records.append({**record, "row": number})
    headings = tuple(tidy(cell) for cell in rows[header.at])
    return Mapped(profile, header.sheet.name, headings, records, aside, frame)


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

    def read(
        self, header: Header, number: int, row: list[str]
    ) -> tuple[dict[str, Any], list[SetAside]]:
        record: dict[str, Any] = {}
        faults: list[tuple[str, str, str]] = []
        for name, index in header.columns.items():
            text = row[index] if index < len(row) else ""
            value = self._value(name, text)
            if isinstance(value, Unreadable):
                faults.append((name, text, str(value)))
                value = None
            record[name] = value
            if value is None and self.profile.columns[name].needed and not _at(faults, name):
                faults.append((name, text, "mangler"))
        key = ":".join(str(record.get(part) or "") for part in self.profile.key)
        needed = {name for name, column in self.profile.columns.items() if column.needed}
        headings = header.sheet.rows[header.at]
        return record, [
            SetAside(
                sheet=header.sheet.name,
                row=number,
                column=tidy(headings[header.columns[name]]),
                field=name,
                value=mask(tidy(text))[:200],
                reason=reason,
                whole_row=name in needed,
                record=key,
            )
            for name, text, reason in faults
        ]

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
                return names.clean_name(text)
            case "phone":
                return phones.clean_phones(text)
            case "email":
                return emails.clean_emails(text)
            case "postcode":
                return postcodes.clean_postcode(text)
            case "day":
                return dates.parse_day(text, self.profile.day_order)
            case "birth_day":
                return dates.parse_birth_day(text, context.as_of, self.profile.day_order)
            case "amount":
                return amounts.parse_ore(text)
            case "kid":
                return kid.clean_kid(text, context.kid_length, context.kid_modulus)
            case "word":
                return self._word(name, text)
            case _:
                return None if is_blank(text) else tidy(text)

    def _word(self, name: str, text: str) -> str | None:
        if is_blank(text):
            return None
        if fold(text) not in self.words[name]:
            known = ", ".join(self.profile.columns[name].words)
            raise Unreadable(f"ukjent ord; kjente er {known}")
        return self.words[name][fold(text)]


def _at(faults: list[tuple[str, str, str]], name: str) -> bool:
    return any(fault[0] == name for fault in faults)
