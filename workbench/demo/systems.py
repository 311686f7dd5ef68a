"""The member systems of the invented clubs, in the order of the clubs."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice

from workbench.demo.name_lists import CLUBS, plain


@dataclass(frozen=True)
class System:
    """What a system's exports can state; `name` is the one in club.toml."""

    name: str
    ending: str = "IL"  # of the club's name
    kind: str = "idrettslag"  # of the club, and its policy
    guardians: int = 2  # how many it has a place for
    # claims name their member; else they have its number, and the day a member left is stated
    is_by_name: bool = True
    has_payments: bool = False  # it lists them itself, without KID, and states no day of issue
    reminds: tuple[int, ...] = ()  # by itself, so many days after the due date
    terms: tuple[int, int, int] = (5, 14, 7)  # the policy's days before each step
    youngest: int = 5  # member
    # a newcomer's first orders, or a household's newest, were due so many days ago
    recent: tuple[int, ...] = (21, 9, 3, -10)
    first_id: int = 4_000  # of members
    first_order: int = 20_000


SYSTEMS = (
    # the numbers of its members have seven digits or eight
    System("klubbadmin", is_by_name=False, first_id=9_999_500, first_order=3_100_000),
    System("spond", has_payments=True),
    # orders of all the days on which its own reminders turn
    System("hoopit", has_payments=True, reminds=(2, 5, *range(7, 366, 7)),
           recent=(21, 16, 15, 12, 11, 9, 5, 4, 3, -10)),
    System("spoortz", is_by_name=False),
    System("tryggivann", "svømmeskole", guardians=1, reminds=(7, 14, 21),
           recent=(-3, 4, 5, 9, 16, 20, 21)),
    System("annet", "Trening", "senter", guardians=1, is_by_name=False, terms=(10, 10, 7),
           youngest=16),
)  # fmt: skip


def all_clubs() -> Iterator[tuple[str, str, System]]:
    """Yield slug, name and system of one invented club after the other, without an end."""
    for round_number in count(1):
        for position, place in enumerate(CLUBS):
            system = SYSTEMS[position % len(SYSTEMS)]
            numbered = place if round_number == 1 else f"{place} {round_number}"
            name = f"{numbered} {system.ending}"
            yield plain(name).replace(".", "-"), name, system


CLUB_OF_SLUG = {slug: (name, system) for slug, name, system in islice(all_clubs(), 1200)}


def club_of(slug: str) -> tuple[str, System]:
    """Return the name and the system that belong to a slug: KlubbAdmin for any other slug.

    >>> club_of("elvestad-2-svommeskole")[0], club_of("noe-annet-il")[1].name
    ('Elvestad 2 svømmeskole', 'klubbadmin')
    """
    title = slug.removesuffix("-il").replace("-", " ").title() + " IL"
    return CLUB_OF_SLUG.get(slug, (title, SYSTEMS[0]))
