"""What could not be read, repaired by a person: taken at once, and remembered for the next week.

The files as received are read twice, without the repair and with it, and the difference is what the
repair says: nothing else that stands in an export is laid over the books again.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import pandas as pd

from workbench.importers import canonical
from workbench.importers.cells import CellReader, Context
from workbench.importers.profiles import Profile, load_profiles
from workbench.model import frames
from workbench.model.errors import UsageError
from workbench.model.words import MemberStatus
from workbench.office.desk import Desk, current_user
from workbench.office.exports import Received, read_export
from workbench.office.imports import write_facts
from workbench.office.picture import newest_rejected
from workbench.reports.set_aside import named
from workbench.store import books, events, records
from workbench.values.national_id import looks_like_national_id
from workbench.values.text import tidy

Key = tuple[str, str, int, str]  # of a row of `rejected`: sha256, sheet, row, column
Facts = dict[str, pd.DataFrame]
KEY = list(frames.SHAPES["repairs"].key)
HIDDEN = "***"


def proposed(desk: Desk) -> pd.DataFrame:
    """Return what is set aside in the newest file of each kind and not repaired, with `file`
    and `about`.

    What stands on a record without a key has no proposal: nobody could find it again.
    """
    facts = desk.read_books().frames
    found = named(newest_rejected(facts), facts)
    is_known = (found["record"].str.strip(":") != "") & ~found["record"].str.contains(
        HIDDEN, regex=False
    )
    found = found.assign(proposal=found["proposal"].where(is_known))
    return found[found["repaired"].isna()].reset_index(drop=True)


def accept(
    desk: Desk, chosen: Mapping[Key, str], as_of: date, *, who: str | None = None
) -> pd.DataFrame:
    """Remember what rejected rows are to be read as and take them at once, as one event; return the
    rejected rows that were repaired.

    A word is repaired wherever it stands, as is the KID of a payment, and any other value on its
    own record; of an older file that is not of payments it is only remembered.

    Raises UsageError for what the column cannot read, BooksMoved when somebody saved meanwhile.
    """
    return _save(desk, chosen, as_of, who or current_user())


def withdraw(
    desk: Desk, keys: Collection[Key], as_of: date, *, who: str | None = None
) -> pd.DataFrame:
    """Set the values aside again, also next week; what was taken stays until an export differs."""
    return _save(desk, dict.fromkeys(keys), as_of, who or current_user())


def _save(desk: Desk, chosen: Mapping[Key, str | None], as_of: date, who: str) -> pd.DataFrame:
    with desk.club.alone():
        held = desk.read_books()
        made = _repairs(desk, held.frames, chosen, as_of, who)
        if made.empty:
            return frames.empty("rejected")
        said = _said(desk, held.frames, made, as_of)
        titles = ", ".join(sorted({*made["title"]}))
        with desk.write() as db:
            books.require_version(db, held.version)
            with events.event(db, "repair", as_of, who=who, subject=titles) as event_id:
                write_facts(db, event_id, said, held.frames["claims"])
                after = {name: records.read(db, name) for name in ("files", "rejected")}
                _refuse_others(newest_rejected(after), chosen)
        return said["rejected"]


def _repairs(
    desk: Desk, held: Facts, chosen: Mapping[Key, str | None], as_of: date, who: str
) -> pd.DataFrame:
    """Return the repairs that are not remembered already; None is to read a value as it stands."""
    files = held["files"][["sha256", "name", "title", "imported_on"]]
    rejected = _by_key("rejected", held["rejected"].merge(files, on="sha256"))
    profiles = {p.title: p for p in load_profiles(desk.club.folder, desk.settings.system)}
    known = _by_key("repairs", held["repairs"])
    made: dict[tuple[Any, ...], dict[str, Any]] = {}
    for key, text in chosen.items():
        if key not in rejected:
            raise UsageError("En valgt rad er ikke lenger lagt til side; hent listen på nytt.")
        row = rejected[key]
        about, said = _repair(desk, row, profiles.get(row["title"]), text)
        one = made.setdefault(about, {"repaired": said})
        if one["repaired"] != said:
            raise UsageError(f"{_where(row)}: verdien er rettet på to måter; velg den ene.")
        if known.get(about, {"repaired": row["value"]})["repaired"] != said:
            one |= dict(zip(KEY, about, strict=True))
            one |= {"made_on": as_of, "who": who}
    return frames.build("repairs", [one for one in made.values() if "who" in one])


def _repair(
    desk: Desk, row: dict[str, Any], profile: Profile | None, text: str | None
) -> tuple[tuple[str, str, str, str], str]:
    """Return the key of a repair and what is to be read, if the column can read it."""
    column = profile.columns.get(row["field"]) if profile else None
    is_kid = row["record"] == "" and row["field"] == "kid" and "E+" not in row["value"].upper()
    is_word = column is not None and (column.type == "word" or is_kid) and row["value"] != ""
    is_known = is_word or row["record"].strip(":") != ""
    if profile is None or column is None or not is_known or HIDDEN in row["value"] + row["record"]:
        raise UsageError(_cannot(row))
    about = (row["title"], "" if is_word else row["record"], row["field"], row["value"])
    if text is None:
        return about, row["value"]
    said, kid = tidy(text), desk.settings.kid
    reader = CellReader(profile, Context(row["imported_on"], kid.length, kid.modulus))
    read, wrong = reader.read(row["field"], [said])
    if read.get(said) is None or looks_like_national_id(said):
        why = wrong.get(said, "den er tom, eller ser ut som et fødselsnummer")
        raise UsageError(f"{_where(row)}: rettelsen kan ikke leses ({why}); skriv en annen.")
    return about, said


def _where(row: Mapping[str, Any]) -> str:
    return f"{row['name']} rad {row['row']}, «{row['column']}»"


def _cannot(row: Mapping[str, Any]) -> str:
    return f"{_where(row)} kan ikke rettes her; rett det i medlemssystemet, og eksporter på nytt."


def _refuse_others(newest: pd.DataFrame, chosen: Mapping[Key, str | None]) -> None:
    """Raise UsageError for a row that a repair of its cell does not help: its fault is another."""
    for key, row in _by_key("rejected", newest).items():
        if key in chosen and (chosen[key] is None) != (row["repaired"] is None):
            raise UsageError(_cannot({**row, "name": row["file"]}))


def _said(desk: Desk, held: Facts, made: pd.DataFrame, as_of: date) -> Facts:
    """Return what the repairs change of each noun: the rows as they will be."""
    mended = {*_by_key("repairs", made)}
    about = held["files"][["sha256", "title", "kind", "batch"]]
    touched = {
        (row["batch"], row["kind"] == "payments")  # of a period
        for row in frames.records(newest_rejected(held).merge(about, on="sha256"))
        for record in (row["record"], "")
        if (row["title"], record, row["field"], row["value"]) in mended
    }
    files = [
        row
        for row in frames.records(held["files"])
        if (row["batch"], row["kind"] == "payments") in touched
    ]
    known = held["repairs"]
    kept = known[~known.set_index(KEY).index.isin(made.set_index(KEY).index)]
    repairs = frames.check("repairs", pd.concat([kept, made], ignore_index=True))
    before, after = _read(desk, held, files, held["repairs"]), _read(desk, held, files, repairs)
    nouns = ["files", *sorted((before | after).keys() - {"files", "rejected"}), "rejected"]
    said = {name: _change(name, held[name], before, after, as_of) for name in nouns}
    if left := _people(before) - _people(after):
        claims = said.get("claims", frames.empty("claims"))
        said["claims"] = _untied(held["claims"], claims, left)
        come = _people(after) - _people(before)
        said["members"] = _known_anew(held["members"], said["members"], left, come)
    return {**said, "repairs": made}


def _people(read: Facts) -> set[str]:
    return set(read["members"]["member_id"]) if "members" in read else set()


def _untied(held: pd.DataFrame, claims: pd.DataFrame, left: set[str]) -> pd.DataFrame:
    """Add the claims of those whose repaired day of birth made them another id, without a member:
    their names tie them anew."""
    theirs = held["member_id"].isin(left) & ~held["claim_id"].isin(claims["claim_id"])
    both = pd.concat([claims, held[theirs]], ignore_index=True)
    is_named = both["member_id"].isin(left) & both["member_name"].notna()
    return both.assign(member_id=both["member_id"].mask(is_named))


def _known_anew(
    held: pd.DataFrame, said: pd.DataFrame, left: set[str], come: set[str]
) -> pd.DataFrame:
    """Let an id that a repair made another no longer be a member's, and one that is back be so."""
    off, on = MemberStatus.DEACTIVATED, MemberStatus.ACTIVE
    gone = held[held["member_id"].isin(left) & (held["status"] == on)].assign(status=str(off))
    back = said["member_id"].isin(come) & (said["status"] == off)
    said = said.assign(status=said["status"].mask(back, str(on)))
    return pd.concat([said[~said["member_id"].isin(left)], gone], ignore_index=True)


