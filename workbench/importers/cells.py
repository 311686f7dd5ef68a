"""One cell to a value, by the type of its column."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workbench.importers.profiles import Profile
from workbench.model.errors import Unreadable
from workbench.values import amounts, dates, emails, kid, names, phones, postcodes
from workbench.values.national_id import looks_like_national_id, mask
from workbench.values.text import drop_zero_decimals, fold, is_blank, tidy

Words = Mapping[str, tuple[str, str]]  # folded -> as it is written, and our code
BIRTH_NUMBER = "ser ut som et fødselsnummer, som aldri lagres"
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
    """Reads the cells of one profile; equal cells are read once."""

    def __init__(self, profile: Profile, context: Context) -> None:
        self.profile = profile
        self.context = context
        self.words = {
            name: {fold(word): (word, code) for word, code in column.words.items()}
            for name, column in profile.columns.items()
        }
        self.read_before: dict[tuple[str, str], Any] = {}

    def value(self, name: str, text: str) -> Any:
        """Return the value, None for a blank, or what makes the cell Unreadable."""
        if (name, text) not in self.read_before:
            try:
                value = self._clean(name, text)
            except Unreadable as fault:
                value = fault
            self.read_before[name, text] = value
        return self.read_before[name, text]

    def _clean(self, name: str, text: str) -> Any:
        column, context = self.profile.columns[name], self.context
        match column.type:
            case "name":
                return names.clean_name(mask(tidy(text)))
            case "full_name":
                return names.split_name(mask(tidy(text))) if tidy(text) else None
            case "groups":
                return _groups(text)
            case "phone":
                return phones.clean_phones(text)
            case "email":
                return emails.clean_emails(text)
            case "postcode":
                return postcodes.clean_postcode(text)
            case "day":
                return dates.parse_day(text, self.profile.day_order)
            case "past_day":
                day = dates.parse_day(text, self.profile.day_order)
                if day is not None and day > context.as_of:
                    raise Unreadable("dagen er ikke kommet ennå")
                return day
            case "birth_day":
                return dates.parse_birth_day(text, context.as_of, self.profile.day_order)
            case "amount":
                return amounts.parse_ore(text)
            case "count":
                return _count(text)
            case "ore":
                return _count(text, digits=11)
            case "gender":
                return _word(text, GENDERS)
            case "kid":
                return kid.clean_kid(text, context.kid_length, context.kid_modulus)
            case "word":
                return _word(text, self.words[name])
            case "id" if looks_like_national_id(text):
                raise Unreadable(BIRTH_NUMBER)
            case "id" | "account":
                return None if is_blank(text) else drop_zero_decimals(tidy(text))
            case _:
                return None if is_blank(text) else mask(tidy(text))


def _word(text: str, words: Words) -> str | None:
    if is_blank(text):
        return None
    if fold(text) not in words:
        known = ", ".join(word for word, _ in words.values())
        raise Unreadable(f"ukjent ord; kjente er {known}")
    return words[fold(text)][1]


def _groups(text: str) -> tuple[str, ...]:
    """Part a cell of several groups.

    >>> _groups("Ski, Fotball G12;Ski")
    ('Ski', 'Fotball G12')
    """
    found = (tidy(part) for line in text.splitlines() for part in line.replace(";", ",").split(","))
    return tuple(dict.fromkeys(mask(name) for name in found if not is_blank(name)))


def _count(text: str, digits: int = 3) -> int | None:
    if is_blank(text):
        return None
    found = drop_zero_decimals(tidy(text))
    if not (found.isascii() and found.isdecimal() and len(found) <= digits):
        raise Unreadable("ikke et helt tall")
    return int(found)
