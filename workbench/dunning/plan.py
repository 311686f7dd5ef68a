"""The plan: for every open claim a step, or the reason why there is none.

The same balances, holds, steps, policy and day give the same plan, whatever the order of the rows.
Nothing is stored and nothing is sent here.
"""

from collections.abc import Mapping, Sequence, Set
from datetime import date, timedelta
from types import MappingProxyType

from workbench.days import limitation_on
from workbench.dunning.call_rounds import find_attempts, first_call_on, is_broken_since
from workbench.dunning.claim_facts import (
    OWN_FIRST_STEPS,
    ClaimCall,
    ClaimFacts,
    Terms,
    Unconfirmed,
    day_text,
)
from workbench.dunning.clock import step_day
from workbench.dunning.drawing import (
    ClaimFreeze,
    find_resumed,
    first_level,
    own_level,
    wait_for_drawing,
)
from workbench.dunning.handover import keep_small_sums, stop_after_partner, stop_with_partner
from workbench.dunning.holds import (
    ONE_DAY,
    Holds,
    find_free_day,
    find_longest_hold,
)
from workbench.dunning.membership_rules import stop_by_freeze, stop_by_membership
from workbench.dunning.payer_rules import carry_steps, share_steps, sum_by_payer, take_up_in_calls
from workbench.dunning.plan_inputs import (
    PlanInputs,
    Policies,
    group_acknowledged,
    group_calls,
    group_decided,
    group_money,
    group_sent_days,
)
from workbench.dunning.policy import Policy
from workbench.dunning.promises import INSTALMENT_STEP, Agreements, Verdict
from workbench.dunning.steps import clock_fields, take_level
from workbench.model.day_rows import Balance, ClaimMandate, Contact, PlanRow, Suggestion
from workbench.model.hold_kinds import HOLD_RULES
from workbench.model.kinds import ClaimStatus, StepKind
from workbench.model.partner_rows import Handover
from workbench.model.periods import Period
from workbench.model.plan_reasons import PlanReason
from workbench.model.reason_rules import PLAN_REASON_RULES
from workbench.model.rows import Acknowledgement, Liability, Member, Proposal, Step
from workbench.model.task_kinds import MAYBE_SAME, MONEY

OWN_STEPS = {INSTALMENT_STEP, *OWN_FIRST_STEPS}  # that are no levels of a policy


