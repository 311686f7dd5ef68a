"""What was read, written over the books: in the club's file, or first in a copy in memory."""

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from workbench.importers.presence import mark_missing, on_whole_lists
from workbench.model import frames
from workbench.model.day_rows import PricedClaim
from workbench.model.kinds import LiableParty
from workbench.model.rows import Claim, Guardian, Invoice, Liability, Member, Participation
from workbench.money.claims import price
from workbench.office.desk import Desk, current_user, paused_gc
from workbench.office.import_checks import check_inbox
from workbench.office.inbox import Inbox, read_inbox
from workbench.office.report_folder import sweep_club
from workbench.register.liability import find_liabilities
from workbench.register.ties import tie_claims
from workbench.reports.changes import NOUNS, Change, Changes
from workbench.store import books, events, records
from workbench.store.connection import Database, write
from workbench.store.files import written_whole
from workbench.store.queries import load, table, typed
from workbench.store.triggers import Rows, write_typed

QUERIES = load(Path(__file__).parents[1] / "reports" / "changes.sql")
Facts = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Import:
    """What an inbox brought, in the books that it was written to: the club's, or a copy.

    `event_id` is zero where nothing was new. `written` are the rows of each write, to be repeated.
    """

    inbox: Inbox
    db: Database
    event_id: int = 0
    written: Sequence[Rows] = ()

    @cached_property
    def changes(self) -> Changes:
        """What is new, changed and gone, to be shown."""
        return read_changes(self.db, event_id=self.event_id)

    @property
    def rows_changed(self) -> int:
        """How many rows are new or changed."""
        return events.count_changed_rows(self.db, self.event_id)


def read_changes(db: Database, *, event_id: int = 0, day: date | None = None) -> Changes:
    """Read what an event made and changed, or the imports and repairs of a day together."""
    nouns = json.dumps([*NOUNS])
    rows = QUERIES.changed_rows(db.conn, event_id=event_id, day=day, nouns=nouns)
    return Changes(typed(Change, rows))


def try_import(desk: Desk, inbox: Inbox, as_of: date) -> Import:
    """Write what the inbox brings over a copy of the books in memory, to look at.

    The copy is thrown away, so its tables are not guarded by digests.
    """
    if desk.has_books():
        desk.require_unedited()
    if inbox.files.empty:
        held = desk.read_books()
        return Import(replace(inbox, held=held), held.db)
    copy = books.copy_of(desk.db if desk.has_books() else None)
    with write(copy):
        return write_import(copy, inbox, as_of, guarded=False)


def write_import(db: Database, inbox: Inbox, as_of: date, *, guarded: bool = True) -> Import:
    """Write what the inbox brings as one event, inside `write`, with what follows from it.

    Raises BooksMoved where the books are not those that the inbox was read against.
    """
    incoming = {"files": inbox.files, **inbox.incoming, "rejected": inbox.rejected}
    for name, known in _expected(inbox).items():
        incoming[name] = mark_missing(name, inbox.gone(name, known), incoming[name], as_of)
    with _import_event(db, inbox, as_of, guarded=guarded) as event_id:
        batch = pd.Series(event_id, inbox.files.index, dtype=frames.INT)
        incoming["files"] = frames.check("files", inbox.files.assign(batch=batch))
        written = write_facts(db, event_id, incoming, inbox.held["claims"])
    return Import(inbox, db, event_id, written)


def repeat_import(db: Database, tried: Import, as_of: date) -> None:
    """Write to the club's file what was written to a copy, inside `write`.

    Raises BooksMoved where the books are not those that were looked at, also if nothing is new: a
    plan was made of them.
    """
    books.require_version(db, tried.inbox.held.version)
    if not tried.inbox.files.empty:
        with _import_event(db, tried.inbox, as_of) as event_id:
            for rows in tried.written:
                rows.write(db, event_id)


