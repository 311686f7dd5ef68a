"""Honest weeks of every system: nothing stops, and nobody's step rests because of it.

The rule: every claim with a step in the honest plan of the same week, which holds the truth, has
its step still, but for those that the change itself settles or moves.
"""

from collections import Counter
from datetime import date

import pytest

from tests.judge.honest_changes import HONEST_CHANGES, Honest
from tests.judge.moving import in_spond, open_moving, week
from tests.judge.plans import Picture, rested, wrong_reminders
from tests.judge.weeks import DAYS, tries_every_row
from workbench.model.plan_reasons import PlanReason

OLD_LIST = "the bank knows first, the list is last week's"
ROWS = [
    (change, system, week)
    for change in HONEST_CHANGES
    for system in change.systems.split()
    for week in change.weeks
]


def names(value: object) -> str:
    return value.name if isinstance(value, Honest) else str(value)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try every change in `make chaos`, else on half of its systems in each week."""
    if "change" in metafunc.fixturenames:
        every_row = tries_every_row(metafunc.config)
        rows = [row for row in ROWS if every_row or is_dealt(*row)]
        metafunc.parametrize(("change", "system", "week"), rows, ids=names)


def is_dealt(change: Honest, system: str, week: int) -> bool:
    """Return whether a row is tried in `make test`: one for a single system always is."""
    systems = change.systems.split()
    number = HONEST_CHANGES.index(change) + systems.index(system) + week
    return len(systems) == 1 or number % 2 == 0


def test_an_honest_change_stops_nothing_and_rests_nobody(
    clubs, change, system, week, record_property
):
    club = clubs.club(system, week)
    files = dict(club.files)
    settled = tuple(change.make(clubs, club, files))

    outcome = club.run(files)

    resting, wrong = [], []
    if outcome.picture is not None:
        waits = {PlanReason.STALE_FILE} if change.name == OLD_LIST else set()  # B11
        resting = [
            row
            for row in rested(outcome.picture, club.honest)
            if not row[0].startswith(settled) and row[1] not in waits
        ]
        wrong = wrong_reminders(outcome.picture, club.honest, change.new_values)
    row = (change.name, system, week, outcome.stopped or "0", len(resting), len(wrong))
    record_property("honest", row)
    assert not outcome.stopped
    assert (resting, wrong) == ([], [])


def test_a_club_that_moves_to_another_system_is_not_stopped(clubs, tmp_path, record_property):
    """Claims have other ids in the new system, so they are compared by sum and due day.

    A few may rest as before the judge: what was not readable in one of the two, and claims of
    which somebody must say whether they are one.
    """
    before, after = clubs.club("spoortz", 1), clubs.club("spoortz", 2)
    desk = open_moving(clubs)
    bank = {name: after.files[name] for name in after.names("ocr")}

    first = week(desk, tmp_path / "1", before.files, DAYS[1])
    both = week(desk, tmp_path / "2", {**after.files, **in_spond(after)}, DAYS[2])
    last = week(desk, tmp_path / "3", {**in_spond(after), **bank}, date(2026, 12, 6))

    still_due = asked(first) & asked(after.honest)
    resting = [(still_due - asked(shown)).total() for shown in (both, last)]
    system = "spoortz, spond"
    record_property("honest", ("a club moves to another system", system, "1-3", "0", *resting))
    assert still_due.total() > 15
    assert max(resting) <= still_due.total() // 10


def asked(shown: Picture) -> Counter[tuple[int, date]]:
    """Return the sums and due days of the claims that have a step."""
    return Counter((ask.open_ore, ask.due_on) for ask in shown.steps.values())
