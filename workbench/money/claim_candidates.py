"""The claims that may be one, with what shows whom each is for, and what two have in common."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from workbench.model.day_rows import PricedClaim
from workbench.model.kinds import SETTLED, VOID, ClaimStatus, FeeType
from workbench.model.rows import Claim, Member
from workbench.money.claim_doubts import system_of
from workbench.values.text import fold

DONE = SETTLED | VOID
MOST_ADDED_ORE = 100_00  # a fee and interest, to a claim since it was made anew


class Candidate(NamedTuple):
    """A claim with what shows who it is for."""

    claim: PricedClaim
    system: str
    is_gone: bool  # from its list
    claimed_ore: int | None  # also of a cancelled claim; None for nothing
    name: str | None  # the member's, folded
    born_on: date | None
    phone_and_email: frozenset[str]

    @property
    def is_void(self) -> bool:
        """Whether nothing is owed."""
        return self.claim.status in VOID


def candidates_of(
    claims: Sequence[PricedClaim], source_claims: Sequence[Claim], members: Sequence[Member]
) -> list[Candidate]:
    """Return the priced claims with what their members and sources state; a claim that is cancelled
    has its amount from `source_claims` (`complete_from_invoices`)."""
    member_of: dict[str | None, Member] = {member.member_id: member for member in members}
    amounts = {claim.claim_id: claim.amount_ore for claim in source_claims}
    gone = {claim.claim_id for claim in source_claims if claim.missing_since is not None}
    candidates = []
    for claim in claims:
        member = member_of.get(claim.member_id, Member(""))
        amount = amounts.get(claim.claim_id)
        details = (member.phone, member.email)
        candidates.append(
            Candidate(
                claim=claim,
                system=system_of(claim),
                is_gone=claim.claim_id in gone,
                claimed_ore=(claim.amount_ore if amount is None else amount) or None,
                name=fold(member.name or claim.member_name or "") or None,
                born_on=member.born_on,
                phone_and_email=frozenset(fold(detail) for detail in details if detail),
            )
        )
    return candidates


def is_owed_in_other(kept: Candidate, duplicate: Candidate) -> bool:
    """Return whether a claim is cancelled where it would be kept, and owed in the other system: as
    one claim, nobody would owe it."""
    is_owed = duplicate.claim.status not in DONE and not duplicate.is_gone
    return is_owed and kept.claim.status == ClaimStatus.CANCELLED


def may_be_made_anew(earlier: Candidate, later: Candidate) -> bool:
    """Return whether a later claim is of the same amount, or of the same fee with a sum added."""
    added_ore = (later.claimed_ore or 0) - (earlier.claimed_ore or 0)
    is_same_fee = (
        earlier.claim.fee_type == later.claim.fee_type or earlier.claim.title == later.claim.title
    )
    return added_ore == 0 or (0 < added_ore <= MOST_ADDED_ORE and is_same_fee)


def is_same_person(kept: Candidate, duplicate: Candidate) -> bool:
    """Return whether two claims are of one member or name one person, if only as the recipient: a
    KID of one system may be another person's in the other system."""
    if kept.claim.member_id and kept.claim.member_id == duplicate.claim.member_id:
        return True
    if kept.name and duplicate.name:
        return kept.name == duplicate.name
    return bool(_names(kept) & _names(duplicate))


def _names(candidate: Candidate) -> set[str]:
    """Return the names on a claim: the member's and the recipient's."""
    names = candidate.name, fold(candidate.claim.recipient_name or "")
    return {name for name in names if name}


def may_be_same(kept: Candidate, duplicate: Candidate) -> bool:
    """Return whether two claims of one name differ in nothing that both state. Different birth
    dates do not count where a phone or an e-mail is the same: one of the dates may be wrong."""
    if kept.is_void or duplicate.is_void or (kept.claim.kid and duplicate.claim.kid):
        return False
    fee_types = {kept.claim.fee_type, duplicate.claim.fee_type}
    birth_dates = {kept.born_on, duplicate.born_on} - {None}
    shares_contact = bool(kept.phone_and_email & duplicate.phone_and_email)
    is_one_person = len(birth_dates) < 2 or shares_contact
    return is_one_person and (len(fee_types) == 1 or FeeType.OTHER in fee_types)
