"""One payer's case: everything an agent needs to see before and during a call, on one screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from workbench.calls.payers import RAISED_IN_CALLS
from workbench.days import age_on
from workbench.model.day_rows import Contact
from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import Channel, FeeType, StepKind
from workbench.model.plan_reasons import PlanReason
from workbench.model.rows import Call, Guardian, Hold, Member, Participation, Step
from workbench.norsk import antall, dato, kort_dato, tall_dato, text_of
from workbench.values.text import fold

# who is on the phone is reached, also where nobody knew how
MAY_BE_RAISED = RAISED_IN_CALLS | {PlanReason.NO_CONTACT}
WAYS = ("phone", "email")
PAYER = "payer"  # stands for a payer who has no membership
ADULT = 18
STEPS = {"reminder_1": "påminnelse 1", "reminder_2": "påminnelse 2", "call": "samtale"}


@dataclass(frozen=True)
class Person:
    """Somebody the claims concern."""

    member_id: str
    name: str
    age: int | None
    groups: tuple[str, ...]


class Claim(NamedTuple):
    """An open claim of the payer's, with what the plan says of it: a row of `claims_of`."""

    claim_id: str
    due_on: date
    days: int  # since the due date; negative before it
    open_ore: int
    fee_type: FeeType
    reason: PlanReason
    title: str
    concerns: str  # first name
    invoice_id: str | None = None
    member_id: str | None = None
    kind: StepKind | None = None
    step_id: str | None = None
    detail: str | None = None
    next_on: date | None = None

    @property
    def resting_reason(self) -> str:
        """Why it is not to be spoken of; "" where it is."""
        if self.reason in MAY_BE_RAISED:
            return ""
        if self.reason == PlanReason.HELD and self.detail in list(HoldKind):
            until = f" – hviler til {kort_dato(self.next_on)}" if self.next_on else ""
            return text_of(HoldKind(self.detail)) + until
        return text_of(self.reason)

    @property
    def call_step(self) -> str | None:
        """The policy's step that a call about it takes, if one is due."""
        return self.step_id if self.kind == StepKind.CALL else None

    @property
    def fee_name(self) -> str:
        """What it is for: in a word where the title has it, since a gym calls a fee otherwise."""
        word = text_of(self.fee_type)
        return word if word in self.title.casefold() else self.title


@dataclass(frozen=True)
class Record:
    """A row of the register that says how the payer is reached: where a correction belongs."""

    noun: str
    key: str
    phone: str | None
    email: str | None
    fields: tuple[str, ...] = WAYS  # those of the two that the payer is reached by


@dataclass(frozen=True)
class HistoryLine:
    """Something that happened before, newest first."""

    day: date
    text: str


@dataclass(frozen=True)
class Case:
    """What is known of a payer on a day."""

    payer_id: str
    contact_name: str
    phone: str
    email: str
    ask_guardian: bool  # the phone stands on a child's profile: begin by asking for a guardian
    people: tuple[Person, ...]
    claims: tuple[Claim, ...]  # those to be spoken of first, newest first
    why_we_call: tuple[str, ...]
    history: tuple[HistoryLine, ...]
    records: tuple[Record, ...]
    call_step: str | None = None  # the policy's step that is a call
    payer_member_id: str | None = None  # the payer's own membership, if the register has one
    paid_for: tuple[Person, ...] = ()  # children reached through the payer, owing or not

    @property
    def claims_to_raise(self) -> tuple[Claim, ...]:
        """The claims that are to be spoken of."""
        return tuple(claim for claim in self.claims if not claim.resting_reason)


@dataclass(frozen=True)
class Register:
    """Rows of some members and of those named beside them."""

    members: Sequence[Member] = ()
    guardians: Sequence[Guardian] = ()


@dataclass(frozen=True)
class Background:
    """What the books hold of a payer beside the open claims.

    `register` has all members who have this payer and those the claims concern, with what was
    learnt of them; `source` the same rows as the member system has them.
    """

    register: Register
    source: Register
    contacts: Sequence[Contact] = ()  # of all who have this payer
    groups: Sequence[Participation] = ()
    steps: Sequence[Step] = ()
    calls: Sequence[Call] = ()
    holds: Sequence[Hold] = ()
    newest_payment_on: date | None = None


def build_case(
    contact: Contact,
    claims: Sequence[Claim],
    background: Background,
    *,
    as_of: date,
    call_step: str | None = None,
) -> Case:
    """Put together the case of one payer, who is reached as `contact` says; `call_step` is the
    policy's."""
    in_order = sorted(
        claims, key=lambda claim: (bool(claim.resting_reason), claim.days, claim.claim_id)
    )
    members = {member.member_id: member for member in background.register.members}
    concerned = sorted(members.keys() & {claim.member_id for claim in claims})
    payer_member_id = _membership_of(contact, members)
    paid_for = [
        _person(members[member_id], background.groups, as_of)
        for member_id in _reached_through(payer_member_id, background.contacts)
        if member_id in members
    ]
    return Case(
        payer_id=contact.payer_id,
        contact_name=contact.contact_name,
        phone=contact.phone or "",
        email=contact.email or "",
        ask_guardian=contact.probably_parent,
        people=tuple(_person(members[key], background.groups, as_of) for key in concerned),
        claims=tuple(in_order),
        why_we_call=_explain_call(claims, background),
        history=tuple(_history(background)),
        records=tuple(_records(contact, background)),
        call_step=call_step,
        payer_member_id=payer_member_id,
        paid_for=tuple(person for person in paid_for if person.age is None or person.age < ADULT),
    )


