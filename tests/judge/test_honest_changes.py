"""Honest weeks of every system: nothing stops, and nobody's step rests because of it.

The rule: every claim with a step in the honest plan of the same week, which holds the truth, has
its step still, but for those that the change itself settles or moves.
"""

import pytest

from tests.judge.honest_changes import HONEST_CHANGES, Honest
from tests.judge.plans import rested, wrong_reminders

ROWS = [
    (change, system, week)
    for change in HONEST_CHANGES
    for system in change.systems.split()
    for week in change.weeks
]


def names(value: object) -> str:
    return value.name if isinstance(value, Honest) else str(value)


@pytest.mark.parametrize(("change", "system", "week"), ROWS, ids=names)
def test_an_honest_change_stops_nothing_and_rests_nobody(
    clubs, change, system, week, record_property
):
    club = clubs.club(system, week)
    files = dict(club.files)
    settled = tuple(change.make(clubs, club, files))

    outcome = club.run(files)

    resting, wrong = [], []
    if outcome.picture is not None:
        resting = [
            row for row in rested(outcome.picture, club.honest) if not row[0].startswith(settled)
        ]
        wrong = wrong_reminders(outcome.picture, club.honest, change.new_values)
    row = (change.name, system, week, outcome.stopped or "0", len(resting), len(wrong))
    record_property("honest", row)
    assert not outcome.stopped
    assert (resting, wrong) == ([], [])
