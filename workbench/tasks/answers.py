"""Which tasks stand on a day: an answer hides its task while the evidence is the same, or until a
day."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from workbench.model.day_rows import Task
from workbench.model.rows import Answer
from workbench.model.task_kinds import BACKLOG_A_WEEK, TASK_RULES, WaitsFor

WEEK = timedelta(days=7)


def hides(answer: Answer, task: Task, as_of: date) -> bool:
    """Return whether an answer hides a task on a day: it was given on the same evidence, and the
    day on which it is asked again has not come."""
    is_resting = answer.until_on is None or as_of < answer.until_on
    return answer.task == task.key and answer.evidence == task.evidence and is_resting


def standing_tasks(tasks: Iterable[Task], answers: Mapping[str, Answer], as_of: date) -> list[Task]:
    """Return the tasks that no answer hides, each once; `answers` are by the task's key.

    One that an answer put off is due on the day it comes back.
    """
    standing: dict[str, Task] = {}
    for task in tasks:
        answer = answers.get(task.key)
        if answer is None or answer.evidence != task.evidence:
            standing.setdefault(task.key, task)
        elif not hides(answer, task, as_of):
            standing.setdefault(task.key, task._replace(due_on=answer.until_on))
    return list(standing.values())


def page_of_operator(tasks: Iterable[Task], as_of: date, *, tidied: int = 0) -> list[Task]:
    """Return what the operator must do before the next week's page, in the order of the screens.

    Of the backlog only so many are asked for in a week; `tidied` are those answered in this one.
    """
    due = [
        task
        for task in sorted(tasks, key=order_of_screens)
        if waits_for(task) == WaitsFor.OPERATOR and is_due(task, as_of)
    ]
    backlog = [task for task in due if TASK_RULES[task.kind].is_backlog]
    later = backlog[max(BACKLOG_A_WEEK - tidied, 0) :]
    return [task for task in due if task not in later]


def is_due(task: Task, as_of: date) -> bool:
    """Return whether a task falls due before the page of the week after the day."""
    return task.due_on is None or task.due_on < as_of + WEEK


def waits_for(task: Task) -> WaitsFor:
    """Return who has to do something."""
    return TASK_RULES[task.kind].waits_for


def order_of_screens(task: Task) -> tuple[int, str, str, str]:
    """Return a sort key by the member system's screens, and on each by kind and name."""
    return TASK_RULES[task.kind].screen, task.kind, (task.name or "").casefold(), task.key
