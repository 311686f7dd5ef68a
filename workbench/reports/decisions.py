"""What the club itself has to answer: claims to credit, claims to decide, payments without a claim.

The one place in the report with names: the agreed list of members who resigned before the claim
fell due, since a board cannot approve what it cannot see.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import pandas as pd

from workbench.model import frames
from workbench.model.words import MemberStatus, PlanReason
from workbench.reports.ageing import Tally, in_review, tally
from workbench.reports.day import ClubDay, full_names

ASKED = ("duplicate", "not_in_club_list")  # kinds of finding that the club is asked about
CLUB_DECIDES = (*ASKED, "applicant_unprocessed")  # applicants are counted by their status
SHOWN = 20  # rows of the list of names


class Resigned(NamedTuple):
    """A claim to be credited, on the agreed list."""

    name: str | None
    title: str | None
    due_on: date | None
    open_ore: int


@dataclass(frozen=True)
class Decisions:
    """What waits for an answer from the club."""

    resigned: Tally
    resigned_rows: tuple[Resigned, ...]  # at most SHOWN of them
    review: Tally
    unmatched: Tally
    applicants: int
    findings: tuple[tuple[str, int], ...]  # what may be mixed up: kinds with their counts

    @property
    def questions(self) -> int:
        """The number of things asked for."""
        tallies = (self.resigned, self.review, self.unmatched)
        counts = [*(tally.count for tally in tallies), self.applicants]
        counts += [count for _, count in self.findings]
        return sum(count > 0 for count in counts)


def decisions(day: ClubDay) -> Decisions:
    """Gather what the club has to answer."""
    credited = to_credit(day)
    listed = credited[list(Resigned._fields)]
    return Decisions(
        resigned=tally(credited),
        resigned_rows=tuple(Resigned(**row) for row in frames.records(listed.head(SHOWN))),
        review=tally(in_review(day.balances)),
        unmatched=Tally(len(day.unmatched), int(day.unmatched["amount_ore"].sum())),
        applicants=int((day.facts["members"]["status"] == MemberStatus.UNPROCESSED).sum()),
        findings=finding_counts(day.findings[day.findings["kind"].isin(ASKED)]),
    )


def to_credit(day: ClubDay) -> pd.DataFrame:
    """Return the open claims of those who resigned, with the member's `name`; the oldest first."""
    resigned = day.plan.loc[day.plan["reason"] == PlanReason.RESIGNED, ["claim_id"]]
    claims = resigned.merge(day.balances, on="claim_id")
    named = claims.merge(full_names(day.facts["members"]), on="member_id", how="left")
    by_age = named.assign(name=named["name"].fillna("")).sort_values(["due_on", "name", "claim_id"])
    return by_age.reset_index(drop=True)


def finding_counts(findings: pd.DataFrame) -> tuple[tuple[str, int], ...]:
    """Count the findings per kind, the most frequent first."""
    counts = [(str(kind), len(rows)) for kind, rows in findings.groupby("kind")]
    return tuple(sorted(counts, key=lambda pair: (-pair[1], pair[0])))
