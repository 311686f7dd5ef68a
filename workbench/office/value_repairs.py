"""What could not be read, repaired by a person: taken at once, and remembered for the next week.

The file that a repaired row stands in is read twice, without the repair and with it, and the
difference is what the repair says: nothing else in an export is laid over the books again.
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
from workbench.model.errors import UsageError
from workbench.model.kinds import MemberStatus
from workbench.money.balances import SETTLED
from workbench.money.claims import VOID
from workbench.office.day_lists import set_aside
from workbench.office.desk import Desk, current_user
from workbench.office.exports import Received, context_of, known_repairs, profiles_of, read_export
from workbench.office.imports import Facts, write_facts
from workbench.store import books, events, records
from workbench.store.connection import Database
from workbench.values.national_id import looks_like_national_id
from workbench.values.text import tidy

RowKey = tuple[str, str, int, str]  # of a row of `rejected`: sha256, sheet, row, column
Row = dict[str, Any]
KEY = frames.SHAPES["repairs"].key
HIDDEN = "***"


def unrepaired_rows(desk: Desk) -> pd.DataFrame:
    """Return what is set aside in the newest file of each kind and not repaired, by file."""
    if not desk.has_books():
        return frames.empty("rejected").assign(file="", about="")
    rejected = set_aside(desk.db).frame
    return rejected[rejected["repaired"].isna()].reset_index(drop=True)


def accept_repairs(
    desk: Desk, chosen: Mapping[RowKey, str], as_of: date, *, who: str | None = None
) -> pd.DataFrame:
    """Remember what rejected rows are to be read as and take them at once, as one event; return the
    rejected rows that were repaired.

    A word is repaired wherever it stands, as is the KID of a payment, and any other value on its
    own record; of an older file that is not of payments it is only remembered.

    Raises UsageError for what the column cannot read, BooksMoved when somebody saved meanwhile.
    """
    with desk.club.lock():
        held = desk.read_books()
        known = known_repairs(held["repairs"])
        repairs = _repairs(desk, held, chosen)
        made = {key: text for key, text in repairs.items() if known.get(key, key[-1]) != text}
        done = [frames.empty("rejected")]
        if not made:
            return done[0]
        readings = _readings(desk, held, known, made)
        claims = held["claims"]
        titles = ", ".join(sorted({title for title, *_ in made}))
        by = who or current_user()
        with desk.write() as db:
            books.require_version(db, held.version)
            with events.event(db, "repair", as_of, who=by, subject=titles) as event_id:
                records.write_rows(db, "repairs", _as_frame(made, as_of, by), event_id)
                for before, after in readings:
                    changes = _changes(db, before, after, as_of)
                    write_facts(db, event_id, changes, claims)
                    renamed = _renamed(db, before, after)
                    write_facts(db, event_id, renamed, claims)
                    done.append(changes["rejected"])
                _refuse_others(db, chosen)
        return pd.concat(done, ignore_index=True)


def _as_frame(made: Repairs, as_of: date, who: str) -> pd.DataFrame:
    rows = [dict(zip(KEY, key, strict=True)) | {"repaired": text} for key, text in made.items()]
    return frames.build("repairs", [row | {"made_on": as_of, "who": who} for row in rows])


def _repairs(desk: Desk, held: Facts, chosen: Mapping[RowKey, str]) -> dict[RepairKey, str]:
    """Return the repairs of the rows chosen."""
    files = held["files"][["sha256", "name", "title", "imported_on"]]
    rejected = _by_key("rejected", held["rejected"].merge(files, on="sha256"))
    mine, others = profiles_of(desk)
    profiles = {profile.title: profile for profile in (*others, *mine)}
    repairs: dict[RepairKey, str] = {}
    for key, text in chosen.items():
        if key not in rejected:
            raise UsageError("En valgt rad er ikke lenger lagt til side; hent listen på nytt.")
        row = rejected[key]
        repair, repaired = _repair(desk, row, profiles.get(row["title"]), text)
        if repairs.setdefault(repair, repaired) != repaired:
            raise UsageError(f"{_where(row)}: verdien er rettet på to måter; velg den ene.")
    return repairs


def _repair(desk: Desk, row: Row, profile: Profile | None, text: str) -> tuple[RepairKey, str]:
    """Return the key of a repair and what is to be read, if the column can read it."""
    column = profile.columns.get(row["field"]) if profile else None
    is_kid = row["record"] == "" and row["field"] == "kid" and "E+" not in row["value"].upper()
    is_word = column is not None and (column.type == "word" or is_kid) and row["value"] != ""
    record = "" if is_word else row["record"]
    is_hidden = HIDDEN in row["value"] + row["record"]
    if profile is None or column is None or is_hidden or not (is_word or record):
        raise UsageError(_cannot(row))
    said = tidy(text)
    reader = CellReader(profile, context_of(desk, row["imported_on"]))
    read, wrong = reader.read(row["field"], [said])
    if read.get(said) is None or looks_like_national_id(said):
        why = wrong.get(said, "den er tom, eller ser ut som et fødselsnummer")
        raise UsageError(f"{_where(row)}: rettelsen kan ikke leses ({why}); skriv en annen.")
    return (row["title"], record, row["field"], row["value"]), said


def _where(row: Mapping[str, Any]) -> str:
    return f"{row['name']} rad {row['row']}, «{row['column']}»"


def _cannot(row: Mapping[str, Any]) -> str:
    return f"{_where(row)} kan ikke rettes her; rett det i medlemssystemet, og eksporter på nytt."


def _refuse_others(db: Database, chosen: Collection[RowKey]) -> None:
    """Raise UsageError for a row that a repair of its cell does not help: its fault is another."""
    for key, row in _by_key("rejected", set_aside(db).frame).items():
        if key in chosen and row["repaired"] is None:
            raise UsageError(_cannot(row | {"name": row["file"]}))


def _readings(
    desk: Desk, held: Facts, known: Repairs, made: Repairs
) -> list[tuple[Tables, Tables]]:
    """Read the newest files that the repairs are of, each without them and with them."""
    hashes = set()
    for row in set_aside(desk.db).records:
        value = row["field"], row["value"]
        if made.keys() & {(row["title"], row["record"], *value), (row["title"], "", *value)}:
            hashes.add(row["sha256"])
    files = frames.records(held["files"][held["files"]["sha256"].isin(hashes)])
    new = {**known, **made}
    return [(_read(desk, file, known), _read(desk, file, new)) for file in files]


def _read(desk: Desk, file: Row, repairs: Repairs) -> Tables:
    """Read a file as on the day it came; return its rows by noun, with its own and those set
    aside."""
    received = Received(file["name"], _content(desk, file), file["sha256"])
    export = read_export(received, desk, profiles_of(desk), repairs, file["imported_on"])
    about = statements.of_records("files", [export.about])
    rejected = statements.of_records("rejected", export.rejected)
    return {"files": about, **export.rows, "rejected": rejected}


def _content(desk: Desk, file: Row) -> bytes:
    path = next(desk.club.received.glob(f"{file['sha256']}*"), None)
    if path is not None:
        return path.read_bytes()
    raise UsageError(
        f"{file['name']}: filen som ble mottatt, mangler i {desk.club.received}; hent den tilbake "
        "fra sikkerhetskopien."
    )


def _changes(db: Database, before: Tables, after: Tables, as_of: date) -> Facts:
    """Return what one reading of a file has otherwise than the other, by noun, over the books."""
    changes = {}
    for name in before | after:
        stands = records.read(db, name)
        was, now = (
            canonical.fold(name, tables[name], stands) if name in tables else stands[:0]
            for tables in (before, after)
        )
        changes[name] = _difference(name, stands, was, now, as_of)
    return changes


def _difference(
    name: str, stands: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame, as_of: date
) -> pd.DataFrame:
    """Return the rows that were read otherwise; one that was not read any more is missing."""
    stood, was, now = (_by_key(name, frame) for frame in (stands, before, after))
    new = {key: row for key, row in now.items() if row != was.get(key)}
    rows = [_laid_over(row, was.get(key), stood.get(key)) for key, row in new.items()]
    changed = frames.build(name, rows)
    if "missing_since" not in stands:
        return changed
    gone = (was.keys() - now.keys()) & stood.keys()
    return mark_missing(name, frames.build(name, map(stood.get, gone)), changed, as_of)


def _laid_over(row: Row, before: Row | None, stands: Row | None) -> Row:
    """Return a row as it is to stand. What another file has stated stays: a value that stands
    otherwise than it was read before, and a claim or an invoice that is settled."""
    if stands is None:
        return row
    done = SETTLED | VOID
    is_opened = stands.get("status") in done and row.get("status") not in done
    if is_opened or (stands.get("paid_ore") or 0) > (row.get("paid_ore") or 0):
        return stands
    if before is None:
        return row
    return stands | {name: row[name] for name in row if stands[name] == before[name]}


def _by_key(name: str, frame: pd.DataFrame) -> dict[tuple[Any, ...], Row]:
    key = frames.SHAPES[name].key
    return {tuple(row[part] for part in key): row for row in frames.records(frame)}


def _people(tables: Tables) -> set[str]:
    return {row.member_id for row in tables.get("members", [])}


def _renamed(db: Database, before: Tables, after: Tables) -> Facts:
    """Return the members whose id a repaired day of birth made another, no longer active, those
    that are back, and the claims of the first without a member: their names tie them anew."""
    left, come = _people(before) - _people(after), _people(after) - _people(before)
    if not left:
        return {}
    claims, members = records.read(db, "claims"), records.read(db, "members")
    off, on = MemberStatus.DEACTIVATED, MemberStatus.ACTIVE
    gone = members["member_id"].isin(left) & (members["status"] == on)
    back = members["member_id"].isin(come) & (members["status"] == off)
    status = members["status"].mask(gone, str(off)).mask(back, str(on))
    theirs = claims["member_id"].isin(left) & claims["member_name"].notna()
    untied = claims["member_id"].mask(theirs)
    return {
        "members": members.assign(status=status)[gone | back],
        "claims": claims.assign(member_id=untied)[theirs],
    }
