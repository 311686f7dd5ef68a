"""Files with cases for the collection partner: written, and kept in the books.

What is in one is approved by the club by name, and looked at again when the file is written. A
claim is never in two files at once.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from workbench.dunning.assignment import is_decided
from workbench.dunning.handover import LEAST_ORE
from workbench.model.errors import UsageError
from workbench.model.kinds import Channel, FeeType
from workbench.model.legal_reasons import HandoverRefusal
from workbench.model.partner_kinds import CASES, FORMAT, VERSION
from workbench.model.partner_rows import CaseClaim, CaseEvent, Handover
from workbench.model.rows import Step
from workbench.norsk import text_of
from workbench.office.day import Day, day_of, saving
from workbench.office.desk import Desk
from workbench.office.policies import club_policy
from workbench.office.report_folder import write_list
from workbench.reports.columns import Table
from workbench.reports.partner_lists import CASE_CLAIMS, CASE_EVENTS, HEADER
from workbench.store import proposals
from workbench.store.events import head
from workbench.store.files import written_whole
from workbench.store.queries import load, typed
from workbench.store.triggers import write_typed
from workbench.values.national_id import mask
from workbench.values.placeholders import is_confidential
from workbench.values.record_ids import own_number

QUERIES = load(Path(__file__).with_suffix(".sql"))
DEBTOR_TYPE = "person"


class Approved(NamedTuple):
    """A claim that the club has said may go to the partner, and who owes it."""

    claim_id: str
    step_id: str
    due_version: str
    note: str  # who said so, and when
    given_on: date
    debtor_id: str
    debtor_name: str
    born_on: date | None
    address: str | None
    postcode: str | None
    city: str | None
    phone: str | None
    email: str | None
    invoice_id: str | None
    kid: str | None
    fee_type: FeeType
    title: str | None
    issued_on: date | None
    due_on: date
    amount_ore: int
    paid_ore: int
    open_ore: int
    has_fee: bool  # a letter with a fee was sent


class _Event(NamedTuple):
    claim_id: str
    happened_on: date
    what: str
    name: str
    channel: str | None
    ref: str


@dataclass(frozen=True)
class MadeFile:
    """What was put in a file for the partner, and why other claims were left out."""

    claims: Sequence[CaseClaim]
    left_out: Sequence[str]
    path: Path | None = None  # of the JSON, with the workbook beside it; None: nothing to write


def require_partner(desk: Desk, as_of: date) -> str:
    """Return the name of the club's partner; raises UsageError if it has none, has no books, or a
    later day was planned."""
    partner = desk.settings.assignment.partner
    if not partner:
        raise UsageError(
            f"{desk.club.slug}: klubben har ingen inkassopartner; skriv den i club.toml under "
            "[oppdrag], med partner."
        )
    desk.require_books()
    proposals.refuse_older_day(desk.db, as_of)
    return partner


def make_handover_file(desk: Desk, as_of: date) -> MadeFile:
    """Write what the club has approved in a file for the partner, and keep it in the books."""
    partner = require_partner(desk, as_of)
    with day_of(desk, as_of) as day:
        fees = [level.step_id for level in club_policy(day.db, desk).policy.levels if level.fee]
        rows = typed(Approved, QUERIES.approved(day.db.conn, fees=json.dumps(fees)))
        approved, small = _separate_small(rows)
        left_out = [f"{claim}: {why}" for claim, why in QUERIES.left_out(day.db.conn)]
        path = path_of(desk, day, "inkasso")
        cases = _name_cases(approved, path.stem)
        events = _events_of(day, approved, cases)
        version = head(day.db)
    left_out += [f"{row.debtor_name}: {text_of(HandoverRefusal.TOO_SMALL)}" for row in small]
    interest = is_decided(desk.settings.assignment.interest, as_of)
    claims = [_case_claim(row, cases[row.debtor_id], interest) for row in approved]
    if not claims:
        return MadeFile([], left_out)
    handed = [_handover_of(row, cases[row.debtor_id], path, as_of, partner) for row in approved]
    steps = [_step_of(row, as_of) for row in approved]
    with saving(desk, as_of, version, "handover", path.name) as (db, event_id):
        write_typed(db, "handovers", handed, event_id)
        write_typed(db, "steps", steps, event_id)
        tables = {"claims": CASE_CLAIMS, "events": CASE_EVENTS}
        write_files(desk, as_of, path, CASES, tables, {"claims": claims, "events": events})
    return MadeFile(claims, left_out, path)


def path_of(desk: Desk, day: Day, word: str) -> Path:
    """Return where the next file for the partner is written."""
    number = QUERIES.files_made(day.db.conn) + 1
    return desk.club.reports / f"{word}-{day.as_of:%Y-%m-%d}-{number}.json"


def write_files(
    desk: Desk,
    as_of: date,
    path: Path,
    kind: str,
    tables: Mapping[str, Table],
    rows: Mapping[str, Sequence[NamedTuple]],
) -> None:
    """Write rows as JSON and, beside it, as a workbook. Call inside `saving`."""
    settings = desk.settings
    account = settings.bank_accounts[0] if settings.bank_accounts else None
    header = {
        "format": FORMAT,
        "version": VERSION,
        "kind": kind,
        "creditor": settings.name,
        "organisation_number": settings.organisation_number,
        "account": account or min(settings.own_accounts, default=""),
        "partner": settings.assignment.partner,
        "file": path.name,
        "made_on": as_of.isoformat(),
    }
    records = {name: [row._asdict() for row in rows[name]] for name in tables}
    text = json.dumps(header | records, ensure_ascii=False, indent=1, default=date.isoformat)
    fields = [(name, str(value)) for name, value in header.items()]
    sheets = [
        HEADER.with_rows(("field", "value"), fields),
        *(table.with_records(records[name]) for name, table in tables.items()),
    ]
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_list(desk, as_of, path.with_suffix(".xlsx"), *sheets)
    with written_whole(path) as unfinished:
        unfinished.write_text(text, "utf-8")


def _separate_small(rows: Iterable[Approved]) -> tuple[list[Approved], list[Approved]]:
    """Return the claims of debtors of whom enough was approved, and the others."""
    every, sums = [*rows], Counter[str]()
    for row in every:
        sums[row.debtor_id] += row.open_ore
    enough = [row for row in every if sums[row.debtor_id] >= LEAST_ORE]
    return enough, [row for row in every if row not in enough]


def _name_cases(rows: Iterable[Approved], stem: str) -> dict[str, str]:
    """Return debtor -> the reference of the one case of all that the debtor owes."""
    debtors = dict.fromkeys(row.debtor_id for row in rows)
    return {debtor: f"{stem}/{number}" for number, debtor in enumerate(debtors, 1)}


def _events_of(day: Day, rows: Sequence[Approved], cases: Mapping[str, str]) -> list[CaseEvent]:
    """Return what was done about the claims, and the club's yes to each."""
    case_of = {row.claim_id: cases[row.debtor_id] for row in rows}
    done = typed(_Event, QUERIES.events_of(day.db.conn, claims=json.dumps([*case_of])))
    approvals = [
        _Event(row.claim_id, row.given_on, "approval", row.note, None, f"answer:{row.claim_id}")
        for row in rows
    ]
    return [
        CaseEvent(case_of[each.claim_id], *each._replace(name=mask(each.name)))
        for each in [*done, *approvals]
    ]


