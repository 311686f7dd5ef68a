"""Members and fees of an invented club, as tests of fees use them."""

from datetime import date
from typing import Any

from workbench.model.rows import Member
from workbench.money.fee_rules import FeeRule

AS_OF = date(2026, 2, 2)
YEAR = {"fra": date(2026, 1, 1), "til": date(2026, 12, 31)}


def rule(**more: Any) -> FeeRule:
    """Return the club's membership fee for 2026, 600 kr, with other keys of club.toml."""
    keys = {
        "id": "kontingent",
        "slag": "medlemskontingent",
        "tittel": "Medlemskontingent 2026",
        "periode": YEAR,
        "utstedes": date(2026, 1, 15),
        "forfall": date(2026, 2, 1),
    }
    if "trinn" not in more:
        keys["kroner"] = 600
    return FeeRule.model_validate(keys | more)


def training(**more: Any) -> FeeRule:
    """Return the year's training fee in football, 2400 kr, with other keys of club.toml."""
    keys = {
        "id": "fotball",
        "slag": "treningsavgift",
        "tittel": "Treningsavgift fotball",
        "grupper": ["Fotball"],
        "kroner": 2400,
    }
    return rule(**keys | more)


def person(number: int, **more: Any) -> Member:
    """Return an adult who joined long ago, or as is given."""
    known = {"born_on": date(1980, 5, 1), "joined_on": date(2020, 1, 1)}
    return Member(f"klubbadmin:{number}", **known | more)


def child(number: int, **more: Any) -> Member:
    """Return a child of ten who joined long ago."""
    return person(number, **{"born_on": date(2016, 5, 1)} | more)
