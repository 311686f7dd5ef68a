"""One export read: its rows by noun, what was set aside, and what the books keep of the file."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from workbench.dunning import holds
from workbench.importers import canonical, statements
from workbench.importers.cells import Context
from workbench.importers.guards import Seen
from workbench.importers.headings import Header, recognise
from workbench.importers.mapping import Mapped, map_rows
from workbench.importers.ocr import read_ocr
from workbench.importers.people import with_namesakes
from workbench.importers.presence import Lists
from workbench.importers.profiles import OWN, Profile, load_profiles
from workbench.importers.reading import is_ocr, read_sheets
from workbench.importers.table import Repairs
from workbench.model import frames
from workbench.model.rows import Hold
from workbench.norsk import tall_dato
from workbench.office.desk import Desk
from workbench.office.masked_copy import masked_copy
from workbench.values.national_id import STARS, mask
from workbench.values.text import fold, tidy

OCR_TITLE = "OCR giro fra Nets"
ALWAYS = (OWN, "kontoret", "bank")  # whose files any club's inbox may hold
HAPPENED = (
    "issued_on", "paid_on", "status_on", "reminded_on", "joined_on", "left_on", "sent_on",
)  # fmt: skip
NO_LISTS = Lists()


@dataclass(frozen=True)
class Received:
    """A file as it came: in a zip, each file in it."""

    name: str
    content: bytes
    kept_as: str = ""  # the hash of the file that this is the copy of, with stars

    @cached_property
    def sha256(self) -> str:
        return self.kept_as or hashlib.sha256(self.content).hexdigest()


class ClubProfiles(NamedTuple):
    """The profiles that the club's files are read by, and the others."""

    mine: tuple[Profile, ...]
    others: tuple[Profile, ...]


@dataclass(frozen=True)
class Export:
    """One file as it was read; `masked` is what is kept instead of one with a birth number."""

    about: dict[str, Any]  # the row of the frame `files`
    seen: Seen
    rows: canonical.Tables
    rejected: Sequence[dict[str, Any]] = ()
    lists: Lists = NO_LISTS
    masked: bytes | None = None


def read_export(
    file: Received, desk: Desk, profiles: ClubProfiles, repairs: Repairs, as_of: date
) -> Export:
    """Read one file; raises ExportError for one that is none the club has."""
    settings = desk.settings
    if is_ocr(file.content):
        return _read_ocr(file, settings.system, as_of)
    sheets = read_sheets(file.content, file.name)
    header = recognise(sheets, profiles.mine, file.name, profiles.others)
    mapped = map_rows(header, sheets, context_of(desk, as_of), repairs)
    mapped = with_namesakes(_with_doubtful_holds(mapped, as_of))
    system = header.profile.system
    system = system if system in settings.other_systems else settings.system
    found = canonical.to_tables(mapped, system=system, accounts=settings.accounts, as_of=as_of)
    groups, people = canonical.whole_lists(mapped, found)
    has_others = mapped.profile.incoming_only and mapped.left_out
    masked = masked_copy(sheets, mapped) if mapped.has_birth_number or has_others else None
    hidden = {"fødselsnummer": masked.count(STARS.encode())} if mapped.has_birth_number else {}
    left_out = {**mapped.left_out, **hidden}
    about = _about(file, mapped, as_of) | {
        "system": system,
        "scope": " + ".join(sorted(groups))[:200],
        "left_out": ", ".join(f"{rule}: {n}" for rule, n in left_out.items()) or None,
    }
    return Export(
        about,
        _seen(about, mapped, found),
        found,
        _rejected(file, mapped, system),
        Lists(frozenset(groups), frozenset(people)),
        masked,
    )


def known_repairs(repairs: pd.DataFrame) -> Repairs:
    """Return the repairs that are remembered."""
    columns = (repairs[name] for name in frames.SHAPES["repairs"].key)
    return dict(zip(zip(*columns, strict=True), repairs["repaired"], strict=True))


def profiles_of(desk: Desk) -> ClubProfiles:
    """Load the profiles, and the club's own among them."""
    profiles = load_profiles(desk.club.folder, desk.settings.system)
    tried = {*desk.settings.systems, *ALWAYS}
    mine = tuple(profile for profile in profiles if profile.system in tried)
    return ClubProfiles(mine, tuple(p for p in profiles if p.system not in tried))


def context_of(desk: Desk, as_of: date) -> Context:
    """Return what reading a cell of the club's depends on."""
    return Context(as_of, desk.settings.kid.length, desk.settings.kid.modulus)


def _read_ocr(file: Received, system: str, as_of: date) -> Export:
    payments, others = read_ocr(file.content, file.name)
    about = {
        **_of_file(file, as_of),
        **_counts(len(payments), 0, others, 0),
        "title": OCR_TITLE,
        "kind": "payments",
        "system": system,
        "headings": "",
        "scope": "",
        "newest_on": _newest([[one["paid_on"] for one in payments]], as_of),
    }
    tables = {"payments": statements.of_records("payments", payments)} if payments else {}
    kids = frozenset(_said(tables, "kid", "payments"))
    return Export(about, seen_of(about, people=kids, also=kids), tables)


def _rejected(file: Received, mapped: Mapped, system: str) -> list[dict[str, Any]]:
    """Return what was set aside, each with the ids of the record that its row is about."""
    columns = mapped.all_rows
    places = {number: at for at, number in enumerate(columns["row"])}
    rejected = []
    for aside in mapped.set_aside:
        record = {name: column[places[aside.row]] for name, column in columns.items()}
        ids = {
            "record": record["record"],
            "member_id": f"{system}:{record['person']}" if record.get("person") else None,
            "invoice_id": f"{system}:{record['order']}" if record.get("order") else None,
            "kid": record.get("kid") if mapped.profile.kind == "payments" else None,
        }
        rejected.append({"sha256": file.sha256, **vars(aside), **ids})
    return rejected


