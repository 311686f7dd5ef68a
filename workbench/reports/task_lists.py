"""Tasks as people read them: a line for each kind, and a row for each task."""

from collections.abc import Sequence
from itertools import groupby

from workbench.model.day_rows import Task
from workbench.model.task_kinds import TASK_RULES
from workbench.reports.columns import Table
from workbench.reports.lists import LISTS


def list_kinds(tasks: Sequence[Task]) -> Table:
    """List tasks that come kind by kind, one line for each kind: how many, the oldest, and when the
    first is due. The key that `todo --answer` takes for all of a kind is its name.
    """
    lines = []
    for kind, of_kind in groupby(tasks, key=lambda task: task.kind):
        tasks_of_kind = [*of_kind]
        since = min((task.since_on for task in tasks_of_kind if task.since_on), default=None)
        due = min((task.due_on for task in tasks_of_kind if task.due_on), default=None)
        lines.append((kind, len(tasks_of_kind), since, due, kind))
    return LISTS["todo"].with_rows(("kind", "tasks", "since_on", "due_on", "key"), lines)


def list_tasks(name: str, tasks: Sequence[Task]) -> Table:
    """List each task by itself."""
    rows = [(*task, task.key, list(TASK_RULES[task.kind].answers)) for task in tasks]
    return LISTS[name].with_rows((*Task._fields, "key", "answers"), rows)
