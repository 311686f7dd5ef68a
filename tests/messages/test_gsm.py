"""An SMS is counted as the networks count it, and written with the letters they have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.messages.gsm import BASIC, EXTENSION, Segments, segments, to_gsm

# GSM 03.38 in the order of its codes, 0x00 to 0x7f, without 0x1b, the escape to the extension
ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)


def test_the_alphabet_has_127_letters_of_one_septet():
    assert len(ALPHABET) == 16 + 15 + 32 + 32 + 32
    assert frozenset(ALPHABET) == BASIC
    assert segments(ALPHABET) == Segments("GSM-7", 127, 1)


@pytest.mark.parametrize("letter", "€[]{}\\^~|\f")
def test_a_letter_of_the_extension_counts_two(letter):
    assert segments(letter) == Segments("GSM-7", 2, 1)
    assert letter in EXTENSION


@pytest.mark.parametrize("letter", sorted({*ALPHABET} - {"\n", "\r"}))
def test_a_letter_that_gsm_has_stays(letter):
    assert to_gsm(f"a{letter}b") == f"a{letter}b"


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 80 + "a", "GSM-7", 161, 2),
        ("a" * 152 + "€" + "a" * 10, "GSM-7", 164, 2),
        # the pair does not fit at the end of the first part, so a part is one septet shorter
        ("a" * 152 + "€" + "a" * 151, "GSM-7", 305, 2),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),
        ("я" * 70, "UCS-2", 70, 1),
        ("я" * 71, "UCS-2", 71, 2),
        ("я" * 134, "UCS-2", 134, 2),
        ("я" * 135, "UCS-2", 135, 3),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 66, "UCS-2", 132, 2),  # 33 in a part of 67 units
        ("😀" * 67, "UCS-2", 134, 3),
        ("a" * 69 + "ç", "UCS-2", 70, 1),
    ],
)
def test_the_parts_of_an_sms_at_their_limits(text, encoding, units, parts):
    assert segments(text) == Segments(encoding, units, parts)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1\u00a0100\u202f000\u2009kr", "1 100 000 kr"),
        ("«Hei» “hei” „hei” ‘hei’", '"Hei" "hei" "hei" \'hei\''),
        ("a – b — c ‑ d − e", "a - b - c - d - e"),
        ("vent…", "vent..."),
        ("Šárka Łukasz Đorđe Čović ça Ê", "Sarka Lukasz Dorde Covic ca E"),
        ("Þór œuvre ŒUVRE ıstanbul", "Thor oeuvre OEUVRE istanbul"),
        ("A\u030ase Bjo\u0308rn", "Åse Björn"),
        ("æøåÆØÅäöñüàèéùìò", "æøåÆØÅäöñüàèéùìò"),
        ("x\u0302y", "xy"),
        ("½ ﬁ ™ ２", "1/2 fi TM 2"),
        ("en\nto", "en\nto"),
    ],
)
def test_what_gsm_lacks_is_written_with_what_it_has(text, written):
    assert to_gsm(text) == written
    assert segments(written).encoding == "GSM-7"


@pytest.mark.parametrize("text", ["Олексій", "محمد", "नमस्ते", "😀", "αβγ"])
def test_what_has_no_such_letter_stays_and_makes_the_text_ucs2(text):
    assert to_gsm(text) == text
    assert segments(to_gsm(f"Hei {text}")).encoding == "UCS-2"


@pytest.mark.parametrize("control", ["\x00", "\x1b", "\x07", "\u202e", "\u200b", "\u2066", "\x85"])
def test_control_characters_never_come_through(control):
    assert control not in to_gsm(f"Hei{control}Kari")


def test_line_ends_of_windows_become_newlines():
    assert to_gsm("en\r\nto\rtre\ffire\tfem") == "en\nto tre fire fem"


@given(st.text())
def test_a_text_written_for_gsm_is_not_changed_when_written_again(text):
    written = to_gsm(text)

    assert to_gsm(written) == written
    assert all(letter == "\n" or letter >= " " for letter in written)
