import json
from datetime import date

import pytest

from workbench.model.kinds import ContactRole
from workbench.model.rows import Answer, Guardian, Member
from workbench.model.task_kinds import TaskAnswer
from workbench.register.contacts import AddressedClaim, Known, find_contacts, subject_of

AS_OF = date(2026, 2, 2)
CHILD, GROWN = date(2014, 5, 1), date(1980, 3, 1)
HOME, OWN, MAIL = "+4790000001", "+4790000002", "ase@example.org"


def member(member_id, born_on, phone=None, email=None, name="Kim By", **more):
    first, last = name.split()
    own = {"born_on": born_on, "phone": phone, "email": email}
    return Member(member_id, first_name=first, last_name=last, **own | more)


def found(*members, guardians=(), claims=(), **known):
    return find_contacts(claims, members, guardians, AS_OF, Known(**known))


def reached(*members, **more):
    return {row.member_id: row for row in found(*members, **more).own}


def through_guardians(*members, **more):
    return {row.member_id: row for row in found(*members, **more).through_guardians}


def payers(*members, **more):
    """Return the members who have one payer, as a set of sets."""
    of_payer = {}
    for row in found(*members, **more).own:
        of_payer.setdefault(row.payer_id, set()).add(row.member_id)
    return {frozenset(ids) for ids in of_payer.values()}


def apart(*ids):
    return {frozenset([one]) for one in ids}


def together(*ids):
    return {frozenset(ids)}


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


# ------------------------------------------------------------------ a child and an adult member

STREET = {"address": "Storgata 1", "postcode": "0580"}
SAME_STREET = {"address": "STORGATA  1", "postcode": "0580"}


def parent(phone=HOME, email=MAIL, **more):
    return member("parent", GROWN, phone, email, "Åse By", **more)


@pytest.mark.parametrize(
    ("child", "mother"),
    [
        ({"email": MAIL.upper()}, {}),
        ({} | STREET, SAME_STREET),
        ({"phone": HOME} | STREET, SAME_STREET),
    ],
)
def test_a_child_of_an_adults_surname_and_email_or_address_is_paid_for_by_that_adult(child, mother):
    rows = reached(member("son", CHILD, **child), parent(**mother))

    assert rows["son"].payer_id == rows["parent"].payer_id == "parent"
    assert contact_data(rows["son"]) == ("Åse By", HOME, MAIL)
    assert (rows["son"].is_minor, rows["son"].probably_parent) == (True, False)


@pytest.mark.parametrize(
    ("child", "mother"),
    [
        ({"phone": HOME}, {}),
        ({"phone": HOME, "name": "Kim Li", "email": MAIL} | STREET, SAME_STREET),
        ({"name": "Kim Li"} | STREET, STREET),
        (STREET, STREET | {"postcode": "5003"}),
        ({"address": None}, {"address": None}),
        ({"phone": OWN} | STREET, STREET),  # perhaps the other parent's
        ({"email": "far@example.org"} | STREET, STREET),
    ],
)
def test_a_phone_an_address_or_an_email_alone_ties_a_child_to_no_adult(child, mother):
    son = member("son", CHILD, **child)

    assert payers(son, parent(**mother)) == apart("son", "parent")
    row = reached(son, parent(**mother))["son"]
    assert contact_data(row) == (f"foresatte til {son.name}", son.phone, son.email)


def test_a_brother_of_age_is_no_guardian_and_one_of_unknown_age_is_tied_to_nobody():
    brother = member("brother", date(2007, 1, 1), HOME, MAIL, "Per By", **STREET)
    unknown = member("unknown", None, HOME, MAIL, **STREET)

    assert payers(member("son", CHILD, HOME, MAIL, **STREET), brother, unknown) == apart(
        "son", "brother", "unknown"
    )


