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
