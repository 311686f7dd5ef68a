"""The agents in the office's own books: passwords as argon2 hashes, clubs, sessions, failures.

A session's token is kept as its hash; an instant is UTC in ISO form; the clock is an argument.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from workbench.store.connection import Database, write

SESSION_LASTS = timedelta(hours=12)
FAILURES, WITHIN = 5, timedelta(minutes=15)


@dataclass(frozen=True)
class Agent:
    """Somebody who phones, and as an operator maps files; `clubs` are those to be seen, by slug."""

    name: str
    clubs: tuple[str, ...]
    active: bool
    operator: bool = False


def save(
    db: Database, name: str, password_hash: str, clubs: Iterable[str], *, operator: bool = False
) -> None:
    """Make the agent, or give one known another password, clubs and role; sessions end."""
    agent = {"name": name, "password": password_hash, "active": True, "operator": operator}
    with write(db):
        db.table("agents").upsert(agent, pk="name")
        db.table("agent_clubs").delete_where("name = ?", [name])
        db.table("agent_clubs").insert_all({"name": name, "club": club} for club in {*clubs})
        db.table("sessions").delete_where("name = ?", [name])


def disable(db: Database, name: str) -> bool:
    """Shut an agent out at once, also from open sessions; False where there is none."""
    with write(db):
        db.table("sessions").delete_where("name = ?", [name])
        shut_out = db.conn.execute("UPDATE agents SET active = 0 WHERE name = ?", [name])
    return bool(shut_out.rowcount)


def find(db: Database, name: str) -> Agent | None:
    """Return the agent of that name, also a disabled one."""
    return next((agent for agent in every(db) if agent.name == name), None)


def every(db: Database) -> list[Agent]:
    """Return all agents by name."""
    clubs = [*db.table("agent_clubs").rows_where(order_by="club")]
    return [
        Agent(
            name=agent["name"],
            clubs=tuple(row["club"] for row in clubs if row["name"] == agent["name"]),
            active=bool(agent["active"]),
            operator=bool(agent["operator"]),
        )
        for agent in db.table("agents").rows_where(order_by="name")
    ]


def password_hash(db: Database, name: str, *, operator: bool = False) -> str | None:
    """Return the hash of an active agent's password; `operator`: only if they are one."""
    is_let_in = "name = ? AND active = 1 AND operator >= ?"
    agents = db.table("agents").rows_where(is_let_in, [name, operator])
    return next((agent["password"] for agent in agents), None)


def open_session(db: Database, name: str, token: str, now: datetime) -> None:
    """Note a session; forget those that ended by themselves, and the name's failures."""
    session = {"token_sha256": _hash(token), "name": name, "until_at": _at(now + SESSION_LASTS)}
    with write(db):
        db.table("sessions").delete_where("until_at < ?", [_at(now)])
        db.table("failed_sign_ins").delete_where("name_sha256 = ?", [_hash(name)])
        db.table("sessions").insert(session)


def of_session(db: Database, token: str, now: datetime, *, operator: bool = False) -> str | None:
    """Return the active agent whose session the token opens; `operator`: only if they are one."""
    agents = db.query(
        "SELECT name FROM sessions JOIN agents USING (name) "
        "WHERE token_sha256 = ? AND until_at > ? AND active = 1 AND operator >= ?",
        [_hash(token), _at(now), operator],
    )
    return next((agent["name"] for agent in agents), None)


def close_session(db: Database, token: str) -> None:
    """End a session."""
    with write(db):
        db.table("sessions").delete_where("token_sha256 = ?", [_hash(token)])


def note_failure(db: Database, name: str, now: datetime) -> None:
    """Note a failed sign-in; of the name only its hash, since a password may stand in its place."""
    failure = {"name_sha256": _hash(name), "failed_at": _at(now)}
    with write(db):
        db.table("failed_sign_ins").delete_where("failed_at < ?", [_at(now - WITHIN)])
        db.table("failed_sign_ins").insert(failure)


def is_throttled(db: Database, name: str, now: datetime) -> bool:
    """Say whether a name has failed too often lately."""
    lately = [_hash(name), _at(now - WITHIN)]
    failures = db.table("failed_sign_ins").count_where("name_sha256 = ? AND failed_at >= ?", lately)
    return failures >= FAILURES


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8")).hexdigest()


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
