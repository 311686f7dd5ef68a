"""The few numbers of a club's week, for a table of many clubs and for `--json`."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from workbench.model.words import StepKind
from workbench.office.day import day_of
from workbench.office.desk import Desk
from workbench.office.picture import club_day
from workbench.reports import ageing


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
    with day_of(desk, as_of) as kept:
        day = club_day(kept)
    owed = ageing.tally(ageing.overdue(day.balances, as_of))
    return Summary(
        club=desk.club.slug,
        name=desk.settings.name,
        members=len(day.facts["members"]),
        claims=len(day.balances),
        overdue=owed.count,
        outstanding_ore=owed.ore,
        reminders=int((day.plan["kind"] == StepKind.REMINDER).sum()),
        calls=int((day.plan["kind"] == StepKind.CALL).sum()),
        resting=int(day.plan["step_id"].isna().sum()),
        payers_to_call=len(day.queue),
        new_files=int((day.facts["files"]["imported_on"] == pd.Timestamp(as_of)).sum()),
    )
