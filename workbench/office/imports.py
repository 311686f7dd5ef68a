"""An import: what was read is written to the books, or first to a copy of them in memory."""

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from workbench import office
from workbench.importers.presence import mark_missing, select_on_lists
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
FramesByNoun = dict[str, pd.DataFrame]
# what decides whose a claim is, and who owes it
DECIDING_NOUNS = {"members", "guardians", "participations", "invoices", "claims"}


@dataclass(frozen=True)
class Import:
    """An inbox, and the books that it was written to: the club's own, or a copy.

    `event_id` is 0 if nothing was new. `written` are the rows of each write, to be repeated.
    """

    inbox: Inbox
    db: Database
    event_id: int = 0
    written: Sequence[Rows] = ()

    @cached_property
    def changes(self) -> Changes:
        """What is new, changed and missing, for showing."""
        return read_changes(self.db, event_id=self.event_id)

    @property
    def rows_changed(self) -> int:
        """The number of rows that are new or changed."""
        return events.count_changed_rows(self.db, self.event_id)


def read_changes(db: Database, *, event_id: int = 0, day: date | None = None) -> Changes:
    """Return what an event created and changed, or all imports and repairs of a day together."""
    nouns = json.dumps([*NOUNS])
    rows = QUERIES.changed_rows(db.conn, event_id=event_id, day=day, nouns=nouns)
    return Changes(typed(Change, rows))


def try_import(desk: Desk, inbox: Inbox, as_of: date) -> Import:
    """Write the inbox to a copy of the books in memory, for a look before saving.

    The copy is thrown away afterwards, so the digests of its tables are not updated.
    """
    if desk.has_books():
        desk.require_unedited()
    if inbox.files.empty:
        stored = desk.read_books()
        return Import(replace(inbox, stored=stored), stored.db)
    copy = books.copy_of(desk.db if desk.has_books() else None)
    with write(copy):
        return write_import(copy, inbox, as_of, guarded=False)


def write_import(db: Database, inbox: Inbox, as_of: date, *, guarded: bool = True) -> Import:
    """Write the inbox, and what follows from it, as one event. Call inside `write`.

    Raises BooksMoved if the books have changed since the inbox was read.
    """
    incoming = {"files": inbox.files, **inbox.incoming, "rejected": inbox.rejected}
    for noun, expected in _expected_rows(inbox).items():
        missing = inbox.missing_from(noun, expected)
        incoming[noun] = mark_missing(noun, missing, incoming[noun], as_of)
    with _import_event(db, inbox, as_of, guarded=guarded) as event_id:
        batch = pd.Series(event_id, inbox.files.index, dtype=frames.INT)
        incoming["files"] = frames.check("files", inbox.files.assign(batch=batch))
        written = write_facts(db, event_id, incoming, inbox.stored["claims"], as_of)
    return Import(inbox, db, event_id, written)


def repeat_import(db: Database, tried: Import, as_of: date) -> None:
    """Write to the club's own books what was written to a copy. Call inside `write`.

    Raises BooksMoved if the books have changed since they were copied, even if the inbox brings
    nothing new: the plan was made from the copy.
    """
    books.require_version(db, tried.inbox.stored.version)
    if not tried.inbox.files.empty:
        with _import_event(db, tried.inbox, as_of) as event_id:
            for rows in tried.written:
                rows.write(db, event_id)


def _import_event(
    db: Database, inbox: Inbox, as_of: date, *, guarded: bool = True
) -> AbstractContextManager[int]:
    books.require_version(db, inbox.stored.version)
    subject = " ".join(sha256[:12] for sha256 in sorted(inbox.files["sha256"]))
    who = current_user()
    return events.event(db, "import", as_of, who=who, subject=subject, guarded=guarded)


def write_facts(
    db: Database, event_id: int, incoming: FramesByNoun, claims_before: pd.DataFrame, as_of: date
) -> list[Rows]:
    """Write the rows of each noun, and what follows from them: the members that claims are tied to
    by name, and who owes each new claim. Return all rows written.

    In `incoming`, files must come before the rows that were set aside in them.
    """
    written = [records.write_rows(db, noun, frame, event_id) for noun, frame in incoming.items()]
    if not DECIDING_NOUNS & incoming.keys():
        return written
    claims, invoices = table(db, Claim, "claims"), table(db, Invoice, "invoices")
    if not claims and not invoices:
        return written
    members = table(db, Member, "members")
    if any(claim.member_name for claim in claims):
        tied = tie_claims(claims, members, table(db, Participation, "participations"))
        changed = [after for before, after in zip(claims, tied, strict=True) if before != after]
        written.append(write_typed(db, "claims", changed, event_id))
        claims = tied
    members_before = dict(zip(claims_before["claim_id"], claims_before["member_id"], strict=True))
    priced = price(claims, invoices)
    liabilities = _new_liabilities(db, priced, invoices, members, members_before, as_of)
    written.append(write_typed(db, "liabilities", liabilities, event_id))
    return written


