"""A wrong file among a week's files: nobody is asked wrongly.

What a wrong reminder is stands in `tests/judge/plans.py`; the table is printed with the summary.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.judge.columns import SYSTEMS
from tests.judge.plans import describe, wrong_reminders
from tests.judge.situations import SITUATIONS, Situation
from tests.judge.weeks import Clubs, tries_every_row

ROWS = [(situation, system) for situation in SITUATIONS for system in SYSTEMS]


def name_of(value: Situation | str | int) -> str:
    return f"{value.case} {value.name}" if isinstance(value, Situation) else str(value)


def rows_tried(week: int, config: pytest.Config) -> list[tuple[Situation, str]]:
    """Return the rows that are tried: all in `make chaos`, else each situation on two of the
    systems in one week, and on two others in the other week."""
    if tries_every_row(config):
        return ROWS
    return [
        (situation, system)
        for situation, system in ROWS
        if (SITUATIONS.index(situation) + [*SYSTEMS].index(system) + week) % 3 == 0
    ]


def check_situation(
    clubs: Clubs,
    situation: Situation,
    system: str,
    week: int,
    record_property: Callable[[str, Any], None],
) -> None:
    """Assert that no step is wrong, where the situation changes a file of the system."""
    club = clubs.club(system, week)
    files = situation.files(clubs, club) if situation.fits(club) else club.files
    if files == club.files:
        return  # the system's files cannot say it, or say it anyway
    outcome = club.run(files)

    wrong = [] if outcome.picture is None else wrong_reminders(outcome.picture, club.honest)

    verdict = outcome.stopped or describe(outcome.picture, club.honest)
    why = Counter(each.why for each in wrong)
    count = f"{len(wrong)} ({', '.join(why)})" if wrong else "0"
    record_property("situation", (situation.case, situation.name, system, week, verdict, count))
    assert not wrong, f"{verdict}: {wrong[:5]}"
