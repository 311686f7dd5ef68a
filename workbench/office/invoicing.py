"""Invoices made from what is proposed: a list for the member system, or the club's own with KIDs.

A club's own invoice is a claim in its books from then on, under a running number that is part of
its KID: neither is used twice. What is in a list for the member system is kept too. None of it is
proposed again, so a run that was stopped goes on where it was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, Field

from workbench.model.day_rows import FeeProposal
from workbench.model.errors import UsageError
from workbench.model.fee_kinds import FeeAct
from workbench.model.kinds import ClaimStatus
from workbench.model.rows import Claim, Guardian, Invoice, Liability, Member
from workbench.model.settings import read_settings
from workbench.money.claims import price
from workbench.money.invoice_calendar import QuietTime, find_quiet, plan_waves
from workbench.norsk import antall, uke
from workbench.office.day import day_of, saving
from workbench.office.day_lists import list_of
from workbench.office.desk import Desk
from workbench.office.invoice_files import is_taken, write_for_system
from workbench.office.report_folder import write_list
from workbench.register.liability import find_liabilities
from workbench.reports.columns import Column, Table
from workbench.store import proposals
from workbench.store.connection import Database
from workbench.store.events import head
from workbench.store.queries import load, table
from workbench.store.triggers import write_typed
from workbench.values.kid import KidStructure, fill_kid
from workbench.values.record_ids import OWN_INVOICE, own_number

QUERIES = load(Path(__file__).with_suffix(".sql"))
TRIES = 3  # a KID whose check digit is "-" is given up for the next number
KID = Column("KID", width=26, field="kid")


class Numbered(NamedTuple):
    """A proposal of a new invoice with its running number and KID."""

    proposal: FeeProposal
    number: int
    kid: str


@dataclass(frozen=True)
class InvoiceRun:
    """What one run makes: the list of it, and of a club with own invoices their KIDs."""

    table: Table  # of what is made, with each reversal before the invoice in its place
    chosen: Sequence[FeeProposal]  # the new invoices of it
    own: Sequence[Numbered]
    reversals: Sequence[FeeProposal]
    left: int  # how many new invoices are proposed that this run does not make
    without_kid: int  # how many of them for want of room in the KID for the member's number
    version: str  # the hash of the last event of the books it follows from


def prepare_invoices(desk: Desk, as_of: date, *, sample: int | None = None) -> InvoiceRun:
    """Return what a run would make: the first `sample` of the new invoices, or those of newcomers
    and as many others as are left of the week's; in a quiet week only those of newcomers.
    """
    with day_of(desk, as_of) as day:
        shown = list_of(day, "invoices")
        rows = table(day.db, FeeProposal, "answered_fees")
        numbers = _KidNumbers(desk, day.db) if desk.settings.own_invoices else None
        left_of_week = desk.settings.invoices_a_week - QUERIES.made_since(
            day.db.conn, monday=as_of - timedelta(days=as_of.weekday())
        )
        version = head(day.db)
    new = [row for row in rows if row.act == FeeAct.NEW]
    newcomers = [row for row in new if row.is_newcomer]
    others = [row for row in new if not row.is_newcomer]
    if find_quiet(as_of, quiet_times(desk)):
        others = []
    if sample is None:
        others = others[: max(left_of_week - len(newcomers), 0)]
    chosen = [*newcomers, *others][:sample]
    own: list[Numbered] = []
    without_kid = 0
    if numbers is not None:
        own = [numbered for row in chosen if (numbered := numbers.give(row)) is not None]
        without_kid = len(chosen) - len(own)
        chosen = [numbered.proposal for numbered in own]
    made = {(row.member_id, row.title) for row in chosen}
    reversals = [
        row for row in rows if row.act == FeeAct.REVERSAL and (row.member_id, row.title) in made
    ]
    kids = {numbered.proposal.number: numbered.kid for numbered in own}
    listed = _list_made(shown, [*chosen, *reversals], kids, has_kids=numbers is not None)
    return InvoiceRun(listed, chosen, own, reversals, len(new) - len(chosen), without_kid, version)


class _QuietTimes(BaseModel):
    """The contents of `quiet_weeks.toml`."""

    times: tuple[QuietTime, ...] = Field(alias="stille")


def quiet_times(desk: Desk) -> tuple[QuietTime, ...]:
    """Return the office's quiet times, if it has named any, and the club's own."""
    path = desk.club.house / "data" / "rates" / "quiet_weeks.toml"
    times = read_settings(_QuietTimes, path, path.name).times if path.exists() else ()
    return (*times, *desk.settings.quiet)


def describe_waves(desk: Desk, left: int, as_of: date) -> list[str]:
    """Return the weeks in which the invoices that are left can be made, with how many in each."""
    per_week, next_monday = desk.settings.invoices_a_week, as_of + timedelta(7 - as_of.weekday())
    waves = plan_waves(left, next_monday, per_week, quiet_times(desk))
    return [f"uke {uke(wave.monday)}: {wave.invoices}" for wave in waves]


class _KidNumbers:
    """Gives each new invoice the next running number, and the KID with it."""

    def __init__(self, desk: Desk, db: Database) -> None:
        self.structure = _structure_of(desk)
        self.next_number = QUERIES.last_own_number(db.conn) + 1
        self.known_kids = {row[0] for row in QUERIES.known_kids(db.conn)}

    def give(self, proposal: FeeProposal) -> Numbered | None:
        """Return the invoice with its number; None if the member's number has no room in a KID."""
        customer = own_number(proposal.member_id) or ""
        for number in range(self.next_number, self.next_number + TRIES):
            try:
                kid = fill_kid(self.structure, customer, str(number))
            except ValueError:
                continue
            if kid not in self.known_kids:
                self.next_number = number + 1
                self.known_kids.add(kid)
                return Numbered(proposal, number, kid)
        return None


