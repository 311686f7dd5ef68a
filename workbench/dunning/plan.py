"""The plan: for every open claim a step, or the reason why there is none.

Pure: the same balances, holds, steps, policy and day give the same plan, whatever the order of
the rows. Nothing is stored and nothing is sent here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from workbench.days import limitation_on
from workbench.dunning.holds import Holds, active, period
from workbench.dunning.policy import Level, Policy
from workbench.model.day_rows import Balance, Contact, PlanRow
from workbench.model.finding_kinds import FindingKind
from workbench.model.kinds import ClaimStatus, FeeType, LiableParty, MemberStatus, StepKind
from workbench.model.periods import days_covered
from workbench.model.plan_reasons import PLAN_REASON_RULES, PlanReason
from workbench.model.rows import Hold, Liability, Member, Step
from workbench.model.task_kinds import TaskKind

ONE_DAY = timedelta(days=1)
OTHERS = {LiableParty.GUARDIAN, LiableParty.PAYER}


@dataclass(frozen=True)
class Case:
    """Everything that decides one claim."""

    claim: Balance
    member: Member | None
    contact: Contact | None
    holds: list[Hold]
    sent: Mapping[str, date]  # step_id -> day it was really sent, for today's due date
    unconfirmed: str | None = None  # the key of the task that confirms it, where that is needed
    doubt: str | None = None  # the group of claims that it may be one with

    def answer(self, reason: PlanReason, about: str | None = None) -> PlanRow:
        """Return the claim's row of the plan, with a reason and nothing to be done.

        It waits for the reason's task, if that has one: `about` the claim, unless another is named.
        """
        payer_id = self.contact.payer_id if self.contact else None
        row = PlanRow(self.claim.claim_id, payer_id, self.claim.due_on.isoformat(), reason)
        kind = PLAN_REASON_RULES[reason].task
        return row._replace(task=kind and f"{kind}:{about or self.claim.claim_id}")

    def held_until(self, reason: PlanReason, next_on: date | None) -> PlanRow:
        """Return the claim's row for a rest that ends on a day, or by the task of a hold without
        an end."""
        if next_on is not None:
            return self.answer(reason)._replace(next_on=next_on)
        endless = next(hold for hold in self.holds if hold.end_on is None)
        return self.answer(reason)._replace(task=f"{TaskKind.SETTLE_HOLD}:{endless.hold_id}")


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
    """Return one row per claim with something open, or of unknown amount, sorted by claim.

    `assigned` is what the club has signed for on that day. `unconfirmed` are the ids of claims,
    invoices and members that the newest exports lack, or state something of that could not be
    read: then with the key of the task about it. `doubts` are claims that may be one with another
    system's, with their group. The contact is the liable member's where the register holds one,
    else the member's own; where another owes for one who is of age now, it is in
    `guardian_contacts`, and where a claim names one of several guardians, under the claim in
    `recipients`.
    """
    rows = _Rows(
        members={member.member_id: member for member in members},
        contacts={contact.member_id: contact for contact in contacts},
        guardians={contact.member_id: contact for contact in guardian_contacts},
        recipients=recipients,
        liabilities={liability.claim_id: liability for liability in liabilities},
        holds=Holds(holds),
        sent=_sent(steps),
        unconfirmed=unconfirmed,
        doubts=doubts,
    )
    cases = [rows.case(claim) for claim in balances if _is_open(claim)]
    answers = [decide(case, policy, assigned, as_of) for case in cases]
    return sorted(answers, key=lambda row: row.claim_id)


def decide(case: Case, policy: Policy, assigned: frozenset[StepKind], as_of: date) -> PlanRow:
    """Answer for one claim: the first thing that stops it, or the step that is due."""
    return (
        _stopped_by_claim(case, policy, as_of)
        or _stopped_by_membership(case)
        or _next_step(case, policy, assigned, as_of)
    )


def _stopped_by_claim(case: Case, policy: Policy, as_of: date) -> PlanRow | None:
    """Return why nothing may be done about the claim, whoever its member is."""
    claim = case.claim
    if claim.status == ClaimStatus.IN_COLLECTION:
        return case.answer(PlanReason.IN_COLLECTION)
    if case.doubt is not None:
        return case.answer(PlanReason.MAYBE_SAME, case.doubt)
    if claim.status == ClaimStatus.REVIEW:
        return case.answer(PlanReason.REVIEW)
    if as_of <= claim.due_on:
        first = _first_day(case.holds, claim.due_on, policy.levels[0].days, after=as_of)
        return case.held_until(PlanReason.NOT_DUE, first)
    if as_of > limitation_on(claim.due_on):
        return case.answer(PlanReason.TIME_BARRED)
    if claim.member_name is not None and claim.member_id is None:
        return case.answer(PlanReason.UNKNOWN_MEMBER)
    hold = active(case.holds, as_of)
    if hold is not None:
        row = case.held_until(PlanReason.HELD, _first_free(case.holds, as_of))
        return row._replace(detail=hold.kind)
    if case.unconfirmed is not None:
        return case.answer(PlanReason.UNCONFIRMED)._replace(task=case.unconfirmed)
    if claim.status == ClaimStatus.FROZEN:  # so says the member system
        return case.answer(PlanReason.FROZEN)
    return None


def _stopped_by_membership(case: Case) -> PlanRow | None:
    """Return why the member is not to be reminded, whatever the policy says."""
    claim, member = case.claim, case.member
    if member is None:
        return None
    if member.status == MemberStatus.FROZEN:
        return case.answer(PlanReason.FROZEN)
    if member.status == MemberStatus.UNPROCESSED and claim.fee_type != FeeType.TRAINING:
        return case.answer(
            PlanReason.APPLICANT, f"{FindingKind.APPLICANT_UNPROCESSED}:{claim.member_id}"
        )
    if member.left_on is not None and member.left_on < claim.due_on:
        return case.answer(PlanReason.RESIGNED)
    if member.left_on is None and member.status == MemberStatus.LEFT:
        return case.answer(PlanReason.LEFT_UNDATED)
    return None


def _next_step(case: Case, policy: Policy, assigned: frozenset[StepKind], as_of: date) -> PlanRow:
    """Return the one step that is due, or what it waits for; a late claim still gets the first."""
    if case.claim.open_ore < policy.minimum_ore:
        return case.answer(PlanReason.BELOW_MINIMUM)
    names = [level.step_id for level in policy.levels]
    unknown = sorted(set(case.sent) - set(names))
    if unknown:
        return case.answer(PlanReason.POLICY_CHANGED)._replace(detail=unknown[0])
    at = max((names.index(step_id) + 1 for step_id in case.sent), default=0)
    if at == len(names):
        return case.answer(PlanReason.ALL_STEPS_TAKEN)._replace(detail=names[-1])
    since = case.sent[names[at - 1]] if at else case.claim.due_on
    return _level_on(case, policy.levels[at], since, assigned, as_of)


def _level_on(
    case: Case, level: Level, since: date, assigned: frozenset[StepKind], as_of: date
) -> PlanRow:
    """Return the step of a level whose days are counted from `since`, if it is due and possible."""
    counted = counted_days(case.holds, since, as_of)
    if counted < level.days:
        next_on = _first_day(case.holds, since, level.days, after=as_of)
        row = case.held_until(PlanReason.WAITING, next_on)
    elif level.kind not in assigned:
        row = case.answer(PlanReason.NOT_ASSIGNED, f"step:{level.step_id}")
    elif not _can_reach(case.contact, level):
        row = case.answer(PlanReason.NO_CONTACT, case.claim.member_id)
    else:
        row = case.answer(PlanReason.STEP_DUE)
        row = row._replace(step_id=level.step_id, kind=level.kind, channel=level.channel)
    return row._replace(detail=level.step_id, days=counted)


def counted_days(holds: Sequence[Hold], since: date, as_of: date) -> int:
    """Count the days after `since` up to `as_of` that no hold covers."""
    return (as_of - since).days - days_covered([period(hold) for hold in holds], since, as_of)


def _first_day(holds: Sequence[Hold], since: date, days: int, *, after: date) -> date | None:
    """Return the first day after `after` with so many counted days since `since`, and no hold."""
    day = max(since + timedelta(days=days), after + ONE_DAY)
    missing = days - counted_days(holds, since, day)
    while missing > 0:
        if any(hold.end_on is None for hold in holds):
            return None  # it rests until somebody decides
        day += timedelta(days=missing)
        missing = days - counted_days(holds, since, day)
    return _first_free(holds, day)


def _first_free(holds: Sequence[Hold], day: date) -> date | None:
    """Return the first day from `day` on that no hold covers; None while one has no end."""
    hold = active(holds, day)
    while hold is not None:
        if hold.end_on is None:
            return None
        day = hold.end_on + ONE_DAY
        hold = active(holds, day)
    return day


def _can_reach(contact: Contact | None, level: Level) -> bool:
    if contact is None:
        return False
    if level.kind == StepKind.CALL:
        return contact.phone is not None
    return contact.phone is not None or contact.email is not None


def _is_open(claim: Balance) -> bool:
    """Return whether something is open, or nobody knows how much."""
    is_unknown = claim.status == ClaimStatus.REVIEW and claim.amount_ore == 0
    return claim.open_ore > 0 or is_unknown


def _sent(steps: Sequence[Step]) -> dict[tuple[str, str], dict[str, date]]:
    """Return claim and due date -> step -> the day it was sent; of a step sent twice the later
    counts: the next one waits for it."""
    sent: dict[tuple[str, str], dict[str, date]] = {}
    for step in sorted(steps, key=lambda step: step.sent_on):
        sent.setdefault((step.claim_id, step.due_version), {})[step.step_id] = step.sent_on
    return sent


@dataclass(frozen=True)
class _Rows:
    """The rows that decide, by what a claim names them by."""

    members: Mapping[str | None, Member]
    contacts: Mapping[str | None, Contact]  # of each member
    guardians: Mapping[str | None, Contact]  # of each member, through a guardian
    recipients: Mapping[str, Contact]  # of each claim
    liabilities: Mapping[str, Liability]
    holds: Holds
    sent: Mapping[tuple[str, str], Mapping[str, date]]
    unconfirmed: Mapping[str, str | None]
    doubts: Mapping[str, str]

    def case(self, claim: Balance) -> Case:
        """Return what decides a claim."""
        liability = self.liabilities.get(claim.claim_id)
        contact = self._contact(claim, liability)
        owing_id = liability.liable_member_id if liability else None
        through_id = contact.reached_through if contact else None
        return Case(
            claim=claim,
            member=self.members.get(claim.member_id),
            contact=contact,
            holds=self.holds.on(claim, {owing_id, through_id}),
            sent=self.sent.get((claim.claim_id, claim.due_on.isoformat()), {}),
            unconfirmed=self._confirming_task(claim),
            doubt=self.doubts.get(claim.claim_id),
        )

    def _confirming_task(self, claim: Balance) -> str | None:
        """Return the key of the task that confirms a claim; None where none is needed."""
        ids = (claim.claim_id, claim.invoice_id or "", claim.member_id or "")
        keys = [self.unconfirmed[record_id] for record_id in ids if record_id in self.unconfirmed]
        if not keys:
            return None
        return next(filter(None, keys), f"{TaskKind.CHECK_CLAIM}:{claim.claim_id}")

    def _contact(self, claim: Balance, liability: Liability | None) -> Contact | None:
        """Return the contact of the liable member, through the child's guardian where that is the
        same person, else the member's own; a member of age is not asked for what another owes."""
        member = self.contacts.get(claim.member_id)
        if liability is None:
            return member
        guardian, owing_id = self.guardians.get(claim.member_id), liability.liable_member_id
        is_another = owing_id is not None and owing_id != claim.member_id
        if is_another and guardian is not None and guardian.reached_through == owing_id:
            return guardian
        if liability.liable_party not in OTHERS or owing_id in self.contacts:
            return self.contacts.get(owing_id, member)
        if claim.claim_id in self.recipients:
            return self.recipients[claim.claim_id]
        if member is not None and not member.is_minor:
            return guardian
        return member