@pytest.mark.parametrize(
    ("child", "payer_id"), [({}, "jon"), ({"phone": HOME}, "parent"), ({"email": MAIL}, "parent")]
)
def test_of_two_parents_the_one_with_the_childs_email_or_phone_pays_or_else_the_oldest(
    child, payer_id
):
    father = member("jon", date(1975, 1, 1), OWN, "jon@example.org", "Jon By", **STREET)

    rows = reached(member("son", CHILD, **child | STREET), parent(**STREET), father)

    assert rows["son"].payer_id == payer_id


def test_W9_two_adults_of_one_surname_address_phone_and_email_are_two_payers():
    spouses = [member(name, GROWN, HOME, MAIL, f"{name} By", **STREET) for name in ("jon", "åse")]
    child = member("son", CHILD, HOME, MAIL, **STREET)

    assert payers(*spouses) == apart("jon", "åse")
    assert len(payers(*spouses, child)) == 2
    assert [row.contact_name for row in reached(*spouses).values()] == ["jon By", "åse By"]


def named(recipient, *member_ids):
    return [AddressedClaim(f"c-{key}", key, recipient) for key in member_ids]


def test_an_orders_recipient_with_the_childs_phone_or_address_is_the_adult_of_that_name():
    child = member("son", CHILD, HOME, name="Kim Li")

    assert payers(child, parent(), claims=named("Åse By", "son")) == together("son", "parent")
    assert payers(child, parent(OWN), claims=named("Åse By", "son")) == apart("son", "parent")
    both = [*named("Åse By", "son"), AddressedClaim("x", "son", "Jon By")]
    assert payers(child, parent(), claims=both) == apart("son", "parent")


# ------------------------------------------------------------------ several children


@pytest.mark.parametrize("phones", [(None, None), (HOME, HOME), (HOME, None)])
def test_P12_siblings_who_share_an_email_are_two_persons_and_one_payer(phones):
    one, other = member("a", CHILD, phones[0], MAIL), member("b", CHILD, phones[1], MAIL)

    assert len(reached(one, other)) == 2
    assert payers(one, other) == together("a", "b")


@pytest.mark.parametrize(
    ("facts", "are_one"),
    [
        ({"address": "Storgata 1"}, True),
        ({"phone": HOME}, False),
        ({"phone": HOME, "address": "Sperret adresse"}, False),
        ({"address": "KODE 6"}, False),
        ({"email": "ukjent@ukjent.no"}, False),
    ],
)
def test_children_of_one_surname_have_one_guardian_if_they_live_together(facts, are_one):
    children = [member(name, CHILD, **facts) for name in "ab"]

    assert payers(*children) == (together("a", "b") if are_one else apart("a", "b"))


def test_children_of_two_surnames_have_one_guardian_only_if_their_orders_name_one():
    children = [
        member("a", CHILD, HOME, name="Kim By", **STREET),
        member("b", CHILD, HOME, name="Kim Li", **STREET),
    ]

    assert payers(*children) == apart("a", "b")
    assert payers(*children, claims=named("Jon Dal", "a", "b")) == together("a", "b")
    assert payers(*children, claims=named("Jon Dal", "a")) == apart("a", "b")


def test_evidence_joins_through_a_third_child_whatever_the_order_of_the_rows():
    children = [
        member("a", CHILD, email=MAIL), member("c", CHILD, email=MAIL, **STREET),
        member("b", CHILD, **STREET),
    ]  # fmt: skip

    assert payers(*children) == payers(*children[::-1]) == together("a", "b", "c")


def test_those_without_contact_data_are_payers_of_their_own():
    rows = reached(member("a", CHILD), member("b", CHILD), member("c", GROWN))

    assert len({row.payer_id for row in rows.values()}) == 3
    assert rows["c"].payer_id == "c"
    assert rows["a"].payer_id not in rows


# ------------------------------------------------------------------ values of many, or of nobody

TWELVE = [f"k{number:02}" for number in range(12)]


def team(phone=HOME, count=12, **more):
    """Return children of different families, all with one phone."""
    return [
        member(key, CHILD, phone, f"{key}@example.org", f"Kim {key}", address=f"{key} vei", **more)
        for key in TWELVE[:count]
    ]


