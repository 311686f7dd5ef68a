"""One cell to a value, by the type of its column."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workbench.importers.profiles import PERSONS, CellType, Profile
from workbench.model.errors import Unreadable
from workbench.values import amounts, dates, emails, kid, names, phones, postcodes
from workbench.values.national_id import STARS, has_lost_zero, looks_like_national_id, mask
from workbench.values.text import drop_zero_decimals, fold, is_blank, mend, tidy

Words = Mapping[str, tuple[str, str]]  # folded -> as it is written, and our code
# what a spreadsheet shows instead of a value, in English and Norwegian; "#N/A" is a blank
SHEET_ERROR = re.compile(r"#(?:FORMEL|REF|VALUE|VERDI|NAME|NAVN|DIV/0|NUM|NULL|TALL|SPILL)[!?]")
ADDRESS = re.compile(r"(?:mailto:)?[\w.+-]+@[\w-]+\.[\w.]+")
BIRTH_NUMBER = "ser ut som et fødselsnummer, som aldri lagres"
_PLAIN_ID = re.compile("[0-9]{1,9}")  # too short for a birth number
_PLAIN_EMAIL = re.compile(
    r"(?=.{1,63}\Z)[a-z0-9_+-]+@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+(?:no|com|net|org)"
)
GENDERS = {
    fold(word): (word, code)
    for code, words in {"M": "M Mann Gutt G Male", "K": "K Kvinne Jente J Female"}.items()
    for word in words.split()
}


@dataclass(frozen=True)
class Context:
    """What reading a cell may depend on besides the cell: the day and the club's KID structure."""

    as_of: date
    kid_length: int
    kid_modulus: int


class CellReader:
    """Reads the cells of one profile."""

    def __init__(self, profile: Profile, context: Context) -> None:
        self.profile = profile
        self.context = context
        self.words = {
            name: {fold(word): (word, code) for word, code in profile.words(name).items()}
            for name in profile.columns
        }

    def read(self, name: str, texts: Iterable[str]) -> tuple[dict[str, Any], dict[str, str]]:
        """Return what each text of a column says, None where nothing, and why it cannot be read."""
        clean, read, wrong = self._cleaner(name), dict[str, Any].fromkeys(texts), {}
        cell_type = self.profile.columns[name].type
        if cell_type == "id":  # most ids, and most addresses, need no cleaning
            read.update((text, text) for text in [*filter(_PLAIN_ID.fullmatch, read)])
        elif cell_type == "email":
            read.update((text, [text]) for text in [*filter(_PLAIN_EMAIL.fullmatch, read)])
        for text in [text for text, value in read.items() if value is None]:
            try:
                if text.startswith("#") and SHEET_ERROR.fullmatch(text):
                    raise Unreadable("en formel uten verdi, eller en feil i regnearket")
                read[text] = clean(mend(text))
            except Unreadable as fault:
                wrong[text] = str(fault)
        return read, wrong

    def _cleaner(self, name: str) -> Callable[[str], Any]:
        """Return what reads a cell of the column's type."""
        context, order = self.context, self.profile.day_order
        cleaners: dict[CellType, Callable[[str], Any]] = {
            "id": _person if name in PERSONS else _id,
            "account": _number,
            "text": _text,
            "name": _name,
            "full_name": _full_name,
            "groups": _groups,
            "phone": phones.clean_phones,
            "email": emails.clean_emails,
            "postcode": postcodes.clean_postcode,
            "day": lambda text: dates.parse_day(text, order),
            "past_day": self._past_day,
            "birth_day": lambda text: dates.parse_birth_day(text, context.as_of, order),
            "amount": amounts.parse_ore,
            "ore": lambda text: _count(text, digits=11),
            "count": _count,
            "kid": lambda text: kid.clean_kid(text, context.kid_length, context.kid_modulus),
            "gender": lambda text: _word(text, GENDERS, [word for word, _ in GENDERS.values()]),
            "word": lambda text: _word(text, self.words[name], self.profile.columns[name].words),
        }
        return cleaners[self.profile.columns[name].type]

    def _past_day(self, text: str) -> date | None:
        day = dates.parse_day(text, self.profile.day_order)
        if day is not None and day > self.context.as_of:
            raise Unreadable("dagen er ikke kommet ennå")
        return day


def is_readable(read: Callable[[str], Any], text: str) -> bool:
    """Return whether `read` makes a value of the text."""
    try:
        return bool(read(text))
    except Unreadable:
        return False


def _id(text: str) -> str | None:
    if looks_like_national_id(text):
        raise Unreadable(BIRTH_NUMBER)
    if "|" in text:
        raise Unreadable("tegnet | kan ikke stå i et nummer")
    return _number(text)


def _person(text: str) -> str | None:
    if len(text) > 9 and has_lost_zero(tidy(text)):
        raise Unreadable(BIRTH_NUMBER)
    return _id(text)


def _number(text: str) -> str | None:
    if text.isascii() and text.isdigit():
        return text
    return None if is_blank(text) else drop_zero_decimals(tidy(text))


def _text(text: str) -> str | None:
    return None if is_blank(text) else mask(tidy(text))


def _name(text: str) -> str | None:
    return names.clean_name(_as_name(text))


def _full_name(text: str) -> tuple[str, str] | None:
    name = _as_name(text)
    return names.split_name(name) if name else None


def _as_name(text: str) -> str:
    """Return a name without birth numbers; raise Unreadable for a number, a day or an address."""
    name = mask(tidy(text))
    is_number = STARS not in name and not any(map(str.isalpha, name))
    if not is_blank(name) and (is_number or ADDRESS.fullmatch(name)):
        raise Unreadable("ikke et navn")
    return name


def _word(text: str, words: Words, own_words: Iterable[str]) -> str | None:
    """Return the code of a word; the fault names only the profile's own words."""
    if is_blank(text):
        return None
    if fold(text) not in words:
        raise Unreadable(f"ukjent ord; kjente er {', '.join(own_words)}")
    return words[fold(text)][1]


def _groups(text: str) -> tuple[str, ...]:
    """Part a cell of several groups.

    >>> _groups("Ski, Fotball G12;Ski")
    ('Ski', 'Fotball G12')
    """
    lines = text.splitlines()
    found = (tidy(part) for line in lines for part in line.replace(";", ",").split(","))
    return tuple(dict.fromkeys(mask(name) for name in found if not is_blank(name)))


def _count(text: str, digits: int = 3) -> int | None:
    if is_blank(text):
        return None
    found = drop_zero_decimals(tidy(text))
    if not (found.isascii() and found.isdecimal() and len(found) <= digits):
        raise Unreadable("ikke et helt tall")
    return int(found)
