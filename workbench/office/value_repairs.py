"""Repairs of values that could not be read: applied at once, and stored for the next import.

The file with the repaired row is read twice, without the repair and with it, and only the
difference is written: nothing else in the file overwrites the books again.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import pandas as pd

from workbench.importers import canonical, statements
from workbench.importers.canonical import Tables
from workbench.importers.cells import CellReader
from workbench.importers.presence import mark_missing
from workbench.importers.profiles import Profile
from workbench.importers.table import RepairKey, Repairs
from workbench.model import frames
from workbench.model.errors import AGAIN, UsageError
from workbench.model.kinds import SETTLED, VOID, MemberStatus
from workbench.office.book_lists import set_aside
from workbench.office.desk import Desk, current_user
from workbench.office.exports import Received, context_of, profiles_of, read_export, repairs_by_key
from workbench.office.imports import FramesByNoun, write_facts
from workbench.office.own_ids import use_own_ids
from workbench.store import books, events, records
from workbench.store.connection import Database
from workbench.values.national_id import looks_like_national_id
from workbench.values.text import tidy

RowKey = tuple[str, str, int, str]  # key of a row of `rejected`: sha256, sheet, row, column
Row = dict[str, Any]  # of a frame
KEY = frames.SHAPES["repairs"].key
HIDDEN = "***"


def unrepaired_rows(desk: Desk) -> pd.DataFrame:
    """Return the rejected rows of the newest file of each kind that are not repaired. Doubts, which
    can be read, are answered as tasks."""
    if not desk.has_books():
        return frames.empty("rejected").assign(file="", about="")
    rejected = set_aside(desk.db).frame
    is_unread = rejected["repaired"].isna() & rejected["fault"].isna()
    return rejected[is_unread].reset_index(drop=True)


def accept_repairs(desk: Desk, chosen: Mapping[RowKey, str], as_of: date) -> pd.DataFrame:
    """Store what rejected rows are to be read as and apply it, as one event; return the rejected
    rows that were repaired.

    A word and the KID of a payment are repaired in every row with that value, any other value in
    its own record only. In an older file that is not of payments, a repair is stored but not
    applied.

    Raises UsageError for a text that the column cannot read, BooksMoved if somebody has saved
    meanwhile.
    """
    with desk.club.lock():
        stored = desk.read_books()
        stored_repairs = repairs_by_key(stored["repairs"])
        new_repairs = {
            key: text
            for key, text in _chosen_repairs(desk, stored, chosen).items()
            if stored_repairs.get(key, key[-1]) != text
        }
        repaired_rows = [frames.empty("rejected")]
        if not new_repairs:
            return repaired_rows[0]
        readings = _read_twice(desk, stored, stored_repairs, new_repairs)
        titles = ", ".join(sorted({title for title, *_ in new_repairs}))
        user = current_user()
        with desk.write() as db:
            books.require_version(db, stored.version)
            with events.event(db, "repair", as_of, who=user, subject=titles) as event_id:
                records.write_rows(db, "repairs", _as_frame(new_repairs, as_of, user), event_id)
                for reading in readings:
                    rows = _write_changes(db, event_id, reading, stored["claims"], as_of)
                    repaired_rows.append(rows)
                _require_all_repaired(db, chosen)
        return pd.concat(repaired_rows, ignore_index=True)


def _write_changes(
    db: Database,
    event_id: int,
    reading: tuple[Tables, Tables],
    claims: pd.DataFrame,
    as_of: date,
) -> pd.DataFrame:
    """Write what a file says with the new repairs; return its rejected rows that were repaired."""
    before, after = reading
    changes = _changed_rows(db, before, after, as_of)
    write_facts(db, event_id, changes, claims, as_of)
    write_facts(db, event_id, _changes_of_member_ids(db, before, after), claims, as_of)
    return changes["rejected"]


def _as_frame(repairs: Repairs, as_of: date, who: str) -> pd.DataFrame:
    rows = [dict(zip(KEY, key, strict=True)) | {"repaired": text} for key, text in repairs.items()]
    return frames.build("repairs", [row | {"made_on": as_of, "who": who} for row in rows])


def _chosen_repairs(
    desk: Desk, stored: FramesByNoun, chosen: Mapping[RowKey, str]
) -> dict[RepairKey, str]:
    """Return the repairs that the texts for the chosen rows mean."""
    files = stored["files"][["sha256", "name", "title", "imported_on"]]
    rejected = _rows_by_key("rejected", stored["rejected"].merge(files, on="sha256"))
    mine, others = profiles_of(desk)
    profiles = {profile.title: profile for profile in (*others, *mine)}
    repairs: dict[RepairKey, str] = {}
    for key, text in chosen.items():
        if key not in rejected:
            raise UsageError("En valgt rad er ikke lenger lagt til side; hent listen på nytt.")
        row = rejected[key]
        repair_key, repaired = _check_repair(desk, row, profiles.get(row["title"]), text)
        if repairs.setdefault(repair_key, repaired) != repaired:
            place = _describe_place(row)
            raise UsageError(f"{place}: verdien er rettet på to måter; velg den ene.")
    return repairs


def _check_repair(
    desk: Desk, row: Row, profile: Profile | None, text: str
) -> tuple[RepairKey, str]:
    """Return the key of a repair and the text to read instead; raises UsageError if the row cannot
    be repaired here, or the column cannot read the text."""
    column = profile.columns.get(row["field"]) if profile else None
    is_kid = row["record"] == "" and row["field"] == "kid" and "E+" not in row["value"].upper()
    is_word = column is not None and (column.type == "word" or is_kid) and row["value"] != ""
    record = "" if is_word else row["record"]
    is_hidden = HIDDEN in row["value"] + row["record"]
    if profile is None or column is None or is_hidden or not (is_word or record):
        raise UsageError(_describe_unrepairable(row))
    repaired = tidy(text)
    reader = CellReader(profile, context_of(desk, row["imported_on"]))
    values, faults = reader.read(row["field"], [repaired])
    if values.get(repaired) is None or looks_like_national_id(repaired):
        fault = faults.get(repaired, "den er tom, eller ser ut som et fødselsnummer")
        raise UsageError(
            f"{_describe_place(row)}: rettelsen kan ikke leses ({fault}); skriv en annen."
        )
    return (row["title"], record, row["field"], row["value"]), repaired


def _describe_place(row: Mapping[str, Any]) -> str:
    return f"{row['name']} rad {row['row']}, «{row['column']}»"


def _describe_unrepairable(row: Mapping[str, Any]) -> str:
    place = _describe_place(row)
    return f"{place} kan ikke rettes her; rett det i medlemssystemet, og {AGAIN}."


def _require_all_repaired(db: Database, chosen: Collection[RowKey]) -> None:
    """Raise UsageError for a chosen row that is still not read: it has another fault as well."""
    for key, row in _rows_by_key("rejected", set_aside(db).frame).items():
        if key in chosen and row["repaired"] is None:
            raise UsageError(_describe_unrepairable(row | {"name": row["file"]}))


def _read_twice(
    desk: Desk, stored: FramesByNoun, stored_repairs: Repairs, new_repairs: Repairs
) -> list[tuple[Tables, Tables]]:
    """Read each of the newest files with a repaired value without the new repairs and with them."""
    hashes = set()
    for row in set_aside(desk.db).records:
        title, value = row["title"], (row["field"], row["value"])
        if new_repairs.keys() & {(title, row["record"], *value), (title, "", *value)}:
            hashes.add(row["sha256"])
    file_rows = frames.records(stored["files"][stored["files"]["sha256"].isin(hashes)])
    all_repairs = {**stored_repairs, **new_repairs}
    return [
        (
            _read_file(desk, file_row, stored_repairs, stored["members"]),
            _read_file(desk, file_row, all_repairs, stored["members"]),
        )
        for file_row in file_rows
    ]


def _read_file(desk: Desk, file_row: Row, repairs: Repairs, members: pd.DataFrame) -> Tables:
    """Read a stored file with the day of its import; return its rows by noun, among them its row of
    `files` and its rows of `rejected`."""
    content, sha256 = _read_content(desk, file_row), file_row["sha256"]
    received = Received(file_row["name"], content, original_sha256=sha256)
    export = read_export(received, desk, profiles_of(desk), repairs, file_row["imported_on"])
    [export] = use_own_ids([export], members)
    file_rows = statements.of_records("files", [export.file_row])
    rejected = statements.of_records("rejected", export.rejected)
    return {"files": file_rows, **export.rows, "rejected": rejected}


def _read_content(desk: Desk, file_row: Row) -> bytes:
    path = next(desk.club.received.glob(f"{file_row['sha256']}*"), None)
    if path is not None:
        return path.read_bytes()
    raise UsageError(
        f"{file_row['name']}: filen som ble mottatt, mangler i {desk.club.received}; "
        "hent den tilbake fra sikkerhetskopien."
    )


def _changed_rows(db: Database, before: Tables, after: Tables, as_of: date) -> FramesByNoun:
    """Return noun -> the rows that the two readings of a file differ in, as they are to stand."""
    changes = {}
    for noun in before | after:
        stored = records.read(db, noun)
        rows_before = _fold_rows(noun, before, stored)
        rows_after = _fold_rows(noun, after, stored)
        changes[noun] = _difference(noun, stored, rows_before, rows_after, as_of)
    return changes


def _fold_rows(noun: str, tables: Tables, stored: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a reading as a frame, without rows if it has none of the noun."""
    return canonical.fold(noun, tables[noun], stored) if noun in tables else stored[:0]


