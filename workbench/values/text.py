"""The text of a cell, before it is read as a name, a day or an amount."""

import re
import unicodedata
from contextlib import suppress
from functools import lru_cache
from html import unescape

# Texts that exports write for nothing. Some are family names, so `names` does not use this set.
BLANKS = frozenset({"", "-", "–", "—", "n/a", "#n/a", "null", "(tom)", "nan"})

# Control, zero-width, soft-hyphen and direction marks, tags and lone surrogates: they show nothing,
# and `str.split` keeps them. Written to stand within the brackets of a pattern.
INVISIBLE = (
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
)
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_LINE_ENDS = re.compile(r"[\t-\r\x1c-\x1f\x85\u2028\u2029]+")  # and tabs
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ZERO_DECIMALS = re.compile(r"([0-9]+)[.,]0+")


def visible(text: str) -> str:
    """Return the text on one line and without invisible characters, safe to show in a terminal.

    A byte of a file's name that could not be decoded becomes a question mark.

    >>> visible("\\x1b[2J[familie]\\r\\n\\u202efdp\\x9b31m\\udcff")
    '[2J[familie] fdp31m?'
    """
    encodable = text.encode("utf-8", "replace").decode("utf-8")
    return _INVISIBLE.sub("", _LINE_ENDS.sub(" ", encodable))


def tidy(text: str) -> str:
    """Compose letters (NFC), collapse whitespace, drop invisible characters and Excel's apostrophe.

    >>> tidy("  Kari\\u00a0 A\\u030ase\\u200b ")
    'Kari Åse'
    >>> tidy("'0580")
    '0580'
    """
    if text.isascii() and text.isprintable():  # most cells: nothing to compose or drop
        return " ".join(text.split()).lstrip("' ")
    composed = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return " ".join(composed.split()).lstrip("' ")


def mend(text: str) -> str:
    """Undo what an earlier program did to the letters: HTML entities, and UTF-8 read as cp1252.

    Use it before `tidy`, which takes the last byte of some letters for a space. A text whose bytes
    in cp1252 or latin-1 are not UTF-8 is returned as it is.

    >>> mend("Bj&oslash;rn"), mend("BjÃ¸rn"), mend("JOÃO"), mend("R&D;")
    ('Bjørn', 'Bjørn', 'JOÃO', 'R&D;')
    """
    if "&" in text:
        text = _ENTITY.sub(lambda entity: unescape(entity[0]), text)
    if not text.isascii() and ("Ã" in text or "Â" in text or "â€" in text):
        for encoding in ("cp1252", "latin-1"):
            with suppress(UnicodeError):
                return text.encode(encoding).decode("utf-8")
    return text


def is_blank(text: str) -> bool:
    """Return whether the cell is empty, or is one of the texts that exports write for nothing."""
    return fold(text) in BLANKS


@lru_cache(1 << 15)  # names and contact values are folded for many reasons
def fold(text: str) -> str:
    """Return the form in which headings and names are compared. It is not meant to be shown.

    >>> fold("E\\u2011POST ")
    'e-post'
    """
    if text.isascii() and text.isprintable():
        return text.lower() if text.isalnum() else " ".join(text.lower().split()).lstrip("' ")
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", tidy(folded)).replace("\u2010", "-")


def strip_accents(name: str) -> str:
    """Return the name without accents.

    >>> strip_accents("andré")
    'andre'
    """
    if name.isascii():
        return name
    characters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in characters if not unicodedata.combining(letter))


def drop_zero_decimals(text: str) -> str:
    """Remove the ".0" that a spreadsheet put after a whole number.

    >>> drop_zero_decimals("580.0")
    '580'
    """
    whole = _ZERO_DECIMALS.fullmatch(text)
    return whole[1] if whole else text
