"""A level's step taken for a claim: its channel and its charge, or what stands in the way."""

from datetime import date, timedelta
from typing import Any

from workbench.dunning.claim_facts import ClaimFacts, Terms, day_text
from workbench.dunning.clock import count_days
from workbench.dunning.fees import FeeClaim, FeeLetter, decide_fee, interest_ore
from workbench.dunning.handover import refuse_hand_over
from workbench.dunning.law import Law
from workbench.dunning.policy import Level, Policy
from workbench.model.day_rows import Contact, PlanRow
from workbench.model.errors import RateError
from workbench.model.hold_kinds import HOLD_RULES
from workbench.model.kinds import Channel, ProposalState, StepKind
from workbench.model.legal_reasons import FeeReason
from workbench.model.plan_reasons import PlanReason
from workbench.model.rows import Proposal
from workbench.values.phones import is_mobile

BY_ANY_WAY = {Channel.MEMBER_SYSTEM}  # the member system writes to what it has


def take_level(
    facts: ClaimFacts,
    policy: Policy,
    level: Level,
    since: date,
    terms: Terms,
    due_version: str = "",
) -> PlanRow:
    """Return a row with the level's step, or with what stands in its way.

    `due_version` is the claim's due date, unless another day is given.
    """
    due_version = due_version or day_text(facts.claim.due_on)
    decided = facts.decided.get((level.step_id, due_version)) if facts.decided else None
    if decided is not None:
        return _wait_as_decided(facts, decided)
    if level.kind in terms.refused:
        clock = clock_fields(facts, since, terms.as_of)
        why = terms.refused[level.kind]
        return facts.row_for(PlanReason.NOT_ASSIGNED, f"step:{level.step_id}", detail=why, **clock)
    if level.kind == StepKind.HANDOVER:
        row = refuse_hand_over(facts, level, policy, terms)
        if row is not None:
            return row
    late = terms.late.source_of(facts.claim)
    if late is not None:
        return facts.row_for(PlanReason.STALE_FILE, late.key, detail=level.step_id)
    channel = _choose_channel(facts.contact, level)
    if channel is None:
        clock = clock_fields(facts, since, terms.as_of)
        return facts.row_without_contact(detail=level.step_id, **clock)
    fee_ore, interest_ore = 0, 0
    if level.fee and terms.has_fees and terms.law is not None:
        charge = _charge(facts, policy, terms.law, terms)
        if charge is None:
            return facts.row_for(PlanReason.NO_RATE, "rates", detail=level.step_id)
        fee_ore, interest_ore = charge
    return PlanRow(
        facts.claim.claim_id,
        facts.contact.payer_id if facts.contact else None,
        due_version,
        PlanReason.STEP_DUE,
        level.step_id,
        level.kind,
        channel,
        level.step_id,
        None,
        None,
        policy.id,
        since,
        *count_days(facts.holds, since, terms.as_of),
        None,
        facts.judgement.promised_on if facts.judgement else None,
        fee_ore,
        interest_ore,
    )


def _wait_as_decided(facts: ClaimFacts, proposal: Proposal) -> PlanRow:
    """Return a row that waits for the answer whether a step was sent, or for the day until which
    it was set aside."""
    if proposal.state == ProposalState.APPROVED:
        return facts.row_for(PlanReason.UNKNOWN_SENT, proposal.key, detail=proposal.step_id)
    until_on, step_id = proposal.until_on, proposal.step_id
    return facts.row_for(PlanReason.SET_ASIDE, next_on=until_on, detail=step_id)


def _charge(facts: ClaimFacts, policy: Policy, law: Law, terms: Terms) -> tuple[int, int] | None:
    """Return fee and interest, in øre, of a letter with a fee on the day; None if no reviewed rate
    is in force, or the new law forbids the fee."""
    letters = tuple(
        FeeLetter(sent_on, sent_on + timedelta(days=level.deadline_days))
        for level in policy.steps
        if level.fee and (sent_on := facts.sent_days.get(level.step_id))
    )
    had_objection = any(HOLD_RULES[hold.kind].bars_fees for hold in facts.holds)
    claim = FeeClaim(facts.counted_from, facts.incurred_as_minor, had_objection, letters)
    decision = decide_fee(claim, terms.as_of, law)
    if decision.reason in (FeeReason.NO_RATE, FeeReason.NEW_LAW):
        return None
    if not terms.has_interest or had_objection:
        return decision.fee_ore, 0
    try:
        interest = interest_ore(
            facts.claim.open_ore,
            facts.counted_from,
            terms.as_of,
            law,
            incurred_as_minor=facts.incurred_as_minor,
        )
    except RateError:
        return None
    return decision.fee_ore, interest


def clock_fields(facts: ClaimFacts, since: date, as_of: date) -> dict[str, Any]:
    """Return the fields of a row that say how many days count from `since` until the day."""
    days, held_days = count_days(facts.holds, since, as_of)
    return {"since_on": since, "days": days, "held_days": held_days}


def _choose_channel(contact: Contact | None, level: Level) -> Channel | None:
    """Return the first of the level's channels that reaches the payer, or None."""
    for channel in level.channels:
        if _reaches(contact, channel):
            return channel
    return None


def _reaches(contact: Contact | None, channel: Channel) -> bool:
    """Return whether a step by the channel reaches the payer."""
    if contact is None:
        return False
    if channel == Channel.PHONE:
        return contact.phone is not None
    if channel == Channel.SMS:
        return contact.phone is not None and is_mobile(contact.phone)
    if channel == Channel.EMAIL:
        return contact.email is not None
    if channel == Channel.EFAKTURA:
        return not contact.is_minor  # it goes to the bank of whoever owes
    is_written_to = contact.phone is not None or contact.email is not None
    return is_written_to or channel not in BY_ANY_WAY
