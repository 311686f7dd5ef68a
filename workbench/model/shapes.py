"""The frames that cross module boundaries: their columns, dtypes and keys.

In frames `*_on` is datetime64 at midnight, `*_ore` and counts are Int64, flags are boolean and all
else is text with missing values. One row of `SHAPES` is the whole contract of a frame.
"""

from collections.abc import Mapping
from dataclasses import dataclass

TEXT, DAY, INT, FLAG = "str", "datetime64[us]", "Int64", "boolean"


@dataclass(frozen=True)
class Shape:
    """One frame's columns with their dtypes; `key` names the columns that identify a row."""

    key: tuple[str, ...]
    columns: Mapping[str, str]


SHAPES: Mapping[str, Shape] = {
    "members": Shape(
        ("member_id",),
        {
            "member_id": TEXT,  # <system>:<id in that system>
            "first_name": TEXT,
            "last_name": TEXT,
            "born_on": DAY,
            "gender": TEXT,  # M, K or missing
            "email": TEXT,
            "email_extra": TEXT,  # further addresses, joined by ";"
            "phone": TEXT,  # E.164
            "address": TEXT,
            "postcode": TEXT,
            "city": TEXT,
            "status": TEXT,  # MemberStatus
            "joined_on": DAY,
            "left_on": DAY,  # the day a written resignation was received
            "other_id": TEXT,  # <system>:<id> that another of the source's files knows them by
        },
    ),
    "guardians": Shape(
        ("member_id", "role", "number"),
        {
            "member_id": TEXT,
            "role": TEXT,  # ContactRole
            "number": INT,  # guardian 1, 2 ...; the order in which they are asked
            "name": TEXT,
            "email": TEXT,
            "phone": TEXT,  # E.164
        },
    ),
    "participations": Shape(
        ("member_id", "group_name"),
        {
            "member_id": TEXT,
            "group_name": TEXT,
            "missing_since": DAY,  # first absent from a newer list of that group; never deleted
        },
    ),
    "invoices": Shape(
        ("invoice_id",),
        {
            "invoice_id": TEXT,  # <system>:<order number>
            "title": TEXT,
            "recipient_name": TEXT,
            "issued_on": DAY,
            "due_on": DAY,
            "amount_ore": INT,
            "paid_ore": INT,  # as the member system states it; may be net of its fee
            "paid_on": DAY,
            "status": TEXT,  # ClaimStatus
            "missing_since": DAY,  # first absent from a newer list; never deleted
        },
    ),
    "claims": Shape(
        ("claim_id",),
        {
            "claim_id": TEXT,  # begins with its invoice's id
            "invoice_id": TEXT,
            "member_id": TEXT,
            "kid": TEXT,  # one KID may stand on several claims of an invoice
            "fee_type": TEXT,  # FeeType
            "title": TEXT,
            "issued_on": DAY,
            "due_on": DAY,
            "amount_ore": INT,  # missing where only the invoice states a sum
            "paid_ore": INT,
            "paid_on": DAY,
            "status": TEXT,  # ClaimStatus, missing where only the invoice states it
            "member_name": TEXT,  # and the group's: where the source has no number of the member
            "group_name": TEXT,
            "recipient_name": TEXT,  # where the claim states it and no invoice does
            "missing_since": DAY,  # first absent from a newer list of claims; never deleted
        },
    ),
    "payments": Shape(
        ("payment_id",),
        {
            "payment_id": TEXT,
            "kid": TEXT,
            "amount_ore": INT,
            "paid_on": DAY,
            "source": TEXT,
            "invoice_id": TEXT,  # where the source has no KID
        },
    ),
    "holds": Shape(
        ("hold_id",),
        {
            "hold_id": TEXT,
            "kind": TEXT,  # HoldKind
            "member_id": TEXT,
            "invoice_id": TEXT,  # missing when the hold is on the whole membership
            "start_on": DAY,
            "end_on": DAY,  # last day included; missing when open-ended
            "review_on": DAY,
            "agreed_with": TEXT,
        },
    ),
    "reminders": Shape(  # sent before the workbench took over: steps of every claim of an order
        ("invoice_id", "step_id"), {"invoice_id": TEXT, "step_id": TEXT, "sent_on": DAY}
    ),
    "steps": Shape(
        ("claim_id", "step_id", "due_version"),
        {
            "claim_id": TEXT,
            "step_id": TEXT,  # the level's own name in the policy
            "due_version": TEXT,  # the due date the step was taken for
            "sent_on": DAY,
            "channel": TEXT,  # Channel
        },
    ),
    "calls": Shape(  # appended, never changed
        ("call_id",),
        {
            "call_id": TEXT,
            "called_on": DAY,
            "agent": TEXT,
            "outcome": TEXT,  # Outcome
            "reason": TEXT,  # Reason
            "reached": FLAG,  # the payer was spoken with
            "again_on": DAY,  # a call-back was agreed for this day
            "again_at": TEXT,  # and, if so, for this time, as 14:30
            "confirm": FLAG,  # the payer wants what was agreed on SMS
        },
    ),
    "call_claims": Shape(("call_id", "claim_id"), {"call_id": TEXT, "claim_id": TEXT}),
    "call_contacts": Shape(  # who was called: apart, so that it can be erased
        ("call_id",), {"call_id": TEXT, "phone": TEXT, "contact_name": TEXT, "note": TEXT}
    ),
    "instalments": Shape(  # of the payment plan that a call made
        ("call_id", "number"), {"call_id": TEXT, "number": INT, "due_on": DAY, "amount_ore": INT}
    ),
    "corrections": Shape(
        ("correction_id",),
        {
            "correction_id": TEXT,
            "noun": TEXT,  # the frame it is about: members or guardians
            "record": TEXT,  # the row's key, its parts joined by "|"
            "field": TEXT,
            "base": TEXT,  # what the member system said when it was made
            "value": TEXT,  # missing where what stands there is wrong and nothing better is known
            "made_on": DAY,
            "call_id": TEXT,
        },
    ),
    "liabilities": Shape(
        ("claim_id",),
        {
            "claim_id": TEXT,
            "liable_party": TEXT,  # LiableParty
            "liable_member_id": TEXT,  # missing for a guardian the register does not hold
            "basis": TEXT,
            "incurred_as_minor": FLAG,
        },
    ),
    "files": Shape(
        ("sha256",),
        {
            "sha256": TEXT,
            "name": TEXT,
            "size": INT,
            "title": TEXT,  # the profile it was read by
            "kind": TEXT,
            "headings": TEXT,  # as met, so that an assumed heading can become a seen one
            "rows_total": INT,  # = taken + aside + frame
            "rows_taken": INT,
            "rows_aside": INT,
            "rows_frame": INT,
            "values_aside": INT,
            "imported_on": DAY,
            "scope": TEXT,  # the groups that a member list is of, joined by " + "
            "newest_on": DAY,  # the newest day stated in it of something that has happened
            "left_out": TEXT,  # what a rule passed over, and birth numbers, each with its number
            "forced": TEXT,  # why it was taken in spite of a guard
        },
    ),
    "rejected": Shape(
        ("sha256", "sheet", "row", "column"),
        {
            "sha256": TEXT,
            "sheet": TEXT,
            "row": INT,  # from 1, as a spreadsheet counts
            "column": TEXT,  # the heading as it stands in the file
            "field": TEXT,  # the column it was read as
            "value": TEXT,
            "reason": TEXT,
            "whole_row": FLAG,
            "record": TEXT,  # the record's key where it could be read
            "proposal": TEXT,  # what it may have been meant to say
            "repaired": TEXT,  # what it was read as, by a repair that somebody accepted
        },
    ),
    "repairs": Shape(  # what a value that cannot be read is read as, this week and the next
        ("title", "record", "field", "value"),
        {
            "title": TEXT,  # of the profile
            "record": TEXT,  # the record's key; empty where it is for all, as for a word
            "field": TEXT,
            "value": TEXT,
            "repaired": TEXT,
            "made_on": DAY,
            "who": TEXT,
        },
    ),
    # worked out, never stored
    "balances": Shape(
        ("claim_id",),
        {
            "claim_id": TEXT,
            "invoice_id": TEXT,
            "member_id": TEXT,
            "kid": TEXT,
            "fee_type": TEXT,
            "title": TEXT,
            "issued_on": DAY,
            "due_on": DAY,
            "status": TEXT,
            "amount_ore": INT,  # what is owed in all; 0 when cancelled or exempt
            "paid_ore": INT,  # what counts as settled, never above the amount
            "open_ore": INT,
            "settled_on": DAY,  # the day it became fully paid
            "member_name": TEXT,  # as the claim has it, where the source has no number
        },
    ),
    "contacts": Shape(
        ("member_id",),
        {
            "member_id": TEXT,
            "payer_id": TEXT,  # groups messages and calls; derived for the day
            "contact_name": TEXT,
            "phone": TEXT,
            "email": TEXT,
            "is_minor": FLAG,
            "probably_parent": FLAG,  # the child's own profile carries a parent's contact data
            "reached_through": TEXT,  # the member whose contact data it is: oneself, or a parent
        },
    ),
    "plan": Shape(
        ("claim_id",),
        {
            "claim_id": TEXT,
            "payer_id": TEXT,
            "step_id": TEXT,  # missing when nothing is to be done
            "kind": TEXT,  # StepKind
            "channel": TEXT,
            "due_version": TEXT,
            "reason": TEXT,  # PlanReason
            "detail": TEXT,  # what the reason is about: a hold's kind, a step's name
            "next_on": DAY,  # the day the answer changes by itself, if nothing else happens
            "days": INT,  # counted days since the step before, or since the due date
        },
    ),
    "queue": Shape(
        ("payer_id",),
        {
            "payer_id": TEXT,
            "contact_name": TEXT,
            "phone": TEXT,
            "probably_parent": FLAG,
            "concerns": TEXT,  # first names of the members
            "claims": INT,  # open and overdue, also those whose step is not a call
            "open_ore": INT,
            "newest_due_on": DAY,
            "oldest_due_on": DAY,
            "needs_talk": FLAG,  # three or more unpaid
        },
    ),
    "findings": Shape(("kind", "member_id"), {"kind": TEXT, "member_id": TEXT, "detail": TEXT}),
}
