"""The lists of a club's day, all read at one moment."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from workbench.model.day_rows import Freshness, Payer, Task
from workbench.model.task_kinds import CONFIRMED_BY_SMS, CREDITED, TOLD, TaskKind, WaitsFor
from workbench.norsk import missing_files
from workbench.office.book_lists import heading, query_list, set_aside, sources, with_query
from workbench.office.day import Day, day_of
from workbench.office.desk import Desk, parse_as_of
from workbench.office.notices import list_unanswered, list_unseen_payments
from workbench.office.tasks import ANSWERS, Tasks, tasks_of
from workbench.office.why_cards import plan_for_people
from workbench.reports.columns import Table
from workbench.reports.set_aside import describe_repaired, sort_set_aside
from workbench.reports.task_lists import list_kinds, list_tasks
from workbench.store.queries import table
from workbench.tasks.answers import hides

TASK_LISTS = {"todo", "tasks", "club_tasks", "unregistered", "messages", "answers"}


def show(desk: Desk, name: str, as_of: date | None = None) -> Table:
    """Return a list of the club as it is on a day, today where none is given.

    Raises UsageError for a name that no list has.
    """
    heading(name)
    with day_of(desk, as_of or parse_as_of(None)) as day:
        terms = desk.settings.direct_debit
        return list_of(day, name, offered_at=terms.link if terms else "")


def list_of(day: Day, name: str, offered_at: str = "") -> Table:
    """Return a list of a day: the rows of its query, or what is worked out from them. A club that
    offers AvtaleGiro does so at `offered_at`, to all who owe something and have none."""
    if name in TASK_LISTS:
        return list_of_tasks(tasks_of(day), name)
    match name:
        case "queue":
            return heading(name).with_rows(Payer._fields, day.payers())
        case "reminders" | "sent_here" | "to_approve" | "called_about" | "credited" | "resting":
            return query_list(day.db, name, "worklist", list=name)
        case "review":
            steps = list_of(day, "to_approve")
            return heading(name).with_records(row for row in steps.records if row["look"])
        case "set_aside":
            values = set_aside(day.db)
            lines = sort_set_aside(values.records)
            return values.with_records(lines, note=describe_repaired(lines))
        case "findings":
            return query_list(day.db, name, findings=json.dumps(day.findings))
        case "sources":
            return sources(day.db, day.as_of)
        case "freshness":
            rows = table(day.db, Freshness, name)
            listed = heading(name).with_records(
                {**row._asdict(), "is_late": row.is_late} for row in rows
            )
            return _with_note(listed, list_unseen_payments(day))
        case "mandates":
            listed = query_list(day.db, name, offers=bool(offered_at))
            offer = [f"tilby dem uten avtale: {offered_at}"] if offered_at else []
            return _with_note(listed, offer)
        case "plan" | "steps":
            missing = missing_files(table(day.db, Freshness, "freshness"))
            listed = plan_for_people(day) if name == "plan" else query_list(day.db, name)
            return replace(listed, note=missing and f" – {missing}")
        case _:
            return query_list(day.db, name)


def list_of_tasks(tasks: Tasks, name: str) -> Table:
    """Return one of TASK_LISTS, of tasks that have been read."""
    match name:
        case "todo":
            return _with_note(list_kinds(tasks.page), list_unanswered(tasks))
        case "tasks":
            return list_tasks(name, tasks.page)
        case "club_tasks":
            return list_tasks(name, tasks.waiting_for(WaitsFor.CLUB))
        case "unregistered":
            return list_tasks(name, [*filter(_is_unregistered, tasks.standing)])
        case "messages":
            day = tasks.day
            told = [
                (task.member_id, str(task.since_on or day.as_of), f"{task.todo}: {task.detail}")
                for task in tasks.standing
                if task.about.startswith(TOLD) or task.about.endswith(CONFIRMED_BY_SMS)
            ]
            return query_list(day.db, name, tasks=json.dumps(told))
    return _answers(tasks)


def _is_unregistered(task: Task) -> bool:
    """Return whether a task is to enter something in the member system that was agreed."""
    is_credit = task.kind == TaskKind.FOLLOW_UP and task.about.startswith(CREDITED)
    return is_credit or task.kind == TaskKind.STOP_REMINDERS


def _with_note(listed: Table, sentences: Sequence[str]) -> Table:
    return replace(listed, note=f" – {'. '.join(sentences)}" if sentences else "")


def _answers(tasks: Tasks) -> Table:
    """List every answer with who gave it, and whether it hides a task now."""
    by_key = {task.key: task for task in tasks.every}
    given = with_query(heading("answers"), ANSWERS.given_answers_cursor(tasks.day.db.conn))
    rows = []
    for row in given.records:
        key, task = row["task"], by_key.get(row["task"])
        is_hiding = task is not None and hides(tasks.answers[key], task, tasks.day.as_of)
        rows.append({**row, "key": key, "kind": key.partition(":")[0], "hides": is_hiding})
    return heading("answers").with_records(rows)
