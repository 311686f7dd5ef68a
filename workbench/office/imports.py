"""What was read, written over the books: in the club's file, or first in a copy in memory."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.model import frames
from workbench.model.words import LiableParty
from workbench.money.claims import price
from workbench.office.desk import Desk, current_user, uncollected
from workbench.office.guards import admit
from workbench.office.inbox import Inbox, read_inbox
from workbench.register.freshness import freshness
from workbench.register.liability import liable
from workbench.register.presence import mark_missing, on_whole_lists
from workbench.register.ties import tie
from workbench.reports.changes import Changes
from workbench.store import books, events, records
from workbench.store.connection import Database, write

Facts = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Import:
    """What an inbox brought, in the books that it was written to: the club's, or a copy.

    An import that finds nothing new looks at no books.
    """

    inbox: Inbox
    rows: Facts  # what was written of each noun
    written_to: Database | None
    event_id: int

    @cached_property
    def facts(self) -> Facts:
        """Every noun's frame with the import in it, as the books are when this is first asked."""
        return books.read_books(self.written_to).frames if self.written_to else {}

    @cached_property
    def changes(self) -> Changes:
        """What is new, changed and gone, to be shown."""
        made = events.changes_of(self.written_to, self.event_id) if self.written_to else []
        return Changes(made, self.facts)

    def sources(self, as_of: date) -> list[dict[str, Any]]:
        """How fresh each source is once this is written."""
        return freshness(self.facts.get("files", self.inbox.before), as_of)


def try_import(desk: Desk, inbox: Inbox, as_of: date) -> Import:
    """Write what the inbox brings over a copy of the books in memory, to look at."""
    has_books = desk.has_books()
    if has_books:
        desk.require_unedited()
    copy = books.copy_of(desk.db if has_books else None)
    with write(copy):
        return write_import(copy, inbox, as_of)


def write_import(db: Database, inbox: Inbox, as_of: date) -> Import:
    """Write what the inbox brings as one event, inside `write`, with what follows from it.

    Raises BooksMoved where the books are not those that the inbox was read against.
    """
    books.require_version(db, inbox.held.version)
    incoming = {"files": inbox.files, **inbox.incoming, "rejected": inbox.rejected}
    for name, known in _expected(inbox).items():
        incoming[name] = mark_missing(name, inbox.gone(name, known), incoming[name], as_of)
    subject = " ".join(sha256[:12] for sha256 in sorted(inbox.files["sha256"]))
    with events.event(db, "import", as_of, who=current_user(), subject=subject) as event_id:
        incoming["files"] = inbox.files.assign(
            batch=pd.array([event_id] * len(inbox.files), "Int64")
        )
        write_facts(db, event_id, incoming, inbox.held.frames["claims"])
    return Import(inbox, incoming, db, event_id)


def write_facts(
    db: Database, event_id: int, incoming: Mapping[str, pd.DataFrame], claims_before: pd.DataFrame
) -> None:
    """Write rows of the nouns, and what follows from them: claims that a name ties to a member, and
    who owes each new one. Files come before what was set aside in them."""
    for name, frame in incoming.items():
        records.write_rows(db, name, frame, event_id)
    claims, members = records.read(db, "claims"), records.read(db, "members")
    if claims["member_name"].notna().any():
        tied = tie(claims, members, records.read(db, "participations"))
        is_moved = tied["member_id"].fillna("") != claims["member_id"].fillna("")
        records.write_rows(db, "claims", tied[is_moved], event_id)
        claims = tied
    _write_liabilities(db, event_id, claims, members, claims_before)


def _expected(inbox: Inbox) -> dict[str, pd.DataFrame]:
    """Return the rows held of each noun that the new lists would have if nothing had changed: of
    the systems whose lists came, also empty ones; those of another are as they were."""
    held = inbox.held.frames
    claims = held["claims"]
    systems = inbox.files.groupby("kind")["system"]
    came = {kind: tuple(f"{system}:" for system in names) for kind, names in systems}
    lists = {
        "invoices": ("invoices", held["invoices"]),
        "participations": ("members", on_whole_lists(held["participations"], inbox.lists)),
        "claims": ("bills", claims[~claims["invoice_id"].isin(held["invoices"]["invoice_id"])]),
    }
    return {
        name: known[known[known.columns[0]].str.startswith(came[kind])]
        for name, (kind, known) in lists.items()
        if kind in came and name in inbox.incoming
    }


def _write_liabilities(
    db: Database, event_id: int, claims: pd.DataFrame, members: pd.DataFrame, before: pd.DataFrame
) -> None:
    """Fix who owes each claim once its member is known; those fixed before stay as they were, but
    where a repair has made the member whom a name ties it to another."""
    invoices = records.read(db, "invoices")
    priced = price(claims, invoices)
    was = priced["claim_id"].map(before.set_index("claim_id")["member_id"]).astype(frames.TEXT)
    is_moved = priced["member_name"].notna() & (was.fillna("") != priced["member_id"].fillna(""))
    is_new = ~priced["claim_id"].isin(records.read(db, "liabilities")["claim_id"]) | is_moved
    if is_new.any():
        owed = liable(priced, invoices, members, records.read(db, "guardians"))
        is_known = owed["liable_party"] != LiableParty.UNKNOWN
        new = owed[is_new.to_numpy() & is_known.to_numpy()]
        records.write_rows(db, "liabilities", new, event_id)


def keep_received(desk: Desk, inbox: Inbox) -> None:
    """Keep each new file as received, under its hash; the inbox is left as it is."""
    desk.club.received.mkdir(mode=0o700, exist_ok=True)
    for sha256, (ending, content) in inbox.contents.items():
        unfinished = desk.club.received / f"{sha256}.unfinished"
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(desk.club.received / f"{sha256}{ending}")


@uncollected()
def import_inbox(
    desk: Desk, as_of: date, files: Sequence[Path] = (), *, dry_run: bool = False, force: str = ""
) -> Import:
    """Read the files and write what they change, as one event; `dry_run` only shows it.

    Raises GuardError for files that look like the wrong ones, unless `force` says why they are not:
    then files that are named are read also where they were read before.
    """
    with desk.club.alone():
        inbox = read_inbox(desk, as_of, files, anew=bool(files and force.strip()))
        if inbox.files.empty:
            return Import(inbox, {}, None, 0)
        inbox = admit(desk, inbox, force)
        if dry_run:
            return try_import(desk, inbox, as_of)
        desk.require_unedited()
        keep_received(desk, inbox)
        with desk.write() as db:
            return write_import(db, inbox, as_of)
