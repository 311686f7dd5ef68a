"""A club's day: worked out once from its books, and stored in them for everybody who asks.

First what is owed: one id for each person, one claim for each that stands in two systems, and the
balances. Then what is to be done: contacts, holds and the plan. A call changes the latter only, so
after a call they are worked out again, for the members it may concern.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workbench.calls.payers import RAISED_IN_CALLS, search_values
from workbench.club import is_decided
from workbench.dunning.claim_facts import Terms
from workbench.dunning.plan import plan
from workbench.dunning.promises import (
    Agreements,
    find_slowest_source,
    judge_agreements,
    last_day_covered,
)
from workbench.importers.table import KEPT
from workbench.model.day_rows import (
    DAY_TABLES,
    Balance,
    Doubt,
    Finding,
    Freshness,
    Payer,
    PlanRow,
)
from workbench.model.finding_kinds import FindingKind
from workbench.model.kinds import BANK, CLUB_GROUP, StepKind
from workbench.model.plan_reasons import PlanReason
from workbench.model.rows import (
    Acknowledgement,
    Answer,
    CallClaim,
    Claim,
    Correction,
    File,
    Guardian,
    Hold,
    Instalment,
    Liability,
    Member,
    Step,
)
from workbench.model.task_kinds import TaskKind
from workbench.money.freshness import find_freshness
from workbench.office.desk import Desk, paused_gc
from workbench.office.owed import work_out_balances
from workbench.office.policies import club_policy, policies_in_force
from workbench.office.program import program_version
from workbench.register import corrections
from workbench.register.contacts import Contacts, Known, find_contacts
from workbench.register.ties import LEFT_STATUSES
from workbench.store import books, events
from workbench.store.connection import Database, snapshot, write
from workbench.store.queries import clear, fill, load, rows_of, table, typed

QUERIES = load(Path(__file__).with_suffix(".sql"))
PAYER_QUERIES = load(Path(__file__).parents[1] / "calls" / "payers.sql")
FINDING_QUERIES = load(Path(__file__).parents[1] / "register" / "findings.sql")
QUERIED_KINDS = [name for name in FINDING_QUERIES.available_queries if not name.endswith("_cursor")]
TABLES = (
    "day", "aliases", "same_claims", "same_invoices", "unplaced", "doubtful", *DAY_TABLES,
)  # fmt: skip


@dataclass(frozen=True)
class Day:
    """A club's day and the database with its tables: the club's books, or a copy in memory."""

    db: Database
    as_of: date

    @property
    def plan(self) -> list[PlanRow]:
        """A step, or the reason why there is none, for each open claim."""
        return table(self.db, PlanRow, "plan")

    def payers(self, text: str = "") -> list[Payer]:
        """Return the payers to phone, the newest claim first; or, sorted by name, the payers that
        match a search text."""
        rows = PAYER_QUERIES.payers(
            self.db.conn,
            reasons=json.dumps(sorted(PlanReason if text else RAISED_IN_CALLS)),
            step=StepKind.CALL,
            **search_values(text),
        )
        payers = typed(Payer, rows)
        if text:
            payers.sort(key=lambda payer: (payer.contact_name, payer.payer_id))
        return payers

    @property
    def findings(self) -> list[Finding]:
        """What is wrong or doubtful in the register, sorted by kind."""
        values = {"gone": json.dumps(sorted(LEFT_STATUSES)), "club_group": CLUB_GROUP}
        findings = table(self.db, Finding, "claim_findings")
        for kind in QUERIED_KINDS:
            query = getattr(FINDING_QUERIES, kind)
            rows = query(self.db.conn, **values)
            findings += [Finding(FindingKind(kind), *row) for row in rows]
        return sorted(findings)


@contextmanager
def day_of(desk: Desk, as_of: date) -> Iterator[Day]:
    """Yield a club's day, all of it read at one moment: the stored day, or else one worked out in a
    copy of the books. Nothing is written."""
    if not desk.has_books():
        yield work_out_copy(desk, None, as_of)
        return
    with snapshot(desk.db):
        if has_kept_day(desk, as_of):
            yield Day(desk.db, as_of)
        else:
            yield work_out_copy(desk, desk.db, as_of)


def work_out_copy(desk: Desk, db: Database | None, as_of: date) -> Day:
    """Return the day worked out in a copy of the books, or in empty books for None."""
    copy = books.copy_of(db)
    with write(copy):
        work_out_day(copy, desk, as_of)
    return Day(copy, as_of)


def forget_wrong_day(desk: Desk) -> bool:
    """Return whether the stored day differs from what follows from the books; delete it if so."""
    copy = books.copy_of(desk.db)  # of one moment: others may be saving
    version = QUERIES.kept_day(copy.conn)
    if version is None:
        return False
    as_of = date.fromisoformat(version[0])
    if version != _day_version(desk, copy, as_of):
        return False  # it is outdated, so nobody reads it
    stored_rows = rows_by_table(copy)
    with write(copy):
        work_out_day(copy, desk, as_of)
    if rows_by_table(copy) == stored_rows:
        return False
    with write(desk.db):
        clear(desk.db, "day")
    return True


def rows_by_table(db: Database) -> dict[str, list[str]]:
    """Return table name -> its rows as text, sorted, for all tables of the day."""
    return {name: sorted(map(repr, rows_of(db, name))) for name in TABLES}


def keep_day(desk: Desk, as_of: date) -> Day:
    """Return the day from the club's own books; work it out and store it there if needed."""
    if not has_kept_day(desk, as_of):
        with write(desk.db):
            if not has_kept_day(desk, as_of):  # another process may have stored it meanwhile
                work_out_day(desk.db, desk, as_of)
    return Day(desk.db, as_of)


