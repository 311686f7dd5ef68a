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
    proposal: str | None = None  # what it may have been meant to say
    repaired: str | None = None  # what it was read as, by a repair that somebody accepted
    fault: FaultKind | None = None  # why it is not believed, if it can be read


@dataclass(frozen=True)
class Header:
    """Where a profile's columns stand: `at` is the header's index, `columns` name -> cell index.

    `above` is what the rows above the header say of every row below it.
    """

    profile: Profile
    sheet: Sheet
    at: int
    columns: Mapping[str, int]
    above: Mapping[str, str] = field(default_factory=dict)

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
        """Note a value, or its whole row, by the heading it stands under; never a birth number.

        `index` says where it stands when the profile does not read that column.
        """
        at = self.columns[field] if index is None else index
        headings = self.sheet.rows[self.at]
        heading = mask(tidy(headings[at])) if at < len(headings) else f"kolonne {at + 1}"
        shown = self.shown(value)
        return SetAside(self.sheet.name, row, heading, field, shown, reason, whole_row)

    @staticmethod
    def shown(value: str) -> str:
        """Return a value as it is noted."""
        text = tidy(value)
        return STARS if has_lost_zero(text) else mask(text)[:200]

    def may_identify(self, index: int) -> bool:
        """Say whether a column holds people's ids, or is one that nobody reads."""
        return all(name in PERSONS for name, at in self.columns.items() if at == index)


def recognise(
    sheets: list[Sheet], profiles: tuple[Profile, ...], name: str, others: tuple[Profile, ...] = ()
) -> Header:
    """Find the one profile whose required headings stand in the file.

    Raises ExportError when none fits, naming what was found, or which of the `others`, those of
    systems that the club does not use, it is; and when two fit equally well.
    """
    found = _fitting(sheets, profiles)
    if not found:
        raise ExportError(f"{name}: {_foreign(_fitting(sheets, others), profiles, others, sheets)}")
    names = sorted({header.sheet.name for header in found})
    if len(names) > 1:
        said = ", ".join(re.sub(r"\d{6,}", "…", one) for one in names)  # no number of anybody's
        raise ExportError(
            f"{name}: flere ark ser ut som lister ({said}); lagre hvert ark som en fil."
        )
    if len(found) > 1 and len(found[0].columns) == len(found[1].columns):
        raise ExportError(
            f"{name}: filen passer like godt som «{found[0].profile.title}» og "
            f"«{found[1].profile.title}»; behold arket som gjelder, og lagre filen på nytt."
        )
    _refuse_differing_twins(found[0], name)
    for column in found[0].profile.preamble.keys() - found[0].above.keys():
        raise ExportError(
            f"{name}: fant ikke «{found[0].profile.preamble[column]}» over overskriftene; {AGAIN}."
        )
    return found[0]


def _fitting(sheets: list[Sheet], profiles: tuple[Profile, ...]) -> list[Header]:
    """Return where the profiles fit, the fullest first; a hidden sheet only where no other does."""
    rows = [headings_of(sheet) for sheet in sheets]
    fits = (
        find_header(profile, sheet, headings)
        for profile in profiles
        for sheet, headings in zip(sheets, rows, strict=True)
    )
    found = sorted(filter(None, fits), key=lambda header: len(header.columns), reverse=True)
    return [header for header in found if not header.sheet.is_hidden] or found


def _foreign(
    found: list[Header],
    profiles: tuple[Profile, ...],
    others: tuple[Profile, ...],
    sheets: list[Sheet],
) -> str:
    """Say what a file is that is none of the club's: nearly one of its own, another system's,
    nearly one of those, or nothing known. The most headings in the file count, and of as many the
    club's own."""
    own, other = _nearest(profiles, sheets), _nearest(others, sheets)
    if found and (own is None or len(found[0].columns) > own.has):
        used = next((SYSTEMS[p.system] for p in profiles if p.system in SYSTEMS), "egne profiler")
        return (
            f"filen ser ut som «{found[0].profile.title}», men klubben bruker {used}; "
            f"{TAKE_OUT}, eller rett «system» i club.toml."
        )
    near = own if own and (other is None or own.has >= other.has) else other
    if near:
        return _lacking(near)
    return (
        f"filen ligner ingen eksport vi kjenner (fant {_firstheadings_of(sheets)}); "
        f"{TAKE_OUT}, eller {MAP_FILE}."
    )


class _Near(NamedTuple):
    """A row of headings that has some of a profile's and lacks others that it must have."""

    profile: Profile
    has: int
    lacks: Sequence[Column]
    row: Sequence[str]


def _nearest(profiles: tuple[Profile, ...], sheets: list[Sheet]) -> _Near | None:
    """Return the profile with the most headings in one row: three or more of them, and no fewer
    than are lacking."""
    best: _Near | None = None
    for profile in profiles:
        must = [column for name, column in profile.columns.items() if profile.is_required(name)]
        for sheet in sheets:
            for at, headings in enumerate(headings_of(sheet)):
                has = len(find_columns(profile, headings))
                lacks = [column for column in must if not headings.keys() & {*column.aliases}]
                is_near = lacks and has >= max(3, len(lacks))
                if is_near and (best is None or has > best.has):
                    best = _Near(profile, has, lacks, sheet.rows[at])
    return best


