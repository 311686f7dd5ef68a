"""One id for one person in all files: the system's own, wherever a file or the books state it.

A file without the own ids has ids made of name and birth date instead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from workbench.office.exports import Export


def use_own_ids(exports: Sequence[Export], members: pd.DataFrame) -> list[Export]:
    """Put the own id in place of the made one in all rows of the exports; `members` are stored.

    A made id that members of several own ids state is nobody's, and stays.
    """
    own_ids = _find_own_ids(exports, members)
    if not own_ids:
        return [*exports]
    stored = frozenset(members["member_id"])
    stored_as = {own: made for made, own in own_ids.items() if made in stored and own not in stored}
    return [_replace_ids(export, own_ids, stored_as) for export in exports]


def _find_own_ids(exports: Sequence[Export], members: pd.DataFrame) -> dict[str, str]:
    """Return made id -> own id: as the exports state it, else the books."""
    found: dict[str, set[str]] = {}
    for row in (row for export in exports for row in export.rows.get("members", ())):
        if isinstance(row.other_id, str):
            found.setdefault(row.other_id, set()).add(row.member_id)
    newly_stated = frozenset(found)
    pairs = members[["other_id", "member_id"]].dropna()
    for made, own in pairs.itertuples(index=False):
        if made not in newly_stated:
            found.setdefault(made, set()).add(own)
    return {made: own for made, [own, *others] in found.items() if not others}


def _replace_ids(
    export: Export, own_ids: Mapping[str, str], stored_as: Mapping[str, str]
) -> Export:
    """Put the own ids in one export; the checks compare people by the ids that the books have."""
    rows = {
        noun: [
            row._replace(member_id=own_ids[row.member_id])
            if getattr(row, "member_id", None) in own_ids
            else row
            for row in of_noun
        ]
        for noun, of_noun in export.rows.items()
    }
    rejected = [
        row | {"member_id": own_ids.get(row["member_id"], row["member_id"])}
        for row in export.rejected
    ]
    lists = replace(export.lists, people=_renamed(export.lists.people, own_ids))
    people = _renamed(_renamed(export.file_facts.people, own_ids), stored_as)
    facts = replace(export.file_facts, people=people)
    return replace(export, rows=rows, rejected=rejected, lists=lists, file_facts=facts)


def _renamed(people: frozenset[str], ids: Mapping[str, str]) -> frozenset[str]:
    return frozenset(ids.get(person, person) for person in people)
