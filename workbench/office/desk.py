"""A club opened for work: its settings, policy and books."""

import gc
import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

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

    @cached_property
    def db(self) -> Database:
        """The club's books, opened at first use, and made then where there are none."""
        return books.open_books(self.club.database)

    def read_books(self) -> books.Books:
        """Read the books as they stand; a club that has none yet gets none by being looked at."""
        return books.read_books(self.db) if self.club.database.exists() else books.NO_BOOKS

    def close(self) -> None:
        """Close the books, if they were opened."""
        if "db" in vars(self):
            self.db.conn.close()


def open_desk(slug: str) -> Desk:
    """Open a club; raises UsageError for an unknown one, a damaged club.toml or policy."""
    house = home()
    club = open_club(house, slug)
    settings = club.settings()
    policy = load_policy(house / "data" / "policies" / f"{settings.policy}.toml")
    return Desk(club, settings, policy)


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave the collector of cycles alone meanwhile: the rows are many and none is in a cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def parse_as_of(text: str | None) -> date:
    """Read an ISO day, or today where none is given; raises UsageError for one that is no day, or
    that has not come: a plan saved for it would stand in the way of every real week until then."""
    today = _today()
    try:
        day = today if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"{text!r} er ingen dato; skriv den som år-måned-dag, for eksempel 2026-11-22."
        ) from error
    if day > today:
        raise UsageError(
            f"{day} er fram i tid (i dag er {today}); bruk dagens dato eller en tidligere."
        )
    return day


def _today() -> date:
    """Return the day in Norway; WORKBENCH_TODAY lets a script or a test say what it is."""
    named = os.environ.get("WORKBENCH_TODAY")
    return date.fromisoformat(named) if named else datetime.now(ZoneInfo("Europe/Oslo")).date()


def current_user() -> str:
    """Return who is at work, for the audit chain."""
    return getpass.getuser()


def clock() -> datetime:
    """Return the moment in Norway; under WORKBENCH_TODAY it is noon of that day."""
    named = os.environ.get("WORKBENCH_TODAY")
    zone = ZoneInfo("Europe/Oslo")
    return datetime.combine(_today(), time(12), zone) if named else datetime.now(zone)
