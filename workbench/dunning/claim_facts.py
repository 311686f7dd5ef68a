"""What decides what is done about a claim, collected for each claim of the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from workbench.dunning.holds import Freeze
from workbench.dunning.late_files import NOT_LATE, Late
from workbench.dunning.law import Law
from workbench.dunning.policy import Policy
from workbench.dunning.promises import Judgement
from workbench.model.day_rows import Balance, ClaimMandate, Contact, PlanRow, Suggestion
from workbench.model.kinds import LiableParty, StepKind
from workbench.model.partner_rows import Handover
from workbench.model.plan_reasons import PlanReason
from workbench.model.reason_rules import PLAN_REASON_RULES
from workbench.model.rows import Hold, Liability, Member, Proposal
from workbench.model.task_kinds import TaskKind

# why an id must rest until its export is put right, and the key of the task, if there is one
Unconfirmed = tuple[PlanReason, str | None]
# of each payment plan that was accepted: the day of that, and the first due date agreed in it
Acknowledged = tuple[tuple[date, date], ...]
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
    acknowledged: Acknowledged = ()
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
    liability: Liability | None = None  # who owes it
    handover: Handover | None = None  # the newest one to the collection partner
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
    is_notice_by_partner: bool = False  # the club leaves the notice to its partner
    old_until_on: date | None = None  # claims due until then need the club's yes
    late: Late = NOT_LATE
    bank_file: str = ""  # the key of the source that shows what AvtaleGiro has drawn
    bank_until_on: date | None = None  # the last day that it covers
    open_of_payer: Mapping[str, int] = field(
        default_factory=dict
    )  # øre, where the minimum is per payer


def without_step(row: PlanRow, reason: PlanReason, next_on: date | None = None) -> PlanRow:
    """Return a row of the plan with another reason, and no step."""
    return row._replace(reason=reason, step_id=None, kind=None, channel=None, next_on=next_on)


@cache
def day_text(day: date) -> str:
    """Return a day as a due version names it."""
    return day.isoformat()
