"""People's names: kept as written, except those in only capitals or only lower case."""

import re

from workbench.model.errors import Unreadable
from workbench.values.text import BLANKS, fold, tidy

PARTICLES = frozenset({"van", "von", "de", "der", "den", "af", "av"})
_BLANKS = BLANKS - {"null", "nan"}
_NUMERALS = frozenset({"ii", "iii", "iv"})
_NAME_LIKE = re.compile(r"(?:[^\W\d_]|[ .,'’/()-])+")  # markup and codes are left as they are
_PIECES = re.compile(r"([-.,'’/()])")


def clean_name(text: str) -> str | None:
    """Tidy a name, and give it capitals when it is written in ALL CAPS or all lower case.

    Return None for a blank cell; Null and Nan are names that people have, so not blank. The last
    word gets a capital also if it is a particle ("de"), but not in "Surname, First name".

    >>> clean_name("ANNE-KARI VON DER LIPPE"), clean_name("o'brien"), clean_name("deVries")
    ('Anne-Kari von der Lippe', "O'Brien", 'deVries')
    """
    name = tidy(text)
    if fold(name) in _BLANKS:
        return None
    if not (name.isupper() or name.islower()) or not _NAME_LIKE.fullmatch(name):
        return name
    words = name.split(" ")
    cased = [_case_word(word) for word in words]
    if "," not in name:
        cased[-1] = _capitalise(words[-1])
    return " ".join(cased)


def split_name(text: str) -> tuple[str, str]:
    """Clean a full name and split it into first and last name; raise Unreadable for one name alone.

    >>> split_name("Lippe, Kari"), split_name("Kari Marie von der Lippe")
    (('Kari', 'Lippe'), ('Kari Marie', 'von der Lippe'))
    """
    name = clean_name(text) or ""
    last, comma, first = (part.strip() for part in name.partition(","))
    if not comma:
        first, last = _split_words(name.split(" "))
    if not (first and last):
        raise Unreadable("bare ett navn der både fornavn og etternavn trengs")
    return first, last


def _split_words(words: list[str]) -> tuple[str, str]:
    """Return first and last name: the last is the last word and the particles before it, but never
    the first word."""
    start = len(words) - 1
    while start > 1 and words[start - 1].casefold() in PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def _case_word(word: str) -> str:
    return word.lower() if word.casefold() in PARTICLES else _capitalise(word)


def _capitalise(word: str) -> str:
    """Capitalise also after hyphens and Mc; after an apostrophe only if one letter is before it
    (O', D')."""
    if word.casefold() in _NUMERALS:
        return word.upper()
    pieces = _PIECES.split(word)
    for index, piece in enumerate(pieces):
        is_inside = index > 1 and pieces[index - 1] in "'’" and len(pieces[index - 2]) != 1
        pieces[index] = piece.lower() if is_inside else _capitalise_piece(piece)
    return "".join(pieces)


def _capitalise_piece(piece: str) -> str:
    if piece[:2].casefold() == "mc" and len(piece) > 3:
        return "Mc" + piece[2:].capitalize()
    return piece.capitalize()