def _membership_of(contact: Contact, members: Mapping[str, Member]) -> str | None:
    """Return the payer's own membership, if the register has a row of the payer.

    A guardian may have the phone of an adult member, and be somebody else: the names tell.
    """
    if not contact.is_minor:
        return contact.member_id
    adult = members.get(contact.reached_through)
    if adult is None or adult.member_id == contact.member_id:
        return None
    return adult.member_id if fold(adult.name) == fold(contact.contact_name) else None


def _reached_through(payer_member_id: str | None, contacts: Sequence[Contact]) -> list[str]:
    """Return the members whom the payer is asked for, not being one of them."""
    return sorted(
        contact.member_id
        for contact in contacts
        if contact.is_minor and payer_member_id in (None, contact.reached_through)
    )


def _person(member: Member, groups: Sequence[Participation], as_of: date) -> Person:
    own = sorted(row.group_name for row in groups if row.member_id == member.member_id)
    return Person(member.member_id, member.name, age_on(member.born_on, as_of), tuple(own))


def _explain_call(claims: Sequence[Claim], background: Background) -> tuple[str, ...]:
    claims_to_raise = {claim.claim_id for claim in claims if not claim.resting_reason}
    days = sorted(
        {
            step.sent_on
            for step in background.steps
            if step.claim_id in claims_to_raise and step.channel != Channel.PHONE
        }
    )
    if days:
        count = antall(len(days), "påminnelse er sendt", "påminnelser er sendt")
        first = f"{count} ({', '.join(map(kort_dato, days))}), og det er fortsatt noe ubetalt."
    else:
        first = "Ingen påminnelse er registrert på disse kravene."
    resting = sum(bool(claim.resting_reason) for claim in claims)
    second = (
        f"{antall(resting, 'krav hviler', 'krav hviler')} og skal ikke nevnes."
        if resting
        else "Ingen frys, plan eller innsigelse står på kravene."
    )
    newest_on = background.newest_payment_on
    third = (
        f"Innbetalinger er lest til og med {dato(newest_on)}."
        if newest_on
        else "Ingen innbetalinger er lest; spør om noe er betalt."
    )
    return first, second, third, "Blir det betalt, faller samtalen bort av seg selv."


def _history(background: Background) -> list[HistoryLine]:
    """Return what was sent, said and agreed about the payer's claims, the newest first."""
    past = {
        HistoryLine(step.sent_on, STEPS.get(step.step_id, step.step_id))
        for step in background.steps
    }
    past |= {HistoryLine(call.called_on, _call_text(call)) for call in background.calls}
    past |= {HistoryLine(hold.start_on, _hold_text(hold)) for hold in background.holds}
    return sorted(past, key=lambda one: (-one.day.toordinal(), one.text))


def _call_text(call: Call) -> str:
    why = f" – {text_of(call.reason)}" if call.reason else ""
    return f"samtale ved {call.agent}: {text_of(call.outcome)}{why}"


def _hold_text(hold: Hold) -> str:
    until = f"til {tall_dato(hold.end_on)}" if hold.end_on else "inntil videre"
    return f"{text_of(hold.kind)}, {until}"


def _records(contact: Contact, background: Background) -> list[Record]:
    """Return the rows of the payer's people that carry the phone or the e-mail used.

    Phone and e-mail are as the member system has them: what a correction replaces.
    """
    if not (contact.phone or contact.email):
        return _unreached(contact, background.source)
    register, source = background.register, background.source
    rows: Mapping[str, tuple[Sequence[Member | Guardian], Sequence[Member | Guardian]]] = {
        "members": (register.members, source.members),
        "guardians": (register.guardians, source.guardians),
    }
    records = []
    for noun, (as_learnt, as_stated) in rows.items():
        stated = {row.key: row for row in as_stated}
        for row in as_learnt:
            base, fields = stated[row.key], _carried(contact, row)
            if fields:
                records.append(Record(noun, row.key, base.phone, base.email, fields))
    return records


def _unreached(contact: Contact, source: Register) -> list[Record]:
    """Return the row of a payer with neither phone nor e-mail: a guardian's, else the member's."""
    for guardian in source.guardians:
        if guardian.member_id == contact.member_id and guardian.name == contact.contact_name:
            return [Record("guardians", guardian.key, guardian.phone, guardian.email)]
    own = [row for row in source.members if row.member_id == contact.member_id]
    return [Record("members", row.key, row.phone, row.email) for row in own]


def _carried(contact: Contact, row: Member | Guardian) -> tuple[str, ...]:
    """Return which of a row's ways are the payer's, and which it lacks as the payer does."""
    used, lacking = set(), set()
    for way in WAYS:
        own, payers = getattr(row, way), getattr(contact, way)
        if own and fold(own) == fold(payers or ""):
            used.add(way)
        elif own is None and payers is None:
            lacking.add(way)
    return tuple(way for way in WAYS if way in used | lacking) if used else ()
