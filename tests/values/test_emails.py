import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def read(text: str) -> list[str] | None:
    try:
        return clean_emails(text)
    except Unreadable:
        return None


LOCAL = r"(info|INFO|Post|k[a-zA-Z0-9_.+-]{0,70}|[!-~]{1,9})"
DOMAIN = r"(([a-zA-Z0-9]|-){1,70}\.){0,3}(no|NO|com|org|local|test|x1|[a-z]{1,3})"


@given(st.from_regex(f"{LOCAL}@{DOMAIN}", fullmatch=True))
def test_an_address_is_read_alone_as_it_is_in_a_list(text):
    assert read(text) == read(f"{text};")


@pytest.mark.parametrize("text", ["INFO@example.no", "Info@Example.NO", "Kari.Li@Xn--ls8h.no"])
def test_an_address_of_an_odd_shape_is_read_alone_as_it_is_in_a_list(text):
    assert read(text) == read(f"{text};")


def test_an_address_with_a_space_is_not_cut_to_somebody_elses():
    with pytest.raises(Unreadable, match="mellomrom"):
        clean_emails("kari nordmann@example.no")
