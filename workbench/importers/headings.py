"""Where a profile's columns stand in a file: the one profile that fits, and its row of headings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from workbench.importers.profiles import DECIDING, OWN_ID, PERSONS, SYSTEMS, Column, Profile
from workbench.importers.reading import Sheet
from workbench.model.errors import AGAIN, MAP_FILE, TAKE_OUT, ExportError
from workbench.model.fault_kinds import FaultKind
from workbench.values.national_id import STARS, has_lost_zero, mask
from workbench.values.text import fold, is_blank, mend, tidy

HEADER_WITHIN = 25  # rows
Profiles = tuple[Profile, ...]


@dataclass(frozen=True)
class SetAside:
    """A value, or a whole row, that could not be read; `row` counts from 1 in the file."""

    sheet: str
    row: int
    column: str
    field: str
    value: str
    reason: str
    whole_row: bool
    proposal: str | None = None  # what was probably meant
    repaired: str | None = None  # what was read instead, by a repair that somebody accepted
    fault: FaultKind | None = None  # why it is not believed, if it can be read


@dataclass(frozen=True)
class Header:
    """Where a profile's columns stand in a sheet.

    `heading_row` is the index of the row of headings, and `columns` are name -> cell index. `above`
    are the values that the rows above state for every row below.
    """

    profile: Profile
    sheet: Sheet
    heading_row: int
    columns: Mapping[str, int]
    above: Mapping[str, str] = field(default_factory=dict)

    @property
    def headings(self) -> Sequence[str]:
        return self.sheet.rows[self.heading_row]

    @property
    def rows_above(self) -> list[Sequence[str]]:
        return self.sheet.rows[: self.heading_row]

    @property
    def rows_below(self) -> list[Sequence[str]]:
        return self.sheet.rows[self.heading_row + 1 :]

    def names_at(self, index: int) -> list[str]:
        """Return the profile's columns that are read from one column of the file."""
        return [name for name, at in self.columns.items() if at == index]

    def texts(self, index: int) -> set[str]:
        """Return the distinct texts of a column below the headings."""
        return {row[index] for row in self.rows_below if index < len(row)}

    def set_aside(
        self,
        row: int,
        field: str,
        value: str,
        reason: str,
        *,
        whole_row: bool,
        index: int | None = None,
    ) -> SetAside:
        """Return a value, or its whole row, as set aside under its heading, without birth numbers.

        `index` is the column of the value, if the profile does not read that column.
        """
        index = self.columns[field] if index is None else index
        heading = f"kolonne {index + 1}"
        if index < len(self.headings):
            heading = mask(tidy(self.headings[index]))
        masked = self.mask_value(value)
        return SetAside(self.sheet.name, row, heading, field, masked, reason, whole_row)

    @staticmethod
    def mask_value(value: str) -> str:
        """Return a value as it is shown and stored: on one line, short, without birth numbers."""
        text = tidy(value)
        return STARS if has_lost_zero(text) else mask(text)[:200]

    def may_identify(self, index: int) -> bool:
        """Return whether a column holds people's ids, or is one that nobody reads."""
        return PERSONS.issuperset(self.names_at(index))


def recognise(sheets: list[Sheet], profiles: Profiles, name: str, others: Profiles = ()) -> Header:
    """Find the one profile whose required headings stand in the file.

    `others` are profiles of systems that the club does not use. Raises ExportError if no profile of
    the club fits, or two fit equally well.
    """
    fitting = _find_fitting(sheets, profiles)
    if not fitting:
        raise ExportError(f"{name}: {_describe_foreign_file(sheets, profiles, others)}")
    sheet_names = sorted({header.sheet.name for header in fitting})
    if len(sheet_names) > 1:
        # without numbers: they may be a person's
        names = ", ".join(re.sub(r"\d{6,}", "…", sheet_name) for sheet_name in sheet_names)
        raise ExportError(
            f"{name}: flere ark ser ut som lister ({names}); lagre hvert ark som en fil."
        )
    header, *runners_up = fitting
    if runners_up and len(header.columns) == len(runners_up[0].columns):
        raise ExportError(
            f"{name}: filen passer like godt som «{header.profile.title}» og "
            f"«{runners_up[0].profile.title}»; behold arket som gjelder, og lagre filen på nytt."
        )
    _refuse_differing_twins(header, name)
    for column in header.profile.preamble.keys() - header.above.keys():
        raise ExportError(
            f"{name}: fant ikke «{header.profile.preamble[column]}» over overskriftene; {AGAIN}."
        )
    return header


