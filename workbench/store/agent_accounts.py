"""Agents' accounts in the office's books: password (argon2 hash), clubs, sessions, failed sign-ins.

Of a session's token only a hash is stored. Instants are UTC in ISO form; the clock is an argument.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from workbench.store.connection import Database, format_instant, write

SESSION_LENGTH = timedelta(hours=12)
MOST_FAILURES, FAILURE_WINDOW = 5, timedelta(minutes=15)


@dataclass(frozen=True)
class Agent:
    """Somebody who phones and sees `clubs` (slugs); an operator may also map files."""

    name: str
    clubs: tuple[str, ...]
    active: bool
    operator: bool = False


def save(
    db: Database, name: str, password_hash: str, clubs: Iterable[str], *, operator: bool = False
) -> None:
    """Add an agent, or replace an existing one's password, clubs and role and end its sessions."""
    agent = {"name": name, "password": password_hash, "active": True, "operator": operator}
    with write(db):
        db.table("agents").upsert(agent, pk="name")
        db.table("agent_clubs").delete_where("name = ?", [name])
        db.table("agent_clubs").insert_all({"name": name, "club": club} for club in {*clubs})
        db.table("sessions").delete_where("name = ?", [name])


def disable(db: Database, name: str) -> bool:
    """Disable an agent and end its sessions; return False if there is no agent of that name."""
    with write(db):
        db.table("sessions").delete_where("name = ?", [name])
        update = db.conn.execute("UPDATE agents SET active = 0 WHERE name = ?", [name])
    return bool(update.rowcount)


def find(db: Database, name: str) -> Agent | None:
    """Return the agent of that name, also a disabled one."""
    return next((agent for agent in list_all(db) if agent.name == name), None)


def list_all(db: Database) -> list[Agent]:
    """Return all agents in the order of their names, also disabled ones."""
    club_rows = [*db.table("agent_clubs").rows_where(order_by="club")]
    return [
        Agent(
            name=agent["name"],
            clubs=tuple(row["club"] for row in club_rows if row["name"] == agent["name"]),
            active=bool(agent["active"]),
            operator=bool(agent["operator"]),
        )
        for agent in db.table("agents").rows_where(order_by="name")
    ]


def password_hash(db: Database, name: str, *, operator: bool = False) -> str | None:
    """Return the hash of an active agent's password; with `operator` only an operator's."""
    may_sign_in = "name = ? AND active = 1 AND operator >= ?"
    agents = db.table("agents").rows_where(may_sign_in, [name, operator])
    return next((agent["password"] for agent in agents), None)


def open_session(db: Database, name: str, token: str, now: datetime) -> None:
    """Add a session; delete expired sessions and the name's failed sign-ins."""
    until_at = format_instant(now + SESSION_LENGTH)
    session = {"token_sha256": _hash(token), "name": name, "until_at": until_at}
    with write(db):
        db.table("sessions").delete_where("until_at < ?", [format_instant(now)])
        db.table("failed_sign_ins").delete_where("name_sha256 = ?", [_hash(name)])
        db.table("sessions").insert(session)


def name_of_session(
    db: Database, token: str, now: datetime, *, operator: bool = False
) -> str | None:
    """Return the name of the active agent whose session the token opens; with `operator` only an
    operator's."""
    agents = db.query(
        "SELECT name FROM sessions JOIN agents USING (name) "
        "WHERE token_sha256 = ? AND until_at > ? AND active = 1 AND operator >= ?",
        [_hash(token), format_instant(now), operator],
    )
    return next((agent["name"] for agent in agents), None)


def close_session(db: Database, token: str) -> None:
    """End the session that the token opens."""
    with write(db):
        db.table("sessions").delete_where("token_sha256 = ?", [_hash(token)])


def note_failure(db: Database, name: str, now: datetime) -> None:
    """Add a failed sign-in. The name is stored as a hash: a password may be typed in its place."""
    failure = {"name_sha256": _hash(name), "failed_at": format_instant(now)}
    with write(db):
        oldest_counted = format_instant(now - FAILURE_WINDOW)
        db.table("failed_sign_ins").delete_where("failed_at < ?", [oldest_counted])
        db.table("failed_sign_ins").insert(failure)


def is_throttled(db: Database, name: str, now: datetime) -> bool:
    """Return whether a name has MOST_FAILURES or more failed sign-ins within FAILURE_WINDOW."""
    failures = db.table("failed_sign_ins").count_where(
        "name_sha256 = ? AND failed_at >= ?", [_hash(name), format_instant(now - FAILURE_WINDOW)]
    )
    return failures >= MOST_FAILURES


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8")).hexdigest()