def _read(desk: Desk, held: Facts, files: list[dict[str, Any]], repairs: pd.DataFrame) -> Facts:
    """Read files again, each as on the day it came."""
    profiles = load_profiles(desk.club.folder, desk.settings.system)
    tables: canonical.Tables = {}
    about, rejected = [], []
    for file in files:
        received = Received(file["name"], _content(desk, file))
        export = read_export(received, desk.settings, profiles, repairs, file["imported_on"])
        own = {"sha256": file["sha256"]}  # one kept with stars has another
        about.append(export.about | own)
        rejected += [row | own for row in export.rejected]
        for name, parts in export.rows.items():
            tables.setdefault(name, []).extend(parts)
    found = {name: canonical.fold(name, parts, held[name]) for name, parts in tables.items()}
    return {
        **found,
        "files": frames.build("files", about),
        "rejected": frames.build("rejected", rejected),
    }


def _content(desk: Desk, file: Mapping[str, Any]) -> bytes:
    for path in desk.club.received.glob(f"{file['sha256']}*"):
        if path.suffix != ".unfinished":
            return path.read_bytes()
    raise UsageError(
        f"{file['name']}: filen som ble mottatt, mangler i {desk.club.received}; hent den tilbake "
        "fra sikkerhetskopien."
    )


def _change(
    name: str, held: pd.DataFrame, before: Facts, after: Facts, as_of: date
) -> pd.DataFrame:
    """Return the rows that one reading has otherwise than the other: what it says anew, over what
    is held. A row that was not read before is there again; one that is gone is missing since now.
    """
    nothing = frames.empty(name)
    stood = _by_key(name, held)
    was, now = _by_key(name, before.get(name, nothing)), _by_key(name, after.get(name, nothing))
    can_miss = "missing_since" in held
    rows = [
        {**stood[key], "missing_since": stood[key]["missing_since"] or as_of}
        for key in was.keys() - now.keys()
        if can_miss and key in stood
    ]
    for key, row in now.items():
        if row != (old := was.get(key)):
            new = {c: v for c, v in row.items() if old is None or v != old[c]}
            if name == "files":  # a copy with stars has fewer values to set aside
                new |= {c: stood[key][c] + v - old[c] for c, v in new.items() if isinstance(v, int)}
            back = {"missing_since": None} if can_miss and old is None else {}
            rows.append({**row, **stood.get(key, {}), **new, **back})
    return frames.build(name, rows)


def _by_key(name: str, frame: pd.DataFrame) -> dict[tuple[Any, ...], dict[str, Any]]:
    key = frames.SHAPES[name].key
    return {tuple(row[part] for part in key): row for row in frames.records(frame)}
