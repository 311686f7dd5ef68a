"""Which tasks stand on a day. An answer hides its task, for some time or until the facts change."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from workbench.model.day_rows import Task
from workbench.model.errors import UsageError
from workbench.model.rows import Answer
from workbench.model.task_kinds import (
    ABOUT_MONEY,
    BACKLOG_A_WEEK,
    EXITS,
    LONGEST_NOTE,
    TASK_RULES,
    WaitsFor,
)
from workbench.values.national_id import mask
from workbench.values.text import tidy

WEEK = timedelta(days=7)


def hides(answer: Answer, task: Task, as_of: date) -> bool:
    """Return whether the answer hides the task on the day.

    It does if the evidence is still the same and the answer's last day, if any, has not come. A
    hold that was ended and has no end again, as a list of the club's says, is a task again; so is
    money that settles nothing in spite of an answer.
    """
    has_not_ended = answer.until_on is None or as_of < answer.until_on
    is_the_same = answer.task == task.key and answer.evidence == task.evidence
    return is_the_same and has_not_ended and answer.answer not in (*EXITS, *ABOUT_MONEY)


def standing_tasks(tasks: Iterable[Task], answers: Mapping[str, Answer], as_of: date) -> list[Task]:
    """Return the tasks that no answer hides, each once; `answers` maps a task's key to its answer.

    A task whose answer has ended is due on the day the answer ended.
    """
    standing: dict[str, Task] = {}
    for task in tasks:
        answer = answers.get(task.key)
        if answer is None or answer.evidence != task.evidence:
            standing.setdefault(task.key, task)
        elif not hides(answer, task, as_of):
            standing.setdefault(task.key, task._replace(due_on=answer.until_on))
    return list(standing.values())


def tasks_on_page(tasks: Iterable[Task], as_of: date, *, answered_backlog: int = 0) -> list[Task]:
    """Return the tasks for the operator's page of the week, in the order of the screens.

    At most `BACKLOG_A_WEEK` tasks of the backlog are done in a week. `answered_backlog` says how
    many of them were answered this week already.
    """
    due = [
        task
        for task in sorted(tasks, key=screen_order)
        if waits_for(task) == WaitsFor.OPERATOR and is_due(task, as_of)
    ]
    backlog = [task for task in due if TASK_RULES[task.kind].is_backlog]
    later_backlog = backlog[max(BACKLOG_A_WEEK - answered_backlog, 0) :]
    return [task for task in due if task not in later_backlog]


def is_due(task: Task, as_of: date) -> bool:
    """Return whether the task is due in the seven days from the day, or has no due day."""
    return task.due_on is None or task.due_on < as_of + WEEK


def checked_note(text: str) -> str | None:
    """Return a note as it is kept; raises UsageError rather than leave out a part of it."""
    note = tidy(text)
    if len(note) > LONGEST_NOTE:
        raise UsageError(f"Merknaden er på {len(note)} tegn; kort den ned til {LONGEST_NOTE}.")
    if mask(note) != note:
        raise UsageError("Merknaden ser ut til å ha et fødselsnummer i seg; ta det bort.")
    return note or None


def waits_for(task: Task) -> WaitsFor:
    """Return who must act on the task."""
    return TASK_RULES[task.kind].waits_for


def screen_order(task: Task) -> tuple[int, str, str, str]:
    """Return a sort key: the screens of the member system in order, then kind, name and key."""
    return TASK_RULES[task.kind].screen, task.kind, (task.name or "").casefold(), task.key
