"""How fresh each source is: the last file of each kind and scope, and the days since it was read.

Worked out from the log of files, never stored.
"""

from datetime import date
from typing import Any

import pandas as pd

from workbench.model.frames import records

COLUMNS = ["title", "scope", "name", "imported_on", "newest_on"]


def freshness(files: pd.DataFrame, as_of: date) -> list[dict[str, Any]]:
    """Return the last file of each source read by `as_of`, with its `days`; the oldest first.

    A file that came again unchanged may be a leftover in the folder: its first day counts.
    """
    read = files[files["imported_on"] <= pd.Timestamp(as_of)]
    read = read.assign(scope=read["scope"].fillna(""))
    ordered = read.sort_values(["imported_on", "newest_on", "name"], na_position="first")
    last = ordered.drop_duplicates(["title", "scope"], keep="last")
    ordered = last.sort_values(["imported_on", "title", "scope"])
    return [{**row, "days": (as_of - row["imported_on"]).days} for row in records(ordered[COLUMNS])]
