"""The club's weekly report: figures from the books as they stand, aggregates and agreed lists."""

from datetime import date

import pandas as pd

from workbench.model import frames
from workbench.office.day import day_of, settle_on
from workbench.office.desk import Desk, open_desk, parse_as_of
from workbench.office.picture import club_day
from workbench.reports.figures import WEEK, Figures, ReadUntil, weekly_figures


def club_report(slug: str, as_of: str) -> Figures:
    """Work out the report of the week that ends on `as_of` (an ISO day)."""
    return figures(open_desk(slug), parse_as_of(as_of))


def figures(desk: Desk, as_of: date) -> Figures:
    """Work out the report's numbers from the books."""
    with day_of(desk, as_of) as kept:
        day = club_day(kept)
        before, earlier = (
            frames.build(
                "balances", [row._asdict() for row in settle_on(kept.db, as_of - n * WEEK).balances]
            )
            for n in (1, 2)
        )
    return weekly_figures(
        desk.settings.name,
        day,
        _read_until(day.facts),
        balances_before=before,
        balances_two_weeks_before=earlier,
    )


def _read_until(facts: dict[str, pd.DataFrame]) -> ReadUntil:
    """Payments are known to the newest one read; the member list to the day it was read."""
    lists = facts["files"].loc[facts["files"]["kind"] == "members", "imported_on"]
    return ReadUntil(payments_on=_newest(facts["payments"]["paid_on"]), members_on=_newest(lists))


def _newest(days: "pd.Series[pd.Timestamp]") -> date | None:
    newest = days.max()
    return None if pd.isna(newest) else pd.Timestamp(newest).date()
