"""What should be invoiced or credited: the fees that should exist minus the claims that do.

A claim is never edited. Where its sum should be another, it is credited and a new one is made;
where money has come for it, or it cannot be told what it is for, somebody is asked instead.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

from workbench.model.day_rows import Balance, FeeProposal
from workbench.model.fee_kinds import FeeAct, FeeNote, first_question
from workbench.model.kinds import SETTLED, VOID, ClaimStatus, FeeType
from workbench.model.money_rows import FiledInvoice
from workbench.money.expected_fees import ExpectedFee
from workbench.money.filed_invoices import (
    find_filed,
    is_to_be_credited,
    names_year,
    wait_for,
    wait_for_credits,
    wait_for_unexpected,
)
from workbench.values.text import fold

NEWCOMER_DAYS = 14  # so long after joining somebody is new


class Newcomers(NamedTuple):
    """Who is new on a day: those who joined lately, and those whom the last import brought."""

    joined_on: Mapping[str, date | None]  # by member id
    since_last_import: Collection[str]
    as_of: date

    def __contains__(self, member_id: object) -> bool:
        joined_on = self.joined_on.get(str(member_id))
        is_recent = joined_on is not None and (
            self.as_of - timedelta(days=NEWCOMER_DAYS) <= joined_on <= self.as_of
        )
        return is_recent or member_id in self.since_last_import


def propose_fees(
    expected: Sequence[ExpectedFee],
    claims: Iterable[Balance],
    newcomers: Newcomers,
    leavers: Mapping[str, FeeNote],
    not_agreed: Collection[ExpectedFee] = (),
    maybe_theirs: Mapping[str, Sequence[Balance]] = MappingProxyType({}),
    filed: Iterable[FiledInvoice] = (),
) -> list[FeeProposal]:
    """Return what to make, credit and ask, and what is in a file and not shown yet; newcomers
    first, then by day of issue and title.

    A claim is of a fee if it has its title and type; one without a type has any. `leavers` has
    member id -> why the member probably leaves: they are asked before they get a first invoice for
    a period, unless they are new. What the club was asked about without saying yes is never made
    because the reason to ask has gone: it is asked about again, and a claim that somebody made of
    it meanwhile stays as it is. `maybe_theirs` has member id -> the claims of nobody known that are
    in the member's name. What is in `filed`, the oldest first, is not proposed again.
    """
    claims_of: dict[str, list[Balance]] = {}
    for claim in claims:
        if claim.member_id:
            claims_of.setdefault(claim.member_id, []).append(claim)
    fees_of: dict[str, list[ExpectedFee]] = {}
    for fee in expected:
        fees_of.setdefault(fee.member_id, []).append(fee)
    filed_of: dict[str, list[FiledInvoice]] = {}
    for row in filed:
        filed_of.setdefault(row.member_id, []).append(row)
    proposals = [
        proposal._replace(is_newcomer=proposal.member_id in newcomers)
        for member_id in {**fees_of, **filed_of}
        for proposal in _propose_for_member(
            fees_of.get(member_id, []),
            claims_of.get(member_id, []),
            is_new=member_id in newcomers,
            leaves=leavers.get(member_id),
            not_agreed=not_agreed,
            maybe_theirs=maybe_theirs.get(member_id, ()),
            filed=filed_of.get(member_id, []),
        )
    ]
    in_order = sorted(proposals, key=_order)
    return [each._replace(number=number) for number, each in enumerate(in_order, start=1)]


def _order(proposal: FeeProposal) -> tuple[bool, date, str, str, int, str]:
    """Return what sorts proposals: a reversal comes right before the invoice in its place."""
    is_new_invoice = proposal.act != FeeAct.REVERSAL
    return (
        not proposal.is_newcomer,
        proposal.issue_on,
        proposal.title,
        proposal.member_id,
        int(is_new_invoice),
        proposal.claim_id or "",
    )


def _propose_for_member(
    fees: Sequence[ExpectedFee],
    claims: Sequence[Balance],
    *,
    is_new: bool,
    leaves: FeeNote | None,
    not_agreed: Collection[ExpectedFee],
    maybe_theirs: Sequence[Balance],
    filed: Sequence[FiledInvoice],
) -> Iterator[FeeProposal]:
    yield from wait_for_credits(claims, filed)
    yield from wait_for_unexpected(fees, claims, filed)
    claims = [claim for claim in claims if not is_to_be_credited(claim, filed)]
    own_claims = {fee: [claim for claim in claims if _is_titled(claim, fee)] for fee in fees}
    titled = {claim.claim_id for own in own_claims.values() for claim in own}
    others = [claim for claim in claims if claim.claim_id not in titled]
    missing = []
    for fee, own in own_claims.items():
        if own:
            yield from _compare(fee, own, not_agreed)
        else:
            missing.append(fee)
    for fee, other in _pair_with_others(missing, others):
        if other is not None:
            if other.fee_type != fee.fee_type or other.amount_ore != fee.amount_ore:
                yield _ask(fee, FeeNote.MAYBE_SAME, other)
            continue
        in_same_name = [claim for claim in maybe_theirs if _may_be_of(claim, fee)]
        if in_same_name:
            yield _ask(fee, FeeNote.MAYBE_THEIRS, in_same_name[0])
            continue
        in_file = find_filed(fee, filed)
        if in_file is not None:
            yield wait_for(in_file, fee.amount_ore)
            continue
        question = fee.ask or (None if is_new else leaves)
        if question is None and fee in not_agreed:
            question = FeeNote.NOT_AGREED
        if question is not None:
            yield _ask(fee, question)
        else:
            yield _new(fee, FeeNote.NEWCOMER if is_new else FeeNote.MISSING)


def _is_titled(claim: Balance, fee: ExpectedFee) -> bool:
    """Return whether a claim has the fee's title; one that names no year may be of another."""
    if fold(claim.title or "") != fold(fee.title):
        return False
    if claim.fee_type not in (fee.fee_type, FeeType.OTHER):
        return False
    return names_year(fee.title) or _is_in_period(claim, fee)


