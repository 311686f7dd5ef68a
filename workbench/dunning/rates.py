"""Amounts and rates set by law, as dated rows with their source (`data/rates/*.csv`).

A day before the first row, or after the day the rows were reviewed until, has no rate: the caller
must refuse the letter that needs one.
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
    """Read one column of a rate file, oldest row first."""
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
    """Return the row in force on `day`; raises RateError that names the row that is missing."""
    if day > reviewed_until:
        raise RateError(
            f"{name}: satsene er gjennomgått til og med {reviewed_until:%d.%m.%Y}, ikke for "
            f"{day:%d.%m.%Y}; legg inn raden med kilde før noe med sats sendes."
        )
    in_force = [rate for rate in rates if rate.valid_from <= day]
    if not in_force:
        raise RateError(f"{name}: ingen rad gjelder {day:%d.%m.%Y}; legg den inn med kilde.")
    return in_force[-1]
