"""The figures of a club's weekly report, worked out from the books."""

from collections import namedtuple
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from workbench.model.day_rows import Freshness
from workbench.model.task_kinds import WaitsFor
from workbench.office.day import day_of
from workbench.office.desk import Desk, open_desk, parse_as_of
from workbench.office.owed import settle_on_days
from workbench.office.tasks import tasks_of
from workbench.reports.figures import NAMES_SHOWN, Age, Credited, Figures, FindingCount, StepCount
from workbench.reports.resting import FEW, Resting, count_resting
from workbench.reports.solution import Rate, keep_comparable
from workbench.store.connection import Database
from workbench.store.queries import fill, load, table, typed

WEEK = timedelta(days=7)
QUERIES = load(Path(__file__).parents[1] / "reports" / "figures.sql")


def club_report(slug: str, as_of: str) -> Figures:
    """Return the figures of the week that ends on `as_of` (an ISO date)."""
    return figures(open_desk(slug), parse_as_of(as_of))


def figures(desk: Desk, as_of: date) -> Figures:
    """Return the report's figures on a day."""
    with day_of(desk, as_of) as day:
        earlier = settle_on_days(day.db, [as_of - WEEK, as_of - 2 * WEEK])
        weeks = [
            (weeks_ago, *balance)
            for weeks_ago, settlement in enumerate(earlier, start=1)
            for balance in settlement.balances
        ]
        tasks = tasks_of(day).waiting_for(WaitsFor.CLUB)
        asked = [(task.kind, task.about) for task in tasks]
        queue = [(payer.open_ore, payer.needs_talk) for payer in day.payers()]
        lay_out(day.db, weeks=weeks, queue=queue, findings=day.findings, asked=asked)
        return read_figures(day.db, desk.settings.name, as_of)


def lay_out(db: Database, **rows: Sequence[tuple[Any, ...]]) -> None:
    """Put rows that were worked out for the report into TEMP tables, where queries can count them.

    `weeks` are balances of earlier weeks, each with the number of weeks ago before its columns;
    the balances of the day are added by the query.
    """
    for name in ("weeks", "owed", "queue", "findings", "asked"):
        getattr(QUERIES, f"lay_{name}")(db.conn)
    for name, table_rows in rows.items():
        fill(db, name, table_rows)


def read_figures(db: Database, club_name: str, as_of: date) -> Figures:
    """Return the figures, counted in the tables of the day and those that `lay_out` has filled."""
    return Figures(
        club_name=club_name,
        as_of=as_of,
        counts=named_row(QUERIES.counts_cursor(db.conn, few=FEW)),
        ageing=typed(Age, QUERIES.ageing(db.conn)),
        rates=keep_comparable(typed(Rate, QUERIES.rates(db.conn))),
        steps=typed(StepCount, QUERIES.steps(db.conn)),
        resting=count_resting(typed(Resting, QUERIES.resting(db.conn))),
        credited=typed(Credited, QUERIES.credited(db.conn, shown=NAMES_SHOWN)),
        findings=typed(FindingCount, QUERIES.finding_counts(db.conn)),
        freshness=table(db, Freshness, "freshness"),
    )


def named_row(query: AbstractContextManager[Any]) -> Any:  # its fields are the query's columns
    """Return the only row of a query as a named tuple of its columns, days as `date`."""
    with query as cursor:
        names = [column[0] for column in cursor.description]
        (cells,) = cursor
    values = [
        date.fromisoformat(cell) if cell and name.endswith("_on") else cell
        for name, cell in zip(names, cells, strict=True)
    ]
    return _row_class(names)(*values)


def _row_class(names: Sequence[str]) -> Any:  # mypy cannot know names made at run time
    return namedtuple("Row", names)
