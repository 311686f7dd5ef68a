"""The payers who wait for a call, as an agent's list of next calls shows them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from workbench.calls.turns import Turn
from workbench.model.rows import Payer
from workbench.office.desk import Desk


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


def waiting_of(desk: Desk, payer: Payer, turn: Turn, today: date, is_taken: bool) -> Waiting:
    """Describe a payer and its turn."""
    return Waiting(
        club=desk.club.slug,
        club_name=desk.settings.name,
        payer_id=payer.payer_id,
        contact_name=payer.contact_name,
        concerns=payer.concerns,
        claims=payer.claims,
        open_ore=payer.open_ore,
        newest_days=(today - payer.newest_due_on).days,
        needs_talk=payer.needs_talk,
        rests=turn.rests,
        agreed_at=turn.agreed_at,
        is_taken=is_taken,
    )


def by_turn(one: Waiting) -> tuple[bool, datetime, int]:
    """Sort those ready first: agreed call-backs by their time, then the newest claims."""
    latest = datetime.max.replace(tzinfo=UTC)
    return bool(one.rests), one.agreed_at or latest, one.newest_days
