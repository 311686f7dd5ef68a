"""Files that no profile fits, mapped by a person: looked at, tried out, and kept as a profile."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from workbench.club import club_slugs, home, list_inbox, open_club
from workbench.importers.drafts import COLUMNS, Draft, sketch, unmet
from workbench.importers.guess import STATUSES, Listing, listings
from workbench.importers.headings import Header, SetAside, recognise
from workbench.importers.mapping import Mapped, map_rows
from workbench.importers.profiles import Kind
from workbench.importers.reading import Sheet, is_ocr, read_sheets
from workbench.model.errors import ExportError, UsageError
from workbench.norsk import kroner, tall_dato, text_of
from workbench.office.agents import active_agent
from workbench.office.desk import Desk, open_desk
from workbench.office.exports import ClubProfiles, Received, context_of, profiles_of
from workbench.office.inbox import received
from workbench.register.ties import LEFT_STATUSES
from workbench.store import books
from workbench.store.disk import mask_path
from workbench.values.phones import show_phone

SHOWN, TRIED = 20, 2000  # rows on the screen, and rows read to count what is set aside


@dataclass(frozen=True)
class Unknown:
    """A file that is not read as it is, and the sentence why."""

    file: Received
    why: str


@dataclass(frozen=True)
class Strange:
    """An unknown file's sheets, and where its list may stand: the likeliest first."""

    name: str
    sheets: list[Sheet]
    listings: list[Listing]


@dataclass(frozen=True)
class Preview:
    """How the first rows would be read, and how many of those that were tried are taken."""

    headings: list[str]  # the columns in Norwegian
    rows: list[list[str]]
    set_aside: list[SetAside]
    taken: int
    rows_aside: int
    all_tried: bool


def operator_clubs(name: str) -> list[str]:
    """Return the clubs whose files the agent may map; raises UsageError for who may map none."""
    agent = active_agent(name)
    if not agent.operator:
        raise UsageError(f"{name!r} har ikke tilgang til å kartlegge filer; snakk med kontoret.")
    known = club_slugs(home())
    found = [slug for slug in agent.clubs if slug in known]
    if not found:
        raise UsageError(f"{name!r}: ingen av klubbene dine finnes lenger; snakk med kontoret.")
    return found


def open_for(name: str, slug: str) -> Desk:
    """Open a club for an operator; "" is whoever sits at the machine itself.

    Asked at every step: the form may outlive the operator's access.
    """
    if name and slug not in operator_clubs(name):
        raise UsageError(f"{slug!r} er ikke blant klubbene dine; snakk med kontoret.")
    return open_desk(slug)


def club_names(slugs: Sequence[str]) -> list[str]:
    """Return the clubs' names; one whose settings are damaged is called by its folder.

    Raises UsageError for an unknown club.
    """
    found = []
    for slug in slugs:
        club = open_club(home(), slug)
        try:
            found.append(club.settings().name)
        except UsageError:
            found.append(slug)
    return found


def unknown_files(desk: Desk, named: str = "") -> list[Unknown]:
    """Return the files of the inbox that are not read as they are, each with the reason.

    A file `named`, in the inbox or elsewhere, stands first, whether it is known or not.
    """
    profiles = profiles_of(desk)
    chosen = received([desk.club.inbox / named], set()) if named else []
    found = [Unknown(one, f"{one.name} er valgt i notatboken.") for one in chosen]
    known = books.imported_files(desk.db).keys() if desk.has_books() else ()
    for path in _inbox(desk):
        try:
            files = received([path], known)
        except ExportError as error:  # a zip that cannot be opened
            found.append(Unknown(Received(mask_path(path.name), path.read_bytes()), str(error)))
            continue
        faults = ((one, _fault(one, profiles)) for one in files if one.sha256 not in known)
        found += [Unknown(one, why) for one, why in faults if why]
    return found


def _inbox(desk: Desk) -> list[Path]:
    try:
        return list_inbox(desk.club)
    except UsageError:  # it is empty
        return []


def _fault(file: Received, profiles: ClubProfiles) -> str:
    """Say why a file is not read as it is; "" for one that is."""
    if is_ocr(file.content):
        return ""
    try:
        sheets = read_sheets(file.content, file.name)
        recognise(sheets, profiles.mine, file.name, profiles.others)
    except ExportError as error:
        return str(error)
    return ""


def read_unknown(file: Received) -> Strange:
    """Read a file to be mapped; raises ExportError for one that holds no list at all."""
    sheets = read_sheets(file.content, file.name)
    found = listings(sheets)
    if not found:
        raise ExportError(
            f"{file.name}: fant ingen rad med overskrifter over rader med data; se på filen, og "
            "eksporter den på nytt."
        )
    return Strange(file.name, sheets, found)


def preview(desk: Desk, listing: Listing, draft: Draft, as_of: date) -> Preview | None:
    """Read the first rows as the draft would have them read; None where it has no columns yet."""
    if not draft.headings:
        return None
    sheet = listing.sheet
    few = Sheet(sheet.name, sheet.rows[: listing.at + 1 + TRIED], is_text=sheet.is_text)
    mapped = _mapped(desk, listing, draft, as_of, few)
    names = [name for name in COLUMNS if name in draft.headings]
    return Preview(
        [COLUMNS[name][1] for name in names],
        [
            [_shown(draft.kind, name, record.get(name)) for name in names]
            for record in mapped.records[:SHOWN]
        ],
        [_with_hint(one) for one in mapped.set_aside],
        mapped.rows_taken,
        mapped.rows_aside,
        len(few.rows) == len(sheet.rows),
    )


def _mapped(desk: Desk, listing: Listing, draft: Draft, as_of: date, sheet: Sheet) -> Mapped:
    columns = {name: listing.headings.index(said) for name, said in draft.headings.items()}
    header = Header(sketch(draft), sheet, listing.at, columns)
    return map_rows(header, [sheet], context_of(desk, as_of))


def missing_members(desk: Desk, listing: Listing, draft: Draft, as_of: date) -> int | None:
    """Count the members who would be gone were the list the whole club's; None where it cannot be
    told: there are no members yet, or what the list needs is not chosen."""
    held = desk.read_books()
    members, lists = held["members"], held["participations"]
    listed = lists.loc[lists["missing_since"].isna(), "member_id"]
    absent = {*lists["member_id"]} - {*listed}
    here = {*members.loc[~members["status"].isin(LEFT_STATUSES), "member_id"]} - absent
    if not here or unmet(draft):
        return None
    people = _mapped(desk, listing, draft, as_of, listing.sheet).columns["person"]
    return len(here - {f"{desk.settings.system}:{person}" for person in people})


def _with_hint(one: SetAside) -> SetAside:
    """Say what to do about a status word, which is for the operator to explain."""
    return replace(one, reason="velg hva ordet betyr") if one.field == "status" else one


def _shown(kind: Kind, name: str, value: Any) -> str:
    """Write a value as it was understood."""
    match value:
        case None:
            return ""
        case date():
            return tall_dato(value)
        case int() if COLUMNS[name][0] == "amount":
            return kroner(value)
        case list() if COLUMNS[name][0] == "phone":
            return ", ".join(map(show_phone, value))
        case list() | tuple():
            between = " " if COLUMNS[name][0] == "full_name" else ", "
            return between.join(filter(None, value))
        case str() if name == "status":
            return text_of(STATUSES[kind](value))
        case _:
            return str(value)