def has_kept_day(desk: Desk, as_of: date) -> bool:
    """Return whether the books hold this day and nothing that it follows from has changed."""
    return bool(QUERIES.kept_day(desk.db.conn) == _day_version(desk, desk.db, as_of))


def _day_version(desk: Desk, db: Database, as_of: date) -> tuple[str, str, str]:
    """Return all that a day follows from: the day, the last event, and a hash of the rest."""
    basis = (desk.settings.model_dump_json(), desk.policy.sha256, program_version())
    digest = hashlib.sha256("\0".join(basis).encode("utf-8")).hexdigest()
    return as_of.isoformat(), events.head(db), digest


@paused_gc()
def work_out_day(db: Database, desk: Desk, as_of: date) -> None:
    """Fill all tables of the day anew. Call inside `write`."""
    for name in TABLES:
        clear(db, name)
    surplus_ore = work_out_balances(db, desk, as_of)
    limits = desk.settings.limits
    freshness = find_freshness(
        table(db, File, "files"),
        desk.settings.systems,
        as_of,
        bank_days=limits.bank_days,
        weekly_days=limits.weekly_days,
    )
    fill(db, "freshness", freshness)
    _work_out_plan(db, desk, as_of)
    many_unpaid = club_policy(db, desk).policy.many_unpaid
    fill(db, "day", [(*_day_version(desk, db, as_of), many_unpaid, surplus_ore)])


def save_day(day: Day, desk: Desk, db: Database) -> None:
    """Store in the club's books a day that was worked out in a copy. Call inside `write`."""
    if has_kept_day(desk, day.as_of):
        return  # the import brought nothing new
    for name in TABLES:
        clear(db, name)
        fill(db, name, rows_of(day.db, name))
    QUERIES.move_day(db.conn, head=events.head(db))


def update_day(db: Database, desk: Desk, as_of: date, member_ids: Iterable[str]) -> None:
    """Work out again what a call about these members may have changed. Call inside `write`, after
    the call is written."""
    family = [row[0] for row in QUERIES.family(db.conn, members=json.dumps([*member_ids]))]
    _work_out_plan(db, desk, as_of, family)
    QUERIES.move_day(db.conn, head=events.head(db))


