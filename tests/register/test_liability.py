from datetime import date, timedelta

import pytest

from workbench.days import age_on
from workbench.model.day_rows import PricedClaim
from workbench.model.kinds import ContactRole, LiableParty
from workbench.model.rows import Guardian, Invoice, Member
from workbench.register.liability import find_liabilities, is_adult

ISSUED, DUE = date(2026, 1, 19), date(2026, 2, 2)
CHILD, GROWN, BORN_18_AT_ISSUE = date(2014, 5, 1), date(1980, 3, 1), date(2008, 1, 19)


def member(member_id, name, born_on):
    first, last = name.split()
    return Member(member_id, first_name=first, last_name=last, born_on=born_on)


MOTHER, SON = member("mother", "Åse Li", GROWN), member("son", "Ola Li", CHILD)


def claim(claim_id, member_id, **more):
    row = PricedClaim(claim_id, DUE, 100, invoice_id="i", member_id=member_id, issued_on=ISSUED)
    return row._replace(**more)


def owed(claims, members, recipient=None, guardians=()):
    invoices = [Invoice("i", recipient_name=recipient)]
    rows = find_liabilities(claims, invoices, members, guardians)
    return {row.claim_id: row for row in rows}


def party(row):
    return row.liable_party, row.liable_member_id, row.incurred_as_minor


@pytest.mark.parametrize(
    ("born_on", "expected"),
    [
        (BORN_18_AT_ISSUE, (LiableParty.MEMBER, "m", False)),
        (BORN_18_AT_ISSUE + timedelta(days=1), (LiableParty.GUARDIAN, None, True)),
        (BORN_18_AT_ISSUE - timedelta(days=1), (LiableParty.MEMBER, "m", False)),
        (DUE.replace(year=2008), (LiableParty.GUARDIAN, None, True)),  # 18 on the due date
        (None, (LiableParty.GUARDIAN, None, True)),
    ],
)
def test_P21_P22_the_age_on_the_day_of_issue_decides_and_an_unknown_one_is_a_minors(
    born_on, expected
):
    rows = owed([claim("a", "m")], [member("m", "Kim By", born_on)])

    assert party(rows["a"]) == expected


def test_P21_an_old_claim_stays_with_the_guardian_and_a_later_one_is_the_youths():
    claims = [claim("old", "m"), claim("new", "m", issued_on=ISSUED + timedelta(days=1))]

    rows = owed(claims, [member("m", "Kim By", BORN_18_AT_ISSUE + timedelta(days=1))])

    assert party(rows["old"]) == (LiableParty.GUARDIAN, None, True)
    assert party(rows["new"]) == (LiableParty.MEMBER, "m", False)


@pytest.mark.parametrize(
    ("seen_on", "expected"),
    [
        (DUE - timedelta(days=20), (LiableParty.GUARDIAN, None, True)),  # it was issued by then
        (DUE + timedelta(days=20), (LiableParty.MEMBER, "m", False)),
    ],
)
def test_P21_a_claim_without_a_day_of_issue_was_issued_when_it_was_first_seen_at_the_latest(
    seen_on, expected
):
    came_of_age_on = DUE - timedelta(days=10)
    youth = member("m", "Kim By", came_of_age_on.replace(year=came_of_age_on.year - 18))

    [row] = find_liabilities([claim("a", "m", issued_on=None)], [], [youth], [], seen_on=seen_on)

    assert party(row) == expected


@pytest.mark.parametrize("recipient", ["Åse Li", "ÅSE  LI", "A\u030ase Li"])
def test_an_adult_on_the_same_invoice_who_is_its_recipient_owes_all_of_it(recipient):
    rows = owed([claim("a", "son"), claim("b", "mother")], [SON, MOTHER], recipient)

    assert party(rows["a"]) == (LiableParty.PAYER, "mother", True)
    assert rows["b"].liable_member_id == "mother"


@pytest.mark.parametrize("recipient", ["Per Li", "Ola Li", None])
def test_a_recipient_that_no_adult_on_the_invoice_is_leaves_a_minors_claim_with_the_guardian(
    recipient,
):
    rows = owed([claim("a", "son"), claim("b", "mother")], [SON, MOTHER], recipient)

    assert party(rows["a"]) == (LiableParty.GUARDIAN, None, True)


def test_the_liabilities_stand_in_the_order_of_the_claims():
    claims = [claim("b", "son"), claim("c", None), claim("a", "mother")]

    assert list(owed(claims, [SON, MOTHER], "Åse Li")) == ["b", "c", "a"]


