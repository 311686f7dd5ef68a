import pytest

from workbench.values.national_id import looks_like_national_id, mask

STARS = "*" * 11


@pytest.mark.parametrize(
    "text",
    [
        "01019012345",
        "31129012345",
        "29020012345",
        "010190 12345",
        "010190\u00a012345",
        "010190-12345",
        "010190 123 45",
        "01 01 90 12345",
        "010190\u201312345",
        "010190  12345",
        "010190\u200b12345",
        "010190\u202f12345",
        "010190\n12345",
        "010190\x1b12345",
        "010190\x9b\u061c\U000e004112345",
        "41019012345",  # D-number
        "71129012345",
        "01419012345",  # test numbers: month + 40, + 65, + 80
        "01669012345",
        "01819012345",
        "31929012345",
        "41819012345",
    ],
)
def test_the_shape_of_a_birth_number_is_masked_whole(text):
    assert mask(f"fnr {text}.") == f"fnr {STARS}."
    assert looks_like_national_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "00019012345",
        "32019012345",
        "30029012345",
        "31049012345",
        "72019012345",
        "01139012345",
        "01409012345",
        "01539012345",
        "01939012345",
        "1234567890",
        "010190123456",
        "12345678901234567890",
        "92884492",
        "+46701234567",  # a Swedish mobile has the shape of a D-number
        "22.11.2026",
        "01.01.90 12345",
        "010190|12345",
        "010190    12345",
        "",
    ],
)
def test_other_digits_are_left_alone(text):
    assert mask(text) == text
    assert not looks_like_national_id(text)


def test_every_number_in_a_text_is_masked():
    assert mask("Ola 010190 12345, Kari 02029012345") == f"Ola {STARS}, Kari {STARS}"
