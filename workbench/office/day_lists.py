"""Any list of a club's day, read in one moment."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from workbench import reports
from workbench.model.day_rows import Payer, Task
from workbench.model.errors import UsageError
from workbench.model.frames import records
from workbench.model.task_kinds import TASK_RULES, WaitsFor
from workbench.office.day import Day, day_of
from workbench.office.desk import Desk, parse_as_of
from workbench.office.inbox import Inbox
from workbench.office.tasks import ANSWERS, Tasks, tasks_of
from workbench.reports.columns import Table
from workbench.reports.lists import IMPORT_LISTS, LISTS, read_before
from workbench.reports.set_aside import about, gathered, repaired_note
from workbench.store.connection import Database
from workbench.store.queries import load
from workbench.tasks.answers import hides

QUERIES = load(Path(reports.__path__[0]) / "lists.sql")


def show(desk: Desk, name: str, as_of: date | None = None) -> Table:
    """Return a list of the club as it is on a day, today where none is given.

    Raises UsageError for a name that no list has.
    """
    heading(name)
    with day_of(desk, as_of or parse_as_of(None)) as day:
        return list_of(day, name)


def heading(name: str) -> Table:
    """Return a list without its rows; raises UsageError for a name that no list has."""
    if name in LISTS:
        return LISTS[name]
    wrong = f"{name!r} er ingen liste; velg en av" if name else "Velg en liste:"
    names = (f"{known} ({shown.title})" for known, shown in LISTS.items())
    raise UsageError(f"{wrong} {', '.join(names)}.")


def list_of(day: Day, name: str) -> Table:
    """Return a list of a day: the rows of its query, or what is worked out of them."""
    match name:
        case "queue":
            return heading(name).of(Payer._fields, day.payers())
        case "reminders" | "called_about" | "credited" | "resting":
            return _listed(day.db, name, "worklist", list=name)
        case "todo":
            return todo("todo", tasks_of(day).page)
        case "club_todo":
            return todo("club_todo", tasks_of(day).waiting_for(WaitsFor.CLUB))
        case "tasks":
            return task_rows("tasks", tasks_of(day).page)
        case "club_tasks":
            return task_rows("club_tasks", tasks_of(day).waiting_for(WaitsFor.CLUB))
        case "answers":
            return _answers(tasks_of(day))
        case "set_aside":
            values = set_aside(day.db)
            lines = gathered(values.records)
            return values.having(lines, note=repaired_note(lines))
        case "findings" | "findings_counted":
            return _listed(day.db, name, findings=json.dumps(day.findings))
        case "sources":
            return sources(day.db, day.as_of)
        case _:
            return _listed(day.db, name)


def sources(db: Database, as_of: date) -> Table:
    """List how fresh each source is on a day."""
    return _listed(db, "sources", day=as_of)


def set_aside(db: Database, files: Sequence[str] | None = None) -> Table:
    """List each value that was set aside in the newest files, or in those of these hashes."""
    values = _listed(db, "set_aside", files=None if files is None else json.dumps(files))
    rows = [{**row, "about": about(row["whose"], row["record"])} for row in values.records]
    return replace(values, fields=[*values.fields, "about"]).having(rows)


def files(inbox: Inbox) -> Table:
    """List the files of an inbox with their rows: taken, set aside, and frame add up to the file.

    Those that were read before stand last, as they were read then.
    """
    return IMPORT_LISTS["files"].having([*records(inbox.files), *map(read_before, inbox.known)])


def _listed(db: Database, name: str, query: str = "", **values: Any) -> Table:
    shown = heading(name)
    with getattr(QUERIES, f"{query or name}_cursor")(db.conn, **values) as cursor:
        return shown.of([column[0] for column in cursor.description], cursor)


def todo(name: str, tasks: Sequence[Task]) -> Table:
    """List tasks, one line for each kind: how many, the oldest, and when the first is due."""
    lines = []
    for kind, of_kind in groupby(tasks, key=lambda task: task.kind):
        together = [*of_kind]
        since = min((task.since_on for task in together if task.since_on), default=None)
        due = min((task.due_on for task in together if task.due_on), default=None)
        lines.append((kind, len(together), since, due, kind))
    return heading(name).of(("kind", "tasks", "since_on", "due_on", "key"), lines)


def _answers(tasks: Tasks) -> Table:
    """List every answer with who gave it, and whether it hides a task now."""
    by_key = {task.key: task for task in tasks.every}
    with ANSWERS.given_answers_cursor(tasks.day.db.conn) as cursor:
        given = heading("answers").of([column[0] for column in cursor.description], cursor)
    rows = []
    for row in given.records:
        key, task = row["task"], by_key.get(row["task"])
        is_hiding = task is not None and hides(tasks.answers[key], task, tasks.day.as_of)
        rows.append({**row, "key": key, "kind": key.partition(":")[0], "hides": is_hiding})
    return heading("answers").having(rows)


def task_rows(name: str, tasks: Sequence[Task]) -> Table:
    """List each task by itself."""
    rows = [(*task, task.key, list(TASK_RULES[task.kind].answers)) for task in tasks]
    return heading(name).of((*Task._fields, "key", "answers"), rows)
