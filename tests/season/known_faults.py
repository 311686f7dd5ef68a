"""The faults that a season finds today, by a part of their name; a line goes when it is repaired.

Each stands with the case of the trade that it breaks, and a season in which it happens.
"""

from collections.abc import Mapping

KNOWN: Mapping[str, str] = {
    "(W8)": "a payer with a call due gets a reminder about another claim the same week (seed 1)",
    "before its file (B5)": "a promise or part counts as broken three days after its day, though no"
    " file of the bank reaches two bank days beyond it (seed 1)",
    "(P25)": "a missed part of a plan leads to a call at once, without a reminder first (seed 1)",
    "(W1)": "a number on three or more families' profiles is phoned and written to, and their"
    " claims are shown as one case (seed 1)",
    "(W2, W9)": "two colleagues with one number are one case (seed 4)",
    ": frozen": "the fee of a frozen month is asked for once the freeze has ended (P19; seed 1)",
    "held freeze": "fees of months before a freeze rest as long as it lasts (B8; seed 1)",
    "hardship": "hard times cover a member or an order, not all that the payer owes, later claims"
    " too (W7; seeds 3 and 4)",
    ", paid in two ways": "parts paid in the member system and by the bank are not added up, the"
    " larger sum counts, so a plan that is kept counts as broken (seeds 3 and 10)",
    "(B10)": "money on the KID of a settled order stops no question to its payer (seed 3)",
    "(B7)": "a fourth attempt and more follow without an answer, and nothing in writing (seed 1)",
    "(B9)": "days count from a due date before the day of issue (seed 1)",
    "(B3)": "a payer is phoned the day after a reversal is confirmed (seeds 3 and 4)",
    "(B2)": "without the list of what was sent, the same reminder is proposed again (seed 7)",
    "(W3)": "who asked not to be phoned is phoned on a new number about another child",
    "left alone: no row": "the member system takes back what the bank's file calls paid, and it"
    " becomes neither a claim nor a task (B3; seed 1)",
    "stopped: a later week": "Spond's list with new reminders and no new payment, after a quiet"
    " week, is taken for an old file (seed 17)",
    "stopped: the first week": "a gym's first list of invoices is stopped from the 16th on: its"
    " newest day is the 1st, and it has no days of payment (seed 4)",
}


def is_known(name: str) -> bool:
    """Return whether a fault of this name has been seen before."""
    return any(part in name for part in KNOWN)
