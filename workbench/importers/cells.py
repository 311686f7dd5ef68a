"""The text of one cell to a value, by the type of its column."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workbench.importers.profiles import PERSONS, CellType, Profile
from workbench.model.errors import Unreadable
from workbench.values import amounts, dates, emails, names, phones, postcodes
from workbench.values.kid import KidStructure, clean_kid
from workbench.values.national_id import STARS, has_lost_zero, looks_like_national_id, mask
from workbench.values.text import drop_zero_decimals, fold, is_blank, mend, tidy

Words = Mapping[str, tuple[str, str]]  # folded -> as it is written, and our code
# what a spreadsheet shows instead of a value, in English and Norwegian; "#N/A" is a blank
SHEET_ERROR = re.compile(r"#(?:FORMEL|REF|VALUE|VERDI|NAME|NAVN|DIV/0|NUM|NULL|TALL|SPILL)[!?]")
ADDRESS = re.compile(r"(?:mailto:)?[\w.+-]+@[\w-]+\.[\w.]+")
ACCOUNT = re.compile(r"(?:NO\d\d)?(\d{11})")
THREE_DECIMALS = re.compile(r"([-+−–]?[0-9]+[.,][0-9]{2})([0-9])")
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
    """What reading a cell depends on besides its text: the day, and the club's KID structures."""

    as_of: date
    kid_structures: tuple[KidStructure, ...]


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
        """Return the texts of a column -> their values, None for a blank or unreadable one, and the
        unreadable texts -> the reason."""
        clean, values, reasons = self._choose_cleaner(name), dict[str, Any].fromkeys(texts), {}
        cell_type = self.profile.columns[name].type
        if cell_type == "id":  # most ids, and most addresses, need no cleaning
            values.update((text, text) for text in [*filter(_PLAIN_ID.fullmatch, values)])
        elif cell_type == "email":
            values.update((text, [text]) for text in [*filter(_PLAIN_EMAIL.fullmatch, values)])
        for text in [text for text, value in values.items() if value is None]:
            try:
                if text.startswith("#") and SHEET_ERROR.fullmatch(text):
                    raise Unreadable("en formel uten verdi, eller en feil i regnearket")
                values[text] = clean(mend(text))
            except Unreadable as fault:
                reasons[text] = str(fault)
        return values, reasons

    def _choose_cleaner(self, name: str) -> Callable[[str], Any]:
        """Return the function that reads a cell of the column's type."""
        context, order = self.context, self.profile.day_order
        cleaners: dict[CellType, Callable[[str], Any]] = {
            "id": _clean_person_id if name in PERSONS else _clean_id,
            "account": _clean_number,
            "text": _clean_text,
            "name": lambda text: names.clean_name(_require_name(text)),
            "full_name": _split_full_name,
            "groups": _split_groups,
            "phone": phones.clean_phones,
            "email": emails.clean_emails,
            "postcode": postcodes.clean_postcode,
            "day": lambda text: dates.parse_day(text, order),
            "past_day": self._read_past_day,
            "birth_day": lambda text: dates.parse_birth_day(text, context.as_of, order),
            "amount": amounts.parse_ore,
            "bank_amount": _read_bank_amount,
            "bank_account": _read_bank_account,
            "ore": lambda text: _read_count(text, digits=11),
            "count": _read_count,
            "currency": _require_kroner,
            "kid": lambda text: clean_kid(text, context.kid_structures),
            "gender": lambda text: _decode(text, GENDERS, [word for word, _ in GENDERS.values()]),
            "word": lambda text: _decode(text, self.words[name], self.profile.columns[name].words),
        }
        return cleaners[self.profile.columns[name].type]

    def _read_past_day(self, text: str) -> date | None:
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


def _clean_id(text: str) -> str | None:
    if looks_like_national_id(text):
        raise Unreadable(BIRTH_NUMBER)
    if "|" in text:
        raise Unreadable("tegnet | kan ikke stå i et nummer")
    return _clean_number(text)


def _clean_person_id(text: str) -> str | None:
    if len(text) > 9 and has_lost_zero(tidy(text)):
        raise Unreadable(BIRTH_NUMBER)
    return _clean_id(text)


def _clean_number(text: str) -> str | None:
    if text.isascii() and text.isdigit():
        return text
    return None if is_blank(text) else drop_zero_decimals(tidy(text))


def _read_bank_account(text: str) -> str | None:
    """Return the eleven digits of a Norwegian account; None where the cell has none.

    >>> _read_bank_account("8601.11.17947"), _read_bank_account("NO93 8601 1117 947")
    ('86011117947', '86011117947')
    """
    found = ACCOUNT.fullmatch(re.sub(r"[\s.]", "", text))
    return found and found[1]


def _read_bank_amount(text: str) -> int | None:
    """Read an amount of a bank's statement, in which three digits after a point are decimals.

    >>> _read_bank_amount("-112.000"), _read_bank_amount("1.250,00")
    (-11200, 125000)
    """
    three = THREE_DECIMALS.fullmatch(tidy(text))
    if three and three[2] != "0":
        raise Unreadable("beløpet har flere enn to desimaler")
    return amounts.parse_ore(three[1] if three else text)


def _require_kroner(text: str) -> str | None:
    """Return NOK; raise Unreadable for an amount in another currency, which nobody may add up."""
    if is_blank(text) or fold(text) == "nok":
        return "NOK"
    raise Unreadable(f"beløpet er i {mask(tidy(text))[:10]}, ikke i norske kroner")


def _clean_text(text: str) -> str | None:
    return None if is_blank(text) else mask(tidy(text))


def _split_full_name(text: str) -> tuple[str, str] | None:
    name = _require_name(text)
    return names.split_name(name) if name else None


def _require_name(text: str) -> str:
    """Return a name without birth numbers; raise Unreadable for a number, a day or an address."""
    name = mask(tidy(text))
    is_number = STARS not in name and not any(map(str.isalpha, name))
    if not is_blank(name) and (is_number or ADDRESS.fullmatch(name)):
        raise Unreadable("ikke et navn")
    return name


def _decode(text: str, words: Words, own_words: Iterable[str]) -> str | None:
    """Return the code of a word; the reason of Unreadable names only the profile's own words."""
    if is_blank(text):
        return None
    if fold(text) not in words:
        raise Unreadable(f"ukjent ord; kjente er {', '.join(own_words)}")
    return words[fold(text)][1]


def _split_groups(text: str) -> tuple[str, ...]:
    """Split a cell of several groups.

    >>> _split_groups("Ski, Fotball G12;Ski")
    ('Ski', 'Fotball G12')
    """
    groups = [tidy(group) for line in text.splitlines() for group in re.split("[;,]", line)]
    return tuple(dict.fromkeys(mask(group) for group in groups if not is_blank(group)))


def _read_count(text: str, digits: int = 3) -> int | None:
    if is_blank(text):
        return None
    number = drop_zero_decimals(tidy(text))
    if not (number.isascii() and number.isdecimal() and len(number) <= digits):
        raise Unreadable("ikke et helt tall")
    return int(number)