def _expected_rows(inbox: Inbox) -> FramesByNoun:
    """Return noun -> the stored rows that the new files would contain if nothing had changed: rows
    of the systems that sent a list of that kind, even an empty one. Of a list of orders' lines,
    those are the lines of the orders that it has."""
    if not {"invoices", "participations", "claims"} & inbox.incoming.keys():
        return {}  # only payments, say: the books' frames need not be made
    stored = inbox.stored
    claims = stored["claims"]
    has_invoice = claims["invoice_id"].isin(stored["invoices"]["invoice_id"])
    listed = inbox.incoming.get("claims", claims[:0])["invoice_id"]
    rows_by_kind = (
        ("invoices", "invoices", stored["invoices"]),
        ("members", "participations", select_on_lists(stored["participations"], inbox.lists)),
        ("bills", "claims", claims[~has_invoice]),
        ("claims", "claims", claims[has_invoice & claims["invoice_id"].isin(listed)]),
    )
    prefixes = {
        kind: tuple(f"{system}:" for system in systems)
        for kind, systems in inbox.files.groupby("kind")["system"]
    }
    expected: dict[str, list[pd.DataFrame]] = {}
    for kind, noun, rows in rows_by_kind:
        if kind in prefixes and noun in inbox.incoming:
            is_of_system = rows[rows.columns[0]].str.startswith(prefixes[kind])
            expected.setdefault(noun, []).append(rows[is_of_system])
    return {noun: pd.concat(parts, ignore_index=True) for noun, parts in expected.items()}


def _new_liabilities(
    db: Database,
    claims: Sequence[PricedClaim],
    invoices: Sequence[Invoice],
    members: Sequence[Member],
    members_before: Mapping[str, str | None],
    as_of: date,
) -> list[Liability]:
    """Return who owes each claim whose member is known now. Stored liabilities stay as they are,
    unless the claim is tied by name to another member than before (`members_before`)."""
    stored_ids = {row.claim_id for row in table(db, Liability, "liabilities")}
    new_ids = {
        claim.claim_id
        for claim in claims
        if claim.claim_id not in stored_ids or _is_tied_anew(claim, members_before)
    }
    if not new_ids:
        return []
    invoice_ids = {claim.invoice_id for claim in claims if claim.claim_id in new_ids}
    on_same_invoices = [
        claim for claim in claims if claim.claim_id in new_ids or claim.invoice_id in invoice_ids
    ]
    guardians = table(db, Guardian, "guardians")
    liabilities = find_liabilities(on_same_invoices, invoices, members, guardians, seen_on=as_of)
    return [
        liability
        for liability in liabilities
        if liability.claim_id in new_ids and liability.liable_party != LiableParty.UNKNOWN
    ]


def _is_tied_anew(claim: PricedClaim, members_before: Mapping[str, str | None]) -> bool:
    """Return whether a claim is tied by its name to another member than before."""
    member_before = members_before.get(claim.claim_id)
    if not isinstance(member_before, str):  # a frame's missing value
        member_before = None
    return bool(claim.member_name) and member_before != claim.member_id


def keep_received(desk: Desk, inbox: Inbox) -> None:
    """Store a copy of each new file under its hash; the inbox is left as it is."""
    desk.club.received.mkdir(mode=0o700, exist_ok=True)
    for sha256, (ending, content) in inbox.contents.items():
        with written_whole(desk.club.received / f"{sha256}{ending}") as unfinished:
            unfinished.write_bytes(content)


@paused_gc()
def import_inbox(
    desk: Desk,
    as_of: date,
    files: Sequence[Path] = (),
    *,
    dry_run: bool = False,
    force: str = "",
    only_payments: bool = False,
) -> Import:
    """Read the files and write what they change as one event; with `dry_run`, to a copy only. With
    `only_payments` the other files stay in the inbox for the week; one that is named is refused.

    Raises GuardError for files that look like the wrong ones, unless `force` says why they are
    right: then the given `files` are read even if they were read before.
    """
    with desk.club.lock():
        sweep_club(desk.club)
        inbox = read_inbox(
            desk, as_of, files, anew=bool(files and force.strip()), only_payments=only_payments
        )
        if inbox.files.empty:
            return Import(inbox, inbox.stored.db)
        inbox = check_inbox(desk, inbox, force)
        if dry_run:
            return try_import(desk, inbox, as_of)
        desk.require_unedited()
        keep_received(desk, inbox)
        with desk.write() as db:
            imported = write_import(db, inbox, as_of)
            if inbox.replies:
                office.take_replies(db, desk, inbox.replies, as_of)
        return imported
