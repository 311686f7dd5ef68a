"""The few numbers of a club's week, for a table of many clubs and for `--json`."""

from dataclasses import dataclass
from datetime import date

from workbench.model.words import ClaimStatus, StepKind
from workbench.office.desk import Desk
from workbench.office.picture import picture
from workbench.store import books


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


def summarise(desk: Desk, as_of: date) -> Summary:
    """Work out the summary from the books as they stand."""
    facts = books.read_books(desk.db).frames
    day = picture(facts, desk.settings, desk.policy.policy, as_of)
    balances, plan = day.balances, day.plan
    is_overdue = (
        (balances["open_ore"] > 0)
        & (balances["due_on"].dt.date < as_of)
        & (balances["status"] != ClaimStatus.REVIEW)
    )
    return Summary(
        club=desk.club.slug,
        name=desk.settings.name,
        members=len(facts["members"]),
        claims=len(balances),
        overdue=int(is_overdue.sum()),
        outstanding_ore=int(balances.loc[is_overdue, "open_ore"].sum()),
        reminders=int((plan["kind"] == StepKind.REMINDER).sum()),
        calls=int((plan["kind"] == StepKind.CALL).sum()),
        resting=int(plan["step_id"].isna().sum()),
        payers_to_call=len(day.queue),
    )