def _find_fitting(sheets: list[Sheet], profiles: Profiles) -> list[Header]:
    """Return where the profiles fit, the one with the most columns first; a hidden sheet only if
    no other fits."""
    indexed_sheets = [index_headings(sheet) for sheet in sheets]
    headers = (
        find_header(profile, sheet, indexed_rows)
        for profile in profiles
        for sheet, indexed_rows in zip(sheets, indexed_sheets, strict=True)
    )
    fitting = sorted(filter(None, headers), key=lambda header: len(header.columns), reverse=True)
    return [header for header in fitting if not header.sheet.is_hidden] or fitting


def _describe_foreign_file(sheets: list[Sheet], profiles: Profiles, others: Profiles) -> str:
    """Return what a file seems to be that no profile of the club fits. The profile with the most
    headings in the file is named; of two with as many, the club's own."""
    near, near_other = _find_nearest(profiles, sheets), _find_nearest(others, sheets)
    fitting = _find_fitting(sheets, others)
    if fitting and (near is None or len(fitting[0].columns) > near.heading_count):
        used = next((SYSTEMS[p.system] for p in profiles if p.system in SYSTEMS), "egne profiler")
        return (
            f"filen ser ut som «{fitting[0].profile.title}», men klubben bruker {used}; "
            f"{TAKE_OUT}, eller rett «system» i club.toml."
        )
    if near_other and (near is None or near_other.heading_count > near.heading_count):
        near = near_other
    if near:
        return _describe_near(near)
    return (
        f"filen ligner ingen eksport vi kjenner (fant {_describe_first_headings(sheets)}); "
        f"{TAKE_OUT}, eller {MAP_FILE}."
    )


class _Near(NamedTuple):
    """A row of headings that has some of a profile's, and lacks others that it must have."""

    profile: Profile
    heading_count: int
    missing: Sequence[Column]
    headings: Sequence[str]


def _find_nearest(profiles: Profiles, sheets: list[Sheet]) -> _Near | None:
    """Return the profile with the most headings in one row: at least three, and no fewer than are
    missing."""
    nearest: _Near | None = None
    for profile in profiles:
        required = [column for name, column in profile.columns.items() if profile.is_required(name)]
        for sheet in sheets:
            for row, headings in zip(sheet.rows, index_headings(sheet), strict=False):
                count = len(find_columns(profile, headings))
                missing = [c for c in required if headings.keys().isdisjoint(c.aliases)]
                is_near = missing and count >= max(3, len(missing)) and _has_mark(profile, headings)
                if is_near and (nearest is None or count > nearest.heading_count):
                    nearest = _Near(profile, count, missing, row)
    return nearest


def _describe_near(near: _Near) -> str:
    """Name the missing headings, and those in the file that the profile does not have."""
    cells = unread_headings(near.profile, near.headings)
    named = [repr(cell[:30]) for cell in cells if not any(c.isdigit() or c == "@" for c in cell)]
    missing = ", ".join(f"«{column.heading}»" for column in near.missing)
    present = ", ".join(named[:6]) or "ingen andre"
    return (
        f"filen ligner «{near.profile.title}», men mangler overskriften"
        f"{'e' if near.missing[1:] else ''} {missing} (fant {present}); {AGAIN} med alle "
        f"kolonnene, eller {MAP_FILE}."
    )


def _describe_first_headings(sheets: list[Sheet]) -> str:
    """Name the likeliest headings, but no people: a row with a digit or an @ in it is theirs."""
    for sheet in sheets:
        for row in sheet.rows[:5]:
            cells = [tidy(cell) for cell in row if not is_blank(cell)]
            if len(cells) > 1 and not any(c.isdigit() or c == "@" for c in "".join(cells)):
                return ", ".join(repr(cell[:30]) for cell in cells[:6])
    return "ingen overskrifter"


def _refuse_differing_twins(header: Header, name: str) -> None:
    """Raise ExportError if two columns have the same heading and different cells."""
    headings = [fold(cell) for cell in header.headings]
    for index in header.columns.values():
        twins = [n for n, heading in enumerate(headings) if heading and heading == headings[index]]
        if len(twins) < 2:
            continue
        for row in header.rows_below:
            if len({tidy(row[n]) for n in twins if n < len(row)}) > 1:
                raise ExportError(
                    f"{name}: overskriften {header.headings[index]!r} står over to "
                    "kolonner som ikke er like; gi den ene et annet navn, eller slett den."
                )


