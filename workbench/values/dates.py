"""Days, read in the order (day first or year first) that the export's profile states."""

import re
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from workbench.model.errors import Unreadable
from workbench.values.text import drop_zero_decimals, is_blank, tidy

Order = Literal["dmy", "ymd"]

_TIME = r"(?:[T ](?:[01]?[0-9]|2[0-3])[:.][0-5][0-9](?:[:.][0-5][0-9](?:[.,][0-9]+)?)?)?"
_PLAIN = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})")
_SEPARATED = re.compile(r"([0-9]{1,4})([./-]) ?([0-9]{1,2})\2 ?([0-9]{2,4})" + _TIME)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_INSTANT = re.compile(r"[0-9]{4}-.+[T ].+(?:Z|[+-][0-9]{2}:?[0-9]{2})")
_SERIAL = re.compile(r"[0-9]{5}")
_SERIAL_ZERO = date(1899, 12, 30)  # Excel's day 0, as its false leap day of 1900 leaves it
_OSLO = ZoneInfo("Europe/Oslo")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


def parse_day(text: str, order: Order = "dmy") -> date | None:
    """Read a day, or None from a blank cell; two-digit years are of this century.

    An instant with a time zone gives the day in Norway. Five digits are an Excel serial number.
    Raise Unreadable for anything else.

    >>> str(parse_day("22.11.26 14:05:00")), str(parse_day("2026-11-21T23:30:00Z"))
    ('2026-11-22', '2026-11-22')
    """
    return _read(text, order, latest=None)


def parse_birth_day(text: str, as_of: date, order: Order = "dmy") -> date | None:
    """Read a day of birth, or None from a blank cell; raise Unreadable for a day after `as_of`.

    A two-digit year is in the hundred years that end on `as_of`.

    >>> str(parse_birth_day("01.02.68", as_of=date(2026, 11, 22)))
    '1968-02-01'
    """
    day = _read(text, order, latest=as_of)
    if day and day > as_of:
        raise Unreadable("fødselsdatoen er i framtiden")
    return day


def _read(text: str, order: Order, latest: date | None) -> date | None:
    plain = _PLAIN.fullmatch(text) if order == "dmy" else None  # as most days are written
    if plain and _FIRST_YEAR < int(plain[3]) <= _LAST_YEAR:
        with suppress(ValueError):
            return date(int(plain[3]), int(plain[2]), int(plain[1]))
    if is_blank(text):
        return None
    cell = drop_zero_decimals(tidy(text))
    try:
        day = _read_instant(cell) or _read_serial(cell) or _read_calendar_day(cell, order, latest)
    except (ValueError, OverflowError):
        raise Unreadable("ikke en dato som kan leses") from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR or day == date(_FIRST_YEAR, 1, 1):
        raise Unreadable("ikke en virkelig dato, men en som står for «ingen»")
    return day


def _read_instant(cell: str) -> date | None:
    if not _INSTANT.fullmatch(cell):
        return None
    return datetime.fromisoformat(cell).astimezone(_OSLO).date()


def _read_serial(cell: str) -> date | None:
    return _SERIAL_ZERO + timedelta(days=int(cell)) if _SERIAL.fullmatch(cell) else None


def _read_calendar_day(cell: str, order: Order, latest: date | None) -> date:
    """Raise ValueError for what is not a day, such as 31.02, 00.00.0000 or the other order."""
    compact = _COMPACT.fullmatch(cell)
    if compact:
        return date(*map(int, compact.groups()))
    separated = _SEPARATED.fullmatch(cell)
    if not separated:
        raise ValueError("no date")
    numbers = separated.group(1, 3, 4)
    order = "ymd" if len(numbers[0]) == 4 else order
    parts = dict(zip(order, numbers, strict=True))
    month, day = int(parts["m"]), int(parts["d"])
    return date(_full_year(parts["y"], month, day, latest), month, day)


def _full_year(digits: str, month: int, day: int, latest: date | None) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    if len(digits) != 2:
        raise ValueError("no year")
    if latest is None:
        return 2000 + year
    year += latest.year // 100 * 100
    return year if (year, month, day) <= (latest.year, latest.month, latest.day) else year - 100
