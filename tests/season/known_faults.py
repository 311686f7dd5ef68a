"""The faults that a season finds today, by a part of their name; a line goes when it is repaired.

Each stands with the case of the trade that it breaks, and a season in which it happens. They wait
for the matching of payments and their reversals, for approval, and for messages after no contact.
"""

from collections.abc import Mapping

KNOWN: Mapping[str, str] = {
    "(B10)": "money on the KID of a settled order stops no question to its payer (seed 3)",
    "(B7)": "a fourth attempt and more follow without an answer, and nothing in writing (seed 1)",
    "(B3)": "a payer is phoned the day after a reversal is confirmed (seeds 3 and 4)",
    "reversal": "a payment that was reversed is asked for as if it had never come (B3; seed 1)",
    "(B2)": "without the list of what was sent, the same reminder is proposed again (seed 7)",
    "left alone: no row": "the member system takes back what the bank's file calls paid, and it"
    " becomes neither a claim nor a task (B3; seed 1)",
    ", paid in two ways": "parts paid in the member system and by the bank are not added up, the"
    " larger sum counts, so a plan that is kept counts as broken (seeds 3 and 10)",
    "stopped: a later week": "Spond's list with new reminders and no new payment, after a quiet"
    " week, is taken for an old file (seed 17)",
    "stopped: the first week": "a gym's first list of invoices is stopped from the 16th on: its"
    " newest day is the 1st, and it has no days of payment (seed 4)",
}


def is_known(name: str) -> bool:
    """Return whether a fault of this name has been seen before."""
    return any(part in name for part in KNOWN)
