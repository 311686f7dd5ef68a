"""The text of a cell, before it is read as anything."""

import re
import unicodedata
from contextlib import suppress
from html import unescape

# Blank tokens of exports. A family name may be one of them, so `names` does not ask here.
BLANKS = frozenset({"", "-", "–", "—", "n/a", "#n/a", "null", "(tom)", "nan"})

# Control, zero-width, soft-hyphen and direction marks, tags, and half a sign: nothing to see, and
# `str.split` keeps them. Written as within the brackets of a pattern.
INVISIBLE = (
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
)
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_LINE_ENDS = re.compile(r"[\t-\r\x1c-\x1f\x85\u2028\u2029]+")  # and tabs
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ZERO_DECIMALS = re.compile(r"([0-9]+)[.,]0+")


def visible(text: str) -> str:
    """Return the text as one line of what can be seen; a terminal does nothing but show it.

    A byte of a file's name that is no letter is shown as a question mark.

    >>> visible("\\x1b[2J[familie]\\r\\n\\u202efdp\\x9b31m\\udcff")
    '[2J[familie] fdp31m?'
    """
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return _INVISIBLE.sub("", _LINE_ENDS.sub(" ", whole))


def tidy(text: str) -> str:
    """Compose letters (NFC), collapse whitespace, drop what is invisible and Excel's apostrophe.

    >>> tidy("  Kari\\u00a0 A\\u030ase\\u200b ")
    'Kari Åse'
    >>> tidy("'0580")
    '0580'
    """
    if text.isascii() and text.isprintable():  # as most cells are: nothing to compose or drop
        return " ".join(text.split()).lstrip("' ")
    composed = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return " ".join(composed.split()).lstrip("' ")


def mend(text: str) -> str:
    """Undo what an earlier program did to the letters: entities, and UTF-8 once read as cp1252.

    Ask before `tidy`, which takes a letter's last byte for a space. A text that as a whole is not
    UTF-8 when written back is right as it stands.

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
    """Say whether the cell holds nothing, or one of the tokens that stand for nothing."""
    return fold(text) in BLANKS


def fold(text: str) -> str:
    """Return the form in which headings and names are compared; never one to show.

    >>> fold("E\\u2011POST ")
    'e-post'
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().split()).lstrip("' ")
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", tidy(folded)).replace("\u2010", "-")


def drop_zero_decimals(text: str) -> str:
    """Undo what a spreadsheet did to a whole number.

    >>> drop_zero_decimals("580.0")
    '580'
    """
    whole = _ZERO_DECIMALS.fullmatch(text)
    return whole[1] if whole else text