def answered(value, answer, member_ids):
    task = f"find_contact:{subject_of(value)}"
    return {task: Answer(task, json.dumps(member_ids), answer)}


def test_W1_a_team_leaders_phone_on_twelve_profiles_is_twelve_payers():
    assert payers(*team()) == apart(*TWELVE)


def test_W1_a_phone_of_three_payers_is_not_used_and_the_other_contact_is():
    contacts = found(*team(count=3))

    for row in contacts.own:
        assert (row.phone, row.email) == (None, f"{row.member_id}@example.org")
        assert row.shared_value == subject_of(HOME)
    assert {(row.value, row.member_id) for row in contacts.unused_values} == {
        (HOME, key) for key in TWELVE[:3]
    }


def test_W1_a_phone_of_three_adults_is_asked_about_for_each():
    adults = [member(key, GROWN, HOME, name=f"Per {key}") for key in "abc"]

    contacts = found(*adults)

    assert {row.phone for row in contacts.own} == {None}
    assert [row.is_shared for row in contacts.unused_values] == [True] * 3


def test_W1_a_phone_of_two_payers_or_of_three_children_of_one_is_used():
    siblings = [member(key, CHILD, OWN, MAIL) for key in "abc"]

    contacts = found(*team(count=2), *siblings)

    assert {row.phone for row in contacts.own} == {HOME, OWN}
    assert {row.shared_value for row in contacts.own} == {None}
    assert contacts.unused_values == []


@pytest.mark.parametrize("value", ["phone", "email"])
def test_W1_where_the_first_guardians_phone_is_shared_the_second_is_asked(value):
    children = [member(key, CHILD) for key in "abc"]
    leader = {"phone": HOME, "email": None} if value == "phone" else {"phone": None, "email": MAIL}
    guardians = [
        Guardian(key, ContactRole.GUARDIAN, 1, f"Far {key}", **leader) for key in "abc"
    ] + [Guardian("a", ContactRole.GUARDIAN, 2, "Mor a", phone=OWN)]

    rows = reached(*children, guardians=guardians)

    assert contact_data(rows["a"]) == ("Mor a", OWN, None)
    assert contact_data(rows["b"]) == ("Far b", None, None)


def test_W1_an_answer_that_it_is_one_persons_joins_the_children_and_no_adults():
    answers = answered(HOME, TaskAnswer.ONE_PERSON, [*TWELVE, "x", "y"])
    adults = [member(key, GROWN, HOME, name=f"Per {key}") for key in ("x", "y")]

    contacts = found(*team(), answers=answers)

    assert payers(*team(), answers=answers) == together(*TWELVE)
    assert {row.phone for row in contacts.own} == {HOME}
    assert len(payers(*team(), *adults, answers=answers)) == 2
    assert found(*team(), *adults, answers=answers).unused_values == []


def test_W1_an_answer_holds_for_the_profiles_it_was_given_for():
    answers = answered(HOME, TaskAnswer.ONE_PERSON, TWELVE[:11])

    assert payers(*team(count=11), answers=answers) == together(*TWELVE[:11])
    assert payers(*team(), answers=answers) == apart(*TWELVE)


def test_W1_what_was_answered_to_be_nobodys_is_never_used_nor_asked_about():
    answers = answered(HOME, TaskAnswer.NOBODYS, [])

    contacts = found(*team(count=1), answers=answers)

    assert [(row.phone, row.shared_value) for row in contacts.own] == [(None, None)]
    assert [(row.value, row.is_shared) for row in contacts.unused_values] == [(HOME, False)]


def test_W2_two_adults_with_a_workplaces_number_are_two_payers_and_both_are_phoned():
    colleagues = [member(key, GROWN, HOME, name=f"Kim {key}") for key in "ab"]

    assert payers(*colleagues) == apart("a", "b")
    assert {row.phone for row in reached(*colleagues).values()} == {HOME}


