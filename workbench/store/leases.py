"""Who has which payer now: at most one agent each, for a time that the form keeps renewing.

An instant is UTC in ISO form; the clock is an argument.
"""

from datetime import datetime, timedelta

from workbench.store.connection import Database, write

LASTS = timedelta(minutes=15)


def take(db: Database, payer_id: str, agent: str, now: datetime) -> int | None:
    """Lease a payer unless another agent has it; return the lease's token.

    A higher token than before means that an earlier lease of it is void.
    """
    with write(db):
        if payer_id in taken_by_others(db, agent, now):
            return None
        token: int = db.conn.execute(
            "INSERT INTO leases (payer_id, agent, token, until_at) VALUES (?, ?, 1, ?) "
            "ON CONFLICT (payer_id) DO UPDATE SET agent = excluded.agent, token = token + 1, "
            "until_at = excluded.until_at RETURNING token",
            (payer_id, agent, _at(now + LASTS)),
        ).fetchall()[0][0]
    return token


def keep(db: Database, payer_id: str, agent: str, token: int, now: datetime) -> bool:
    """Renew a lease; False where another agent has it by now, or it was let go of."""
    with write(db):
        renewed = db.conn.execute(
            "UPDATE leases SET until_at = ? WHERE payer_id = ? AND agent = ? AND token = ? "
            "AND until_at <> ''",
            (_at(now + LASTS), payer_id, agent, token),
        )
    return bool(renewed.rowcount)


def drop(db: Database, payer_id: str, agent: str, token: int) -> bool:
    """Let go of a lease, inside `write`; False where another agent has it by now.

    The row stays, so that its token goes on counting.
    """
    dropped = db.conn.execute(
        "UPDATE leases SET until_at = '' WHERE payer_id = ? AND agent = ? AND token = ?",
        (payer_id, agent, token),
    )
    return bool(dropped.rowcount)


def taken_by_others(db: Database, agent: str, now: datetime) -> set[str]:
    """Return the payers that other agents have."""
    leased = "agent <> ? AND until_at > ?"
    return {row["payer_id"] for row in db.table("leases").rows_where(leased, [agent, _at(now)])}


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
