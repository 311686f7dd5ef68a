"""Guards at the door: what the books and the other clubs' settings say of the files that came."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pandas as pd

from workbench.club import Club, club_slugs, open_club
from workbench.importers.guards import Known, Seen, judge, sentences
from workbench.model import frames
from workbench.model.errors import GuardError, UsageError
from workbench.office.desk import Desk
from workbench.office.inbox import Inbox
from workbench.store import books
from workbench.values.national_id import mask
from workbench.values.text import fold


def admit(desk: Desk, inbox: Inbox, force: str = "") -> Inbox:
    """Return the inbox if its new files may be written, each with the reason it needed, if any.

    Raises GuardError for files that look like the wrong ones, unless `force` is a reason.
    """
    limits = desk.settings.limits
    stops = judge(
        inbox.seen,
        _known(desk, inbox),
        least_share=limits.least_share,
        most_aside=limits.most_aside,
    )
    reason = mask(force.strip())
    if stops and not reason:
        raise GuardError(sentences(stops))
    stopped = {one.sha256 for stop in stops for one in stop.files}
    forced = [reason if sha256 in stopped else None for sha256 in inbox.files["sha256"]]
    return replace(inbox, files=inbox.files.assign(forced=pd.Series(forced, dtype=frames.TEXT)))


def _known(desk: Desk, inbox: Inbox) -> Known:
    batches = books.file_batches(desk.db) if len(inbox.before) else {}
    last: dict[tuple[str, str], list[Seen]] = {}
    newest: dict[tuple[str, str], int] = {}
    for row in frames.records(inbox.before):
        one, batch = _seen_before(row), batches.get(row["sha256"], 0)
        if batch > newest.get(one.source, -1):
            newest[one.source], last[one.source] = batch, []
        if batch == newest[one.source]:
            last[one.source].append(one)
    return Known(
        last,
        {row["sha256"] for row in inbox.known},
        _people(inbox),
        desk.settings.name,
        _other_clubs(desk.club) if any(one.above for one in inbox.seen) else (),
    )


def _seen_before(row: dict[str, Any]) -> Seen:
    about = (row[name] or "" for name in ("sha256", "name", "title", "kind", "scope"))
    rows = row["rows_taken"] + row["rows_aside"]
    return Seen(*about, row["newest_on"], rows, row["rows_aside"])


def _people(inbox: Inbox) -> frozenset[str]:
    """Return the members' ids, and their names where a new file names people by those."""
    asked = {person for one in inbox.seen for person in one.people}
    if not asked:
        return frozenset()
    members = inbox.held.frames["members"]
    found = set(members["member_id"])
    if any(":" not in person for person in asked):
        names = members["first_name"].fillna("") + " " + members["last_name"].fillna("")
        found |= set(map(fold, names))
    return frozenset(found)


def _other_clubs(club: Club) -> list[tuple[str, str]]:
    """Return name and organisation number of the other clubs whose settings can be read."""
    found = []
    for slug in club_slugs(club.home):
        with suppress(UsageError):
            settings = open_club(club.home, slug).settings()
            found += [(settings.name, settings.organisation_number)] if slug != club.slug else []
    return found
