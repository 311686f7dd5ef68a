"""A club opened for work: its settings, its policy and its books."""

import gc
import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from workbench.club import Club, Settings, find_club, home
from workbench.dunning.law import Law, load_law
from workbench.dunning.law_calendar import find_first_excess
from workbench.dunning.policy import PolicyFile, load_policy
from workbench.dunning.rates import load_rates
from workbench.model.errors import RateError, StoreError, UsageError
from workbench.money.draw_choice import Deadlines
from workbench.norsk import tall_dato
from workbench.store import books, events, heads
from workbench.store.connection import Database, write

if TYPE_CHECKING:
    from workbench.store.records import Books

DEADLINES = "avtalegiro.csv"
AGENT_VARIABLE = "HTTP_X_WORKBENCH_AGENT"  # only the forms' server sets it


@dataclass(frozen=True)
class Desk:
    """A club with its settings and its policy, and access to its books."""

    club: Club
    settings: Settings
    policy: PolicyFile
    law: Law

    @property
    def db(self) -> Database:
        """The club's books, opened at first use; created then if there are none.

        Raises StoreError for a file that is not the one the office last wrote to.
        """
        db, file_id = self._open_books
        if file_id != _file_id(self.club.database):
            raise StoreError(
                f"{self.club.slug}: bøkene (club.db) er byttet ut mens de var åpne, så det siste "
                "er ikke lagret; last siden eller start notatboken på nytt."
            )
        return db

    @cached_property
    def _open_books(self) -> tuple[Database, tuple[int, int] | None]:
        self.has_books()
        db = books.open_books(self.club.database, self.club.slug)
        try:
            require_club_books(db, self.club)
        except StoreError:
            db.conn.close()
            raise
        return db, _file_id(self.club.database)

    def has_books(self) -> bool:
        """Return whether the club has books; raises StoreError if it had books that are gone."""
        if self.club.database.exists():
            return True
        if heads.known_head(self.club.house, self.club.slug):
            raise StoreError(
                f"{self.club.slug}: bøkene (club.db) er borte; hent dem fra sikkerhetskopien, "
                f"eller begynn på nytt med «workbench check {self.club.slug} --accept GRUNN»."
            )
        return False

    def require_books(self) -> None:
        """Raise UsageError if the club has no books yet."""
        if not self.has_books():
            raise UsageError(
                f"{self.club.slug}: ingenting er lest inn ennå; kjør «workbench week»."
            )

    def require_unedited(self) -> None:
        """Raise StoreError if a table was changed outside the workbench: not by an event."""
        for fault in events.table_faults(self.db):
            raise StoreError(
                f"{self.club.slug}: {fault}; hent bøkene (club.db) fra sikkerhetskopien."
            )

    @contextmanager
    def write(self) -> Iterator[Database]:
        """Yield the books with their write lock; then record their last event at the office."""
        with write(self.db) as db:
            before = events.head(db)
            yield db
            head = events.head(db)
        if head != before:
            heads.record_head(self.club.house, self.club.slug, head)

    def read_books(self) -> "Books":
        """Read the books as they are now; empty books, which are not saved, if there are none."""
        from workbench.store import records  # pandas, which an agent's form does without

        return records.read_books(self.db if self.has_books() else None)

    def settings_mtimes(self) -> tuple[int, ...]:
        """Return when the files of the settings and the policy were last written, in ns."""
        policy = policy_path(self.club, self.settings.policy)
        with suppress(FileNotFoundError):
            return tuple(
                path.stat().st_mtime_ns for path in (self.club.folder / "club.toml", policy)
            )
        return ()

    def close(self) -> None:
        """Close the books, if they were opened."""
        if "_open_books" in vars(self):
            self._open_books[0].conn.close()


def require_club_books(db: Database, club: Club) -> None:
    """Raise StoreError unless the books are the club's and contain the last event that the office
    has recorded; record it if the office has none for the club."""
    owner = str(next(db["club"].rows)["club_id"])
    recorded_head, head = heads.known_head(club.house, club.slug), events.head(db)
    if owner != club.slug:
        fault = f"bøkene (club.db) er fra en annen mappe ({owner!r})"
    elif recorded_head is not None and not events.is_in_chain(db, recorded_head):
        fault = (
            "bøkene (club.db) mangler det kontoret sist så i dem: de er eldre, avkortet eller andre"
        )
    else:
        if recorded_head is None and head != events.NO_EVENT_HASH:
            heads.record_head(club.house, club.slug, head)
        return
    raise StoreError(
        f"{club.slug}: {fault}; hent de riktige tilbake, også club.db-wal, eller kjør «workbench "
        f"check {club.slug} --accept GRUNN» hvis disse skal brukes."
    )


def _file_id(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def policy_path(club: Club, policy_id: str) -> Path:
    """Return the file of a policy: the club's own in its folder `policies`, else the house's."""
    own = club.folder / "policies" / f"{policy_id}.toml"
    return own if own.exists() else club.house / "data" / "policies" / f"{policy_id}.toml"


def open_desk(slug: str) -> Desk:
    """Open a club; raises UsageError if it is unknown, or its club.toml or policy is damaged."""
    house = home()
    club = find_club(house, slug)
    settings = club.settings()
    policy = load_policy(policy_path(club, settings.policy))
    law = load_law(house / "data" / "rates")
    excess = find_first_excess(policy.policy.levels, law, settings.assignment.start_on)
    if excess is not None:
        raise UsageError(f"{slug}: purreløpet {policy.policy.id}: {excess.text}.")
    return Desk(club, settings, policy, law)


def load_deadlines(house: Path, as_of: date) -> Deadlines:
    """Return the bank's deadlines in force on a day; raises RateError if none is."""
    path, values = house / "data" / "rates" / DEADLINES, []
    for column in Deadlines._fields:
        started = [rate for rate in load_rates(path, column) if rate.valid_from <= as_of]
        if not started:
            raise RateError(f"{path.name}: ingen rad gjelder {tall_dato(as_of)}; legg den inn.")
        values.append(int(started[-1].value))
    return Deadlines(*values)


@contextmanager
def paused_gc() -> Iterator[None]:
    """Pause the garbage collector: it would search many rows, of which none is in a cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def parse_as_of(text: str | None) -> date:
    """Return the day of an ISO date, today for None; raises UsageError for a text that is no date,
    and for a future day: a plan saved for it would block every real week until then."""
    today = clock().date()
    day = today if text is None else parse_day(text)
    if day > today:
        raise UsageError(
            f"{day} er fram i tid (i dag er {today}); bruk dagens dato eller en tidligere."
        )
    return day


def parse_day(text: str, where: str = "") -> date:
    """Return the day of an ISO date; raises UsageError for a text that is no date, beginning with
    where it stands."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"{where}{text!r} er ingen dato; skriv den som år-måned-dag, for eksempel 2026-11-22."
        ) from error


def current_user() -> str:
    """Return the name that events are written under: of the agent who is logged in to a form, else
    of the operating system's user."""
    return os.environ.get(AGENT_VARIABLE) or getpass.getuser()


def clock() -> datetime:
    """Return the time in Norway now; with WORKBENCH_TODAY, noon of that day, for scripts and
    tests. Raises UsageError where that is no date."""
    today, zone = os.environ.get("WORKBENCH_TODAY"), ZoneInfo("Europe/Oslo")
    if today:
        return datetime.combine(parse_day(today, "WORKBENCH_TODAY: "), time(12), zone)
    return datetime.now(zone)
