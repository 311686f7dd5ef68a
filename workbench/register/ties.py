"""Which member a claim is for, where its source gives the member's name and no number."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from workbench.model.errors import Unreadable
from workbench.model.kinds import MemberStatus
from workbench.model.rows import Claim, Member, Participation
from workbench.values.names import split_name
from workbench.values.text import fold, strip_accents

LEFT_STATUSES = {MemberStatus.LEFT, MemberStatus.DEACTIVATED}


def tie_claims(
    claims: Sequence[Claim], members: Sequence[Member], participations: Sequence[Participation]
) -> list[Claim]:
    """Return the claims with the id of the one member that the claim's name fits, or None where
    nobody or several fit.

    The member must be, or have been, in the claim's group, if anybody is in that group. Of several
    namesakes those count who have not left and were on a list when the claim was made (a member
    missing from it since may have a new name); if none are, those who have left. A claim that has a
    member already keeps it: a namesake may have come later. In a club with several systems, a claim
    belongs to a member of its own system, if that system lists any.
    """
    member_ids = {member.member_id for member in members}
    register = _register(members, participations)
    tied = []
    for claim in claims:
        if claim.member_name and claim.member_id not in member_ids:
            claim = claim._replace(member_id=_find_member_id(claim, claim.member_name, register))
        tied.append(claim)
    return tied


@lru_cache(1 << 15)  # each name stands on many claims
def fold_full_name(text: str) -> str:
    """Return the form in which full names are compared, whichever part comes first.

    >>> fold_full_name("LIPPE,  Kari") == fold_full_name("Kari Lippe")
    True
    """
    try:
        return fold(" ".join(split_name(text)))
    except Unreadable:
        return fold(text)


@dataclass(frozen=True)
class _Register:
    """The members by name, and the lists they are or were on."""

    by_name: Mapping[str, Sequence[Member]]
    by_unaccented_name: Mapping[str, Sequence[Member]]
    lists: Mapping[str, Mapping[str, date]]  # member -> group -> first day not on its list
    groups: Collection[str]
    systems: Collection[str]

    def fits(self, member: Member, system: str, group: str) -> bool:
        """Return whether a claim of this system and group may be the member's."""
        if group in self.groups and group not in self.lists.get(member.member_id, {}):
            return False
        return system not in self.systems or system == _system(member.member_id)

    def is_listed(self, member: Member, group: str, day: date) -> bool:
        """Return whether a member has not left, and was on the list of the group on `day`, or of
        any group if never on that one; a member of no group counts as listed."""
        groups = self.lists.get(member.member_id, {})
        missing_since = groups.get(group) or max(groups.values(), default=date.max)
        return member.status not in LEFT_STATUSES and day < missing_since


def _register(members: Sequence[Member], participations: Sequence[Participation]) -> _Register:
    lists: dict[str, dict[str, date]] = {}
    for row in participations:
        groups = lists.setdefault(row.member_id, {})
        groups[fold(row.group_name)] = row.missing_since or date.max
    by_name: dict[str, list[Member]] = {}
    by_unaccented_name: dict[str, list[Member]] = {}
    for member in members:
        name = fold(member.name)
        by_name.setdefault(name, []).append(member)
        by_unaccented_name.setdefault(strip_accents(name), []).append(member)
    return _Register(
        by_name,
        by_unaccented_name,
        lists,
        groups={group for groups in lists.values() for group in groups},
        systems={_system(member.member_id) for member in members},
    )


def _find_member_id(claim: Claim, member_name: str, register: _Register) -> str | None:
    """Return the one member whom a claim fits; names without accents are tried if none fits."""
    name, system = fold_full_name(member_name), _system(claim.claim_id)
    group = fold(claim.group_name or "")
    day = claim.issued_on or claim.due_on or date.min
    namesakes = register.by_name.get(name, [])
    fitting = [member for member in namesakes if register.fits(member, system, group)]
    if not fitting:
        namesakes = register.by_unaccented_name.get(strip_accents(name), [])
        fitting = [member for member in namesakes if register.fits(member, system, group)]
    listed = [member for member in fitting if register.is_listed(member, group, day)]
    candidates = listed or fitting
    return candidates[0].member_id if len(candidates) == 1 else None


def _system(record_id: str) -> str:
    return record_id[: record_id.find(":") + 1]
