"""The club's weekly report: figures from the books as they stand, aggregates and agreed lists."""

from collections import namedtuple
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from workbench.model.task_kinds import WaitsFor
from workbench.office.day import day_of, settle_on_days
from workbench.office.desk import Desk, open_desk, parse_as_of
from workbench.office.tasks import tasks_of
from workbench.reports.figures import NAMES_SHOWN, Age, Credited, Figures, FindingCount, StepCount
from workbench.reports.resting import FEW, Resting, count_resting
from workbench.reports.solution import Rate, keep_comparable
from workbench.store.connection import Database
from workbench.store.queries import fill, load, typed

WEEK = timedelta(days=7)
QUERIES = load(Path(__file__).parents[1] / "reports" / "figures.sql")


def club_report(slug: str, as_of: str) -> Figures:
    """Work out the report of the week that ends on `as_of` (an ISO day)."""
    return figures(open_desk(slug), parse_as_of(as_of))


def figures(desk: Desk, as_of: date) -> Figures:
    """Work out the report's numbers from the books."""
    with day_of(desk, as_of) as day:
        earlier = settle_on_days(day.db, [as_of - WEEK, as_of - 2 * WEEK])
        weeks = [
            (weeks_ago, *balance)
            for weeks_ago, settlement in enumerate(earlier, start=1)
            for balance in settlement.balances
        ]
        asked = [(task.kind, task.about) for task in tasks_of(day).waiting_for(WaitsFor.CLUB)]
        lay_out(day.db, weeks=weeks, queue=day.payers(), findings=day.findings, asked=asked)
        return read_figures(day.db, desk.settings.name, as_of)


def lay_out(db: Database, **rows: Sequence[tuple[Any, ...]]) -> None:
    """Lay rows that were worked out for the report in TEMP tables, so that queries count them too.

    `weeks` are balances, each after how many weeks ago it was; those of the day are there already.
    """
    for name in ("weeks", "owed", "queue", "findings", "asked"):
        getattr(QUERIES, f"lay_{name}")(db.conn)
    for name, of_table in rows.items():
        fill(db, name, of_table)


def read_figures(db: Database, club_name: str, as_of: date) -> Figures:
    """Count what `lay_out` laid out, and the tables of the day."""
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
    )


def named_row(query: AbstractContextManager[Any]) -> Any:
    """Return the one row of a query by the names of its columns, days as `date`."""
    with query as cursor:
        names = [column[0] for column in cursor.description]
        (cells,) = cursor
    values = [
        date.fromisoformat(cell) if cell and name.endswith("_on") else cell
        for name, cell in zip(names, cells, strict=True)
    ]
    return namedtuple("Row", names)(*values)
