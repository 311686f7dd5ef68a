"""A club's day as the reports read it: the facts, and what was worked out of them."""

from dataclasses import dataclass
from datetime import date

import pandas as pd


@dataclass(frozen=True)
class ClubDay:
    """What the books say on `as_of`: the frames by noun, and those that follow from them.

    `contacts` has, after the members' own, those through whom a guardian is asked for what one who
    has come of age owed as a child: there a member stands twice, under two payers.
    """

    as_of: date
    facts: dict[str, pd.DataFrame]
    balances: pd.DataFrame
    unmatched: pd.DataFrame  # the payments that no claim has
    contacts: pd.DataFrame
    holds: pd.DataFrame  # those of a broken payment plan have ended
    plan: pd.DataFrame
    queue: pd.DataFrame
    findings: pd.DataFrame


def full_names(members: pd.DataFrame) -> pd.DataFrame:
    """Return the members' ids, each with the whole name as `name`."""
    first, last = members["first_name"].fillna(""), members["last_name"].fillna("")
    return pd.DataFrame(
        {"member_id": members["member_id"], "name": (first + " " + last).str.strip()}
    )


def names_by_id(members: pd.DataFrame) -> dict[str, str]:
    """Return member -> whole name."""
    return dict(full_names(members).itertuples(index=False, name=None))
