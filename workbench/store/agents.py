"""The agents in the office's own books: passwords as argon2 hashes, clubs, sessions, failures.

A session's token is kept as its hash; an instant is UTC in ISO form; the clock is an argument.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlite_utils import Database

from workbench.store.connection import write

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
    with write(db):
        db.conn.execute(
            "INSERT INTO agents (name, password, active, operator) VALUES (?, ?, 1, ?) "
            "ON CONFLICT (name) DO UPDATE SET password = excluded.password, active = 1, "
            "operator = excluded.operator",
            (name, password_hash, operator),
        )
        db.conn.execute("DELETE FROM agent_clubs WHERE name = ?", (name,))
        db.conn.executemany(
            "INSERT INTO agent_clubs (name, club) VALUES (?, ?)",
            [(name, club) for club in sorted(set(clubs))],
        )
        db.conn.execute("DELETE FROM sessions WHERE name = ?", (name,))


def disable(db: Database, name: str) -> bool:
    """Shut an agent out at once, also from open sessions; False where there is none."""
    with write(db):
        db.conn.execute("DELETE FROM sessions WHERE name = ?", (name,))
        return bool(
            db.conn.execute(
                "UPDATE agents SET active = 0 WHERE name = ? RETURNING name", (name,)
            ).fetchall()
        )


def find(db: Database, name: str) -> Agent | None:
    """Return the agent of that name, also a disabled one."""
    return next((agent for agent in every(db) if agent.name == name), None)


def every(db: Database) -> list[Agent]:
    """Return all agents by name."""
    clubs: dict[str, list[str]] = {}
    for name, club in db.conn.execute(
        "SELECT name, club FROM agent_clubs ORDER BY club"
    ).fetchall():
        clubs.setdefault(name, []).append(club)
    rows = db.conn.execute("SELECT name, active, operator FROM agents ORDER BY name").fetchall()
    return [
        Agent(name, tuple(clubs.get(name, [])), bool(active), bool(operator))
        for name, active, operator in rows
    ]


def password_hash(db: Database, name: str, *, operator: bool = False) -> str | None:
    """Return the hash of an active agent's password; `operator`: only if they are one."""
    row = db.conn.execute(
        "SELECT password FROM agents WHERE name = ? AND active = 1 AND operator >= ?",
        (name, operator),
    ).fetchone()
    return str(row[0]) if row else None


def open_session(db: Database, name: str, token: str, now: datetime) -> None:
    """Note a session; forget those that ended by themselves, and the name's failures."""
    with write(db):
        db.conn.execute("DELETE FROM sessions WHERE until_at < ?", (_at(now),))
        db.conn.execute("DELETE FROM failed_sign_ins WHERE name_sha256 = ?", (_hash(name),))
        db.conn.execute(
            "INSERT INTO sessions (token_sha256, name, until_at) VALUES (?, ?, ?)",
            (_hash(token), name, _at(now + SESSION_LASTS)),
        )


def of_session(db: Database, token: str, now: datetime, *, operator: bool = False) -> str | None:
    """Return the active agent whose session the token opens; `operator`: only if they are one."""
    row = db.conn.execute(
        "SELECT name FROM sessions JOIN agents USING (name) "
        "WHERE token_sha256 = ? AND until_at > ? AND active = 1 AND operator >= ?",
        (_hash(token), _at(now), operator),
    ).fetchone()
    return str(row[0]) if row else None


def close_session(db: Database, token: str) -> None:
    """End a session."""
    with write(db):
        db.conn.execute("DELETE FROM sessions WHERE token_sha256 = ?", (_hash(token),))


def note_failure(db: Database, name: str, now: datetime) -> None:
    """Note a failed sign-in; of the name only its hash, since a password may stand in its place."""
    with write(db):
        db.conn.execute("DELETE FROM failed_sign_ins WHERE failed_at < ?", (_at(now - WITHIN),))
        db.conn.execute(
            "INSERT INTO failed_sign_ins (name_sha256, failed_at) VALUES (?, ?)",
            (_hash(name), _at(now)),
        )


def is_throttled(db: Database, name: str, now: datetime) -> bool:
    """Say whether a name has failed too often lately."""
    count = db.conn.execute(
        "SELECT count(*) FROM failed_sign_ins WHERE name_sha256 = ? AND failed_at >= ?",
        (_hash(name), _at(now - WITHIN)),
    ).fetchone()[0]
    return bool(count >= FAILURES)


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8")).hexdigest()


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
