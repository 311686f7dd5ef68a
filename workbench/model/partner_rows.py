"""The typed rows of what a collection partner has, as the rules read them: rows of `schema.sql`."""

from datetime import date
from typing import NamedTuple

from workbench.model.partner_kinds import CLOSING_RULES, Closing, NewsKind


class Handover(NamedTuple):
    """A claim that was put in a file for the partner."""

    claim_id: str
    file: str
    case_ref: str
    due_version: str
    made_on: date
    partner: str
    open_ore: int  # on the day of the file
    approved_by: str  # the answer of the club: who, and on which day
    approved_on: date
    closed_on: date | None = None
    closed_why: Closing | None = None
    closed_note: str | None = None

    @property
    def is_with_partner(self) -> bool:
        """Whether the partner has the claim, or the money for it."""
        return self.closed_why is None or CLOSING_RULES[self.closed_why].is_paid


class PartnerNews(NamedTuple):
    """What the partner was told about a claim that it has, or has told: each once."""

    claim_id: str
    handover: str  # the file by which the claim was handed over
    kind: NewsKind
    ref: str  # what it is about: the teller's own number, a hold, a sum
    happened_on: date
    amount_ore: int
    file: str  # that it was told in


class CaseClaim(NamedTuple):
    """A claim as a file for the partner has it; claims with one `case_ref` are one case."""

    case_ref: str
    claim_id: str
    debtor_type: str
    debtor_name: str
    born_on: date | None
    address: str | None
    postcode: str | None
    city: str | None
    phone: str | None
    email: str | None
    invoice_number: str | None
    kid: str | None
    fee_type: str
    title: str | None
    issued_on: date | None
    due_on: date
    principal_ore: int
    paid_ore: int
    fee_ore: int | None  # None where a letter had one, and its sum is not kept
    open_ore: int
    interest_from_on: date | None  # None where the club claims none
    is_disputed: bool
    approved_by: str


class CaseEvent(NamedTuple):
    """What was done about a claim, and by which record of ours that can be shown."""

    case_ref: str
    claim_id: str
    happened_on: date
    what: str  # invoice, step, call or approval
    name: str
    channel: str | None
    ref: str


class CaseNews(NamedTuple):
    """A piece of news about a claim, as a file from us or from the partner has it."""

    case_ref: str
    claim_id: str
    kind: NewsKind
    ref: str
    happened_on: date
    amount_ore: int = 0
    outcome: Closing | None = None
    open_ore: int | None = None  # what is open here
    text: str = ""
