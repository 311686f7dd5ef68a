"""Whom to phone: a row per payer, the newest claim first, since it is the likeliest to be paid."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from workbench.model import frames
from workbench.model.words import PlanReason, StepKind

TALKED_ABOUT = {PlanReason.STEP_DUE, PlanReason.WAITING, PlanReason.ALL_STEPS_TAKEN}
Row = dict[str, Any]


def queue(
    plan: pd.DataFrame,
    balances: pd.DataFrame,
    contacts: pd.DataFrame,
    members: pd.DataFrame,
    *,
    many_unpaid: int,
) -> pd.DataFrame:
    """Return the frame `queue`: the payers with a call due, with all that is talked about.

    A payer's other claims in dunning come along, but not those that rest: a held claim is not
    spoken of. `many_unpaid` claims or more are marked: they take longest and need a talk.
    """
    talk = plan[plan["reason"].isin(TALKED_ABOUT)]
    callees = set(plan.loc[plan["kind"] == StepKind.CALL, "payer_id"].dropna())
    columns = ["claim_id", "member_id", "due_on", "open_ore"]
    claims = talk[talk["payer_id"].isin(callees)].merge(balances[columns], on="claim_id")
    ways = by_payer(contacts)
    names = {row["member_id"]: row["first_name"] for row in frames.records(members)}
    rows = [
        payer_row(payer_id, owed, ways[payer_id], names) | {"needs_talk": len(owed) >= many_unpaid}
        for payer_id, owed in by_payer(claims).items()
    ]
    newest_first = sorted(
        rows, key=lambda row: (-row["newest_due_on"].toordinal(), row["payer_id"])
    )
    return frames.build("queue", newest_first)


def by_payer(frame: pd.DataFrame) -> dict[str, list[Row]]:
    """Return the rows of each payer; a row without one falls."""
    rows: dict[str, list[Row]] = {}
    for row in frames.records(frame[frame["payer_id"].notna()]):
        rows.setdefault(row["payer_id"], []).append(row)
    return rows


def payer_row(
    payer_id: str, claims: Sequence[Row], ways: Sequence[Row], names: Mapping[str, str | None]
) -> Row:
    """Return the payer's row of the frame `queue`; `ways` are its rows of `contacts`, and `names`
    the members' first names."""
    owing = {claim["member_id"] for claim in claims} - {None}
    contact = whom(ways, owing)
    due = [claim["due_on"] for claim in claims]
    return {
        "payer_id": payer_id,
        "contact_name": contact["contact_name"],
        "phone": contact["phone"],
        "probably_parent": contact["probably_parent"],
        "concerns": ", ".join(sorted({names.get(member_id) or "" for member_id in owing} - {""})),
        "claims": len(claims),
        "open_ore": sum(claim["open_ore"] for claim in claims),
        "newest_due_on": max(due),
        "oldest_due_on": min(due),
        "needs_talk": False,
    }


def whom(contacts: Sequence[Row], owing: set[str]) -> Row:
    """Return whom to ask for: of those with a phone an adult, and of adults one who owes."""
    return min(
        contacts,
        key=lambda row: (
            row["phone"] is None,
            row["is_minor"],
            row["member_id"] not in owing,
            row["member_id"],
        ),
    )
