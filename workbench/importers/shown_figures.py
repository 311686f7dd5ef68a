"""Figures of a payment file as a message shows them: a long one may look like a person's number."""

from decimal import Decimal

MOST_SHOWN = 10**7
LONGEST_REFERENCE = 7  # characters


def show_amount(amount: Decimal) -> str:
    """Return an amount as a cell of a sheet has it, without thousands separators."""
    return f"{amount:.2f}".replace(".", ",")


def describe_amount(amount: Decimal) -> str:
    """Return an amount as a message has it.

    >>> describe_amount(Decimal("-1250.5")), describe_amount(Decimal(10**7))
    ('-1250,50 kr', 'et annet beløp')
    """
    return f"{show_amount(amount)} kr" if abs(amount) < MOST_SHOWN else "et annet beløp"


def describe_count(count: int) -> str:
    """Return a number as a message has it."""
    return str(count) if count < MOST_SHOWN else "et annet antall"


def shorten_reference(reference: str) -> str:
    """Return the beginning of a reference, with a mark if more follows.

    >>> shorten_reference("1234567"), shorten_reference("12345678")
    ('1234567', '1234567…')
    """
    is_long = len(reference) > LONGEST_REFERENCE
    return f"{reference[:LONGEST_REFERENCE]}{'…' * is_long}"