def plan(
    balances: Sequence[Balance],
    *,
    members: Sequence[Member],
    contacts: Sequence[Contact],
    guardian_contacts: Sequence[Contact] = (),
    recipients: Mapping[str, Contact] = MappingProxyType({}),
    liabilities: Sequence[Liability],
    agreements: Agreements,
    steps: Sequence[Step],
    policies: Policies,
    terms: Terms,
    acknowledgements: Sequence[Acknowledgement] = (),
    refusing: Set[str] = frozenset(),
    unconfirmed: Mapping[str, Unconfirmed] = MappingProxyType({}),
    doubts: Mapping[str, str] = MappingProxyType({}),
    calls: Sequence[ClaimCall] = (),
    proposals: Sequence[Proposal] = (),
    suggestions: Sequence[Suggestion] = (),
    mandates: Sequence[ClaimMandate] = (),
    freeze_credited: Set[str] = frozenset(),
    freezes: Sequence[ClaimFreeze] = (),
    fee_periods: Mapping[str, Period] = MappingProxyType({}),
    handovers: Sequence[Handover] = (),
) -> list[PlanRow]:
    """Return one row per claim that is open or of unknown amount, sorted by claim id.

    - `contacts` are the members' own. `guardian_contacts` are contacts of the same members through
      the guardian who owes for them. `recipients` has, by claim id, the contact of the guardian
      that a claim names, where the member has several.
    - `balances` are the open claims; where a policy has rules for payers, also settled ones with
      steps.
    - `acknowledgements` are the payment plans that were accepted.
    - `refusing` are the payers who asked not to be phoned.
    - `unconfirmed` has, by the id of a claim, invoice or member, why it rests until its export is
      put right, and the key of the task about what was set aside, if that is why.
    - `doubts` has, by claim id, the group of claims that may be the same claim in two systems.
    - `calls` are in the order they were made; `proposals` are those approved or set aside.
    - `suggestions` are the claims that money may be for which nobody has placed yet.
    - `freeze_credited` are the claims of which the frozen days have been credited.
    - `fee_periods` has, by claim id, the days that a fee is for, where the club's fees name them.
    - `handovers` are the claims that the collection partner has or has had.
    - `mandates` are those of the claims that AvtaleGiro draws, or drew; `freezes` are those that
      ended before the claims, which are the first ones after them.
    """
    inputs = PlanInputs(
        balances=balances,
        members={member.member_id: member for member in members},
        contacts={contact.member_id: contact for contact in contacts},
        guardian_contacts={contact.member_id: contact for contact in guardian_contacts},
        named_guardian_contacts=recipients,
        liabilities={liability.claim_id: liability for liability in liabilities},
        holds=Holds(agreements.holds),
        judgements=agreements.judgements,
        acknowledged=group_acknowledged(acknowledgements),
        sent_days=group_sent_days(steps),
        policies=policies,
        unconfirmed=unconfirmed,
        doubts=doubts,
        calls=group_calls(calls),
        decided=group_decided(proposals, terms.as_of),
        money=group_money(suggestions),
        mandates={mandate.claim_id: mandate for mandate in mandates},
        freeze_credited=freeze_credited,
        fee_periods=fee_periods,
        handovers={handover.claim_id: handover for handover in handovers},
        resumed=find_resumed(freezes, mandates),
        as_of=terms.as_of,
    )
    if policies.has_payer_rules:
        all_facts = [inputs.collect_facts(claim) for claim in balances]
        terms = sum_by_payer(all_facts, terms)
        open_facts = [facts for facts in share_steps(all_facts) if _is_open(facts.claim)]
        rows = carry_steps([decide(facts, terms) for facts in open_facts], policies, terms.as_of)
    else:
        rows = [decide(inputs.collect_facts(claim), terms) for claim in balances if _is_open(claim)]
    rows = take_up_in_calls(rows, terms.as_of, refusing)
    return sorted(keep_small_sums(rows, balances))


def decide(facts: ClaimFacts, terms: Terms) -> PlanRow:
    """Return the plan's row for one claim: the first reason to wait, or the step that is due."""
    row = _stop_by_source(facts)
    if row is not None:
        return row
    if facts.policy is None:
        return facts.row_for(PlanReason.EXEMPT)
    return _decide_by_policy(facts, facts.policy, terms)


def _stop_by_source(facts: ClaimFacts) -> PlanRow | None:
    """Return a row if the sources say that a person or a partner has the claim."""
    claim = facts.claim
    row = stop_with_partner(facts)
    if row is not None:
        return row
    if claim.status == ClaimStatus.IN_COLLECTION:
        return facts.row_for(PlanReason.IN_COLLECTION)
    if facts.doubt_group is not None:
        return facts.row_for(PlanReason.MAYBE_SAME, MAYBE_SAME + facts.doubt_group)
    if claim.status == ClaimStatus.REVIEW:
        return _unconfirmed_row(facts, only_set_aside=True) or facts.row_for(PlanReason.REVIEW)
    return None


def _decide_by_policy(facts: ClaimFacts, policy: Policy, terms: Terms) -> PlanRow:
    """Return the row of a claim that a policy is for."""
    row = stop_by_freeze(facts, policy) if facts.freeze is not None else None
    if row is not None:
        return row
    if terms.as_of <= facts.claim.due_on:
        return _before_due(facts, policy, terms)
    return (
        _stop_by_claim(facts, terms)
        or _stop_by_hold(facts, policy, terms)
        or _stop_every_step(facts, policy, terms)
        or wait_for_drawing(facts, policy, terms)
        or _plan_next_step(facts, policy, terms)
    )


def _stop_by_claim(facts: ClaimFacts, terms: Terms) -> PlanRow | None:
    """Return a row if the claim is too old, or nobody knows whose it is."""
    claim, as_of = facts.claim, terms.as_of
    if as_of > limitation_on(claim.due_on, facts.acknowledged):
        return facts.row_for(PlanReason.TIME_BARRED)
    if claim.member_name is not None and claim.member_id is None:
        return facts.row_for(PlanReason.UNKNOWN_MEMBER)
    if terms.old_until_on is not None and claim.due_on <= terms.old_until_on:
        return facts.row_for(PlanReason.OLD_CLAIM, "old_claims")
    return None


