"""Contact values that nobody has, and addresses that nobody may see."""

import re
from functools import lru_cache

from workbench.values.text import fold

_WORDS = frozenset({
    "ukjent", "mangler", "ingen", "ingenepost", "ingenmail", "harikke", "finnesikke", "utenepost",
    "ikkeoppgitt", "noreply", "donotreply", "noemail", "nomail",
})  # fmt: skip
_RUNS = ("0123456789", "9876543210")
_CONFIDENTIAL = re.compile(r"\b(sperret|fortrolig|skjermet|hemmelig|kode ?[67]\b)")


@lru_cache(100_000)  # each value stands on many rows, and is looked at for several reasons
def is_placeholder(value: str) -> bool:
    """Return whether a phone or an e-mail is one that people write where they have none.

    >>> is_placeholder("No-Reply@example.no"), is_placeholder("+4740000000")
    (True, True)
    >>> is_placeholder("ingeniør@example.no"), is_placeholder("+4740000001")
    (False, False)
    """
    mailbox, at, _ = fold(value).partition("@")
    if at:
        words = re.split(r"[\W\d_]+", mailbox)
        return not _WORDS.isdisjoint([*words, "".join(words)])
    digits = value.removeprefix("+47")
    return not digits[1:].strip("0") or any(digits in run for run in _RUNS)


def is_confidential(address: str) -> bool:
    """Return whether an address says that it is kept from others (sperret adresse).

    >>> is_confidential("Strengt FORTROLIG adresse"), is_confidential("Kode 6"), is_confidential("")
    (True, True, False)
    """
    return _CONFIDENTIAL.search(fold(address)) is not None
