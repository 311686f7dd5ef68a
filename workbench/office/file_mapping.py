"""Files that no profile reads: an operator maps their columns, and a preview shows the result."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from workbench.club import list_inbox, name_in_inbox
from workbench.importers.drafts import COLUMNS, Draft, sketch_profile, unmet_needs
from workbench.importers.guess import STATUSES, ListPlace, find_list_places
from workbench.importers.headings import Header, SetAside, recognise
from workbench.importers.mapping import Mapped, map_rows
from workbench.importers.profiles import PARTLY, Kind
from workbench.importers.reading import Sheet, is_ocr, read_sheets
from workbench.model.errors import AGAIN, ExportError, UsageError
from workbench.norsk import kroner, tall_dato, text_of
from workbench.office.desk import Desk
from workbench.office.exports import ClubProfiles, Received, context_of, profiles_of
from workbench.office.inbox import received
from workbench.register.ties import LEFT_STATUSES
from workbench.store import books
from workbench.store.disk import mask_path
from workbench.values.phones import show_phone

SHOWN, TRIED = 20, 2000  # rows on the screen, and rows read to count what is set aside


@dataclass(frozen=True)
class UnknownFile:
    """A file that no profile reads, and the sentence that says why."""

    file: Received
    why: str


@dataclass(frozen=True)
class UnknownSheets:
    """The sheets of an unknown file, and where its list may be: the most likely place first."""

    name: str
    sheets: list[Sheet]
    list_places: list[ListPlace]


@dataclass(frozen=True)
class Preview:
    """How the first rows would be read, and how many of the tried rows are taken or set aside."""

    headings: list[str]  # the columns in Norwegian
    rows: list[list[str]]
    set_aside: list[SetAside]
    taken: int
    rows_aside: int
    all_tried: bool


def unknown_files(desk: Desk, named: str = "") -> list[UnknownFile]:
    """Return the files of the inbox that no profile reads, each with the reason.

    The file `named`, in the inbox or elsewhere, comes first, even if a profile reads it.
    """
    profiles = profiles_of(desk)
    chosen = received(desk.club, [desk.club.inbox / named], set()) if named else []
    unknown = [UnknownFile(file, f"{file.name} er valgt i notatboken.") for file in chosen]
    known_hashes = books.imported_files(desk.db).keys() if desk.has_books() else ()
    for path in _inbox(desk):
        try:
            files = received(desk.club, [path], known_hashes)
        except ExportError as error:  # a zip that cannot be opened
            file = Received(mask_path(name_in_inbox(desk.club, path)), path.read_bytes())
            unknown.append(UnknownFile(file, str(error)))
            continue
        for file in files:
            why = "" if file.sha256 in known_hashes else _describe_fault(file, profiles)
            if why:
                unknown.append(UnknownFile(file, why))
    return unknown


def _inbox(desk: Desk) -> list[Path]:
    try:
        return list_inbox(desk.club)
    except UsageError:  # it is empty
        return []


def _describe_fault(file: Received, profiles: ClubProfiles) -> str:
    """Return why no profile reads a file; "" if one does."""
    if is_ocr(file.content):
        return ""
    try:
        sheets = read_sheets(file.content, file.name)
        recognise(sheets, profiles.mine, file.name, profiles.others)
    except ExportError as error:
        return str(error)
    return ""


def read_unknown(file: Received) -> UnknownSheets:
    """Read the sheets of a file to be mapped; raises ExportError if it contains no list."""
    sheets = read_sheets(file.content, file.name)
    list_places = find_list_places(sheets)
    if not list_places:
        raise ExportError(
            f"{file.name}: fant ingen rad med overskrifter over rader med data; se på filen, og "
            f"{AGAIN}."
        )
    return UnknownSheets(file.name, sheets, list_places)


def preview(desk: Desk, list_place: ListPlace, draft: Draft, as_of: date) -> Preview | None:
    """Read the first rows with the drafted profile; return None if it has no columns yet."""
    if not draft.headings:
        return None
    sheet = list_place.sheet
    first_rows = Sheet(
        sheet.name, sheet.rows[: list_place.heading_row + 1 + TRIED], is_text=sheet.is_text
    )
    mapped = _map_draft(desk, list_place, draft, as_of, first_rows)
    names = [name for name in COLUMNS if name in draft.headings]
    return Preview(
        [COLUMNS[name].label for name in names],
        [
            [_describe_value(draft.kind, name, record.get(name)) for name in names]
            for record in mapped.records[:SHOWN]
        ],
        [_with_hint(aside) for aside in mapped.set_aside],
        mapped.rows_taken,
        mapped.rows_aside,
        len(first_rows.rows) == len(sheet.rows),
    )


def _map_draft(
    desk: Desk, list_place: ListPlace, draft: Draft, as_of: date, sheet: Sheet
) -> Mapped:
    columns = {name: list_place.headings.index(heading) for name, heading in draft.headings.items()}
    header = Header(sketch_profile(draft), sheet, list_place.heading_row, columns)
    return map_rows(header, [sheet], context_of(desk, as_of))


def missing_members(desk: Desk, list_place: ListPlace, draft: Draft, as_of: date) -> int | None:
    """Return how many members would be missing if the list is the whole club's; None if there are
    no members yet, or a column that the list needs is not chosen."""
    stored = desk.read_books()
    members, participations = stored["members"], stored["participations"]
    listed = participations.loc[participations["missing_since"].isna(), "member_id"]
    missing = {*participations["member_id"]} - {*listed}
    is_present = ~members["status"].isin(LEFT_STATUSES)
    present = {*members.loc[is_present, "member_id"]} - missing
    if not present or unmet_needs(draft):
        return None
    people = _map_draft(desk, list_place, draft, as_of, list_place.sheet).columns["person"]
    return len(present - {f"{desk.settings.system}:{person}" for person in people})


def _with_hint(aside: SetAside) -> SetAside:
    """Return the value with another reason if it is a status: the operator explains its words."""
    if aside.field == "status":
        return replace(aside, reason="velg hva ordet betyr")
    return aside


def _describe_value(kind: Kind, name: str, value: Any) -> str:
    """Return a value as the preview shows it."""
    match value:
        case None:
            return ""
        case date():
            return tall_dato(value)
        case int() if COLUMNS[name].type == "amount":
            return kroner(value)
        case list() if COLUMNS[name].type == "phone":
            return ", ".join(map(show_phone, value))
        case list() | tuple():
            separator = " " if COLUMNS[name].type == "full_name" else ", "
            return separator.join(filter(None, value))
        case str() if name == "status":
            return "delvis betalt" if value == PARTLY else text_of(STATUSES[kind](value))
        case _:
            return str(value)
