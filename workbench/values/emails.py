"""E-mail addresses: the domain in lower case, the rest as its owner wrote it."""

import re

from email_validator import EmailNotValidError, validate_email

from workbench.model.errors import Unreadable
from workbench.values.text import fold, is_blank, tidy

_ASIDE = re.compile(r"\([^()]*\)")  # "kari@example.no (mor)"
_IN_BRACKETS = re.compile(r"[^;,/<>@]*<([^<>]*@[^<>]*)>")  # "Kari Nordmann <kari@example.no>"
_LINK = re.compile(r"mailto:\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s;,/]+")


def clean_emails(text: str) -> list[str]:
    """Return the cell's addresses, each once; `.test` domains pass, since invented people use them.

    An address that cannot be read is left out beside one that can; alone it raises Unreadable.
    Loose words raise too: "kari nordmann@example.no" may be somebody else's address cut in two.

    >>> clean_emails("mailto:Kari@Example.NO; ola@example.no.")
    ['Kari@example.no', 'ola@example.no']
    """
    if is_blank(text):
        return []
    parts = [part for part in _parts(_ASIDE.sub(" ", tidy(text))) if part]
    if not all("@" in part for part in parts):
        raise Unreadable("e-postadressen har mellomrom eller mangler @")
    good = [address for address in map(_address, parts) if address]
    if not good:
        raise Unreadable("ikke en gyldig e-postadresse")
    first: dict[str, str] = {}
    for address in good:
        first.setdefault(fold(address), address)
    return list(first.values())


def _parts(cell: str) -> list[str]:
    bare = _IN_BRACKETS.sub(r"\1;", _LINK.sub("", cell))
    return [part.rstrip(".") for part in _BETWEEN.split(bare)]


def _address(part: str) -> str | None:
    try:
        return validate_email(part, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return None
