import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import luhn

from workbench.model.errors import Unreadable
from workbench.values.kid import clean_kid, is_kid, make_kid, mod10, mod11

BODIES = st.text(alphabet="0123456789", min_size=1, max_size=24)


@pytest.mark.parametrize(
    ("body", "check"),
    [
        ("12345678", "2"),  # Nets AvtaleGiro specification 3.3, section 4
        ("60224", "3"),
        ("001001", "7"),
        ("001002", "5"),
        ("800001168837", "3"),
        ("00800001168837", "3"),
    ],
)
def test_mod10_agrees_with_published_examples(body, check):
    assert mod10(body) == check


def test_mod11_agrees_with_the_specification_also_where_it_has_no_digit():
    assert mod11("12345678") == "5"
    assert mod11("6") == "-"


@given(BODIES)
def test_mod10_is_luhn(body):
    assert mod10(body) == luhn.calc_check_digit(body)


@given(BODIES, st.sampled_from([10, 11]))
def test_a_kid_that_lost_its_zeros_is_restored(body, modulus):
    assume(modulus == 10 or mod11(body) != "-")
    kid = make_kid(body, modulus)
    number = str(int(kid))
    assume(number != "0" and len(number) <= 15)

    assert is_kid(kid, len(kid), modulus)
    assert clean_kid(kid, len(kid), modulus) == kid
    assert clean_kid(number, len(kid), modulus) == kid
    assert clean_kid(number + ".0", len(kid), modulus) == kid


@given(BODIES, st.data())
def test_one_wrong_digit_is_always_found(body, data):
    kid = make_kid(body, 10)
    at = data.draw(st.integers(0, len(kid) - 1))
    wrong = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != kid[at]))

    assert not is_kid(kid[:at] + wrong + kid[at + 1 :], len(kid), 10)


def test_a_kid_is_never_made_to_end_in_a_dash():
    with pytest.raises(ValueError, match="another body"):
        make_kid("6", 11)


@pytest.mark.parametrize(
    ("text", "length", "modulus", "kid"),
    [
        ("0010017", 7, 10, "0010017"),
        ("10017", 7, 10, "0010017"),
        ("10017.0", 7, 10, "0010017"),
        ("'0010017", 7, 10, "0010017"),
        ("123 456 782", 9, 10, "123456782"),
        ("123456785", 9, 11, "123456785"),
        ("6-", 2, 11, "6-"),
        ("", 7, 10, None),
        ("NULL", 7, 10, None),
    ],
)
def test_a_kid_is_read(text, length, modulus, kid):
    assert clean_kid(text, length, modulus) == kid


@pytest.mark.parametrize(
    ("text", "length", "reason"),
    [
        ("1.23456789012346E+24", 25, "avrundet"),
        ("1,23E+24", 25, "avrundet"),
        ("0010018", 7, "kontrollsifferet"),
        ("10018", 7, "kontrollsifferet"),
        ("010017", 7, "ikke 7 sifre"),  # its zeros were kept, so this one lost something else
        ("00010017", 7, "ikke 7 sifre"),
        ("1234567812345670", 20, "ikke 20 sifre"),  # sixteen digits: a spreadsheet rounds those
        ("1234567812345670.0", 16, "andre tegn"),
        ("10017x", 7, "andre tegn"),
        ("10017.5", 7, "andre tegn"),
    ],
)
def test_a_damaged_kid_is_never_repaired_by_guessing(text, length, reason):
    with pytest.raises(Unreadable, match=f"KID-en er skadet.*{reason}"):
        clean_kid(text, length, 10)
