"""What decides what is done about a claim, collected for each claim of the plan."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from workbench.dunning.holds import NO_HOLDS, Freeze, Holds, separate_freezes
from workbench.dunning.late_files import NOT_LATE, Late
from workbench.dunning.law import Law
from workbench.dunning.policy import Policy
from workbench.dunning.promises import Judgement
from workbench.model.day_rows import Balance, ClaimMandate, Contact, PlanRow, Suggestion
from workbench.model.hold_kinds import HOLD_RULES
from workbench.model.kinds import LiableParty, ProposalState, StepKind
from workbench.model.periods import Period
from workbench.model.plan_reasons import PLAN_REASON_RULES, PlanReason
from workbench.model.rows import Hold, Liability, Member, PolicyChoice, Proposal, Step
from workbench.model.task_kinds import TaskKind

# why an id must rest until its export is put right, and the key of the task, if there is one
Unconfirmed = tuple[PlanReason, str | None]
NO_STEPS: Mapping[str, date] = MappingProxyType({})
NO_PROPOSALS: Mapping[tuple[str, str], Proposal] = MappingProxyType({})
# no levels of a policy: the reminder of what AvtaleGiro did not draw, and the question whether the
# member goes on, where the mandate ended while the membership was frozen
MANDATE_STEP, RESUME_STEP = OWN_FIRST_STEPS = ("avtalegiro", "resume")
OWING_FOR_MEMBER = {LiableParty.GUARDIAN, LiableParty.PAYER}


class ClaimCall(NamedTuple):
    """A call about a claim."""

    claim_id: str
    called_on: date
    reached: bool  # the agent spoke with the payer
    is_in_vain: bool = False  # nobody answered, or somebody else
    again_on: date | None = None  # the day on which the payer asked to be called back
    asked_club: str | None = None  # what the task is about, if the club decides what follows


class ClaimFacts(NamedTuple):
    """Everything that decides what is done about one claim."""

    claim: Balance
    member: Member | None
    contact: Contact | None
    holds: Sequence[Hold]  # by first day
    sent_days: Mapping[str, date]  # step_id -> the day it was really sent, for today's due date
    policy: Policy | None  # None if somebody chose that it is not followed up
    after_step: str | None = None  # the step that counts as taken last, if somebody chose one
    acknowledged_on: date | None = None  # the first due date of an accepted payment plan
    incurred_as_minor: bool = False
    freeze: Freeze | None = None  # one that covers all or a part of what the fee is for
    judgement: Judgement | None = None  # on the newest promise or plan that is not kept
    unconfirmed: Unconfirmed | None = None  # why the claim must be confirmed first
    doubt_group: str | None = None  # the id of the group of claims that may be the same claim
    is_guardian_unknown: bool = False  # the member has come of age, and a guardian owes the claim
    calls: Sequence[ClaimCall] = ()  # in the order they were made
    # by step_id and due version: what was decided about the claim's steps, and still stands
    decided: Mapping[tuple[str, str], Proposal] = NO_PROPOSALS
    money: Suggestion | None = None  # that nobody has placed yet, and that may be for the claim
    mandate: ClaimMandate | None = None  # of AvtaleGiro, by which the claim is drawn
    is_resumed: bool = False  # the first one after a freeze, in which its mandate ended

    @property
    def counted_from(self) -> date:
        """The day that steps count from: the due date, or a later day of issue or of joining."""
        claim, member = self.claim, self.member
        day = claim.due_on
        if claim.issued_on is not None and claim.issued_on > day:
            day = claim.issued_on
        if member is not None and member.joined_on is not None and member.joined_on > day:
            day = member.joined_on
        return day

    @property
    def first_step_from(self) -> date:
        """The day that the policy's first step counts from: `counted_from`, or the step of its own
        of a claim that AvtaleGiro did not draw."""
        own = [self.sent_days[each] for each in OWN_FIRST_STEPS if each in self.sent_days]
        return max([self.counted_from, *own])

    def row_for(self, reason: PlanReason, about: str | None = None, **fields: Any) -> PlanRow:
        """Return the claim's row of the plan with a reason, no step, and these fields.

        If the reason has a kind of task, the row waits for that task. `about` is what the task is
        about; None means the claim.
        """
        kind = PLAN_REASON_RULES[reason].task
        if kind is not None and "task" not in fields:
            fields["task"] = f"{kind}:{about or self.claim.claim_id}"
        return PlanRow(
            self.claim.claim_id,
            self.contact.payer_id if self.contact else None,
            day_text(self.claim.due_on),
            reason,
            policy=self.policy.id if self.policy else None,
            promised_on=self.judgement.promised_on if self.judgement else None,
            **fields,
        )

    def row_without_contact(self, **fields: Any) -> PlanRow:
        """Return the claim's row where nobody can be reached as the step demands."""
        if self.contact is not None and self.contact.shared_value:
            return self.row_for(PlanReason.NO_CONTACT, self.contact.shared_value, **fields)
        is_unknown = self.is_guardian_unknown
        reason = PlanReason.NO_GUARDIAN if is_unknown else PlanReason.NO_CONTACT
        return self.row_for(reason, self.claim.member_id, **fields)

    def row_until(self, reason: PlanReason, next_on: date | None, **fields: Any) -> PlanRow:
        """Return the claim's row, to be decided again on `next_on`.

        None means that a hold without an end stops it: then the row waits for the hold's task.
        """
        if next_on is not None:
            return self.row_for(reason, next_on=next_on, **fields)
        endless_id = next(hold.hold_id for hold in self.holds if hold.end_on is None)
        task = f"{TaskKind.SETTLE_HOLD}:{endless_id}"
        return self.row_for(reason, **fields | {"task": task, "hold_id": endless_id})


