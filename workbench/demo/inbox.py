"""The inbox of a club on the day its files are written, and how their rows count."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from workbench.demo.listing import Cells, Listing
from workbench.demo.shapes import Cell, in_text
from workbench.demo.truth import Rows
from workbench.demo.workbook import write_xlsx
from workbench.demo.world import World

Sheets = Mapping[str, Sequence[Sequence[Cell]]]


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
