"""The typed rows of a club's day: what is computed from the books for rules and lists.

Days are `date`, amounts are whole øre, and a missing value is None.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from workbench.model.fee_kinds import FeeAct, FeeNote
from workbench.model.finding_kinds import FindingKind
from workbench.model.kinds import BANK, Channel, ClaimStatus, FeeType, StepKind
from workbench.model.payment_kinds import CreditKind, Likeness, PaymentState
from workbench.model.plan_reasons import PlanReason
from workbench.model.rows import Correction, Hold
from workbench.model.task_kinds import FILE, TaskKind


class PricedClaim(NamedTuple):
    """A claim with its amount and status: its own, or its share of the invoice's."""

    claim_id: str
    due_on: date
    amount_ore: int
    status: ClaimStatus = ClaimStatus.OPEN
    fee_type: FeeType = FeeType.OTHER
    invoice_id: str | None = None
    member_id: str | None = None
    kid: str | None = None
    title: str | None = None
    issued_on: date | None = None
    paid_ore: int | None = None
    paid_on: date | None = None
    member_name: str | None = None
    recipient_name: str | None = None


class Balance(NamedTuple):
    """The amounts of a claim on a day."""

    claim_id: str
    due_on: date
    status: ClaimStatus
    amount_ore: int  # the whole amount; 0 if the claim is cancelled or exempt
    paid_ore: int  # what counts as paid, at most the amount
    open_ore: int
    fee_type: FeeType = FeeType.OTHER
    invoice_id: str | None = None
    member_id: str | None = None
    kid: str | None = None
    title: str | None = None
    issued_on: date | None = None
    settled_on: date | None = None  # the day on which it was fully paid
    member_name: str | None = None  # the name in the source, if it has no member number
    reversed_on: date | None = None  # the day of the last payment of it that was taken back


class Allocation(NamedTuple):
    """Money of a payment that settles a claim, or a part of it."""

    payment_id: str
    claim_id: str
    amount_ore: int


class Unplaced(NamedTuple):
    """Money of a payment that settles no claim, and of which nobody has said what it is for."""

    payment_id: str
    state: PaymentState
    amount_ore: int  # negative where more was taken back than had come
    claim_id: str | None = None  # of a claim with its KID or invoice, which does not need it


class ClaimMandate(NamedTuple):
    """The mandate of AvtaleGiro by which a claim is drawn, or was before it ended."""

    claim_id: str
    account: str
    kid: str
    due_on: date
    shown_on: date  # the last day that a bank's file must cover to show the money
    first_seen_on: date
    ended_on: date | None = None

    @property
    def draws(self) -> bool:
        """Whether the mandate had not ended before the claim's due date."""
        return self.ended_on is None or self.ended_on >= self.due_on


class Suggestion(NamedTuple):
    """An open claim that money may be for; nobody is asked for it until somebody has decided."""

    payment_id: str
    claim_id: str
    likeness: Likeness
    until_on: date | None = None  # the first day on which it is no reason to wait; None: no such


class Contact(NamedTuple):
    """How a member is contacted, and by which payer id."""

    member_id: str
    # the one person who is liable: an adult's member id, or "guardian:" and a row of the guardian;
    # computed for the day, and not shown
    payer_id: str
    contact_name: str
    is_minor: bool
    probably_parent: bool  # nobody knows the guardian's name: a call begins by asking for one
    phone: str | None = None
    email: str | None = None
    # what the task is about that asks whose a phone or e-mail is; until then it is not used
    shared_value: str | None = None


class UnusedValue(NamedTuple):
    """A folded phone or e-mail that is not used, and a member on one of whose rows it is."""

    value: str
    member_id: str
    is_shared: bool  # by several payers, so that somebody must answer whose it is; else nobody's


class PlanRow(NamedTuple):
    """The plan for one open claim: a step, or the reason why there is none."""

    claim_id: str
    payer_id: str | None
    due_version: str
    reason: PlanReason
    step_id: str | None = None  # None if nothing must be done
    kind: StepKind | None = None
    channel: Channel | None = None
    detail: str | None = None  # belongs to the reason: a kind of hold or a step's id
    next_on: date | None = None  # the day on which the row changes if nothing else happens
    task: str | None = None  # the key of the task that it waits for, if it has no such day
    policy: str | None = None  # the id of the policy that it follows
    since_on: date | None = None  # the day that the clock counts from
    days: int | None = None  # counted days after `since_on`, until the day of the plan
    held_days: int | None = None  # days that a hold covers, which are not counted
    hold_id: str | None = None  # the hold that stops it
    promised_on: date | None = None  # the day of a promise or instalment that decides
    fee_ore: int = 0  # of a letter with a fee, with the interest until the day of the plan
    interest_ore: int = 0


class Payer(NamedTuple):
    """A payer in the queue of calls."""

    payer_id: str
    contact_name: str
    phone: str | None
    probably_parent: bool
    concerns: str  # the first names of the members
    claims: int  # how many are open and overdue, whatever their step
    open_ore: int
    newest_due_on: date
    oldest_due_on: date
    needs_talk: bool = False  # has many unpaid claims
    promised_on: date | None = None  # the day of the oldest promise that was broken


