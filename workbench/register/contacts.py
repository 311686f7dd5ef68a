"""The contact person of each member, worked out for the day, and the payer they belong to.

Where a source has no columns for guardians (KlubbAdmin), a child's own profile has a parent's phone
and e-mail: messages go to "foresatte til", and a mark makes a call begin by asking for a guardian.
Where the source has the columns and they are blank, the phone is the child's own and not called.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, TypeVar, cast

from workbench.model.day_rows import Contact, UnusedValue
from workbench.model.kinds import ContactRole
from workbench.model.rows import Answer, Guardian, Member
from workbench.model.task_kinds import TaskAnswer, TaskKind
from workbench.register.guardians import Family, find_payers
from workbench.register.liability import contact_values, is_adult
from workbench.register.ties import fold_full_name
from workbench.values.placeholders import is_placeholder
from workbench.values.record_ids import digest
from workbench.values.text import fold

Person = TypeVar("Person", bound=Member | Guardian)
IMPLIED = 0  # the number of a guardian's row that no source has
VALUE = "value:"  # how the subject of a task begins that asks whose a value is
FEWEST_SHARING = 3  # nobody knows whose a phone or e-mail of so many payers is


class AddressedClaim(NamedTuple):
    """A claim with the recipient that it, or its invoice, names."""

    claim_id: str
    member_id: str | None
    recipient_name: str


@dataclass(frozen=True)
class Known:
    """What is known of contact values and of those who came of age."""

    placeholders: Collection[str] = ()  # the club's own, and what takes no message; folded
    answers: Mapping[str, Answer] = field(default_factory=dict)  # by the key of the task
    # members of age for whom a guardian owes -> the e-mail, if it is the one from before they were
    grown_emails: Mapping[str, str | None] = field(default_factory=dict)

    def is_nobodys(self, value: str) -> bool:
        """Return whether nobody can be reached by a folded value."""
        answer = self._answer(value)
        is_known = value in self.placeholders or is_placeholder(value)
        return is_known or (answer is not None and answer.answer == TaskAnswer.NOBODYS)

    def is_one_persons(self, value: str, member_ids: Collection[str]) -> bool:
        """Return whether somebody answered that a value is one person's, for all these members."""
        answer = self._answer(value)
        if answer is None or answer.answer != TaskAnswer.ONE_PERSON:
            return False
        return {*member_ids} <= {*json.loads(answer.evidence)}

    def _answer(self, value: str) -> Answer | None:
        if not self.answers:  # a digest of every value takes its time
            return None
        return self.answers.get(f"{TaskKind.FIND_CONTACT}:{subject_of(value)}")


@dataclass(frozen=True)
class Contacts:
    """The contacts of a club's members on a day, each list in the order of the members."""

    own: list[Contact]  # one for each member
    through_guardians: list[Contact]  # of those with guardians, as if all were minors
    recipients: dict[str, Contact]  # claim id -> the guardian it names, if not the first one
    unused_values: list[UnusedValue]


