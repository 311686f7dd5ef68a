"""Numbers and digests in record ids ("system:number").

A row without a number in its source gets a digest of its facts: the same facts give the same id,
and the id shows no name.
"""

import re
from hashlib import sha256

from workbench.values.text import fold

MARK = re.compile(r"#[0-9a-f]{16}$")
OWN_INVOICE = "faktura:"  # how the id of an invoice begins that was made here


def digest(*parts: str | None) -> str:
    """Return sixteen hexadecimal digits made of the parts; spacing and capitals do not matter.

    >>> digest("Kari  NORDMANN", None) == digest("kari nordmann", "")
    True
    """
    return sha256("\n".join(fold(part or "") for part in parts).encode("utf-8")).hexdigest()[:16]


def mark_key(key: str, evidence: str) -> str:
    """Return a task's key as lists that come back have it, with a mark of what it follows from.

    >>> unmark_key(mark_key("tidy:7", "[]"))
    'tidy:7'
    """
    return f"{key}#{digest(evidence)}"


def unmark_key(key: str) -> str:
    """Return a key without such a mark, if it has one."""
    return MARK.sub("", key)


def is_digest(text: str) -> bool:
    """Return whether an id, without its system, is a digest; decimal digits alone are a number.

    >>> is_digest(digest("Kari Nordmann")), is_digest("3000001")
    (True, False)
    """
    return bool(re.fullmatch("[0-9a-f]{16}", text)) and not text.isdecimal()


def own_number(record_id: str | None) -> str | None:
    """Return the number that the member system itself shows; None for a digest, since nobody can
    look that up there.

    >>> own_number("minidrett:0012345"), own_number("spond:1f0c5b7a92d3e4f6")
    ('0012345', None)
    """
    number = (record_id or "").partition(":")[2] or record_id
    return None if number is None or is_digest(number) else number


def system_and_number(record_id: str) -> str:
    """Return the member system and its own number, if it has one, as people read them.

    >>> system_and_number("spoortz:70012"), system_and_number("spond:1f0c5b7a92d3e4f6")
    ('Spoortz nr. 70012', 'Spond')
    """
    number = own_number(record_id)
    return record_id.partition(":")[0].capitalize() + (f" nr. {number}" if number else "")


def number_order(record_id: str | None, fallback: str) -> str:
    """Return a sort key for an id: numbers by their value come first, then numbers with letters,
    last the ids without a number, by `fallback`.

    >>> sorted(["k:20", None, "k:A1", "k:3"], key=lambda key: number_order(key, ""))
    ['k:3', 'k:20', 'k:A1', None]
    """
    number = own_number(record_id)
    if number is None:
        return f"2{fallback}"
    return f"0{int(number):030d}" if number.isdecimal() else f"1{number}"
