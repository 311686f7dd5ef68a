"""What is on the newest list; absence is marked with its first day and never deletes."""

from datetime import date

import pandas as pd

from workbench.model import frames


def mark_missing(
    name: str, held: pd.DataFrame, incoming: pd.DataFrame, as_of: date, *, scope: str | None = None
) -> pd.DataFrame:
    """Return the incoming rows with those added that the new list lacks, marked with a day.

    With a `scope` column only its values that came in are looked at, since each has a list of its
    own. A row already missing keeps its first day; one that is back has none.
    """
    key = list(frames.SHAPES[name].key)
    if scope is not None:
        held = held[held[scope].isin(incoming[scope].unique())]
    absent = held[~held.set_index(key).index.isin(incoming.set_index(key).index)]
    since = absent["missing_since"].fillna(pd.Timestamp(as_of)).dt.as_unit("us")
    back = incoming.assign(missing_since=pd.Series(pd.NaT, incoming.index, dtype=frames.DAY))
    marked = absent.assign(missing_since=since)
    return frames.check(name, pd.concat([back, marked], ignore_index=True))