def _is_in_period(claim: Balance, fee: ExpectedFee) -> bool:
    days = [day for day in (claim.issued_on, claim.due_on) if day is not None]
    return any(fee.since_on <= day <= fee.until_on for day in days)


def _pair_with_others(
    fees: Sequence[ExpectedFee], claims: Sequence[Balance]
) -> Iterator[tuple[ExpectedFee, Balance | None]]:
    """Yield each fee with a claim of another title that is or may be it: of its type and sum, else
    of its type, else of its sum and no type; of each claim once, those that fit best first."""
    left = [claim for claim in claims if claim.status not in VOID]
    unpaired = [*fees]
    for fits in (_fits_in_all, _fits_in_type, _fits_in_sum):
        for fee in [*unpaired]:
            candidates = [claim for claim in left if _is_in_period(claim, fee) and fits(claim, fee)]
            if candidates:
                left.remove(candidates[0])
                unpaired.remove(fee)
                yield fee, candidates[0]
    for fee in unpaired:
        yield fee, None


def _may_be_of(claim: Balance, fee: ExpectedFee) -> bool:
    fits = _fits_in_type(claim, fee) or _fits_in_sum(claim, fee)
    is_of_period = fits and _is_in_period(claim, fee)
    return claim.status not in VOID and (is_of_period or _is_titled(claim, fee))


def _fits_in_all(claim: Balance, fee: ExpectedFee) -> bool:
    return _fits_in_type(claim, fee) and claim.amount_ore == fee.amount_ore


def _fits_in_type(claim: Balance, fee: ExpectedFee) -> bool:
    return claim.fee_type == fee.fee_type


def _fits_in_sum(claim: Balance, fee: ExpectedFee) -> bool:
    return claim.fee_type == FeeType.OTHER and claim.amount_ore == fee.amount_ore


def _compare(
    fee: ExpectedFee, own: Sequence[Balance], not_agreed: Collection[ExpectedFee]
) -> Iterator[FeeProposal]:
    """Yield what makes a fee's claims come to its sum; nothing where they do, or where somebody
    decided otherwise: one who is exempt, or a claim without a sum."""
    live = [claim for claim in own if claim.status not in VOID]
    if not live:
        if all(claim.status == ClaimStatus.CANCELLED for claim in own):
            yield _ask(fee, FeeNote.CANCELLED, own[0])
        return
    is_undecided = any(claim.status == ClaimStatus.REVIEW for claim in live)
    if is_undecided or fee.ask is not None or not fee.amount_ore or fee in not_agreed:
        return
    if sum(claim.amount_ore for claim in live) == fee.amount_ore:
        return
    paid = [claim for claim in live if claim.paid_ore or claim.status in SETTLED]
    if paid:
        yield _ask(fee, FeeNote.PARTLY_PAID, paid[0])
        return
    for claim in live:
        yield _new(fee, FeeNote.CHANGED)._replace(
            act=FeeAct.REVERSAL,
            amount_ore=claim.amount_ore,
            how="",
            claim_id=claim.claim_id,
        )
    yield _new(fee, FeeNote.CHANGED)


def _new(fee: ExpectedFee, why: FeeNote) -> FeeProposal:
    return FeeProposal(
        0,
        FeeAct.NEW,
        fee.member_id,
        fee.rule_id,
        fee.fee_type,
        fee.title,
        fee.start_on,
        fee.issue_on,
        fee.due_on,
        fee.amount_ore,
        why,
        " ".join(fee.notes),
        left_on=fee.left_on,
        frozen_days=fee.frozen_days,
    )


def _ask(fee: ExpectedFee, question: FeeNote, claim: Balance | None = None) -> FeeProposal:
    """Return a question about a fee; where one of its own can only be answered in words, that."""
    return _new(fee, question)._replace(
        act=FeeAct.ASK,
        why=first_question([fee.ask, question]) or question,
        claim_id=None if claim is None else claim.claim_id,
    )
