"""One person under two ids: made one only where nobody else can be meant, and undone by itself."""

from datetime import date

import pytest

from tests.books import day_with
from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import ContactRole, LiableParty, MemberStatus
from workbench.model.rows import Claim, Correction, Guardian, Hold, Liability, Member, Participation
from workbench.register.aliases import find_aliases, ids_with_other_status

BORN, SINCE = date(2013, 12, 31), date(2026, 10, 5)
OLD, NEW, OTHER = "spond:1", "spond:2", "spoortz:7"


def member(member_id, name="Ola Li", **more):
    first, _, last = name.rpartition(" ")
    return Member(member_id, first_name=first, last_name=last, born_on=BORN)._replace(**more)


def aliases_of(*members, gone=(), unlisted=()):
    lists = [
        Participation(row.member_id, "Ski", SINCE if row.member_id in gone else None)
        for row in members
        if row.member_id not in unlisted
    ]
    return find_aliases(members, lists, "spond")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ola Li", {OLD: NEW}),
        ("OLA  LI", {OLD: NEW}),
        ("Eva Li", {}),  # born together, and two people
        ("O. Li", {}),
        ("Ola Lie", {}),
    ],
)
def test_a_profile_merged_by_its_system_is_the_one_of_its_name_and_birth_date(name, expected):
    assert aliases_of(member(OLD), member(NEW, name), gone=[OLD]) == expected


@pytest.mark.parametrize("born_on", [None, date(2013, 12, 30), date(1983, 12, 31)])
def test_the_same_name_with_another_birth_date_or_none_is_another_person(born_on):
    assert aliases_of(member(OLD, born_on=born_on), member(NEW), gone=[OLD]) == {}
    assert aliases_of(member(OLD), member(NEW, born_on=born_on), gone=[OLD]) == {}


def test_two_without_a_name_are_never_one():
    nameless = {"first_name": None, "last_name": None}

    assert aliases_of(member(OLD, **nameless), member(NEW, **nameless), gone=[OLD]) == {}


def test_two_of_unknown_birth_date_are_never_one():
    assert aliases_of(member(OLD, born_on=None), member(NEW, born_on=None), gone=[OLD]) == {}
    assert aliases_of(member(NEW, born_on=None), member(OTHER, born_on=None)) == {}


@pytest.mark.parametrize("gone", [[], [OLD, NEW]])
def test_two_who_both_are_on_a_list_or_both_are_not_stay_two(gone):
    assert aliases_of(member(OLD), member(NEW), gone=gone) == {}


def test_one_who_stands_on_no_list_at_all_is_not_taken_for_merged():
    assert aliases_of(member(OLD), member(NEW), unlisted=[OLD]) == {}
    assert aliases_of(member(OLD), member(NEW), gone=[OLD], unlisted=[NEW]) == {}


@pytest.mark.parametrize("gone", [[OLD], [OLD, "spond:3"]])
def test_of_three_nobody_knows_who_was_merged_with_whom(gone):
    assert aliases_of(member(OLD), member(NEW), member("spond:3"), gone=gone) == {}


def test_one_who_is_missing_from_one_list_and_stands_on_another_is_not_gone():
    lists = [
        Participation(OLD, "Ski", SINCE),
        Participation(OLD, "Turn"),
        Participation(NEW, "Ski"),
    ]

    assert find_aliases([member(OLD), member(NEW)], lists, "spond") == {}


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([member(OTHER)], {OTHER: NEW}),
        ([member(OTHER, "ola li")], {OTHER: NEW}),
        ([member(OTHER), member("hoopit:5")], {OTHER: NEW, "hoopit:5": NEW}),
        ([member(OTHER), member("spoortz:8")], {}),  # two there: nobody knows which
        ([member(OTHER), member(OLD)], {}),  # two here
        ([member(OTHER, "Eva Li")], {}),
        ([member(OTHER, born_on=None)], {}),
    ],
)
def test_the_same_person_in_another_system_is_the_clubs_own_member(others, expected):
    assert aliases_of(member(NEW), *others) == expected