def _about(file: Received, mapped: Mapped, as_of: date) -> dict[str, Any]:
    values = sum(not one.whole_row and one.repaired is None for one in mapped.set_aside)
    happened = [mapped.columns[name] for name in HAPPENED if name in mapped.header.columns]
    return {
        **_of_file(file, as_of),
        **_counts(mapped.rows_taken, mapped.rows_aside, mapped.rows_frame, values),
        "title": mapped.profile.title,
        "kind": mapped.profile.kind,
        "headings": mask(" | ".join(mapped.headings)),
        "newest_on": _newest(happened, as_of),
    }


def _of_file(file: Received, as_of: date) -> dict[str, Any]:
    size = len(file.content)
    return {"sha256": file.sha256, "name": file.name, "size": size, "imported_on": as_of}


def _counts(taken: int, aside: int, frame: int, values: int) -> dict[str, int]:
    return {
        "rows_total": taken + aside + frame,
        "rows_taken": taken,
        "rows_aside": aside,
        "rows_frame": frame,
        "values_aside": values,
    }


def _newest(columns: Sequence[Sequence[Any]], as_of: date) -> date | None:
    """Return the newest day, not after `as_of`, of something that has happened."""
    days = {day for column in columns for day in set(column) if isinstance(day, date)}
    return max((day for day in days if day <= as_of), default=None)


def seen_of(file: Mapping[str, Any], **beside: Any) -> Seen:
    """Return what guards look at in a file: its row of `files`, and what they need beside it."""
    names = (file[name] or "" for name in ("sha256", "name", "title", "kind", "scope"))
    rows = file["rows_taken"] + file["rows_aside"]
    headings = tuple((file["headings"] or "").split(" | "))
    return Seen(*names, file["newest_on"], rows, file["rows_aside"], headings=headings, **beside)


def _seen(about: dict[str, Any], mapped: Mapped, found: canonical.Tables) -> Seen:
    profile, kids = mapped.profile, _said(found, "kid", "claims", "payments")
    return seen_of(
        about,
        is_cut=_is_cut(mapped),
        above=_above(mapped.header),
        reads={name: column.aliases for name, column in profile.columns.items()},
        why_aside=_why_aside(mapped),
        is_open_only=profile.open_only,
        people=frozenset(kids if "payments" in found else _people(found)),
        also=frozenset(kids),
    )


def _why_aside(mapped: Mapped) -> str:
    """Say what most of the rows that were set aside have in common."""
    said = Counter((one.column, one.value) for one in mapped.set_aside if one.whole_row)
    for (column, value), count in said.most_common(1):
        return f" (i {count} av dem er {column} {value!r})" if count > 1 else ""
    return ""


def _people(found: canonical.Tables) -> set[str]:
    """Return ids of members, else their folded names, and the names of the invoices' recipients."""
    people = {row.member_id for row in found.get("members", [])}
    for row in found.get("claims", []):
        if isinstance(row.member_id, str):
            people.add(row.member_id)
        elif isinstance(row.member_name, str):
            people.add(fold(row.member_name))
    return people | _said(found, "recipient_name", "invoices")


def _said(found: canonical.Tables, column: str, *nouns: str) -> set[str]:
    """Return what stands in a column, each with the column's name before it."""
    cells = [getattr(row, column) for noun in nouns for row in found.get(noun, [])]
    return {f"{column}:{fold(cell)}" for cell in cells if isinstance(cell, str)}


def _is_cut(mapped: Mapped) -> bool:
    """Say whether a text ends inside its last line, and that row was set aside."""
    rows, at = mapped.header.sheet.rows, mapped.header.at
    is_short = mapped.header.sheet.is_cut and len(rows[-1]) < len(rows[at])
    return is_short and any(one.whole_row and one.row == len(rows) for one in mapped.set_aside)


def _above(header: Header) -> str:
    return " | ".join(tidy(cell) for row in header.sheet.rows[: header.at] for cell in row if cell)


def _with_doubtful_holds(mapped: Mapped, as_of: date) -> Mapped:
    """Note the agreements that could not be made today, by the rules of `dunning.holds`.

    They rest all the same, without an end and with a review today: a wrong reminder is worse than
    one too few.
    """
    if mapped.profile.kind != "holds":
        return mapped
    columns = {"review_on": [None] * mapped.rows_taken, **mapped.columns}
    columns |= {name: [*columns[name]] for name in ("end_on", "review_on")}
    places = {str(row): at for at, row in enumerate(columns["row"])}
    agreements = [
        Hold(
            hold_id=str(record["row"]),
            kind=record["kind"],
            start_on=record["start_on"],
            end_on=record["end_on"],
            member_id=record["person"],
            invoice_id=record["order"],
        )
        for record in mapped.records
    ]
    noted = {(one.row, one.field) for one in mapped.set_aside}
    aside = []
    for row, field, reason in holds.find_invalid_holds(agreements):
        at = places[row]
        day = tall_dato(columns[field][at]) if columns[field][at] else ""
        if (int(row), field) not in noted:
            fault = mapped.header.set_aside(int(row), field, day, reason, whole_row=False)
            aside.append(fault)
        if field == "end_on":
            columns["end_on"][at], columns["review_on"][at] = None, as_of
    return replace(mapped, columns=columns, set_aside=mapped.set_aside + aside)
