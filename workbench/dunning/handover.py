"""The hand-over of a claim to the collection partner, the last resort: what must not be, and why.

Most of what forbids it stops every step, and is decided by the plan before it comes to this.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from workbench.dunning.claim_facts import ClaimFacts, Terms, without_step
from workbench.dunning.law import hand_over_from
from workbench.dunning.policy import Level, Policy
from workbench.model.day_rows import Balance, PlanRow
from workbench.model.kinds import StepKind
from workbench.model.legal_reasons import HandoverRefusal
from workbench.model.plan_reasons import PlanReason
from workbench.model.reason_rules import PLAN_REASON_RULES

NOTICE_DAYS = 14  # the deadline in a notice that the club or its partner gave (inkassoloven § 9)
LEAST_ORE = 500_00  # our own: of all that is handed over of a payer's; R7 names no sum


def stop_with_partner(facts: ClaimFacts) -> PlanRow | None:
    """Return a row if the partner has the claim, or the money for it (P28)."""
    handover = facts.handover
    if handover is None or not handover.is_with_partner:
        return None
    return facts.row_for(PlanReason.HANDED_OVER, f"partner:{handover.file}")


def stop_after_partner(facts: ClaimFacts) -> PlanRow | None:
    """Return a row if the partner has had the claim and nobody has chosen how it goes on."""
    if facts.handover is None or facts.after_step is not None:
        return None
    return facts.row_for(PlanReason.RETURNED, detail=facts.handover.closed_why)


def refuse_hand_over(
    facts: ClaimFacts, level: Level, policy: Policy, terms: Terms
) -> PlanRow | None:
    """Return a row if the claim must not be handed over on the day, or not yet (R7)."""
    refusal = _refuse_debtor(facts)
    if refusal is not None:
        return facts.row_for(PlanReason.NOT_TO_PARTNER, detail=refusal)
    deadline_on = _find_deadline(facts, policy, terms)
    if deadline_on is None or terms.law is None:
        return facts.row_for(PlanReason.NO_NOTICE, detail=level.step_id)
    first_on = hand_over_from(terms.law, deadline_on, terms.as_of)
    if terms.as_of < first_on:
        return facts.row_for(PlanReason.WAITING, next_on=first_on, detail=level.step_id)
    return None


def _refuse_debtor(facts: ClaimFacts) -> HandoverRefusal | None:
    """Return why the claim must not be handed over because of who owes it: only a person of the
    register who was of age when the claim arose may be (R10)."""
    contact, liability = facts.contact, facts.liability
    if facts.incurred_as_minor:
        return HandoverRefusal.AS_MINOR
    if contact is None or liability is None or liability.liable_member_id is None:
        return HandoverRefusal.NO_DEBTOR
    if liability.liable_member_id == facts.claim.member_id and contact.is_minor:
        return HandoverRefusal.AS_MINOR
    return HandoverRefusal.NO_DEBTOR if contact.probably_parent else None


def _find_deadline(facts: ClaimFacts, policy: Policy, terms: Terms) -> date | None:
    """Return the first deadline of a collection notice that this workbench, the club or its partner
    gave after the claim fell due; where that is left to the partner, of our last reminder too."""
    deadlines = [*_deadlines(facts, policy, {StepKind.COLLECTION_NOTICE})]
    given_on = terms.notice_given_on
    if given_on is not None and given_on > facts.counted_from:
        deadlines.append(given_on + timedelta(days=NOTICE_DAYS))
    if terms.is_notice_by_partner:
        reminded = [*_deadlines(facts, policy, {StepKind.REMINDER})]
        deadlines += [max(reminded)] if reminded else []
    return min(deadlines, default=None)


def _deadlines(facts: ClaimFacts, policy: Policy, kinds: set[StepKind]) -> Iterable[date]:
    """Yield the deadlines of the steps of these kinds that were sent: 14 days after it at least,
    whatever the letter said."""
    for level in policy.steps:
        sent_on = facts.sent_days.get(level.step_id)
        if level.kind in kinds and sent_on is not None:
            yield sent_on + timedelta(days=max(level.deadline_days, NOTICE_DAYS))


def keep_small_sums(rows: Sequence[PlanRow], balances: Iterable[Balance]) -> list[PlanRow]:
    """Return the rows, where nothing is handed over of a payer of whom it were too little."""
    open_ore = {claim.claim_id: claim.open_ore for claim in balances}
    sums: Counter[str | None] = Counter()
    for row in rows:
        if row.kind == StepKind.HANDOVER:
            sums[row.payer_id] += open_ore[row.claim_id]
    return [
        _without_hand_over(row)
        if row.kind == StepKind.HANDOVER and sums[row.payer_id] < LEAST_ORE
        else row
        for row in rows
    ]


def _without_hand_over(row: PlanRow) -> PlanRow:
    reason = PlanReason.NOT_TO_PARTNER
    task = f"{PLAN_REASON_RULES[reason].task}:{row.claim_id}"
    return without_step(row, reason)._replace(detail=HandoverRefusal.TOO_SMALL, task=task)
