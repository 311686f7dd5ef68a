"""The steps already taken, as rows: state is derived from them, never stored."""

import pandas as pd

from workbench.model import frames
from workbench.model.words import Channel


def spread(reminders: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Turn reminders sent per invoice into steps of each of its claims.

    A reminder on or before a claim's due date was for an earlier due date: its step stands, but
    not for the due date of today. Of a claim that two invoices stand for the later reminder counts.
    """
    joined = reminders.merge(claims[["invoice_id", "claim_id", "due_on"]], on="invoice_id")
    due = joined["due_on"].dt.strftime("%Y-%m-%d")
    rows = joined.assign(
        due_version=due.where(joined["sent_on"] > joined["due_on"], "earlier"),
        channel=Channel.MEMBER_SYSTEM.value,
    )
    columns = list(frames.SHAPES["steps"].columns)
    steps = rows[columns].astype(frames.SHAPES["steps"].columns)
    if steps.duplicated(key := list(frames.SHAPES["steps"].key)).any():
        steps = steps.sort_values("sent_on").drop_duplicates(key, keep="last")
    return frames.check("steps", steps.reset_index(drop=True))
