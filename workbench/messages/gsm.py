"""The letters of an SMS: the 7-bit alphabet of GSM 03.38, and how many parts a text is sent in."""

import re
import unicodedata
from typing import Literal, NamedTuple

from workbench.values.text import visible

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")  # an escape and a letter: two septets
_REPLACEMENTS = str.maketrans(
    dict.fromkeys("«»“”„‟″", '"')
    | dict.fromkeys("‹›‘’‚‛′´`ʼ", "'")
    | dict.fromkeys("‐‑‒–—―−•", "-")
    | {"⁄": "/", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ħ": "h", "Ħ": "H"}
    | {"þ": "th", "Þ": "Th", "œ": "oe", "Œ": "OE", "ı": "i", "ẞ": "SS"}
)
_MARKS = re.compile("[\u0300-\u036f]")  # accents that stand after their letter


class Segments(NamedTuple):
    """How an SMS is sent; `units` are septets of GSM-7, or UTF-16 code units of UCS-2."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    parts: int


def segments(text: str) -> Segments:
    """Return the encoding of an SMS, its length, and the number of parts it is sent in.

    >>> segments("Hei på deg"), segments("Привіт")
    (Segments(encoding='GSM-7', units=10, parts=1), Segments(encoding='UCS-2', units=6, parts=1))
    """
    if set(text) <= BASIC | EXTENSION:
        sizes = [2 if letter in EXTENSION else 1 for letter in text]
        return Segments("GSM-7", sum(sizes), _count_parts(sizes, alone=160, joined=153))
    sizes = [2 if ord(letter) > 0xFFFF else 1 for letter in text]
    return Segments("UCS-2", sum(sizes), _count_parts(sizes, alone=70, joined=67))


def to_gsm(text: str) -> str:
    """Write a text with the letters that GSM has; what has none there stays as it is.

    Newlines are the only control characters that stay.

    >>> to_gsm("Michał, «Žofia» – 1\\u00a0100\\u00a0kr …"), to_gsm("Олексій")
    ('Michal, "Zofia" - 1 100 kr ...', 'Олексій')
    """
    lines = unicodedata.normalize("NFC", text).split("\n")
    return "\n".join("".join(map(_to_letter, visible(line))).rstrip() for line in lines)


def _to_letter(letter: str) -> str:
    """Return what stands for a letter: itself, one or more that GSM has, or nothing for an accent
    that stands alone."""
    if letter in BASIC or letter in EXTENSION:
        return letter
    replaced = letter.translate(_REPLACEMENTS)
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", replaced)).translate(_REPLACEMENTS)
    return bare if set(bare) <= BASIC | EXTENSION else letter


def _count_parts(sizes: list[int], *, alone: int, joined: int) -> int:
    """Return how many parts hold letters of such sizes; no letter is split."""
    if sum(sizes) <= alone:
        return 1
    parts, used = 1, 0
    for size in sizes:
        if used + size > joined:
            parts, used = parts + 1, 0
        used += size
    return parts
