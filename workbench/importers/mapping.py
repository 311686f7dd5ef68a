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
from workbench.values.national_id import looks_like_national_id, mask
from workbench.values.text import drop_zero_decimals, fold, is_blank, tidy

HEADER_WITHIN = 25  # rows
KEPT = {"kid", "status", "left_on"}  # unreadable, what is held is kept, and the claim rests
DECIDING = {
    "amount",
    "day",
    "past_day",
    "kid",
    "word",
}  # types whose values decide what is owed, and when


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

    def set_aside(
        self, row: int, field: str, value: str, reason: str, *, whole_row: bool, record: str
    ) -> SetAside:
        """Note a value, or its whole row, by the heading it stands under; never a birth number."""
        heading = tidy(self.sheet.rows[self.at][self.columns[field]])
        value, record = mask(tidy(value))[:200], mask(record)
        return SetAside(self.sheet.name, row, heading, field, value, reason, whole_row, record)


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
    names = sorted({header.sheet.name for header in found})
    if len(names) > 1:
        raise ExportError(
            f"{name}: flere ark ser ut som lister ({', '.join(names)}); lagre hvert ark som en fil."
        )
    found.sort(key=lambda header: len(header.columns), reverse=True)
    if len(found) > 1 and len(found[0].columns) == len(found[1].columns):
        raise ExportError(
            f"{name}: filen passer like godt som «{found[0].profile.title}» og "
            f"«{found[1].profile.title}»; behold arket som gjelder, og lagre filen på nytt."
        )
    _refuse_differing_twins(found[0], name)
    return found[0]


def _first_headings(sheets: list[Sheet]) -> str:
    """Name the likeliest headings, never people: a row with a digit or an @ in it is theirs."""
    for sheet in sheets:
        for row in sheet.rows[:5]:
            cells = [tidy(cell) for cell in row if not is_blank(cell)]
            if len(cells) > 1 and not any(c.isdigit() or c == "@" for c in "".join(cells)):
                return ", ".join(repr(cell[:30]) for cell in cells[:6])
    return "ingen overskrifter"


def _refuse_differing_twins(header: Header, name: str) -> None:
    """Raise ExportError when a heading stands twice over columns that do not say the same."""
    headings = [fold(cell) for cell in header.sheet.rows[header.at]]
    for index in header.columns.values():
        twins = [n for n, heading in enumerate(headings) if heading == headings[index]]
        for row in header.sheet.rows[header.at + 1 :]:
            if len({tidy(row[n]) for n in twins if n < len(row)}) > 1:
                raise ExportError(
                    f"{name}: overskriften {header.sheet.rows[header.at][index]!r} står over to "
                    "kolonner som ikke er like; gi den ene et annet navn, eller slett den."
                )


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
