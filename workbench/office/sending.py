"""Proposed steps: approved, put on the list of what is to be sent, marked as sent, or set aside."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from workbench.model.day_rows import Task
from workbench.model.errors import UsageError
from workbench.model.task_kinds import BY_OURSELVES, TaskAnswer, TaskKind
from workbench.office.day import day_of
from workbench.office.day_lists import show
from workbench.office.desk import Desk
from workbench.office.report_folder import LIST_TO_SEND, write_list
from workbench.office.tasks import answer_tasks, tasks_of
from workbench.office.why_cards import claims_named
from workbench.store import proposals
from workbench.store.events import head
from workbench.store.queries import load

QUERIES = load(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True)
class OffList:
    """What stood on the list of what is to be sent and does not any more, as tasks are about it."""

    settled: Sequence[str]  # it is paid since, or rests
    unmarked: Sequence[str]  # of an earlier day: whether it was sent must be said first
    sent_here: int = 0  # how many claims the office writes about itself


def approve(
    desk: Desk, as_of: date, claims: Sequence[str] = (), *, but: Sequence[str] = ()
) -> list[Task]:
    """Approve the proposed steps of today's plan, or those of these claims, but not of `but`.
    Return the tasks that this answered.

    Claims are named by id, order number, KID or a name. The list of what is to be sent is written
    anew, beside the newest report, also where nothing is left to approve: who has paid since the
    last approval leaves it.
    """
    left_out = _tasks_of(desk, as_of, {TaskKind.APPROVE_STEP}, but) if but else []
    tasks = _tasks_of(desk, as_of, {TaskKind.APPROVE_STEP}, claims)
    chosen = [task for task in tasks if task not in left_out]
    if not chosen and desk.has_books():
        proposals.refuse_older_day(desk.db, as_of)
        _write_list(desk, as_of)
    return decide(desk, as_of, chosen, TaskAnswer.APPROVED)


def off_list(desk: Desk, as_of: date) -> OffList:
    """Return what was approved since the day of the newest report, and is not to be sent now."""
    folder = (desk.club.reports / "latest").resolve()
    sent_here = len(show(desk, "sent_here", as_of).records)
    if not folder.is_dir():
        return OffList([], [], sent_here)
    with day_of(desk, as_of) as day:
        rows = [*QUERIES.off_list(day.db.conn, since=folder.name)]
    return OffList(
        [about for about, is_unmarked in rows if not is_unmarked],
        [about for about, is_unmarked in rows if is_unmarked],
        sent_here,
    )


def mark_sent(
    desk: Desk,
    as_of: date,
    claims: Sequence[str] = (),
    *,
    but: Sequence[str] = (),
    sent_on: date | None = None,
) -> list[Task]:
    """Mark what was approved as sent on a day (today), or what was approved for these claims; what
    was approved for the claims `but` was not sent, and is proposed again."""
    unsent = _tasks_of(desk, as_of, {TaskKind.SEND_STEP}, but) if but else []
    tasks = _tasks_of(desk, as_of, {TaskKind.SEND_STEP}, claims)
    sent = [
        task
        for task in tasks
        if task not in unsent and (claims or not task.evidence.startswith(BY_OURSELVES))
    ]
    marked = decide(desk, as_of, sent, TaskAnswer.SENT, sent_on=sent_on)
    decide(desk, as_of, unsent, TaskAnswer.NOT_SENT)
    return marked


def set_aside(
    desk: Desk, as_of: date, claims: Sequence[str], *, reason: str, until_on: date | None = None
) -> list[Task]:
    """Set aside the steps of these claims that are proposed or approved, until a day; without one,
    until the next run on a later day."""
    tasks = _tasks_of(desk, as_of, {TaskKind.APPROVE_STEP, TaskKind.SEND_STEP}, claims)
    return decide(desk, as_of, tasks, TaskAnswer.SET_ASIDE, note=reason, until_on=until_on)


def decide(
    desk: Desk, as_of: date, shown: Sequence[Task], answer: TaskAnswer, **more: Any
) -> list[Task]:
    """Answer those of the tasks that still stand as they were shown, and write the list of what was
    approved today and is to be sent; return them. `more` is as for answers to tasks."""
    if not shown:
        return []
    answered = answer_tasks(desk, (), as_of, answer=answer, shown=shown, **more)
    _write_list(desk, as_of)
    return answered


def _write_list(desk: Desk, as_of: date) -> None:
    """Write the list of what was approved today and is to be sent, where there is a report."""
    folder = (desk.club.reports / "latest").resolve()
    written = ""
    while folder.is_dir() and written != head(desk.db):  # another may have approved meanwhile
        written = head(desk.db)
        write_list(desk, as_of, folder / LIST_TO_SEND, show(desk, "reminders", as_of))


def _tasks_of(
    desk: Desk, as_of: date, kinds: Collection[TaskKind], claims: Sequence[str]
) -> list[Task]:
    """Return the standing tasks of these kinds, of the named claims only if there are names.

    Raises UsageError for a name of no such task.
    """
    with day_of(desk, as_of) as day:
        standing = [task for task in tasks_of(day).standing if task.kind in kinds]
        claim_ids = {claim: {*claims_named(day, claim), claim} for claim in claims}
    if not claims:
        return standing
    named: list[Task] = []
    for claim, ids in claim_ids.items():
        of_claim = [task for task in standing if task.about.partition("|")[0] in ids]
        if not of_claim:
            raise UsageError(f"{claim!r}: ingen påminnelse å avgjøre; se «workbench todo».")
        named += [task for task in of_claim if task not in named]
    return named
