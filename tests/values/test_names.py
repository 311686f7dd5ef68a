import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.model.errors import Unreadable
from workbench.values.names import clean_name, split_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KARI NORDMANN", "Kari Nordmann"),
        ("kari nordmann", "Kari Nordmann"),
        ("ANNE-KARI ØDEGÅRD", "Anne-Kari Ødegård"),
        ("PER VON DER LIPPE", "Per von der Lippe"),
        ("VON DER LIPPE", "von der Lippe"),
        ("mcdonald", "McDonald"),
        ("O'BRIEN", "O'Brien"),
        ("d’angelo", "D’Angelo"),
        ("KARL IV", "Karl IV"),
        ("J.R. BERG", "J.R. Berg"),
        ("LI", "Li"),
        ("VAN", "Van"),
        ("LIPPE, ANNE VON DER", "Lippe, Anne von der"),
        ("-", None),
        ("N/A", None),
        ("NULL", "Null"),
        ("Nan", "Nan"),
        ("  Kari\u00a0 Nordmann", "Kari Nordmann"),
        ("", None),
        (" \u00a0", None),
    ],
)
def test_a_name_is_cleaned(text, expected):
    assert clean_name(text) == expected


@pytest.mark.parametrize("name", ["deVries", "Anne von BERG", "McDonald", "de Vries Ås", "MacLeod"])
def test_a_name_in_mixed_case_is_kept_as_its_owner_wrote_it(name):
    assert clean_name(name) == name


@pytest.mark.parametrize(
    "name", ["<img src=x onerror=alert(1)>", "=cmd|' /c calc'!a0", "{{ 7*7 }}", "&oslash;"]
)
def test_a_hostile_name_is_just_a_name(name):
    assert clean_name(name) == name


@given(st.text(alphabet="AaBbÅå cm'-.vonde", max_size=20))
def test_cleaning_a_clean_name_changes_nothing(text):
    cleaned = clean_name(text)

    assert cleaned is None or clean_name(cleaned) == cleaned


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Kari Nordmann", "Kari", "Nordmann"),
        ("Nordmann, Kari Anne", "Kari Anne", "Nordmann"),
        ("VON DER LIPPE, KARI", "Kari", "von der Lippe"),
        ("Kari Anne van den Berg", "Kari Anne", "van den Berg"),
        ("Kari Van Berg", "Kari", "Van Berg"),
        ("Van Nguyen", "Van", "Nguyen"),
        ("Ole Null", "Ole", "Null"),
    ],
)
def test_a_full_name_is_split(text, first, last):
    assert split_name(text) == (first, last)


@pytest.mark.parametrize("text", ["Kari", "", "Nordmann,", ", Kari"])
def test_half_a_name_cannot_be_split(text):
    with pytest.raises(Unreadable, match="bare ett navn"):
        split_name(text)
