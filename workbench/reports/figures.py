"""The numbers of a club's weekly report: plain values, no names but those on the agreed list."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from workbench.model.words import MemberStatus
from workbench.reports import ageing
from workbench.reports.ageing import Bucket, Tally
from workbench.reports.day import ClubDay
from workbench.reports.decisions import CLUB_DECIDES, Decisions, decisions, finding_counts
from workbench.reports.solution import Rate, earlier_rates, rate_on
from workbench.reports.upcoming import Upcoming, upcoming

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class ReadUntil:
    """How fresh the numbers are; None where nothing was read."""

    payments_on: date | None = None
    members_on: date | None = None


@dataclass(frozen=True)
class Register:
    """The state of the member list."""

    active: int
    left: int
    left_this_week: int
    joined_this_week: int
    findings: tuple[tuple[str, int], ...]  # kinds that the office tidies, with their counts


@dataclass(frozen=True)
class Figures:
    """Everything the report says. What compares with an earlier week is None when there is none."""

    club_name: str
    as_of: date
    read: ReadUntil
    paid_ore: int | None  # in the seven days up to `as_of`; below zero when paid back
    paid_before_ore: int | None  # in the seven days before that
    overdue: Tally
    overdue_before: Tally | None
    not_due: Tally
    ageing: tuple[Bucket, ...]
    solution: Rate
    solution_earlier: tuple[Rate, ...]
    payers: int  # payers with something overdue and outstanding
    payers_reachable: int  # those of them with a phone or an e-mail
    upcoming: Upcoming
    on_hold: int | None  # members with an agreement on `as_of`; None when one to four
    decisions: Decisions
    register: Register

    @property
    def reachable(self) -> float | None:
        """The share of the payers that can be reached; None when nobody owes."""
        return self.payers_reachable / self.payers if self.payers else None


def weekly_figures(
    club_name: str,
    day: ClubDay,
    read: ReadUntil,
    *,
    balances_before: pd.DataFrame,
    balances_two_weeks_before: pd.DataFrame,
) -> Figures:
    """Work out the report of the week that ends on a day.

    The balances before are those of 7 and 14 days earlier; without rows there is no such earlier
    week to compare with.
    """
    as_of, balances = day.as_of, day.balances
    before, week_ago = balances_before, as_of - WEEK
    is_first = before.empty
    payers, reachable = reach(ageing.overdue(balances, as_of), day.plan, day.contacts)
    return Figures(
        club_name=club_name,
        as_of=as_of,
        read=read,
        paid_ore=ageing.paid_between(before, balances),
        paid_before_ore=ageing.paid_between(balances_two_weeks_before, before),
        overdue=ageing.tally(ageing.overdue(balances, as_of)),
        overdue_before=None if is_first else ageing.tally(ageing.overdue(before, week_ago)),
        not_due=ageing.tally(ageing.not_due(balances, as_of)),
        ageing=ageing.buckets(
            ageing.by_age(balances, as_of),
            None if is_first else ageing.by_age(before, week_ago),
        ),
        solution=rate_on(balances, as_of),
        solution_earlier=earlier_rates(balances, as_of),
        payers=payers,
        payers_reachable=reachable,
        upcoming=upcoming(day.plan, day.queue),
        on_hold=on_hold(day.holds, as_of),
        decisions=decisions(day),
        register=register(day.facts["members"], day.findings, as_of),
    )


def reach(owed: pd.DataFrame, plan: pd.DataFrame, contacts: pd.DataFrame) -> tuple[int, int]:
    """Count the payers of the claims, and those of them who have a phone or an e-mail.

    The plan names the payer; a claim without one counts as a payer who cannot be reached.
    """
    named = owed[["claim_id"]].merge(plan[["claim_id", "payer_id"]], on="claim_id", how="left")
    payers = set(named["payer_id"].fillna(named["claim_id"]))
    has_way = contacts["phone"].notna() | contacts["email"].notna()
    return len(payers), len(payers & set(contacts.loc[has_way, "payer_id"]))


def on_hold(holds: pd.DataFrame, as_of: date) -> int | None:
    """Count the members with an agreement on `as_of`; one to four are not told apart."""
    day = pd.Timestamp(as_of)
    active = holds[(holds["start_on"] <= day) & ~(holds["end_on"] < day)]
    count = int(active["member_id"].nunique())
    return None if 0 < count < 5 else count


def register(members: pd.DataFrame, findings: pd.DataFrame, as_of: date) -> Register:
    """Count the member list, and the findings that the office tidies."""
    last_day = pd.Timestamp(as_of)
    first_day = last_day - pd.Timedelta(6, "D")
    return Register(
        active=int((members["status"] == MemberStatus.ACTIVE).sum()),
        left=int((members["status"] == MemberStatus.LEFT).sum()),
        left_this_week=int(members["left_on"].between(first_day, last_day).sum()),
        joined_this_week=int(members["joined_on"].between(first_day, last_day).sum()),
        findings=finding_counts(findings[~findings["kind"].isin(CLUB_DECIDES)]),
    )
