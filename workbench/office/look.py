"""To look without touching: the plan and queue as a club's books stand; are the books whole?"""

from contextlib import closing
from datetime import date

from workbench.office.desk import open_desk
from workbench.office.picture import Picture, picture_of
from workbench.store import check


def plan_of(slug: str, as_of: date) -> Picture:
    """Work out a club's day from its books; the inbox is not looked at and nothing is saved."""
    with closing(open_desk(slug)) as desk:
        return picture_of(desk, as_of)[1]


def check_books(slug: str) -> list[str]:
    """Return a sentence for each fault in a club's books."""
    with closing(open_desk(slug)) as desk:
        if not desk.club.database.exists():
            return ["klubben har ingen bøker ennå; er club.db slettet, hent den tilbake"]
        return check.faults(desk.db)
