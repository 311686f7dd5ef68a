"""The figures of a club's weekly report, worked out from the books."""

from collections import namedtuple
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from workbench.model.day_rows import Balance, Freshness
from workbench.model.kinds import ClaimStatus
from workbench.model.rows import Report, ReportedClaim
from workbench.model.task_kinds import WaitsFor
from workbench.office.day import Day, day_of
from workbench.office.desk import Desk, current_user, open_desk, parse_as_of
from workbench.office.owed import settle_on_days
from workbench.office.tasks import Tasks, tasks_of
from workbench.reports.figures import NAMES_SHOWN, Age, Credited, Figures, FindingCount, StepCount
from workbench.reports.resting import FEW, Resting, count_resting
from workbench.reports.solution import Rate, keep_comparable
from workbench.store.connection import Database
from workbench.store.events import event
from workbench.store.queries import fill, load, table, typed
from workbench.store.triggers import write_typed

WEEK = timedelta(days=7)
QUERIES = load(Path(__file__).parents[1] / "reports" / "figures.sql")


def club_report(slug: str, as_of: str) -> Figures:
    """Return the figures of the week that ends on `as_of` (an ISO date)."""
    return figures(open_desk(slug), parse_as_of(as_of))


def figures(desk: Desk, as_of: date) -> Figures:
    """Return the report's figures on a day."""
    with day_of(desk, as_of) as day:
        return figures_of(tasks_of(day), desk)


def figures_of(tasks: Tasks, desk: Desk) -> Figures:
    """Return the report's figures on a day that is worked out. What it compares with is what the
    last report said; in a club without one, what is known now of a week before."""
    day = tasks.day
    reported_on, weeks = _earlier_weeks(day.db, day.as_of)
    asked = [(task.kind, task.about) for task in tasks.waiting_for(WaitsFor.CLUB)]
    queue = [(payer.open_ore, payer.needs_talk) for payer in day.payers()]
    lay_out(day.db, weeks=weeks, queue=queue, findings=day.findings, asked=asked)
    return read_figures(day.db, desk.settings.name, day.as_of, reported_on)


def sums_of_report(day: Day) -> Report:
    """Return the sums that the report of a day says, and that the next one compares with."""
    reported_on, weeks = _earlier_weeks(day.db, day.as_of)
    lay_out(day.db, weeks=weeks)
    counts = _count(day.db, reported_on)
    return Report(day.as_of, counts.overdue_ore, counts.paid_ore)


def keep_report(db: Database, report: Report, claims: Sequence[ReportedClaim]) -> None:
    """Store what a report says, and the claims that it counts otherwise than the one before. Call
    inside `write`."""
    with event(db, "report", report.day, who=current_user()) as event_id:
        write_typed(db, "reports", [report], event_id)
        write_typed(db, "reported_claims", claims, event_id)


def newly_reported(day: Day) -> list[ReportedClaim]:
    """Return the claims that are not as the report before a day counted them."""
    rows = QUERIES.newly_reported(day.db.conn, day=day.as_of)
    return typed(ReportedClaim, rows)


def _earlier_weeks(db: Database, as_of: date) -> tuple[date | None, list[tuple[Any, ...]]]:
    """Return the day of the last report, and the rows of `weeks` for it; if there is none, for each
    of the two weeks before.

    A claim that the report did not know has nothing open in it, but may have been paid before. One
    that has become another since, as it stands in two systems, counts as that one.
    """
    day = QUERIES.last_report(db.conn, day=as_of)
    reported_on = date.fromisoformat(day) if day else None
    if reported_on is None:
        days = [as_of - WEEK, as_of - 2 * WEEK]
        settlements = settle_on_days(db, days)
        return None, [
            week_row(weeks_ago, days[weeks_ago - 1], balance)
            for weeks_ago, settlement in enumerate(settlements, start=1)
            for balance in settlement.balances
        ]
    kept_ids = dict(QUERIES.merged(db.conn))
    reported = [
        (1, reported_on, kept_ids.get(claim.claim_id, claim.claim_id), *claim[2:])
        for claim in typed(ReportedClaim, QUERIES.reported(db.conn, day=reported_on))
    ]
    reported_ids = {row[2] for row in reported}
    (settlement,) = settle_on_days(db, [reported_on])
    not_reported = [
        (*week_row(1, reported_on, balance)[:-1], 0)
        for balance in settlement.balances
        if balance.claim_id not in reported_ids
    ]
    return reported_on, not_reported + reported


def week_row(weeks_ago: int, day: date, balance: Balance) -> tuple[Any, ...]:
    """Return a row of `weeks`: a claim as it counts on a day."""
    open_ore = 0 if balance.status == ClaimStatus.REVIEW else balance.open_ore
    return weeks_ago, day, balance.claim_id, balance.due_on, balance.paid_ore, open_ore


def lay_out(db: Database, **rows: Sequence[tuple[Any, ...]]) -> None:
    """Put rows that were worked out for the report into TEMP tables, where queries can count them.

    `weeks` are claims as they counted in earlier weeks; those of the day are added by the query.
    """
    for name in ("weeks", "owed", "queue", "findings", "asked"):
        getattr(QUERIES, f"lay_{name}")(db.conn)
    for name, table_rows in rows.items():
        fill(db, name, table_rows)


def read_figures(
    db: Database, club_name: str, as_of: date, reported_on: date | None = None
) -> Figures:
    """Return the figures, counted in the tables of the day and those that `lay_out` has filled."""
    return Figures(
        club_name=club_name,
        as_of=as_of,
        counts=_count(db, reported_on),
        ageing=typed(Age, QUERIES.ageing(db.conn)),
        rates=keep_comparable(typed(Rate, QUERIES.rates(db.conn))),
        steps=typed(StepCount, QUERIES.steps(db.conn)),
        resting=count_resting(typed(Resting, QUERIES.resting(db.conn))),
        credited=typed(Credited, QUERIES.credited(db.conn, shown=NAMES_SHOWN)),
        findings=typed(FindingCount, QUERIES.finding_counts(db.conn)),
        freshness=table(db, Freshness, "freshness"),
    )


def _count(db: Database, reported_on: date | None) -> Any:
    """Return the single numbers of the report; `reported_on` is the day of the last one."""
    return named_row(QUERIES.counts_cursor(db.conn, few=FEW, reported=reported_on))


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