def test_two_other_systems_have_nobody_in_common_without_the_clubs_own():
    assert aliases_of(member(OTHER), member("hoopit:5")) == {}


def test_a_chain_ends_at_the_id_that_counts():
    own = member(NEW, other_id="spond:api")
    people = [own, member(OLD), member(OTHER), member("spoortz:8")]

    assert aliases_of(*people, gone=[OLD, OTHER]) == {
        "spond:api": NEW,
        OLD: NEW,
        OTHER: NEW,
        "spoortz:8": NEW,
    }


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ([member(NEW, other_id="spond:api")], {"spond:api": NEW}),
        ([member(NEW, other_id="x:1"), member(OLD, "Eva Li", other_id="x:1")], {}),
        ([member(NEW, other_id=OLD), member(OLD, "Eva Li")], {}),  # a member of its own
        ([member(NEW, other_id=NEW)], {}),
    ],
)
def test_an_id_that_a_source_states_itself_is_the_members_unless_it_is_somebody_elses(
    members, expected
):
    assert aliases_of(*members) == expected


def test_ids_that_name_each_other_in_a_ring_are_left_alone():
    ring = [member(OLD, "Eva Li", other_id=NEW), member(NEW, other_id=OLD)]

    assert aliases_of(*ring, gone=[OLD, NEW]) == {}


LEFT = {"status": MemberStatus.LEFT, "left_on": date(2026, 3, 1)}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({}, {}, set()),
        (LEFT, {}, {OLD}),
        (LEFT, LEFT, set()),
        ({"status": MemberStatus.FROZEN}, {}, {OLD}),
        ({"status": MemberStatus.UNPROCESSED}, {}, {OLD}),
        ({"left_on": date(2026, 3, 1)}, {}, {OLD}),
        ({}, LEFT, set()),  # the id that counts says so itself
    ],
)
def test_who_had_left_or_was_frozen_under_the_old_id_is_not_asked_as_though_they_had_not(
    old, new, expected
):
    members = [member(OLD, **old), member(NEW, **new)]

    assert ids_with_other_status(members, {OLD: NEW, "spond:api": NEW}) == expected


def books():
    return day_with(
        aliases=[(OLD, NEW)],
        members=[member(OLD), member(NEW)],
        guardians=[Guardian(m, ContactRole.GUARDIAN, 1, "Åse") for m in (OLD, NEW)],
        participations=[Participation(OLD, "Ski", SINCE), Participation(NEW, "Ski")],
        claims=[Claim("c", member_id=OLD), Claim("d")],
        holds=[Hold("h", HoldKind.FREEZE, SINCE, member_id=OLD), Hold("i", HoldKind.FREEZE, SINCE)],
        liabilities=[
            Liability("c", LiableParty.MEMBER, OLD, "", incurred_as_minor=False),
            Liability("d", LiableParty.UNKNOWN, None, "", incurred_as_minor=False),
        ],
        corrections=[
            Correction("1", "members", OLD, "phone", None, None, SINCE),
            Correction("2", "guardians", f"{OLD}|guardian|1", "phone", None, None, SINCE),
            Correction("3", "members", f"{OLD}0", "phone", None, None, SINCE),
        ],
    ).db


def column(view, name):
    return [row[name] for row in books()[view].rows]


def test_claims_agreements_and_what_was_learnt_follow_the_person():
    assert column("own_claims", "member_id") == [NEW, None]
    assert column("agreements", "member_id") == [NEW, None]
    assert column("own_liabilities", "liable_member_id") == [NEW, None]
    assert column("own_corrections", "record") == [NEW, f"{NEW}|guardian|1", f"{OLD}0"]


def test_the_old_id_stands_in_the_register_no_more():
    for view in ("people", "named_guardians", "listings"):
        assert column(view, "member_id") == [NEW]
    assert column("listings", "missing_since") == [None]
