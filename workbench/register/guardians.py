"""Which contacts of children are one guardian, and which adult member that guardian is.

Evidence joins them: a full name with a phone, an e-mail or an address; or a family name with an
e-mail or an address. A phone or an address alone joins nobody. Adults are never joined: whoever
owes for himself is a payer alone.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from workbench.days import age_on
from workbench.model.rows import Guardian, Member
from workbench.register.liability import contact_values
from workbench.register.ties import fold_full_name
from workbench.values.placeholders import is_confidential
from workbench.values.text import fold

# what evidence is made of, the strongest first
ANSWER, FULL_NAME, EMAIL, ADDRESS = range(4)
YOUNGEST_PARENT = 15  # years older than the child


class Evidence(NamedTuple):
    """What the rows of one person have in common."""

    strength: int
    name: str  # folded
    value: str  # a folded phone, e-mail or address


class Family(NamedTuple):
    """Those among whom guardians are looked for."""

    members: Mapping[str, Member]
    adults: Sequence[Member]
    recipients: Mapping[str, str]  # member id -> the only name, folded, that the orders are sent to
    answered: Collection[str]  # values of which somebody has answered that they are one person's


def find_payers(guardians: Sequence[Guardian], family: Family) -> dict[str, str]:
    """Return the key of each guardian's row -> the payer that the guardian is: an adult member, or
    else a guardian of whom we know no membership.

    A row without a name stands for whoever has the contact details on a child's own profile.
    """
    evidence = {row.key: _evidence_of_guardian(row, family) for row in guardians}
    adults: dict[Evidence, list[Member]] = {}
    for adult in family.adults:
        for piece in _evidence_of_adult(adult, family.answered):
            adults.setdefault(piece, []).append(adult)
    rows = {row.key: row for row in guardians}
    payer_ids: dict[str, str] = {}
    for group in group_by_evidence(evidence):
        shared = {piece for key in group for piece in evidence[key]}
        adult_id = _find_adult([rows[key] for key in group], shared, adults, family.members)
        payer_ids |= dict.fromkeys(group, adult_id or f"guardian:{group[0]}")
    return payer_ids


def group_by_evidence(evidence: Mapping[str, Collection[Evidence]]) -> list[list[str]]:
    """Return the keys in groups: those that share evidence, directly or through others."""
    keys_of: dict[Evidence, list[str]] = {}
    for key, pieces in evidence.items():
        for piece in pieces:
            keys_of.setdefault(piece, []).append(key)
    groups, grouped = [], set()
    for first_key in sorted(evidence.keys()):
        group, reached = [], [first_key]
        while reached:
            key = reached.pop()
            if key not in grouped:
                grouped.add(key)
                group.append(key)
                reached += [other for piece in evidence[key] for other in keys_of.pop(piece, [])]
        if group:
            groups.append(sorted(group))
    return groups


def _evidence_of_guardian(row: Guardian, family: Family) -> set[Evidence]:
    child, values = family.members[row.member_id], contact_values(row)
    evidence = {Evidence(ANSWER, "", value) for value in values if value in family.answered}
    if row.name:
        return evidence | _by_full_name(fold_full_name(row.name), values)
    if child.born_on is None:  # perhaps an adult
        return evidence
    recipient = family.recipients.get(row.member_id)
    if recipient:
        evidence |= _by_full_name(recipient, [*values, *_address_values(child)])
    return evidence | _by_family_name(child, row.email)


def _evidence_of_adult(adult: Member, answered: Collection[str]) -> set[Evidence]:
    values = contact_values(adult)
    evidence = {Evidence(ANSWER, "", value) for value in values if value in answered}
    evidence |= _by_full_name(fold(adult.name), [*values, *_address_values(adult)])
    return evidence | _by_family_name(adult, adult.email)


def _by_full_name(name: str, values: Iterable[str]) -> set[Evidence]:
    return {Evidence(FULL_NAME, name, value) for value in values if name}


def _by_family_name(member: Member, email: str | None) -> set[Evidence]:
    family_name = fold(member.last_name or "")
    if not family_name:
        return set()
    evidence = {Evidence(ADDRESS, family_name, address) for address in _address_values(member)}
    return evidence | ({Evidence(EMAIL, family_name, fold(email))} if email else set())


def _address_values(member: Member) -> list[str]:
    """Return the folded address, if there is one and it is no secret."""
    address = member.address or ""
    if not address or is_confidential(address):
        return []
    return [fold(f"{address} {member.postcode or ''}")]


def _find_adult(
    rows: Sequence[Guardian],
    evidence: Collection[Evidence],
    adults: Mapping[Evidence, Sequence[Member]],
    members: Mapping[str, Member],
) -> str | None:
    """Return the id of the adult member who the guardian of these rows is: of several the one with
    the strongest evidence, then who has the phone too, then the oldest. An address counts only if
    the rows have no other adult's phone or e-mail: that may be the other parent's."""
    children = [members[row.member_id] for row in rows]
    values = {value for row in rows for value in contact_values(row)}
    ranked = [
        (piece.strength, adult.phone not in values, str(adult.born_on), adult.member_id)
        for piece in evidence
        for adult in adults.get(piece, [])
        if all(_could_be_parent(adult, child) for child in children)
        and (piece.strength < ADDRESS or not values or values & {*contact_values(adult)})
    ]
    return min(ranked)[-1] if ranked else None


def _could_be_parent(adult: Member, child: Member) -> bool:
    """Return whether the adult is old enough, if both ages are known: a sister of age is not."""
    years = age_on(adult.born_on, child.born_on)
    return years is None or years >= YOUNGEST_PARENT