def find_contacts(
    claims: Sequence[AddressedClaim],
    members: Sequence[Member],
    guardians: Sequence[Guardian],
    as_of: date,
    known: Known | None = None,
) -> Contacts:
    """Return each member's contact, grouped by `payer_id`: the one person who is liable.

    An adult is contacted directly, and through the guardian for what the guardian owes. A child is
    contacted through its payment contact or a guardian, if the source has one: the first with a
    phone, so that a call is possible. Else by its own contact details, which are a guardian's. A
    phone or an e-mail of several payers is not used until somebody has answered whose it is.
    """
    known = known or Known()
    unused = _find_nobodys([*members, *guardians], known)
    nobodys = {row.value for row in unused}
    people = {row.member_id: without_values(row, nobodys) for row in members}
    adults = {key: row for key, row in people.items() if is_adult(row.born_on, as_of)}
    rows = [without_values(row, nobodys) for row in guardians if row.member_id in people]
    rows = [*_stated_guardians(rows), *_implied_guardians(people, adults, rows, known)]
    by_value = _rows_by_value([*adults.values(), *rows])
    owners = {value: {row.member_id for row in of_value} for value, of_value in by_value.items()}
    answered = {value for value, ids in owners.items() if known.is_one_persons(value, ids)}
    family = Family(people, [*adults.values()], _only_recipients(claims), answered)
    payers = find_payers(rows, family)
    shared = _find_shared(by_value, payers) - answered
    reach = _Reach(people, payers, _rows_by_payer(rows, payers, people), shared)
    first_rows = _first_guardians(rows, shared)
    through = {key: reach.through(first_rows[key]) for key in people if key in first_rows}
    recipients = _find_recipients(claims, rows, first_rows)
    return Contacts(
        own=[reach.directly(people[key]) if key in adults else through[key] for key in people],
        through_guardians=[*through.values()],
        recipients={claim_id: reach.through(row) for claim_id, row in recipients.items()},
        unused_values=unused
        + [UnusedValue(value, key, is_shared=True) for value in shared for key in owners[value]],
    )


def without_values(row: Person, values: Collection[str]) -> Person:
    """Return the row without its phone and e-mail where these are among the folded values."""
    for name in ("phone", "email") if values else ():
        value = getattr(row, name)
        if value and fold(value) in values:
            changes: dict[str, Any] = {name: None}
            row = cast(Person, row._replace(**changes))
    return row


def _find_nobodys(rows: Iterable[Member | Guardian], known: Known) -> list[UnusedValue]:
    """Return the values by which nobody can be reached, with the members on whose rows they are."""
    owners = {
        (fold(value), row.member_id) for row in rows for value in (row.phone, row.email) if value
    }
    return [UnusedValue(*own, is_shared=False) for own in owners if known.is_nobodys(own[0])]


def _stated_guardians(rows: Iterable[Guardian]) -> list[Guardian]:
    """Return the rows that are not blank."""
    return [row for row in rows if row.name or row.phone or row.email]


def _implied_guardians(
    people: Mapping[str, Member],
    adults: Collection[str],
    rows: Sequence[Guardian],
    known: Known,
) -> Iterator[Guardian]:
    """Yield a row without a name for whoever answers for a member that has no stated guardian.

    It has the contact details on a child's own profile, but no phone where the source has columns
    for guardians, and none of one who has come of age: those phones are their own.
    """
    with_columns = {row.member_id for row in rows}
    with_guardians = {row.member_id for row in _stated_guardians(rows)}
    for key, member in people.items():
        implied = Guardian(key, ContactRole.GUARDIAN, IMPLIED)
        if key in with_guardians:
            continue
        if key not in adults:
            phone = None if key in with_columns else member.phone
            yield implied._replace(email=member.email, phone=phone)
        elif key in known.grown_emails:
            is_kept = known.grown_emails[key] == member.email
            yield implied._replace(email=member.email if is_kept else None)


def _rows_by_value(rows: Iterable[Member | Guardian]) -> dict[str, list[Member | Guardian]]:
    """Return each folded phone and e-mail -> the rows with it."""
    by_value: dict[str, list[Member | Guardian]] = {}
    for row in rows:
        for value in contact_values(row):
            by_value.setdefault(value, []).append(row)
    return by_value


def _find_shared(
    by_value: Mapping[str, Sequence[Member | Guardian]], payers: Mapping[str, str]
) -> set[str]:
    """Return the values of so many payers that nobody can know whose they are."""
    payers_of = {
        value: {payers.get(row.key, row.key) for row in rows} for value, rows in by_value.items()
    }
    return {value for value, ids in payers_of.items() if len(ids) >= FEWEST_SHARING}


def _only_recipients(claims: Iterable[AddressedClaim]) -> dict[str, str]:
    """Return member id -> the folded recipient of the member's claims, where all have the same."""
    names: dict[str, set[str]] = {}
    for claim in claims:
        if claim.member_id:
            names.setdefault(claim.member_id, set()).add(fold_full_name(claim.recipient_name))
    return {key: min(own) for key, own in names.items() if len(own) == 1}


