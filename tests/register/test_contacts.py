from datetime import date

import pytest

from workbench.model.kinds import ContactRole
from workbench.model.rows import Claim, Guardian, Member
from workbench.register.contacts import find_contacts

AS_OF = date(2026, 2, 2)
CHILD, GROWN = date(2014, 5, 1), date(1980, 3, 1)
HOME, OWN, MAIL = "+4790000001", "+4790000002", "ase@example.org"


def member(member_id, born_on, phone=None, email=None, name="Kim By"):
    first, last = name.split()
    return Member(
        member_id, first_name=first, last_name=last, born_on=born_on, phone=phone, email=email
    )


def reached(*members, guardians=()):
    return {row.member_id: row for row in find_contacts([], members, guardians, AS_OF).own}


def through_guardians(*members, guardians=()):
    return {
        row.member_id: row for row in find_contacts([], members, guardians, AS_OF).through_guardians
    }


def payers(*members):
    return len({row.payer_id for row in reached(*members).values()})


@pytest.mark.parametrize(
    ("born_on", "name", "is_minor"),
    [
        (date(2008, 2, 2), "Kim By", False),
        (date(2008, 2, 3), "foresatte til Kim By", True),
        (None, "foresatte til Kim By", True),
    ],
)
def test_P22_a_minor_and_one_of_unknown_age_is_reached_through_the_guardians(
    born_on, name, is_minor
):
    row = reached(member("m", born_on, HOME))["m"]

    assert (row.contact_name, row.is_minor, row.probably_parent) == (
        name,
        is_minor,
        is_minor,
    )


@pytest.mark.parametrize(("phone", "email"), [(HOME, None), (None, MAIL), (None, MAIL.upper())])
def test_a_child_who_shares_an_adults_phone_or_email_is_reached_through_that_adult(phone, email):
    mother = member("mother", GROWN, phone, email and MAIL, "Åse Li")

    rows = reached(member("son", CHILD, phone, email), mother)

    assert rows["son"].contact_name == "Åse Li"
    assert rows["son"].payer_id == rows["mother"].payer_id


def test_a_child_with_a_phone_of_its_own_is_not_phoned_under_the_name_of_the_mother():
    mother = member("mother", GROWN, HOME, MAIL, "Åse Li")

    rows = reached(member("son", CHILD, OWN, MAIL), mother)

    assert rows["son"].contact_name == "Åse Li"
    assert rows["son"].phone == HOME
    assert rows["son"].payer_id == rows["mother"].payer_id


def test_the_oldest_is_meant_where_a_child_shares_a_phone_with_two_adults():
    brother = member("brother", date(2007, 1, 1), HOME, name="Per Li")
    father = member("father", GROWN, HOME, name="Jon Li")

    assert reached(member("son", CHILD, HOME), brother, father)["son"].contact_name == "Jon Li"


def test_an_adult_who_shares_a_phone_keeps_the_own_name():
    rows = reached(member("a", GROWN, HOME, name="Jon Li"), member("b", GROWN, HOME, name="Åse Li"))

    assert [row.contact_name for row in rows.values()] == ["Jon Li", "Åse Li"]


@pytest.mark.parametrize("phones", [(None, None), (HOME, HOME), (HOME, None)])
def test_P12_siblings_who_share_an_email_are_two_persons_and_one_payer(phones):
    one, other = member("a", CHILD, phones[0], MAIL), member("b", CHILD, phones[1], MAIL)

    assert len(reached(one, other)) == 2
    assert payers(one, other) == 1


def test_those_without_contact_data_are_payers_of_their_own():
    assert payers(member("a", CHILD), member("b", CHILD), member("c", GROWN)) == 3
    assert reached(member("a", CHILD))["a"].payer_id == "a"


MOTHER, FATHER = ("Åse Li", HOME, MAIL), ("Jon Li", OWN, "jon@example.org")


def beside(member_id, *people, payer=None):
    """Return the guardians of a member in their order, and the payment contact."""
    rows = [
        Guardian(member_id, ContactRole.GUARDIAN, number, name, email, phone)
        for number, (name, phone, email) in enumerate(people, start=1)
    ]
    if payer:
        name, phone, email = payer
        rows.append(Guardian(member_id, ContactRole.PAYER, 1, name, email, phone))
    return rows


def contact_data(row):
    return row.contact_name, row.phone, row.email


@pytest.mark.parametrize(
    ("people", "payer", "expected"),
    [
        ([MOTHER, FATHER], None, MOTHER),
        ([MOTHER, FATHER], FATHER, FATHER),
        ([(None, None, None), FATHER], None, FATHER),
        ([("Åse Li", None, None), FATHER], None, FATHER),
        ([("Åse Li", None, MAIL), FATHER], None, FATHER),  # so that a call is possible
        ([("Åse Li", None, MAIL), ("Jon Li", None, None)], None, ("Åse Li", None, MAIL)),
        ([("Åse Li", None, None)], None, ("Åse Li", None, None)),
        ([(None, HOME, None)], None, ("foresatte til Kim By", HOME, None)),
    ],
)
def test_a_child_is_reached_through_one_of_those_named_beside_and_by_nobody_elses_data(
    people, payer, expected
):
    child = member("m", CHILD, "+4790000009", "kim@example.org")

    row = reached(child, guardians=beside("m", *people, payer=payer))["m"]

    assert contact_data(row) == expected
    assert (row.is_minor, row.probably_parent) == (True, False)


def test_a_child_beside_whom_only_blanks_stand_is_written_to_and_never_phoned():
    row = reached(member("m", CHILD, HOME, MAIL), guardians=beside("m", (None, None, None)))["m"]

    assert (row.contact_name, row.probably_parent) == ("foresatte til Kim By", True)
    assert contact_data(row)[1:] == (None, MAIL)


def test_the_guardian_whom_a_claim_names_is_asked_for_it():
    names = {"first": MOTHER[0], "second": FATHER[0], "nobody": None}
    claims = [Claim(key, member_id="m", recipient_name=name) for key, name in names.items()]

    recipients = find_contacts(
        claims, [member("m", CHILD)], beside("m", MOTHER, FATHER), AS_OF
    ).recipients

    assert list(recipients) == ["second"]
    assert recipients["second"].contact_name == FATHER[0]
    assert recipients["second"].payer_id == OWN


def test_siblings_with_one_guardian_are_one_payer_and_one_with_another_is_not():
    members = [member(name, CHILD) for name in "abc"]
    guardians = [*beside("a", MOTHER), *beside("b", MOTHER), *beside("c", FATHER)]

    rows = reached(*members, guardians=guardians)

    assert rows["a"].payer_id == rows["b"].payer_id == HOME
    assert rows["c"].payer_id == OWN


@pytest.mark.parametrize("way", [{"phone": HOME}, {"email": MAIL.upper()}])
def test_a_guardian_who_is_a_member_is_known_as_that_member(way):
    mother = member("mother", GROWN, name="Åse Li", **way)

    row = reached(member("m", CHILD), mother, guardians=beside("m", MOTHER))["m"]

    assert row.reached_through == "mother"


def test_one_of_age_is_reached_alone_and_through_the_guardian_for_what_the_guardian_owes():
    youth = member("m", date(2008, 1, 1), "+4790000009")
    guardians = beside("m", MOTHER)

    assert reached(youth, guardians=guardians)["m"].phone == "+4790000009"
    assert contact_data(through_guardians(youth, guardians=guardians)["m"]) == MOTHER
    assert through_guardians(youth) == {}
