"""The payers who wait for a call, as an agent's list of next calls shows them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from workbench.calls.turns import Turn
from workbench.office.desk import Desk
from workbench.office.picture import Picture


@dataclass(frozen=True)
class Waiting:
    """A payer of the queue as the list of next calls shows it."""

    club: str
    club_name: str
    payer_id: str
    contact_name: str
    concerns: str
    claims: int
    open_ore: int
    newest_days: int  # since the newest claim fell due
    needs_talk: bool
    rests: str  # why not now, "" where it may be called
    agreed_at: datetime | None
    is_taken: bool  # by another agent


def waiting_of(
    desk: Desk, row: dict[str, Any], turn: Turn, picture: Picture, is_taken: bool
) -> Waiting:
    """Describe a payer by its row of the queue and its turn."""
    return Waiting(
        club=desk.club.slug,
        club_name=desk.settings.name,
        payer_id=turn.payer_id,
        contact_name=row["contact_name"],
        concerns=row["concerns"],
        claims=row["claims"],
        open_ore=row["open_ore"],
        newest_days=(picture.as_of - row["newest_due_on"]).days,
        needs_talk=row["needs_talk"],
        rests=turn.rests,
        agreed_at=turn.agreed_at,
        is_taken=is_taken,
    )


def by_turn(one: Waiting) -> tuple[bool, datetime, int]:
    """Sort those ready first: agreed call-backs by their time, then the newest claims."""
    latest = datetime.max.replace(tzinfo=UTC)
    return bool(one.rests), one.agreed_at or latest, one.newest_days
