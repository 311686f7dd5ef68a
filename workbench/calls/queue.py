"""Whom to phone: a row per payer, the newest claim first, since it is the likeliest to be paid."""

from typing import Any

import pandas as pd

from workbench.model import frames
from workbench.model.words import PlanReason, StepKind

TALKED_ABOUT = {PlanReason.STEP_DUE, PlanReason.WAITING, PlanReason.ALL_STEPS_TAKEN}


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
    ways: dict[str, list[dict[str, Any]]] = {}
    for row in frames.records(contacts):
        ways.setdefault(row["payer_id"], []).append(row)
    names = {row["member_id"]: row["first_name"] for row in frames.records(members)}
    rows = [
        _row(
            str(payer_id),
            group,
            whom(ways[str(payer_id)], set(group["member_id"].dropna())),
            names,
            many_unpaid,
        )
        for payer_id, group in claims.groupby("payer_id")
    ]
    newest_first = sorted(
        rows, key=lambda row: (-row["newest_due_on"].toordinal(), row["payer_id"])
    )
    return frames.build("queue", newest_first)


def whom(contacts: list[dict[str, Any]], owing: set[str]) -> dict[str, Any]:
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


def _row(
    payer_id: str,
    claims: pd.DataFrame,
    contact: dict[str, Any],
    names: dict[str, str | None],
    many_unpaid: int,
) -> dict[str, Any]:
    first_names = {names.get(member_id) for member_id in claims["member_id"].dropna()}
    return {
        "payer_id": payer_id,
        "contact_name": contact["contact_name"],
        "phone": contact["phone"],
        "probably_parent": contact["probably_parent"],
        "concerns": ", ".join(sorted(name for name in first_names if name)),
        "claims": len(claims),
        "open_ore": int(claims["open_ore"].sum()),
        "newest_due_on": claims["due_on"].max().date(),
        "oldest_due_on": claims["due_on"].min().date(),
        "needs_talk": len(claims) >= many_unpaid,
    }
