"""What was learnt of a person stands until the member system says so itself, or something newer."""

from datetime import date
from itertools import permutations

import pytest

from workbench.model import frames
from workbench.register.corrections import apply, standing

OLD, NEW, THIRD = "+4740000001", "+4740000002", "+4740000003"
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def correction(number=1, base=OLD, value=NEW, made_on=MONDAY, **more):
    row = {"correction_id": f"{number:08d}", "noun": "members", "record": "m", "field": "phone"}
    return row | {"base": base, "value": value, "made_on": made_on, "call_id": "c"} | more


def phone(said, *corrections):
    """Return the phone that counts when the member system says `said`."""
    members = frames.build("members", [{"member_id": "m", "phone": said, "email": "a@example.no"}])

    (row,) = frames.records(apply("members", members, frames.build("corrections", corrections)))

    assert (row["member_id"], row["email"]) == ("m", "a@example.no")
    return row["phone"]


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        pytest.param(OLD, NEW, id="as when it was made"),
        pytest.param(NEW, NEW, id="it says so itself"),
        pytest.param(THIRD, THIRD, id="something newer"),
        pytest.param(None, None, id="taken away"),
    ],
)
def test_a_correction_counts_while_the_member_system_says_what_it_said(said, counts):
    assert phone(said, correction()) == counts


@pytest.mark.parametrize(("said", "counts"), [(OLD, None), (None, None), (THIRD, THIRD)])
def test_a_number_that_was_wrong_is_used_no_more_and_another_is(said, counts):
    assert phone(said, correction(value=None)) == counts


@pytest.mark.parametrize(("said", "counts"), [(None, NEW), (OLD, OLD)])
def test_a_number_where_none_stood_counts_until_one_does(said, counts):
    assert phone(said, correction(base=None)) == counts


def test_a_correction_that_was_done_comes_back_with_the_old_value():
    assert phone(NEW, correction()) == NEW
    assert phone(OLD, correction()) == NEW


def test_of_several_the_latest_counts_whatever_the_order_of_the_rows():
    made = [
        correction(3, value=THIRD),
        correction(1, value=None, made_on=TUESDAY),
        correction(2, value=NEW, made_on=TUESDAY),
    ]

    assert {phone(OLD, *rows) for rows in permutations(made)} == {NEW}


def test_the_latest_that_gives_the_old_value_back_ends_those_before_it():
    assert phone(OLD, correction(1, value=None), correction(2, value=OLD)) == OLD


def test_the_latest_counts_also_when_it_does_not_stand_any_more():
    assert phone(OLD, correction(1), correction(2, base=THIRD, value=None)) == OLD


def test_each_field_and_each_row_has_its_own():
    members = [
        {"member_id": "m", "phone": OLD, "email": "a@example.no"},
        {"member_id": "n", "phone": OLD, "email": "a@example.no"},
    ]
    made = [
        correction(1),
        correction(2, field="email", base="a@example.no", value="b@example.no"),
        correction(3, record="n", value=None),
    ]

    found = apply("members", frames.build("members", members), frames.build("corrections", made))

    assert [(row["phone"], row["email"]) for row in frames.records(found)] == [
        (NEW, "b@example.no"),
        (None, "a@example.no"),
    ]


def test_a_guardian_is_known_by_member_role_and_number():
    rows = [
        {"member_id": "m", "role": "guardian", "number": number, "name": "Li", "phone": OLD}
        for number in (1, 2)
    ]
    about = {"noun": "guardians", "record": "m|guardian|2"}
    made = frames.build("corrections", [correction(1, **about), correction(2, value=None)])

    found = apply("guardians", frames.build("guardians", rows), made)

    assert [row["phone"] for row in frames.records(found)] == [OLD, NEW]


def test_a_correction_of_a_row_that_is_gone_is_kept_aside():
    members = frames.build("members", [{"member_id": "n", "phone": OLD}])

    found = standing("members", members, frames.build("corrections", [correction()]))

    assert found.empty


def test_those_that_stand_are_one_for_each_field_and_none_that_says_nothing_new():
    members = frames.build("members", [{"member_id": "m", "phone": OLD}])
    made = [correction(1), correction(2, value=THIRD), correction(3, field="email", base="x")]

    found = frames.records(standing("members", members, frames.build("corrections", made)))

    assert [(one["field"], one["value"]) for one in found] == [("phone", THIRD)]


def test_the_frame_given_is_not_changed():
    members = frames.build("members", [{"member_id": "m", "phone": OLD}])

    apply("members", members, frames.build("corrections", [correction()]))

    assert members["phone"].tolist() == [OLD]


def test_a_number_that_is_wrong_is_wrong_in_every_row_of_the_members():
    guardians = [
        {"member_id": "m", "role": "guardian", "number": 1, "phone": THIRD},
        {"member_id": "m", "role": "guardian", "number": 2, "phone": OLD},
        {"member_id": "x", "role": "guardian", "number": 1, "phone": OLD},
    ]
    wrong = correction(noun="guardians", record="m|guardian|1", value=None)

    rows = apply(
        "guardians", frames.build("guardians", guardians), frames.build("corrections", [wrong])
    )

    found = {(row["member_id"], row["number"]): row["phone"] for row in frames.records(rows)}
    assert found == {("m", 1): THIRD, ("m", 2): None, ("x", 1): OLD}
