"""Norwegian postcodes: four digits, as text."""

import re

from workbench.model.errors import Unreadable
from workbench.values.text import drop_zero_decimals, is_blank, tidy

_POSTCODE = re.compile(r"(?:NO?-?)?([0-9]{1,4})", re.IGNORECASE)


def clean_postcode(text: str) -> str | None:
    """Return the four digits with the zeros that a spreadsheet removed, or None for a blank cell.

    Any four digits but 0000 pass, since new postcodes are taken into use. Raise Unreadable for
    anything else.

    >>> clean_postcode("580.0")
    '0580'
    """
    if is_blank(text):
        return None
    match = _POSTCODE.fullmatch(drop_zero_decimals(tidy(text)))
    if not match or int(match[1]) == 0:
        raise Unreadable("ikke et norsk postnummer")
    return match[1].zfill(4)
