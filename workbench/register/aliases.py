"""One person under two ids, and which of them counts. Worked out at each read and never stored, so
that it ends by itself when the sources change.

Two ids are made one person only by a name and a known birth date that nobody else has in a system:
a wrong match asks somebody for another person's money.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from workbench.model.kinds import MemberStatus
from workbench.model.rows import Member, Participation
from workbench.values.record_ids import own_number
from workbench.values.text import fold

IdsBySystem = Mapping[str, Sequence[str]]


def find_aliases(
    members: Sequence[Member], participations: Sequence[Participation], main_system: str
) -> dict[str, str]:
    """Return old id -> the id that counts, for each person under several ids.

    An id is an old one in three cases: it was made of name and birth date before a file stated the
    member's own (and is that member's `other_id`); the system has merged two profiles, of which one
    is missing from its lists and the other is on them, until it comes back; or the person is in
    another system too, where the id in `main_system` counts.
    """
    listed_ids = {row.member_id for row in participations if row.missing_since is None}
    missing_ids = {row.member_id for row in participations} - listed_ids
    newer_ids = _stated_aliases(members, listed_ids)
    for ids_by_system in _namesakes(members, missing_ids):
        newer_ids |= _merged_profiles(ids_by_system, missing_ids, listed_ids)
        newer_ids |= _ids_in_main_system(ids_by_system, newer_ids, main_system)
    last_ids = {old: _last_id(newer_ids, old) for old in newer_ids}
    return {old: last for old, last in last_ids.items() if last not in newer_ids}


def ids_with_other_status(members: Sequence[Member], aliases: Mapping[str, str]) -> frozenset[str]:
    """Return the old ids whose claims a person must look at: their own source does not say that the
    member is active, without a leaving day, and the id that counts has another status or day."""
    status_of = {member.member_id: (member.status, member.left_on) for member in members}
    active = (MemberStatus.ACTIVE, None)
    return frozenset(
        old
        for old, new in aliases.items()
        if status_of.get(old, active) not in (active, status_of[new])
    )


def _stated_aliases(members: Sequence[Member], listed_ids: Collection[str]) -> dict[str, str]:
    """Return `other_id` -> member id, where one member alone states it, and it was made, or is on
    no list."""
    count = Counter(member.other_id for member in members)
    return {
        member.other_id: member.member_id
        for member in members
        if member.other_id
        and count[member.other_id] == 1
        and (own_number(member.other_id) is None or member.other_id not in listed_ids)
    }


def _namesakes(members: Sequence[Member], missing_ids: Collection[str]) -> Iterable[IdsBySystem]:
    """Group the members of one name and one known birth date who may be one person: somebody of
    that birth date is missing from the lists, or the club has several systems."""
    dates = {member.born_on for member in members if member.member_id in missing_ids}
    if len({_system(member.member_id) for member in members}) > 1:
        dates = {member.born_on for member in members}
    groups: dict[tuple[str, date], dict[str, list[str]]] = {}
    for member in members:
        if member.name and member.born_on is not None and member.born_on in dates:
            ids_by_system = groups.setdefault((fold(member.name), member.born_on), {})
            ids_by_system.setdefault(_system(member.member_id), []).append(member.member_id)
    return groups.values()


def _merged_profiles(
    ids_by_system: IdsBySystem, missing_ids: Collection[str], listed_ids: Collection[str]
) -> dict[str, str]:
    """Return the missing profile -> the listed one, where a system has just these two."""
    pairs = [
        sorted(ids, key=listed_ids.__contains__) for ids in ids_by_system.values() if len(ids) == 2
    ]
    return {old: new for old, new in pairs if old in missing_ids and new in listed_ids}


def _ids_in_main_system(
    ids_by_system: IdsBySystem, newer_ids: Mapping[str, str], main_system: str
) -> dict[str, str]:
    """Return the only id in each other system -> the only one in the main system."""
    current = {
        system: [member_id for member_id in ids if member_id not in newer_ids]
        for system, ids in ids_by_system.items()
    }
    main_ids = current.pop(main_system, [])
    return {ids[0]: main_ids[0] for ids in current.values() if len(ids) == len(main_ids) == 1}


def _last_id(newer_ids: Mapping[str, str], old: str) -> str:
    """Follow an id to the newest one; in a ring of ids, to one of the ring."""
    last = newer_ids[old]
    for _ in newer_ids:  # no chain is longer
        if last not in newer_ids:
            break
        last = newer_ids[last]
    return last


def _system(member_id: str) -> str:
    return member_id.partition(":")[0]
