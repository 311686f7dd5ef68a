"""What the club itself has to answer: claims to credit, claims to decide, payments without a claim.

The one place in the report with names: the agreed list of members who resigned before the claim
fell due, since a board cannot approve what it cannot see.
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from workbench.model import frames
from workbench.model.words import MemberStatus, PlanReason
from workbench.reports.ageing import Tally, in_review, tally

# Kinds of finding that the club decides; applicants are counted by their status.
CLUB_DECIDES = ("duplicate", "not_in_club_list", "applicant_unprocessed")
SHOWN = 20  # rows of the list of names


@dataclass(frozen=True)
class Resigned:
    """A claim to be credited, on the agreed list."""

    name: str
    title: str
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


def decisions(
    *,
    as_of: date,
    members: pd.DataFrame,
    balances: pd.DataFrame,
    payments: pd.DataFrame,
    plan: pd.DataFrame,
    findings: pd.DataFrame,
) -> Decisions:
    """Gather what the club has to answer on `as_of`."""
    credited = to_credit(plan, balances, members)
    return Decisions(
        resigned=tally(credited),
        resigned_rows=tuple(
            Resigned(
                name=row["name"] or "Uten navn i registeret",
                title=row["title"] or "",
                due_on=row["due_on"],
                open_ore=row["open_ore"],
            )
            for row in frames.records(credited.head(SHOWN))
        ),
        review=tally(in_review(balances)),
        unmatched=unmatched(payments, balances, as_of),
        applicants=int((members["status"] == MemberStatus.UNPROCESSED).sum()),
        findings=tuple(pair for pair in finding_counts(findings) if pair[0] in CLUB_DECIDES[:2]),
    )


def to_credit(plan: pd.DataFrame, balances: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Return the open claims of those who resigned, with the member's `name`; the oldest first."""
    resigned = plan.loc[plan["reason"] == PlanReason.RESIGNED, ["claim_id"]]
    claims = resigned.merge(balances, on="claim_id", how="inner")
    named = claims.merge(
        members[["member_id", "first_name", "last_name"]], on="member_id", how="left"
    )
    names = named["first_name"].fillna("") + " " + named["last_name"].fillna("")
    return named.assign(name=names.str.strip()).sort_values(
        ["due_on", "name", "claim_id"], ignore_index=True
    )


def unmatched(payments: pd.DataFrame, balances: pd.DataFrame, as_of: date) -> Tally:
    """Count the payments read until `as_of` whose KID, or invoice, no claim has."""
    read = payments[payments["paid_on"] <= pd.Timestamp(as_of)]
    known = read["kid"].notna() & read["kid"].isin(balances["kid"].dropna())
    of_invoice = read["invoice_id"].isin(balances["invoice_id"].dropna())
    known = of_invoice.where(read["invoice_id"].notna(), known)
    orphans = read[~known]
    return Tally(len(orphans), int(orphans["amount_ore"].sum()))


def finding_counts(findings: pd.DataFrame) -> tuple[tuple[str, int], ...]:
    """Count the findings per kind, the most frequent first."""
    counts = [(str(kind), len(rows)) for kind, rows in findings.groupby("kind")]
    return tuple(sorted(counts, key=lambda pair: (-pair[1], pair[0])))
