"""One person under two ids, and which of them counts: worked out at read, so that it undoes itself.

Only a name and a known birth date that nobody else has in a system make one person of two ids:
whoever is taken for somebody else is asked for somebody else's money.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from workbench.model import frames
from workbench.model.words import MemberStatus
from workbench.values.text import fold

Facts = dict[str, pd.DataFrame]
Sides = dict[str, list[str]]  # system -> the ids in it
NAMED_IN = {"claims": "member_id", "holds": "member_id", "liabilities": "liable_member_id"}
REGISTER = ("members", "guardians", "participations")


def aliases(members: pd.DataFrame, participations: pd.DataFrame, own_system: str) -> dict[str, str]:
    """Return old id -> the id that counts.

    Another file of the source knows the member by the old id (`other_id`); or the system has merged
    two profiles: the one is gone from its lists, the other is on them; or the person is in another
    system too, where the club's own counts. One that comes back on a list is nobody's alias.
    """
    is_missing = participations["missing_since"].notna()
    here = set(participations.loc[~is_missing, "member_id"])
    gone = set(participations.loc[is_missing, "member_id"]) - here
    found = _stated(members, here)
    for sides in _namesakes(members, gone):
        for pair in (ids for ids in sides.values() if len(ids) == 2):
            old, new = sorted(pair, key=here.__contains__)
            found |= {old: new} if old in gone and new in here else {}
        left = {system: [m for m in ids if m not in found] for system, ids in sides.items()}
        own = left.pop(own_system, [])
        found |= {ids[0]: own[0] for ids in left.values() if len(ids) == len(own) == 1}
    last = {old: _last(found, old) for old in found}
    return {old: new for old, new in last.items() if new not in found}


def unlike(members: pd.DataFrame, known: Mapping[str, str]) -> frozenset[str]:
    """Return the old ids that their source says have left, are frozen or wait for an answer, where
    the new one stands otherwise: what was claimed under them is for a person to look at."""
    own = members[members["member_id"].isin({*known, *known.values()})]
    stands = {row["member_id"]: (row["status"], row["left_on"]) for row in frames.records(own)}
    active = (MemberStatus.ACTIVE, None)
    return frozenset(
        o for o, n in known.items() if stands.get(o, active) not in (active, stands[n])
    )


def rename(facts: Facts, known: Mapping[str, str]) -> Facts:
    """Return the frames given with each person under the one id; in the register it has its own
    rows, and those of the old id are left out."""
    if not known:
        return facts
    found = dict(facts)
    for name in facts.keys() & NAMED_IN.keys():
        column = facts[name][NAMED_IN[name]]
        ids = [known.get(member_id, member_id) for member_id in column]
        renamed = pd.Series(ids, column.index, dtype=frames.TEXT)
        found[name] = facts[name].assign(**{NAMED_IN[name]: renamed})
    for name in facts.keys() & set(REGISTER):
        is_old = facts[name]["member_id"].isin(set(known))
        found[name] = facts[name][~is_old].reset_index(drop=True)
    if "corrections" in facts:
        parts = [record.partition("|") for record in facts["corrections"]["record"]]
        records = ["".join((known.get(member_id, member_id), *rest)) for member_id, *rest in parts]
        found["corrections"] = facts["corrections"].assign(
            record=pd.Series(records, facts["corrections"].index, dtype=frames.TEXT)
        )
    return found


def _stated(members: pd.DataFrame, here: set[str]) -> dict[str, str]:
    """Return what one member alone is also known by, where it is not on a list itself."""
    stated = members[members["other_id"].notna() & ~members["other_id"].isin(here)]
    stated = stated[~stated["other_id"].duplicated(keep=False)]
    return dict(zip(stated["other_id"], stated["member_id"], strict=True))


def _namesakes(members: pd.DataFrame, gone: set[str]) -> Iterable[Sides]:
    """Group those of one name and one known birth date, where there may be a person under two ids:
    somebody of that birth date is gone, or the club has several systems."""
    ids, born_on = members["member_id"], members["born_on"]
    is_wanted = born_on.notna()
    if len({member_id.partition(":")[0] for member_id in ids}) < 2:
        is_wanted &= born_on.isin(born_on[ids.isin(gone)].dropna())
    found: dict[tuple[str, pd.Timestamp], Sides] = {}
    some = members[is_wanted]
    names = some["first_name"].fillna("") + " " + some["last_name"].fillna("")
    for member_id, name, day in zip(some["member_id"], names, some["born_on"], strict=True):
        sides = found.setdefault((fold(name), day), {})
        sides.setdefault(member_id.partition(":")[0], []).append(member_id)
    return found.values()


def _last(found: Mapping[str, str], old: str) -> str:
    """Follow an id to the one that counts; of a ring it comes back to one that does not."""
    at, steps = found[old], len(found)
    while at in found and steps:
        at, steps = found[at], steps - 1
    return at
