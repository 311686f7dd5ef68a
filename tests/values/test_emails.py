import pytest

from workbench.model.errors import Unreadable
from workbench.values.emails import clean_emails


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kari@example.no", ["kari@example.no"]),
        (" Kari.Nordmann@EXAMPLE.No. ", ["Kari.Nordmann@example.no"]),
        ("mailto:kari@example.no", ["kari@example.no"]),
        ("a@example.no;b@example.no", ["a@example.no", "b@example.no"]),
        ("a@example.no, b@example.no / c@example.no", [f"{n}@example.no" for n in "abc"]),
        ("a@example.no b@example.no", ["a@example.no", "b@example.no"]),
        ("Kari@example.no; kari@EXAMPLE.no", ["Kari@example.no"]),
        ("Kari Nordmann <kari@example.no>, ola@example.no", ["kari@example.no", "ola@example.no"]),
        ("kari@example.no (mor)", ["kari@example.no"]),
        ("kari@example.no; ola@", ["kari@example.no"]),
        ("kari@klubb.test", ["kari@klubb.test"]),
        ("kari@blåbær.no", ["kari@blåbær.no"]),
        ("", []),
        ("NULL", []),
    ],
)
def test_addresses_are_read(text, expected):
    assert clean_emails(text) == expected


@pytest.mark.parametrize("text", ["kari", "kari@", "@example.no", "kari@gmail", "a..b@example.no"])
def test_a_broken_address_is_unreadable_and_not_repeated_in_the_reason(text):
    with pytest.raises(Unreadable) as caught:
        clean_emails(text)

    assert text not in str(caught.value)


def test_an_address_with_a_space_is_not_cut_to_somebody_elses():
    with pytest.raises(Unreadable, match="mellomrom"):
        clean_emails("kari nordmann@example.no")
