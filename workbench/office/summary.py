"""The key figures of a club's week, for the table of clubs and for `--json`."""

from dataclasses import dataclass
from datetime import date

from workbench.office.day import day_of
from workbench.office.desk import Desk
from workbench.office.report import QUERIES, named_row


@dataclass(frozen=True)
class Summary:
    """Counts on a day, and øre in `outstanding_ore`."""

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
    """Return the summary of a day, worked out from the books."""
    with day_of(desk, as_of) as day:
        counts = named_row(QUERIES.summary_cursor(day.db.conn))
        payers_to_call = len(day.payers())
    return Summary(
        club=desk.club.slug,
        name=desk.settings.name,
        payers_to_call=payers_to_call,
        **counts._asdict(),
    )
