"""A club on a day, worked out from its facts: balances, contacts, plan, queue, findings."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from workbench.calls.queue import queue
from workbench.club import Settings
from workbench.dunning.plan import plan
from workbench.dunning.policy import Policy
from workbench.dunning.steps import spread
from workbench.money.balances import Settlement, settle
from workbench.money.claims import price
from workbench.office.desk import Desk
from workbench.register.contacts import contacts
from workbench.register.findings import CONTACT_COLUMNS, find
from workbench.store import books

CLUB_GROUP = "Klubben"  # KlubbAdmin's name for the club's own level


@dataclass(frozen=True)
class Picture:
    """Everything that follows from the facts on `as_of`; nothing of it is stored."""

    as_of: date
    settlement: Settlement
    contacts: pd.DataFrame
    plan: pd.DataFrame
    queue: pd.DataFrame
    findings: pd.DataFrame

    @property
    def balances(self) -> pd.DataFrame:
        return self.settlement.balances


def picture(
    facts: dict[str, pd.DataFrame], settings: Settings, policy: Policy, as_of: date
) -> Picture:
    """Work out a club's day from the frames of its books."""
    settlement = settle_on(facts, as_of)
    people = contacts(facts["members"], as_of)
    planned = plan(
        settlement.balances,
        members=facts["members"],
        contacts=people,
        liabilities=facts["liabilities"],
        holds=facts["holds"],
        steps=spread(facts["reminders"], settlement.balances),
        policy=policy,
        assigned=settings.assignment.on(as_of),
        as_of=as_of,
    )
    return Picture(
        as_of,
        settlement,
        people,
        planned,
        queue(
            planned,
            settlement.balances,
            people,
            facts["members"],
            many_unpaid=policy.many_unpaid,
        ),
        find(
            facts["members"],
            facts["participations"],
            _unread_contact_data(facts, settings.system),
            club_group=CLUB_GROUP,
        ),
    )


def picture_of(desk: Desk, as_of: date) -> tuple[dict[str, pd.DataFrame], Picture]:
    """Read a club's books as they stand, and work out the day; the inbox is not looked at."""
    facts = books.read_books(desk.db).frames
    return facts, picture(facts, desk.settings, desk.policy.policy, as_of)


def settle_on(facts: dict[str, pd.DataFrame], day: date) -> Settlement:
    """Work out the balances on a day, from the same facts."""
    claims = price(facts["claims"], facts["invoices"])
    return settle(claims, facts["invoices"], facts["payments"], day)


def week_before(as_of: date, weeks: int = 1) -> date:
    """Return the same weekday, so many weeks earlier."""
    return as_of - timedelta(weeks=weeks)


def _unread_contact_data(facts: dict[str, pd.DataFrame], system: str) -> pd.DataFrame:
    """Return member_id and column of contact data set aside, where the member still has none."""
    rejected = facts["rejected"]
    values = rejected[~rejected["whole_row"] & rejected["field"].isin(list(CONTACT_COLUMNS))]
    members = facts["members"].set_index("member_id")
    rows = [
        (f"{system}:{record}", field)
        for record, field in zip(values["record"], values["field"], strict=True)
        if f"{system}:{record}" in members.index
        and pd.isna(members.at[f"{system}:{record}", field])
    ]
    return pd.DataFrame(rows, columns=["member_id", "column"])
