"""A list that people read: its columns, and a table of its rows.

The same table is shown in a notebook, a workbook and the terminal, and can be read as a frame.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from workbench.model.shapes import FLAG, STORED
from workbench.norsk import kroner, tall_dato
from workbench.values.text import visible

if TYPE_CHECKING:
    import pandas as pd

TEXT, KRONER, DAY, COUNT = "@", '#,##0.00 "kr"', "dd.mm.yyyy", "0"  # number formats of a workbook
ROWS_IN_NOTEBOOK = 20
FLAGS = {
    name for shape in STORED.values() for name, dtype in shape.columns.items() if dtype == FLAG
}


@dataclass(frozen=True)
class Column:
    """A column of a list.

    `name` is its heading, and `width` its width in a workbook. `field` has one or several names of
    fields, with spaces between them. `to_text` makes the text of the column from their values.
    """

    name: str
    number_format: str = TEXT
    width: int = 16
    field: str = ""
    to_text: Callable[..., str | None] | None = None

    @property
    def is_number(self) -> bool:
        """Whether its values are amounts or counts, which are aligned to the right."""
        return self.number_format in (KRONER, COUNT)

    def value_of(self, row: Mapping[str, Any]) -> Any:
        """Return the row's value here: text, a day, a count, an amount in øre, or None."""
        values = [row[field] for field in self.field.split()]
        if self.to_text is None or all(value is None for value in values):
            return values[0]
        return self.to_text(*values)

    def text_of(self, value: Any) -> str:
        """Return a value of this column as people read it; "" for None.

        A text is on one line and has no invisible characters.
        """
        if value is None:
            return ""
        if self.number_format == KRONER:
            return kroner(value)
        return tall_dato(value) if isinstance(value, date) else visible(str(value))


@dataclass(frozen=True, repr=False)
class Table:
    """A list with its title and rows: shown in a notebook, a sheet, the terminal or as JSON.

    A row has a value for each of `fields`, also for fields that no column shows, such as ids.
    """

    title: str
    columns: Sequence[Column]
    fields: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    rest_place: str = ", i tiltakslisten"  # where the rows are that a notebook does not show
    note: str = ""  # after the title

    def with_rows(self, fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> "Table":
        """Return this list with typed rows, or rows of SQLite (days as text, flags as 0 and 1)."""
        cells = [tuple(map(_convert_cell, fields, row)) for row in rows]
        return replace(self, fields=fields, rows=cells)

    def with_records(self, records: Iterable[Mapping[str, Any]], note: str = "") -> "Table":
        """Return this list with records: rows by field, all with the same fields."""
        new_records = [*records]
        fields = self.fields or self._fields_of(new_records)
        rows = [tuple(record[field] for field in fields) for record in new_records]
        return replace(self, fields=fields, rows=rows, note=note)

    def _fields_of(self, records: Sequence[Mapping[str, Any]]) -> Sequence[str]:
        if records:
            return [*records[0]]
        column_fields = [field for column in self.columns for field in column.field.split()]
        return [*dict.fromkeys(column_fields)]

    @property
    def records(self) -> list[dict[str, Any]]:
        """The rows by field, for JSON."""
        return [dict(zip(self.fields, row, strict=True)) for row in self.rows]

    @property
    def cells(self) -> list[tuple[Any, ...]]:
        """The values of each row, one for each column."""
        return [tuple(column.value_of(row) for column in self.columns) for row in self.records]

    @property
    def texts(self) -> list[list[str]]:
        """The values of each row as people read them, one for each column."""
        return [
            [column.text_of(value) for column, value in zip(self.columns, cells, strict=True)]
            for cells in self.cells
        ]

    @property
    def frame(self) -> "pd.DataFrame":
        """The rows with all their fields, for pandas."""
        import pandas as pd

        columns = [column for column in self.columns if column.field in self.fields]
        number_fields = [column.field for column in columns if column.is_number]
        frame = pd.DataFrame([*self.rows], columns=[*self.fields], dtype=object).convert_dtypes()
        day_fields = [field for field in self.fields if field.endswith("_on")]
        dtypes = dict.fromkeys(number_fields, "Int64") | dict.fromkeys(day_fields, "datetime64[us]")
        return frame.astype(dtypes)

    def _repr_html_(self) -> str:
        from workbench.reports.pages import environment

        template = environment().get_template("table.j2")
        sides = ["right" if column.is_number else "left" for column in self.columns]
        shown_rows = replace(self, rows=self.rows[:ROWS_IN_NOTEBOOK]).texts
        rest = len(self.rows) - len(shown_rows)
        return template.render(table=self, sides=sides, rows=shown_rows, rest=rest)

    def __repr__(self) -> str:
        return f"{self.title}: {len(self.rows)}"


def _convert_cell(field: str, value: Any) -> Any:
    """Return a value of SQLite as `date` or `bool` if the field is a day or a flag."""
    if field.endswith("_on") and isinstance(value, str):
        return date.fromisoformat(value)
    return bool(value) if field in FLAGS else value
