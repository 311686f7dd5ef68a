"""The plan: for every open claim a step, or the reason why there is none.

The same balances, holds, steps, policy and day give the same plan, whatever the order of the rows.
Nothing is stored and nothing is sent here.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

from workbench.days import limitation_on
from workbench.dunning.claim_facts import ClaimFacts, PlanInputs, Unconfirmed, group_sent_days
from workbench.dunning.holds import Holds, find_longest_hold, period_of
from workbench.dunning.policy import Level, Policy
from workbench.model.day_rows import Balance, Contact, PlanRow
from workbench.model.finding_kinds import FindingKind
from workbench.model.kinds import ClaimStatus, FeeType, MemberStatus, StepKind
from workbench.model.periods import count_covered_days
from workbench.model.plan_reasons import PlanReason
from workbench.model.rows import Hold, Liability, Member, Step

ONE_DAY = timedelta(days=1)


def plan(
    balances: Sequence[Balance],
    *,
    members: Sequence[Member],
    contacts: Sequence[Contact],
    guardian_contacts: Sequence[Contact] = (),
    recipients: Mapping[str, Contact] = MappingProxyType({}),
    liabilities: Sequence[Liability],
    holds: Sequence[Hold],
    steps: Sequence[Step],
    policy: Policy,
    assigned: frozenset[StepKind],
    unconfirmed: Mapping[str, Unconfirmed] = MappingProxyType({}),
    doubts: Mapping[str, str] = MappingProxyType({}),
    as_of: date,
) -> list[PlanRow]:
    """Return one row per claim that is open or of unknown amount, sorted by claim id.

    - `contacts` are the members' own. `guardian_contacts` are contacts of the same members through
      the guardian who owes for them. `recipients` has, by claim id, the contact of the guardian
      that a claim names, where the member has several.
    - `assigned` are the kinds of step that the club has signed for on `as_of`.
    - `unconfirmed` has, by the id of a claim, invoice or member, why it rests until its export is
      put right, and the key of the task about what was set aside, if that is why.
    - `doubts` has, by claim id, the group of claims that may be the same claim in two systems.
    """
    inputs = PlanInputs(
        balances=balances,
        members={member.member_id: member for member in members},
        contacts={contact.member_id: contact for contact in contacts},
        guardian_contacts={contact.member_id: contact for contact in guardian_contacts},
        named_guardian_contacts=recipients,
        liabilities={liability.claim_id: liability for liability in liabilities},
        holds=Holds(holds),
        sent_days=group_sent_days(steps),
        unconfirmed=unconfirmed,
        doubts=doubts,
    )
    all_facts = [inputs.collect_facts(claim) for claim in balances if _is_open(claim)]
    plan_rows = [decide(facts, policy, assigned, as_of) for facts in all_facts]
    return sorted(plan_rows, key=lambda row: row.claim_id)


def decide(
    facts: ClaimFacts, policy: Policy, assigned: frozenset[StepKind], as_of: date
) -> PlanRow:
    """Return the plan's row for one claim: the first reason to wait, or the step that is due."""
    return (
        _stop_by_claim(facts, policy, as_of)
        or _stop_by_membership(facts)
        or _plan_next_step(facts, policy, assigned, as_of)
    )


def _stop_by_claim(facts: ClaimFacts, policy: Policy, as_of: date) -> PlanRow | None:
    """Return a row if the claim itself is a reason to do nothing."""
    claim = facts.claim
    if claim.status == ClaimStatus.IN_COLLECTION:
        return facts.row_for(PlanReason.IN_COLLECTION)
    if facts.doubt_group is not None:
        return facts.row_for(PlanReason.MAYBE_SAME, facts.doubt_group)
    if claim.status == ClaimStatus.REVIEW:
        return _unconfirmed_row(facts, only_set_aside=True) or facts.row_for(PlanReason.REVIEW)
    if as_of <= claim.due_on:
        first_day = _find_step_day(facts.holds, claim.due_on, policy.levels[0].days, after=as_of)
        return facts.row_until(PlanReason.NOT_DUE, first_day)
    if as_of > limitation_on(claim.due_on):
        return facts.row_for(PlanReason.TIME_BARRED)
    if claim.member_name is not None and claim.member_id is None:
        return facts.row_for(PlanReason.UNKNOWN_MEMBER)
    hold = find_longest_hold(facts.holds, as_of)
    if hold is not None:
        held_row = facts.row_until(PlanReason.HELD, _find_free_day(facts.holds, as_of))
        return held_row._replace(detail=hold.kind)
    row = _unconfirmed_row(facts)
    if row is None and claim.status == ClaimStatus.FROZEN:  # in the member system
        return facts.row_for(PlanReason.FROZEN)
    return row


