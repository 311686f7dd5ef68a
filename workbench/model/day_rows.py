"""The typed rows of a club's day: what follows from the books, as rules and lists read it.

Days are `date`, amounts whole øre. A field that may be missing is None where it is.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from workbench.model.finding_kinds import FindingKind
from workbench.model.kinds import Channel, ClaimStatus, FeeType, StepKind
from workbench.model.plan_reasons import PlanReason
from workbench.model.rows import Correction, Hold
from workbench.model.task_kinds import TaskKind


class PricedClaim(NamedTuple):
    """A claim with its amount and status, of its own or its part of the invoice's."""

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
    """What is open on a claim on a day."""

    claim_id: str
    due_on: date
    status: ClaimStatus
    amount_ore: int  # what is owed in all; 0 when cancelled or exempt
    paid_ore: int  # what counts as settled, never above the amount
    open_ore: int
    fee_type: FeeType = FeeType.OTHER
    invoice_id: str | None = None
    member_id: str | None = None
    kid: str | None = None
    title: str | None = None
    issued_on: date | None = None
    settled_on: date | None = None  # the day it became fully paid
    member_name: str | None = None  # as the claim has it, where the source has no number


class Contact(NamedTuple):
    """How a member is reached, and under which payer."""

    member_id: str
    payer_id: str  # groups messages and calls; derived for the day
    contact_name: str
    is_minor: bool
    probably_parent: bool  # the child's own profile carries a parent's contact data
    reached_through: str  # the member whose contact data it is: oneself, or a parent
    phone: str | None = None
    email: str | None = None


class PlanRow(NamedTuple):
    """The answer for one open claim: a step, or the reason why there is none."""

    claim_id: str
    payer_id: str | None
    due_version: str
    reason: PlanReason
    step_id: str | None = None  # None when nothing is to be done
    kind: StepKind | None = None
    channel: Channel | None = None
    detail: str | None = None  # what the reason is about: a hold's kind, a step's name
    next_on: date | None = None  # the day the answer changes by itself, if nothing else happens
    task: str | None = None  # the key of the task that it waits for, where no such day is known
    days: int | None = None  # counted days since the step before, or since the due date


class Payer(NamedTuple):
    """A payer with something to be spoken of, as the queue of calls has it."""

    payer_id: str
    contact_name: str
    phone: str | None
    probably_parent: bool
    concerns: str  # first names of the members
    claims: int  # open and overdue, also those whose step is not a call
    open_ore: int
    newest_due_on: date
    oldest_due_on: date
    needs_talk: bool = False  # many unpaid


class Doubt(NamedTuple):
    """A claim that may be one with another system's, until somebody answers."""

    claim_id: str
    group_id: str  # the first of the claims that may be one, by id
    evidence: str  # the claims of the group with amounts and due dates, as JSON


class Task(NamedTuple):
    """Something that somebody must answer."""

    kind: TaskKind
    about: str  # what it is about: the id of a claim, a member, a hold, a call ...
    evidence: str  # the stored values that it follows from
    since_on: date | None  # the day it arose, where that is known
    due_on: date | None  # None while it is due at once
    name: str | None
    member_id: str | None
    invoice_id: str | None
    todo: str  # what is to be done, as people read it
    detail: str  # what there is to know
    again_days: int | None  # an answer rests it so long; None: while its evidence is the same

    @property
    def key(self) -> str:
        """What an answer names it by, from week to week."""
        return f"{self.kind}:{self.about}"


class Finding(NamedTuple):
    """Something wrong or doubtful in the register."""

    kind: FindingKind
    member_id: str
    detail: str


# The tables of a club's day that are made of such rows, each with how many of its first columns are
# its key.
DAY_TABLES: Mapping[str, tuple[type[NamedTuple], int]] = {
    "counted_claims": (PricedClaim, 1),  # one for what is owed once
    "balances": (Balance, 1),
    "doubts": (Doubt, 2),
    "claim_findings": (Finding, 2),  # what is to be cancelled in one of two systems, or decided
    "contacts": (Contact, 2),  # who owed as a child stands also under the guardian's payer
    "standing_holds": (Hold, 1),  # as they count: those of a broken payment plan have ended
    "standing_corrections": (Correction, 1),  # what the member system does not say yet
    "plan": (PlanRow, 1),
}