def _import_event(
    db: Database, inbox: Inbox, as_of: date, *, guarded: bool = True
) -> AbstractContextManager[int]:
    books.require_version(db, inbox.held.version)
    subject = " ".join(sha256[:12] for sha256 in sorted(inbox.files["sha256"]))
    who = current_user()
    return events.event(db, "import", as_of, who=who, subject=subject, guarded=guarded)


def write_facts(
    db: Database, event_id: int, incoming: Facts, claims_before: pd.DataFrame
) -> list[Rows]:
    """Write rows of the nouns, and what follows from them: claims that a name ties to a member, and
    who owes each new one. Files come before what was set aside in them. Return what was written."""
    written = [records.write_rows(db, noun, frame, event_id) for noun, frame in incoming.items()]
    claims, invoices = table(db, Claim, "claims"), table(db, Invoice, "invoices")
    if not claims and not invoices:
        return written
    members = table(db, Member, "members")
    if any(claim.member_name for claim in claims):
        tied = tie_claims(claims, members, table(db, Participation, "participations"))
        moved = [after for before, after in zip(claims, tied, strict=True) if before != after]
        written.append(write_typed(db, "claims", moved, event_id))
        claims = tied
    member_of = dict(zip(claims_before["claim_id"], claims_before["member_id"], strict=True))
    owed = _new_liabilities(db, price(claims, invoices), invoices, members, member_of)
    written.append(write_typed(db, "liabilities", owed, event_id))
    return written


def _expected(inbox: Inbox) -> dict[str, pd.DataFrame]:
    """Return the rows held of each noun that the new lists would have if nothing had changed: of
    the systems whose lists came, also empty ones; those of another are as they were."""
    held = inbox.held
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


def _new_liabilities(
    db: Database,
    claims: Sequence[PricedClaim],
    invoices: Sequence[Invoice],
    members: Sequence[Member],
    member_of: Mapping[str, str | None],
) -> list[Liability]:
    """Fix who owes each claim once its member is known; those fixed before stay as they were, but
    where the member whom a name ties it to is another than before (`member_of`)."""
    fixed = {row.claim_id for row in table(db, Liability, "liabilities")}
    new = {
        claim.claim_id
        for claim in claims
        if claim.claim_id not in fixed
        or (claim.member_name and _text(member_of.get(claim.claim_id)) != _text(claim.member_id))
    }
    if not new:
        return []
    sent = {claim.invoice_id for claim in claims if claim.claim_id in new}
    together = [claim for claim in claims if claim.claim_id in new or claim.invoice_id in sent]
    owed = find_liabilities(together, invoices, members, table(db, Guardian, "guardians"))
    return [row for row in owed if row.claim_id in new and row.liable_party != LiableParty.UNKNOWN]


def _text(value: object) -> str:
    """Return an id; "" for the missing value of a frame or a row."""
    return value if isinstance(value, str) else ""


def keep_received(desk: Desk, inbox: Inbox) -> None:
    """Keep each new file as received, under its hash; the inbox is left as it is."""
    desk.club.received.mkdir(mode=0o700, exist_ok=True)
    for sha256, (ending, content) in inbox.contents.items():
        with written_whole(desk.club.received / f"{sha256}{ending}") as unfinished:
            unfinished.write_bytes(content)


@paused_gc()
def import_inbox(
    desk: Desk, as_of: date, files: Sequence[Path] = (), *, dry_run: bool = False, force: str = ""
) -> Import:
    """Read the files and write what they change, as one event; `dry_run` only shows it.

    Raises GuardError for files that look like the wrong ones, unless `force` says why they are not:
    then files that are named are read also where they were read before.
    """
    with desk.club.lock():
        sweep_club(desk.club)
        inbox = read_inbox(desk, as_of, files, anew=bool(files and force.strip()))
        if inbox.files.empty:
            return Import(inbox, inbox.held.db)
        inbox = check_inbox(desk, inbox, force)
        if dry_run:
            return try_import(desk, inbox, as_of)
        desk.require_unedited()
        keep_received(desk, inbox)
        with desk.write() as db:
            return write_import(db, inbox, as_of)
