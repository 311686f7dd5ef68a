"""The faults that a season finds today, by a part of their name; a line goes when it is repaired.

Each stands with the case of the trade that it breaks, and a season in which it happens. They wait
for the matching of payments and their reversals, for approval, and for messages after no contact.
"""

from collections.abc import Mapping

KNOWN: Mapping[str, str] = {
    "(B10)": "money on the KID of a settled order stops no question to its payer (seed 3)",
    "(B3)": "a payer is phoned the day after a reversal is confirmed (seeds 2, 4, 13, 17 and 18)",
    "left alone: no row": "the member system takes back what the bank's file calls paid, and it"
    " becomes neither a claim nor a task (B3; seed 1)",
    "stopped: a later week": "a list without a new payment is taken for an old file: Spond's after"
    " a quiet week (seed 11), KlubbAdmin's while the bank has newer money (seed 3)",
}


def is_known(name: str) -> bool:
    """Return whether a fault of this name has been seen before."""
    return any(part in name for part in KNOWN)
