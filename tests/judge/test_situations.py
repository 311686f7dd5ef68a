"""What the tests of wrong files rest on: the honest plans, and situations that change a file."""

from typing import Any

import pytest

from tests.judge.cells import write_cells
from tests.judge.columns import SYSTEMS
from tests.judge.situations import SITUATIONS
from tests.judge.weeks import DAYS
from tests.judge.wrong_files import name_of
from workbench import office
from workbench.model.errors import WorkbenchError

SYSTEM_WEEKS = [(system, week) for system in SYSTEMS for week in DAYS]
MAY_FALL_DUE = ("step_due", "waiting", "not_due", "held", "in_call")  # reasons that a week may end


def dump(desk: office.Desk) -> dict[str, list[Any]]:
    """Return every row of every table."""
    return {name: list(desk.db[name].rows) for name in desk.db.table_names()}


@pytest.mark.parametrize(("system", "week"), SYSTEM_WEEKS)
def test_the_honest_plan_is_the_truths(clubs, system, week):
    club = clubs.club(system, week)

    steps = club.honest.steps

    assert len(steps) > 8
    if week == 1:
        assert sorted(steps) == club.truth["may_be_reminded"]
    for claim_id in steps:
        assert club.truth["claim"][claim_id]["reason"] in MAY_FALL_DUE


@pytest.mark.parametrize("situation", SITUATIONS, ids=name_of)
def test_every_situation_changes_a_file_of_some_system(clubs, situation):
    pairs = [clubs.club(*pair) for pair in SYSTEM_WEEKS]

    assert any(
        situation.fits(club) and situation.files(clubs, club) != club.files for club in pairs
    )


@pytest.mark.parametrize(("system", "week"), SYSTEM_WEEKS)
def test_a_reading_that_is_kept_is_what_reading_anew_gives(clubs, system, week):
    club = clubs.club(system, week)
    [name] = club.names("claims")
    table = club.table(name)
    table.delete(table.rows[::2])
    club.run({**club.files, name: write_cells(table.export)})
    club.write(club.files)

    anew = office.read_inbox(club.desk, DAYS[week], club.paths)
    with club.readings.kept(club.files):
        kept = office.read_inbox(club.desk, DAYS[week], club.paths)

    assert kept.file_facts == anew.file_facts
    assert kept.files.equals(anew.files)
    assert kept.rejected.equals(anew.rejected)
    assert kept.incoming.keys() == anew.incoming.keys()
    assert all(rows.equals(anew.incoming[noun]) for noun, rows in kept.incoming.items())
    assert all(kept.stored[noun].equals(anew.stored[noun]) for noun in kept.incoming)


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
