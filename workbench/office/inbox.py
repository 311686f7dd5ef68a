"""The exports dropped in a club's inbox: read, and told apart.

Everything is read before anything is written: one file that is no export stops the club's week
with nothing changed. A file known by its hash is passed over.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.club import Club
from workbench.dunning import holds
from workbench.importers import canonical
from workbench.importers.cells import Context
from workbench.importers.headings import recognise
from workbench.importers.mapping import Mapped, map_rows
from workbench.importers.ocr import read_ocr
from workbench.importers.profiles import OWN, Profile, load_profiles
from workbench.importers.reading import is_ocr, read_sheets
from workbench.model import frames
from workbench.model.errors import UsageError
from workbench.norsk import tall_dato
from workbench.office.desk import Desk
from workbench.register.presence import Lists
from workbench.store import books
from workbench.values.national_id import mask

OCR_TITLE = "OCR giro fra Nets"
NO_LISTS = Lists()


@dataclass(frozen=True)
class Inbox:
    """What was read: new files, their rows by noun, what was set aside, and files known before."""

    held: books.Books  # as they stood when the inbox was read
    files: pd.DataFrame
    incoming: dict[str, pd.DataFrame]
    rejected: pd.DataFrame
    known: list[dict[str, Any]]  # files read before, or twice now: as they were read, by own name
    contents: dict[str, tuple[str, bytes]]  # hash -> the file's ending, and what was read
    lists: Lists  # the member lists that came


def read_inbox(desk: Desk, as_of: date, files: Sequence[Path] = ()) -> Inbox:
    """Read the files given, else all in the club's inbox; nothing is written.

    Raises UsageError when there is no file, ExportError for a file that is no known export.
    """
    paths = sorted(files) or list_inbox(desk.club)
    held = desk.read_books()
    already = set(held.frames["files"]["sha256"])
    new: dict[str, tuple[Path, bytes]] = {}
    again = []
    for path in paths:
        content = _read(path)
        sha256 = hashlib.sha256(content).hexdigest()
        if sha256 in already or sha256 in new:
            again.append((sha256, path.name))
        else:
            new[sha256] = (path, content)
    profiles = load_profiles(desk.club.folder, desk.settings.system)
    read = [_read_file(desk, path, content, as_of, profiles) for path, content in new.values()]
    before = frames.records(held.frames["files"])
    read_as = {about["sha256"]: about for about in [*before, *(one.about for one in read)]}
    rows: dict[str, canonical.Rows] = {}
    for one in read:
        for name, found in one.rows.items():
            rows.setdefault(name, []).extend(found)
    return Inbox(
        held,
        frames.build("files", [one.about for one in read]),
        {name: canonical.fold(name, rows[name], held.frames[name]) for name in sorted(rows)},
        frames.build("rejected", [row for one in read for row in one.rejected]),
        [{**read_as[sha256], "name": name} for sha256, name in again],
        {sha256: (path.suffix.lower(), content) for sha256, (path, content) in new.items()},
        _join([one.lists for one in read]),
    )


def list_inbox(club: Club) -> list[Path]:
    """Return the files in a club's inbox by name; raises UsageError when there is none."""
    paths = sorted(
        path
        for path in club.inbox.glob("[!.~]*")  # "~$" is Excel's mark on a file that is open
        if path.is_file() and path.name.lower() not in {"thumbs.db", "desktop.ini"}
    )
    if not paths:
        raise UsageError(
            f"{club.slug}: mappen {club.inbox} er tom; legg ukens eksporter der og kjør på nytt."
        )
    return paths


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: filen kunne ikke åpnes; se etter at den finnes.") from error


@dataclass(frozen=True)
class _FileRead:
    about: dict[str, Any]
    rows: dict[str, canonical.Rows]
    rejected: list[dict[str, Any]]
    lists: Lists = NO_LISTS


def _read_file(
    desk: Desk, path: Path, content: bytes, as_of: date, profiles: tuple[Profile, ...]
) -> _FileRead:
    sha256 = hashlib.sha256(content).hexdigest()
    about = {"sha256": sha256, "name": path.name, "size": len(content), "imported_on": as_of}
    if is_ocr(content):
        payments, others = read_ocr(content, path.name)
        counts = _counts(len(payments), 0, others, 0)
        row = {**about, **counts, "title": OCR_TITLE, "kind": "payments", "headings": ""}
        return _FileRead(row, {"payments": payments}, [])
    settings = desk.settings
    context = Context(as_of, settings.kid.length, settings.kid.modulus)
    sheets = read_sheets(content, path.name)
    tried = {settings.system, OWN, "kontoret"}
    mine = tuple(profile for profile in profiles if profile.system in tried)
    others = tuple(profile for profile in profiles if profile.system not in tried)
    mapped = map_rows(recognise(sheets, mine, path.name, others), sheets, context)
    mapped = _with_doubtful_holds(mapped, as_of)
    rejected = [{"sha256": sha256, **vars(one)} for one in mapped.set_aside]
    values = sum(not one.whole_row for one in mapped.set_aside)
    counts = _counts(len(mapped.records), mapped.rows_aside, mapped.rows_frame, values)
    row = {
        **about,
        **counts,
        "title": mapped.profile.title,
        "kind": mapped.profile.kind,
        "headings": mask(" | ".join(mapped.headings)),
    }
    found = canonical.to_rows(mapped, system=settings.system, accounts=settings.accounts)
    groups, people = canonical.whole_lists(mapped, found)
    return _FileRead(row, found, rejected, Lists(frozenset(groups), frozenset(people)))


def _join(lists: Sequence[Lists]) -> Lists:
    """Return the lists of all the files."""
    return Lists(
        frozenset().union(*(one.groups for one in lists)),
        frozenset().union(*(one.people for one in lists)),
    )


def _counts(taken: int, aside: int, frame: int, values: int) -> dict[str, int]:
    return {
        "rows_total": taken + aside + frame,
        "rows_taken": taken,
        "rows_aside": aside,
        "rows_frame": frame,
        "values_aside": values,
    }


def _with_doubtful_holds(mapped: Mapped, as_of: date) -> Mapped:
    """Note the agreements that could not be made today, by the rules of `dunning.holds`.

    They rest all the same, without an end and with a review today: a wrong reminder is worse than
    one too few.
    """
    if mapped.profile.kind != "holds":
        return mapped
    by_row = {str(record["row"]): record for record in mapped.records}
    agreements = [
        {
            **{name: record[name] for name in ("kind", "start_on", "end_on")},
            "hold_id": row,
            "member_id": record["person"],
            "invoice_id": record["order"],
        }
        for row, record in by_row.items()
    ]
    noted = {(one.row, one.field) for one in mapped.set_aside}
    aside = []
    for row, field, reason in holds.faults(frames.build("holds", agreements)):
        record = by_row[row]
        key = f"{record['person']}:{record['order'] or ''}"
        text = "" if record[field] is None else tall_dato(record[field])
        if (int(row), field) not in noted:
            fault = mapped.header.set_aside(
                int(row), field, text, reason, whole_row=False, record=key
            )
            aside.append(fault)
        if field == "end_on":
            by_row[row] = {**record, "end_on": None, "review_on": as_of}
    records = list(by_row.values())
    return replace(mapped, records=records, set_aside=mapped.set_aside + aside)
