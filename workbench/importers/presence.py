"""What is missing from the newest lists: it is marked with its first day, and never deleted."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from workbench.model import frames
from workbench.model.kinds import CLUB_GROUP


@dataclass(frozen=True)
class WholeLists:
    """What came whole: `groups` with all their members, and `people` with all their groups."""

    groups: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()


def mark_missing(
    noun: str, expected: pd.DataFrame, incoming: pd.DataFrame, as_of: date
) -> pd.DataFrame:
    """Return the incoming rows, and the expected ones that are missing, marked with a day.

    `expected` are the stored rows that would have come if nothing had changed. A row that was
    missing before keeps its first day; an incoming row has none.
    """
    no_day = pd.Series(pd.NaT, incoming.index, dtype=frames.DAY)
    present = incoming.assign(missing_since=no_day)
    if expected.empty:
        return present
    key = list(frames.SHAPES[noun].key)
    missing = expected[~expected.set_index(key).index.isin(incoming.set_index(key).index)]
    first_days = missing["missing_since"].fillna(pd.Timestamp(as_of)).dt.as_unit("us")
    missing = missing.assign(missing_since=first_days)
    return frames.check(noun, pd.concat([present, missing], ignore_index=True))


def select_on_lists(stored: pd.DataFrame, lists: WholeLists) -> pd.DataFrame:
    """Return the stored participations that would be on the new lists if nothing had changed."""
    if CLUB_GROUP in lists.groups and lists.people:
        return stored  # the whole club's list, with the groups of every member
    return stored[stored["group_name"].isin(lists.groups) | stored["member_id"].isin(lists.people)]