def _before_due(facts: ClaimFacts, policy: Policy, terms: Terms) -> PlanRow:
    """Return the row of a claim that is not overdue: a reason for which it must not be drawn by
    AvtaleGiro either, a payment notice, or nothing yet."""
    due_on, as_of = facts.claim.due_on, terms.as_of
    personal_holds = [
        hold
        for hold in facts.holds
        if HOLD_RULES[hold.kind].is_personal and not HOLD_RULES[hold.kind].keeps_drawing
    ]
    stopped = _stop_by_hold(facts._replace(holds=personal_holds), policy, terms)
    stopped = stopped or _stop_every_step(facts, policy, terms)
    if stopped is not None and PLAN_REASON_RULES[stopped.reason].is_not_drawn:
        return stopped
    notice = policy.notice
    if notice is not None and notice.step_id not in facts.sent_days:
        notice_on = due_on + timedelta(days=notice.days)
        if as_of < notice_on:
            return facts.row_for(PlanReason.NOT_DUE, next_on=notice_on, since_on=due_on)
        holds = [hold for hold in facts.holds if not HOLD_RULES[hold.kind].keeps_notice]
        is_held = find_longest_hold(holds, as_of) is not None
        if not is_held and stopped is None:
            return take_level(facts, policy, notice, due_on, terms)
    since = facts.counted_from
    next_on = step_day(policy.steps[0], since, facts.holds)
    if next_on is not None and facts.mandate is not None and facts.mandate.draws:
        next_on = max(next_on, facts.mandate.shown_on + ONE_DAY)
    if next_on is not None and facts.member is not None:
        next_on = max(next_on, policy.asks_from(facts.member.joined_on))
    return facts.row_until(PlanReason.NOT_DUE, next_on, since_on=since)


def _stop_by_hold(facts: ClaimFacts, policy: Policy, terms: Terms) -> PlanRow | None:
    """Return a row if an agreement covers the day.

    A hold that is no agreement to pay comes first. Of those that are: a payment plan of which a
    part was missed gets a friendly reminder, unless something else stops every step.
    """
    if not facts.holds:
        return None
    others = [hold for hold in facts.holds if not HOLD_RULES[hold.kind].awaits_payment]
    other = find_longest_hold(others, terms.as_of)
    hold = other or find_longest_hold(facts.holds, terms.as_of)
    if hold is None:
        return None
    judgement = facts.judgement
    verdict = judgement.verdict if judgement is not None and other is None else None
    if judgement is not None and verdict == Verdict.MISSED:
        stopped = _stop_every_step(facts, policy, terms)
        if stopped is not None:
            return stopped
        row = _remind_of_instalment(facts, policy, judgement.promised_on, terms)
    elif judgement is not None and verdict == Verdict.AWAITS_FILE and hold.end_on is not None:
        row = facts.row_for(PlanReason.AWAITING_FILE, judgement.awaited_file)
    else:
        row = facts.row_until(PlanReason.HELD, find_free_day(facts.holds, terms.as_of))
    return row._replace(detail=row.detail or hold.kind, hold_id=hold.hold_id)


def _remind_of_instalment(facts: ClaimFacts, policy: Policy, due_on: date, terms: Terms) -> PlanRow:
    """Return a row with the friendly reminder of a missed instalment, by the channels of the
    policy's first reminder."""
    level = own_level(policy, INSTALMENT_STEP)
    return take_level(facts, policy, level, due_on, terms, day_text(due_on))


