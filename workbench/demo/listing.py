"""A list as a system exports it: a reading profile turned round, and the mess around the rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from workbench.demo.mess import STRAYS, Cell, Cells, Illegible, Ore, Row, in_text, shape
from workbench.demo.truth import Rows
from workbench.demo.workbook import write_xlsx
from workbench.demo.world import World
from workbench.importers.profiles import OWN_ID, Column, Profile, load_profiles

Sheets = Mapping[str, Sequence[Sequence[Cell]]]

# where a system has no word of its own, the last one of another code
NEXT_BEST = {"paid_manual": "paid", "cancelled": "exempt", "frozen": "open"}


@cache
def profiles() -> dict[str, Profile]:
    """Return the profiles by title, the gym's own among them."""
    return {profile.title: profile for profile in load_profiles(Path(__file__).parent)}


def headings(title: str, choice: int = 0, without: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the headings of a profile with the columns they are for, each heading once."""
    chosen: dict[str, str] = {}
    for name, column in profiles()[title].columns.items():
        if name not in without and name != OWN_ID:
            chosen.setdefault((column.seen + column.assumed)[: choice + 1][-1], name)
    return chosen


def word(column: Column, code: Cell, choice: int) -> Cell:
    """Return the system's word for one of our codes; anything else is returned as it is."""
    for meaning, nth in ((code, choice), (NEXT_BEST.get(str(code)), -1)):
        words = [theirs for theirs, ours in column.words.items() if ours == meaning]
        if words:
            return words[min(nth, len(words) - 1)]
    return code


class Listing:
    """Rows below their headings, and what a reader makes of each.

    `title` is the profile's. A cell whose name is no column but begins with a capital goes below a
    heading that the profile does not know. `without` names columns that the file lacks. Where a
    column or a code has several names, the `choice`-th is written, or the last: so a list is in
    another language, or for another system. With `rng` comes the mess of a system's export: odd
    shapes, an empty row now and then, and a stray one.
    """

    def __init__(
        self,
        title: str,
        rows: Iterable[Cells],
        rng: Random | None = None,
        *,
        choice: int = 0,
        without: tuple[str, ...] = (),
    ) -> None:
        self.profile, self.choice = profiles()[title], choice
        all_cells, columns = list(rows), headings(title, choice, without)
        extra = [name for name in next(iter(all_cells), {}) if name[0].isupper()]
        self.names = [*columns.values(), *extra]
        self.rows: list[Row] = [[*columns, *extra]]
        self.count = Rows(frame=1)
        for number, cells in enumerate(all_cells):
            if rng and number == len(all_cells) // 3 and number > 2:
                self._stray()
            if rng and rng.random() < 0.01:
                self.frame()
            self._take(cells, rng)

    def frame(self, **cells: Cell) -> None:
        """Add a row that is no data, an empty one if it has no cells."""
        self.rows.append(self._row(cells) if cells else [])
        self.count.frame += 1

    def sum_up(self) -> None:
        """Add the row of sums."""
        columns = zip(*filter(None, self.rows), strict=True)
        sums = [sum(cell for cell in column if isinstance(cell, Ore)) for column in columns]
        self.rows.append(["Sum", *(Ore(ore) if ore else None for ore in sums[1:])])
        self.count.frame += 1

    def put_above(self, *rows: Row) -> None:
        """Put rows that are no data above the headings."""
        self.rows[:0] = rows
        self.count.frame += len(rows)

    def _stray(self) -> None:
        """Add the row that nobody can use, where the kind of list has one."""
        if self.profile.kind in STRAYS:
            self.rows.append(self._row(STRAYS[self.profile.kind]))
            self.count.set_aside += 1

    def _take(self, cells: Cells, rng: Random | None) -> None:
        """Add a row of data."""
        columns = self.profile.columns
        if rng:
            types = {name: columns[name].type for name in cells if name in columns}
            cells = cells | {name: shape(rng, types[name], cells[name]) for name in types}
        row = self._row(cells)
        self.rows.append(row)
        self.count.taken += 1
        self.count.values += sum(isinstance(cell, Illegible) for cell in row)

    def _row(self, cells: Cells) -> Row:
        """Return the cells in the order of the headings, our codes in the system's words."""
        columns = self.profile.columns
        coded = {n: column for n, column in columns.items() if column.words and n in cells}
        row = cells | {n: word(column, cells[n], self.choice) for n, column in coded.items()}
        return [None if row.get(name) == "" else row.get(name) for name in self.names]


@dataclass
class Inbox:
    """The folder, the world that its files tell of, and the rows of each file."""

    folder: Path
    rng: Random
    world: World
    club: str
    files: dict[str, Rows] = field(default_factory=dict)

    def listing(
        self, title: str, rows: Iterable[Cells], *, choice: int = 0, without: tuple[str, ...] = ()
    ) -> Listing:
        """Return the rows in the mess of a system's export."""
        return Listing(title, rows, self.rng, choice=choice, without=without)

    def put_text(self, name: str, listing: Listing, encoding: str, end: str = "") -> None:
        """Write the rows parted by semicolons; `end` closes each line."""
        lines = (";".join(map(in_text, row)) + end + "\r\n" for row in listing.rows)
        (self.folder / name).write_bytes("".join(lines).encode(encoding))
        self.files[name] = listing.count

    def put_xlsx(self, name: str, sheet: str, listing: Listing, **skipped: Sheets) -> None:
        """Write the rows in a sheet, `before` and `after` it those that a reader is to skip."""
        before, after = skipped.get("before", {}), skipped.get("after", {})
        write_xlsx(self.folder / name, {**before, sheet: listing.rows, **after})
        listing.count.frame += sum(map(len, [*before.values(), *after.values()]))
        self.files[name] = listing.count
