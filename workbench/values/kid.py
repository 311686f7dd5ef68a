"""KID: the digits that say which claim a payment is for; text, always, since zeros count.

A club has one structure, a length and a modulus. Passing the check digit proves nothing by itself:
one in ten wrong numbers passes too.
"""

import re

from workbench.model.errors import Unreadable
from workbench.values.text import drop_zero_decimals, is_blank, tidy

_WHOLE_IN_EXCEL = 15  # significant digits that survive a spreadsheet's number
_SCIENTIFIC = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+")
_SHAPE = re.compile(r"[0-9]+[0-9-]")


def mod10(body: str) -> str:
    """Return the MOD10 (Luhn) check digit.

    >>> mod10("12345678")
    '2'
    """
    doubled = (int(digit) * (2 - position % 2) for position, digit in enumerate(reversed(body)))
    return str(-sum(product // 10 + product % 10 for product in doubled) % 10)


def mod11(body: str) -> str:
    """Return the MOD11 check digit, "-" where it would be ten.

    >>> mod11("12345678"), mod11("6")
    ('5', '-')
    """
    weighted = sum(int(digit) * (2 + position % 6) for position, digit in enumerate(reversed(body)))
    check = -weighted % 11
    return "-" if check == 10 else str(check)


_CHECK_DIGITS = {10: mod10, 11: mod11}


def is_kid(text: str, length: int, modulus: int) -> bool:
    """Return whether the text is a KID of this length whose check digit is right."""
    if len(text) != length or not _SHAPE.fullmatch(text):
        return False
    return _CHECK_DIGITS[modulus](text[:-1]) == text[-1]


def make_kid(body: str, modulus: int) -> str:
    """Return the body with its check digit.

    Raise ValueError where the digit is "-", since payers cannot type it.
    """
    check = _CHECK_DIGITS[modulus](body)
    if check == "-":
        raise ValueError("a KID must not end in '-': choose another body")
    return body + check


def clean_kid(text: str, length: int, modulus: int) -> str | None:
    """Read a KID of the club's structure, and put back the zeros that a spreadsheet removed.

    Return None for a blank cell; raise Unreadable for a KID that does not fit the structure.

    >>> clean_kid("10017", length=7, modulus=10)
    '0010017'
    """
    if is_blank(text):
        return None
    kid = tidy(text).replace(" ", "")
    if _SCIENTIFIC.fullmatch(kid):
        raise Unreadable("KID-en er skadet: et regneark har gjort den om til et avrundet tall")
    whole = drop_zero_decimals(kid)
    if len(whole) <= _WHOLE_IN_EXCEL:
        kid = whole
        if whole.isdigit() and not whole.startswith("0"):
            kid = whole.zfill(length)
    _require_kid(kid, length, modulus)
    return kid


def _require_kid(kid: str, length: int, modulus: int) -> None:
    if not _SHAPE.fullmatch(kid):
        raise Unreadable("KID-en er skadet: den har andre tegn enn sifre")
    if len(kid) != length:
        raise Unreadable(f"KID-en er skadet: den har ikke {length} sifre")
    if not is_kid(kid, length, modulus):
        raise Unreadable("KID-en er skadet: kontrollsifferet stemmer ikke")
