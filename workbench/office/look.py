"""To look without touching: a club's plan and queue as the books stand; are the books whole?"""

from datetime import date

from workbench.office.desk import open_desk
from workbench.office.picture import Picture, picture_of
from workbench.store import check


def plan_of(slug: str, as_of: date) -> Picture:
    """Work out a club's day from its books; the inbox is not looked at and nothing is saved."""
    return picture_of(open_desk(slug), as_of)[1]


def check_books(slug: str) -> list[str]:
    """Return a sentence for each fault in a club's books."""
    return check.faults(open_desk(slug).db)
