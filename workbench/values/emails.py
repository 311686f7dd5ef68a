"""E-mail addresses: the domain in lower case, the rest as it was written."""

import re

from email_validator import EmailNotValidError, validate_email

from workbench.model.errors import Unreadable
from workbench.values.text import fold, is_blank, tidy

_PLAIN = re.compile(  # most cells: one address, of which only the domain is put in lower case
    r"((?:[a-z0-9_+-]+|[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)+)@)"  # INFO@ would become info@
    r"((?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+(?:no|com|net|org|nu|se|dk|eu))"
)
_COMMENT = re.compile(r"\([^()]*\)")  # "kari@example.no (mor)"
_IN_BRACKETS = re.compile(r"[^;,/<>@]*<([^<>]*@[^<>]*)>")  # "Kari Nordmann <kari@example.no>"
_LINK = re.compile(r"mailto:\s*", re.IGNORECASE)
_SEPARATOR = re.compile(r"[\s;,/]+")


def clean_emails(text: str) -> list[str]:
    """Return the cell's addresses, each once; `.test` domains pass, since invented people use them.

    Addresses that cannot be read are left out. Raise Unreadable if none can be read, or if a word
    has no "@": "kari nordmann@example.no" may be somebody else's address cut in two.

    >>> clean_emails("mailto:Kari@Example.NO; ola@example.no.")
    ['Kari@example.no', 'ola@example.no']
    """
    plain = _plain_address(text)
    if plain:
        return [plain]
    if is_blank(text):
        return []
    parts = [part for part in _split_cell(_COMMENT.sub(" ", tidy(text))) if part]
    if not all("@" in part for part in parts):
        raise Unreadable("e-postadressen har mellomrom eller mangler @")
    addresses = [address for address in map(_clean_address, parts) if address]
    if not addresses:
        raise Unreadable("ikke en gyldig e-postadresse")
    distinct: dict[str, str] = {}
    for address in addresses:
        distinct.setdefault(fold(address), address)
    return list(distinct.values())


def _plain_address(text: str) -> str | None:
    plain = _PLAIN.fullmatch(text) if len(text) < 64 else None
    return plain[1] + plain[2].lower() if plain else None


def _split_cell(cell: str) -> list[str]:
    bare = _IN_BRACKETS.sub(r"\1;", _LINK.sub("", cell))
    return [part.rstrip(".") for part in _SEPARATOR.split(bare)]


def _clean_address(part: str) -> str | None:
    plain = _plain_address(part)
    if plain:
        return plain
    try:
        return validate_email(part, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return None
