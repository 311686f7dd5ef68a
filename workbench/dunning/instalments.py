"""Payment plans: a plan holds while its instalments come; one that is missed ends it."""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from workbench.model import frames

GRACE = timedelta(days=3)  # for the payment to reach the books


def ended(
    holds: pd.DataFrame,
    instalments: pd.DataFrame,
    call_claims: pd.DataFrame,
    balances: pd.DataFrame,
    as_of: date,
) -> pd.DataFrame:
    """Return the holds, those of a broken plan ended on the last day its payment could come; what
    of it had not begun by then is left out.

    A plan is kept while what was paid of its claims covers the instalments that are due.
    """
    parts: dict[str, list[dict[str, Any]]] = {}
    for row in frames.records(instalments.sort_values(["call_id", "number"])):
        parts.setdefault(row["call_id"], []).append(row)
    still_open = call_claims.merge(balances[["claim_id", "open_ore"]], on="claim_id")
    left = still_open.groupby("call_id")["open_ore"].sum().to_dict()
    missed = {
        call_id: day
        for call_id, plan in parts.items()
        if (day := _missed_on(plan, int(left.get(call_id, 0)), as_of)) is not None
    }
    if not missed:
        return holds
    ends = []
    for hold in frames.records(holds):
        last = missed.get(hold["call_id"])
        if last is None:
            ends.append(hold)
        elif hold["start_on"] <= last:
            ends.append({**hold, "end_on": min(hold["end_on"], last)})
    return frames.build("holds", ends)


def _missed_on(plan: list[dict[str, Any]], open_ore: int, as_of: date) -> date | None:
    """Return the last day the first missed instalment could have come, if one was missed."""
    paid = sum(part["amount_ore"] for part in plan) - open_ore
    for part in plan:
        last: date = part["due_on"] + GRACE
        paid -= part["amount_ore"]
        if as_of <= last:
            return None
        if paid < 0:
            return last
    return None
