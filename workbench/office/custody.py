"""The custody of a club's books: check them for faults, and accept restored ones."""

from contextlib import closing

from workbench.club import home
from workbench.model.errors import StoreError, UsageError
from workbench.office.day import forget_wrong_day
from workbench.office.desk import current_user, open_desk
from workbench.store import books, check, events, heads
from workbench.values.national_id import mask


def check_books(slug: str) -> list[str]:
    """Return a sentence for each fault in a club's books."""
    with closing(open_desk(slug)) as desk:
        try:
            if not desk.has_books():
                return ["klubben har ingen bøker ennå; er club.db slettet, hent den tilbake"]
            faults = check.faults(desk.db)
            if not faults and forget_wrong_day(desk):
                faults = ["dagens plan er endret utenfor arbeidsbenken; den lages på nytt"]
            return faults
        except StoreError as error:
            return [str(error).removeprefix(f"{slug}: ")]


def accept_books(slug: str, reason: str) -> None:
    """Accept a restored or copied file as the club's books; if there is no file, let the club start
    with empty books. The office records who accepted it and why.

    Raises StoreError for a file that is damaged or was changed outside the workbench, and
    UsageError if there is no file and the office knows of no books either.
    """
    club, user = open_desk(slug).club, current_user()
    with club.lock():
        if not club.database.exists():
            if heads.known_head(club.house, slug) is None:
                raise UsageError(f"{slug}: klubben har ingen bøker; det er ingenting å godta.")
            heads.accept_head(club.house, slug, None, who=user, reason=mask(reason))
            return
        db = books.open_books(club.database, slug)
        with closing(db.conn):
            faults = check.faults(db)
            if faults:
                raise StoreError(
                    f"{slug}: bøkene kan ikke tas i bruk ({faults[0]}); hent en annen kopi."
                )
            books.set_club_id(db, slug)
            heads.accept_head(club.house, slug, events.head(db), who=user, reason=mask(reason))


def forget_books(slug: str) -> None:
    """Delete what the office has recorded of a club that is to be created again."""
    heads.forget_club(home(), slug)
