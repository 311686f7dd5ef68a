"""The contact person of each member, worked out for the day, and the payer they belong to.

Where a source has no columns for guardians (KlubbAdmin), a child's own profile has a parent's phone
and e-mail: messages go to "foresatte til", and a mark makes a call begin by asking for a guardian.
Where the source has the columns and they are blank, the phone is the child's own and not called.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workbench.model.day_rows import Contact
from workbench.model.kinds import ContactRole
from workbench.model.rows import Claim, Guardian, Member
from workbench.register.liability import contact_values, is_adult
from workbench.register.ties import fold_full_name
from workbench.values.text import fold


@dataclass(frozen=True)
class Contacts:
    """The contacts of a club's members on a day, each list in the order of the members."""

    own: list[Contact]  # one for each member
    through_guardians: list[Contact]  # members with guardians, as if all were minors
    recipients: dict[str, Contact]  # claim id -> the guardian it names, if not the first one


def find_contacts(
    claims: Sequence[Claim], members: Sequence[Member], guardians: Sequence[Guardian], as_of: date
) -> Contacts:
    """Return each member's contact, grouped by `payer_id`.

    The payer is who answers one phone, else who reads one e-mail address, else the member alone.
    A child is contacted through its payment contact or a guardian, if the source has one: the first
    with a phone, so that a call is possible. Else a child whose phone or e-mail is also an adult
    member's is contacted through that adult, by the adult's own phone and e-mail; of several
    adults, the oldest. An adult is contacted directly, and through the guardian for what the
    guardian owes.
    """
    adults = _adults_by_value(members, as_of)
    first_guardians = _first_guardians(guardians)
    through_guardians = {
        member.member_id: _contact_through(first_guardians[member.member_id], member, adults)
        for member in members
        if member.member_id in first_guardians
    }
    with_guardian_columns = {guardian.member_id for guardian in guardians}
    own = []
    for member in members:
        if is_adult(member.born_on, as_of):
            own.append(_contact_of(member))
        elif member.member_id in through_guardians:
            own.append(through_guardians[member.member_id])
        else:
            is_own_phone = member.member_id in with_guardian_columns
            own.append(_contact_of_child(member, adults, is_own_phone=is_own_phone))
    phones = _phones_by_email([*own, *through_guardians.values()])
    member_of = {member.member_id: member for member in members}
    recipients = {
        claim_id: _contact_through(guardian, member_of[guardian.member_id], adults)
        for claim_id, guardian in _find_recipients(claims, guardians, first_guardians).items()
        if guardian.member_id in member_of
    }
    return Contacts(
        own=[_set_payer(contact, phones) for contact in own],
        through_guardians=[_set_payer(contact, phones) for contact in through_guardians.values()],
        recipients={key: _set_payer(contact, {}) for key, contact in recipients.items()},
    )


def _first_guardians(guardians: Iterable[Guardian]) -> dict[str, Guardian]:
    """Return member id -> the payment contact or guardian to contact first."""
    first_guardians: dict[str, Guardian] = {}
    for guardian in sorted(guardians, key=_contact_order):
        if guardian.name or guardian.phone or guardian.email:
            first_guardians.setdefault(guardian.member_id, guardian)
    return first_guardians


def _contact_order(guardian: Guardian) -> tuple[bool, bool, bool, int]:
    is_payer = guardian.role == ContactRole.PAYER
    return guardian.phone is None, guardian.email is None, not is_payer, guardian.number


def _find_recipients(
    claims: Iterable[Claim], guardians: Iterable[Guardian], first_guardians: Mapping[str, Guardian]
) -> dict[str, Guardian]:
    """Return claim id -> the guardian it names, who can be reached and is not the first one."""
    by_name: dict[tuple[str, str], Guardian] = {}
    for guardian in guardians:
        if guardian.name and contact_values(guardian):
            by_name.setdefault((guardian.member_id, fold_full_name(guardian.name)), guardian)
    recipients = {}
    for claim in claims:
        member_id = claim.member_id or ""
        if claim.recipient_name and member_id in first_guardians:
            recipient = by_name.get((member_id, fold_full_name(claim.recipient_name)))
            if recipient is not None and recipient.name != first_guardians[member_id].name:
                recipients[claim.claim_id] = recipient
    return recipients


def _adults_by_value(members: Iterable[Member], as_of: date) -> dict[str, Member]:
    """Return phone or e-mail -> the oldest adult member who has it."""
    by_value: dict[str, Member] = {}
    for member in sorted(members, key=lambda member: (str(member.born_on), member.member_id)):
        if is_adult(member.born_on, as_of):
            for value in contact_values(member):
                by_value.setdefault(value, member)
    return by_value


def _find_adult(person: Member | Guardian, adults: Mapping[str, Member]) -> Member | None:
    """Return the adult member who has the person's phone, or else the e-mail."""
    values = contact_values(person)
    return next((adults[value] for value in values if value in adults), None)


def _contact_of(member: Member) -> Contact:
    return Contact(
        member_id=member.member_id,
        payer_id=member.member_id,
        contact_name=member.name,
        is_minor=False,
        probably_parent=False,
        reached_through=member.member_id,
        phone=member.phone,
        email=member.email,
    )


def _contact_through(guardian: Guardian, member: Member, adults: Mapping[str, Member]) -> Contact:
    return _contact_of(member)._replace(
        contact_name=guardian.name or f"foresatte til {member.name}",
        is_minor=True,
        reached_through=(_find_adult(guardian, adults) or member).member_id,
        phone=guardian.phone,
        email=guardian.email,
    )


def _contact_of_child(
    member: Member, adults: Mapping[str, Member], *, is_own_phone: bool
) -> Contact:
    """Return the contact of a child without guardians. `is_own_phone` is set where the source has
    columns for guardians: then the phone is the child's own, not a parent's."""
    contact = _contact_of(member)._replace(is_minor=True, probably_parent=True)
    parent = _find_adult(member, adults)
    if parent is None:
        phone = None if is_own_phone else member.phone
        return contact._replace(contact_name=f"foresatte til {member.name}", phone=phone)
    return contact._replace(
        contact_name=parent.name,
        reached_through=parent.member_id,
        phone=parent.phone or member.phone,
        email=parent.email or member.email,
    )


def _phones_by_email(contacts: Iterable[Contact]) -> dict[str, str]:
    """Return e-mail -> phone, where all who have the e-mail and a phone have one phone."""
    phones: dict[str, set[str]] = {}
    for contact in contacts:
        if contact.phone and contact.email:
            phones.setdefault(fold(contact.email), set()).add(contact.phone)
    return {email: next(iter(numbers)) for email, numbers in phones.items() if len(numbers) == 1}


def _set_payer(contact: Contact, phones: Mapping[str, str]) -> Contact:
    """Return the contact with its `payer_id`. `phones` are those shared by e-mail."""
    email = fold(contact.email or "")
    payer_id = contact.phone or phones.get(email) or email or contact.member_id
    return contact._replace(payer_id=payer_id)