@dataclass(frozen=True)
class Terms:
    """What decides about all claims alike, on one day."""

    as_of: date
    # the kinds of step that the club has not signed for, or the law forbids now -> why not
    refused: Mapping[StepKind, str] = field(default_factory=dict)
    law: Law | None = None  # None in a plan without fees, interest and hand-over
    has_fees: bool = False  # the club has decided that letters of the policy may bear a fee
    has_interest: bool = False  # the club has decided that letters with a fee also bear interest
    notice_given_on: date | None = None  # by the club or its partner, for all that was overdue
    old_until_on: date | None = None  # claims due until then need the club's yes
    awaited_file: str = ""  # the key of the source of payments that covers the fewest days
    late: Late = NOT_LATE
    bank_file: str = ""  # the key of the source that shows what AvtaleGiro has drawn
    bank_until_on: date | None = None  # the last day that it covers
    open_of_payer: Mapping[str, int] = field(
        default_factory=dict
    )  # øre, where the minimum is per payer


@dataclass(frozen=True)
class Policies:
    """The policy of each claim: the claim's own, else its payer's, else the club's."""

    club: Policy
    by_id: Mapping[str, Policy] = field(default_factory=dict)
    choices: Mapping[str, PolicyChoice] = field(default_factory=dict)  # by claim id or member id

    @cached_property
    def ids_with_steps_per_payer(self) -> frozenset[str]:
        """The ids of the policies with one step for each payer."""
        return frozenset(each.id for each in self._all if each.steps_per == "payer")

    @cached_property
    def has_payer_rules(self) -> bool:
        """Whether a payer's claims must be looked at together."""
        return any(each.steps_per == "payer" or each.minimum_per == "payer" for each in self._all)

    @property
    def _all(self) -> tuple[Policy, ...]:
        return self.club, *self.by_id.values()

    def choose(self, claim: Balance, payer_ids: Iterable[str | None]) -> PolicyChoice | None:
        """Return what was chosen for the claim, or for one of its payer's ids; None if nothing."""
        keys = (claim.claim_id, *payer_ids)
        return next((self.choices[key] for key in keys if key and key in self.choices), None)

    def policy_of(self, choice: PolicyChoice | None) -> Policy | None:
        """Return the chosen policy; None if the choice exempts from dunning."""
        if choice is None:
            return self.club
        return self.by_id.get(choice.policy, self.club) if choice.policy else None


