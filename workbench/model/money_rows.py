"""The typed rows of what somebody decided about money, as the rules read them.

They are rows of `schema.sql` like those of `rows.py`: amounts are whole øre, days are `date`.
"""

from datetime import date
from typing import NamedTuple

from workbench.model.fee_kinds import FeeAct
from workbench.model.kinds import FeeType
from workbench.model.payment_kinds import CreditKind


class Placement(NamedTuple):
    """What somebody decided about a payment, or a part of it."""

    payment_id: str
    target: str  # a claim id, or another PaymentUse
    amount_ore: int


class Credit(NamedTuple):
    """What somebody took off a claim, or owes a member where `claim_id` is None."""

    credit_id: str
    claim_id: str | None
    member_id: str | None
    kind: CreditKind
    amount_ore: int
    base_ore: int  # what the source said that the claim was when it was made
    reason: str
    made_on: date
    needs_approval: bool
    taken_back_on: date | None = None


class FiledInvoice(NamedTuple):
    """A new invoice, or a reversal, that was put in a file for the member system."""

    file: str
    number: int  # in the file, from 1
    act: FeeAct
    member_id: str
    rule_id: str
    fee_type: FeeType
    title: str
    start_on: date  # of the period
    due_on: date
    amount_ore: int
    made_on: date
    claim_id: str | None = None  # of a reversal
    unused_on: date | None = None  # somebody said then that the file was not used
