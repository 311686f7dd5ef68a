import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import luhn

from workbench.model.errors import Unreadable
from workbench.values.kid import (
    KidStructure,
    clean_kid,
    ends_in_dash,
    fill_kid,
    is_kid,
    make_kid,
    mod10,
    mod11,
    split_kid,
)

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

    structures = [KidStructure(len(kid), modulus)]
    assert is_kid(kid, structures)
    assert clean_kid(kid, structures) == kid
    assert clean_kid(number, structures) == kid
    assert clean_kid(number + ".0", structures) == kid


@given(BODIES, st.data())
def test_one_wrong_digit_is_always_found(body, data):
    kid = make_kid(body, 10)
    at = data.draw(st.integers(0, len(kid) - 1))
    wrong = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != kid[at]))

    assert not is_kid(kid[:at] + wrong + kid[at + 1 :], [KidStructure(len(kid), 10)])


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
    assert clean_kid(text, [KidStructure(length, modulus)]) == kid


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
        clean_kid(text, [KidStructure(length, 10)])


BOTH = (KidStructure(7, 10), KidStructure(9, 11))


@pytest.mark.parametrize(
    ("text", "kid"),
    [
        ("0010017", "0010017"),
        ("10017", "0010017"),  # nine digits would have another check digit
        ("123456785", "123456785"),
        ("12345674", "012345674"),
        ("00000006-", "00000006-"),
    ],
)
def test_a_kid_is_right_if_it_fits_one_of_the_structures(text, kid):
    assert clean_kid(text, BOTH) == kid


@pytest.mark.parametrize(
    ("text", "structures", "reason"),
    [
        ("10017", (KidStructure(7, 10), KidStructure(9, 10)), "flere lengder"),
        ("0010018", BOTH, "kontrollsifferet"),
        ("12345", (KidStructure(4, 10), KidStructure(3, 10)), "ikke 3 eller 4 sifre"),
        ("010017", BOTH, "ikke 7 eller 9 sifre"),
    ],
)
def test_zeros_are_put_back_only_where_one_structure_fits_then(text, structures, reason):
    with pytest.raises(Unreadable, match=f"KID-en er skadet.*{reason}"):
        clean_kid(text, structures)


@pytest.mark.parametrize(("kid", "is_dash"), [("6-", True), ("123456785", False)])
def test_a_dash_is_read_and_told_apart(kid, is_dash):
    assert clean_kid(kid, [KidStructure(len(kid), 11)]) == kid
    assert ends_in_dash(kid) == is_dash


OF_ACCOUNTS = (
    KidStructure(7, 10, customer=(1, 3), invoice=(4, 6), account="86011117947"),
    KidStructure(7, 10, customer=(1, 5), account="12345678903"),
    KidStructure(9, 11, invoice=(2, 8)),
)


@pytest.mark.parametrize(
    ("kid", "account", "parts"),
    [
        ("0010017", "86011117947", ("001", "001")),
        ("0010017", "12345678903", ("00100", None)),
        ("0010017", None, (None, None)),  # it may be of either account
        ("123456785", "12345678903", (None, "2345678")),
        ("0010018", "86011117947", (None, None)),
    ],
)
def test_a_kid_names_a_customer_and_an_invoice(kid, account, parts):
    assert split_kid(kid, OF_ACCOUNTS, account) == parts


@given(st.integers(0, 9999), st.integers(0, 99999), st.sampled_from([10, 11]))
def test_a_filled_kid_is_split_into_what_it_was_made_of(customer, invoice, modulus):
    structure = KidStructure(12, modulus, customer=(2, 5), invoice=(7, 11))
    try:
        kid = fill_kid(structure, str(customer), str(invoice))
    except ValueError:
        assume(False)

    assert is_kid(kid, [structure])
    assert split_kid(kid, [structure]) == (f"{customer:04d}", f"{invoice:05d}")


@pytest.mark.parametrize(
    ("structure", "customer"),
    [
        (KidStructure(7, 10, customer=(1, 3), invoice=(4, 6)), "1000"),
        (KidStructure(7, 10, customer=(1, 3), invoice=(4, 6)), "A1"),
        (KidStructure(7, 10, customer=(1, 3), invoice=(4, 6)), ""),
        (KidStructure(7, 10, invoice=(4, 6)), "1"),
        (KidStructure(7, 10), "1"),
    ],
)
def test_a_number_that_has_no_room_gives_no_kid(structure, customer):
    with pytest.raises(ValueError, match="KID"):
        fill_kid(structure, customer, "1")
