"""An export's records by what their columns mean, and cells read and written in their own way."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from tests.judge.cells import Export, Row
from tests.judge.columns import SYSTEMS, System

NBSP = "\u00a0"
SHAPES = ("%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d")


class Table:
    """The records of a file of a member system; a change works on one of these."""

    def __init__(self, export: Export, system: System, role: str) -> None:
        self.export, self.system, self.role = export, system, role

    def has(self, kind: str) -> bool:
        columns = self.system.files[self.role].columns if self.role != "ocr" else {}
        return kind in columns and columns[kind] in map(plain, self.export.headings)

    def at(self, kind: str) -> int:
        """Return the place of a column by what it means."""
        heading = self.system.files[self.role].columns[kind]
        return [plain(cell) for cell in self.export.headings].index(heading)

    @property
    def rows(self) -> list[Row]:
        return self.export.data

    def column(self, kind: str) -> list[Any]:
        at = self.at(kind)
        return [row[at] for row in self.rows]

    def put(self, kind: str, cells: list[Any]) -> None:
        at = self.at(kind)
        for row, cell in zip(self.rows, cells, strict=True):
            row[at] = cell

    def rows_by(self, **wanted: Any) -> Iterator[Row]:
        """Yield the rows with these cells, each by the meaning of its column."""
        places = {self.at(kind): cell for kind, cell in wanted.items()}
        for row in self.rows:
            if all(row[at] == cell for at, cell in places.items()):
                yield row

    def delete(self, rows: list[Row]) -> None:
        gone = {id(row) for row in rows}
        self.export.rows[:] = [row for row in self.export.rows if id(row) not in gone]

    def is_open(self, row: Row) -> bool:
        return row[self.at("status")] in (self.system.open, "Forfalt")

    def is_paid(self, row: Row) -> bool:
        return bool(row[self.at("status")] == self.system.paid)


def plain(heading: Any) -> str:
    return str(heading or "").replace(NBSP, " ").strip()


def system_named(name: str) -> System:
    return SYSTEMS[name]


def read_ore(cell: Any) -> int | None:
    """Return a sum in øre; None for a cell that is none.

    >>> read_ore("1 250,50"), read_ore(1250.5), read_ore("")
    (125050, 125050, None)
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return round(cell * 100)
    with suppress(ValueError):
        text = str(cell).replace(NBSP, "").replace(" ", "").replace(",", ".")
        return round(float(text) * 100)
    return None


def write_ore(ore: int, like: Any) -> Any:
    """Return a sum as it stands in such a cell.

    >>> write_ore(125000, "50,00"), write_ore(125000, 50), write_ore(125050, 50)
    ('1 250,00', 1250, 1250.5)
    """
    if isinstance(like, str):
        return f"{ore // 100:,}".replace(",", " ") + f",{ore % 100:02d}"
    return ore // 100 if ore % 100 == 0 else ore / 100


def read_day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    for shape in SHAPES:
        with suppress(ValueError):
            return datetime.strptime(str(cell), shape).date()
    return None


def write_day(day: date, like: Any) -> Any:
    """Return a day as it stands in such a cell; in an empty text cell as dd.mm.yyyy."""
    if isinstance(like, datetime):
        return datetime(day.year, day.month, day.day)
    return f"{day:%d/%m/%Y}" if "/" in str(like) else f"{day:%d.%m.%Y}"
