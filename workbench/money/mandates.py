"""Which mandate of AvtaleGiro a claim is drawn by: matched by the customer that a KID names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workbench.days import working_day_after
from workbench.model.day_rows import Balance, ClaimMandate
from workbench.model.rows import Mandate
from workbench.values.kid import KidStructure, split_kid

BANK_DAYS = 5  # from the due date to the last day a bank's file must cover to show the money (P10)


@dataclass(frozen=True)
class MandatesByKid:
    """The mandates of a club, found by the whole KID, or by account and customer."""

    by_kid: Mapping[str, Mandate]
    by_customer: Mapping[tuple[str, str], Mandate]
    accounts: Sequence[str]
    structures: Sequence[KidStructure]

    def find(self, kid: str | None) -> Mandate | None:
        """Return the mandate that a claim with this KID is drawn by; None if there is none."""
        if kid is None:
            return None
        mandates = [self.by_kid[kid]] if kid in self.by_kid else []
        for account in self.accounts:
            customer = split_kid(kid, self.structures, account).customer
            mandate = self.by_customer.get((account, customer)) if customer else None
            if mandate is not None:
                mandates.append(mandate)
        return max(mandates, key=_rank, default=None)


def group_by_kid(mandates: Iterable[Mandate], structures: Iterable[KidStructure]) -> MandatesByKid:
    """Return the mandates by what finds them; of several, the one that stands longest counts."""
    known = [*structures]
    by_kid: dict[str, Mandate] = {}
    by_customer: dict[tuple[str, str], Mandate] = {}
    for mandate in sorted(mandates, key=_rank):
        by_kid[mandate.kid] = mandate
        customer = split_kid(mandate.kid, known, mandate.account).customer
        if customer is not None:
            by_customer[mandate.account, customer] = mandate
    accounts = sorted({account for account, _ in by_customer})
    return MandatesByKid(by_kid, by_customer, accounts, known)


def _rank(mandate: Mandate) -> tuple[date, date, str, str]:
    return mandate.ended_on or date.max, mandate.first_seen_on, mandate.account, mandate.kid


def shown_on(due_on: date) -> date:
    """Return the last day that a bank's file must cover to show what was drawn on a due date.

    >>> str(shown_on(date(2026, 12, 15)))  # a Tuesday
    '2026-12-22'
    """
    return working_day_after(due_on, BANK_DAYS)


def find_claim_mandates(
    claims: Iterable[Balance], mandates: Iterable[Mandate], structures: Iterable[KidStructure]
) -> list[ClaimMandate]:
    """Return the mandate of each claim that has one, or had one that has ended."""
    grouped = group_by_kid(mandates, structures)
    rows = []
    for claim in claims if grouped.by_kid else ():
        mandate = grouped.find(claim.kid)
        if mandate is not None:
            rows.append(
                ClaimMandate(
                    claim.claim_id,
                    mandate.account,
                    mandate.kid,
                    claim.due_on,
                    shown_on(claim.due_on),
                    mandate.first_seen_on,
                    mandate.ended_on,
                )
            )
    return rows
