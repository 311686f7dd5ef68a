"""The settings of an invented club: the example that every club begins with, filled in."""

import re
from datetime import date
from pathlib import Path

from workbench.demo.systems import SYSTEMS, System
from workbench.values.kid import mod11

EXAMPLE = Path(__file__).parents[2] / "data" / "example" / "club.toml"
FIRST_LINE = "# Innstillinger for klubben. Alt i denne mappen er oppdiktet."


def club_toml(name: str, number: int, as_of: date, system: System = SYSTEMS[0]) -> str:
    """Return the settings of a club; `number` makes its organisation number."""
    values = {
        "navn": f'"{name}"',
        "organisasjonsnummer": f'"{organisation_number(number)}"',
        "slag": f'"{system.kind}"',
        "system": f'"{system.name}"',
        "regler": f'"{system.kind}"',
        "fra": f"{as_of.year}-01-01",
        "paaminnelser": "true",
        "samtaler": "true",
    }
    text = re.sub("^#.*", FIRST_LINE, EXAMPLE.read_text("utf-8"))
    for key, value in values.items():
        text = re.sub(rf'^{key} = ("[^"]*"|\S+)', f"{key} = {value}", text, flags=re.MULTILINE)
    if system.name != "klubbadmin":  # only its reports name income accounts
        text = re.sub(r"\[kontoer\].*?\n\n", "", text, flags=re.DOTALL)
    return text


def organisation_number(number: int) -> str:
    """Return a number with a valid check digit that the register never issues: it begins with 1.

    >>> organisation_number(0)
    '100000008'
    """
    first = number % 99_999 * 100
    bodies = [f"1{n:07d}" for n in range(first, first + 100)]
    return next(body + mod11(body) for body in bodies if mod11(body) != "-")
