"""The case of one payer: everything that an agent must see before and during a call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from workbench.calls.history import HistoryLine, list_history
from workbench.calls.payers import RAISED_IN_CALLS
from workbench.days import age_on
from workbench.model.day_rows import Contact, Freshness
from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import Channel, FeeType, StepKind
from workbench.model.message_rows import ReceivedText, SentText
from workbench.model.plan_reasons import PlanReason
from workbench.model.rows import Call, Guardian, Hold, Member, Participation, Step
from workbench.norsk import antall, dato, kort_dato, missing_files, text_of
from workbench.values.text import fold

# a payer without contact details may phone us, and then the claims may be raised
MAY_BE_RAISED = RAISED_IN_CALLS | {PlanReason.NO_CONTACT, PlanReason.NO_GUARDIAN}
WITH_PARTNER = {PlanReason.HANDED_OVER, PlanReason.IN_COLLECTION}
CONTACT_FIELDS = ("phone", "email")
PAYER = "payer"  # in place of a member id: the payer, who has no membership
ADULT_AGE = 18


@dataclass(frozen=True)
class Person:
    """A member whom the case is about."""

    member_id: str
    name: str
    age: int | None
    groups: tuple[str, ...]  # names
    birth_year: int | None = None

    @property
    def first_name(self) -> str:
        """The first word of the name."""
        return self.name.partition(" ")[0]


class Claim(NamedTuple):
    """An open claim of the payer with its row of the plan, as the query `claims_of` returns it."""

    claim_id: str
    due_on: date
    days: int  # from the due date until today; negative before the due date
    open_ore: int
    fee_type: FeeType
    reason: PlanReason
    title: str
    concerns: str  # the first name of the member
    invoice_id: str | None = None
    member_id: str | None = None
    kind: StepKind | None = None
    step_id: str | None = None
    detail: str | None = None
    next_on: date | None = None

    @property
    def resting_reason(self) -> str:
        """Why the agent must not raise the claim; "" if it may be raised."""
        if self.reason in MAY_BE_RAISED:
            return ""
        if self.reason == PlanReason.HELD and self.detail in list(HoldKind):
            until = f" – hviler til {kort_dato(self.next_on)}" if self.next_on else ""
            return text_of(HoldKind(self.detail)) + until
        return text_of(self.reason)

    @property
    def call_step(self) -> str | None:
        """The step that is taken when the agent calls about the claim, if a call is due."""
        return self.step_id if self.kind == StepKind.CALL else None

    @property
    def fee_name(self) -> str:
        """The common word for the fee if the title contains it; else the club's own title."""
        word = text_of(self.fee_type)
        return word if word in self.title.casefold() else self.title


@dataclass(frozen=True)
class Record:
    """A row of the register with the payer's phone or e-mail; a correction is made there."""

    noun: str  # members or guardians
    key: str
    phone: str | None
    email: str | None
    fields: tuple[str, ...] = CONTACT_FIELDS  # those that a correction changes


@dataclass(frozen=True)
class Case:
    """What is known about a payer on a day."""

    payer_id: str
    contact_name: str
    phone: str
    email: str
    # whose guardian must be asked for, where nobody knows the guardian's name: the first name is
    # said, and who knows the surname or the birth year is the right person
    child: Person | None
    people: tuple[Person, ...]  # the members whose claims these are
    claims: tuple[Claim, ...]  # first those to raise, then those that rest; newest first
    why_we_call: tuple[str, ...]  # sentences
    history: tuple[HistoryLine, ...]  # newest first
    records: tuple[Record, ...]
    explanations: Mapping[str, str] | None = None  # by claim id: why it is called about, or rests
    call_step: str | None = None  # the id of the last call in the policy, if it has one
    payer_member_id: str | None = None  # the payer's own member id, if the payer is a member
    paid_for: tuple[
        Person, ...
    ] = ()  # children contacted through the payer, also those without claims

    @property
    def is_with_partner(self) -> bool:
        """Whether the collection partner has one of the claims (P28)."""
        return any(claim.reason in WITH_PARTNER for claim in self.claims)

    @property
    def claims_to_raise(self) -> tuple[Claim, ...]:
        """The claims that the agent may raise."""
        return tuple(claim for claim in self.claims if not claim.resting_reason)


@dataclass(frozen=True)
class Register:
    """The rows of some members and of their guardians."""

    members: Sequence[Member] = ()
    guardians: Sequence[Guardian] = ()


@dataclass(frozen=True)
class Background:
    """What else the books say about a payer.

    The two registers have the same rows: those of all members with this payer, and of the members
    whose claims are open. In `register` our own corrections are applied; `uncorrected` is as the
    member system has it.
    """

    register: Register
    uncorrected: Register
    contacts: Sequence[Contact] = ()  # of all members with this payer
    groups: Sequence[Participation] = ()
    steps: Sequence[Step] = ()
    calls: Sequence[Call] = ()
    holds: Sequence[Hold] = ()
    freshness: Sequence[Freshness] = ()
    sent: Sequence[SentText] = ()
    received: Sequence[ReceivedText] = ()


