"""Wrong files of every system, in a club's first week and its second: nobody is asked wrongly.

What a wrong reminder is stands in `tests/judge/plans.py`; the table is printed with the summary.
"""

from collections import Counter
from typing import Any

import pytest

from tests.judge.cells import write_cells
from tests.judge.columns import SYSTEMS
from tests.judge.plans import describe, wrong_reminders
from tests.judge.situations import SITUATIONS, Situation
from tests.judge.weeks import DAYS
from workbench import office
from workbench.model.errors import WorkbenchError

SYSTEM_WEEKS = [(system, week) for system in SYSTEMS for week in DAYS]
MAY_FALL_DUE = ("step_due", "waiting", "not_due", "held")  # reasons that a week may end


def dump(desk: office.Desk) -> dict[str, list[Any]]:
    """Return every row of every table."""
    return {name: list(desk.db[name].rows) for name in desk.db.table_names()}


def names(situation: Situation) -> str:
    return f"{situation.case} {situation.name}"


@pytest.mark.parametrize(("system", "week"), SYSTEM_WEEKS)
def test_the_honest_plan_is_the_truths(clubs, system, week):
    club = clubs.club(system, week)

    steps = club.honest.steps

    assert len(steps) > 8
    if week == 1:
        assert sorted(steps) == club.truth["may_be_reminded"]
    for claim_id in steps:
        assert club.truth["claim"][claim_id]["reason"] in MAY_FALL_DUE


@pytest.mark.parametrize(("system", "week"), SYSTEM_WEEKS)
@pytest.mark.parametrize("situation", SITUATIONS, ids=names)
def test_a_wrong_file_asks_nobody_wrongly(clubs, situation, system, week, record_property):
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


@pytest.mark.parametrize("situation", SITUATIONS, ids=names)
def test_every_situation_changes_a_file_of_some_system(clubs, situation):
    pairs = [clubs.club(*pair) for pair in SYSTEM_WEEKS]

    assert any(
        situation.fits(club) and situation.files(clubs, club) != club.files for club in pairs
    )


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_file_that_is_stopped_leaves_the_books_as_they_were(clubs, system, tmp_path):
    club = clubs.club(system, 2)
    desk = clubs.copied(club, tmp_path)
    before = dump(desk)
    [name] = club.names("claims")
    table = club.table(name)
    table.delete(table.rows[::2])  # as a filter leaves it
    club.write({**club.files, name: write_cells(table.export)})

    with pytest.raises(WorkbenchError):
        office.import_inbox(desk, DAYS[2], club.paths)

    assert dump(desk) == before
