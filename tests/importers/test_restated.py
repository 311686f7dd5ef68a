"""What is stated now against the books: each change at its limit, and honest changes that pass."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from workbench.importers.change_rules import Facts, MemberFacts
from workbench.importers.restated import (
    MANY_OPEN,
    Many,
    Restated,
    compare_claims,
    compare_contacts,
    compare_members,
)
from workbench.model.fault_kinds import FaultKind
from workbench.model.kinds import ClaimStatus, MemberStatus

AS_OF = date(2026, 11, 22)
DUE = date(2026, 11, 1)
MANY = Many(0.02, 6)
OPEN, PAID = ClaimStatus.OPEN, ClaimStatus.PAID
CLAIM = Facts("s:1", OPEN, 50_000, 0, None, DUE, "1234567", "s:4001", "Kari Li")
SETTLED = CLAIM._replace(status=PAID, paid_ore=50_000, paid_on=DUE)
MEMBER = MemberFacts("s:4001", "Kari Li", MemberStatus.ACTIVE, date(1990, 2, 1), None, "1", "a@b")


def claims(before: Sequence[Facts], now: Sequence[Facts], **given: Any) -> Restated:
    """Compare claims, numbered as rows from 2."""
    stored = {claim.record: claim for claim in before}
    options = {"settled_in": "krav.csv (15.11.2026)", "unanswered": {}, "many": MANY}
    return compare_claims([*enumerate(now, 2)], stored, as_of=AS_OF, **options | given)


def members(before: Sequence[MemberFacts], now: Sequence[MemberFacts], **given: Any) -> Restated:
    stored = {member.record: member for member in before}
    options = {"settled_in": "folk.csv (15.11.2026)", "unanswered": {}, "many": MANY}
    return compare_members([*enumerate(now, 2)], stored, **options | given)


def copies(row: Any, count: int, first: int = 0) -> list[Any]:
    return [row._replace(record=f"s:{n}") for n in range(first, first + count)]


def faults(restated: Restated) -> list[tuple[str, FaultKind]]:
    return [(doubt.field, doubt.fault) for doubt in restated.doubts]


@pytest.mark.parametrize(
    ("count", "of", "has"),
    [
        (5, 100, False), (6, 100, True), (6, 300, False), (7, 300, True), (0, 0, False),
        (6, 6, True), (5, 5, False),
    ],
)  # fmt: skip
def test_many_is_a_share_of_the_rows_compared_but_never_fewer_than_six(count, of, has):
    assert MANY.has(count, of) == has


REOPENED = [
    (SETTLED, CLAIM, "var betalt 01.11.2026, men står som åpent"),
    (SETTLED._replace(paid_on=None), CLAIM, "var betalt, men står som åpent"),
    (CLAIM._replace(paid_ore=50_000), CLAIM, "var betalt, men står som åpent"),  # by its sums
    (CLAIM._replace(status=ClaimStatus.PAID_MANUAL), CLAIM, "var betalt, men"),
    (CLAIM._replace(status=ClaimStatus.CANCELLED), CLAIM, "var annullert eller fritatt, men"),
    (CLAIM._replace(status=ClaimStatus.EXEMPT), CLAIM, "var annullert eller fritatt, men"),
    (CLAIM._replace(status=ClaimStatus.IN_COLLECTION), CLAIM, "var hos inkassopartneren, men"),
    (CLAIM._replace(paid_ore=20_000), CLAIM._replace(paid_ore=19_999), "200\xa0kr var betalt"),
    (SETTLED, SETTLED._replace(status=OPEN, amount_ore=50_001), "var betalt 01.11.2026, men"),
]


@pytest.mark.parametrize(("before", "now", "reason"), REOPENED)
def test_a_claim_that_its_source_called_settled_is_doubted_with_both_files(before, now, reason):
    (doubt,) = claims([before], [now]).doubts

    assert (doubt.row, doubt.field, doubt.fault) == (2, "status", FaultKind.REOPENED)
    assert doubt.reason.startswith(reason)
    assert doubt.reason.endswith("; sist i krav.csv (15.11.2026)")


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (CLAIM, CLAIM),
        (CLAIM, SETTLED),
        (SETTLED, SETTLED._replace(status=ClaimStatus.CANCELLED)),
        (SETTLED, SETTLED._replace(status=ClaimStatus.REVIEW, paid_ore=0)),  # a person decides
        (SETTLED, SETTLED._replace(status=OPEN)),  # the sums still say so
        (CLAIM._replace(paid_ore=20_000), CLAIM._replace(paid_ore=20_000)),
        (CLAIM._replace(paid_ore=None), CLAIM._replace(paid_ore=None)),
        (CLAIM, CLAIM._replace(due_on=DUE + timedelta(30))),  # a new due date, later
        (CLAIM, CLAIM._replace(amount_ore=40_000)),
        (CLAIM, CLAIM._replace(amount_ore=60_000)),  # one may have been put right
        (CLAIM, CLAIM._replace(status=ClaimStatus.IN_COLLECTION)),
        (CLAIM, CLAIM._replace(recipient_name=None, due_on=None)),
        (CLAIM._replace(kid=None, member_id=None), CLAIM),
        (CLAIM, CLAIM._replace(recipient_name="Ola Dahl")),  # one has another payer
        (CLAIM._replace(member_id="ny:4001"), CLAIM),  # the same number in another system
    ],
)
def test_an_honest_change_of_a_claim_is_not_doubted(before, now):
    restated = claims([before], [now])

    assert (restated.doubts, restated.stops) == ([], [])


@pytest.mark.parametrize(("count", "of", "stops"), [(5, 100, 0), (6, 100, 1), (6, 300, 0)])
def test_more_reopened_claims_than_two_percent_of_the_settled_stop_the_file(count, of, stops):
    before = copies(SETTLED, of)
    now = [*copies(CLAIM, count), *before[count:]]

    restated = claims(before, now)

    assert len(restated.stops) == stops
    assert len(restated.doubts) == restated.taken_back == count
    assert not stops or restated.stops[0].startswith("6 av 100 kjente rader var gjort opp")


def test_a_reopened_claim_is_doubted_until_it_is_answered_or_settled():
    unanswered = {"s:1": "var betalt, men står som åpent; sist i a.csv"}

    again, settled = (claims([CLAIM], [now], unanswered=unanswered) for now in (CLAIM, SETTLED))

    assert [doubt.reason for doubt in again.doubts] == [*unanswered.values()]
    assert again.taken_back == 0  # nothing new, so no older file
    assert settled.doubts == []
    assert claims([CLAIM], [CLAIM]).doubts == []


def test_a_claim_reopened_anew_has_the_newer_reason():
    restated = claims([SETTLED], [CLAIM], unanswered={"s:1": "sist i a.csv"})

    assert [doubt.reason for doubt in restated.doubts] == [
        "var betalt 01.11.2026, men står som åpent; sist i krav.csv (15.11.2026)"
    ]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kid": "7654321"}, "kid"),
        ({"kid": None}, "kid"),
        ({"member_id": "s:4002"}, "person"),
        ({"amount_ore": 5_000}, "amount"),
        ({"amount_ore": 500}, "amount"),
        ({"member_id": None}, "person"),
    ],
)
def test_a_value_that_does_not_change_is_doubted_alone_and_stops_in_many(changed, field):
    before = copies(CLAIM, 6)
    now = [claim._replace(**changed) for claim in before]

    few, many = claims(before[:5], now[:5]), claims(before, now)

    assert faults(few) == [(field, FaultKind.CHANGED)] * 5
    assert few.stops == []
    assert len(many.stops) == 1
    assert many.doubts == []


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"recipient_name": "Ola Dahl"}, "en helt annen mottaker"),
        ({"amount_ore": 50_001}, "et høyere beløp"),
        ({"due_on": DUE - timedelta(1)}, "tidligere forfall"),
        ({"due_on": date(2026, 1, 11)}, "dag og måned"),
    ],
)
def test_a_change_for_the_worse_stops_in_six_rows_or_in_all_of_three(changed, text):
    before = copies(CLAIM, 6)
    now = [claim._replace(**changed) for claim in before]

    assert claims(before, [*now[:5], before[5]]).stops == []
    assert any(text in stop for stop in claims(before, now).stops)
    assert claims(before[:2], now[:2]).stops == []
    assert any(text in stop for stop in claims(before[:3], now[:3]).stops)


@pytest.mark.parametrize(
    ("changed", "note"),
    [
        ({"due_on": DUE + timedelta(1)}, "6 krav har fått senere forfall"),
        ({"amount_ore": 49_999}, "6 krav er satt ned"),
        ({"status": PAID, "paid_ore": 50_000}, "6 krav er gjort opp siden sist"),
        ({"recipient_name": "Kari Li Dahl"}, None),
        ({"status": PAID, "paid_ore": 60_000}, "6 krav er gjort opp siden sist"),
    ],
)
def test_a_change_by_which_people_are_asked_later_or_less_is_a_line_and_no_stop(changed, note):
    before = copies(CLAIM, 6)

    restated = claims(before, [claim._replace(**changed) for claim in before])

    assert (restated.stops, restated.doubts) == ([], [])
    assert restated.notes == ([note] if note else [])


@pytest.mark.parametrize(
    ("was", "now", "is_doubted"),
    [
        (AS_OF, AS_OF - timedelta(1), True),
        (AS_OF - timedelta(1), AS_OF - timedelta(2), False),  # it was overdue before
        (AS_OF + timedelta(30), AS_OF, False),  # and is not yet
        (AS_OF + timedelta(30), AS_OF - timedelta(1), True),
        (None, AS_OF - timedelta(1), False),
        (AS_OF, None, False),
    ],
)
def test_an_earlier_due_date_is_doubted_if_it_makes_the_claim_overdue(was, now, is_doubted):
    restated = claims([CLAIM._replace(due_on=was)], [CLAIM._replace(due_on=now)])

    assert faults(restated) == [("due_on", FaultKind.CHANGED)] * is_doubted


@pytest.mark.parametrize(
    ("open_claims", "further", "changed", "is_unchanged"),
    [
        (MANY_OPEN, 0, 0, True),
        (MANY_OPEN - 1, 0, 0, False),  # so few may all be unpaid still
        (MANY_OPEN + 1, 0, 1, False),
        (MANY_OPEN, 1, 0, False),  # a new one
    ],
)
def test_a_file_is_unchanged_if_every_one_of_many_claims_is(
    open_claims, further, changed, is_unchanged
):
    before = copies(CLAIM, open_claims)
    now = [*copies(SETTLED, changed), *before[changed:], *copies(CLAIM, further, open_claims)]

    assert claims(before, now).is_unchanged == is_unchanged


def test_a_claim_that_the_books_do_not_know_says_nothing():
    assert claims([], copies(CLAIM, 100)) == Restated()
    assert claims(copies(SETTLED, 100), []) == Restated()


@pytest.mark.parametrize(
    ("before", "now", "reason"),
    [
        ({"status": MemberStatus.LEFT}, {}, "var utmeldt eller fryst, men står som aktiv"),
        ({"status": MemberStatus.FROZEN}, {}, "var utmeldt eller fryst, men står som aktiv"),
        ({"left_on": DUE}, {}, "var meldt ut 01.11.2026, men er uten utmeldt dato"),
        (
            {"left_on": DUE},
            {"left_on": DUE + timedelta(1)},
            "var meldt ut 01.11.2026, nå 02.11.2026",
        ),
        ({"left_on": DUE}, {"left_on": DUE - timedelta(1)}, None),
        ({"left_on": DUE}, {"left_on": None, "status": MemberStatus.LEFT}, None),
        ({}, {"left_on": DUE}, None),
        ({}, {"status": MemberStatus.LEFT}, None),
        ({"status": MemberStatus.UNPROCESSED}, {}, None),  # accepted as a member
        ({"status": None}, {}, None),
    ],
)
def test_a_member_who_had_left_and_is_back_is_doubted(before, now, reason):
    restated = members([MEMBER._replace(**before)], [MEMBER._replace(**now)])

    full = f"{reason}; sist i folk.csv (15.11.2026)"
    assert [doubt.reason for doubt in restated.doubts] == ([full] if reason else [])
    assert restated.taken_back == len(restated.doubts)


def test_a_member_who_is_back_is_doubted_until_it_is_answered_or_the_member_has_left_again():
    unanswered = {"s:4001": "var meldt ut 01.10.2026, nå 01.11.2026; sist i a.csv"}
    days = (None, DUE, DUE - timedelta(1))

    rows = [MEMBER._replace(left_on=day) for day in days]
    doubts = [members([row], [row], unanswered=unanswered).doubts for row in rows]

    assert [len(doubts) for doubts in doubts] == [1, 1, 0]
    assert {doubt.reason for doubts in doubts for doubt in doubts} == {*unanswered.values()}


@pytest.mark.parametrize(("count", "stops"), [(5, 0), (6, 1)])
def test_many_members_who_are_back_stop_the_file(count, stops):
    before = copies(MEMBER._replace(status=MemberStatus.LEFT), count)

    assert len(members(before, copies(MEMBER, count)).stops) == stops


def test_a_birth_date_that_has_changed_is_doubted_alone_and_stops_in_many():
    before = copies(MEMBER, 6)
    now = [member._replace(born_on=date(2012, 2, 1)) for member in before]

    assert faults(members(before[:5], now[:5])) == [("born_on", FaultKind.CHANGED)] * 5
    assert len(members(before, now).stops) == 1


@pytest.mark.parametrize(("count", "stops"), [(5, 0), (6, 1)])
def test_birth_dates_that_are_gone_stop_in_many_and_are_kept_alone(count, stops):
    before = copies(MEMBER, count)

    restated = members(before, [member._replace(born_on=None) for member in before])

    assert (len(restated.stops), len(restated.doubts)) == (stops, 0 if stops else count)
    assert {doubt.fault for doubt in restated.doubts} <= {FaultKind.CHANGED}


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"name": "Ola Dahl"}, "et annet navn"),
        ({"name": "HAMAR Li"}, "et annet navn"),
        ({"phone": "2"}, "en annen telefon"),
        ({"phone": None}, "en annen telefon"),
        ({"email": "c@d"}, "en annen e-post"),
    ],
)
@pytest.mark.parametrize(
    ("count", "of", "stops"), [(6, 29, 1), (6, 30, 0), (5, 6, 0), (3, 3, 1), (2, 2, 0)]
)
def test_contacts_that_differ_in_more_than_a_fifth_or_in_all_of_three_stop_the_file(
    changed, text, count, of, stops
):
    before = copies(MEMBER, of)
    now = [member._replace(**changed) for member in before[:count]] + before[count:]

    restated = members(before, now)

    assert [text in stop for stop in restated.stops] == [True] * stops
    assert restated.doubts == []


@pytest.mark.parametrize(
    ("changed", "stops"),
    [({"name": "Kari Dahl"}, 1), ({"name": "KARI LI"}, 0), ({"phone": "2"}, 1), ({}, 0)],
)
def test_guardians_are_compared_by_their_whole_name_and_have_no_row(changed, stops):
    before = copies(MEMBER, 6)
    stored: Mapping[str, MemberFacts] = {member.record: member for member in before}

    restated = compare_contacts(
        [member._replace(**changed) for member in before], stored, many=MANY
    )

    assert len(restated.stops) == stops
    assert not any("rad" in stop.partition("(")[2] for stop in restated.stops)
