"""A club opened for work: its settings, policy and books."""

import getpass
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from workbench.club import Club, Settings, home, open_club
from workbench.dunning.policy import PolicyFile, load_policy
from workbench.model.errors import UsageError
from workbench.store import books


@dataclass(frozen=True)
class Desk:
    """What every piece of work on a club begins with."""

    club: Club
    settings: Settings
    policy: PolicyFile
    db: Database


def open_desk(slug: str) -> Desk:
    """Open a club; its books are made when it has none.

    Raises UsageError for an unknown club, a damaged club.toml or policy; StoreError for the books.
    """
    club, settings, policy = check_club(slug)
    return Desk(club, settings, policy, books.open_books(club.database))


def check_club(slug: str) -> tuple[Club, Settings, PolicyFile]:
    """Read what a club's work rests on, without making or opening its books; raises as above."""
    house = home()
    club = open_club(house, slug)
    settings = club.settings()
    policy = load_policy(house / "data" / "policies" / f"{settings.policy}.toml")
    return club, settings, policy


def parse_as_of(text: str) -> date:
    """Read an ISO day; raises UsageError that says how a day is written."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"{text!r} er ingen dato; skriv den som år-måned-dag, for eksempel 2026-11-22."
        ) from error


def current_user() -> str:
    """Return who is at work, for the audit chain."""
    return getpass.getuser()
