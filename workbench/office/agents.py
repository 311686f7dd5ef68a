"""Agents: create, disable, sign in and out. Of a password only its argon2 hash is stored."""

import re
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from workbench.club import club_slugs, find_club, home
from workbench.model.errors import UsageError
from workbench.office.desk import Desk, open_desk
from workbench.store import agent_accounts
from workbench.store.agent_accounts import Agent
from workbench.store.ledger import office_books

NAME = re.compile(r"[a-zæøå][a-zæøå0-9-]{1,30}")
SHORTEST = 12
HASHER = PasswordHasher()


def save_agent(name: str, password: str, clubs: Sequence[str], *, operator: bool = False) -> Agent:
    """Create an agent, or change an existing agent's password, clubs and role.

    Raises UsageError for an unusable name or password, no clubs, or an unknown club.
    """
    if not NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} kan ikke være et brukernavn; bruk 2 til 31 små bokstaver, tall og "
            "bindestrek."
        )
    if len(password) < SHORTEST or name in password.casefold():
        raise UsageError(
            f"Passordet må ha minst {SHORTEST} tegn og ikke inneholde brukernavnet; velg et annet."
        )
    if not clubs:
        raise UsageError(f"{name}: ingen klubb er valgt; skriv --club og klubbens mappenavn.")
    slugs = [find_club(home(), club).slug for club in clubs]
    with office_books(home()) as db:
        agent_accounts.save(db, name, HASHER.hash(password), slugs, operator=operator)
        return Agent(name, tuple(sorted(set(slugs))), True, operator)


def disable_agent(name: str) -> None:
    """Disable an agent, with effect at once; raises UsageError for an unknown name."""
    with office_books(home()) as db:
        if not NAME.fullmatch(name) or not agent_accounts.disable(db, name):
            raise UsageError(f"{name!r}: ingen agent heter det; se «workbench agent list».")


def list_agents() -> list[Agent]:
    """Return all agents, also disabled ones."""
    with office_books(home()) as db:
        return agent_accounts.list_all(db)


def active_agent(name: str) -> Agent:
    """Return the agent; raises UsageError if the agent is unknown or disabled."""
    with office_books(home()) as db:
        agent = agent_accounts.find(db, name)
    if agent is None or not agent.active:
        raise UsageError(f"{name!r}: brukeren finnes ikke eller er stengt; snakk med kontoret.")
    return agent


def operator_clubs(name: str) -> list[str]:
    """Return the clubs that the agent is an operator of; raises UsageError if there are none."""
    agent = active_agent(name)
    if not agent.operator:
        raise UsageError(f"{name!r} har ikke tilgang til kontorets skjemaer; snakk med kontoret.")
    existing = club_slugs(home())
    clubs = [slug for slug in agent.clubs if slug in existing]
    if not clubs:
        raise UsageError(f"{name!r}: ingen av klubbene dine finnes lenger; snakk med kontoret.")
    return clubs


def open_for_operator(name: str, slug: str) -> Desk:
    """Open a club for an operator; "" is the user of the machine itself, who needs no access.

    Call it at every step: the access may be withdrawn while the form is open.
    """
    if name and slug not in operator_clubs(name):
        raise UsageError(f"{slug!r} er ikke blant klubbene dine; snakk med kontoret.")
    return open_desk(slug)


def club_names(slugs: Sequence[str]) -> list[str]:
    """Return the clubs' names; for a club with damaged settings, the name of its folder.

    Raises UsageError for an unknown club.
    """
    names = []
    for slug in slugs:
        club = find_club(home(), slug)
        try:
            names.append(club.settings().name)
        except UsageError:
            names.append(slug)
    return names


def sign_in(name: str, password: str, *, operator: bool = False) -> str | None:
    """Return the token of a new session, or None if the name or password is wrong.

    With `operator`, agents who are not operators count as unknown. Raises UsageError after five
    failures within a quarter of an hour.
    """
    now = datetime.now(UTC)
    with office_books(home()) as db:
        if agent_accounts.is_throttled(db, name, now):
            raise UsageError("For mange forsøk; vent et kvarter, eller snakk med kontoret.")
        password_hash = agent_accounts.password_hash(db, name, operator=operator)
        try:
            HASHER.verify(password_hash or _unusable_hash(), password)
        except VerificationError:
            password_hash = None
        if password_hash is None:
            agent_accounts.note_failure(db, name, now)
            return None
        token = secrets.token_urlsafe(32)
        agent_accounts.open_session(db, name, token, now)
        return token


@cache
def _unusable_hash() -> str:
    """Return a hash that no password matches: checking it takes as long as for a known name."""
    return HASHER.hash(secrets.token_urlsafe())


def agent_of(token: str, *, operator: bool = False) -> str | None:
    """Return the name of the active agent (with `operator`, operator) of a session, if any."""
    with office_books(home()) as db:
        return agent_accounts.name_of_session(db, token, datetime.now(UTC), operator=operator)


def sign_out(token: str) -> None:
    """End the session."""
    with office_books(home()) as db:
        agent_accounts.close_session(db, token)
