import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberType, number_type, parse

from workbench.model.errors import Unreadable
from workbench.values.phones import clean_phones, is_mobile, show_phone

MOBILE, FIXED = "+4792884492", "+4723423423"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("92884492", [MOBILE]),
        ("+47 92 88 44 92", [MOBILE]),
        ("(+47) 928 84 492", [MOBILE]),
        ("004792884492", [MOBILE]),
        ("4792884492", [MOBILE]),
        ("47-23423423", [FIXED]),
        ("92884492.0", [MOBILE]),
        ("9.2884492E7", [MOBILE]),
        ("9,2884492E+07", [MOBILE]),
        ("4.792884492E9", [MOBILE]),
        ("'92884492", [MOBILE]),
        ("tlf. 96134059", ["+4796134059"]),
        ("+46 70 123 45 67", ["+46701234567"]),
        ("0046 70 123 45 67", ["+46701234567"]),
        ("92884492 / 23423423", [MOBILE, FIXED]),
        ("92884492 (mor)\n23423423 (far)", [MOBILE, FIXED]),
        ("928 84 492, 234 23 423", [MOBILE, FIXED]),
        ("92884492 og 92 88 44 92", [MOBILE]),
        ("92884492 / 00000000", [MOBILE]),
        ("", []),
        ("-", []),
    ],
)
def test_numbers_are_read(text, expected):
    assert clean_phones(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "00000000",
        "11111111",
        "99999999",  # in a series that is in use, so the library takes it
        "12345678",
        "9288449",
        "928844923",
        "9.29E+07",
        "9.28844925E7",
        "46701234567",
        "ukjent",
    ],
)
def test_fillers_and_damaged_numbers_are_unreadable(text):
    with pytest.raises(Unreadable) as caught:
        clean_phones(text)

    assert text not in str(caught.value)


def read(text: str) -> list[str] | None:
    try:
        return clean_phones(text)
    except Unreadable:
        return None


def test_every_series_is_read_alone_as_it_is_in_a_list():
    numbers = [f"{n:08}" for n in range(0, 10**8, 9973)]

    wrong = [number for number in numbers if read(number) != read(f"{number};")]

    assert wrong == []


@given(st.from_regex(r" ?(\+ ?|00)?(47)? ?([2-9]( ?[0-9]){7}|([0-9] ?){5,12})", fullmatch=True))
def test_a_number_is_read_alone_as_it_is_in_a_list(text):
    assert read(text) == read(f"{text};")


def test_every_series_is_mobile_or_not_as_the_library_says():
    valid = [e164 for n in range(0, 10**8, 29989) for e164 in read(f"{n:08}") or []]

    assert [is_mobile(e164) for e164 in valid] == [
        number_type(parse(e164)) in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
        for e164 in valid
    ]


@pytest.mark.parametrize(
    ("e164", "expected"), [(MOBILE, True), ("+46701234567", True), (FIXED, False)]
)
def test_only_mobiles_take_sms(e164, expected):
    assert is_mobile(e164) is expected


@pytest.mark.parametrize(
    ("e164", "shown"),
    [
        (MOBILE, "928 84 492"),
        ("+4741234567", "412 34 567"),
        (FIXED, "23 42 34 23"),
        ("+4781500123", "815 00 123"),
        ("+4702800", "02800"),
        ("+46701234567", "+46 70 123 45 67"),
    ],
)
def test_numbers_are_shown_as_norwegians_group_them(e164, shown):
    assert show_phone(e164) == shown