@pytest.mark.parametrize("value", ["ukjent@ukjent.no", "UKJENT@ukjent.no", "noreply@example.org"])
def test_W2_a_placeholder_ties_nobody_and_is_not_used(value):
    children = [member(key, CHILD, email=value) for key in "abcd"]

    assert payers(*children) == apart(*"abcd")
    assert {row.email for row in reached(*children).values()} == {None}
    assert {row.shared_value for row in reached(*children).values()} == {None}


def test_W2_a_club_names_its_own_placeholders():
    children = [member(key, CHILD, HOME, MAIL) for key in "ab"]

    rows = reached(*children, placeholders=[MAIL, HOME])

    assert payers(*children, placeholders=[MAIL, HOME]) == apart("a", "b")
    assert {contact_data(row)[1:] for row in rows.values()} == {(None, None)}


# ------------------------------------------------------------------ guardians whom the source names

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
        ([(None, HOME, None)], None, (None, HOME, None)),
    ],
)
def test_a_child_is_reached_through_one_of_those_named_beside_and_by_nobody_elses_data(
    people, payer, expected
):
    child = member("m", CHILD, "+4790000009", "kim@example.org")

    row = reached(child, guardians=beside("m", *people, payer=payer))["m"]

    name = expected[0] or "foresatte til Kim By"
    assert contact_data(row) == (name, *expected[1:])
    assert (row.is_minor, row.probably_parent) == (True, expected[0] is None)


def test_a_child_beside_whom_only_blanks_stand_is_written_to_and_never_phoned():
    row = reached(member("m", CHILD, HOME, MAIL), guardians=beside("m", (None, None, None)))["m"]

    assert (row.contact_name, row.probably_parent) == ("foresatte til Kim By", True)
    assert contact_data(row)[1:] == (None, MAIL)


def test_W2_a_placeholder_beside_a_child_is_not_used_either():
    (row,) = reached(
        member("m", CHILD), guardians=beside("m", MOTHER), placeholders=[HOME]
    ).values()

    assert contact_data(row) == (MOTHER[0], None, MAIL)


def test_a_child_without_anybody_beside_is_reached_also_after_one_with_somebody():
    rows = reached(member("a", CHILD), member("b", CHILD, OWN), guardians=beside("a", MOTHER))

    assert contact_data(rows["b"]) == ("foresatte til Kim By", OWN, None)


def test_of_a_guardians_phones_the_one_beside_the_youngest_child_is_used():
    ages = {"a": date(2016, 1, 1), "b": date(2012, 1, 1), "c": date(2010, 1, 1)}
    phones = {"a": "+4790000005", "b": "+4790000006", "c": None}
    guardians = [row for key in "abc" for row in beside(key, (MOTHER[0], phones[key], MAIL))]

    for order in (guardians, guardians[::-1]):
        rows = reached(*(member(key, ages[key]) for key in "abc"), guardians=order)
        assert rows["c"].phone == phones["a"]


def test_a_guardian_who_is_a_member_has_the_phone_of_the_own_profile_before_that_of_a_sibling():
    mother = member("mother", GROWN, OWN, MAIL, "Åse Li")
    guardians = [*beside("a", (MOTHER[0], None, MAIL)), *beside("b", MOTHER)]

    rows = reached(member("a", date(2012, 1, 1)), member("b", CHILD), mother, guardians=guardians)

    assert rows["a"].payer_id == rows["b"].payer_id == "mother"
    assert (rows["a"].phone, rows["b"].phone) == (OWN, HOME)


def test_the_guardian_whom_a_claim_names_is_asked_for_it():
    names = {"first": MOTHER[0], "second": FATHER[0], "nobody": "Per Dal"}
    claims = [AddressedClaim(key, "m", name) for key, name in names.items()]

    contacts = found(member("m", CHILD), guardians=beside("m", MOTHER, FATHER), claims=claims)

    assert list(contacts.recipients) == ["second"]
    assert contacts.recipients["second"].contact_name == FATHER[0]
    assert contacts.recipients["second"].payer_id != contacts.own[0].payer_id


