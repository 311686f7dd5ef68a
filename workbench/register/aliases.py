"""One person under two ids, and which of them counts: worked out at read, so that it undoes itself.

Only a name and a known birth date that nobody else has in a system make one person of two ids:
whoever is taken for somebody else is asked for somebody else's money.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from workbench.model.kinds import MemberStatus
from workbench.model.rows import Member, Participation
from workbench.values.text import fold

Sides = Mapping[str, Sequence[str]]  # system -> the ids in it


def aliases(
    members: Sequence[Member], participations: Sequence[Participation], own_system: str
) -> dict[str, str]:
    """Return old id -> the id that counts.

    Another file of the source knows the member by the old id (`other_id`); or the system has merged
    two profiles: the one is gone from its lists, the other is on them; or the person is in another
    system too, where the club's own counts. One that comes back on a list is nobody's alias.
    """
    here = {row.member_id for row in participations if row.missing_since is None}
    gone = {row.member_id for row in participations} - here
    newer = _stated(members, here)
    for sides in _namesakes(members, gone):
        newer |= _merged(sides, gone, here)
        newer |= _in_own_system(sides, newer, own_system)
    last = {old: _last(newer, old) for old in newer}
    return {old: new for old, new in last.items() if new not in newer}


def unlike(members: Sequence[Member], aliases: Mapping[str, str]) -> frozenset[str]:
    """Return the old ids that their source says have left, are frozen or wait for an answer, where
    the new one stands otherwise: what was claimed under them is for a person to look at."""
    standing = {member.member_id: (member.status, member.left_on) for member in members}
    active = (MemberStatus.ACTIVE, None)
    return frozenset(
        old
        for old, new in aliases.items()
        if standing.get(old, active) not in (active, standing[new])
    )


def _stated(members: Sequence[Member], here: Collection[str]) -> dict[str, str]:
    """Return what one member alone is also known by, where it is not on a list itself."""
    count = Counter(member.other_id for member in members)
    return {
        member.other_id: member.member_id
        for member in members
        if member.other_id and member.other_id not in here and count[member.other_id] == 1
    }


def _namesakes(members: Sequence[Member], gone: Collection[str]) -> Iterable[Sides]:
    """Group those of one name and one known birth date, where there may be a person under two ids:
    somebody of that birth date is gone, or the club has several systems."""
    dates = {member.born_on for member in members if member.member_id in gone}
    if len({_system(member.member_id) for member in members}) > 1:
        dates = {member.born_on for member in members}
    groups: dict[tuple[str, date], dict[str, list[str]]] = {}
    for member in members:
        if member.name and member.born_on is not None and member.born_on in dates:
            sides = groups.setdefault((fold(member.name), member.born_on), {})
            sides.setdefault(_system(member.member_id), []).append(member.member_id)
    return groups.values()


def _merged(sides: Sides, gone: Collection[str], here: Collection[str]) -> dict[str, str]:
    """Return the profile that is gone -> the only other of its system, which is on a list."""
    pairs = [sorted(ids, key=here.__contains__) for ids in sides.values() if len(ids) == 2]
    return {old: new for old, new in pairs if old in gone and new in here}


def _in_own_system(sides: Sides, newer: Mapping[str, str], own_system: str) -> dict[str, str]:
    """Return the only id in another system -> the only one in the club's own."""
    left = {system: [m for m in ids if m not in newer] for system, ids in sides.items()}
    own = left.pop(own_system, [])
    return {ids[0]: own[0] for ids in left.values() if len(ids) == len(own) == 1}


def _last(newer: Mapping[str, str], old: str) -> str:
    """Follow an id to the one that counts; of a ring, to one that has a newer one itself."""
    new = newer[old]
    for _ in newer:  # no chain is longer
        if new not in newer:
            break
        new = newer[new]
    return new


def _system(member_id: str) -> str:
    return member_id.partition(":")[0]
