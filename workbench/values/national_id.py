"""Birth numbers and D-numbers (fødselsnummer): found in order to be hidden, never read or kept."""

import re
from datetime import date

_SHORTEST = 11
_STARS = "***********"
# After a plus it is a telephone number: +46 70... has the shape of a D-number.
_ELEVEN = re.compile(r"(?<![\d+])(\d{2})(\d{2})\d{2}[ \xa0.-]?\d{3} ?\d{2}(?!\d)")
_MONTH_SHIFTS = (0, 40, 65, 80)  # the last three are test numbers of various registers


def mask(text: str) -> str:
    """Put stars for every run of eleven digits with the shape of a birth number or D-number.

    The check digits are not asked: since 2032-numbers they tell less, and a typo is as private.

    >>> mask("Kari, 010190 12345, KID 12345678901234")
    'Kari, ***********, KID 12345678901234'
    """
    if len(text) < _SHORTEST:
        return text
    return _ELEVEN.sub(lambda run: _STARS if _has_birth_date(run) else run[0], text)


def looks_like_national_id(text: str) -> bool:
    """Say whether `mask` would hide something in the text."""
    if len(text) < _SHORTEST:
        return False
    return any(_has_birth_date(run) for run in _ELEVEN.finditer(text))


def _has_birth_date(run: re.Match[str]) -> bool:
    day, month = int(run[1]), int(run[2])
    day -= 40 if day > 40 else 0  # D-number
    return any(_is_day(day, month - shift) for shift in _MONTH_SHIFTS)


def _is_day(day: int, month: int) -> bool:
    try:
        date(2000, month, day)  # a leap year, since the century is not known
    except ValueError:
        return False
    return True
