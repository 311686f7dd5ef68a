"""The few numbers of a club's week, for a table of many clubs and for `--json`."""

from dataclasses import dataclass
from datetime import date

from workbench.office.day import day_of
from workbench.office.desk import Desk
from workbench.office.report import QUERIES, named_row


@dataclass(frozen=True)
class Summary:
    """Counts and øre on a day, from the books."""

    club: str
    name: str
    members: int
    claims: int
    overdue: int  # claims past due with something open, without those under review
    outstanding_ore: int
    reminders: int  # steps in the plan
    calls: int
    resting: int  # open claims without a step
    payers_to_call: int
    new_files: int  # read for this day


def summarise(desk: Desk, as_of: date) -> Summary:
    """Work out the summary from the books as they stand."""
    with day_of(desk, as_of) as day:
        counts = named_row(QUERIES.summary_cursor(day.db.conn))
        payers_to_call = len(day.payers())
    return Summary(
        club=desk.club.slug,
        name=desk.settings.name,
        payers_to_call=payers_to_call,
        **counts._asdict(),
    )