def test_a_member_without_a_name_is_not_the_recipient_of_an_invoice_without_one():
    nameless = Member("nameless", born_on=GROWN)

    rows = owed([claim("a", "son"), claim("b", "nameless")], [SON, nameless])

    assert party(rows["a"]) == (LiableParty.GUARDIAN, None, True)


def test_a_namesake_on_another_invoice_owes_nothing():
    claims = [claim("a", "son"), claim("b", "mother", invoice_id="j")]

    assert party(owed(claims, [SON, MOTHER], "Åse Li")["a"])[0] == LiableParty.GUARDIAN


def test_claims_without_an_invoice_are_not_on_one_together():
    claims = [claim("a", "son", invoice_id=None), claim("b", "mother", invoice_id=None)]

    rows = owed([claims[0]._replace(recipient_name=MOTHER.name), claims[1]], [SON, MOTHER])

    assert party(rows["a"]) == (LiableParty.GUARDIAN, None, True)


def test_a_child_who_is_the_recipient_never_owes_for_a_sibling():
    sister = member("sister", "Eva Li", CHILD)

    rows = owed([claim("a", "son"), claim("b", "sister")], [SON, sister], "Eva Li")

    assert {row.liable_party for row in rows.values()} == {LiableParty.GUARDIAN}


@pytest.mark.parametrize("member_id", [None, "unknown"])
def test_a_claim_without_a_known_member_has_nobody(member_id):
    assert party(owed([claim("a", member_id)], [])["a"]) == (LiableParty.UNKNOWN, None, False)


@pytest.mark.parametrize(
    ("day", "age"), [(date(2026, 2, 28), 17), (date(2026, 3, 1), 18), (date(2028, 2, 29), 20)]
)
def test_one_born_on_a_leap_day_is_a_year_older_in_march(day, age):
    assert age_on(date(2008, 2, 29), day) == age
    assert is_adult(date(2008, 2, 29), day) is (age >= 18)


def beside(role, name, **more):
    return Guardian("son", ContactRole(role), 1, name)._replace(**more)


@pytest.mark.parametrize(
    ("guardians", "expected"),
    [
        ([beside("payer", "Per By")], LiableParty.PAYER),
        ([beside("guardian", "PER  BY")], LiableParty.GUARDIAN),
        ([beside("guardian", "Per By"), beside("payer", "Per By")], LiableParty.PAYER),
        ([beside("guardian", "By, Per")], LiableParty.GUARDIAN),
        ([beside("guardian", "Kai By")], LiableParty.MEMBER),
        ([beside("guardian", None)], LiableParty.MEMBER),
    ],
)
def test_the_recipient_named_on_the_claim_owes_where_the_register_has_that_one_beside_the_member(
    guardians, expected
):
    grown = member("son", "Ola Li", GROWN)

    rows = owed([claim("a", "son", recipient_name="Per By")], [grown], guardians=guardians)

    assert rows["a"].liable_party == expected


def test_a_grown_member_who_is_the_recipient_owes_also_with_a_guardian_of_the_same_name():
    grown = member("son", "Ola Li", GROWN)

    rows = owed([claim("a", "son")], [grown], "Ola Li", [beside("guardian", "Ola Li")])

    assert party(rows["a"]) == (LiableParty.MEMBER, "son", False)


@pytest.mark.parametrize(
    ("mother", "expected"),
    [
        ({"phone": "+4790000001"}, "mother"),
        ({"email": "ASE@example.org"}, "mother"),
        ({"phone": "+4790000002"}, None),
        ({"phone": "+4790000001", "last_name": "By"}, None),
        ({"phone": "+4790000001", "born_on": CHILD}, None),
    ],
)
def test_a_guardian_who_owes_is_a_member_by_name_and_phone_or_email(mother, expected):
    named = beside("guardian", "Åse Li", phone="+4790000001", email="ase@example.org")

    rows = owed([claim("a", "son")], [SON, MOTHER._replace(**mother)], "Åse Li", [named])

    assert party(rows["a"]) == (LiableParty.GUARDIAN, expected, True)


def test_a_guardian_of_another_member_owes_nothing():
    stranger = beside("guardian", "Per By", member_id="mother")

    rows = owed([claim("a", "son")], [SON, MOTHER], "Per By", [stranger])

    assert party(rows["a"]) == (LiableParty.GUARDIAN, None, True)
