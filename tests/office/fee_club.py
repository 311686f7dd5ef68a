"""A club on Spoortz with fees in its club.toml, and an adult and a child in skiing."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.one_claim import KARI, PAID, SLUG, SUNDAY, Club
from workbench import office
from workbench.reports.columns import Table

FEES = """
[[avgift]]
id = "kontingent"
slag = "medlemskontingent"
tittel = "Medlemskontingent høst 2026"
periode = { fra = 2026-07-01, til = 2026-12-31 }
trinn = [{ fra = 0, til = 12, kroner = 300 }, { fra = 13, kroner = 600 }]
utstedes = 2026-09-01
forfall = 2026-09-15

[[avgift]]
id = "ski"
slag = "treningsavgift"
tittel = "Treningsavgift ski høst 2026"
grupper = ["Ski"]
kroner = 1200
periode = { fra = 2026-07-01, til = 2026-12-31 }
utstedes = 2026-09-01
forfall = 2026-09-15
"""
CHILD = "9;Nora;Li;01.02.2016;;nora@example.org;Ski;"


class FeeClub(Club):
    """The club of one claim, with fees and a child."""

    def set_fees(self, text: str, *, before: str = "") -> None:
        """Write the fees, and other keys before the first table, anew; open the club again."""
        own = (self.home / "club.toml").read_text("utf-8").partition("\n[[avgift]]")[0]
        lines = [line for line in own.splitlines() if not line.startswith("egne_fakturaer")]
        (self.home / "club.toml").write_text(
            "\n".join([lines[0], before, *lines[1:]]) + "\n" + text, "utf-8"
        )
        self.desk = office.open_desk(SLUG)

    def send_own(self, places: str = "kunde = [1, 5]\nfaktura = [6, 11]") -> None:
        """Let the club send its own invoices, with places for numbers in its KIDs."""
        path = self.home / "club.toml"
        text = path.read_text("utf-8").replace("modulus = 10", f"modulus = 10\n{places}", 1)
        path.write_text(text, "utf-8")
        self.set_fees(FEES, before="egne_fakturaer = true")

    def bring(self, *rows: str, day: date = SUNDAY) -> None:
        """Read a list of people, with a giro that nobody of them owes."""
        self.go_to(day)
        self.put("spoortz_personer", KARI.format(born="01.02.1980", phone="41234501", left=""),
                 CHILD, *rows)  # fmt: skip
        self.put("spoortz_giroer", PAID.format(n=next(self.numbers)))
        office.import_inbox(self.desk, day)

    def invoices(self) -> Table:
        return office.show(self.desk, "invoices", self.at)

    def rows(self, *fields: str) -> list[tuple[Any, ...]]:
        return [tuple(row[field] for field in fields) for row in self.invoices().records]


@pytest.fixture
def fee_club(house: Path, monkeypatch: pytest.MonkeyPatch) -> FeeClub:
    def set_day(day: date) -> None:
        monkeypatch.setenv("WORKBENCH_TODAY", day.isoformat())

    made = FeeClub(house / "data" / "clubs" / SLUG, set_day)
    made.set_fees(FEES)
    return made
