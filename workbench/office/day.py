"""A club's day: worked out once from its books, and kept beside them for all who ask.

First what is owed: one id for a person, one claim for what stands in two systems, balances. Then
what is to be done: contacts, holds and the plan, which also a call changes: after one they are
worked out again for those whom it may concern alone.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workbench.calls.payers import TALKED_ABOUT, search_values
from workbench.dunning import instalments
from workbench.dunning.plan import plan
from workbench.importers.profiles import SYSTEMS
from workbench.importers.table import KEPT
from workbench.model.day_rows import (
    DAY_TABLES,
    Balance,
    Doubt,
    Finding,
    Payer,
    PlanRow,
    PricedClaim,
)
from workbench.model.finding_kinds import FindingKind
from workbench.model.kinds import CLUB_GROUP, StepKind
from workbench.model.plan_reasons import PlanReason
from workbench.model.rows import (
    Answer,
    CallClaim,
    Claim,
    Correction,
    Guardian,
    Hold,
    Instalment,
    Invoice,
    Liability,
    Member,
    Participation,
    Payment,
    Step,
)
from workbench.model.task_kinds import TaskAnswer, TaskKind
from workbench.money.balances import Settlement, settle
from workbench.money.claims import price
from workbench.money.merged_claims import merge_claims, same_claim_findings
from workbench.money.same_claims import doubt_rows, find_same_claims
from workbench.office.desk import Desk, uncollected
from workbench.office.program import program_version
from workbench.register import corrections
from workbench.register.aliases import find_aliases, ids_with_other_status
from workbench.register.contacts import find_contacts
from workbench.register.ties import LEFT_STATUSES
from workbench.store import books, events
from workbench.store.connection import Database, snapshot, write
from workbench.store.queries import clear, fill, load, rows_of, table, typed

QUERIES = load(Path(__file__).with_suffix(".sql"))
PAYERS = load(Path(__file__).parents[1] / "calls" / "payers.sql")
FINDINGS = load(Path(__file__).parents[1] / "register" / "findings.sql")
KINDS = [name for name in FINDINGS.available_queries if not name.endswith("_cursor")]
TABLES = (
    "day", "aliases", "same_claims", "same_invoices", "unplaced", "doubtful", *DAY_TABLES,
)  # fmt: skip


@dataclass(frozen=True)
class Day:
    """A club's day in the database that holds it: the club's own, or a copy in memory."""

    db: Database
    as_of: date

    @property
    def plan(self) -> list[PlanRow]:
        """A step, or why there is none, for each open claim."""
        return table(self.db, PlanRow, "plan")

    def payers(self, text: str = "") -> list[Payer]:
        """Whom to phone, the newest claim first; or the payers whom a text points to, by name."""
        rows = PAYERS.payers(
            self.db.conn,
            reasons=json.dumps(sorted(PlanReason if text else TALKED_ABOUT)),
            step=StepKind.CALL,
            **search_values(text),
        )
        payers = typed(Payer, rows)
        if text:
            payers.sort(key=lambda payer: (payer.contact_name, payer.payer_id))
        return payers

    @property
    def findings(self) -> list[Finding]:
        """What is wrong or doubtful in the register, kind by kind."""
        values = {"gone": json.dumps(sorted(LEFT_STATUSES)), "club_group": CLUB_GROUP}
        rows = table(self.db, Finding, "claim_findings")
        for kind in KINDS:
            query = getattr(FINDINGS, kind)
            rows += [Finding(FindingKind(kind), *row) for row in query(self.db.conn, **values)]
        return sorted(rows)


@contextmanager
def day_of(desk: Desk, as_of: date) -> Iterator[Day]:
    """Yield a club's day, all of it of one moment: as it is kept, else worked out in a copy of the
    books. Nothing is written."""
    if not desk.has_books():
        yield copied_day(desk, None, as_of)
        return
    with snapshot(desk.db):
        yield Day(desk.db, as_of) if is_kept(desk, as_of) else copied_day(desk, desk.db, as_of)


def copied_day(desk: Desk, db: Database | None, as_of: date) -> Day:
    """Return the day worked out in a copy of the books, or of none."""
    copy = books.copy_of(db)
    with write(copy):
        work_out(copy, desk, as_of)
    return Day(copy, as_of)


def forget_wrong_day(desk: Desk) -> bool:
    """Say whether the books keep a day that does not follow from them, and forget it if so."""
    copy = books.copy_of(desk.db)  # of one moment: others may be saving
    kept = QUERIES.kept_day(copy.conn)
    if kept is None or kept != _wanted(desk, copy, date.fromisoformat(kept[0])):
        return False  # nobody would look at it
    rows = all_rows(copy)
    with write(copy):
        work_out(copy, desk, date.fromisoformat(kept[0]))
    if all_rows(copy) == rows:
        return False
    with write(desk.db):
        clear(desk.db, "day")
    return True


def all_rows(db: Database) -> dict[str, list[str]]:
    """Return the rows of each table of the day, in no order that means anything."""
    return {name: sorted(map(repr, rows_of(db, name))) for name in TABLES}


def keep_day(desk: Desk, as_of: date) -> Day:
    """Return the day as the club's own books keep it; worked out there if it is not."""
    if not is_kept(desk, as_of):
        with write(desk.db):
            if not is_kept(desk, as_of):  # another may have done so meanwhile
                work_out(desk.db, desk, as_of)
    return Day(desk.db, as_of)