def build_case(
    contact: Contact,
    claims: Sequence[Claim],
    background: Background,
    *,
    as_of: date,
    call_step: str | None = None,
    explanations: Mapping[str, str] | None = None,
) -> Case:
    """Return the case of one payer; `contact` says how to reach the payer.

    `call_step` is the id of the last call in the policy; `explanations` has by claim id the
    sentences of why it is called about or rests.
    """
    members = {member.member_id: member for member in background.register.members}
    payer_member_id = contact.payer_id if contact.payer_id in members else None
    with_claims = sorted(members.keys() & {claim.member_id for claim in claims})
    minors = {row.member_id for row in background.contacts if row.is_minor} & members.keys()
    paid_for = [_make_person(members[key], background.groups, as_of) for key in sorted(minors)]
    child = members.get(contact.member_id) if contact.probably_parent else None
    return Case(
        payer_id=contact.payer_id,
        contact_name=contact.contact_name,
        phone=contact.phone or "",
        email=contact.email or "",
        child=_make_person(child, background.groups, as_of) if child else None,
        people=tuple(_make_person(members[key], background.groups, as_of) for key in with_claims),
        claims=tuple(sorted(claims, key=_order_of_claims)),
        why_we_call=_explain_call(claims, background),
        history=tuple(
            list_history(
                background.steps,
                background.calls,
                background.holds,
                background.sent,
                background.received,
            )
        ),
        records=tuple(_find_records(contact, background)),
        explanations=explanations,
        call_step=call_step,
        payer_member_id=payer_member_id,
        paid_for=tuple(
            person for person in paid_for if person.age is None or person.age < ADULT_AGE
        ),
    )


def _order_of_claims(claim: Claim) -> tuple[bool, int, str]:
    return bool(claim.resting_reason), claim.days, claim.claim_id


def _make_person(member: Member, groups: Sequence[Participation], as_of: date) -> Person:
    own_groups = sorted(row.group_name for row in groups if row.member_id == member.member_id)
    birth_year = member.born_on.year if member.born_on else None
    age = age_on(member.born_on, as_of)
    return Person(member.member_id, member.name, age, tuple(own_groups), birth_year)


def _explain_call(claims: Sequence[Claim], background: Background) -> tuple[str, ...]:
    return (
        _describe_reminders(claims, background.steps),
        _describe_resting(claims),
        _describe_payments(background.freshness),
        "Blir det betalt, faller samtalen bort av seg selv.",
    )


def _describe_reminders(claims: Sequence[Claim], steps: Sequence[Step]) -> str:
    claim_ids = {claim.claim_id for claim in claims if not claim.resting_reason}
    reminders = [
        step for step in steps if step.claim_id in claim_ids and step.channel != Channel.PHONE
    ]
    days = sorted({step.sent_on for step in reminders})
    if not days:
        return "Ingen påminnelse er registrert på disse kravene."
    # of reminders before the last one a member system may state how many they were, and no day
    numbers = [step.step_id.rpartition("_")[2] for step in reminders]
    number = max((int(each) for each in numbers if each.isdecimal()), default=0)
    count = antall(max(len(days), number), "påminnelse er sendt", "påminnelser er sendt")
    known = ", ".join(map(kort_dato, days))
    known = f"den siste {known}" if len(days) == 1 < number else known
    return f"{count} ({known}), og det er fortsatt noe ubetalt."


def _describe_resting(claims: Sequence[Claim]) -> str:
    count = sum(bool(claim.resting_reason) for claim in claims)
    if not count:
        return "Ingen frys, plan eller innsigelse står på kravene."
    return f"{antall(count, 'krav hviler', 'krav hviler')} og skal ikke nevnes."


def _describe_payments(freshness: Sequence[Freshness]) -> str:
    if missing := missing_files(freshness):
        return f"{missing}; spør om noe er betalt."
    ends = [source.until_on or source.read_on for source in freshness if source.kind == "payments"]
    return f"Innbetalinger er lest til og med {dato(min(ends))}."


def _find_records(contact: Contact, background: Background) -> list[Record]:
    """Return the rows of the register that have the payer's phone or e-mail.

    Each shows the phone and e-mail of the member system: those are what a correction replaces.
    """
    register, uncorrected = background.register, background.uncorrected
    if not (contact.phone or contact.email):
        return _find_empty_records(contact, uncorrected)
    return [
        *_match_rows("members", register.members, uncorrected.members, contact),
        *_match_rows("guardians", register.guardians, uncorrected.guardians, contact),
    ]


def _match_rows(
    noun: str,
    corrected_rows: Sequence[Member | Guardian],
    uncorrected_rows: Sequence[Member | Guardian],
    contact: Contact,
) -> list[Record]:
    """Return a record for each row with the contact's phone or e-mail."""
    uncorrected = {row.key: row for row in uncorrected_rows}
    records = []
    for row in corrected_rows:
        fields = _matching_fields(contact, row)
        if fields:
            old = uncorrected[row.key]
            records.append(Record(noun, row.key, old.phone, old.email, fields))
    return records


def _find_empty_records(contact: Contact, uncorrected: Register) -> list[Record]:
    """Return the row of a payer without phone and e-mail: the guardian's, else the member's."""
    for guardian in uncorrected.guardians:
        if guardian.member_id == contact.member_id and guardian.name == contact.contact_name:
            return [Record("guardians", guardian.key, guardian.phone, guardian.email)]
    own_rows = [row for row in uncorrected.members if row.member_id == contact.member_id]
    return [Record("members", row.key, row.phone, row.email) for row in own_rows]


def _matching_fields(contact: Contact, row: Member | Guardian) -> tuple[str, ...]:
    """Return the fields that are the same in both, none if only empty fields are the same."""
    equal, empty = set(), set()
    for field in CONTACT_FIELDS:
        in_row, in_contact = getattr(row, field), getattr(contact, field)
        if in_row and fold(in_row) == fold(in_contact or ""):
            equal.add(field)
        elif in_row is None and in_contact is None:
            empty.add(field)
    if not equal:
        return ()
    return tuple(field for field in CONTACT_FIELDS if field in equal | empty)
