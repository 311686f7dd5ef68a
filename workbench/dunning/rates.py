"""Amounts and rates set by law, as dated rows with their source (`data/rates/*.csv`).

There is no rate for a day before the first row, nor for a day after the rows were last reviewed:
the caller must then refuse to write the letter that needs a rate.
"""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from workbench.model.errors import RateError


@dataclass(frozen=True)
class Rate:
    """A value in force from `valid_from` until the next row; kroner or per cent a year."""

    valid_from: date
    value: Decimal
    source: str
    verified: str


def load_rates(path: Path, column: str) -> tuple[Rate, ...]:
    """Return one column of a rate file as rates, the oldest first."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            Rate(
                date.fromisoformat(row["valid_from"]),
                Decimal(row[column]),
                row["source"],
                row["verified"],
            )
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(rows, key=lambda rate: rate.valid_from))


def rate_on(rates: tuple[Rate, ...], day: date, *, reviewed_until: date, name: str) -> Rate:
    """Return the rate in force on `day`. Raises RateError with the day that has no rate."""
    if day > reviewed_until:
        raise RateError(
            f"{name}: satsene er gjennomgått til og med {reviewed_until:%d.%m.%Y}, ikke for "
            f"{day:%d.%m.%Y}; legg inn raden med kilde før noe med sats sendes."
        )
    started_rates = [rate for rate in rates if rate.valid_from <= day]
    if not started_rates:
        raise RateError(f"{name}: ingen rad gjelder {day:%d.%m.%Y}; legg den inn med kilde.")
    return started_rates[-1]