def _unconfirmed_row(facts: ClaimFacts, *, only_set_aside: bool = False) -> PlanRow | None:
    """Return a row if the claim's export must be put right first, because of what was set aside in
    it or because the claim is gone from its list."""
    if facts.unconfirmed is None:
        return None
    reason, task = facts.unconfirmed
    if task is None and only_set_aside:
        return None
    row = facts.row_for(reason)
    return row if task is None else row._replace(task=task)


def _stop_by_membership(facts: ClaimFacts) -> PlanRow | None:
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
    return None


def _plan_next_step(
    facts: ClaimFacts, policy: Policy, assigned: frozenset[StepKind], as_of: date
) -> PlanRow:
    """Return a row with the step after the last one sent, or with what it waits for.

    Steps are never skipped: a claim that is very late still gets the first one.
    """
    if facts.claim.open_ore < policy.minimum_ore:
        return facts.row_for(PlanReason.BELOW_MINIMUM)
    step_ids = [level.step_id for level in policy.levels]
    unknown_ids = sorted(set(facts.sent_days) - set(step_ids))
    if unknown_ids:
        return facts.row_for(PlanReason.POLICY_CHANGED)._replace(detail=unknown_ids[0])
    steps_taken = max((step_ids.index(step_id) + 1 for step_id in facts.sent_days), default=0)
    if steps_taken == len(step_ids):
        return facts.row_for(PlanReason.ALL_STEPS_TAKEN)._replace(detail=step_ids[-1])
    since = facts.sent_days[step_ids[steps_taken - 1]] if steps_taken else facts.claim.due_on
    return _plan_level(facts, policy.levels[steps_taken], since, assigned, as_of)


def _plan_level(
    facts: ClaimFacts, level: Level, since: date, assigned: frozenset[StepKind], as_of: date
) -> PlanRow:
    """Return a row with the level's step if it is due and possible; days count from `since`."""
    days = count_days(facts.holds, since, as_of)
    if days < level.days:
        next_on = _find_step_day(facts.holds, since, level.days, after=as_of)
        row = facts.row_until(PlanReason.WAITING, next_on)
    elif level.kind not in assigned:
        row = facts.row_for(PlanReason.NOT_ASSIGNED, f"step:{level.step_id}")
    elif not _can_reach(facts.contact, level):
        row = facts.row_without_contact()
    else:
        row = facts.row_for(PlanReason.STEP_DUE)
        row = row._replace(step_id=level.step_id, kind=level.kind, channel=level.channel)
    return row._replace(detail=level.step_id, days=days)


def count_days(holds: Sequence[Hold], since: date, as_of: date) -> int:
    """Return the number of days after `since`, up to and including `as_of`, without a hold."""
    return (as_of - since).days - count_covered_days(
        [period_of(hold) for hold in holds], since, as_of
    )


def _find_step_day(holds: Sequence[Hold], since: date, days: int, *, after: date) -> date | None:
    """Return the first day after `after` that is `days` counted days since `since`, without a hold.

    None if a hold has no end: somebody must decide first.
    """
    day = max(since + timedelta(days=days), after + ONE_DAY)
    missing_days = days - count_days(holds, since, day)
    while missing_days > 0:
        if any(hold.end_on is None for hold in holds):
            return None
        day += timedelta(days=missing_days)
        missing_days = days - count_days(holds, since, day)
    return _find_free_day(holds, day)


def _find_free_day(holds: Sequence[Hold], day: date) -> date | None:
    """Return the first day, `day` or later, without a hold; None if a hold on it has no end."""
    hold = find_longest_hold(holds, day)
    while hold is not None:
        if hold.end_on is None:
            return None
        day = hold.end_on + ONE_DAY
        hold = find_longest_hold(holds, day)
    return day


def _can_reach(contact: Contact | None, level: Level) -> bool:
    if contact is None:
        return False
    if level.kind == StepKind.CALL:
        return contact.phone is not None
    return contact.phone is not None or contact.email is not None


def _is_open(claim: Balance) -> bool:
    """Return whether an amount is open, or the amount is not known."""
    is_unknown_amount = claim.status == ClaimStatus.REVIEW and claim.amount_ore == 0
    return claim.open_ore > 0 or is_unknown_amount