def _rows_by_payer(
    rows: Iterable[Guardian], payers: Mapping[str, str], people: Mapping[str, Member]
) -> dict[str, list[Guardian]]:
    """Return payer id -> the guardian's rows, the youngest child's first: an older one may have an
    own phone."""
    rows_of: dict[str, list[Guardian]] = {}
    for row in sorted(rows, key=lambda row: (str(people[row.member_id].born_on), row.key))[::-1]:
        rows_of.setdefault(payers[row.key], []).append(row)
    return rows_of


def _first_guardians(rows: Iterable[Guardian], shared: Collection[str]) -> dict[str, Guardian]:
    """Return member id -> the payment contact or guardian to contact first."""
    first_guardians: dict[str, Guardian] = {}
    for row in sorted(rows, key=lambda row: _contact_order(without_values(row, shared))):
        first_guardians.setdefault(row.member_id, row)
    return first_guardians


def _contact_order(guardian: Guardian) -> tuple[bool, bool, bool, int]:
    is_payer = guardian.role == ContactRole.PAYER
    return guardian.phone is None, guardian.email is None, not is_payer, guardian.number


def _find_recipients(
    claims: Iterable[AddressedClaim], rows: Iterable[Guardian], first_rows: Mapping[str, Guardian]
) -> dict[str, Guardian]:
    """Return claim id -> the guardian it names, who can be reached and is not the first one."""
    by_name: dict[tuple[str, str], Guardian] = {}
    for row in rows:
        if row.name and contact_values(row):
            by_name.setdefault((row.member_id, fold_full_name(row.name)), row)
    recipients = {}
    for claim in claims:
        member_id = claim.member_id or ""
        recipient = by_name.get((member_id, fold_full_name(claim.recipient_name)))
        if recipient is not None and recipient.name != first_rows[member_id].name:
            recipients[claim.claim_id] = recipient
    return recipients


@dataclass(frozen=True)
class _Reach:
    """How people are reached, and whose payer they are."""

    people: Mapping[str, Member]
    payers: Mapping[str, str]  # key of a guardian's row -> payer id
    rows: Mapping[str, Sequence[Guardian]]  # payer id -> all rows of that guardian
    shared: Collection[str]  # values that are not used

    def directly(self, member: Member) -> Contact:
        """Return the contact of an adult."""
        return self._contact(member, member.member_id, member.name, member)

    def through(self, row: Guardian) -> Contact:
        """Return the contact of the row's member through a guardian: by the row, else by the other
        rows of that guardian. One who is a member has an own phone and e-mail too, which come first
        where the row has no name."""
        member, payer_id = self.people[row.member_id], self.payers[row.key]
        adult = self.people.get(payer_id)
        sources: list[Member | Guardian] = [row, *self.rows[payer_id]]
        if adult is not None:
            sources.insert(1 if row.name else 0, adult)
        name = row.name or (adult.name if adult else f"foresatte til {member.name}")
        contact = self._contact(member, payer_id, name, *sources)
        return contact._replace(is_minor=True, probably_parent=not (row.name or adult))

    def _contact(
        self, member: Member, payer_id: str, name: str, *sources: Member | Guardian
    ) -> Contact:
        """Return a contact with the first phone and the first e-mail of the sources that are not
        shared; of those that are, the first is asked about."""
        usable = [without_values(source, self.shared) for source in sources]
        asked_about = (
            value for source in sources for value in contact_values(source) if value in self.shared
        )
        return Contact(
            member_id=member.member_id,
            payer_id=payer_id,
            contact_name=name,
            is_minor=False,
            probably_parent=False,
            phone=next((row.phone for row in usable if row.phone), None),
            email=next((row.email for row in usable if row.email), None),
            shared_value=subject_of(next(asked_about)) if usable != [*sources] else None,
        )


def subject_of(value: str) -> str:
    """Return what the task is about that asks whose a value is."""
    return VALUE + digest(value)
