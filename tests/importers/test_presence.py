from datetime import date

from workbench.importers.presence import WholeLists, mark_missing, select_on_lists
from workbench.model import frames

BEFORE, TODAY = date(2026, 1, 5), date(2026, 1, 12)


def lists(*rows):
    names = ("member_id", "group_name", "missing_since")
    return frames.build("participations", [dict(zip(names, row, strict=False)) for row in rows])


def marked(stored, incoming, **whole):
    """Mark who is missing; without more, every group that came has its whole list there."""
    groups = frozenset(incoming["group_name"])
    parts = {"groups": groups} | {name: frozenset(ids) for name, ids in whole.items()}
    expected = select_on_lists(stored, WholeLists(**parts))
    rows = frames.records(mark_missing("participations", expected, incoming, TODAY))
    return {(row["member_id"], row["group_name"]): row["missing_since"] for row in rows}


def test_one_who_is_not_on_the_new_list_is_missing_from_today():
    found = marked(lists(("a", "Turn"), ("b", "Turn")), lists(("a", "Turn")))

    assert found == {("a", "Turn"): None, ("b", "Turn"): TODAY}


def test_one_who_was_missing_already_keeps_the_first_day():
    found = marked(lists(("a", "Turn"), ("b", "Turn", BEFORE)), lists(("a", "Turn")))

    assert found["b", "Turn"] == BEFORE


def test_one_who_is_back_is_not_missing():
    found = marked(lists(("a", "Turn", BEFORE)), lists(("a", "Turn"), ("b", "Turn")))

    assert found == {("a", "Turn"): None, ("b", "Turn"): None}


def test_a_group_whose_list_did_not_come_is_not_touched():
    stored = lists(("a", "Turn"), ("a", "Ski"), ("b", "Ski", BEFORE))

    assert marked(stored, lists(("c", "Turn"))) == {("a", "Turn"): TODAY, ("c", "Turn"): None}
    assert marked(stored, lists()) == {}


def test_the_first_list_of_a_group_has_nobody_missing():
    assert marked(lists(), lists(("a", "Turn"))) == {("a", "Turn"): None}


def test_where_a_persons_groups_stand_in_one_cell_a_group_left_is_missing_and_others_are_not():
    stored = lists(("a", "Turn"), ("a", "Ski"), ("b", "Turn"))

    found = marked(stored, lists(("a", "Ski")), groups=(), people=("a",))

    assert found == {("a", "Ski"): None, ("a", "Turn"): TODAY}


CLUB = [(name, "Klubben") for name in "abcdefghij"]


def test_a_list_is_whole_however_short():
    found = marked(lists(*CLUB), lists(*CLUB[:1]))

    assert sum(day is not None for day in found.values()) == 9