class Doubt(NamedTuple):
    """A claim that may be the same as one in another system, until somebody answers."""

    claim_id: str
    group_id: str  # its group's: the first claim's id and the other system, joined by "+"
    evidence: str  # JSON: the claims of the group, with amounts and due dates


class Task(NamedTuple):
    """Something that somebody must answer."""

    kind: TaskKind
    about: str  # the id of a claim, a member, a hold, a call ...
    evidence: str  # the stored values that the task follows from
    since_on: date | None  # the day on which it arose, if known
    due_on: date | None  # None if it is due at once
    name: str | None
    member_id: str | None
    invoice_id: str | None
    todo: str  # in bokmål: what must be done
    detail: str  # in bokmål: facts that help
    again_days: int | None  # how long an answer hides it; None: while its evidence is the same

    @property
    def key(self) -> str:
        """The id of the task in answers; the same from week to week."""
        return f"{self.kind}:{self.about}"


class Finding(NamedTuple):
    """Something wrong or doubtful in the register."""

    kind: FindingKind
    member_id: str
    detail: str


class Freshness(NamedTuple):
    """How far the files of one source reach: a bank's or system's payments, claims or members."""

    system: str  # the member system, or `bank`
    kind: str  # of the nouns: payments, claims or members
    title: str  # as people read it, with a capital letter or in quotation marks; it names `account`
    read_on: date  # the day on which the last of them was read
    expected_on: date  # the last day that they must cover in order not to be late
    until_on: date | None = None  # the last day that they cover; None if no day stands in them
    account: str = ""  # of a bank, where claims are paid to several; of a gap with the day after it

    @property
    def key(self) -> str:
        """What the task is about that asks for a newer file."""
        of_account = f":{self.account}" if self.account else ""
        return f"{FILE}{self.system}:{self.kind}{of_account}"

    @property
    def is_gap(self) -> bool:
        """Whether it stands for a bank's statement that was never read, though later ones were."""
        return ":" in self.account

    @property
    def is_late(self) -> bool:
        """Whether a newer file is missing; what has no day in it is judged by when it was read, but
        a bank's shows nothing then."""
        if self.until_on is None and self.system == BANK:
            return True
        return (self.until_on or self.read_on) < self.expected_on


class FeeProposal(NamedTuple):
    """An invoice to make, a claim to credit, what is asked first, or what lies in a file."""

    number: int  # its place on the list, from 1; 0 before it has one
    act: FeeAct
    member_id: str
    rule_id: str
    fee_type: FeeType
    title: str
    start_on: date  # of the period
    issue_on: date
    due_on: date
    amount_ore: int  # of a reversal what is credited, never negative
    why: FeeNote
    how: str = ""  # the notes on how the sum came about, with spaces between them
    claim_id: str | None = None  # the claim to credit, or that is asked about
    is_newcomer: bool = False
    left_on: date | None = None  # of a member who leaves in the period
    frozen_days: int = 0  # of the period
    file: str | None = None  # for the member system, that it was put in before
    filed_ore: int | None = None  # its sum there


class PausedFee(NamedTuple):
    """What is still to be credited of a claim for closed or frozen days."""

    claim_id: str
    kind: CreditKind
    days: int
    of_days: int  # that the claim is for; 0 where nobody knows which: then somebody must look
    amount_ore: int  # negative where more has been credited than the days are worth
    reason: str  # in bokmål: that of the closures, or ""


class InvoiceBatch(NamedTuple):
    """A run of invoices: what, when and to how many, beside the season before."""

    number: int
    rule_id: str
    title: str
    groups: str  # with commas between them; "" for all whom the fee concerns
    issue_on: date
    due_on: date
    invoices: int
    amount_ore: int
    invoices_before: int
    amount_before_ore: int
    approved_by: str | None = None
    approved_on: date | None = None


# The tables of a club's day with such rows: table -> (row type, number of key columns, which come
# first).
DAY_TABLES: Mapping[str, tuple[type[NamedTuple], int]] = {
    "counted_claims": (PricedClaim, 1),  # the same claim in two systems is one row
    "balances": (Balance, 1),
    "allocations": (Allocation, 2),
    "unplaced": (Unplaced, 1),
    "suggestions": (Suggestion, 2),
    "claim_mandates": (ClaimMandate, 1),
    "doubts": (Doubt, 2),
    "claim_findings": (Finding, 2),  # claims in two systems: to be cancelled in one, or decided
    "contacts": (Contact, 2),  # a member may also have a row under a guardian's payer id
    "unused_values": (UnusedValue, 2),
    "standing_holds": (Hold, 1),  # those of a broken payment plan have ended
    "standing_corrections": (Correction, 1),  # those that the member system does not have yet
    "paused_fees": (PausedFee, 2),
    "plan": (PlanRow, 1),
    "freshness": (Freshness, 3),
    "fee_proposals": (FeeProposal, 1),
    "invoice_calendar": (InvoiceBatch, 1),
}