def _difference(
    noun: str, stored: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame, as_of: date
) -> pd.DataFrame:
    """Return the rows that were read differently, and mark those that are not read any more as
    missing."""
    stored_rows, rows_before, rows_after = (
        _rows_by_key(noun, frame) for frame in (stored, before, after)
    )
    changed = frames.build(
        noun,
        [
            _merge_repaired(row, rows_before.get(key), stored_rows.get(key))
            for key, row in rows_after.items()
            if row != rows_before.get(key)
        ],
    )
    if "missing_since" not in stored:
        return changed
    missing_keys = (rows_before.keys() - rows_after.keys()) & stored_rows.keys()
    missing = frames.build(noun, [stored_rows[key] for key in missing_keys])
    return mark_missing(noun, missing, changed, as_of)


def _merge_repaired(row: Row, before: Row | None, stored: Row | None) -> Row:
    """Return a repaired row as it is to stand. What another file has stated is kept: a stored value
    that differs from what was read before, and a stored claim or invoice that is settled."""
    if stored is None:
        return row
    closed = SETTLED | VOID
    would_open = stored.get("status") in closed and row.get("status") not in closed
    if would_open or (stored.get("paid_ore") or 0) > (row.get("paid_ore") or 0):
        return stored
    if before is None:
        return row
    return stored | {name: row[name] for name in row if stored[name] == before[name]}


