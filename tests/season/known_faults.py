"""The faults that a season finds today, by a part of their name; a line goes when it is repaired.

Each stands with a season in which it happens. Nobody is asked wrongly, and nobody is left alone.
"""

from collections.abc import Mapping

KNOWN: Mapping[str, str] = {
    "stopped: a later week": "a list without a new payment is taken for an old file: Spond's after"
    " a quiet week (seed 11), KlubbAdmin's while the bank has newer money (seed 3)",
}


def is_known(name: str) -> bool:
    """Return whether a fault of this name has been seen before."""
    return any(part in name for part in KNOWN)
