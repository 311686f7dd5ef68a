from datetime import date

import pytest

from workbench.model.kinds import MemberStatus
from workbench.model.rows import Claim, Member, Participation
from workbench.register.ties import tie_claims

LEFT = MemberStatus.LEFT
SINCE = date(2026, 1, 5)


def member(member_id, name, status=MemberStatus.ACTIVE):
    first, _, last = name.rpartition(" ")
    return Member(member_id, status, first, last)


def tied(name, members, lists=(), group=None, claim_id="c", **more):
    claim = Claim(claim_id, member_name=name, group_name=group, **more)
    (row,) = tie_claims([claim], members, [Participation(*row) for row in lists])
    assert row._replace(member_id=claim.member_id) == claim
    return row.member_id


OLA, TWIN = member("a", "Ola Li"), member("b", "Ola Li")


@pytest.mark.parametrize("name", ["Ola Li", "OLA  LI", "ola li", "Li, Ola"])
def test_a_claim_is_tied_by_name_however_it_is_written(name):
    assert tied(name, [OLA, member("c", "Eva Li")]) == "a"


@pytest.mark.parametrize("name", ["Per Li", "Ola", "Ola Lie"])
def test_a_name_that_nobody_has_is_tied_to_nobody(name):
    assert tied(name, [OLA]) is None


@pytest.mark.parametrize(
    ("name", "expected"), [("Andre Åmot", "a"), ("André Åmot", "a"), ("Andre Amot", "a")]
)
def test_accents_may_be_left_out(name, expected):
    assert tied(name, [member("a", "André Åmot")]) == expected


def test_accents_count_where_somebody_has_them():
    two = [member("a", "André Moe"), member("b", "Andre Moe")]

    assert [tied(name, two) for name in ("André Moe", "Andre Moe", "Andrè Moe")] == ["a", "b", None]


def test_of_two_with_one_name_nobody_is_chosen_unless_the_group_tells_them_apart():
    lists = [("a", "Turn"), ("b", "Ski")]

    assert tied("Ola Li", [OLA, TWIN], lists) is None
    assert tied("Ola Li", [OLA, TWIN], lists, group="SKI ") == "b"


def test_one_who_was_never_in_the_claims_group_is_not_meant():
    lists = [("a", "Turn"), ("c", "Ski")]

    assert tied("Ola Li", [OLA, member("c", "Eva Li")], lists, group="Ski") is None


def test_a_group_that_nobody_is_in_is_no_group():
    assert tied("Ola Li", [OLA], [("a", "Turn")], group="Medlemskontingent") == "a"


@pytest.mark.parametrize(
    ("lists", "status"),
    [([("a", "Turn", SINCE)], MemberStatus.ACTIVE), ([("a", "Turn")], LEFT), ([], LEFT)],
)
@pytest.mark.parametrize("day", [{"issued_on": SINCE}, {"due_on": SINCE}])
def test_one_who_had_left_still_fits_alone_and_gives_way_to_one_who_is_here(lists, status, day):
    gone = member("a", "Ola Li", status)

    assert tied("Ola Li", [gone], lists, **day) == "a"
    assert tied("Ola Li", [gone, TWIN], [*lists, ("b", "Turn")], **day) == "b"


@pytest.mark.parametrize(
    ("due_on", "expected"), [(SINCE, "b"), (date(2026, 1, 4), None), (None, None)]
)
def test_one_missing_from_the_list_since_the_claim_was_made_may_have_another_name(due_on, expected):
    lists = [("a", "Ski", SINCE), ("a", "Turn"), ("b", "Ski")]

    assert tied("Ola Li", [OLA, TWIN], lists, group="Ski", due_on=due_on) == expected


def test_a_claim_with_a_number_keeps_it():
    assert tied(None, [OLA], member_id="x") == "x"


def test_all_claims_come_back_in_their_order():
    claims = [
        Claim("c", member_name="Ola Li"),
        Claim("b", member_id="x"),
        Claim("a", member_id="gone", member_name="Eva Li"),
    ]

    tied_claims = tie_claims(claims, [OLA], [])

    assert [(row.claim_id, row.member_id) for row in tied_claims] == [
        ("c", "a"),
        ("b", "x"),
        ("a", None),
    ]


@pytest.mark.parametrize(
    ("claim_id", "members", "expected"),
    [
        ("spond:c", ("spond:1", "spoortz:2"), "spond:1"),
        ("spoortz:c", ("spond:1", "spoortz:2"), "spoortz:2"),
        ("hoopit:c", ("spond:1", "spoortz:2"), None),  # a system without members of its own
        ("hoopit:c", ("spond:1",), "spond:1"),
        ("spond:c", ("spond:1", "spond:2"), None),
    ],
)
def test_of_two_systems_members_a_claim_is_its_own_systems(claim_id, members, expected):
    people = [member(member_id, "Ola Li") for member_id in members]

    assert tied("Ola Li", people, claim_id=claim_id) == expected
