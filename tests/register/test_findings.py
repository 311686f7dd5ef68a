from datetime import date

import pytest

from tests.books import day_with, typed_row
from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import MemberStatus
from workbench.model.rows import Guardian, Hold, Member, Participation

BORN = date(1980, 3, 1)
WHOLE = {"first_name": "Kim", "last_name": "By", "born_on": BORN, "phone": "+4790000001"}
GONE = [MemberStatus.LEFT, MemberStatus.DEACTIVATED]


def member(member_id, **more):
    return WHOLE | {"member_id": member_id, "status": MemberStatus.ACTIVE} | more


def found(members, lists=(), unread=(), holds=(), guardians=()):
    groups = ("member_id", "group_name", "missing_since")
    day = day_with(
        members=[typed_row(Member, row) for row in members],
        participations=[Participation(**dict(zip(groups, row, strict=False))) for row in lists],
        guardians=[typed_row(Guardian, row) for row in guardians],
        holds=[Hold(kind=HoldKind.DEFERRAL, start_on=BORN, **row) for row in holds],
        rejected=[unread_cell(n, *cell) for n, cell in enumerate(unread)],
    )
    return [tuple(row) for row in day.findings]


def unread_cell(row, member_id, field):
    """Return a row of `rejected`: a value that was set aside."""
    cell = {"sha256": "", "sheet": "", "row": row, "column": field, "field": field}
    cell |= {"value": "?", "reason": "kan ikke leses", "whole_row": False, "record": ""}
    return cell | {"member_id": member_id}


def kinds(*args, **more):
    return [(kind, member_id) for kind, member_id, _ in found(*args, **more)]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, []),
        ({"phone": None}, [("no_contact", "a")]),
        ({"phone": None, "email": "a@example.org"}, []),
        ({"born_on": None}, [("missing_birth_date", "a")]),
        ({"status": MemberStatus.UNPROCESSED}, [("applicant_unprocessed", "a")]),
        *[({"phone": None, "born_on": None, "status": gone}, []) for gone in GONE],
    ],
)
def test_the_faults_of_a_profile_are_found_while_the_member_is_here(more, expected):
    assert kinds([member("a", **more)]) == expected


def test_contact_data_that_could_not_be_read_is_named_once_for_those_who_are_here():
    members = [
        member("a", phone=None),
        member("b", phone=None, born_on=date(1990, 1, 1), status=MemberStatus.LEFT),
    ]
    mother = {"member_id": "a", "role": "guardian", "number": 1, "phone": "+4790000003"}
    unread = [("a", "phone"), ("a", "phone"), ("a", "email"), ("b", "phone"), ("c", "email")]

    listed = kinds(members, unread=unread, guardians=[mother])

    assert listed == [("bad_email", "a"), ("bad_phone", "a")]
    assert kinds([member("a")], unread=[("a", "phone")]) == []  # an earlier file had it


def test_a_finding_has_the_stored_values_that_show_it_and_no_words():
    people = [member("a", phone=None, born_on=None), member("b", status=MemberStatus.UNPROCESSED)]
    people += [member("c", phone=None, email="c@example.org", born_on=date(1990, 1, 1))]
    unread = [("a", "phone"), ("a", "phone"), ("c", "phone")]
    holds = [{"hold_id": "1", "member_id": "typo"}]

    assert found(people, unread=unread, holds=holds) == [
        ("applicant_unprocessed", "b", ""),
        ("bad_phone", "a", "?"),
        ("bad_phone", "c", "?"),
        ("hold_of_nobody", "typo", ""),
        ("missing_birth_date", "a", ""),
        ("no_contact", "a", ""),
    ]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, [("duplicate", "b", "a")]),
        ({"first_name": "KIM "}, [("duplicate", "b", "a")]),
        ({"phone": "+4790000002"}, [("duplicate", "b", "a")]),
        ({"born_on": date(1980, 3, 2)}, []),
        ({"first_name": "Kai"}, []),  # twins are not one person
        ({"status": MemberStatus.LEFT}, []),
    ],
)
def test_two_profiles_with_one_name_and_one_birth_date_are_listed(other, expected):
    assert found([member("b", **other), member("a")]) == expected


