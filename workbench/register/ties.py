"""Which member a claim is for, where its source names the member and gives no number."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workbench.model.errors import Unreadable
from workbench.model.kinds import MemberStatus
from workbench.model.rows import Claim, Member, Participation
from workbench.values.names import split_name
from workbench.values.text import fold

GONE = {MemberStatus.LEFT, MemberStatus.DEACTIVATED}


def tie(
    claims: Sequence[Claim], members: Sequence[Member], participations: Sequence[Participation]
) -> list[Claim]:
    """Return the claims with the one member that each name fits, or none where several do.

    The member must be, or have been, in the claim's group where that is a group of somebody's. One
    who has left fits too, but of several the one who is here; who is only missing from the lists
    since the claim was made may have been given another name. A claim tied before stays with
    its member: another of that name may have come since. Where a club has several systems a claim
    is a member's of its own, if that system lists any.
    """
    ids = {member.member_id for member in members}
    register = _register(members, participations)
    tied = []
    for claim in claims:
        if claim.member_name and claim.member_id not in ids:
            claim = claim._replace(member_id=_member_id(claim, claim.member_name, register))
        tied.append(claim)
    return tied


def full_name(text: str) -> str:
    """Return the form in which whole names are compared, whichever part comes first.

    >>> full_name("LIPPE,  Kari") == full_name("Kari Lippe")
    True
    """
    try:
        return fold(" ".join(split_name(text)))
    except Unreadable:
        return fold(text)


def plain(name: str) -> str:
    """Take the accents off.

    >>> plain("andré")
    'andre'
    """
    parts = unicodedata.normalize("NFKD", name)
    return "".join(part for part in parts if not unicodedata.combining(part))


@dataclass(frozen=True)
class _Register:
    """The members by name, and the lists they are or were on."""

    by_name: Mapping[str, Sequence[Member]]
    by_plain_name: Mapping[str, Sequence[Member]]
    lists: Mapping[str, Mapping[str, date]]  # member -> group -> first day missing from its list
    groups: Collection[str]
    systems: Collection[str]

    def fits(self, member: Member, system: str, group: str) -> bool:
        """Say whether a claim of a system and a group may be the member's."""
        if group in self.groups and group not in self.lists.get(member.member_id, {}):
            return False
        return system not in self.systems or system == _system(member.member_id)

    def is_here(self, member: Member, group: str, day: date) -> bool:
        """Say whether a member has not left, and was on the list of the group, or of any, then."""
        groups = self.lists.get(member.member_id, {})
        last = groups.get(group) or max(groups.values(), default=date.max)
        return member.status not in GONE and day < last


def _register(members: Sequence[Member], participations: Sequence[Participation]) -> _Register:
    lists: dict[str, dict[str, date]] = {}
    for row in participations:
        groups = lists.setdefault(row.member_id, {})
        groups[fold(row.group_name)] = row.missing_since or date.max
    by_name: dict[str, list[Member]] = {}
    by_plain_name: dict[str, list[Member]] = {}
    for member in members:
        name = fold(member.name)
        by_name.setdefault(name, []).append(member)
        by_plain_name.setdefault(plain(name), []).append(member)
    return _Register(
        by_name,
        by_plain_name,
        lists,
        groups={group for groups in lists.values() for group in groups},
        systems={_system(member.member_id) for member in members},
    )


def _member_id(claim: Claim, member_name: str, register: _Register) -> str | None:
    """Return the one member whom a claim fits; accents count where somebody has them."""
    name, system = full_name(member_name), _system(claim.claim_id)
    group = fold(claim.group_name or "")
    day = claim.issued_on or claim.due_on or date.min
    namesakes = register.by_name.get(name, [])
    fits = [member for member in namesakes if register.fits(member, system, group)]
    if not fits:
        namesakes = register.by_plain_name.get(plain(name), [])
        fits = [member for member in namesakes if register.fits(member, system, group)]
    here = [member for member in fits if register.is_here(member, group, day)]
    likely = here or fits
    return likely[0].member_id if len(likely) == 1 else None


def _system(record_id: str) -> str:
    return record_id[: record_id.find(":") + 1]
