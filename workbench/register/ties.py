"""Which member a claim is for, where its source names the member and gives no number."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from workbench.model import frames
from workbench.model.errors import Unreadable
from workbench.model.words import MemberStatus
from workbench.values.names import split_name
from workbench.values.text import fold

GONE = {MemberStatus.LEFT, MemberStatus.DEACTIVATED}
Names = dict[tuple[str, bool], list[dict[str, Any]]]  # name, and whether it has its accents
Lists = Mapping[str, Mapping[str, date]]  # member -> group -> first day missing from its list


def tie(claims: pd.DataFrame, members: pd.DataFrame, participations: pd.DataFrame) -> pd.DataFrame:
    """Return the claims with the one member that each name fits, or none where several do.

    The member must be, or have been, in the claim's group where that is a group of somebody's. One
    who has left fits too, but of several the one who is here; who is only missing from the lists
    since the claim was made may have been given another name. A claim tied before stays with
    its member: another of that name may have come since. Where a club has several systems a claim
    is a member's of its own, if that system lists any.
    """
    lists: dict[str, dict[str, date]] = {}
    for row in frames.records(participations):
        groups = lists.setdefault(row["member_id"], {})
        groups[fold(row["group_name"])] = row["missing_since"] or date.max
    known = {group for groups in lists.values() for group in groups}
    by_name: Names = {}
    ids = set(members["member_id"])
    systems = {_system(member_id) for member_id in ids}
    for member in frames.records(members):
        name = fold(f"{member['first_name']} {member['last_name']}")
        for form in ((name, True), (plain(name), False)):
            by_name.setdefault(form, []).append(member)
    tied = [
        claim["member_id"]
        if claim["member_id"] in ids or not claim["member_name"]
        else _fitting(claim, by_name, lists, known, {_system(claim["claim_id"])} & systems)
        for claim in frames.records(claims)
    ]
    found = pd.Series(tied, index=claims.index, dtype=frames.TEXT)
    return frames.check("claims", claims.assign(member_id=found))


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


def _system(record_id: str) -> str:
    return record_id[: record_id.find(":") + 1]


def _fitting(
    claim: Mapping[str, Any],
    by_name: Names,
    lists: Lists,
    known: set[str],
    systems: set[str],
) -> str | None:
    name, group = full_name(claim["member_name"]), fold(claim["group_name"] or "")
    for form in ((name, True), (plain(name), False)):  # accents count where somebody has them
        fits = [
            member
            for member in by_name.get(form, [])
            if (group not in known or group in lists.get(member["member_id"], {}))
            and (not systems or _system(member["member_id"]) in systems)
        ]
        day = claim["issued_on"] or claim["due_on"] or date.min
        here = [member for member in fits if _was_here(member, lists, group, day)]
        if fits:
            found = here or fits
            return found[0]["member_id"] if len(found) == 1 else None
    return None


def _was_here(member: Mapping[str, Any], lists: Lists, group: str, day: date) -> bool:
    """Say whether a member has not left, and was on the list of the group, or of any, on a day."""
    groups = lists.get(member["member_id"], {})
    last = groups.get(group) or max(groups.values(), default=date.max)
    return member["status"] not in GONE and day < last