@dataclass(frozen=True)
class PlanInputs:
    """What the plan is made from, by member id or by claim id."""

    balances: Sequence[Balance]
    members: Mapping[str | None, Member]
    contacts: Mapping[str | None, Contact]  # by member id
    guardian_contacts: Mapping[str | None, Contact]  # by member id: the contact through a guardian
    named_guardian_contacts: Mapping[str, Contact]  # by claim id: of the guardian it names
    liabilities: Mapping[str, Liability]
    holds: Holds
    judgements: Mapping[str, Judgement]  # by hold id
    acknowledged_on: Mapping[str, date]  # by claim id
    sent_days: Mapping[str, Mapping[str, Mapping[str, date]]]  # by claim id and due version
    policies: Policies
    unconfirmed: Mapping[str, Unconfirmed]
    doubts: Mapping[str, str]
    calls: Mapping[str, Sequence[ClaimCall]]  # by claim id
    decided: Mapping[str, Mapping[tuple[str, str], Proposal]]  # by claim id
    money: Mapping[str, Suggestion]  # by claim id
    mandates: Mapping[str, ClaimMandate]  # by claim id
    resumed: Set[str]  # the claims that are the first ones after a freeze that ended a mandate
    fee_months: Mapping[str, Period]  # by claim id, where it is not that of the due date
    freeze_credited: Set[str]  # ids of claims: what is left of them is owed

    def collect_facts(self, claim: Balance) -> ClaimFacts:
        """Return everything that decides what is done about a claim."""
        claim_id, member_id = claim.claim_id, claim.member_id
        liability = self.liabilities.get(claim_id)
        contact = own_contact = self.contacts.get(member_id)
        liable_id = liability.liable_member_id if liability else None
        if liability is not None and liable_id != member_id:
            contact = self._find_contact(claim, liability)
        payer_id = contact.payer_id if contact else None
        holds_of_payer = self._holds_by_payer.get(payer_id, NO_HOLDS)
        holds = self.holds.on(claim, liable_id, payer_id, holds_of_payer)
        choice = None
        if self.policies.choices:
            choice = self.policies.choose(claim, (liable_id, payer_id, member_id))
        policy = self.policies.policy_of(choice)
        freeze = None
        if holds and policy is not None and policy.fee_period == "month":
            freeze, holds = separate_freezes(claim, holds, self.fee_months.get(claim_id))
            freeze = None if claim_id in self.freeze_credited else freeze
        return ClaimFacts(
            claim,
            self.members.get(member_id),
            contact,
            holds,
            self._find_sent_days(claim) if claim_id in self.sent_days else NO_STEPS,
            policy,
            choice.after_step if choice else None,
            self.acknowledged_on.get(claim_id),
            liability is not None and liability.incurred_as_minor,
            freeze,
            self._find_judgement(holds) if holds and self.judgements else None,
            self._find_unconfirmed(claim) if self.unconfirmed else None,
            self.doubts.get(claim_id),
            own_contact is not None
            and not own_contact.is_minor
            and (contact is None or contact.probably_parent),
            self.calls.get(claim_id, ()),
            self.decided.get(claim_id, NO_PROPOSALS),
            self.money.get(claim_id),
            self.mandates.get(claim_id),
            claim_id in self.resumed,
        )

    def _find_sent_days(self, claim: Balance) -> Mapping[str, date]:
        """Return the steps sent for the claim's due date of today."""
        return self.sent_days[claim.claim_id].get(day_text(claim.due_on), NO_STEPS)

    def _find_judgement(self, holds: Sequence[Hold]) -> Judgement | None:
        """Return the judgement on the newest agreement to pay; an older one does not count."""
        to_pay = [hold for hold in holds if HOLD_RULES[hold.kind].awaits_payment]
        return self.judgements.get(to_pay[-1].hold_id) if to_pay else None

    @cached_property
    def _holds_by_payer(self) -> Mapping[str | None, Sequence[Hold]]:
        """The personal holds on any claim of each payer, also on one that is settled."""
        by_payer: dict[str | None, list[Hold]] = {}
        for claim in self.balances:
            holds = self.holds.personal_on(claim)
            if holds:
                contact = self._find_contact(claim, self.liabilities.get(claim.claim_id))
                by_payer.setdefault(contact.payer_id if contact else None, []).extend(holds)
        by_payer.pop(None, None)
        return by_payer

    def _find_unconfirmed(self, claim: Balance) -> Unconfirmed | None:
        """Return why a claim must be confirmed first, with a task where there is one."""
        ids = (claim.claim_id, claim.invoice_id or "", claim.member_id or "")
        causes = [self.unconfirmed[record_id] for record_id in ids if record_id in self.unconfirmed]
        return min(causes, key=lambda cause: cause[1] is None, default=None)

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
            and guardian_contact.payer_id == liable_id
        ):
            return guardian_contact
        if liability.liable_party not in OWING_FOR_MEMBER or liable_id in self.contacts:
            return self.contacts.get(liable_id, own_contact)
        if claim.claim_id in self.named_guardian_contacts:
            return self.named_guardian_contacts[claim.claim_id]
        if own_contact is not None and not own_contact.is_minor:
            return guardian_contact
        return own_contact


def group_sent_days(steps: Sequence[Step]) -> dict[str, dict[str, dict[str, date]]]:
    """Return claim id -> due version -> step_id -> the day the step was sent.

    If a step was sent twice, the later day counts: the next step waits for it.
    """
    sent_days: dict[str, dict[str, dict[str, date]]] = {}
    for step in steps:
        by_version = sent_days.setdefault(step.claim_id, {})
        by_step = by_version.setdefault(step.due_version, {})
        by_step[step.step_id] = max(step.sent_on, by_step.get(step.step_id, date.min))
    return sent_days


def group_calls(calls: Iterable[ClaimCall]) -> dict[str, list[ClaimCall]]:
    """Return claim id -> its calls, in the order given."""
    by_claim: dict[str, list[ClaimCall]] = {}
    for call in calls:
        by_claim.setdefault(call.claim_id, []).append(call)
    return by_claim


def group_money(suggestions: Iterable[Suggestion]) -> dict[str, Suggestion]:
    """Return claim id -> the money that it waits for the longest."""
    longest_first = sorted(suggestions, key=lambda row: row.until_on or date.max, reverse=True)
    by_claim: dict[str, Suggestion] = {}
    for suggestion in longest_first:
        by_claim.setdefault(suggestion.claim_id, suggestion)
    return by_claim


def group_decided(
    proposals: Iterable[Proposal], as_of: date
) -> dict[str, dict[tuple[str, str], Proposal]]:
    """Return claim id -> step_id and due version -> the proposal, of those whose step must not be
    proposed on the day: approved before it, or set aside until a later day."""
    by_claim: dict[str, dict[tuple[str, str], Proposal]] = {}
    for each in proposals:
        if each.state == ProposalState.APPROVED:
            stands = each.decided_on is not None and each.decided_on < as_of
        else:
            stands = each.until_on is not None and each.until_on > as_of
        if stands:
            by_claim.setdefault(each.claim_id, {})[each.step_id, each.due_version] = each
    return by_claim


@cache
def day_text(day: date) -> str:
    """Return a day as a due version names it."""
    return day.isoformat()
