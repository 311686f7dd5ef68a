"""What is on the newest list; absence is marked with its first day and never deletes."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from workbench.model import frames

PART = 0.7  # a list with less than this of those who are on it is taken for a part of it


@dataclass(frozen=True)
class Lists:
    """Which lists came whole.

    `groups` are those whose members all stand on a list, `people` those whose groups all do; of
    the groups `by_shape` a list is whole as far as its shape tells: it may have been filtered.
    """

    groups: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    by_shape: frozenset[str] = frozenset()


def mark_missing(
    name: str, held: pd.DataFrame, incoming: pd.DataFrame, as_of: date
) -> pd.DataFrame:
    """Return the incoming rows with those added that the new lists lack, marked with a day.

    `held` are the rows that the new lists would have if nothing had changed. A row already missing
    keeps its first day; one that is back has none.
    """
    key = list(frames.SHAPES[name].key)
    absent = held[~held.set_index(key).index.isin(incoming.set_index(key).index)]
    since = absent["missing_since"].fillna(pd.Timestamp(as_of)).dt.as_unit("us")
    back = incoming.assign(missing_since=pd.Series(pd.NaT, incoming.index, dtype=frames.DAY))
    marked = absent.assign(missing_since=since)
    return frames.check(name, pd.concat([back, marked], ignore_index=True))


def on_whole_lists(held: pd.DataFrame, incoming: pd.DataFrame, lists: Lists) -> pd.DataFrame:
    """Return the participations held that would stand on the new lists if nothing had changed."""
    here = held[held["missing_since"].isna()].groupby("group_name").size()
    came = incoming.groupby("group_name").size()
    parts = {group for group in lists.by_shape if came.get(group, 0) < PART * here.get(group, 0)}
    whole = held["group_name"].isin(lists.groups - parts)
    return held[whole | held["member_id"].isin(lists.people)]
