import pytest

from workbench.model.errors import Unreadable
from workbench.values.postcodes import clean_postcode


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0580", "0580"),
        ("580", "0580"),
        ("580.0", "0580"),
        ("10", "0010"),
        ("9990", "9990"),
        ("NO-0580", "0580"),
        ("'0580", "0580"),
        ("", None),
        ("-", None),
    ],
)
def test_a_postcode_has_four_digits(text, expected):
    assert clean_postcode(text) == expected


@pytest.mark.parametrize("text", ["0", "0000", "11455", "114 55", "Oslo", "580.5"])
def test_other_text_is_no_postcode(text):
    with pytest.raises(Unreadable, match="postnummer"):
        clean_postcode(text)
