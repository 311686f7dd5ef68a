"""The typed rows that the rules read.

A row has those columns of its table in `schema.sql` that the rules need: days are `date`, amounts
are whole øre, and a missing value is None.
"""

from datetime import date
from typing import NamedTuple

from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import (
    Channel,
    ClaimStatus,
    ContactRole,
    FeeType,
    LiableParty,
    MemberStatus,
    ProposalState,
    StepKind,
)
from workbench.model.message_kinds import Language
from workbench.model.outcomes import Outcome
from workbench.model.reasons import Reason
from workbench.model.task_kinds import TaskAnswer


class Member(NamedTuple):
    """A person in a member list."""

    member_id: str
    status: MemberStatus = MemberStatus.ACTIVE
    first_name: str | None = None
    last_name: str | None = None
    born_on: date | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    postcode: str | None = None
    left_on: date | None = None
    other_id: str | None = None
    joined_on: date | None = None

    @property
    def name(self) -> str:
        """The full name; "" if it is not known."""
        return f"{self.first_name or ''} {self.last_name or ''}".strip()

    @property
    def key(self) -> str:
        """The key of the row in `Correction.record`."""
        return self.member_id


class Guardian(NamedTuple):
    """A contact person that the member system has for a member."""

    member_id: str
    role: ContactRole
    number: int
    name: str | None = None
    email: str | None = None
    phone: str | None = None

    @property
    def key(self) -> str:
        """The key of the row in `Correction.record`."""
        return f"{self.member_id}|{self.role}|{self.number}"


class Participation(NamedTuple):
    """A member's place on the list of a group."""

    member_id: str
    group_name: str
    missing_since: date | None = None


class Invoice(NamedTuple):
    """A document sent to one recipient, with one or several claims."""

    invoice_id: str
    status: ClaimStatus = ClaimStatus.OPEN
    title: str | None = None
    recipient_name: str | None = None
    issued_on: date | None = None
    due_on: date | None = None
    amount_ore: int | None = None
    paid_ore: int | None = None
    paid_on: date | None = None
    missing_since: date | None = None  # first absent from a newer list


class Claim(NamedTuple):
    """A claim with the values of its source."""

    claim_id: str
    invoice_id: str | None = None
    member_id: str | None = None
    kid: str | None = None
    fee_type: FeeType | None = None
    title: str | None = None
    issued_on: date | None = None
    due_on: date | None = None
    amount_ore: int | None = None
    paid_ore: int | None = None
    paid_on: date | None = None
    status: ClaimStatus | None = None
    member_name: str | None = None
    group_name: str | None = None
    recipient_name: str | None = None
    missing_since: date | None = None  # first absent from a newer list


class Liability(NamedTuple):
    """Who owes a claim."""

    claim_id: str
    liable_party: LiableParty
    liable_member_id: str | None
    basis: str
    incurred_as_minor: bool


class Payment(NamedTuple):
    """Money that was paid; a negative amount was paid back."""

    payment_id: str
    amount_ore: int
    paid_on: date
    source: str
    kid: str | None = None
    invoice_id: str | None = None
    payer_name: str | None = None  # as the bank has it
    message: str | None = None
    account: str | None = None  # the club's, which received the money


class Mandate(NamedTuple):
    """A payer's standing order to draw what the club claims (AvtaleGiro)."""

    account: str
    kid: str  # the fixed part: that of a claim may say more
    wants_notice: bool
    first_seen_on: date
    ended_on: date | None = None  # the day of the file that says so, or that lacks it


class Drawing(NamedTuple):
    """A claim that the bank has been asked to draw by AvtaleGiro."""

    claim_id: str
    due_on: date
    kid: str
    amount_ore: int
    made_on: date
    file: str
    cancelled_on: date | None = None
    cancel_file: str | None = None


class File(NamedTuple):
    """A file that was read."""

    kind: str
    system: str  # the member system, or `bank`
    title: str
    imported_on: date
    covers_until_on: date | None = None
    scope: str | None = None  # the groups of a list, or the accounts of a bank's file
    account_balances: str | None = None  # of its statements, a JSON list of `AccountBalances`


