"""KID: the digits that say which claim a payment is for; text, always, since zeros count.

A club has one structure or several, each a length and a modulus. Passing the check digit proves
nothing by itself: one in ten wrong numbers passes too.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from workbench.model.errors import Unreadable
from workbench.values.text import drop_zero_decimals, is_blank, tidy

DASH = "-"  # the MOD11 check digit where it would be ten; payers cannot type it
_WHOLE_IN_EXCEL = 15  # significant digits that survive a spreadsheet's number
_SCIENTIFIC = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+")
_SHAPE = re.compile(r"[0-9]+[0-9-]")
Places = tuple[int, int]  # the first and the last position of a part, counted from 1


@dataclass(frozen=True)
class KidStructure:
    """How KIDs are built: the check digit last, and where the customer and the invoice stand."""

    length: int
    modulus: int
    customer: Places | None = None
    invoice: Places | None = None
    account: str | None = None  # the structure is of this account alone


class KidParts(NamedTuple):
    """The customer and the invoice that a KID names; None where no structure says it."""

    customer: str | None
    invoice: str | None


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
    return DASH if check == 10 else str(check)


_CHECK_DIGITS = {10: mod10, 11: mod11}


def is_kid(text: str, structures: Iterable[KidStructure]) -> bool:
    """Return whether the text has the length of one of the structures, and its check digit."""
    return any(_fits(text, structure) for structure in structures)


def _fits(text: str, structure: KidStructure) -> bool:
    if len(text) != structure.length or not _SHAPE.fullmatch(text):
        return False
    return _CHECK_DIGITS[structure.modulus](text[:-1]) == text[-1]


def ends_in_dash(kid: str) -> bool:
    """Return whether the check digit is "-", which no payer can type.

    >>> ends_in_dash("6-"), ends_in_dash("123456785")
    (True, False)
    """
    return kid.endswith(DASH)


def make_kid(body: str, modulus: int) -> str:
    """Return the body with its check digit.

    Raise ValueError where the digit is "-", since payers cannot type it.
    """
    kid = body + _CHECK_DIGITS[modulus](body)
    if ends_in_dash(kid):
        raise ValueError("a KID must not end in '-': choose another body")
    return kid


def fill_kid(structure: KidStructure, customer: str, invoice: str) -> str:
    """Return the KID of a customer and an invoice: each filled up with zeros to its places.

    Raise ValueError where the structure has no places for them, where a number is not all digits or
    is too long, and where the check digit is "-".

    >>> fill_kid(KidStructure(7, 10, customer=(1, 3), invoice=(4, 6)), "1", "1")
    '0010017'
    """
    body = ["0"] * (structure.length - 1)
    for text, places in ((customer, structure.customer), (invoice, structure.invoice)):
        if places is None or not (text.isascii() and text.isdigit()):
            raise ValueError("a KID needs digits, and places for them")
        first, last = places
        digits = text.zfill(last - first + 1)
        if len(digits) > last - first + 1:
            raise ValueError("the number is too long for its places in the KID")
        body[first - 1 : last] = digits
    return make_kid("".join(body), structure.modulus)


def split_kid(kid: str, structures: Iterable[KidStructure], account: str | None = None) -> KidParts:
    """Return the parts of a KID, by the one structure that it fits; of several, by the one of the
    account that received the payment.

    >>> split_kid("0010017", [KidStructure(7, 10, customer=(1, 3), invoice=(4, 6))])
    KidParts(customer='001', invoice='001')
    """
    fitting = [structure for structure in structures if _fits(kid, structure)]
    if len(fitting) > 1:
        fitting = [structure for structure in fitting if structure.account == account]
    if len(fitting) != 1:
        return KidParts(None, None)
    [structure] = fitting
    return KidParts(_cut(kid, structure.customer), _cut(kid, structure.invoice))


def _cut(kid: str, places: Places | None) -> str | None:
    return kid[places[0] - 1 : places[1]] if places else None


def clean_kid(text: str, structures: Iterable[KidStructure]) -> str | None:
    """Read a KID of one of the structures, and put back the zeros that a spreadsheet removed, if
    only one structure fits then.

    Return None for a blank cell; raise Unreadable for a KID that does not fit.

    >>> clean_kid("10017", [KidStructure(length=7, modulus=10)])
    '0010017'
    """
    if is_blank(text):
        return None
    kid = tidy(text).replace(" ", "")
    if _SCIENTIFIC.fullmatch(kid):
        raise Unreadable("KID-en er skadet: et regneark har gjort den om til et avrundet tall")
    known, candidates = [*structures], {kid}
    whole = drop_zero_decimals(kid)
    if len(whole) <= _WHOLE_IN_EXCEL:
        kid, candidates = whole, {whole}
        if whole.isdigit() and not whole.startswith("0") and not is_kid(whole, known):
            lengths = {structure.length for structure in known}
            candidates = {whole.zfill(length) for length in lengths if length >= len(whole)}
    fitting = [candidate for candidate in candidates if is_kid(candidate, known)]
    if len(fitting) != 1:
        raise Unreadable(f"KID-en er skadet: {_describe_fault(kid, candidates, fitting, known)}")
    return fitting[0]


def _describe_fault(
    kid: str, candidates: Iterable[str], fitting: Iterable[str], known: Iterable[KidStructure]
) -> str:
    if not _SHAPE.fullmatch(kid):
        return "den har andre tegn enn sifre"
    if any(fitting):
        return "et regneark har fjernet nuller foran, og den kan ha hatt flere lengder"
    lengths = sorted({structure.length for structure in known})
    if not {*map(len, candidates)} & {*lengths}:
        return f"den har ikke {' eller '.join(map(str, lengths))} sifre"
    return "kontrollsifferet stemmer ikke"
