"""The plan: for every open claim a step, or the reason why there is none.

Pure: the same balances, holds, steps, policy and day give the same plan, whatever the order of
the rows. Nothing is stored and nothing is sent here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import pandas as pd

from workbench.days import limitation_on
from workbench.dunning.holds import Holds, active
from workbench.dunning.policy import Level, Policy
from workbench.model import frames
from workbench.model.periods import Period, days_covered
from workbench.model.words import (
    ClaimStatus,
    FeeType,
    HoldKind,
    LiableParty,
    MemberStatus,
    PlanReason,
    StepKind,
)

Answer = dict[str, Any]  # the columns of a plan row that say what to do and why
NOBODY = frames.empty("contacts")
Ways = Mapping[Any, Mapping[str, Any]]  # member, or claim -> contact
OTHERS = {LiableParty.GUARDIAN, LiableParty.PAYER}
CONFIRMED = ("claim_id", "invoice_id", "member_id")


@dataclass(frozen=True)
class Case:
    """Everything that decides one claim."""

    claim: Mapping[str, Any]
    member: Mapping[str, Any]
    contact: Mapping[str, Any]
    holds: list[tuple[str, Period]]
    taken: Mapping[str, date]  # step_id -> day it was really sent, for today's due date
    is_confirmed: bool = True


def plan(
    balances: pd.DataFrame,
    *,
    members: pd.DataFrame,
    contacts: pd.DataFrame,
    guardian_contacts: pd.DataFrame = NOBODY,
    recipients: Ways = MappingProxyType({}),
    liabilities: pd.DataFrame,
    holds: pd.DataFrame,
    steps: pd.DataFrame,
    policy: Policy,
    assigned: frozenset[StepKind],
    unconfirmed: frozenset[str] = frozenset(),
    as_of: date,
) -> pd.DataFrame:
    """Return the frame `plan`: one row per claim with something open, or of unknown amount.

    `assigned` is what the club has signed for on that day. `unconfirmed` are the ids of claims,
    invoices and members that the newest exports lack, or state something of that could not be
    read. The contact is the liable member's where the register holds one, else the member's own;
    where another owes for one who is of age now, it is in `guardian_contacts`, and where a claim
    names one of several guardians, under the claim in `recipients`.
    """
    nobody_knows = (balances["status"] == ClaimStatus.REVIEW) & (balances["amount_ore"] == 0)
    open_claims = balances[(balances["open_ore"] > 0) | nobody_knows]
    ways = _by(contacts, "member_id"), _by(guardian_contacts, "member_id"), recipients
    cases = _cases(open_claims, members, ways, liabilities, holds, steps, unconfirmed)
    rows = [
        {
            "claim_id": case.claim["claim_id"],
            "payer_id": case.contact.get("payer_id"),
            "due_version": case.claim["due_on"].isoformat(),
            **decide(case, policy, assigned, as_of),
        }
        for case in cases
    ]
    return frames.build("plan", sorted(rows, key=lambda row: str(row["claim_id"])))


def decide(case: Case, policy: Policy, assigned: frozenset[StepKind], as_of: date) -> Answer:
    """Answer for one claim: the first thing that stops it, or the step that is due."""
    return _stopped(case, policy, as_of) or _next_step(case, policy, assigned, as_of)


def _stopped(case: Case, policy: Policy, as_of: date) -> Answer | None:
    """Return why nothing may be done whatever the policy's levels say."""
    claim, member, due_on = case.claim, case.member, case.claim["due_on"]
    if claim["status"] == ClaimStatus.IN_COLLECTION:
        return _none(PlanReason.IN_COLLECTION)
    if claim["status"] == ClaimStatus.REVIEW:
        return _none(PlanReason.REVIEW)
    if as_of <= due_on:
        first = _first_day(case.holds, due_on, policy.levels[0].days, after=as_of)
        return _none(PlanReason.NOT_DUE, next_on=first)
    if as_of > limitation_on(due_on):
        return _none(PlanReason.TIME_BARRED)
    if claim["member_name"] is not None and claim["member_id"] is None:
        return _none(PlanReason.UNKNOWN_MEMBER)
    if held := active(case.holds, as_of):
        return _none(PlanReason.HELD, detail=held[0], next_on=_first_free(case.holds, as_of))
    if not case.is_confirmed:
        return _none(PlanReason.UNCONFIRMED)
    if claim["status"] == ClaimStatus.FROZEN or member.get("status") == MemberStatus.FROZEN:
        return _none(PlanReason.HELD, detail=HoldKind.FREEZE)  # so says the member system
    if member.get("status") == MemberStatus.UNPROCESSED and claim["fee_type"] != FeeType.TRAINING:
        return _none(PlanReason.APPLICANT)
    if member.get("left_on") is not None and member["left_on"] < due_on:
        return _none(PlanReason.RESIGNED)
    if member.get("status") == MemberStatus.LEFT and member.get("left_on") is None:
        return _none(PlanReason.LEFT_UNDATED)
    if claim["open_ore"] < policy.minimum_ore:
        return _none(PlanReason.BELOW_MINIMUM)
    return None