def _lacking(near: _Near) -> str:
    """Name the headings that are lacking, and those in their place that the profile has not."""
    cells = unread_headings(near.profile, near.row)
    named = [repr(cell[:30]) for cell in cells if not any(c.isdigit() or c == "@" for c in cell)]
    wanted = ", ".join(f"«{column.heading}»" for column in near.lacks)
    present = ", ".join(named[:6]) or "ingen andre"
    return (
        f"filen ligner «{near.profile.title}», men mangler overskriften"
        f"{'e' if near.lacks[1:] else ''} {wanted} (fant {present}); {AGAIN} med alle kolonnene, "
        f"eller {MAP_FILE}."
    )


def _firstheadings_of(sheets: list[Sheet]) -> str:
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
        twins = [n for n, heading in enumerate(headings) if heading and heading == headings[index]]
        for row in header.sheet.rows[header.at + 1 :] if len(twins) > 1 else ():
            if len({tidy(row[n]) for n in twins if n < len(row)}) > 1:
                raise ExportError(
                    f"{name}: overskriften {header.sheet.rows[header.at][index]!r} står over to "
                    "kolonner som ikke er like; gi den ene et annet navn, eller slett den."
                )


def headings_of(sheet: Sheet) -> list[dict[str, int]]:
    """Return where each heading stands, for each of the rows that may hold the headings."""
    return [
        {fold(mend(row[at])): at for at in range(len(row) - 1, -1, -1)}
        for row in sheet.rows[:HEADER_WITHIN]
    ]


def find_header(profile: Profile, sheet: Sheet, rows: Sequence[Mapping[str, int]]) -> Header | None:
    """Find the row that holds every required heading, among the first; the fullest one wins.

    Where a profile has `places` and what stands above the headings shows that it is such a list, a
    heading that only tells the profile from others may lack.
    """
    best: Header | None = None
    required = {name for name in profile.columns if profile.is_required(name)}
    for at, headings in enumerate(rows):
        columns, above = find_columns(profile, headings), _above(profile, sheet.rows[:at])
        must = required
        if profile.places and above.keys() == profile.preamble.keys():
            columns = _add_places(profile, columns, sheet.rows[at])
            must = {name for name in required if not profile.columns[name].required}
        is_other = any(fold(heading) in headings for heading in profile.unless)
        is_fuller = best is None or len(columns) > len(best.columns)
        if must <= columns.keys() and is_fuller and not is_other:
            best = Header(profile, sheet, at, columns, above)
    return best


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
    """Add the columns that stand so many cells after the first of the profile, under no heading."""
    first = columns.get(next(iter(profile.columns)), len(headings))
    places = {name: first + after for name, after in profile.places.items()}
    free = {n: at for n, at in places.items() if at < len(headings) and is_blank(headings[at])}
    return {**free, **columns}


def unread_headings(profile: Profile, headings: Sequence[str]) -> list[str]:
    """Return the headings of a file that the profile does not read."""
    known = {alias for column in profile.columns.values() for alias in column.aliases}
    read = {*_columns_among(profile, headings).values()}
    return [
        tidy(cell)
        for at, cell in enumerate(headings)
        if not is_blank(cell) and at not in read and fold(mend(cell)) not in known
    ]


def missing_columns(profile: Profile, headings: Sequence[str]) -> dict[str, str]:
    """Return the columns that a file has no heading for, with the heading that they would have.

    A name may stand in one column or in two, and few systems state their own id.
    """
    stated = _columns_among(profile, headings).keys()
    whole = {name.replace("_first", "_name").replace("_last", "_name") for name in stated}
    parts = {name.replace("_name", part) for name in stated for part in ("_first", "_last")}
    named = {*stated, *whole, *parts, OWN_ID}
    return {name: c.heading for name, c in profile.columns.items() if name not in named}


def missing_deciding(profile: Profile, headings: Sequence[str]) -> dict[str, str]:
    """Return those of the missing columns that decide who is asked for what, and that the system
    would have stated."""
    missing = missing_columns(profile, headings)
    deciding = DECIDING.get(profile.kind, "").split()
    needs = [{*need.split("|")} & profile.columns.keys() for need in deciding]
    lacking = set().union(*(need for need in needs if need <= missing.keys()))
    return {
        name: heading for name, heading in missing.items() if name in lacking - {*profile.may_lack}
    }


def _columns_among(profile: Profile, headings: Sequence[str]) -> dict[str, int]:
    columns = find_columns(profile, {fold(mend(cell)): at for at, cell in enumerate(headings)})
    return _add_places(profile, columns, headings)


def _above(profile: Profile, rows: Sequence[Sequence[str]]) -> dict[str, str]:
    if not profile.preamble:
        return {}
    cells = [tidy(cell) for row in rows for cell in row]
    fits = {
        column: next(filter(None, (re.fullmatch(pattern, c, re.IGNORECASE) for c in cells)), None)
        for column, pattern in profile.preamble.items()
    }
    return {column: mask(tidy(fit[1])) for column, fit in fits.items() if fit and fit[1]}
