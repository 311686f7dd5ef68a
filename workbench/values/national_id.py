"""Birth numbers and D-numbers (fødselsnummer): searched for to hide them, never read or kept."""

import re
from calendar import monthrange
from operator import mul

from workbench.values.text import INVISIBLE

_SHORTEST = 11
STARS = "***********"
# What may separate the digits: spaces of any width, what is invisible, and dashes.
_GAP = rf"[\s{INVISIBLE}\u2010-\u2015\u2212-]{{0,3}}+"
# After a plus it is a telephone number: +46 70... has the shape of a D-number.
_ELEVEN = re.compile(
    rf"(?<![\d+])(\d{{2}}){_GAP}(\d{{2}}){_GAP}\d{{2}}(?:{_GAP}|\.)\d{{3}}{_GAP}\d{{2}}(?!\d)"
)
_WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
_MONTH_SHIFTS = (0, 40, 65, 80)  # the last three are test numbers of various registers


def mask(text: str) -> str:
    """Replace every birth number and D-number, or what has the shape of one, by stars.

    The check digits are not tested: numbers given from 2032 need not have them right, and a number
    with a typing error is private too.

    >>> mask("Kari, 010190 12345, KID 12345678901234")
    'Kari, ***********, KID 12345678901234'
    """
    if len(text) < _SHORTEST:
        return text
    return _ELEVEN.sub(lambda run: STARS if _has_birth_date(run) else run[0], text)


def looks_like_national_id(text: str) -> bool:
    """Return whether `mask` would hide something in the text."""
    if len(text) < _SHORTEST:
        return False
    return any(_has_birth_date(run) for run in _ELEVEN.finditer(text))


def has_lost_zero(cell: str) -> bool:
    """Return whether a cell is a birth number whose leading zero a spreadsheet removed.

    Ten digits may be many other things, so the check digits are tested here.

    >>> has_lost_zero("1019000083"), has_lost_zero("1019000084")
    (True, False)
    """
    if len(cell) != _SHORTEST - 1 or not (cell.isascii() and cell.isdigit()):
        return False
    digits = [0, *map(int, cell)]
    run = _ELEVEN.fullmatch(f"0{cell}")
    return (
        run is not None
        and _has_birth_date(run)
        and all(sum(map(mul, weights, digits)) % 11 == 0 for weights in _WEIGHTS)
    )


def _has_birth_date(run: re.Match[str]) -> bool:
    day, month = int(run[1]), int(run[2])
    day -= 40 if day > 40 else 0  # D-number
    return any(_is_day(day, month - shift) for shift in _MONTH_SHIFTS)


def _is_day(day: int, month: int) -> bool:
    # of a leap year, since the century is not known
    return 1 <= month <= 12 and 1 <= day <= monthrange(2000, month)[1]
