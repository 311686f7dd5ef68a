from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model import frames
from workbench.model.changes import diff, overlay, undone

CELLS = {
    frames.TEXT: st.sampled_from(["a", "b", "æ"]),
    frames.DAY: st.sampled_from([date(2026, 1, 1), date(2026, 7, 1)]),
    frames.INT: st.integers(0, 3),
    frames.FLAG: st.booleans(),
}


def rows(name):
    """Draw records of a frame with few values, so that keys and cells often meet."""
    shape = frames.SHAPES[name]
    cells = {
        column: CELLS[dtype] if column in shape.key else st.none() | CELLS[dtype]
        for column, dtype in shape.columns.items()
    }
    return st.lists(st.fixed_dictionaries(cells), max_size=4, unique_by=lambda r: key_of(name, r))


def key_of(name, row):
    return tuple(row[part] for part in frames.SHAPES[name].key)


def by_key(name, records):
    return {key_of(name, row): row for row in records}


NAMES = st.sampled_from(["participations", "payments", "liabilities", "steps", "holds"])
PAIRS = NAMES.flatmap(lambda name: st.tuples(st.just(name), rows(name), rows(name)))


@settings(deadline=None)
@given(PAIRS)
def test_what_came_is_laid_over_what_was_held_and_the_rest_is_left(pair):
    name, held, incoming = pair
    before = frames.build(name, held)
    change = diff(name, before, frames.build(name, incoming))

    after = overlay(before, change)

    expected = by_key(name, held) | by_key(name, incoming)
    assert by_key(name, frames.records(after)) == expected
    assert by_key(name, frames.records(before)) == by_key(name, held)


@settings(deadline=None)
@given(PAIRS)
def test_only_new_and_changed_rows_are_written_and_a_second_time_none(pair):
    name, held, incoming = pair
    before, coming = frames.build(name, held), frames.build(name, incoming)

    change = diff(name, before, coming)

    old, new = by_key(name, held), by_key(name, incoming)
    assert by_key(name, frames.records(change.new)).keys() == new.keys() - old.keys()
    differ = {key for key in new.keys() & old.keys() if new[key] != old[key]}
    assert by_key(name, frames.records(change.changed)).keys() == differ
    cells = sum(new[key][c] != old[key][c] for key in differ for c in new[key])
    assert len(change.fields) == cells
    assert diff(name, overlay(before, change), coming).is_empty


def test_a_changed_field_is_shown_with_its_key_before_and_after():
    one = {"member_id": "m", "group_name": "Turn"}
    held = frames.build("participations", [one])
    incoming = frames.build("participations", [one | {"missing_since": date(2026, 3, 1)}])

    field = diff("participations", held, incoming).fields.iloc[0]

    assert (field["key"], field["column"]) == ("m|Turn", "missing_since")
    assert str(field["before"]) == "NaT"
    assert field["after"].date() == date(2026, 3, 1)


@pytest.mark.parametrize("name", frames.SHAPES)
def test_every_frame_can_be_compared_also_where_a_part_of_the_key_is_a_number(name):
    shape = frames.SHAPES[name]
    some = {frames.TEXT: "a", frames.DAY: date(2026, 1, 1), frames.INT: 1, frames.FLAG: True}
    key = {part: some[shape.columns[part]] for part in shape.key}
    full = {column: some[dtype] for column, dtype in shape.columns.items()}

    change = diff(name, frames.build(name, [key]), frames.build(name, [full]))

    others = len(shape.columns) - len(shape.key)
    assert len(change.changed) == (1 if others else 0)
    assert len(change.fields) == others


def test_what_was_changed_is_undone_from_the_last_change_to_the_first():
    now = frames.build(
        "payments",
        [
            {"payment_id": "a", "amount_ore": 300, "paid_on": date(2026, 1, 3), "source": "ocr"},
            {"payment_id": "b", "amount_ore": 500, "paid_on": date(2026, 1, 3), "source": "ocr"},
        ],
    )
    changes = [
        ("a", {"amount_ore": [200, 300], "paid_on": ["2026-01-02", "2026-01-03"]}),
        ("b", {}),
        ("a", {"amount_ore": [100, 200], "kid": [None, "7"]}),
    ]

    [before] = frames.records(undone("payments", now, changes))

    assert (before["payment_id"], before["amount_ore"], before["kid"]) == ("a", 100, None)
    assert before["paid_on"] == date(2026, 1, 2)