def _stop_every_step(facts: ClaimFacts, policy: Policy, terms: Terms) -> PlanRow | None:
    """Return a row if there is a reason, other than a hold, for no step of any kind."""
    if facts.unconfirmed is not None:
        return _unconfirmed_row(facts)
    if facts.claim.status == ClaimStatus.FROZEN:  # in the member system
        return facts.row_for(PlanReason.FROZEN)
    row = stop_by_membership(facts, policy, terms)
    if row is None and facts.money is not None:
        about = f"{MONEY}{facts.money.payment_id}"
        row = facts.row_for(PlanReason.MAYBE_PAID, about, detail=facts.money.likeness)
    if row is None and _is_below_minimum(facts, policy, terms):
        row = facts.row_for(PlanReason.BELOW_MINIMUM)
    return row or stop_after_partner(facts)


def _unconfirmed_row(facts: ClaimFacts, *, only_set_aside: bool = False) -> PlanRow | None:
    """Return a row if the claim's export must be put right first, because of what was set aside in
    it or because the claim is gone from its list."""
    if facts.unconfirmed is None:
        return None
    reason, task = facts.unconfirmed
    if task is None and only_set_aside:
        return None
    return facts.row_for(reason) if task is None else facts.row_for(reason, task=task)


def _plan_next_step(facts: ClaimFacts, policy: Policy, terms: Terms) -> PlanRow:
    """Return a row with the step after the last one sent, or with what it waits for.

    Steps are never skipped: a claim that is very late still gets the first one.
    """
    taken, unknown = 0, []
    for step_id in (*facts.sent_days, facts.after_step):
        if step_id is not None and step_id not in OWN_STEPS:
            number = policy.find_number(step_id)
            if number is None:
                unknown.append(step_id)
            elif number > taken:
                taken = number
    if unknown and facts.after_step is None:
        return facts.row_for(PlanReason.POLICY_CHANGED, detail=min(unknown))
    asked_club = facts.calls[-1].asked_club if facts.calls else None
    if asked_club is not None:
        return facts.row_for(PlanReason.LEFT_TO_CLUB, asked_club)
    return _plan_level(facts, policy, taken, terms)


def _plan_level(facts: ClaimFacts, policy: Policy, taken: int, terms: Terms) -> PlanRow:
    """Return a row with the level after the first `taken` levels, if its day has come."""
    if taken == len(policy.steps):
        last_step = policy.steps[-1].step_id
        return facts.row_for(PlanReason.ALL_STEPS_TAKEN, detail=last_step)
    level = policy.steps[taken] if taken else first_level(facts, policy)
    since = facts.first_step_from
    last_sent_on = max(facts.sent_days.values(), default=None) if taken else None
    if level.after == "previous":
        previous_on = facts.sent_days.get(policy.steps[taken - 1].step_id)
        since = previous_on or last_sent_on or since
    step_on = step_day(level, since, facts.holds)
    if last_sent_on is not None and level.after == "due" and step_on is not None:
        step_on = max(step_on, last_sent_on + timedelta(days=policy.days_between))
    if level.kind == StepKind.CALL and facts.calls:
        attempts = find_attempts(facts, last_sent_on or since)
        if len(attempts) >= level.most_attempts:
            sent_days = {**facts.sent_days, level.step_id: attempts[-1]}
            return _plan_level(facts._replace(sent_days=sent_days), policy, taken + 1, terms)
    if level.kind == StepKind.CALL:
        if is_broken_since(facts, last_sent_on):
            step_on = min(step_on or terms.as_of, terms.as_of)
        if step_on is not None:
            step_on = max(step_on, first_call_on(facts) or step_on)
    if step_on is not None and step_on <= terms.as_of:
        return take_level(facts, policy, level, since, terms)
    clock = clock_fields(facts, since, terms.as_of)
    return facts.row_until(PlanReason.WAITING, step_on, detail=level.step_id, **clock)


def _is_below_minimum(facts: ClaimFacts, policy: Policy, terms: Terms) -> bool:
    open_ore = facts.claim.open_ore
    if policy.minimum_per == "payer" and facts.contact is not None:
        open_ore = max(open_ore, terms.open_of_payer.get(facts.contact.payer_id, 0))
    return open_ore < policy.minimum_ore


def _is_open(claim: Balance) -> bool:
    """Return whether an amount is open, or the amount is not known."""
    is_unknown_amount = claim.status == ClaimStatus.REVIEW and claim.amount_ore == 0
    return claim.open_ore > 0 or is_unknown_amount
