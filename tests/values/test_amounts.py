import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.model.errors import Unreadable
from workbench.norsk import kroner
from workbench.values.amounts import parse_ore


@pytest.mark.parametrize(
    ("text", "ore"),
    [
        ("1 250,00", 125000),
        ("1\u00a0250,00", 125000),
        ("1\u202f250", 125000),
        ("12 345 678,90", 1234567890),
        ("1.250,00", 125000),
        ("1.250", 125000),
        ("1250.00", 125000),
        ("1,250.00", 125000),
        ("1250.5", 125050),
        ("1250,5", 125050),
        ("1250.5000", 125050),
        ("1250.000", 125000),
        ("0.500", 50),
        (",50", 50),
        ("0", 0),
        ("kr 1 250,-", 125000),
        ("1 250,00 kr", 125000),
        ("kr. 350,–", 35000),
        ("NOK 350", 35000),
        ("-350", -35000),
        ("−350,50", -35050),
        ("350-", -35000),
        ("(350)", -35000),
        ("kr -350,-", -35000),
        ("-0,05", -5),
        ("4.35", 435),  # a float would say 434
        ("", None),
        ("-", None),
    ],
)
def test_an_amount_is_read_to_the_ore(text, ore):
    assert parse_ore(text) == ore


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1250,125", "flere enn to desimaler"),
        ("0,001", "flere enn to desimaler"),
        ("1,250", "én måte"),
        ("1 25", "én måte"),
        ("1.2.3", "én måte"),
        ("--5", "én måte"),
        ("1.25E+3", "én måte"),
        ("kr", "én måte"),
        ("betalt", "én måte"),
        ("1234567890123", "for stort"),
    ],
)
def test_what_is_no_certain_amount_is_unreadable(text, reason):
    with pytest.raises(Unreadable, match=reason):
        parse_ore(text)


ORE = st.integers(min_value=-(10**14) + 1, max_value=10**14 - 1)


@given(ORE)
def test_what_the_page_shows_is_read_back_exactly(ore):
    assert parse_ore(kroner(ore)) == ore


@given(ORE, st.sampled_from([",", "."]))
def test_plain_decimals_are_read_back_exactly(ore, mark):
    sign = "-" if ore < 0 else ""

    assert parse_ore(f"{sign}{abs(ore) // 100}{mark}{abs(ore) % 100:02}") == ore
