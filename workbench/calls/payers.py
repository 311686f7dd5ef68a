"""The search for payers, and the choice of the person to ask for. `payers.sql` has the queries."""

from collections.abc import Collection, Sequence

from workbench.model.day_rows import Contact
from workbench.model.reason_rules import PLAN_REASON_RULES
from workbench.values.text import fold

RAISED_IN_CALLS = {
    reason for reason, rules in PLAN_REASON_RULES.items() if rules.is_raised_in_calls
}
MIN_SEARCH_LENGTH = 3  # letters or digits


def search_values(text: str) -> dict[str, str]:
    """Return the search parameters of the query `payers`, with either `digits` or `text` empty.

    Digits are the end of a phone, or a whole KID or invoice number; text is part of a name.

    >>> search_values("+47 400 00 001"), search_values("Eva  LI")
    ({'text': '', 'digits': '40000001'}, {'text': 'eva li', 'digits': ''})
    """
    folded = fold(text)
    digits = "".join(folded.split()).removeprefix("+47")
    if digits.isdigit():
        return {"text": "", "digits": digits}
    return {"text": folded, "digits": ""}


def choose_contact(
    contacts: Sequence[Contact], members_with_claims: Collection[str | None]
) -> Contact:
    """Return the contact to ask for: if possible with a phone, an adult, a member with claims."""
    return min(
        contacts,
        key=lambda contact: (
            contact.phone is None,
            contact.is_minor,
            contact.member_id not in members_with_claims,
            contact.member_id,
        ),
    )
