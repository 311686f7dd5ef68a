"""Whose turn it is: whether a payer in the queue may be phoned now, and if not, why.

Each payer, on whatever number, and each number, whoever answers, may be called once a day, five
times in seven days and fifteen times in thirty: the limits of good practice for debt collectors. A
payer whom somebody has spoken with is left alone for a week. A call-back that the payer asked for
is made whatever the limits. Nobody is called who does not want to be phoned.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from workbench.model.day_rows import Payer
from workbench.model.outcomes import OUTCOME_RULES, Outcome

ATTEMPT_LIMITS = ((1, 1), (7, 5), (30, 15))  # days, most attempts within them
PARTS_OF_DAY = (12, 16)  # hours: before, between and after them somebody else may answer
QUIET_DAYS = 7  # from a conversation with the payer until the next call
REFUSES_CALLS = "vil ikke ringes"
SPOKEN_WITH = "snakket med for under en uke siden"


@dataclass(frozen=True)
class Turn:
    """Whether a payer may be called: `resting_reason` is "" if so, else it says why not."""

    resting_reason: str = ""
    agreed_at: datetime | None = None  # when the payer asked to be called back
    tried_at: str = ""  # when nobody answered last, if that was in the same part of the day as now


class Attempt(NamedTuple):
    """A call, and a payer whose claims it was about."""

    call_id: str
    payer_id: str | None
    phone: str | None
    called_on: date
    outcome: Outcome
    reached: bool  # the agent spoke with the payer
    again_on: date | None  # the day on which the payer asked to be called back
    again_at: str | None  # the time, as 14:30
    called_at: str | None = None  # the time when the call was saved


def decide_turns(
    payers: Iterable[Payer], attempts: Iterable[Attempt], now: datetime, *, attempt_days: int = 1
) -> list[Turn]:
    """Return the turn of each payer, in the same order.

    `attempts` are in the order they were made; `now` is Norwegian time. The next attempt comes
    `attempt_days` days after one in vain at the earliest.
    """
    by_payer: dict[str | None, list[Attempt]] = {}
    by_phone: dict[str | None, dict[str, Attempt]] = {}  # a call about two payers counts once
    for attempt in attempts:
        by_payer.setdefault(attempt.payer_id, []).append(attempt)
        by_phone.setdefault(attempt.phone, {})[attempt.call_id] = attempt
    return [
        _decide_turn(
            by_payer.get(payer.payer_id, []),
            by_phone.get(payer.phone, {}).values() if payer.phone else [],
            now,
            attempt_days,
        )
        for payer in payers
    ]


def _decide_turn(
    own: Sequence[Attempt], on_phone: Collection[Attempt], now: datetime, attempt_days: int
) -> Turn:
    """Return the turn of a payer, from the calls to the payer and those on the payer's number, each
    in the order they were made."""
    if any(attempt.outcome == Outcome.REFUSED_CALLS for attempt in (*own, *on_phone)):
        return Turn(REFUSES_CALLS)
    call_back = _open_call_back(own)
    if call_back is None:
        rest = _describe_rest(own, on_phone, now.date(), attempt_days)
        return Turn(rest, tried_at=_find_same_hours(own, now))
    again_on, again_at = call_back
    clock_time = time.fromisoformat(again_at) if again_at else time.min
    agreed_at = datetime.combine(again_on, clock_time, now.tzinfo)
    if agreed_at <= now:
        return Turn(agreed_at=agreed_at)
    when = f"{agreed_at:%d.%m.} klokken {agreed_at:%H.%M}" if again_at else f"{agreed_at:%d.%m.}"
    return Turn(f"ringes igjen {when}", agreed_at)


def _find_same_hours(attempts: Sequence[Attempt], now: datetime) -> str:
    """Return when the payer was last called in vain, if it was in the same part of the day."""
    last = attempts[-1] if attempts else None
    if last is None or last.called_at is None or not OUTCOME_RULES[last.outcome].is_in_vain:
        return ""
    hour = int(last.called_at[:2])
    is_same = all((hour < limit) == (now.hour < limit) for limit in PARTS_OF_DAY)
    return last.called_at if is_same else ""


def _open_call_back(attempts: Sequence[Attempt]) -> tuple[date, str | None] | None:
    """Return day and time of the newest agreed call-back, or None if there is none left to make.

    A call on the agreed day or later has used it up.
    """
    newest_on = date.min  # of the calls after the agreement
    for attempt in reversed(attempts):
        if attempt.again_on is not None:
            is_used_up = newest_on >= attempt.again_on
            return None if is_used_up else (attempt.again_on, attempt.again_at)
        newest_on = max(newest_on, attempt.called_on)
    return None


def _describe_rest(
    own: Sequence[Attempt], on_phone: Collection[Attempt], today: date, attempt_days: int
) -> str:
    """Return why nobody calls the payer today, or ""."""
    conversations = [attempt for attempt in own if attempt.reached]
    limit = _describe_limit(own, today) or _describe_limit(on_phone, today)
    if not limit and _count_since(conversations, today, QUIET_DAYS):
        return SPOKEN_WITH
    call_ids = {attempt.call_id for attempt in on_phone}
    tried_on = [attempt.called_on for attempt in own if attempt.call_id in call_ids]
    again_on = max(tried_on, default=date.min) + timedelta(days=attempt_days)
    if not limit and today < again_on:
        return f"prøves igjen {again_on:%d.%m.}"
    return limit


def _describe_limit(attempts: Collection[Attempt], today: date) -> str:
    """Return which limit forbids a call today, or ""."""
    for days, max_attempts in ATTEMPT_LIMITS:
        if _count_since(attempts, today, days) >= max_attempts:
            return "ringt i dag" if days == 1 else f"ringt {max_attempts} ganger på {days} dager"
    return ""


def _count_since(attempts: Iterable[Attempt], today: date, days: int) -> int:
    return sum(attempt.called_on > today - timedelta(days=days) for attempt in attempts)
