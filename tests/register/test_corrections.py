"""What was learnt of a person stands until the member system says so itself, or something newer."""

from datetime import date
from itertools import permutations

import pytest

from workbench.model.kinds import ContactRole
from workbench.model.rows import Correction, Guardian, Member
from workbench.register.corrections import apply, find_standing

OLD, NEW, THIRD = "+4740000001", "+4740000002", "+4740000003"
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def correction(number=1, base=OLD, value=NEW, made_on=MONDAY, **more):
    row = Correction(f"{number:08d}", "members", "m", "phone", base, value, made_on, "c")
    return row._replace(**more)


def guardian(number, phone, member_id="m"):
    return Guardian(member_id, ContactRole.GUARDIAN, number, "Li", phone=phone)


def phone(stated, *corrections):
    """Return the phone that counts when the member system states `stated`."""
    members = [Member("m", phone=stated, email="a@example.no")]

    (row,) = apply("members", members, corrections)

    assert (row.member_id, row.email) == ("m", "a@example.no")
    return row.phone


@pytest.mark.parametrize(
    ("stated", "counts"),
    [
        pytest.param(OLD, NEW, id="as when it was made"),
        pytest.param(NEW, NEW, id="it says so itself"),
        pytest.param(THIRD, THIRD, id="something newer"),
        pytest.param(None, None, id="taken away"),
    ],
)
def test_a_correction_counts_while_the_member_system_says_what_it_said(stated, counts):
    assert phone(stated, correction()) == counts


@pytest.mark.parametrize(("stated", "counts"), [(OLD, None), (None, None), (THIRD, THIRD)])
def test_a_number_that_was_wrong_is_used_no_more_and_another_is(stated, counts):
    assert phone(stated, correction(value=None)) == counts


@pytest.mark.parametrize(("stated", "counts"), [(None, NEW), (OLD, OLD)])
def test_a_number_where_none_stood_counts_until_one_does(stated, counts):
    assert phone(stated, correction(base=None)) == counts


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
    members = [Member(name, phone=OLD, email="a@example.no") for name in "mn"]
    made = [
        correction(1),
        correction(2, field="email", base="a@example.no", value="b@example.no"),
        correction(3, record="n", value=None),
    ]

    rows = apply("members", members, made)

    assert [(row.phone, row.email) for row in rows] == [
        (NEW, "b@example.no"),
        (None, "a@example.no"),
    ]


def test_a_guardian_is_known_by_member_role_and_number():
    about = {"noun": "guardians", "record": "m|guardian|2"}
    made = [correction(1, **about), correction(2, value=None)]

    rows = apply("guardians", [guardian(1, OLD), guardian(2, OLD)], made)

    assert [row.phone for row in rows] == [OLD, NEW]


def test_a_correction_of_a_row_that_is_gone_is_kept_aside():
    assert find_standing("members", [Member("n", phone=OLD)], [correction()]) == []


def test_those_that_stand_are_one_for_each_field_and_none_that_says_nothing_new():
    made = [correction(1), correction(2, value=THIRD), correction(3, field="email", base="x")]

    stands = find_standing("members", [Member("m", phone=OLD)], made)

    assert [(row.field, row.value) for row in stands] == [("phone", THIRD)]


def test_the_rows_given_are_not_changed():
    members = [Member("m", phone=OLD)]

    apply("members", members, [correction()])

    assert members == [Member("m", phone=OLD)]


def test_a_number_that_is_wrong_is_wrong_in_every_row_of_the_members():
    other = guardian(1, OLD, "x")._replace(name="Berg")
    guardians = [guardian(1, THIRD), guardian(2, OLD), other]
    wrong = correction(noun="guardians", record="m|guardian|1", value=None)

    rows = apply("guardians", guardians, [wrong])

    phones = {(row.member_id, row.number): row.phone for row in rows}
    assert phones == {("m", 1): THIRD, ("m", 2): None, ("x", 1): OLD}


def test_a_number_that_is_wrong_is_wrong_with_each_of_the_persons_children():
    with_two_children = [guardian(1, OLD, "m"), guardian(1, OLD, "n")]
    namesake = [guardian(1, THIRD, "o"), guardian(1, OLD, "p")._replace(name="Berg")]
    wrong = correction(noun="guardians", record=with_two_children[0].key, value=None)

    rows = apply("guardians", [*with_two_children, *namesake], [wrong])

    assert [row.phone for row in rows] == [None, None, THIRD, OLD]
