"""The plan: for every open claim a step, or the reason why there is none.

The same balances, holds, steps, policy and day give the same plan, whatever the order of the rows.
Nothing is stored and nothing is sent here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from workbench.days import limitation_on
from workbench.dunning.holds import Holds, find_longest_hold, period_of
from workbench.dunning.policy import Level, Policy
from workbench.model.day_rows import Balance, Contact, PlanRow
from workbench.model.finding_kinds import FindingKind
from workbench.model.kinds import ClaimStatus, FeeType, LiableParty, MemberStatus, StepKind
from workbench.model.periods import count_covered_days
from workbench.model.plan_reasons import PLAN_REASON_RULES, PlanReason
from workbench.model.rows import Hold, Liability, Member, Step
from workbench.model.task_kinds import TaskKind

ONE_DAY = timedelta(days=1)
OWING_FOR_MEMBER = {LiableParty.GUARDIAN, LiableParty.PAYER}


@dataclass(frozen=True)
class ClaimFacts:
    """Everything that decides what is done about one claim."""

    claim: Balance
    member: Member | None
    contact: Contact | None
    holds: list[Hold]
    sent_days: Mapping[str, date]  # step_id -> the day it was really sent, for today's due date
    confirming_task: str | None = None  # the key of the task that must confirm the claim first
    doubt_group: str | None = None  # the id of the group of claims that may be the same claim

    def row_for(self, reason: PlanReason, about: str | None = None) -> PlanRow:
        """Return the claim's row of the plan with a reason and no step.

        If the reason has a kind of task, the row waits for that task. `about` is what the task is
        about; None means the claim.
        """
        payer_id = self.contact.payer_id if self.contact else None
        row = PlanRow(self.claim.claim_id, payer_id, self.claim.due_on.isoformat(), reason)
        kind = PLAN_REASON_RULES[reason].task
        return row._replace(task=kind and f"{kind}:{about or self.claim.claim_id}")

    def row_until(self, reason: PlanReason, next_on: date | None) -> PlanRow:
        """Return the claim's row, to be decided again on `next_on`.

        None means that a hold without an end stops it: then the row waits for the hold's task.
        """
        if next_on is not None:
            return self.row_for(reason)._replace(next_on=next_on)
        endless_hold = next(hold for hold in self.holds if hold.end_on is None)
        return self.row_for(reason)._replace(task=f"{TaskKind.SETTLE_HOLD}:{endless_hold.hold_id}")


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
    unconfirmed: Mapping[str, str | None] = MappingProxyType({}),
    doubts: Mapping[str, str] = MappingProxyType({}),
    as_of: date,
) -> list[PlanRow]:
    """Return one row per claim that is open or of unknown amount, sorted by claim id.

    - `contacts` are the members' own. `guardian_contacts` are contacts of the same members through
      the guardian who owes for them. `recipients` has, by claim id, the contact of the guardian
      that a claim names, where the member has several.
    - `assigned` are the kinds of step that the club has signed for on `as_of`.
    - `unconfirmed` are the ids of claims, invoices and members that the newest exports lack, or of
      which a value could not be read; for such a value with the key of the task about it.
    - `doubts` has, by claim id, the group of claims that may be the same claim in two systems.
    """
    inputs = _PlanInputs(
        members={member.member_id: member for member in members},
        contacts={contact.member_id: contact for contact in contacts},
        guardian_contacts={contact.member_id: contact for contact in guardian_contacts},
        named_guardian_contacts=recipients,
        liabilities={liability.claim_id: liability for liability in liabilities},
        holds=Holds(holds),
        sent_days=_group_sent_days(steps),
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
        return facts.row_for(PlanReason.REVIEW)
    if as_of <= claim.due_on:
        first_day = _find_step_day(facts.holds, claim.due_on, policy.levels[0].days, after=as_of)
        return facts.row_until(PlanReason.NOT_DUE, first_day)
    if as_of > limitation_on(claim.due_on):
        return facts.row_for(PlanReason.TIME_BARRED)
    if claim.member_name is not None and claim.member_id is None:
        return facts.row_for(PlanReason.UNKNOWN_MEMBER)
    hold = find_longest_hold(facts.holds, as_of)
    if hold is not None:
        row = facts.row_until(PlanReason.HELD, _find_free_day(facts.holds, as_of))
        return row._replace(detail=hold.kind)
    if facts.confirming_task is not None:
        return facts.row_for(PlanReason.UNCONFIRMED)._replace(task=facts.confirming_task)
    if claim.status == ClaimStatus.FROZEN:  # in the member system
        return facts.row_for(PlanReason.FROZEN)
    return None


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
        row = facts.row_for(PlanReason.NO_CONTACT, facts.claim.member_id)
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


def _group_sent_days(steps: Sequence[Step]) -> dict[tuple[str, str], dict[str, date]]:
    """Return (claim_id, due_version) -> step_id -> the day the step was sent.

    If a step was sent twice, the later day counts: the next step waits for it.
    """
    sent_days: dict[tuple[str, str], dict[str, date]] = {}
    for step in sorted(steps, key=lambda step: step.sent_on):
        sent_days.setdefault((step.claim_id, step.due_version), {})[step.step_id] = step.sent_on
    return sent_days


@dataclass(frozen=True)
class _PlanInputs:
    """What the plan is made from, by member id or by claim id."""

    members: Mapping[str | None, Member]
    contacts: Mapping[str | None, Contact]  # by member id
    guardian_contacts: Mapping[str | None, Contact]  # by member id: the contact through a guardian
    named_guardian_contacts: Mapping[str, Contact]  # by claim id: of the guardian it names
    liabilities: Mapping[str, Liability]
    holds: Holds
    sent_days: Mapping[tuple[str, str], Mapping[str, date]]
    unconfirmed: Mapping[str, str | None]
    doubts: Mapping[str, str]

    def collect_facts(self, claim: Balance) -> ClaimFacts:
        """Return everything that decides what is done about a claim."""
        liability = self.liabilities.get(claim.claim_id)
        contact = self._find_contact(claim, liability)
        liable_id = liability.liable_member_id if liability else None
        reached_member_id = contact.reached_through if contact else None
        return ClaimFacts(
            claim=claim,
            member=self.members.get(claim.member_id),
            contact=contact,
            holds=self.holds.on(claim, {liable_id, reached_member_id}),
            sent_days=self.sent_days.get((claim.claim_id, claim.due_on.isoformat()), {}),
            confirming_task=self._find_confirming_task(claim),
            doubt_group=self.doubts.get(claim.claim_id),
        )

    def _find_confirming_task(self, claim: Balance) -> str | None:
        """Return the key of the task that must confirm a claim; None if no task must."""
        ids = (claim.claim_id, claim.invoice_id or "", claim.member_id or "")
        keys = [self.unconfirmed[record_id] for record_id in ids if record_id in self.unconfirmed]
        if not keys:
            return None
        return next(filter(None, keys), f"{TaskKind.CHECK_CLAIM}:{claim.claim_id}")

    def _find_contact(self, claim: Balance, liability: Liability | None) -> Contact | None:
        """Return the contact of whoever owes the claim, else the member's own.

        A member of age is not asked to pay what somebody else owes.
        """
        own_contact = self.contacts.get(claim.member_id)
        if liability is None:
            return own_contact
        guardian_contact = self.guardian_contacts.get(claim.member_id)
        liable_id = liability.liable_member_id
        owes_for_member = liable_id is not None and liable_id != claim.member_id
        if (
            owes_for_member
            and guardian_contact is not None
            and guardian_contact.reached_through == liable_id
        ):
            return guardian_contact
        if liability.liable_party not in OWING_FOR_MEMBER or liable_id in self.contacts:
            return self.contacts.get(liable_id, own_contact)
        if claim.claim_id in self.named_guardian_contacts:
            return self.named_guardian_contacts[claim.claim_id]
        if own_contact is not None and not own_contact.is_minor:
            return guardian_contact
        return own_contact
