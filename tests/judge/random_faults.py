"""Random faults in a random column of a random file, made from seeds: the same on every machine.

Each example is one file of one club in one of its weeks. A miss is a step that is wrong by the rule
in `tests/judge/plans.py`. `UNDETECTABLE` is for shapes of faults that nobody could see in what a
club sends; each needs its reason.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple

from tests.judge import changes as c
from tests.judge.cells import Row, write_cells
from tests.judge.columns import AMOUNTS, DAYS, SYSTEMS
from tests.judge.plans import rested, wrong_reminders
from tests.judge.tables import Table, plain, read_day
from tests.judge.weeks import Clubs, ClubWeek


class Shape(NamedTuple):
    """What a fault looks like: counted in the summary, and listed if nobody can see it."""

    fault: str
    system: str
    role: str
    column: str
    week: int


# shape -> why nothing that the club sends could tell
SMALL_COURSE = "a course of few has too little to compare"
NO_KID = "an invoice may be without a KID"
ANY_DAY = "an agreement may begin and end on any day"
WHOSE_PHONE = "few siblings share a number, and nothing else tells whose it is"
FIRST_NAME = "the last names and the addresses are right, and a first name may be any word"
NOBODY_LEFT = "a club that nobody has left says the same"
WHOLE_CLUB = "a fee of the whole club has no team"
FEW_ROWS = "in most rows the value is the same as in the row above"
UNDETECTABLE: dict[Shape, str] = {
    Shape("blank", "annet", "members", "left", 1): NOBODY_LEFT,
    Shape("blank", "spoortz", "members", "left", 1): NOBODY_LEFT,
    Shape("blank", "tryggivann", "members", "guardian", 1): "a course of grown-ups names none",
    Shape("blank a share", "annet", "claims", "kid", 1): NO_KID,
    Shape("blank a share", "hoopit", "claims", "group", 1): WHOLE_CLUB,
    Shape("blank a share", "hoopit", "claims", "group", 2): WHOLE_CLUB,
    Shape("blank a share", "spoortz", "claims", "kid", 1): NO_KID,
    Shape("blank a share", "spoortz", "members", "left", 1): NOBODY_LEFT,
    Shape("blank a share", "tryggivann", "claims", "kid", 1): NO_KID,
    Shape("days moved", "klubbadmin", "holds", "start", 1): ANY_DAY,
    Shape("days moved", "spoortz", "claims", "paid_on", 2): "a payment may be of any day",
    Shape("shift", "annet", "holds", "end", 1): ANY_DAY,
    Shape("shift", "annet", "members", "guardian_phone", 1): WHOSE_PHONE,
    Shape("shift", "annet", "members", "phone", 1): WHOSE_PHONE,
    Shape("shift", "hoopit", "claims", "title", 1): FEW_ROWS,
    Shape("shift", "hoopit", "members", "guardian_phone", 1): WHOSE_PHONE,
    Shape("shift", "hoopit", "payments", "title", 1): FEW_ROWS,
    Shape("shift", "klubbadmin", "holds", "end", 2): ANY_DAY,
    Shape("shift", "klubbadmin", "report", "account", 1): FEW_ROWS,
    Shape("shift", "spond", "members", "guardian", 1): FIRST_NAME,
    Shape("shift", "spond", "members", "phone", 1): WHOSE_PHONE,
    Shape("shift", "spoortz", "claims", "kid", 1): "most claims are of the same sum",
    Shape("shift", "spoortz", "holds", "end", 1): ANY_DAY,
    Shape("shift", "spoortz", "holds", "end", 2): ANY_DAY,
    Shape("shift", "spoortz", "members", "first", 1): FIRST_NAME,
    Shape("shift", "tryggivann", "members", "email", 1): SMALL_COURSE,
    Shape("shift", "tryggivann", "members", "first", 1): SMALL_COURSE,
    Shape("shift", "tryggivann", "members", "guardian", 1): SMALL_COURSE,
    Shape("shift", "tryggivann", "members", "guardian", 2): SMALL_COURSE,
    Shape("shift", "tryggivann", "members", "phone", 1): SMALL_COURSE,
    Shape("swap", "spond", "members", "other", 1): FIRST_NAME,
    Shape("swap", "spond", "members", "payer", 1): FIRST_NAME,
    Shape("swap", "tryggivann", "members", "other", 1): SMALL_COURSE,
    Shape(
        "swap alike", "spoortz", "claims", "due", 1
    ): "an invoice may be due on the day it is made",
    Shape("turn days", "spond", "claims", "due", 1): "nobody has paid what is not due yet",
}
HEADINGS = ("Kolonne1", "Notat", "Ukjent felt", "Dato", "Navn", "Status", "Beløp", "Felt 7", "Type")


@dataclass
class Result:
    """What came of many examples."""

    counts: Counter[str] = field(default_factory=Counter)
    tried: Counter[Shape] = field(default_factory=Counter)
    missed: Counter[Shape] = field(default_factory=Counter)
    unseen: Counter[Shape] = field(default_factory=Counter)  # that nobody could see
    misses: list[str] = field(default_factory=list)

    def summary(self) -> dict[str, list[Any]]:
        """Return what the summary of all tests adds up, as pairs that pass between processes."""
        counters = {
            "counts": self.counts,
            "tried": self.tried,
            "missed": self.missed,
            "unseen": self.unseen,
        }
        return {
            name: [(list(key) if isinstance(key, tuple) else key, n) for key, n in counter.items()]
            for name, counter in counters.items()
        }


def try_seeds(clubs: Clubs, seeds: Iterable[int]) -> Result:
    """Try the fault of each seed; return the counts, and a line for each miss."""
    result = Result()
    for seed in seeds:
        rng = Random(seed)
        club = clubs.club(list(SYSTEMS)[seed % len(SYSTEMS)], rng.choice((1, 2, 2)))
        name, shape, content = draw_fault(rng, club)
        _judge(result, club, seed, name, shape, content)
    return result


def _judge(
    result: Result, club: ClubWeek, seed: int, name: str, shape: Shape, content: bytes
) -> None:
    outcome = club.run({**club.files, name: content})
    result.tried[shape] += 1
    if outcome.picture is None:
        result.counts["stopped"] += 1
        return
    wrong = wrong_reminders(outcome.picture, club.honest)
    if not wrong:
        is_resting = any(rested(outcome.picture, club.honest))
        result.counts["rested" if is_resting else "asked nobody else"] += 1
    elif shape in UNDETECTABLE:
        result.counts["nobody could see"] += 1
        result.unseen[shape] += 1
    else:
        result.counts["missed"] += 1
        result.missed[shape] += 1
        why = dict(Counter(each.why for each in wrong))
        result.misses.append(
            f"{seed}: {name}, {', '.join(map(str, shape))}: {len(wrong)} wrong {why}"
        )


# ------------------------------------------------------------------ drawing


def draw_fault(rng: Random, club: ClubWeek) -> tuple[str, Shape, bytes]:
    """Draw faults until one changes the file."""
    while True:
        role = rng.choice([role for role in club.system.files if club.names(role)])
        name = rng.choice(club.names(role))
        table = club.table(name)
        before = [list(row) for row in table.export.rows]
        if not table.rows:
            continue
        at = rng.randrange(len(table.export.headings))
        kind = kind_of(table, at)
        fault = rng.choice(faults_for(kind))
        FAULTS[fault](rng, table, at)
        if table.export.rows != before:
            return name, Shape(fault, club.name, role, kind, club.week), write_cells(table.export)


def kind_of(table: Table, at: int) -> str:
    """Return what a column means, "other" for those that nothing depends on."""
    heading = plain(table.export.headings[at])
    columns = table.system.files[table.role].columns
    return next((kind for kind, theirs in columns.items() if theirs == heading), "other")


def faults_for(kind: str) -> list[str]:
    """Return the faults that such a column may have."""
    faults = ["shift", "swap", "swap alike", "blank", "blank a share", "relabel", "drop"]
    if kind in AMOUNTS:
        faults += ["scale up", "scale down", "scale a share"]
    if kind in DAYS:
        faults += ["turn days", "days in US order", "days moved"]
    if kind == "status":
        faults += ["reset", "reset a share", "foreign words"]
    return faults


# ------------------------------------------------------------------ faults


def cells_of(table: Table, at: int) -> list[object]:
    return [row[at] for row in table.rows]


def put(rows: list[Row], at: int, cells: list[object]) -> None:
    for row, cell in zip(rows, cells, strict=True):
        row[at] = cell


def shift(rng: Random, table: Table, at: int) -> None:
    """Move the column down or up, the first cell to the end or lost."""
    cells, by = cells_of(table, at), rng.choice((1, 1, -1, 2, -2))
    moved = cells[-by:] + cells[:-by]
    if rng.random() < 0.5:
        moved[0 if by > 0 else -1] = None
    put(table.rows, at, moved)


def swap(rng: Random, table: Table, at: int) -> None:
    exchange(table, at, rng.randrange(len(table.export.headings)))


def swap_alike(rng: Random, table: Table, at: int) -> None:
    """Exchange the column with another of its kind: sums, days, or texts."""
    group = next((g for g in (AMOUNTS, DAYS) if kind_of(table, at) in g), None)
    places = range(len(table.export.headings))
    if group:
        exchange(table, at, rng.choice([n for n in places if kind_of(table, n) in group]))
    else:
        exchange(table, at, min(at + 1, len(places) - 1))


def exchange(table: Table, first: int, second: int) -> None:
    headings = table.export.headings
    headings[first], headings[second] = headings[second], headings[first]


def blank(rng: Random, table: Table, at: int) -> None:
    put(table.rows, at, [None] * len(table.rows))


def blank_a_share(rng: Random, table: Table, at: int) -> None:
    share = rng.choice((0.1, 0.3, 0.6))
    cells = cells_of(table, at)
    put(table.rows, at, [None if rng.random() < share else cell for cell in cells])


def relabel(rng: Random, table: Table, at: int) -> None:
    table.export.headings[at] = rng.choice(HEADINGS)


def drop(rng: Random, table: Table, at: int) -> None:
    for row in table.export.rows[table.export.header_at :]:
        del row[at : at + 1]


def scale(by: float, share: float) -> object:
    def apply(rng: Random, table: Table, at: int) -> None:
        cells = cells_of(table, at)
        put(table.rows, at, [c.scaled(x, by) if rng.random() < share else x for x in cells])

    return apply


def turn_days(rng: Random, table: Table, at: int) -> None:
    put(table.rows, at, [c.turn_day(cell) for cell in cells_of(table, at)])


def us_order(rng: Random, table: Table, at: int) -> None:
    days = [(cell, read_day(cell)) for cell in cells_of(table, at)]
    put(table.rows, at, [f"{day:%m/%d/%Y}" if day else cell for cell, day in days])


def days_moved(rng: Random, table: Table, at: int) -> None:
    """Move all days, or a share, by a month, a year or ten."""
    by, share = rng.choice((-30, 30, -365, 365, 3650)), rng.choice((0.2, 1))
    change = c.days_moved(kind_of(table, at), by, every=round(1 / share))
    change(table)


def reset(share: float) -> object:
    def apply(rng: Random, table: Table, at: int) -> None:
        cells = [table.system.open if rng.random() < share else x for x in cells_of(table, at)]
        put(table.rows, at, cells)

    return apply


def foreign_words(rng: Random, table: Table, at: int) -> None:
    """Write another system's word for all that is paid."""
    word = rng.choice(("Ubetalt", "Ikke betalt", "Kreditert", "Fryst betaling", "Ukjent", "Ja"))
    cells = cells_of(table, at)
    put(table.rows, at, [word if cell == table.system.paid else cell for cell in cells])


FAULTS = {
    "shift": shift,
    "swap": swap,
    "swap alike": swap_alike,
    "blank": blank,
    "blank a share": blank_a_share,
    "relabel": relabel,
    "drop": drop,
    "scale up": scale(100, 1),
    "scale down": scale(0.01, 1),
    "scale a share": scale(100, 0.2),
    "turn days": turn_days,
    "days in US order": us_order,
    "days moved": days_moved,
    "reset": reset(1),
    "reset a share": reset(0.3),
    "foreign words": foreign_words,
}
