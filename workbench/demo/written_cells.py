"""How an export writes its cells, each type in several shapes; and the rows nobody can use."""

from collections.abc import Callable, Mapping
from datetime import date
from random import Random
from typing import Any

Cell = str | int | float | date | None
Row = list[Cell]
Cells = dict[str, Cell]  # of a row: by the profile's columns, or by a heading it does not know
NBSP = "\u00a0"


class Illegible(str):
    """What stands in a cell that nobody can read."""


class Ore(int):
    """A sum in øre; each kind of file writes it in its own way."""


BAD_EMAILS = [Illegible(text) for text in ("kari@", "ola.example.no", "post@@example.no")]
BAD_PHONES = [Illegible(text) for text in ("12345", "00000000", "9288449")]
UNUSABLE_CLAIM: Cells = {
    "order": 19_999, "member_name": "Ukjent Utøver", "recipient": "Ukjent", "title": "Cup",
    "amount": Ore(30_000), "outstanding": Ore(30_000), "due_on": "31.02.2026", "status": "open",
}  # fmt: skip
# a row for each kind of list
UNUSABLE_ROWS: Mapping[str, Cells] = {
    "members": {"email": "ukjent@example.org"},
    "invoices": UNUSABLE_CLAIM,
    "bills": UNUSABLE_CLAIM,
    "payments": {"title": "Cup", "member_name": "Ukjent", "amount": "?"},
}


def shape_name(rng: Random, name: str) -> str:
    """Write a name, now and then in capitals or with a space too many."""
    chance = rng.random()
    if chance < 0.03:
        return name.upper()
    if chance < 0.05:
        return name.replace(" ", "  ") if " " in name else name + NBSP
    return name


def shape_phone(rng: Random, phone: str) -> Cell:
    """Write a number with or without its country, or as what was once a number of Excel's."""
    pairs = " ".join(phone[n : n + 2] for n in range(0, 8, 2))
    forms = (f"+47 {pairs}", phone, int(phone), f"47-{phone}", f"{phone}.0", f"0047{phone}")
    return rng.choices(forms, (50, 20, 15, 5, 5, 5))[0]


def shape_postcode(rng: Random, postcode: str) -> Cell:
    """Write a postcode; as a number it loses its first zero."""
    return int(postcode) if rng.random() < 0.4 else postcode


def shape_day(rng: Random, day: date | str) -> Cell:
    """Write a day as a date cell or as text; text remains."""
    return day if isinstance(day, str) or rng.random() < 0.7 else f"{day:%d.%m.%Y}"


def shape_emails(rng: Random, emails: str) -> str:
    """Write the addresses of a cell, now and then as the link they were or with a space between."""
    link = "mailto:" if rng.random() < 0.03 else ""
    return link + (emails if rng.random() < 0.7 else emails.replace(";", "; "))


SHAPES: Mapping[str, Callable[[Random, Any], Cell]] = {
    **dict.fromkeys(("name", "full_name"), shape_name),
    **dict.fromkeys(("day", "past_day", "birth_day"), shape_day),
    "phone": shape_phone,
    "postcode": shape_postcode,
    "email": shape_emails,
}


def shape(rng: Random, cell_type: str, cell: Cell) -> Cell:
    """Write a cell of the type as one of an export; what nobody can read stays as it is."""
    if not cell or isinstance(cell, Illegible) or cell_type not in SHAPES:
        return cell
    return SHAPES[cell_type](rng, cell)
