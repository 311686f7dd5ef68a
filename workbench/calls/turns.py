"""Whose turn it is: a payer of the queue is ready, or rests from the phone until a day or time.

Attempts count whoever answered: at most one a day, five in seven days and fifteen in thirty on one
number, the limits of good practice for a collector; a call-back that was asked for is no attempt
of ours. Who does not want to be phoned, is not.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from workbench.model.day_rows import Payer
from workbench.model.outcomes import Outcome

ATTEMPT_LIMITS = ((1, 1), (7, 5), (30, 15))  # days, attempts in them
REFUSES_CALLS = "vil ikke ringes"


@dataclass(frozen=True)
class Turn:
    """Whether a payer may be called: `rests` is "" when it may be now, else why not."""

    resting_reason: str = ""
    agreed_at: datetime | None = None  # of a call-back that was asked for


class Attempt(NamedTuple):
    """A call that was made to a number."""

    phone: str
    called_on: date
    outcome: Outcome
    again_on: date | None  # the day of a call-back that was asked for
    again_at: str | None  # and its time, as 14:30


def decide_turns(
    payers: Iterable[Payer],
    attempts: Iterable[Attempt],
    now: datetime,
    *,
    refusing: Collection[str] = frozenset(),
) -> list[Turn]:
    """Return a turn for each payer, in their order. `attempts` come in the order they were made,
    `now` is Norwegian time; `refusing` are payers who have said no on any number.
    """
    made: dict[str | None, list[Attempt]] = {}
    for attempt in attempts:
        made.setdefault(attempt.phone, []).append(attempt)
    return [
        Turn(REFUSES_CALLS) if payer.payer_id in refusing else _turn(made.get(payer.phone, []), now)
        for payer in payers
    ]


def _turn(attempts: Sequence[Attempt], now: datetime) -> Turn:
    if any(attempt.outcome == Outcome.REFUSED_CALLS for attempt in attempts):
        return Turn(REFUSES_CALLS)
    call_back = _call_back(attempts)
    if call_back is None:
        return Turn(_over_limit([attempt.called_on for attempt in attempts], now.date()))
    again_on, again_at = call_back
    clock = time.fromisoformat(again_at) if again_at else time.min
    at = datetime.combine(again_on, clock, now.tzinfo)
    if at <= now:
        return Turn("", at)
    when = f"{at:%d.%m.} klokken {at:%H.%M}" if again_at else f"{at:%d.%m.}"
    return Turn(f"ringes igjen {when}", at)


def _call_back(attempts: Sequence[Attempt]) -> tuple[date, str | None] | None:
    """Return day and time of the call-back agreed last, unless we have phoned since, on that day
    or later."""
    newest_on = date.min  # of the calls after the agreement
    for attempt in reversed(attempts):
        if attempt.again_on is not None:
            is_used_up = newest_on >= attempt.again_on
            return None if is_used_up else (attempt.again_on, attempt.again_at)
        newest_on = max(newest_on, attempt.called_on)
    return None


def _over_limit(days: list[date], today: date) -> str:
    for window, most in ATTEMPT_LIMITS:
        if sum(day > today - timedelta(days=window) for day in days) >= most:
            return "ringt i dag" if window == 1 else f"ringt {most} ganger på {window} dager"
    return ""
