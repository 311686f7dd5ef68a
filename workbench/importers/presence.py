"""What is on the newest list; absence is marked with its first day and never deletes."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from workbench.model import frames
from workbench.model.kinds import CLUB_GROUP


@dataclass(frozen=True)
class Lists:
    """Which lists came whole: `groups` whose members all stand on one, `people` whose groups do."""

    groups: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()


def mark_missing(
    name: str, held: pd.DataFrame, incoming: pd.DataFrame, as_of: date
) -> pd.DataFrame:
    """Return the incoming rows with those added that the new lists lack, marked with a day.

    `held` are the rows that the new lists would have if nothing had changed. A row already missing
    keeps its first day; one that is back has none.
    """
    back = incoming.assign(missing_since=pd.Series(pd.NaT, incoming.index, dtype=frames.DAY))
    if held.empty:
        return back
    key = list(frames.SHAPES[name].key)
    absent = held[~held.set_index(key).index.isin(incoming.set_index(key).index)]
    since = absent["missing_since"].fillna(pd.Timestamp(as_of)).dt.as_unit("us")
    marked = absent.assign(missing_since=since)
    return frames.check(name, pd.concat([back, marked], ignore_index=True))


def on_whole_lists(held: pd.DataFrame, lists: Lists) -> pd.DataFrame:
    """Return the participations held that would stand on the new lists if nothing had changed."""
    if CLUB_GROUP in lists.groups and lists.people:
        return held  # the whole club's list, with everybody's groups in it
    is_listed = held["group_name"].isin(lists.groups) | held["member_id"].isin(lists.people)
    return held[is_listed]