def index_headings(sheet: Sheet) -> list[dict[str, int]]:
    """Return folded heading -> index of its first cell, for each row that may be the headings."""
    return [
        {fold(mend(row[index])): index for index in range(len(row) - 1, -1, -1)}
        for row in sheet.rows[:HEADER_WITHIN]
    ]


def find_header(
    profile: Profile, sheet: Sheet, indexed_rows: Sequence[Mapping[str, int]]
) -> Header | None:
    """Find the row that has every required heading; of several, the one with the most columns.

    If a profile has `places`, and the rows above the headings show that it is such a list, the
    headings that only tell the profile from others may be missing.
    """
    best: Header | None = None
    all_required = {name for name in profile.columns if profile.is_required(name)}
    for row, headings in enumerate(indexed_rows):
        required, columns = all_required, find_columns(profile, headings)
        above = _read_preamble(profile, sheet.rows[:row])
        if profile.places and above.keys() == profile.preamble.keys():
            columns = _add_places(profile, columns, sheet.rows[row])
            required = {name for name in required if not profile.columns[name].required}
        is_other = any(fold(heading) in headings for heading in profile.unless)
        is_other = is_other or not _has_mark(profile, headings)
        is_fuller = best is None or len(columns) > len(best.columns)
        if required <= columns.keys() and is_fuller and not is_other:
            best = Header(profile, sheet, row, columns, above)
    return best


def _has_mark(profile: Profile, headings: Mapping[str, int]) -> bool:
    return not profile.any_of or any(fold(heading) in headings for heading in profile.any_of)


def find_columns(profile: Profile, headings: Mapping[str, int]) -> dict[str, int]:
    """Return where the columns stand whose heading is among the folded `headings`."""
    return {
        name: headings[alias]
        for name, column in profile.columns.items()
        for alias in reversed(column.aliases)
        if alias in headings
    }


def _add_places(
    profile: Profile, columns: Mapping[str, int], headings: Sequence[str]
) -> dict[str, int]:
    """Add the profile's columns without a heading, by their distance from its first column."""
    first = columns.get(next(iter(profile.columns)), len(headings))
    blank = {index for index, heading in enumerate(headings) if is_blank(heading)}
    places = {name: first + distance for name, distance in profile.places.items()}
    return {**{name: index for name, index in places.items() if index in blank}, **columns}


def unread_headings(profile: Profile, headings: Sequence[str]) -> list[str]:
    """Return the headings of a file that the profile does not read, and that may say something."""
    aliases = {alias for column in profile.columns.values() for alias in column.aliases}
    aliases |= {*map(fold, profile.unread)}
    read = {*_find_all_columns(profile, headings).values()}
    return [
        tidy(text)
        for index, text in enumerate(headings)
        if not is_blank(text) and index not in read and fold(mend(text)) not in aliases
    ]


def missing_columns(profile: Profile, headings: Sequence[str]) -> dict[str, str]:
    """Return the columns that a file has no heading for, with their usual heading.

    A person's name may stand in one column or in two, and few systems state their own id.
    """
    stated = _find_all_columns(profile, headings).keys()
    whole = {name.replace("_first", "_name").replace("_last", "_name") for name in stated}
    parts = {name.replace("_name", part) for name in stated for part in ("_first", "_last")}
    present = {*stated, *whole, *parts, OWN_ID}
    return {name: c.heading for name, c in profile.columns.items() if name not in present}


def missing_deciding(profile: Profile, headings: Sequence[str]) -> dict[str, str]:
    """Return the missing columns that decide who is asked for what, and that the system usually
    states."""
    missing = missing_columns(profile, headings)
    deciding = DECIDING.get(profile.kind, "").split()
    needs = [{*need.split("|")} & profile.columns.keys() for need in deciding]
    unmet = set().union(*(need for need in needs if need <= missing.keys()))
    unmet -= {*profile.may_lack}
    return {name: heading for name, heading in missing.items() if name in unmet}


def _find_all_columns(profile: Profile, headings: Sequence[str]) -> dict[str, int]:
    """Return where the columns stand, those without a heading included."""
    indexes = {fold(mend(heading)): index for index, heading in enumerate(headings)}
    return _add_places(profile, find_columns(profile, indexes), headings)


def _read_preamble(profile: Profile, rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return what the rows above the headings state, by the patterns of the profile."""
    if not profile.preamble:
        return {}
    cells = [tidy(cell) for row in rows for cell in row]
    values = {}
    for column, pattern in profile.preamble.items():
        matches = (re.fullmatch(pattern, cell, re.IGNORECASE) for cell in cells)
        first = next(filter(None, matches), None)
        if first and first[1]:
            values[column] = mask(tidy(first[1]))
    return values
