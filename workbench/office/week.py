"""The weekly routine for one club: read the inbox, plan, show, and save in one step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from workbench.model.errors import UsageError
from workbench.norsk import antall
from workbench.office.book_lists import files
from workbench.office.day import Day, keep_head, save_day
from workbench.office.day_lists import TASK_LISTS, list_of, list_of_tasks
from workbench.office.decided_steps import propose
from workbench.office.desk import Desk, current_user, paused_gc
from workbench.office.import_checks import check_inbox
from workbench.office.imports import Import, keep_received, read_changes, repeat_import, try_import
from workbench.office.inbox import Inbox
from workbench.office.policies import club_policy, put_in_force
from workbench.office.report import keep_report, newly_reported, sums_of_report
from workbench.office.report_folder import LIST_FOR_CLUB, LIST_TO_SEND, new_run, write_list
from workbench.office.returned_lists import GivenAnswer, take_replies, write_given
from workbench.office.tasks import Tasks, tasks_of
from workbench.reports.changes import Changes, list_changes
from workbench.reports.columns import Table
from workbench.reports.import_lists import IMPORT_LISTS
from workbench.store import proposals
from workbench.store.connection import snapshot, write

ACTION_LIST = "tiltak.xlsx"
SHEETS = (
    "to_approve", "queue", "called_about", "tasks", "club_tasks", "resting",
    "credited", "set_aside",
)  # fmt: skip


@dataclass(frozen=True)
class Week:
    """A planned week: the import, and the day as it will be once it is saved."""

    imported: Import
    day: Day
    changes: Changes  # of this import and the day's earlier ones
    given: Sequence[GivenAnswer] = ()  # answers in lists that came back

    @cached_property
    def tasks(self) -> Tasks:
        """The tasks of the day, of which several lists are made."""
        return tasks_of(self.day)

    def show(self, name: str) -> Table:
        """Return a list of the day, or one of the import: files, new, changed, missing."""
        if name == "files":
            return files(self.imported.inbox)
        if name in IMPORT_LISTS:
            return IMPORT_LISTS[name].with_records(self.changes.lists()[name])
        if name in TASK_LISTS:
            return list_of_tasks(self.tasks, name)
        return list_of(self.day, name)


@dataclass(frozen=True, repr=False)
class Saved:
    """What was written; all counts are 0 and there is no list after a dry run."""

    files: int
    rows: int
    proposed: int
    lapsed: int
    action_list: str | None  # name of the file

    def __repr__(self) -> str:
        if self.action_list is None:
            return "Prøvekjøring: ingenting er lagret."
        return (
            f"Lest inn: {antall(self.files, 'fil', 'filer')}, "
            f"{antall(self.rows, 'ny eller endret rad', 'nye eller endrede rader')}.\n"
            f"Forslag: {self.proposed} nye, {self.lapsed} falt bort.\n"
            f"Tiltakslisten: {self.action_list}. Godkjent, og skal sendes: {LIST_TO_SEND}. "
            f"Spørsmålene til klubben: {LIST_FOR_CLUB}."
        )


@paused_gc()
def plan_week(desk: Desk, inbox: Inbox, as_of: date, *, force: str = "") -> Week:
    """Import the inbox into a copy of the books and plan the day there; nothing is saved.

    Raises UsageError if a newer day has been planned already, and GuardError for files that look
    like the wrong ones, unless `force` says why they are right.
    """
    if desk.has_books():
        proposals.refuse_older_day(desk.db, as_of)
    imported = try_import(desk, check_inbox(desk, inbox, force), as_of)
    db = imported.db
    day = Day(db, as_of)
    with write(db):
        given = take_replies(db, desk, imported.inbox.replies, as_of, guarded=False)
        propose(db, desk, day.plan, as_of, guarded=False)
    return Week(imported, day, read_changes(db, day=as_of), given)


def discard_later_plans(desk: Desk, as_of: date) -> None:
    """Put away the plans for days after `as_of`. Raises UsageError if there is none, or a step was
    taken since."""
    with desk.write() as db:
        proposals.discard_later_plans(db, as_of, who=current_user())


@paused_gc()
def save_week(desk: Desk, week: Week, *, dry_run: bool, folder: str = "") -> Saved:
    """Write the import and the proposals in one transaction, then the action list.

    The list is written to `folder`; if that is "", to the folder of a new run, as its only file. A
    second run for the same day writes the same list and changes nothing else.
    """
    if dry_run:
        return Saved(0, 0, 0, 0, None)
    if folder:
        if not Path(folder).is_dir():  # such as of a killed run whose kernel still works
            raise UsageError(f"{folder}: mappen finnes ikke; lag den, eller velg en annen.")
        return _save_in(desk, week, Path(folder))
    with desk.club.lock(), new_run(desk.club, week.day.as_of) as unfinished:
        return _save_in(desk, week, unfinished)


def _save_in(desk: Desk, week: Week, folder: Path) -> Saved:
    """Save the week, and write its action list to an existing folder."""
    as_of = week.day.as_of
    keep_received(desk, week.imported.inbox)
    with snapshot(week.day.db):  # what is laid out for the figures is gone afterwards
        sums, claims = sums_of_report(week.day), newly_reported(week.day)
    with desk.write() as db:
        repeat_import(db, week.imported, as_of)
        write_given(db, desk, week.given, as_of)
        if not db["policies"].count:
            put_in_force(db, club_policy(db, desk), as_of, who=current_user())
        save_day(week.day, desk, db)
        proposed, lapsed = propose(db, desk, week.day.plan, as_of)
        keep_report(db, sums, claims)
        keep_head(db)
    rows = week.imported.rows_changed
    lists = [*map(week.show, SHEETS), list_changes(week.changes)]
    write_list(desk, as_of, folder / ACTION_LIST, *lists)
    write_list(desk, as_of, folder / LIST_TO_SEND, week.show("reminders"))
    write_list(desk, as_of, folder / LIST_FOR_CLUB, week.show("club_tasks"))
    return Saved(len(week.imported.inbox.files), rows, proposed, lapsed, ACTION_LIST)