def _structure_of(desk: Desk) -> KidStructure:
    for structure in desk.settings.kid:
        if structure.customer and structure.invoice:
            return structure
    raise UsageError(
        f"{desk.club.slug}: «kid» i club.toml må ha «kunde» og «faktura» når klubben har "
        "«egne_fakturaer»; skriv hvor medlemsnummeret og fakturanummeret står."
    )


def _list_made(
    shown: Table, made: Iterable[FeeProposal], kids: dict[int, str], *, has_kids: bool
) -> Table:
    numbers = {row.number for row in made}
    listed = [
        {**record, "kid": kids.get(record["number"])}
        for record in shown.records
        if record["number"] in numbers
    ]
    columns = [*shown.columns, KID] if has_kids else shown.columns
    return replace(shown, fields=[*shown.fields, "kid"], columns=columns).with_records(listed)


def make_invoices(
    desk: Desk,
    as_of: date,
    path: Path | None = None,
    *,
    sample: int | None = None,
) -> tuple[InvoiceRun, Path]:
    """Write what is proposed to a workbook, and of a club with own invoices to its books; return
    what was made and where it lies.

    Without a path it is a new file beside the newest report. Raises UsageError where nothing is to
    be made, and for a day before the last plan.
    """
    proposals.refuse_older_day(desk.db, as_of)
    run = prepare_invoices(desk, as_of, sample=sample)
    if not run.table.rows and run.left > run.without_kid:
        weeks = ", ".join(describe_waves(desk, run.left, as_of))
        raise UsageError(
            f"{desk.club.slug}: {antall(run.left, 'faktura', 'fakturaer')} venter, fordi uken er "
            f"stille eller har fått sine; lag resten i {weeks}."
        )
    if not run.table.rows:
        raise UsageError(f"{desk.club.slug}: det er ingen fakturaer å lage; se listen «invoices».")
    path = path or _new_path(desk, as_of)
    if is_taken(desk, path):
        raise UsageError(f"{path}: en fil med dette navnet er laget før; skriv et annet navn.")
    if run.own:
        _write_own(desk, as_of, run, path)
    else:
        write_for_system(desk, as_of, path, run.table, [*run.chosen, *run.reversals], run.version)
    return run, path


def _new_path(desk: Desk, as_of: date) -> Path:
    """Return the path of a file that is not made yet, in the newest report's folder."""
    latest = desk.club.reports / "latest"
    folder = latest.resolve() if latest.is_dir() else desk.club.reports
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    paths = (folder / f"fakturaer-{as_of}-{number}.xlsx" for number in count(1))
    return next(path for path in paths if not is_taken(desk, path))


def _write_own(desk: Desk, as_of: date, run: InvoiceRun, path: Path) -> None:
    """Write the club's own invoices to its books, with who owes each, and those credited; the list
    last, so that there is none with numbers that no book knows."""
    invoices = [_invoice(each) for each in run.own]
    claims = [_claim(each) for each in run.own]
    credited = [row.claim_id for row in run.reversals if row.claim_id]
    own_credited = [claim_id for claim_id in credited if claim_id.startswith(OWN_INVOICE)]
    with saving(desk, as_of, run.version, "invoice") as (db, event_id):
        old_claims = table(db, Claim, "claims", claim_id=own_credited)
        old_invoices = table(
            db, Invoice, "invoices", invoice_id=[claim.invoice_id for claim in old_claims]
        )
        members = table(db, Member, "members")
        guardians = table(db, Guardian, "guardians")
        priced = {row.claim_id: row for row in price(claims, invoices)}
        in_order = [priced[claim.claim_id] for claim in claims]
        owing: list[Liability] = find_liabilities(
            in_order, invoices, members, guardians, seen_on=as_of
        )
        cancelled = ClaimStatus.CANCELLED
        invoices += [row._replace(status=cancelled) for row in old_invoices]
        claims += [row._replace(status=cancelled) for row in old_claims]
        for noun, rows in (("invoices", invoices), ("claims", claims), ("liabilities", owing)):
            write_typed(db, noun, rows, event_id)
        write_list(desk, as_of, path, run.table)


def _invoice(each: Numbered) -> Invoice:
    row = each.proposal
    return Invoice(
        f"{OWN_INVOICE}{each.number}",
        title=row.title,
        issued_on=row.issue_on,
        due_on=row.due_on,
        amount_ore=row.amount_ore,
    )


def _claim(each: Numbered) -> Claim:
    row = each.proposal
    return Claim(
        f"{OWN_INVOICE}{each.number}:1",
        f"{OWN_INVOICE}{each.number}",
        row.member_id,
        each.kid,
        row.fee_type,
        row.title,
        row.issue_on,
        row.due_on,
        row.amount_ore,
        status=ClaimStatus.OPEN,
    )
