"""Amounts of money, read from text as whole øre, never through a float."""

import re

from workbench.model.errors import Unreadable
from workbench.values.text import is_blank, tidy

_DECORATION = re.compile(r"(?:kr|nok)\.?|(?<=[0-9])[.,][-–−]{1,2}(?![0-9])")  # "kr 1 250,-"
_MINUS = str.maketrans({"−": "-", "–": "-"})
_MAX_DIGITS = 12  # more is a KID or an account number in the wrong column

# Whole kroner with their thousands, then decimals; the first that matches is used.
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        r"(?P<kr>[0-9]*)(?:[.,](?P<ore>[0-9]{1,2}))",  # 1250,00  1250.5  ,50
        r"(?P<kr>[0-9]+)",
        r"(?P<kr>[0-9]{1,3}(?: [0-9]{3})+)(?:[.,](?P<ore>[0-9]+))?",  # 1 250,00
        r"(?P<kr>[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,(?P<ore>[0-9]+))?",  # 1.250,00  1.250
        r"(?P<kr>[1-9][0-9]{0,2}(?:,[0-9]{3})+)\.(?P<ore>[0-9]+)",  # 1,250.00
        r"(?P<kr>0|[1-9][0-9]{3,})[.,](?P<ore>[0-9]{3,})",  # 1250.0000
        r"(?P<kr>[0-9]{1,3})[.,](?P<ore>[0-9]{4,})",  # 12.5000
    )
)


def parse_ore(text: str) -> int | None:
    """Read an amount in kroner as øre. "1.250" is 1250 kroner, as Norwegians write it.

    Return None for a blank cell. Raise Unreadable for anything else, also for "1,250": it is 1.25
    to a Norwegian and 1250 in an American export.

    >>> parse_ore("kr 1 250,-"), parse_ore("1.250,50"), parse_ore("(350)")
    (125000, 125050, -35000)
    """
    if is_blank(text):
        return None
    sign, number = _split_sign(tidy(text).lower())
    matches = (shape.fullmatch(number) for shape in _SHAPES)
    match = next((match for match in matches if match is not None), None)
    if match is None:
        raise Unreadable("ikke et beløp som kan leses på bare én måte")
    kroner = re.sub("[ .,]", "", match["kr"])  # the digits only
    decimals = match.groupdict().get("ore") or ""
    if decimals[2:].strip("0"):
        raise Unreadable("beløpet har flere enn to desimaler")
    if len(kroner) > _MAX_DIGITS:
        raise Unreadable("beløpet er for stort til å være et beløp")
    return sign * int(kroner + decimals[:2].ljust(2, "0"))


def _split_sign(text: str) -> tuple[int, str]:
    """Split off the currency and the sign: minus is written "-350", "350-" or "(350)"."""
    number = _DECORATION.sub("", text).translate(_MINUS).strip()
    for opening, closing in (("(", ")"), ("-", ""), ("", "-")):
        if number.startswith(opening) and number.endswith(closing):
            return -1, number.removeprefix(opening).removesuffix(closing).strip()
    return 1, number.removeprefix("+").strip()
