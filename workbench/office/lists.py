"""Any list of a club's day, read in one moment."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from workbench import reports
from workbench.model.errors import UsageError
from workbench.model.frames import records
from workbench.model.rows import Correction, Hold, Instalment, Payer
from workbench.office.day import Day, day_of
from workbench.office.desk import Desk, parse_as_of
from workbench.office.inbox import Inbox
from workbench.reports.columns import Table
from workbench.reports.followups import MadeCall, followups
from workbench.reports.lists import IMPORT_LISTS, LISTS, read_before
from workbench.reports.set_aside import about, gathered, repaired_note
from workbench.store.connection import Database
from workbench.store.queries import load, table, typed

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
        case "followups":
            return _followups(day)
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


def _followups(day: Day) -> Table:
    tasks = followups(
        typed(MadeCall, QUERIES.followups(day.db.conn)),
        table(day.db, Correction, "standing_corrections"),
        table(day.db, Hold, "agreements"),
        table(day.db, Instalment, "instalments"),
        day.as_of,
    )
    fields = (*MadeCall._fields, "task", "details")
    return heading("followups").of(fields, [(*call, *task) for call, task in tasks])