def is_kept(desk: Desk, as_of: date) -> bool:
    """Say whether the books keep this day, and nothing that it follows from has changed."""
    return bool(QUERIES.kept_day(desk.db.conn) == _wanted(desk, desk.db, as_of))


def _wanted(desk: Desk, db: Database, as_of: date) -> tuple[str, str, str]:
    basis = (desk.settings.model_dump_json(), desk.policy.sha256, program_version())
    digest = hashlib.sha256("\0".join(basis).encode("utf-8")).hexdigest()
    return as_of.isoformat(), events.head(db), digest


@uncollected()
def work_out(db: Database, desk: Desk, as_of: date) -> None:
    """Fill the tables of the day anew, inside `write`."""
    for name in TABLES:
        clear(db, name)
    surplus_ore = _settle(db, desk, as_of)
    _plan(db, desk, as_of)
    many_unpaid = desk.policy.policy.many_unpaid
    fill(db, "day", [(*_wanted(desk, db, as_of), many_unpaid, surplus_ore)])


def carry(day: Day, desk: Desk, db: Database) -> None:
    """Keep in the club's books the day that was worked out in a copy, inside `write`."""
    if is_kept(desk, day.as_of):
        return  # nothing was new
    for name in TABLES:
        clear(db, name)
        fill(db, name, rows_of(day.db, name))
    QUERIES.move_day(db.conn, head=events.head(db))


def renew(db: Database, desk: Desk, as_of: date, members: Iterable[str]) -> None:
    """Work out again what a call about these members may have changed, inside `write` and once the
    call is written."""
    family = [row[0] for row in QUERIES.family(db.conn, members=json.dumps([*members]))]
    _plan(db, desk, as_of, family)
    QUERIES.move_day(db.conn, head=events.head(db))


def _settle(db: Database, desk: Desk, as_of: date) -> int:
    """Work out who is who and what is owed; return what was paid beyond the claims."""
    own_system = desk.settings.system
    everybody = table(db, Member, "members")
    known_as = find_aliases(everybody, table(db, Participation, "participations"), own_system)
    fill(db, "aliases", [*known_as.items()])
    old_ids = ids_with_other_status(everybody, known_as)
    odd = [one.claim_id for one in table(db, Claim, "claims", member_id=old_ids)]
    claims, invoices = table(db, Claim, "own_claims"), table(db, Invoice, "invoices")
    priced = price(claims, invoices)
    people = table(db, Member, "people")
    same = find_same_claims(priced, claims, people, own_system, _answered_doubts(db))
    same_claims = [
        (other.claim_id, kept.claim_id, other.invoice_id, other.due_on, kept.due_on)
        for other, kept in same.pairs
    ]
    fill(db, "same_claims", same_claims)
    fill(
        db,
        "same_invoices",
        [(other, one) for other, ids in same.kept_invoices.items() for one in ids],
    )
    fill(db, "doubtful", [(claim_id,) for claim_id in {same.kept_ids.get(one, one) for one in odd}])
    fill(db, "doubts", doubt_rows(same.doubts))
    fill(db, "claim_findings", same_claim_findings(same, SYSTEMS))
    counted = merge_claims(priced, same)
    fill(db, "counted_claims", counted)
    settlement = settle(counted, invoices, table(db, Payment, "placed_payments"), as_of)
    fill(db, "balances", settlement.balances)
    fill(db, "unplaced", [(payment.payment_id,) for payment in settlement.unmatched])
    return settlement.surplus_ore