def _next_step(case: Case, policy: Policy, assigned: frozenset[StepKind], as_of: date) -> Answer:
    """Return the one step that is due, or what it waits for; a late claim still gets the first."""
    names = [level.step_id for level in policy.levels]
    unknown = sorted(set(case.taken) - set(names))
    if unknown:
        return _none(PlanReason.POLICY_CHANGED, detail=unknown[0])
    at = max((names.index(step_id) + 1 for step_id in case.taken), default=0)
    if at == len(policy.levels):
        return _none(PlanReason.ALL_STEPS_TAKEN, detail=names[-1])
    level = policy.levels[at]
    since = case.taken[names[at - 1]] if at else case.claim["due_on"]
    counted = counted_days(case.holds, since, as_of)
    if counted < level.days:
        return _none(
            PlanReason.WAITING,
            detail=level.step_id,
            next_on=_first_day(case.holds, since, level.days, after=as_of),
            days=counted,
        )
    if level.kind not in assigned:
        return _none(PlanReason.NOT_ASSIGNED, detail=level.step_id, days=counted)
    if not _can_reach(case.contact, level):
        return _none(PlanReason.NO_CONTACT, detail=level.step_id, days=counted)
    return {
        "step_id": level.step_id,
        "kind": level.kind,
        "channel": level.channel,
        "reason": PlanReason.STEP_DUE,
        "detail": level.step_id,
        "next_on": None,
        "days": counted,
    }


def counted_days(holds: list[tuple[str, Period]], since: date, as_of: date) -> int:
    """Count the days after `since` up to `as_of` that no hold covers."""
    return (as_of - since).days - days_covered([period for _, period in holds], since, as_of)


def _first_day(
    holds: list[tuple[str, Period]], since: date, days: int, *, after: date
) -> date | None:
    """Return the first day after `after` with so many counted days since `since`, and no hold."""
    day = max(since + timedelta(days=days), after + timedelta(days=1))
    while (missing := days - counted_days(holds, since, day)) > 0:
        if any(period.end_on is None for _, period in holds):
            return None  # held until somebody decides
        day += timedelta(days=missing)
    return day if active(holds, day) is None else _first_free(holds, day)


def _first_free(holds: list[tuple[str, Period]], day: date) -> date | None:
    """Return the first day from `day` on that no hold covers; None while one has no end."""
    while (held := active(holds, day)) is not None:
        if held[1].end_on is None:
            return None
        day = held[1].end_on + timedelta(days=1)
    return day


def _can_reach(contact: Mapping[str, Any], level: Level) -> bool:
    if level.kind == StepKind.CALL:
        return contact.get("phone") is not None
    return contact.get("phone") is not None or contact.get("email") is not None


def _none(
    reason: PlanReason,
    *,
    detail: str | None = None,
    next_on: date | None = None,
    days: int | None = None,
) -> Answer:
    return {"reason": reason, "detail": detail, "next_on": next_on, "days": days}


def _cases(
    open_claims: pd.DataFrame,
    members: pd.DataFrame,
    ways: tuple[Ways, Ways, Ways],
    liabilities: pd.DataFrame,
    holds: pd.DataFrame,
    steps: pd.DataFrame,
    unconfirmed: frozenset[str],
) -> Iterator[Case]:
    by_member = _by(members, "member_id")
    by_claim = _by(liabilities, "claim_id")
    all_holds = Holds(holds)
    taken: dict[tuple[str, str], dict[str, date]] = {}
    for step in frames.records(steps):
        taken.setdefault((step["claim_id"], step["due_version"]), {})[step["step_id"]] = step[
            "sent_on"
        ]
    for claim in frames.records(open_claims):
        liable = by_claim.get(claim["claim_id"], {})
        contact = _contact(claim, liable, *ways)
        owing = {liable.get("liable_member_id"), contact.get("reached_through")}
        yield Case(
            claim=claim,
            member=by_member.get(claim["member_id"], {}),
            contact=contact,
            holds=all_holds.on(claim, owing),
            taken=taken.get((claim["claim_id"], claim["due_on"].isoformat()), {}),
            is_confirmed=not {claim[key] for key in CONFIRMED} & unconfirmed,
        )


def _contact(
    claim: Mapping[str, Any],
    liable: Mapping[str, Any],
    contacts: Ways,
    guardians: Ways,
    recipients: Ways,
) -> Mapping[str, Any]:
    """Return whom to contact: the liable member, as the guardian named beside if that is the same
    person, else the member; one who has come of age is not asked for what another owes."""
    member_id, owing_id = claim["member_id"], liable.get("liable_member_id")
    own, named = contacts.get(member_id, {}), guardians.get(member_id, {})
    if owing_id not in (None, member_id) and named.get("reached_through") == owing_id:
        return named
    is_others = liable.get("liable_party") in OTHERS and owing_id not in contacts
    if is_others and claim["claim_id"] in recipients:
        return recipients[claim["claim_id"]]
    if is_others and own.get("is_minor") is False:
        return named
    return contacts.get(owing_id) or own


def _by(frame: pd.DataFrame, column: str) -> dict[Any, dict[str, Any]]:
    return {row[column]: row for row in frames.records(frame)}
