"""What a membership says about its claims: frozen, left, only applied for, or made online."""

from workbench.dunning.claim_facts import ClaimFacts, Terms
from workbench.dunning.policy import Policy
from workbench.model.day_rows import PlanRow
from workbench.model.finding_kinds import FindingKind
from workbench.model.kinds import FeeType, MemberStatus
from workbench.model.plan_reasons import PlanReason


def stop_by_freeze(facts: ClaimFacts, policy: Policy) -> PlanRow | None:
    """Return a row if the membership is frozen in the time that the fee is for: such a fee is not
    owed, but for what a freeze costs, and one for a time of which a part is frozen goes by the
    club's rule. By days it rests until they are credited, as for days that were closed."""
    if facts.freeze is None or facts.claim.amount_ore <= policy.freeze_fee_ore:
        return None
    hold, is_whole, is_of_month = facts.freeze
    if not is_whole and policy.part_of_period in ("owed", "days"):
        return None
    is_not_owed = is_whole or (policy.part_of_period == "not_owed" and is_of_month)
    reason = PlanReason.FROZEN_PERIOD if is_not_owed else PlanReason.PARTLY_FROZEN
    return facts.row_for(reason, detail=hold.kind, hold_id=hold.hold_id)


def stop_by_membership(facts: ClaimFacts, policy: Policy, terms: Terms) -> PlanRow | None:
    """Return a row if the membership is a reason to do nothing."""
    claim, member = facts.claim, facts.member
    if member is None:
        return None
    if member.status == MemberStatus.FROZEN:
        return facts.row_for(PlanReason.FROZEN)
    if member.status == MemberStatus.UNPROCESSED and claim.fee_type != FeeType.TRAINING:
        return facts.row_for(
            PlanReason.APPLICANT, f"{FindingKind.APPLICANT_UNPROCESSED}:{claim.member_id}"
        )
    if member.left_on is not None and member.left_on < claim.due_on:
        return facts.row_for(PlanReason.RESIGNED)
    if member.left_on is None and member.status == MemberStatus.LEFT:
        return facts.row_for(PlanReason.LEFT_UNDATED)
    asked_from = policy.asks_from(member.joined_on)
    if terms.as_of < asked_from:
        return facts.row_for(PlanReason.WITHDRAWAL, next_on=asked_from)
    return None
