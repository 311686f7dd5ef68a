"""Who is on a group's list now; absence is marked with its first day and never deletes."""

from datetime import date

import pandas as pd

from workbench.model import frames


def mark_missing(held: pd.DataFrame, incoming: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the incoming participations with those added that their group's new list lacks.

    Only the groups that came in are looked at. One already missing keeps its first day; one that
    is back has none.
    """
    groups = incoming["group_name"].unique()
    key = ["member_id", "group_name"]
    in_scope = held[held["group_name"].isin(groups)]
    is_absent = ~in_scope.set_index(key).index.isin(incoming.set_index(key).index)
    absent = in_scope[is_absent]
    since = absent["missing_since"].fillna(pd.Timestamp(as_of)).dt.as_unit("us")
    marked = absent.assign(missing_since=since)
    return frames.check("participations", pd.concat([incoming, marked], ignore_index=True))