def _answered_doubts(db: Database) -> dict[tuple[str, str], TaskAnswer]:
    """Return what was answered to doubts about claims, by their group and evidence."""
    answers = table(db, Answer, "answers")
    keys = [(answer.task.partition(":"), answer) for answer in answers]
    return {
        (group_id, answer.evidence): answer.answer
        for (kind, _, group_id), answer in keys
        if kind == TaskKind.MAYBE_SAME_CLAIM
    }


def settle_on(db: Database, days: Sequence[date]) -> list[Settlement]:
    """Work out the balances on each of these days, of the claims that the kept day counts."""
    claims, invoices = table(db, PricedClaim, "counted_claims"), table(db, Invoice, "invoices")
    payments = table(db, Payment, "placed_payments")
    return [settle(claims, invoices, payments, day) for day in days]


def _plan(db: Database, desk: Desk, as_of: date, members: Sequence[str] | None = None) -> None:
    """Work out contacts, holds and plan of these members, and of what they owe; of all if None."""
    whose = None if members is None else json.dumps(members)
    claims = typed(Balance, QUERIES.open_claims(db.conn, members=whose))
    claim_ids = [claim.claim_id for claim in claims]
    learnt = table(db, Correction, "learnt")
    people = corrections.apply("members", table(db, Member, "people", member_id=members), learnt)
    guardians = table(db, Guardian, "named_guardians", member_id=members)
    guardians = corrections.apply("guardians", guardians, learnt)
    reached = find_contacts(
        table(db, Claim, "addressed_claims", member_id=members), people, guardians, as_of
    )
    agreed = _agreements(db, claims, whose)
    standing = standing_holds(db, agreed, as_of)
    rows = plan(
        claims,
        members=people,
        contacts=reached.own,
        guardian_contacts=reached.through_guardians,
        recipients=reached.recipients,
        liabilities=table(db, Liability, "owing", claim_id=claim_ids),
        holds=standing,
        steps=table(db, Step, "taken_steps", claim_id=claim_ids),
        policy=desk.policy.policy,
        assigned=desk.settings.assignment.steps_on(as_of),
        unconfirmed=unconfirmed(db),
        doubts={doubt.claim_id: doubt.group_id for doubt in table(db, Doubt, "doubts")},
        as_of=as_of,
    )
    everyone = [*reached.own, *reached.through_guardians, *reached.recipients.values()]
    contacts = {(row.member_id, row.payer_id): row for row in reversed(everyone)}
    clear(db, "contacts", member_id=members)
    fill(db, "contacts", [*contacts.values()])
    clear(db, "standing_holds", hold_id=[hold.hold_id for hold in agreed])
    fill(db, "standing_holds", standing)
    clear(db, "standing_corrections")
    fill(db, "standing_corrections", _standing_corrections(db, learnt))
    clear(db, "plan", claim_id=claim_ids)
    fill(db, "plan", rows)


def _agreements(db: Database, claims: Sequence[Balance], members: str | None) -> list[Hold]:
    invoices = json.dumps([claim.invoice_id for claim in claims])
    return typed(Hold, QUERIES.agreements_on(db.conn, members=members, invoices=invoices))


def standing_holds(db: Database, holds: Sequence[Hold], as_of: date) -> list[Hold]:
    """Return the holds as they count on a day: those of a broken payment plan have ended."""
    calls = {hold.call_id for hold in holds if hold.call_id}
    spoken = table(db, CallClaim, "spoken", call_id=calls)
    balances = table(db, Balance, "balances", claim_id=[row.claim_id for row in spoken])
    parts = table(db, Instalment, "instalments", call_id=calls)
    return instalments.end_broken_plans(holds, parts, spoken, balances, as_of)


def _standing_corrections(db: Database, learnt: Sequence[Correction]) -> list[Correction]:
    members = {correction.record.partition("|")[0] for correction in learnt}
    people = table(db, Member, "people", member_id=members)
    guardians = table(db, Guardian, "named_guardians", member_id=members)
    return [
        *corrections.find_standing("members", people, learnt),
        *corrections.find_standing("guardians", guardians, learnt),
    ]


def unconfirmed(db: Database) -> dict[str, str | None]:
    """Return the claims, invoices and members that must rest until their export is put right, with
    the key of the task where it is about something that could not be read."""
    rows = QUERIES.unconfirmed(db.conn, kept=json.dumps(sorted(KEPT)))
    return {row_id: about and f"{TaskKind.UNREAD_ROW}:{about}" for row_id, about in rows}
