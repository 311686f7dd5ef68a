"""Whole names of members in frames."""

import pandas as pd


def full_names(members: pd.DataFrame) -> pd.DataFrame:
    """Return the members' ids, each with the whole name as `name`."""
    first, last = members["first_name"].fillna(""), members["last_name"].fillna("")
    return pd.DataFrame(
        {"member_id": members["member_id"], "name": (first + " " + last).str.strip()}
    )


def names_by_id(members: pd.DataFrame) -> dict[str, str]:
    """Return member -> whole name."""
    return dict(full_names(members).itertuples(index=False, name=None))
