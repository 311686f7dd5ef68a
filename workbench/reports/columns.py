"""A list as people see it: its columns, and the table that they make of rows.

The same one is shown in a notebook, a workbook and the terminal, and is taken on as a frame.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from workbench.model.shapes import FLAG, STORED
from workbench.norsk import kroner, tall_dato
from workbench.reports import pages

if TYPE_CHECKING:
    import pandas as pd

TEXT, KRONER, DAY, COUNT = "@", '#,##0.00 "kr"', "dd.mm.yyyy", "0"  # as a workbook writes them
SHOWN = 20  # rows of a list in a notebook
FLAGS = {name for shape in STORED.values() for name, kind in shape.columns.items() if kind == FLAG}


@dataclass(frozen=True)
class Column:
    """A column of a list: its heading, number format and width, and the field that it shows.

    `words` makes of a value what is written for it; where `field` names several, it gets them all.
    """

    name: str
    form: str = TEXT
    width: int = 16
    field: str = ""
    words: Callable[..., Any] | None = None

    @property
    def is_number(self) -> bool:
        """Whether it is an amount or a count, which stand to the right."""
        return self.form in (KRONER, COUNT)

    def value(self, row: Mapping[str, Any]) -> Any:
        """Return what the row has here: text, a day, a count or an amount in øre, or None."""
        values = [row[field] for field in self.field.split()]
        if self.words is None or all(value is None for value in values):
            return values[0]
        return self.words(*values)

    def text(self, value: Any) -> str:
        """Write a value as people read it."""
        if value is None:
            return ""
        if self.form == KRONER:
            return kroner(value)
        return tall_dato(value) if isinstance(value, date) else str(value)


@dataclass(frozen=True, repr=False)
class Table:
    """A list with its heading: HTML in a notebook, a sheet, a table of the terminal or JSON.

    Rows have a value for each of `fields`, also those that no column shows, such as ids.
    """

    title: str
    columns: Sequence[Column]
    fields: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    rest: str = ", i tiltakslisten"  # where the rows stand that a notebook does not show
    note: str = ""  # beside the title

    def of(self, fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> "Table":
        """Return this list with rows as SQLite holds them, or as typed rows do."""
        return replace(self, fields=fields, rows=[tuple(map(_plain, fields, row)) for row in rows])

    def having(self, rows: Iterable[Mapping[str, Any]], note: str = "") -> "Table":
        """Return this list with rows by field."""
        given = [*rows]
        shown = dict.fromkeys(field for column in self.columns for field in column.field.split())
        fields = self.fields or [*(given[0] if given else shown)]
        cells = [tuple(row[field] for field in fields) for row in given]
        return replace(self, fields=fields, rows=cells, note=note)

    @property
    def records(self) -> list[dict[str, Any]]:
        """The rows by field, as for JSON."""
        return [dict(zip(self.fields, row, strict=True)) for row in self.rows]

    @property
    def cells(self) -> list[tuple[Any, ...]]:
        """What each row shows under the columns."""
        return [tuple(column.value(row) for column in self.columns) for row in self.records]

    @property
    def texts(self) -> list[list[str]]:
        """What each row shows under the columns, written out."""
        return [
            [column.text(value) for column, value in zip(self.columns, cells, strict=True)]
            for cells in self.cells
        ]

    @property
    def frame(self) -> "pd.DataFrame":
        """The rows with all their fields, to go on with in pandas."""
        import pandas as pd

        columns = [column for column in self.columns if column.field in self.fields]
        numbers = [column.field for column in columns if column.is_number]
        frame = pd.DataFrame([*self.rows], columns=[*self.fields], dtype=object).convert_dtypes()
        days = [field for field in self.fields if field.endswith("_on")]
        return frame.astype(dict.fromkeys(numbers, "Int64") | dict.fromkeys(days, "datetime64[us]"))

    def _repr_html_(self) -> str:
        template = pages.environment().get_template("table.j2")
        sides = ["right" if column.is_number else "left" for column in self.columns]
        shown = replace(self, rows=self.rows[:SHOWN]).texts
        more = len(self.rows) - len(shown)
        return template.render(table=self, sides=sides, rows=shown, more=more)

    def __repr__(self) -> str:
        return f"{self.title}: {len(self.rows)}"


def _plain(field: str, value: Any) -> Any:
    """Return a value as JSON and pandas know it: SQLite holds days as text, flags as 0 and 1."""
    if field.endswith("_on") and isinstance(value, str):
        return date.fromisoformat(value)
    return bool(value) if field in FLAGS else value
