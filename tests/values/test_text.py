import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.values.text import drop_zero_decimals, fold, is_blank, mend, tidy, visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Kari \t Nordmann\n", "Kari Nordmann"),
        ("Kari\u00a0Nordmann", "Kari Nordmann"),
        ("1\u202f250", "1 250"),
        ("\ufeffKari\u200b", "Kari"),
        ("A\u030ase", "Åse"),
        ("A\u200b\u030ase", "Åse"),
        ("'0580", "0580"),
        ("O'Brien", "O'Brien"),
        ("a\x00b", "ab"),
        ("", ""),
    ],
)
def test_a_cell_is_tidied(text, expected):
    assert tidy(text) == expected


@given(st.text())
def test_tidying_twice_changes_nothing_more(text):
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize("category", ["Cc", "Cs", "Zl", "Zp"])
def test_no_control_character_and_no_line_end_is_visible_or_tidy(category):
    signs = [c for c in map(chr, range(0x110000)) if unicodedata.category(c) == category]

    assert {visible(sign) for sign in signs} <= {"", " ", "?"}
    assert {tidy(f"a{sign}b") for sign in signs} <= {"ab", "a b"}


def test_what_turns_the_direction_of_a_text_is_neither_visible_nor_tidy():
    turns = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    signs = [c for c in map(chr, range(0x110000)) if unicodedata.bidirectional(c) in turns]

    assert {visible(sign) + tidy(sign) for sign in [*signs, *"\u200e\u200f\u061c"]} == {""}


@given(st.text())
def test_what_is_visible_is_the_same_when_tidied_and_stays_visible(text):
    assert tidy(visible(text)) == tidy(text)
    assert visible(visible(text)) == visible(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_text_is_tidied_and_folded_as_any_other(text):
    other = text + "\u200b"  # invisible, but not ASCII

    assert (tidy(text), fold(text)) == (tidy(other), fold(other))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BjÃ¸rn Ã…s", "Bjørn Ås"),
        ("Ã\u0098stby", "Østby"),  # read as latin-1
        ("AndrÃ© â€“ VillÃ\u00a0", "André – Villà"),
        ("Kari\u00c2\u00a0Li", "Kari\u00a0Li"),
        ("&Oslash;degå&#114;d &amp; s&#xf8;nn", "Ødegård & sønn"),
        ("Bj&Atilde;&cedil;rn", "Bjørn"),
        ("JOÃO ÂNGELO", "JOÃO ÂNGELO"),
        ("BjÃ¸rn Ås", "BjÃ¸rn Ås"),  # in part right: no program did that
        ("Bjørn & Kari", "Bjørn & Kari"),
        ("&ukjent; &lt", "&ukjent; &lt"),
        ("", ""),
    ],
)
def test_letters_that_another_program_damaged_are_mended_when_they_encode_back(text, expected):
    assert mend(text) == expected


@given(st.text())
def test_what_was_damaged_once_is_mended(text):
    damaged = text.encode("utf-8").decode("latin-1")

    assert mend(damaged) in (text, damaged) or "&" in text


@pytest.mark.parametrize("text", ["", " \u00a0", "-", " N/A ", "NULL", "(tom)", "NaN", "\u200b"])
def test_tokens_for_nothing_are_blank(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["0", "Nei", "Nannestad", "--"])
def test_other_text_is_not_blank(text):
    assert not is_blank(text)


def test_headings_are_compared_without_case_spaces_or_how_letters_are_composed():
    decomposed = unicodedata.normalize("NFD", "ÅRLIG  Avgift ")

    assert fold(decomposed) == fold("årlig\u00a0avgift") == "årlig avgift"


@pytest.mark.parametrize(
    ("text", "expected"), [("580.0", "580"), ("7,00", "7"), ("7.5", "7.5"), ("0150", "0150")]
)
def test_only_decimals_of_zero_are_dropped(text, expected):
    assert drop_zero_decimals(text) == expected