def test_two_of_unknown_birth_date_are_not_taken_for_one():
    assert "duplicate" not in dict(kinds([member("a", born_on=None), member("b", born_on=None)]))


@pytest.mark.parametrize("gone", GONE)
def test_one_who_trains_and_is_not_on_the_clubs_own_list_is_found(gone):
    others = [member("b", first_name="Bo"), member("c", first_name="Ca", status=gone)]
    lists = [("a", "Turn"), ("a", "Ski"), ("b", "Turn"), ("b", "Klubben"), ("c", "Turn")]

    assert found([member("a"), *others], lists) == [("not_in_club_list", "a", "Ski, Turn")]


def test_who_is_missing_from_a_list_is_not_counted_as_on_it():
    day = date(2026, 1, 5)
    others = [member("b", first_name="Bo"), member("c", first_name="Ca")]
    lists = [("a", "Turn", day), ("b", "Turn"), ("b", "Klubben", day), ("c", "Klubben")]

    assert kinds([member("a"), *others], lists) == [
        ("gone_from_lists", "a"),
        ("not_in_club_list", "b"),
    ]


def test_nobody_is_outside_a_club_whose_own_list_never_came():
    assert found([member("a")], [("a", "Turn")]) == []


GONE_ID, COME_ID = "spond:0123456789abcdef", "spond:fedcba9876543210"


@pytest.mark.parametrize(
    ("old", "new", "is_found"),
    [
        ({}, {}, True),
        ({"phone": None, "email": "a@example.org"}, {"email": "A@example.org"}, True),
        ({"first_name": "KIM"}, {}, True),
        ({}, {"phone": "+4790000002"}, False),
        ({"phone": None}, {"phone": None}, False),
        ({}, {"first_name": "Kai"}, False),
        ({}, {"member_id": "spond:1"}, False),  # a number of its own does not change with the date
        ({"member_id": "spoortz:0123456789abcdef"}, {}, False),
        ({"status": MemberStatus.LEFT}, {}, False),
    ],
)
def test_one_gone_and_one_come_who_share_name_and_phone_may_be_one_put_right(old, new, is_found):
    people = [
        member(GONE_ID, email=None) | old,
        member(COME_ID, born_on=date(1981, 3, 1), email=None) | new,
    ]
    lists = [(people[0]["member_id"], "Ski", date(2026, 1, 5)), (people[1]["member_id"], "Ski")]

    listed = [row[1:] for row in found(people, lists) if row[0] == "birth_date_corrected"]

    assert listed == ([(COME_ID, GONE_ID)] if is_found else [])


def test_a_birth_date_put_right_is_seen_by_the_guardians_phone_too():
    people = [
        member(GONE_ID, phone=None, email="a@example.org"),
        member(COME_ID, phone=None, email="b@example.org", born_on=date(1981, 3, 1)),
    ]
    lists = [(GONE_ID, "Ski", date(2026, 1, 5)), (COME_ID, "Ski")]
    beside = [
        {"member_id": one, "role": "guardian", "number": 1, "phone": "+4790000003"}
        for one in (GONE_ID, COME_ID)
    ]

    assert ("birth_date_corrected", COME_ID) in kinds(people, lists, guardians=beside)
    assert "birth_date_corrected" not in dict(kinds(people, lists, guardians=beside[:1]))


def test_two_who_both_are_on_a_list_are_two():
    people = [member(GONE_ID), member(COME_ID, born_on=date(1981, 3, 1))]

    assert kinds(people, [(GONE_ID, "Ski"), (COME_ID, "Ski")]) == []


def test_an_agreement_of_somebody_who_is_not_a_member_is_found():
    holds = [{"hold_id": "1", "member_id": "a"}, {"hold_id": "2", "member_id": "typo"}]

    assert kinds([member("a")], holds=holds) == [("hold_of_nobody", "typo")]


@pytest.mark.parametrize("way", [{"phone": "+4790000002"}, {"email": "mor@example.org"}])
def test_one_who_can_be_reached_through_a_guardian_does_not_lack_contact_data(way):
    child = member("a", phone=None)
    beside = {"member_id": "a", "role": "guardian", "number": 1, "name": "Åse Li"}

    assert kinds([child], guardians=[beside]) == [("no_contact", "a")]
    assert kinds([child], guardians=[beside | way]) == []
