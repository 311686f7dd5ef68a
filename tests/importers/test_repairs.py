"""What an unreadable cell may have been meant to say: one plausible reading, or none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.importers.cells import CellReader, Context
from workbench.importers.profiles import Column, Profile
from workbench.importers.repairs import propose
from workbench.values.kid import KidStructure

CONTEXT = Context(date(2026, 11, 22), (KidStructure(7, 10),))
STATUS = {"Betalt": "paid", "Ubetalt": "open", "Annullert": "cancelled", "Delvis betalt": "open"}
SENT = {"Betalt": "paid", "Utsendt": "open"}  # no word for "ubetalt"
TYPES = {
    "title": "text", "due_on": "day", "reminded_on": "past_day", "paid": "amount", "kid": "kid",
    "member_name": "name", "reminders": "count", "amount": "ore", "order": "id",
}  # fmt: skip
MEMBER = {
    "first_name": "name", "last_name": "name", "person": "id", "phone": "phone", "email": "email",
    "postcode": "postcode", "born_on": "birth_day", "gender": "gender",
}  # fmt: skip


def profile(kind: str, order: str = "dmy", words: dict[str, str] = STATUS) -> Profile:
    types = MEMBER if kind == "members" else TYPES
    columns = {name: Column(type=type_) for name, type_ in types.items()}
    if kind == "bills":
        columns["status"] = Column(type="word", words=words)
    return Profile(
        title="Liste", system="annet", kind=kind, key=("person",) if kind == "members" else
        ("order",), day_order=order, columns=columns,
    )  # fmt: skip


BILLS, AMERICAN = profile("bills"), profile("bills", "ymd")
MEMBERS = profile("members")


def proposed(field: str, text: str) -> str | None:
    return propose(CellReader(MEMBERS if field in MEMBER else BILLS, CONTEXT), field, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Betallt", "Betalt"),
        ("betalt!", "Betalt"),
        ("Ubetatl", "Ubetalt"),
        ("Anulert", "Annullert"),
        ("Delvis betat", "Delvis betalt"),
        ("Etalt", None),
        ("Nbetalt", None),
        ("Ikke betalt", None),
        ("Purret", None),
        ("B", None),
    ],
)
def test_a_word_is_taken_for_the_nearest_known_one_that_begins_alike(text, expected):
    assert proposed("status", text) == expected


def test_a_word_is_never_taken_for_the_one_that_it_denies():
    assert propose(CellReader(profile("bills", words=SENT), CONTEXT), "status", "Ubetalt") is None


@pytest.mark.parametrize(
    ("text", "expected"), [("Kvinna", "Kvinne"), ("Man", "Mann"), ("X", None), ("Annet", None)]
)
def test_a_gender_is_a_word_too(text, expected):
    assert proposed("gender", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kari(at)example.no", "kari@example.no"),
        ("kari [at] example.no", "kari@example.no"),
        ("kari at example.no", "kari@example.no"),
        ("kari@example,no", "kari@example.no"),
        ("kari@gmail,com", "kari@gmail.com"),
        ("kari@gmail com", "kari@gmail.com"),
        ("kari@gmailcom", "kari@gmail.com"),
        ("kari@onlineno", "kari@online.no"),
        ("kari@online", "kari@online.no"),
        ("kari@@example.no", "kari@example.no"),
        ("kari..li@example.no", "kari.li@example.no"),
        ("kari @ example.no", "kari@example.no"),
        ("kari@example .no", "kari@example.no"),
        ("kari@gmial,com", "kari@gmail.com"),
        ("Kari.Li@hotmai,com", "Kari.Li@hotmail.com"),
        ("kari@gmail,com; ola@online.no", "kari@gmail.com; ola@online.no"),
        ("kari@hotmail", None),  # .com or .no
        ("kari@casino", None),
        ("kari li@example.no", None),  # may be somebody else's, cut in two
        ("Mor. kari@example.no", None),
        ("kari", None),
        ("kari@", None),
    ],
)
def test_an_address_is_mended_where_one_reading_is_plausible(text, expected):
    assert proposed("email", text) == expected


@pytest.mark.parametrize(
    "domain", ["hotmail.se", "hotmail.nl", "mail.com", "ymail.com", "cloud.com", "klubb.test"]
)
def test_a_domain_that_may_be_another_s_is_left_alone(domain):
    assert proposed("email", f"kari @{domain}") == f"kari@{domain}"
    assert proposed("email", f"kari@{domain}") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4l2345O1", "412 34 501"),
        ("41 23 45 o1", "412 34 501"),
        ("412x34501", "412 34 501"),
        ("+47 412O34501", "412 34 501"),
        ("041234501", "412 34 501"),
        ("41234501x2", None),
        ("4123450", None),
        ("412345011", None),
        ("99999999", None),
        ("ring mor", None),
    ],
)
def test_a_phone_number_has_eight_digits_in_the_end(text, expected):
    assert proposed("phone", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/31/2025", "31.12.2025"),
        ("12/31/2025 00:00:00", "31.12.2025"),
        ("31,12,2025", "31.12.2025"),
        ("31 12 2025", "31.12.2025"),
        ("31..12.2025", "31.12.2025"),
        ("31. 12. 25", "31.12.25"),
        ("2025-31-12", "2025-12-31"),
        ("3. mars 2026", "03.03.2026"),
        ("3.des 2025", "03.12.2025"),
        ("O1.12.2025", "01.12.2025"),
        ("3. ma 2026", None),
        ("32.01", None),
        ("32.01.2025", None),
        ("31.02.2025", None),
        ("00.00.0000", None),
        ("snart", None),
    ],
)
def test_a_day_is_the_one_that_can_be_meant(text, expected):
    assert proposed("due_on", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31.12.2025", "2025-12-31"),
        ("12/31/2025", "2025-12-31"),
        ("3. mars 2026", "2026.03.03"),
        ("05.04.2025", None),
        ("05.05.2025", "2025-05-05"),
    ],
)
def test_a_list_of_another_order_gets_its_days_in_that_order(text, expected):
    assert propose(CellReader(AMERICAN, CONTEXT), "due_on", text) == expected


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("born_on", "12.31.2010", "31.12.2010"),
        ("born_on", "31,12,98", "31.12.98"),
        ("born_on", "11.12.2026", None),  # a day to come is a wrong day, not another order
        ("reminded_on", "05.12.2026", None),
        ("reminded_on", "11/22/2026", "22.11.2026"),
        ("reminded_on", "11/23/2026", None),
    ],
)
def test_a_day_that_has_been_is_never_one_to_come(field, text, expected):
    assert proposed(field, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("500 kr,-", "500"),
        ("kr. 500:-", "500"),
        ("1 250,50 kroner", "1 250,50"),
        ("5OO", "500"),
        ("l50", "150"),
        ("1'250", "1250"),
        ("1’250’000,50", "1250000,50"),
        ("1,250,000", "1250000"),
        ("1.250.00", "1250,00"),
        ("-1,250,00", "-1250,00"),
        ("1,250", None),
        ("1,250 kr", None),
        ("OO", None),
        ("12,34,567", None),
        ("gratis", None),
    ],
)
def test_an_amount_is_proposed_where_it_is_one_amount(text, expected):
    assert proposed("paid", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NO 0150", "0150"),
        ("N 0150", "0150"),
        ("Norge-0150", "0150"),
        ("O15O", "0150"),
        ("01 50", "0150"),
        ("DK-2100", None),
        ("01500", None),
        ("Oslo", None),
    ],
)
def test_a_postcode_is_norwegian(text, expected):
    assert proposed("postcode", text) == expected


@pytest.mark.parametrize(("field", "text", "expected"), [
    ("reminders", "l", None), ("reminders", "1O", "10"), ("amount", "5OO", "500"),
])  # fmt: skip
def test_a_count_has_digits(field, text, expected):
    assert proposed(field, text) == expected


@pytest.mark.parametrize(
    ("field", "text"),
    [("kid", "1OO17"), ("kid", "1.23457E+06"), ("order", "3OOO"), ("member_name", "Kari Li 2")],
)
def test_kids_names_and_ids_are_never_proposed(field, text):
    assert proposed(field, text) is None


@pytest.mark.parametrize("field", [*MEMBER, *TYPES, "status"])
@pytest.mark.parametrize("text", ["", " ", "-", "n/a", "O1O29912345", "0102 9912345", "x" * 500])
def test_blanks_birth_numbers_and_whole_letters_have_no_proposal(field, text):
    assert proposed(field, text) is None


CELLS = st.text("0123456789OIl.,:-'/ @kroncmg\u00a0", max_size=24)


@given(st.sampled_from([*MEMBER, *TYPES, "status"]), CELLS)
def test_what_is_proposed_can_be_read_and_proposes_nothing_more(field, text):
    proposal = proposed(field, text)

    if proposal is not None:
        reader = CellReader(MEMBERS if field in MEMBER else BILLS, CONTEXT)
        assert reader.read(field, [proposal])[1] == {}
        assert proposed(field, proposal) is None
