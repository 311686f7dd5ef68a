"""The lists that follow from the books and an inbox alone, before any day is worked out."""

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from workbench import reports
from workbench.model.errors import UsageError
from workbench.model.frames import records
from workbench.office.inbox import Inbox
from workbench.reports.cell_texts import mark_unchanged
from workbench.reports.columns import Table
from workbench.reports.import_lists import IMPORT_LISTS
from workbench.reports.lists import LISTS
from workbench.reports.set_aside import name_of_record
from workbench.store.connection import Database
from workbench.store.queries import load

QUERIES = load(Path(reports.__path__[0]) / "lists.sql")


def heading(name: str) -> Table:
    """Return a list without its rows; raises UsageError for a name that no list has."""
    if name in LISTS:
        return LISTS[name]
    wrong = f"{name!r} er ingen liste; velg en av" if name else "Velg en liste:"
    names = (f"{list_name} ({table.title})" for list_name, table in LISTS.items())
    raise UsageError(f"{wrong} {', '.join(names)}.")


def query_list(db: Database, name: str, query: str = "", **values: Any) -> Table:
    """Return a list with the rows of its query."""
    return with_query(heading(name), getattr(QUERIES, f"{query or name}_cursor")(db.conn, **values))


def with_query(listed: Table, query: AbstractContextManager[Any]) -> Table:
    """Return a list with the rows of a query, which yields a cursor, and its columns as fields."""
    with query as cursor:
        return listed.with_rows([column[0] for column in cursor.description], cursor)


def sources(db: Database, as_of: date) -> Table:
    """List how fresh each source is on a day."""
    return query_list(db, "sources", day=as_of)


def set_aside(db: Database, files: Sequence[str] | None = None) -> Table:
    """List the values set aside in the newest files, or in the files with these hashes."""
    values = query_list(db, "set_aside", files=None if files is None else json.dumps(files))
    rows = [{**row, "about": name_of_record(row["whose"], row["record"])} for row in values.records]
    return replace(values, fields=[*values.fields, "about"]).with_records(rows)


def files(inbox: Inbox) -> Table:
    """List the files of an inbox; rows taken, set aside and frame add up to all rows of a file, and
    the headings that nobody reads or that are missing are named.

    Files that were read before come last, with the numbers of that reading.
    """
    unread = {file.sha256: [*file.unread_headings] for file in inbox.file_facts}
    missing = {file.sha256: [*file.missing_columns.values()] for file in inbox.file_facts}
    listed = []
    for row in [*records(inbox.files), *map(mark_unchanged, inbox.known_files)]:
        names = {
            "unread_headings": unread.get(row["sha256"], []),
            "missing_headings": missing.get(row["sha256"], []),
        }
        listed.append({**row, **names})
    return IMPORT_LISTS["files"].with_records(listed)
