"""Guards at the door: what the books and the other clubs' settings say of the files that came."""

from contextlib import suppress
from dataclasses import replace

import pandas as pd

from workbench.club import Club, club_slugs, open_club
from workbench.importers.guards import Known, Seen, judge, sentences
from workbench.model import frames
from workbench.model.errors import GuardError, UsageError
from workbench.model.kinds import ClaimStatus
from workbench.office.desk import Desk
from workbench.office.exports import seen_of
from workbench.office.inbox import Inbox
from workbench.values.national_id import mask
from workbench.values.text import fold, visible


def check_inbox(desk: Desk, inbox: Inbox, force: str = "") -> Inbox:
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
    reason = mask(visible(force).strip())
    if stops and not reason:
        raise GuardError(sentences(stops))
    stopped = {one.sha256 for stop in stops for one in stop.files} | set(inbox.before["sha256"])
    forced = [reason if sha256 in stopped else None for sha256 in inbox.files["sha256"]]
    return replace(inbox, files=inbox.files.assign(forced=pd.Series(forced, dtype=frames.TEXT)))


def _known(desk: Desk, inbox: Inbox) -> Known:
    batches: dict[tuple[str, str], dict[int, list[Seen]]] = {}
    for row in frames.records(inbox.before):
        one = seen_of(row)
        batches.setdefault(one.source, {}).setdefault(row["batch"], []).append(one)
    return Known(
        {source: files[max(files)] for source, files in batches.items()},
        {row["sha256"] for row in inbox.known},
        _people(inbox),
        desk.settings.name,
        _other_clubs(desk.club) if any(one.above for one in inbox.seen) else (),
        _lists(inbox) | _open(inbox),
        _renamed(inbox),
    )


def _open(inbox: Inbox) -> dict[tuple[str, str], tuple[int, int]]:
    """Return how many open claims there were of the kinds that came, and how many still stand."""
    found = {}
    for kind, noun in (("invoices", "invoices"), ("bills", "claims")):
        if kind in {one.kind for one in inbox.seen} and noun in inbox.incoming:
            held = inbox.held[noun]
            held = held[(held["status"] == ClaimStatus.OPEN) & held["missing_since"].isna()]
            gone = len(inbox.gone(noun, held))
            found[kind, "av de åpne kravene"] = (len(held), len(held) - gone)
    return found


def _renamed(inbox: Inbox) -> tuple[int, int]:
    """Return how many members came whose id is known, and how many have no name in common."""
    if "members" not in inbox.incoming:
        return 0, 0
    came, held = _names(inbox.incoming["members"]), _names(inbox.held["members"])
    known = came.keys() & held.keys()
    return len(known), sum(_words(came[one]).isdisjoint(_words(held[one])) for one in known)


def _names(members: pd.DataFrame) -> dict[str, str]:
    """Return member -> whole name."""
    whole = members["first_name"].fillna("") + " " + members["last_name"].fillna("")
    return dict(zip(members["member_id"], whole.str.strip(), strict=True))


def _words(name: str) -> set[str]:
    return {*fold(name).split()}


def _lists(inbox: Inbox) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the lists that came whole: how many were on each, and how many of them still are."""
    if "participations" not in inbox.incoming:
        return {}
    lists = inbox.files[inbox.files["kind"] == "members"]
    systems = tuple(f"{system}:" for system in lists["system"])
    held = inbox.held["participations"]
    held = held[held["missing_since"].isna() & held["group_name"].isin(inbox.lists.groups)]
    held = held[held["member_id"].str.startswith(systems)]
    gone = inbox.gone("participations", held)["group_name"].value_counts()
    before = held["group_name"].value_counts()
    return {
        ("members", f"på lista «{name}»"): (n, n - int(gone.get(name, 0)))
        for name, n in before.items()
    }


def _people(inbox: Inbox) -> frozenset[str]:
    """Return the members' ids, and what else the new files name people by, where books hold it:
    names, recipients of invoices, who may be any of the people, and KIDs."""
    asked = {one.rpartition(":")[0] for file in inbox.seen for one in file.people}
    if not asked:
        return frozenset()
    held = inbox.held
    members = held["members"]
    recipients = set(map(fold, held["invoices"]["recipient_name"].dropna()))
    names = set(map(fold, _names(members).values())) if asked & {"", "recipient_name"} else set()
    if recipients:
        recipients |= names | set(map(fold, held["guardians"]["name"].dropna()))
    kids = held["claims"]["kid"].dropna() if "kid" in asked else ()
    found = names | set(members["member_id"]) | {f"kid:{kid}" for kid in kids}
    return frozenset(found | {f"recipient_name:{name}" for name in recipients})


def _other_clubs(club: Club) -> list[tuple[str, str]]:
    """Return name and organisation number of the other clubs whose settings can be read."""
    found = []
    for slug in club_slugs(club.home):
        with suppress(UsageError):
            settings = open_club(club.home, slug).settings()
            found += [(settings.name, settings.organisation_number)] if slug != club.slug else []
    return found
