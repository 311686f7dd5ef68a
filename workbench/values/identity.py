"""Ids for what a source gives none: the same facts give the same id, and no name stands in it."""

from hashlib import sha256

from workbench.values.text import fold


def digest(*parts: str | None) -> str:
    """Return sixteen letters and digits made of the parts, however they are spaced or capitalised.

    >>> digest("Kari  NORDMANN", None) == digest("kari nordmann", "")
    True
    """
    return sha256("\n".join(fold(part or "") for part in parts).encode("utf-8")).hexdigest()[:16]