class AccountBalances(NamedTuple):
    """The booked balance of a bank account before and after a statement, in øre."""

    account: str
    first_day: str  # on which the statement has anything booked, as 2026-11-30
    last_day: str
    opening_ore: int | None
    closing_ore: int | None


class Call(NamedTuple):
    """A call that an agent made."""

    call_id: str
    called_on: date
    agent: str
    outcome: Outcome
    reached: bool
    confirm: bool = False
    reason: Reason | None = None
    again_on: date | None = None
    again_at: str | None = None
    called_at: str | None = None  # the time of day when it was saved, as 14:30
    language: Language | None = None  # the payer is written to in it from then on


class CallClaim(NamedTuple):
    """A claim that a call was about."""

    call_id: str
    claim_id: str


class CallContact(NamedTuple):
    """Who was called."""

    call_id: str
    phone: str | None = None
    contact_name: str | None = None
    note: str | None = None


class Instalment(NamedTuple):
    """One instalment of a payment plan that was agreed in a call."""

    call_id: str
    number: int
    due_on: date
    amount_ore: int


class Acknowledgement(NamedTuple):
    """A payment plan that was accepted for a claim, and the first due date agreed in it."""

    claim_id: str
    accepted_on: date
    first_due_on: date


class Hold(NamedTuple):
    """A period without reminders of an invoice or of a whole membership."""

    hold_id: str
    kind: HoldKind
    start_on: date
    end_on: date | None = None  # the last day, included; None if it has no end
    member_id: str | None = None
    invoice_id: str | None = None
    review_on: date | None = None
    agreed_with: str | None = None
    call_id: str | None = None

    @property
    def target(self) -> tuple[bool, str | None]:
        """Whether the hold is on an invoice, and the id of that invoice or else of the member.

        A member and an invoice of a system may have the same id.
        """
        return (True, self.invoice_id) if self.invoice_id else (False, self.member_id)


class Correction(NamedTuple):
    """A value that somebody gave for one field of a member or guardian."""

    correction_id: str
    noun: str
    record: str
    field: str
    base: str | None
    value: str | None
    made_on: date
    call_id: str | None = None


class PolicyChoice(NamedTuple):
    """A policy chosen for a claim, or for all that a member owes, instead of the club's.

    `policy` None exempts them from dunning. `after_step` counts as the last step taken.
    """

    target: str  # a claim id or member id
    policy: str | None = None
    after_step: str | None = None


class Step(NamedTuple):
    """A step that was taken for a claim."""

    claim_id: str
    step_id: str
    # the due date the step was taken for, or "earlier" for a reminder sent on or before the
    # due date
    due_version: str
    sent_on: date
    channel: Channel

    @property
    def key(self) -> str:
        """The key of the step, which is taken once for each due date."""
        return step_key(self.claim_id, self.step_id, self.due_version)


class Proposal(NamedTuple):
    """A step that a run proposed, and what became of it."""

    run_on: date
    claim_id: str
    step_id: str
    due_version: str
    kind: StepKind
    channel: Channel
    state: ProposalState = ProposalState.PROPOSED
    decided_on: date | None = None  # the day on which it came into its state
    until_on: date | None = None  # set aside: the first day on which it may be proposed again
    note: str | None = None  # why it was set aside or has lapsed, or SENT_HERE

    @property
    def key(self) -> str:
        """The key of its step."""
        return step_key(self.claim_id, self.step_id, self.due_version)


class Report(NamedTuple):
    """What the club's weekly report of a day said."""

    day: date
    overdue_ore: int
    paid_ore: int | None  # what came in since the report before


class ReportedClaim(NamedTuple):
    """A claim as the report of a day counted it."""

    claim_id: str
    day: date
    due_on: date
    paid_ore: int
    open_ore: int  # 0 for a claim that somebody must decide first


class Answer(NamedTuple):
    """An answer to a task."""

    task: str  # the key of the task
    evidence: str  # the evidence of the task when it was answered
    answer: TaskAnswer
    until_on: date | None = None  # the first day on which the task is shown again
    note: str | None = None
    given_on: date | None = None  # the day that the club wrote, or on which it was given here


def step_key(claim_id: str, step_id: str, due_version: str) -> str:
    """Return what the tasks of a step are about, after the kind of the task."""
    return f"{claim_id}|{step_id}|{due_version}"