def _case_claim(row: Approved, case_ref: str, interest: bool) -> CaseClaim:
    is_hidden = row.address is not None and is_confidential(row.address)
    places = (None, None, None) if is_hidden else (row.address, row.postcode, row.city)
    address, postcode, city = (mask(place) if place else None for place in places)
    return CaseClaim(
        case_ref,
        row.claim_id,
        DEBTOR_TYPE,
        mask(row.debtor_name),
        row.born_on,
        address,
        postcode,
        city,
        row.phone,
        row.email,
        own_number(row.invoice_id) if row.invoice_id else None,
        row.kid,
        row.fee_type,
        mask(row.title) if row.title else None,
        row.issued_on,
        row.due_on,
        row.amount_ore,
        row.paid_ore,
        None if row.has_fee else 0,
        row.open_ore,
        row.due_on if interest else None,
        False,
        row.note,
    )


def _handover_of(row: Approved, case_ref: str, path: Path, as_of: date, partner: str) -> Handover:
    return Handover(
        row.claim_id,
        path.name,
        case_ref,
        row.due_version,
        as_of,
        partner,
        row.open_ore,
        row.note,
        row.given_on,
    )


def _step_of(row: Approved, as_of: date) -> Step:
    return Step(row.claim_id, row.step_id, row.due_version, as_of, Channel.TASK)
