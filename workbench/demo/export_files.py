"""A file as a system exports it: a reading profile turned round, and the mess around the rows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal

from workbench.demo.table_files import write_text, write_xlsx
from workbench.demo.written_cells import UNUSABLE_ROWS, Cell, Cells, Illegible, Ore, Row, shape
from workbench.importers.profiles import OWN_ID, Column, Profile, load_profiles

Sheets = Mapping[str, Sequence[Row]]

# where a system has no word of its own, the last one of another code
NEXT_BEST = {"paid_manual": "paid", "cancelled": "exempt", "frozen": "open"}


@dataclass(frozen=True)
class Export:
    """One file: the reading profile that it is written by, its rows, and what stands around them.

    A cell whose name begins with a capital goes below a heading that the profile does not know.
    Where a column or a code has several names, the `choice`-th is written, or the last: so a list
    is in another language, or for another system.
    """

    name: str
    title: str  # of the profile
    rows: Iterable[Cells]
    sheet: str = ""  # of an Excel file; other files are text
    encoding: str = "iso-8859-1"
    line_end: str = "\r\n"
    choice: int = 0
    without: tuple[str, ...] = ()  # columns that the file lacks
    above: Sequence[Row] = ()  # the headings
    below: Iterable[Cells] = ()  # the rows
    total: Literal["sum", "count", ""] = ""  # the last row
    sheets_before: Sheets = field(default_factory=dict)  # a reader skips them
    sheets_after: Sheets = field(default_factory=dict)
    has_spaced_headings: bool = False
    is_messy: bool = True  # shapes of cells, an empty row now and then, and one nobody can use


class Table:
    """Rows, and how many of them a reader takes, sets aside or skips as frame."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.counts = Counter[str]()

    def add(self, use: str, row: Row) -> None:
        self.rows.append(row)
        self.counts[use] += 1
        self.counts["values"] += sum(isinstance(cell, Illegible) for cell in row)


@cache
def profiles() -> dict[str, Profile]:
    """Return the profiles by title, the gym's own among them."""
    return {profile.title: profile for profile in load_profiles(Path(__file__).parent)}


def headings(title: str, choice: int = 0, without: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the headings of a profile with the columns they are for, each heading once."""
    column_of: dict[str, str] = {}
    for name, column in profiles()[title].columns.items():
        if name not in without and name != OWN_ID:
            column_of.setdefault((column.seen + column.assumed)[: choice + 1][-1], name)
    return column_of


def write_export(export: Export, folder: Path, rng: Random) -> Counter[str]:
    """Write the file, and return what a reader makes of its rows."""
    table, path = fill(export, rng), folder / export.name
    if export.sheet:
        write_xlsx(path, {**export.sheets_before, export.sheet: table.rows, **export.sheets_after})
    else:
        write_text(path, table.rows, export.encoding, export.line_end)
    skipped = (*export.sheets_before.values(), *export.sheets_after.values())
    return table.counts + Counter(frame=sum(map(len, skipped)))


def fill(export: Export, rng: Random) -> Table:
    """Return the rows of the file, with the headings and what else stands around them."""
    table, profile, data = Table(), profiles()[export.title], [*export.rows]
    column_of = headings(export.title, export.choice, export.without)
    unknown = [name for name in next(iter(data), {}) if name[0].isupper()]
    names = [*column_of.values(), *unknown]
    for row in export.above:
        table.add("frame", row)
    table.add("frame", [*column_of, *unknown])
    for number, cells in enumerate(data):
        if export.is_messy:
            if number == len(data) // 3 and number > 2 and profile.kind in UNUSABLE_ROWS:
                unusable = UNUSABLE_ROWS[profile.kind]
                table.add("set_aside", in_words(profile, names, unusable, export.choice))
            if rng.random() < 0.01:
                table.add("frame", [])
            cells = in_some_shape(profile, cells, rng)
        table.add("taken", in_words(profile, names, cells, export.choice))
    if export.has_spaced_headings:
        add_spaces(table.rows[0], rng)
    for cells in export.below:
        table.add("frame", in_words(profile, names, cells, export.choice))
    if export.total == "sum":
        table.add("frame", sum_row(table.rows))
    if export.total == "count":
        table.add("frame", [f"Antall: {len(table.rows) - 1}"])
    return table


def in_some_shape(profile: Profile, cells: Cells, rng: Random) -> Cells:
    """Return the cells of the profile's columns as the system happens to write them."""
    types = {name: profile.columns[name].type for name in cells if name in profile.columns}
    return cells | {name: shape(rng, cell_type, cells[name]) for name, cell_type in types.items()}


def in_words(profile: Profile, names: Sequence[str], cells: Cells, choice: int) -> Row:
    """Return the cells in the order of the names, our codes in the system's words."""
    return [word(profile.columns.get(name), cells.get(name), choice) for name in names]


def word(column: Column | None, code: Cell, choice: int) -> Cell:
    """Return the system's word for one of our codes; anything else is returned as it is."""
    meanings = column.words if column else {}
    for meaning, position in ((code, choice), (NEXT_BEST.get(str(code)), -1)):
        words = [theirs for theirs, ours in meanings.items() if ours == meaning]
        if words:
            return words[min(position, len(words) - 1)]
    return code


def sum_row(rows: Sequence[Row]) -> Row:
    """Return the row of sums."""
    columns = zip(*filter(None, rows), strict=True)
    sums = [sum(cell for cell in column if isinstance(cell, Ore)) for column in columns]
    return ["Sum", *(Ore(ore) if ore else None for ore in sums[1:])]


def add_spaces(row: Row, rng: Random) -> None:
    """Add a space of either kind to two headings."""
    for column, space in zip(rng.sample(range(len(row)), 2), (" ", "\u00a0"), strict=True):
        row[column] = f"{row[column]}{space}"