@pytest.mark.parametrize(
    ("of_another_child", "are_one"),
    [
        (MOTHER, True),
        ((MOTHER[0], HOME, None), True),
        (("LI, Åse", None, MAIL.upper()), True),
        ((MOTHER[0], None, None), False),
        (("Åse Dal", HOME, MAIL), False),
        (FATHER, False),
    ],
)
def test_siblings_guardians_are_one_by_name_and_phone_or_email(of_another_child, are_one):
    guardians = [*beside("a", MOTHER), *beside("b", of_another_child)]

    joined = payers(member("a", CHILD), member("b", CHILD), guardians=guardians)

    assert joined == (together("a", "b") if are_one else apart("a", "b"))


def test_W6_of_three_guardians_each_is_a_payer_and_sees_what_is_owed_alone():
    grandmother = ("Kari By", "+4790000003", "kari@example.org")
    guardians = beside("m", MOTHER, FATHER, payer=grandmother)
    claims = [AddressedClaim(name, "m", name) for name in (MOTHER[0], FATHER[0], grandmother[0])]

    contacts = found(member("m", CHILD), guardians=guardians, claims=claims)

    first = contacts.own[0]
    others = {row.contact_name: row.payer_id for row in contacts.recipients.values()}
    assert first.contact_name == grandmother[0]
    assert others.keys() == {MOTHER[0], FATHER[0]}
    assert len({first.payer_id, *others.values()}) == 3


def test_W6_a_guardian_of_the_youths_own_name_is_another_person():
    youth = member("youth", date(2008, 1, 1), HOME, MAIL, "Åse Li", **STREET)

    row = through_guardians(youth, guardians=beside("youth", MOTHER))["youth"]

    assert row.payer_id != "youth"
    assert reached(youth, guardians=beside("youth", MOTHER))["youth"].payer_id == "youth"


@pytest.mark.parametrize("way", [{"phone": HOME}, {"email": MAIL.upper()}])
def test_a_guardian_who_is_a_member_pays_as_that_member(way):
    mother = member("mother", GROWN, name="Åse Li", **way)

    row = reached(member("m", CHILD), mother, guardians=beside("m", MOTHER))["m"]

    assert row.payer_id == "mother"


def test_one_of_age_is_reached_alone_and_through_the_guardian_for_what_the_guardian_owes():
    youth = member("m", date(2008, 1, 1), "+4790000009")
    guardians = beside("m", MOTHER)

    assert reached(youth, guardians=guardians)["m"].phone == "+4790000009"
    assert contact_data(through_guardians(youth, guardians=guardians)["m"]) == MOTHER
    assert through_guardians(youth) == {}


# ------------------------------------------------------------------ come of age (W5)


def came_of_age(email, known_email, **more):
    youth = member("m", date(2008, 1, 1), OWN, email, **more)
    return youth, through_guardians(youth, grown_emails={"m": known_email}).get("m")


def test_W5_one_who_came_of_age_is_written_to_for_the_guardian_and_never_phoned():
    _, row = came_of_age(MAIL, MAIL)

    assert contact_data(row) == ("foresatte til Kim By", None, MAIL)
    assert (row.is_minor, row.probably_parent) == (True, True)
    assert row.payer_id != "m"


@pytest.mark.parametrize("known_email", [None, "gammel@example.org"])
def test_W5_an_email_that_has_changed_since_is_the_youths_own(known_email):
    _, row = came_of_age(MAIL, known_email)

    assert contact_data(row)[1:] == (None, None)


def test_W5_a_sister_under_age_shows_who_the_guardian_is():
    youth, _ = came_of_age(MAIL, MAIL, **STREET)
    sister = member("s", CHILD, HOME, **STREET)

    contacts = found(youth, sister, grown_emails={"m": MAIL})

    assert {row.payer_id for row in contacts.through_guardians} == {contacts.own[1].payer_id}
    assert contacts.own[0].payer_id == "m"