def _rows_by_key(noun: str, frame: pd.DataFrame) -> dict[tuple[Any, ...], Row]:
    key = frames.SHAPES[noun].key
    return {tuple(row[part] for part in key): row for row in frames.records(frame)}


def _member_ids(tables: Tables) -> set[str]:
    return {row.member_id for row in tables.get("members", [])}


def _changes_of_member_ids(db: Database, before: Tables, after: Tables) -> FramesByNoun:
    """Return the changes that follow when a repaired birth date gives members another id.

    Members with an old id become deactivated and those with a new id active; claims of an old id
    that have a member's name lose the id, so that the name finds the member again.
    """
    old_ids = _member_ids(before) - _member_ids(after)
    new_ids = _member_ids(after) - _member_ids(before)
    if not old_ids:
        return {}
    claims, members = records.read(db, "claims"), records.read(db, "members")
    active, deactivated = MemberStatus.ACTIVE, MemberStatus.DEACTIVATED
    is_old = members["member_id"].isin(old_ids) & (members["status"] == active)
    is_new = members["member_id"].isin(new_ids) & (members["status"] == deactivated)
    new_status = members["status"].mask(is_old, str(deactivated)).mask(is_new, str(active))
    is_untied = claims["member_id"].isin(old_ids) & claims["member_name"].notna()
    new_member_id = claims["member_id"].mask(is_untied)
    return {
        "members": members.assign(status=new_status)[is_old | is_new],
        "claims": claims.assign(member_id=new_member_id)[is_untied],
    }
