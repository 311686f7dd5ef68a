"""A list as a system exports it: a reading profile turned round, and the mess around the rows."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random

from workbench.demo.shapes import Cell, Illegible, Ore, in_text, shape
from workbench.demo.truth import Rows
from workbench.demo.workbook import write_xlsx
from workbench.importers.profiles import Column, Profile, load_profiles

Row = list[Cell]
Cells = dict[str, Cell]  # of a row: by the profile's columns, or by a heading it does not know
Sheets = Mapping[str, Sequence[Sequence[Cell]]]

# a row that nobody can use, for each kind of list, and after how many others it stands
STRAY_CLAIM: Cells = {
    "order": 19_999,
    "member_name": "Ukjent Utøver",
    "recipient": "Ukjent",
    "title": "Cup",
    "amount": Ore(30_000),
    "outstanding": Ore(30_000),
    "due_on": "31.02.2026",
    "status": "open",
}
STRAYS: Mapping[str, Cells] = {
    "members": {"email": "ukjent@example.org"},
    "invoices": STRAY_CLAIM,
    "bills": STRAY_CLAIM,
    "payments": {"title": "Cup", "member_name": "Ukjent", "amount": "?"},
}
STRAY_AFTER = 7
# where a system has no word of its own, the last one of another code
NEXT_BEST = {"paid_manual": "paid", "cancelled": "exempt", "frozen": "open"}


@cache
def profiles() -> dict[str, Profile]:
    """Return the profiles by title, the gym's own among them."""
    return {profile.title: profile for profile in load_profiles(Path(__file__).parent)}


def headings(title: str, choice: int = 0) -> dict[str, str]:
    """Return the headings of a profile with the columns they are for, each heading once."""
    chosen: dict[str, str] = {}
    for name, column in profiles()[title].columns.items():
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
    """Rows, and what a reader makes of each.

    `title` is the profile's, `extra` are headings that it does not know, and `without` names
    columns that it knows and the file lacks. Where a column or a code has several names, the
    `choice`-th is written, or the last: so a list is in another language, or for another system.
    """

    def __init__(
        self, title: str, *extra: str, choice: int = 0, without: tuple[str, ...] = ()
    ) -> None:
        self.profile, self.choice = profiles()[title], choice
        known = {
            head: name for head, name in headings(title, choice).items() if name not in without
        }
        self.names = [*known.values(), *extra]
        self.rows: list[Row] = [[*known, *extra]]
        self.count = Rows(frame=1)

    def fill(self, rng: Random, rows: Iterable[Cells]) -> "Listing":
        """Add rows in their mess: odd shapes, an empty row now and then, and a stray one."""
        types: dict[str, str] = {name: each.type for name, each in self.profile.columns.items()}
        stray = STRAYS.get(self.profile.kind)
        for n, cells in enumerate(rows):
            if n == STRAY_AFTER and stray:
                self.rows.append(self._row(stray))
                self.count.set_aside += 1
            if rng.random() < 0.01:
                self.frame()
            self.add({name: shape(rng, types.get(name, ""), cell) for name, cell in cells.items()})
        return self

    def add(self, cells: Cells) -> None:
        """Add a row as it is."""
        row = self._row(cells)
        self.rows.append(row)
        self.count.taken += 1
        self.count.values += sum(isinstance(cell, Illegible) for cell in row)

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

    def untidy_headings(self, rng: Random) -> None:
        """Put a space of either kind behind two headings."""
        heads = self.rows[0]
        for n, space in zip(rng.sample(range(len(heads)), 2), " \u00a0", strict=True):
            heads[n] = f"{heads[n]}{space}"

    def put_above(self, *rows: Row) -> None:
        """Put rows that are no data above the headings."""
        self.rows[:0] = rows
        self.count.frame += len(rows)

    def to_text(self, path: Path, encoding: str, end: str = "") -> dict[str, Rows]:
        """Write the rows parted by semicolons; `end` closes each line."""
        lines = (";".join(map(in_text, row)) + end for row in self.rows)
        path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
        return {path.name: self.count}

    def to_xlsx(self, path: Path, sheet: str, **skipped: Sheets) -> dict[str, Rows]:
        """Write the rows in a sheet, `before` and `after` it those that a reader is to skip."""
        book = {**skipped.get("before", {}), sheet: self.rows, **skipped.get("after", {})}
        write_xlsx(path, book)
        self.count.frame += sum(len(r) for sheets in skipped.values() for r in sheets.values())
        return {path.name: self.count}

    def _row(self, cells: Cells) -> Row:
        """Return the cells in the order of the headings, our codes in the system's words."""
        columns = self.profile.columns
        coded = {n: column for n, column in columns.items() if column.words and n in cells}
        row = cells | {n: word(column, cells[n], self.choice) for n, column in coded.items()}
        return [None if row.get(name) == "" else row.get(name) for name in self.names]
