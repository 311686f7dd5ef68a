"""Phone numbers: stored as E.164, shown in groups of digits as Norwegians write them."""

import re
from itertools import pairwise

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from workbench.model.errors import Unreadable
from workbench.values.text import drop_zero_decimals, is_blank, tidy

_FLOAT = re.compile(r"([0-9])[.,]([0-9]+)[eE]\+?([0-9]{1,2})")
_MOST_ZEROS = 2  # with more, a spreadsheet has rounded the number: 9.29E+07
_SEPARATOR = re.compile(r"[/;|\n]|,(?![0-9]+[eE])|\b(?:og|eller)\b")
_NUMBER = re.compile(r"(?:\+ ?)?[0-9][0-9 ().\u2010-\u2015-]*")
_PLAIN = re.compile(  # most cells, without their spaces; the library's Norwegian series
    r"(?:(?:\+|00)?47)?"
    r"((?P<mobile>(?:4[016-8]|9[0-9])[0-9]{6}|45(?:[0-24-9][0-9]|3[0-57-9])[0-9]{4})"
    r"|(?:2[1-4]|3[1-3578]|5[1-35-7]|6[1-46-9]|7[0-8])[0-9]{6})"
)
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


def clean_phones(text: str) -> list[str]:
    """Return the cell's numbers in E.164, each once; without a country code they are Norwegian.

    Numbers that cannot be read are left out. Raise Unreadable if none can be read.

    >>> clean_phones("92884492.0 / +46 70 123 45 67")
    ['+4792884492', '+46701234567']
    """
    plain = _PLAIN.fullmatch(text.replace(" ", ""))
    if plain and not _is_filler(plain[1]):
        return [f"+47{plain[1]}"]
    if is_blank(text):
        return []
    numbers = [number for part in _SEPARATOR.split(text) for number in _find_numbers(tidy(part))]
    valid = [e164 for e164 in map(_to_e164, numbers) if e164]
    if not valid:
        raise Unreadable("ikke et gyldig telefonnummer")
    return list(dict.fromkeys(valid))


def is_mobile(e164: str) -> bool:
    """Return whether a number can receive an SMS."""
    plain = _PLAIN.fullmatch(e164)
    if plain:
        return plain["mobile"] is not None
    return phonenumbers.number_type(phonenumbers.parse(e164)) in _MOBILE


def show_phone(e164: str) -> str:
    """Return a number in groups of digits; only foreign ones show their country code.

    >>> show_phone("+4792884492"), show_phone("+4723423423"), show_phone("+46701234567")
    ('928 84 492', '23 42 34 23', '+46 70 123 45 67')
    """
    if not e164.startswith("+47"):
        number = phonenumbers.parse(e164)
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    local = e164.removeprefix("+47")
    if len(local) != 8:
        return local
    bounds = (0, 3, 5, 8) if local[0] in "489" else (0, 2, 4, 6, 8)
    return " ".join(local[start:end] for start, end in pairwise(bounds))


def _find_numbers(part: str) -> list[str]:
    """Find numbers among words such as "tlf." or "(mor)"; undo a spreadsheet's float."""
    scientific = _FLOAT.fullmatch(part)
    if scientific:
        first, decimals, exponent = scientific.groups()
        zeros = int(exponent) - len(decimals)
        return [first + decimals + "0" * zeros] if 0 <= zeros <= _MOST_ZEROS else []
    return _NUMBER.findall(drop_zero_decimals(part))


def _to_e164(number: str) -> str | None:
    try:
        parsed = phonenumbers.parse(re.sub(r"[^0-9+]", "", number), "NO")
    except phonenumbers.NumberParseException:
        return None
    if _is_filler(str(parsed.national_number)) or not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def _is_filler(digits: str) -> bool:
    """Return whether one digit is repeated: 99999999 is in a valid series, but nobody has it."""
    return digits == digits[0] * len(digits)