def _work_out_plan(
    db: Database, desk: Desk, as_of: date, member_ids: Sequence[str] | None = None
) -> None:
    """Fill `contacts`, `unused_values`, `standing_holds` and `plan` for these members and the
    claims they owe, for all members if None; fill `standing_corrections` for all. Call inside
    `write`.

    The ids must be whole families, as the query `family` returns them: whoever may share a payer
    with one of the members is among them.
    """
    member_ids_json = None if member_ids is None else json.dumps(member_ids)
    claims = typed(Balance, QUERIES.open_claims(db.conn, members=member_ids_json))
    claim_ids = [claim.claim_id for claim in claims]
    own_corrections = table(db, Correction, "own_corrections")
    people = corrections.apply(
        "members", table(db, Member, "people", member_id=member_ids), own_corrections
    )
    liabilities = table(db, Liability, "own_liabilities", claim_id=claim_ids)
    known = Known(
        placeholders=desk.settings.contact.placeholders,
        answers={answer.task: answer for answer in table(db, Answer, "answers")},
        grown_emails=_grown_emails(db, claims, liabilities),
    )
    contacts = _fill_contacts(db, people, own_corrections, known, as_of, member_ids)
    policies = policies_in_force(db, desk)
    if policies.has_payer_rules:  # what was sent about settled claims counts too
        claims = table(db, Balance, "balances", member_id=member_ids)
        claim_ids = [claim.claim_id for claim in claims]
    acknowledgements = table(db, Acknowledgement, "acknowledgements", claim_id=claim_ids)
    rows = plan(
        claims,
        members=people,
        contacts=contacts.own,
        guardian_contacts=contacts.through_guardians,
        recipients=contacts.recipients,
        liabilities=liabilities,
        agreements=_fill_standing_holds(db, claims, as_of, member_ids_json),
        steps=table(db, Step, "taken_steps", claim_id=claim_ids),
        policies=policies,
        terms=_terms(db, desk, as_of),
        acknowledged_on={row.claim_id: row.acknowledged_on for row in acknowledgements},
        refusing={row[0] for row in QUERIES.payers_not_phoned(db.conn)},
        unconfirmed=find_unconfirmed(db),
        doubts={doubt.claim_id: doubt.group_id for doubt in table(db, Doubt, "doubts")},
    )
    clear(db, "plan", claim_id=claim_ids)
    fill(db, "plan", rows)
    clear(db, "standing_corrections")
    fill(db, "standing_corrections", _standing_corrections(db, own_corrections))


def _grown_emails(
    db: Database, claims: Sequence[Balance], liabilities: Sequence[Liability]
) -> dict[str, str | None]:
    """Return the id of each member with an open claim that a guardian owes, who is not in the
    register -> the e-mail, if the member has had it since before coming of age."""
    open_claims = {claim.claim_id: claim.member_id for claim in claims if claim.open_ore > 0}
    member_ids = [
        open_claims.get(row.claim_id) for row in liabilities if row.liable_member_id is None
    ]
    emails = dict(QUERIES.emails_since_minor(db.conn, members=json.dumps(member_ids)))
    return {member_id: emails.get(member_id) for member_id in member_ids if member_id}


def _fill_contacts(
    db: Database,
    people: Sequence[Member],
    own_corrections: Sequence[Correction],
    known: Known,
    as_of: date,
    member_ids: Sequence[str] | None,
) -> Contacts:
    """Find the contacts of the people, and store one for each member and payer: the first one."""
    guardians = table(db, Guardian, "named_guardians", member_id=member_ids)
    guardians = corrections.apply("guardians", guardians, own_corrections)
    addressed_claims = table(db, Claim, "addressed_claims", member_id=member_ids)
    contacts = find_contacts(addressed_claims, people, guardians, as_of, known)
    in_order = [*contacts.own, *contacts.through_guardians, *contacts.recipients.values()]
    rows = {(contact.member_id, contact.payer_id): contact for contact in reversed(in_order)}
    clear(db, "contacts", member_id=member_ids)
    fill(db, "contacts", [*rows.values()])
    clear(db, "unused_values", member_id=member_ids)
    fill(db, "unused_values", contacts.unused_values)
    return contacts


