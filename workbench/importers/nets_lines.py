"""The fields of a record of 80 characters, as the files of Nets have them."""

from datetime import date

from workbench.importers.shown_figures import describe_count

WIDTH = 80


class Mismatch(Exception):
    """A line contradicts the format, or those before it."""


def require_count(line: str, at: int, count: int, what: str) -> None:
    """Raise Mismatch unless the eight digits at a place of an end record are this count."""
    stated = read_number(line, at, 8)
    if stated != count:
        shown = describe_count(stated)
        raise Mismatch(f"det skal være {shown} {what} til hit, men det er {count}")


def read_number(line: str, at: int, size: int) -> int:
    """Return so many digits of a record as a number; raises Mismatch for anything else there."""
    digits = line[at : at + size]
    if not (digits.isascii() and digits.isdecimal()):
        raise Mismatch(f"det står annet enn sifre i et tall (tegn {at + 1} til {at + size})")
    return int(digits)


def read_day(line: str, at: int) -> date:
    """Read ddmmyy; in Nets' own files the years 00 to 68 are 2000 to 2068.

    Raises Mismatch for letters, ValueError for a day that does not exist.
    """
    day, month, year = (read_number(line, at + 2 * part, 2) for part in range(3))
    return date(year + (2000 if year < 69 else 1900), month, day)


def read_own_day(end: str) -> date | None:
    """Return the day that a transmission or assignment states as its own in its end record."""
    try:
        return read_day(end, 41)
    except (Mismatch, ValueError):
        return None
