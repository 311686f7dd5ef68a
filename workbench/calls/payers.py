"""Which payers to phone, whom of a payer's people to ask for, and how to find one who calls back.

The payers themselves are looked up by `payers.sql`.
"""

from collections.abc import Collection, Sequence

from workbench.model.day_rows import Contact
from workbench.model.plan_reasons import PLAN_REASON_RULES
from workbench.values.text import fold

RAISED_IN_CALLS = {
    reason for reason, rules in PLAN_REASON_RULES.items() if rules.is_raised_in_calls
}
MIN_SEARCH_LENGTH = 3  # letters or digits of a search


def search_values(text: str) -> dict[str, str]:
    """Return the parameters of a search: digits, as of a phone, a KID or a number, or letters.

    >>> search_values("+47 400 00 001"), search_values("Eva  LI")
    ({'text': '', 'digits': '40000001'}, {'text': 'eva li', 'digits': ''})
    """
    wanted = fold(text)
    digits = "".join(wanted.split()).removeprefix("+47")
    return {"text": "", "digits": digits} if digits.isdigit() else {"text": wanted, "digits": ""}


def choose_contact(contacts: Sequence[Contact], owing: Collection[str | None]) -> Contact:
    """Return whom to ask for: of those with a phone an adult, and of adults one who owes."""
    return min(
        contacts,
        key=lambda row: (
            row.phone is None,
            row.is_minor,
            row.member_id not in owing,
            row.member_id,
        ),
    )
