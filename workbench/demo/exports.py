"""A file as a system exports it: a reading profile turned round, and the mess around the rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal

from workbench.demo.excel import write_xlsx
from workbench.demo.truth import RowCounts
from workbench.demo.written_cells import (
    NBSP,
    UNUSABLE_ROWS,
    Cell,
    Cells,
    Illegible,
    Ore,
    Row,
    in_text,
    shape,
)
from workbench.importers.profiles import Column, Profile, load_profiles

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


@cache
def profiles() -> dict[str, Profile]:
    """Return the profiles by title, the gym's own among them."""
    return {profile.title: profile for profile in load_profiles(Path(__file__).parent)}


def headings(title: str, choice: int = 0, without: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the headings of a profile with the columns they are for, each heading once."""
    column_of: dict[str, str] = {}
    for name, column in profiles()[title].columns.items():
        if name not in without:
            column_of.setdefault((column.seen + column.assumed)[: choice + 1][-1], name)
    return column_of


def word(column: Column, code: Cell, choice: int) -> Cell:
    """Return the system's word for one of our codes; anything else is returned as it is."""
    for meaning, position in ((code, choice), (NEXT_BEST.get(str(code)), -1)):
        words = [theirs for theirs, ours in column.words.items() if ours == meaning]
        if words:
            return words[min(position, len(words) - 1)]
    return code


def write_export(export: Export, folder: Path, rng: Random) -> RowCounts:
    """Write the file, and return what a reader makes of its rows."""
    rows_by_use = [*rows_of(export, rng)]
    rows = [row for _, row in rows_by_use]
    if export.has_spaced_headings:
        for column, space in zip(rng.sample(range(len(rows[0])), 2), (" ", NBSP), strict=True):
            rows[0][column] = f"{rows[0][column]}{space}"
    if export.total:
        rows.append(sum_row(rows) if export.total == "sum" else [f"Antall: {len(rows) - 1}"])
    if export.sheet:
        sheets = {**export.sheets_before, export.sheet: rows, **export.sheets_after}
        write_xlsx(folder / export.name, sheets)
    else:
        lines = (";".join(map(in_text, row)) + export.line_end for row in rows)
        (folder / export.name).write_bytes("".join(lines).encode(export.encoding))
    skipped = [*export.sheets_before.values(), *export.sheets_after.values()]
    counts = Counter(use for use, _ in rows_by_use)
    return RowCounts(
        taken=counts["taken"],
        set_aside=counts["set_aside"],
        frame=counts["frame"] + bool(export.total) + sum(map(len, skipped)),
        values=sum(isinstance(cell, Illegible) for row in rows for cell in row),
    )


def rows_of(export: Export, rng: Random) -> Iterator[tuple[str, Row]]:
    """Yield the rows, each with what a reader makes of it."""
    profile, data = profiles()[export.title], [*export.rows]
    column_of = headings(export.title, export.choice, export.without)
    more_headings = [name for name in next(iter(data), {}) if name[0].isupper()]
    names = [*column_of.values(), *more_headings]

    def written(cells: Cells) -> Row:
        return [written_cell(profile, name, cells.get(name), export.choice) for name in names]

    yield from (("frame", row) for row in export.above)
    yield "frame", [*column_of, *more_headings]
    for number, cells in enumerate(data):
        if not export.is_messy:
            yield "taken", written(cells)
            continue
        if number == len(data) // 3 and number > 2 and profile.kind in UNUSABLE_ROWS:
            yield "set_aside", written(UNUSABLE_ROWS[profile.kind])
        if rng.random() < 0.01:
            yield "frame", []
        yield "taken", written(in_some_shape(profile, cells, rng))
    yield from (("frame", written(cells)) for cells in export.below)


def in_some_shape(profile: Profile, cells: Cells, rng: Random) -> Cells:
    """Return the cells of the profile's columns as the system happens to write them."""
    columns = profile.columns
    return cells | {
        name: shape(rng, columns[name].type, cell)
        for name, cell in cells.items()
        if name in columns
    }


def written_cell(profile: Profile, name: str, cell: Cell, choice: int) -> Cell:
    """Return a code in the system's words, and any other cell as it is."""
    column = profile.columns.get(name)
    return word(column, cell, choice) if column and column.words else cell


def sum_row(rows: Sequence[Row]) -> Row:
    """Return the row of sums."""
    columns = zip(*filter(None, rows), strict=True)
    sums = [sum(cell for cell in column if isinstance(cell, Ore)) for column in columns]
    return ["Sum", *(Ore(ore) if ore else None for ore in sums[1:])]
