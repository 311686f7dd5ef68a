"""People's names: shown as people write them, changed only where nobody chose the letters."""

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

    People are called Null and Nan, so those are no blanks here. Behind a comma no word is the last
    of a surname.

    >>> clean_name("ANNE-KARI VON DER LIPPE"), clean_name("o'brien"), clean_name("deVries")
    ('Anne-Kari von der Lippe', "O'Brien", 'deVries')
    """
    name = tidy(text)
    if fold(name) in _BLANKS:
        return None
    if not (name.isupper() or name.islower()) or not _NAME_LIKE.fullmatch(name):
        return name
    words = name.split(" ")
    last = _particle_or_word if "," in name else _capitalised
    return " ".join([*map(_particle_or_word, words[:-1]), last(words[-1])])


def split_name(text: str) -> tuple[str, str]:
    """Split a full name, as `clean_name` leaves it, in first and last name.

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
    """The surname is the last word with its particles; the first word is never part of it."""
    at = len(words) - 1
    while at > 1 and words[at - 1].casefold() in PARTICLES:
        at -= 1
    return " ".join(words[:at]), " ".join(words[at:])


def _particle_or_word(word: str) -> str:
    return word.lower() if word.casefold() in PARTICLES else _capitalised(word)


def _capitalised(word: str) -> str:
    """Capitals after hyphens and Mc; after an apostrophe only behind one letter (O', D')."""
    if word.casefold() in _NUMERALS:
        return word.upper()
    pieces = _PIECES.split(word)
    for n, piece in enumerate(pieces):
        inside = n > 1 and pieces[n - 1] in "'’" and len(pieces[n - 2]) != 1
        pieces[n] = piece.lower() if inside else _capital(piece)
    return "".join(pieces)


def _capital(piece: str) -> str:
    if piece[:2].casefold() == "mc" and len(piece) > 3:
        return "Mc" + piece[2:].capitalize()
    return piece.capitalize()
