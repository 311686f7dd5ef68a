"""The contact person of each member, worked out for the day, and the payer they belong to.

Where a source has no columns for guardians (KlubbAdmin), a child's own profile carries a parent's
phone and e-mail: written to as "foresatte til", and marked so that a call begins by asking for a
guardian. Where it has and they are blank, the phone is the child's own, and nobody phones it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workbench.model.kinds import ContactRole
from workbench.model.rows import Claim, Contact, Guardian, Member
from workbench.register.liability import contact_values, is_adult
from workbench.register.ties import full_name
from workbench.values.text import fold


@dataclass(frozen=True)
class Ways:
    """How the members of a club are reached on a day, each list in the order of the members."""

    own: list[Contact]  # one for each member
    through_guardians: list[Contact]  # those with guardians, all as though they were minors
    recipients: dict[str, Contact]  # claim -> the guardian it names, where not the one asked first


def ways(
    claims: Sequence[Claim], members: Sequence[Member], guardians: Sequence[Guardian], as_of: date
) -> Ways:
    """Return how each member is reached, grouped by `payer_id`.

    The payer is who answers one phone, else who reads one e-mail address, else the member alone.
    A child is contacted through one of those named beside it, if any is: the payment contact, then
    the guardians, but of them the first with a phone, so that a call is possible. Else a child
    whose phone or e-mail is also an adult member's is contacted through that adult, by the adult's
    own contact data; of several, the oldest. One who has come of age is contacted alone, and
    through the guardian for what the guardian owes.
    """
    adults = _adults_by_value(members, as_of)
    asked = _asked(guardians)
    through = {
        member.member_id: _through(asked[member.member_id], member, adults)
        for member in members
        if member.member_id in asked
    }
    has_columns = {guardian.member_id for guardian in guardians}
    own = []
    for member in members:
        if is_adult(member.born_on, as_of):
            own.append(_alone(member))
        elif member.member_id in through:
            own.append(through[member.member_id])
        else:
            own.append(_of_child(member, adults, is_own_phone=member.member_id in has_columns))
    phones = _phones_by_email([*own, *through.values()])
    people = {member.member_id: member for member in members}
    return Ways(
        own=[_grouped(contact, phones) for contact in own],
        through_guardians=[_grouped(contact, phones) for contact in through.values()],
        recipients={
            claim_id: _grouped(_through(guardian, people[guardian.member_id], adults), {})
            for claim_id, guardian in _recipients(claims, guardians, asked).items()
            if guardian.member_id in people
        },
    )


def _asked(guardians: Iterable[Guardian]) -> dict[str, Guardian]:
    """Return member -> the one of those named beside who is asked; the others' data stay unseen."""
    asked: dict[str, Guardian] = {}
    for guardian in sorted(guardians, key=_order_of_asking):
        if guardian.name or guardian.phone or guardian.email:
            asked.setdefault(guardian.member_id, guardian)
    return asked


def _order_of_asking(guardian: Guardian) -> tuple[bool, bool, bool, int]:
    is_payer = guardian.role == ContactRole.PAYER
    return guardian.phone is None, guardian.email is None, not is_payer, guardian.number


def _recipients(
    claims: Iterable[Claim], guardians: Iterable[Guardian], asked: Mapping[str, Guardian]
) -> dict[str, Guardian]:
    """Return claim -> the guardian it names, who can be reached and is not the one asked first."""
    by_name: dict[tuple[str, str], Guardian] = {}
    for guardian in guardians:
        if guardian.name and contact_values(guardian):
            by_name.setdefault((guardian.member_id, full_name(guardian.name)), guardian)
    recipients = {}
    for claim in claims:
        member_id = claim.member_id or ""
        if claim.recipient_name and member_id in asked:
            named = by_name.get((member_id, full_name(claim.recipient_name)))
            if named is not None and named.name != asked[member_id].name:
                recipients[claim.claim_id] = named
    return recipients


def _adults_by_value(members: Iterable[Member], as_of: date) -> dict[str, Member]:
    """Return phone or e-mail -> the oldest adult member who has it."""
    by_value: dict[str, Member] = {}
    for member in sorted(members, key=lambda member: (str(member.born_on), member.member_id)):
        if is_adult(member.born_on, as_of):
            for value in contact_values(member):
                by_value.setdefault(value, member)
    return by_value


def _adult_of(person: Member | Guardian, adults: Mapping[str, Member]) -> Member | None:
    """Return the adult member who has the person's phone, or else the e-mail."""
    values = contact_values(person)
    return next((adults[value] for value in values if value in adults), None)


def _alone(member: Member) -> Contact:
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


def _through(guardian: Guardian, member: Member, adults: Mapping[str, Member]) -> Contact:
    return _alone(member)._replace(
        contact_name=guardian.name or f"foresatte til {member.name}",
        is_minor=True,
        reached_through=(_adult_of(guardian, adults) or member).member_id,
        phone=guardian.phone,
        email=guardian.email,
    )


def _of_child(member: Member, adults: Mapping[str, Member], *, is_own_phone: bool) -> Contact:
    """`is_own_phone`: the list has columns for guardians, so that the phone is the child's own."""
    contact = _alone(member)._replace(is_minor=True, probably_parent=True)
    parent = _adult_of(member, adults)
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
    """Return e-mail -> phone where all who share the address, and have a phone, share that too."""
    phones: dict[str, set[str]] = {}
    for contact in contacts:
        if contact.phone and contact.email:
            phones.setdefault(fold(contact.email), set()).add(contact.phone)
    return {email: next(iter(shared)) for email, shared in phones.items() if len(shared) == 1}


def _grouped(contact: Contact, phones: Mapping[str, str]) -> Contact:
    """Return the contact under its payer; before, each member is a payer alone."""
    email = fold(contact.email or "")
    payer_id = contact.phone or phones.get(email) or email or contact.member_id
    return contact._replace(payer_id=payer_id)
