"""Leases: a payer is given to one agent at a time, for a period that the form keeps renewing.

A `payer_id` is one liable person, derived for the day by `register/contacts.py`. The table `leases`
stands in `model/schema.sql`; it is not logged, so no event is needed. `take` and `renew` open their
own transaction; `drop` is called inside `write`.

Instants are UTC in ISO form; the clock is an argument.
"""

from datetime import datetime, timedelta

from workbench.store.connection import Database, format_instant, write

LEASE_LENGTH = timedelta(minutes=15)
DROPPED = ""  # `until_at` of a lease that was dropped: it is before every instant


def take(db: Database, payer_id: str, agent_name: str, now: datetime) -> int | None:
    """Lease a payer and return the lease's token, or None if another agent has the payer.

    Each new lease of a payer has a higher token, and makes the earlier ones void.
    """
    with write(db):
        if payer_id in leased_by_others(db, agent_name, now):
            return None
        token: int = db.conn.execute(
            "INSERT INTO leases (payer_id, agent, token, until_at) VALUES (?, ?, 1, ?) "
            "ON CONFLICT (payer_id) DO UPDATE SET agent = excluded.agent, token = token + 1, "
            "until_at = excluded.until_at RETURNING token",
            (payer_id, agent_name, format_instant(now + LEASE_LENGTH)),
        ).fetchall()[0][0]
    return token


def renew(db: Database, payer_id: str, agent_name: str, token: int, now: datetime) -> bool:
    """Renew a lease; return False if another agent has the payer by now or it was dropped."""
    with write(db):
        update = db.conn.execute(
            "UPDATE leases SET until_at = ? WHERE payer_id = ? AND agent = ? AND token = ? "
            "AND until_at <> ?",
            (format_instant(now + LEASE_LENGTH), payer_id, agent_name, token, DROPPED),
        )
    return bool(update.rowcount)


def drop(db: Database, payer_id: str, agent_name: str, token: int) -> bool:
    """End a lease; return False if the lease is another agent's or was taken anew.

    The row is kept, so that the payer's next lease has a higher token.
    """
    update = db.conn.execute(
        "UPDATE leases SET until_at = ? WHERE payer_id = ? AND agent = ? AND token = ?",
        (DROPPED, payer_id, agent_name, token),
    )
    return bool(update.rowcount)


def leased_by_others(db: Database, agent_name: str, now: datetime) -> set[str]:
    """Return the ids of the payers that other agents have at `now`."""
    leases = db.table("leases").rows_where(
        "agent <> ? AND until_at > ?", [agent_name, format_instant(now)]
    )
    return {lease["payer_id"] for lease in leases}
