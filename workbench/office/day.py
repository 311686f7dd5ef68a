"""A club's day: worked out once from its books, and stored in them for everybody who asks.

First what is owed: one id for each person, one claim for each that stands in two systems, and the
balances. Then what is to be done: contacts, holds and the plan. A call changes the latter only, so
after a call they are worked out again, for the members it may concern.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from workbench.calls.payers import RAISED_IN_CALLS, search_values
from workbench.model.day_rows import (
    DAY_TABLES,
    Finding,
    Freshness,
    Payer,
    PlanRow,
)
from workbench.model.finding_kinds import FindingKind
from workbench.model.kinds import CLUB_GROUP, StepKind
from workbench.model.plan_reasons import PlanReason
from workbench.model.rows import (
    Answer,
    File,
)
from workbench.model.task_kinds import TaskAnswer, TaskKind
from workbench.money.freshness import find_freshness, find_gaps
from workbench.office.charged import work_out_fees
from workbench.office.desk import Desk, current_user, load_deadlines, paused_gc
from workbench.office.owed import work_out_balances
from workbench.office.planned import work_out_plan
from workbench.office.policies import club_policy
from workbench.office.program import program_version
from workbench.register.ties import LEFT_STATUSES
from workbench.store import books, events
from workbench.store.connection import Database, snapshot, write
from workbench.store.queries import clear, fill, load, names_of, rows_of, table, typed

QUERIES = load(Path(__file__).with_suffix(".sql"))
PAYER_QUERIES = load(Path(__file__).parents[1] / "calls" / "payers.sql")
FINDING_QUERIES = load(Path(__file__).parents[1] / "register" / "findings.sql")
QUERIED_KINDS = names_of(FINDING_QUERIES)
TABLES = (
    "day", "aliases", "same_claims", "same_invoices", "doubtful", *DAY_TABLES,
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
        """Return the payers to phone, as `payers.sql` orders them; or, by name, the payers that
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
    work_out_balances(db, desk, as_of)
    fill(db, "freshness", _find_freshness(db, desk, as_of))
    work_out_plan(db, desk, as_of)
    work_out_fees(db, desk, as_of)
    plans = desk.settings.plans
    limits_of_plans = plans.most_parts, plans.most_kroner * 100
    many_unpaid = club_policy(db, desk).policy.many_unpaid
    cancel_bank_days = 1  # of a club whose bank is asked to draw nothing
    if desk.settings.direct_debit is not None:
        cancel_bank_days = load_deadlines(desk.club.house, as_of).cancel_bank_days
    version, settings = _day_version(desk, db, as_of), desk.settings
    own = (settings.messages.sent_here, settings.assignment.partner)
    fill(db, "day", [(*version, many_unpaid, *limits_of_plans, cancel_bank_days, *own)])


def _find_freshness(db: Database, desk: Desk, as_of: date) -> list[Freshness]:
    """Return how far the files of a club reach, and the gaps between a bank's statements of which
    nobody has said that it is right."""
    files, limits = table(db, File, "files"), desk.settings.limits
    accounts = _accounts_of_claims(db, desk)
    freshness = find_freshness(
        files,
        desk.settings.systems,
        as_of,
        bank_days=limits.bank_days,
        weekly_days=limits.weekly_days,
        accounts=accounts,
    )
    gaps = find_gaps(files, as_of, accounts)
    tasks = {f"{TaskKind.CHECK_CLAIM}:{gap.key}": gap for gap in gaps}
    for answer in table(db, Answer, "answers", task=tasks):
        if answer.answer == TaskAnswer.CONFIRMED:
            del tasks[answer.task]
    return [*freshness, *tasks.values()]


def _accounts_of_claims(db: Database, desk: Desk) -> dict[str, bool]:
    """Return the club's accounts to which claims are paid, and whether it is OCR giro that shows
    by whom."""
    own = desk.settings.own_accounts
    return {
        account: bool(is_by_ocr)
        for account, is_by_ocr in QUERIES.accounts_of_claims(db.conn)
        if not own or account in own
    }


@contextmanager
def saving(
    desk: Desk, as_of: date, version: str, kind: str, subject: str = ""
) -> Iterator[tuple[Database, int]]:
    """Yield the books and the number of an event to write by, under who works here; then work out
    the day anew where it was kept. Raises BooksMoved where others saved since `version`."""
    was_kept = has_kept_day(desk, as_of)
    with desk.write() as db:
        books.require_version(db, version)
        with events.event(db, kind, as_of, who=current_user(), subject=subject) as event_id:
            yield db, event_id
        if was_kept:
            work_out_day(db, desk, as_of)


def save_day(day: Day, desk: Desk, db: Database) -> None:
    """Store in the club's books a day that was worked out in a copy. Call inside `write`."""
    if has_kept_day(desk, day.as_of):
        return  # the import brought nothing new
    for name in TABLES:
        clear(db, name)
        fill(db, name, rows_of(day.db, name))
    keep_head(db)


def keep_head(db: Database) -> None:
    """Let the stored day count after what was written since, which changes nothing in it."""
    QUERIES.move_day(db.conn, head=events.head(db))


def update_day(db: Database, desk: Desk, as_of: date, member_ids: Iterable[str]) -> None:
    """Work out again what a call about these members may have changed. Call inside `write`, after
    the call is written."""
    fee_basis = _fee_basis(db, desk)
    members = [*member_ids]
    for _ in range(2):  # the plan of others changes only where money may be for their claims
        family = [row[0] for row in QUERIES.family(db.conn, members=json.dumps(members))]
        members = work_out_plan(db, desk, as_of, family)
        if not members:
            break
    if _fee_basis(db, desk) != fee_basis:
        work_out_fees(db, desk, as_of)
    keep_head(db)


def _fee_basis(db: Database, desk: Desk) -> list[list[tuple[Any, ...]]]:
    """Return what a call may change of all that fees follow from; nothing for a club without."""
    tables = ("standing_holds", "contacts") if desk.settings.fees else ()
    return [rows_of(db, name) for name in tables]
