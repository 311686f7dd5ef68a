"""Days, read in the order the export's profile states; a day is never guessed from its size."""

import re
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from workbench.model.errors import Unreadable
from workbench.values.text import drop_zero_decimals, is_blank, tidy

Order = Literal["dmy", "mdy", "ymd"]

_TIME = r"(?:[T ](?:[01]?[0-9]|2[0-3])[:.][0-5][0-9](?:[:.][0-5][0-9](?:[.,][0-9]+)?)?)?"
_PARTED = re.compile(r"([0-9]{1,4})([./-]) ?([0-9]{1,2})\2 ?([0-9]{2,4})" + _TIME)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_INSTANT = re.compile(r"[0-9]{4}-.+[T ].+(?:Z|[+-][0-9]{2}:?[0-9]{2})")
_SERIAL = re.compile(r"[0-9]{5}")
_SERIAL_ZERO = date(1899, 12, 30)  # Excel's day 0, as its false leap day of 1900 leaves it
_OSLO = ZoneInfo("Europe/Oslo")
_FIRST, _LAST = 1900, 2199


def parse_day(text: str, order: Order = "dmy") -> date | None:
    """Read a day; two-digit years are of this century.

    An instant with a time zone is the day it was in Norway. Five digits are an Excel serial.

    >>> str(parse_day("22.11.26 14:05:00")), str(parse_day("2026-11-21T23:30:00Z"))
    ('2026-11-22', '2026-11-22')
    """
    return _read(text, order, latest=None)


def parse_birth_day(text: str, as_of: date, order: Order = "dmy") -> date | None:
    """Read a day of birth: not after `as_of`, which also settles the century of two digits.

    >>> str(parse_birth_day("01.02.68", as_of=date(2026, 11, 22)))
    '1968-02-01'
    """
    day = _read(text, order, latest=as_of)
    if day and day > as_of:
        raise Unreadable("fødselsdatoen er i framtiden")
    return day


def _read(text: str, order: Order, latest: date | None) -> date | None:
    if is_blank(text):
        return None
    found = drop_zero_decimals(tidy(text))
    try:
        day = _instant(found) or _serial(found) or _calendar_day(found, order, latest)
    except (ValueError, OverflowError):
        raise Unreadable("ikke en dato som kan leses") from None
    if not _FIRST <= day.year <= _LAST or day == date(_FIRST, 1, 1):
        raise Unreadable("ikke en virkelig dato, men en som står for «ingen»")
    return day


def _instant(found: str) -> date | None:
    if not _INSTANT.fullmatch(found):
        return None
    return datetime.fromisoformat(found).astimezone(_OSLO).date()


def _serial(found: str) -> date | None:
    return _SERIAL_ZERO + timedelta(days=int(found)) if _SERIAL.fullmatch(found) else None


def _calendar_day(found: str, order: Order, latest: date | None) -> date:
    """Raise ValueError for what is not a day, such as 31.02, 00.00.0000 or the other order."""
    if compact := _COMPACT.fullmatch(found):
        return date(*map(int, compact.groups()))
    parted = _PARTED.fullmatch(found)
    if not parted:
        raise ValueError("no date")
    numbers = parted.group(1, 3, 4)
    order = "ymd" if len(numbers[0]) == 4 else order
    by = dict(zip(order, numbers, strict=True))
    month, day = int(by["m"]), int(by["d"])
    return date(_year(by["y"], month, day, latest), month, day)


def _year(digits: str, month: int, day: int, latest: date | None) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    if len(digits) != 2:
        raise ValueError("no year")
    if latest is None:
        return 2000 + year
    year += latest.year // 100 * 100
    return year if (year, month, day) <= (latest.year, latest.month, latest.day) else year - 100
