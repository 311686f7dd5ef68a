"""The club's weekly report: figures from the books as they stand, aggregates and agreed lists."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from workbench.money.payments import counted_once
from workbench.office.desk import Desk, open_desk, parse_as_of
from workbench.office.picture import picture_of, settle_on, week_before
from workbench.reports.figures import Figures, ReadUntil, weekly_figures


@dataclass(frozen=True)
class ClubReport:
    """What the report's notebook needs."""

    figures: Figures


def club_report(slug: str, as_of: str) -> ClubReport:
    """Work out the report of the week that ends on `as_of` (an ISO day)."""
    desk, day = open_desk(slug), parse_as_of(as_of)
    return ClubReport(figures(desk, day))


def figures(desk: Desk, as_of: date) -> Figures:
    """Work out the report's numbers from the books."""
    facts, now = picture_of(desk, as_of)
    return weekly_figures(
        club_name=desk.settings.name,
        as_of=as_of,
        members=facts["members"],
        balances=now.balances,
        payments=counted_once(facts["payments"]),
        plan=now.plan,
        queue=now.queue,
        findings=now.findings,
        contacts=now.contacts,
        holds=now.holds,
        read=_read_until(facts),
        balances_before=settle_on(facts, week_before(as_of)).balances,
        balances_two_weeks_before=settle_on(facts, week_before(as_of, 2)).balances,
    )


def _read_until(facts: dict[str, pd.DataFrame]) -> ReadUntil:
    """Payments are known to the newest one read; the member list to the day it was read."""
    lists = facts["files"].loc[facts["files"]["kind"] == "members", "imported_on"]
    return ReadUntil(payments_on=_newest(facts["payments"]["paid_on"]), members_on=_newest(lists))


def _newest(days: "pd.Series[pd.Timestamp]") -> date | None:
    newest = days.max()
    return None if pd.isna(newest) else pd.Timestamp(newest).date()
