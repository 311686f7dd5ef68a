"""E-mail addresses: the domain in lower case, the rest as its owner wrote it."""

import re

from email_validator import EmailNotValidError, validate_email

from workbench.model.errors import Unreadable
from workbench.values.text import fold, is_blank, tidy

_PLAIN = re.compile(  # as most cells are: one address, which needs nothing but its domain lowered
    r"((?:[a-z0-9_+-]+|[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)+)@)"  # INFO@ would become info@
    r"((?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+(?:no|com|net|org|nu|se|dk|eu))"
)
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
    if len(text) < 64 and (plain := _PLAIN.fullmatch(text)):
        return [plain[1] + plain[2].lower()]
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
    if len(part) < 64 and (plain := _PLAIN.fullmatch(part)):
        return plain[1] + plain[2].lower()
    try:
        return validate_email(part, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return None
