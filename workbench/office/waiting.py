"""The payers who wait for a call, as the agent's list of next calls shows them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from workbench.calls.turns import Turn
from workbench.model.day_rows import Payer


@dataclass(frozen=True)
class WaitingPayer:
    """A payer of the queue as the list of next calls shows it."""

    club: str
    club_name: str
    payer: Payer
    turn: Turn
    newest_days: int  # since the newest claim fell due
    is_taken: bool  # by another agent

    @property
    def key(self) -> tuple[str, str]:
        """The club and the payer."""
        return self.club, self.payer.payer_id


def by_turn(waiting: WaitingPayer) -> tuple[bool, datetime, bool, bool, int]:
    """Return a sort key: payers who may be called come first, and of these agreed call-backs by
    their time, then those who were not called in vain at this time of the day, then those who broke
    a promise, then the newest claims."""
    latest = datetime.max.replace(tzinfo=UTC)
    return (
        bool(waiting.turn.resting_reason),
        waiting.turn.agreed_at or latest,
        bool(waiting.turn.tried_at),
        waiting.payer.promised_on is None,
        waiting.newest_days,
    )