def _terms(db: Database, desk: Desk, as_of: date) -> Terms:
    """Return what decides about all of the club's claims alike."""
    assignment = desk.settings.assignment
    refusals = {kind: assignment.refusal(kind, as_of) for kind in StepKind}
    refused = {kind: str(refusal) for kind, refusal in refusals.items() if refusal}
    notice_refusal = desk.law.refuse_notice(as_of)
    if notice_refusal is not None:
        refused.setdefault(StepKind.COLLECTION_NOTICE, notice_refusal)
    slowest = find_slowest_source(table(db, Freshness, "freshness"))
    return Terms(
        as_of,
        refused,
        law=desk.law if is_decided(assignment.fee, as_of) or assignment.partner else None,
        has_interest=is_decided(assignment.interest, as_of),
        notice_given_on=assignment.notice_given_on,
        old_until_on=assignment.old_until(as_of),
        awaited_file=slowest.system if slowest else BANK,
    )


def _fill_standing_holds(
    db: Database, claims: Sequence[Balance], as_of: date, member_ids_json: str | None
) -> Agreements:
    """Store the holds on the members or on the claims' invoices, as they count now; return them."""
    invoices = json.dumps([claim.invoice_id for claim in claims])
    holds = typed(Hold, QUERIES.agreements_on(db.conn, members=member_ids_json, invoices=invoices))
    agreements = judged_agreements(db, holds, as_of)
    clear(db, "standing_holds", hold_id=[hold.hold_id for hold in holds])
    fill(db, "standing_holds", agreements.holds)
    return agreements


def judged_agreements(db: Database, holds: Sequence[Hold], as_of: date) -> Agreements:
    """Return the holds as they count on a day, with what became of promises and plans."""
    call_ids = {hold.call_id for hold in holds if hold.call_id}
    call_claims = table(db, CallClaim, "claims_of_calls", call_id=call_ids)
    claim_ids = [row.claim_id for row in call_claims]
    slowest = find_slowest_source(table(db, Freshness, "freshness"))
    return judge_agreements(
        holds,
        instalments=table(db, Instalment, "instalments", call_id=call_ids),
        call_claims=call_claims,
        balances=table(db, Balance, "balances", claim_id=claim_ids),
        steps=table(db, Step, "taken_steps", claim_id=claim_ids),
        covered_until_on=last_day_covered(slowest) if slowest else None,
        as_of=as_of,
    )


def _standing_corrections(db: Database, own_corrections: Sequence[Correction]) -> list[Correction]:
    member_ids = {correction.record.partition("|")[0] for correction in own_corrections}
    people = table(db, Member, "people", member_id=member_ids)
    guardians = table(db, Guardian, "named_guardians", member_id=member_ids)
    return [
        *corrections.find_standing("members", people, own_corrections),
        *corrections.find_standing("guardians", guardians, own_corrections),
    ]


def find_unconfirmed(db: Database) -> dict[str, tuple[PlanReason, str | None]]:
    """Return the id of each claim, invoice and member that must rest until its export is put right
    -> the reason, and the key of the task about what was set aside, or None where it is gone from
    its list."""
    rows = QUERIES.unconfirmed(db.conn, kept=json.dumps(sorted(KEPT)))
    return {
        row_id: (PlanReason(reason), about and f"{TaskKind.UNREAD_ROW}:{about}")
        for row_id, reason, about in rows
    }
