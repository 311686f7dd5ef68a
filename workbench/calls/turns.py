"""Whose turn it is: a payer of the queue is ready, or rests from the phone until a day or time.

Attempts count whoever answered: at most one a day, five in seven days and fifteen in thirty on one
number, the limits of good practice for a collector; a call-back that was asked for is no attempt
of ours. Who does not want to be phoned, is not.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd

from workbench.model.frames import records
from workbench.model.words import Outcome

LIMITS = ((1, 1), (7, 5), (30, 15))  # days, attempts in them
NEVER = "vil ikke ringes"


@dataclass(frozen=True)
class Turn:
    """One payer's place: `rests` is "" when it may be called now, else why not."""

    payer_id: str
    rests: str = ""
    agreed_at: datetime | None = None  # of a call-back that was asked for


def turns(
    queue: pd.DataFrame,
    calls: pd.DataFrame,
    call_contacts: pd.DataFrame,
    now: datetime,
    *,
    refusing: frozenset[str] = frozenset(),
) -> list[Turn]:
    """Return a turn for each payer: agreed call-backs by their time first, then the queue's own
    order. `calls` come in the order they were made, `now` is Norwegian time; `refusing` are payers
    who have said no on any number.
    """
    made: dict[str, list[dict[str, Any]]] = {}
    for call in records(calls.merge(call_contacts, on="call_id")):
        if call["phone"]:
            made.setdefault(call["phone"], []).append(call)
    found = [
        Turn(row["payer_id"], NEVER)
        if row["payer_id"] in refusing
        else _turn(row, made.get(row["phone"] or "", []), now)
        for row in records(queue)
    ]
    return sorted(found, key=lambda turn: turn.agreed_at or datetime.max.replace(tzinfo=now.tzinfo))


def refusing(
    plan: pd.DataFrame, claims: pd.DataFrame, calls: pd.DataFrame, call_claims: pd.DataFrame
) -> frozenset[str]:
    """Return the payers of those about whom somebody asked not to be phoned, whoever asks now."""
    refused = calls.loc[calls["outcome"] == Outcome.REFUSED_CALLS, "call_id"]
    spoken = call_claims.loc[call_claims["call_id"].isin(refused), "claim_id"]
    members = claims.loc[claims["claim_id"].isin(spoken), "member_id"].dropna()
    theirs = claims.loc[claims["member_id"].isin(members), "claim_id"]
    return frozenset(plan.loc[plan["claim_id"].isin(theirs), "payer_id"].dropna())


def _turn(row: dict[str, Any], calls: list[dict[str, Any]], now: datetime) -> Turn:
    payer_id = row["payer_id"]
    if any(call["outcome"] == Outcome.REFUSED_CALLS for call in calls):
        return Turn(payer_id, NEVER)
    agreed = next((call for call in reversed(calls) if call["again_on"] is not None), None)
    if agreed is not None and agreed["again_on"] >= _last_other(calls, agreed):
        at = datetime.combine(agreed["again_on"], _time(agreed["again_at"]), now.tzinfo)
        if at > now:
            clock = f" klokken {at:%H.%M}" if agreed["again_at"] else ""
            return Turn(payer_id, f"ringes igjen {at:%d.%m.}{clock}", at)
        return Turn(payer_id, "", at)
    return Turn(payer_id, _over_limit([call["called_on"] for call in calls], now.date()))


def _last_other(calls: list[dict[str, Any]], agreed: dict[str, Any]) -> date:
    """Return the day of the newest call after the one that agreed on a call-back."""
    later = calls[calls.index(agreed) + 1 :]
    return max((call["called_on"] + timedelta(days=1) for call in later), default=date.min)


def _time(text: str | None) -> time:
    return time.fromisoformat(text) if text else time.min


def _over_limit(days: list[date], today: date) -> str:
    for window, most in LIMITS:
        if sum(day > today - timedelta(days=window) for day in days) >= most:
            return "ringt i dag" if window == 1 else f"ringt {most} ganger på {window} dager"
    return ""
