"""One person under two ids: made one only where nobody else can be meant, and undone by itself."""

from datetime import date

import pytest

from workbench.model import frames
from workbench.model.words import MemberStatus
from workbench.register.aliases import aliases, rename, unlike

BORN, SINCE = date(2013, 12, 31), date(2026, 10, 5)
OLD, NEW, OTHER = "spond:1", "spond:2", "spoortz:7"


def member(member_id, name="Ola Li", **more):
    first, _, last = name.rpartition(" ")
    row = {"member_id": member_id, "first_name": first, "last_name": last, "born_on": BORN}
    return row | {"status": MemberStatus.ACTIVE} | more


def known(*members, gone=(), unlisted=()):
    lists = [
        {
            "member_id": one["member_id"],
            "group_name": "Ski",
            "missing_since": SINCE if one["member_id"] in gone else None,
        }
        for one in members
        if one["member_id"] not in unlisted
    ]
    people, stands = frames.build("members", members), frames.build("participations", lists)
    return aliases(people, stands, "spond")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Ola Li", {OLD: NEW}),
        ("OLA  LI", {OLD: NEW}),
        ("Eva Li", {}),  # born together, and two people
        ("O. Li", {}),
        ("Ola Lie", {}),
    ],
)
def test_a_profile_merged_by_its_system_is_the_one_of_its_name_and_birth_date(name, found):
    assert known(member(OLD), member(NEW, name), gone=[OLD]) == found


@pytest.mark.parametrize("born_on", [None, date(2013, 12, 30), date(1983, 12, 31)])
def test_the_same_name_with_another_birth_date_or_none_is_another_person(born_on):
    assert known(member(OLD, born_on=born_on), member(NEW), gone=[OLD]) == {}
    assert known(member(OLD), member(NEW, born_on=born_on), gone=[OLD]) == {}


def test_two_of_unknown_birth_date_are_never_one():
    assert known(member(OLD, born_on=None), member(NEW, born_on=None), gone=[OLD]) == {}
    assert known(member(NEW, born_on=None), member(OTHER, born_on=None)) == {}


@pytest.mark.parametrize("gone", [[], [OLD, NEW]])
def test_two_who_both_are_on_a_list_or_both_are_not_stay_two(gone):
    assert known(member(OLD), member(NEW), gone=gone) == {}


def test_one_who_stands_on_no_list_at_all_is_not_taken_for_merged():
    assert known(member(OLD), member(NEW), unlisted=[OLD]) == {}
    assert known(member(OLD), member(NEW), gone=[OLD], unlisted=[NEW]) == {}


@pytest.mark.parametrize("gone", [[OLD], [OLD, "spond:3"]])
def test_of_three_nobody_knows_who_was_merged_with_whom(gone):
    assert known(member(OLD), member(NEW), member("spond:3"), gone=gone) == {}


def test_one_who_is_missing_from_one_list_and_stands_on_another_is_not_gone():
    lists = [
        {"member_id": OLD, "group_name": "Ski", "missing_since": SINCE},
        {"member_id": OLD, "group_name": "Turn"},
        {"member_id": NEW, "group_name": "Ski"},
    ]
    people = frames.build("members", [member(OLD), member(NEW)])

    assert aliases(people, frames.build("participations", lists), "spond") == {}


@pytest.mark.parametrize(
    ("others", "found"),
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
def test_the_same_person_in_another_system_is_the_clubs_own_member(others, found):
    assert known(member(NEW), *others) == found


def test_two_other_systems_have_nobody_in_common_without_the_clubs_own():
    assert known(member(OTHER), member("hoopit:5")) == {}


def test_a_chain_ends_at_the_id_that_counts():
    own = member(NEW, other_id="spond:api")
    people = [own, member(OLD), member(OTHER), member("spoortz:8")]

    assert known(*people, gone=[OLD, OTHER]) == {
        "spond:api": NEW,
        OLD: NEW,
        OTHER: NEW,
        "spoortz:8": NEW,
    }


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ([member(NEW, other_id="spond:api")], {"spond:api": NEW}),
        ([member(NEW, other_id="x:1"), member(OLD, "Eva Li", other_id="x:1")], {}),
        ([member(NEW, other_id=OLD), member(OLD, "Eva Li")], {}),  # a member of its own
        ([member(NEW, other_id=NEW)], {}),
    ],
)
def test_an_id_that_a_source_states_itself_is_the_members_unless_it_is_somebody_elses(
    members, found
):
    assert known(*members) == found


def test_ids_that_name_each_other_in_a_ring_are_left_alone():
    ring = [member(OLD, "Eva Li", other_id=NEW), member(NEW, other_id=OLD)]

    assert known(*ring, gone=[OLD, NEW]) == {}


LEFT = {"status": MemberStatus.LEFT, "left_on": date(2026, 3, 1)}


@pytest.mark.parametrize(
    ("old", "new", "found"),
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
    old, new, found
):
    people = frames.build("members", [member(OLD, **old), member(NEW, **new)])

    assert unlike(people, {OLD: NEW, "spond:api": NEW}) == found


def books():
    return {
        "members": frames.build("members", [member(OLD), member(NEW)]),
        "guardians": frames.build(
            "guardians",
            [{"member_id": m, "role": "guardian", "number": 1, "name": "Åse"} for m in (OLD, NEW)],
        ),
        "participations": frames.build(
            "participations",
            [
                {"member_id": OLD, "group_name": "Ski", "missing_since": SINCE},
                {"member_id": NEW, "group_name": "Ski"},
            ],
        ),
        "claims": frames.build("claims", [{"claim_id": "c", "member_id": OLD}, {"claim_id": "d"}]),
        "holds": frames.build("holds", [{"hold_id": "h", "member_id": OLD}]),
        "liabilities": frames.build(
            "liabilities", [{"claim_id": "c", "liable_member_id": OLD}, {"claim_id": "d"}]
        ),
        "corrections": frames.build(
            "corrections",
            [
                {"correction_id": "1", "noun": "members", "record": OLD},
                {"correction_id": "2", "noun": "guardians", "record": f"{OLD}|guardian|1"},
                {"correction_id": "3", "noun": "members", "record": f"{OLD}0"},
            ],
        ),
    }


def test_claims_agreements_and_what_was_learnt_follow_the_person():
    found = rename(books(), {OLD: NEW})

    assert [row["member_id"] for row in frames.records(found["claims"])] == [NEW, None]
    assert list(found["holds"]["member_id"]) == [NEW]
    assert [row["liable_member_id"] for row in frames.records(found["liabilities"])] == [NEW, None]
    assert list(found["corrections"]["record"]) == [NEW, f"{NEW}|guardian|1", f"{OLD}0"]
    for name, frame in found.items():
        frames.check(name, frame)


def test_the_old_id_stands_in_the_register_no_more():
    found = rename(books(), {OLD: NEW})

    for name in ("members", "guardians", "participations"):
        assert set(found[name]["member_id"]) == {NEW}
    assert found["participations"]["missing_since"].isna().all()


def test_where_nobody_is_merged_the_frames_are_the_same_and_what_is_given_is_never_changed():
    facts, before = books(), books()

    assert rename(facts, {}) is facts
    rename(facts, {OLD: NEW})

    assert all(facts[name].equals(before[name]) for name in before)
