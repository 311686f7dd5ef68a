"""Ids for what a source gives none: the same facts give the same id, and no name stands in it."""

import re
from hashlib import sha256

from workbench.values.text import fold


def digest(*parts: str | None) -> str:
    """Return sixteen letters and digits made of the parts, however they are spaced or capitalised.

    >>> digest("Kari  NORDMANN", None) == digest("kari nordmann", "")
    True
    """
    return sha256("\n".join(fold(part or "") for part in parts).encode("utf-8")).hexdigest()[:16]


def is_digest(text: str) -> bool:
    """Say whether an id looks like a digest; one of digits alone is taken for a number.

    >>> is_digest(digest("Kari Nordmann")), is_digest("3000001")
    (True, False)
    """
    return bool(re.fullmatch("[0-9a-f]{16}", text)) and not text.isdecimal()


def own_number(key: str | None) -> str | None:
    """Take the system's name off an id: the member system itself does not write it. One that was
    made here is nothing to look for there.

    >>> own_number("minidrett:0012345"), own_number("spond:1f0c5b7a92d3e4f6")
    ('0012345', None)
    """
    number = (key or "").partition(":")[2] or key
    return None if number is None or is_digest(number) else number


def number_order(key: str | None, instead: str) -> str:
    """Return what sorts ids by their numbers: as numbers, then those that are text, and last those
    without one, by what stands instead.

    >>> sorted(["k:20", None, "k:A1", "k:3"], key=lambda key: number_order(key, ""))
    ['k:3', 'k:20', 'k:A1', None]
    """
    number = own_number(key)
    if number is None:
        return f"2{instead}"
    return f"0{int(number):030d}" if number.isdecimal() else f"1{number}"
