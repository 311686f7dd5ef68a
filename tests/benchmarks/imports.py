"""What an import costs beside the bare libraries: from bytes to committed rows with audit."""

import shutil
from pathlib import Path

import pandas as pd

from tests.benchmarks.bench import Bench, Work
from tests.benchmarks.lists import write_csv
from tests.benchmarks.week import AS_OF
from workbench import office
from workbench.demo.klubbadmin import MEMBER_HEADINGS
from workbench.store.connection import create, write


def import_benches(club: Path, rows: int) -> list[Bench]:
    """Return the benches of a clean list of so many rows, in a club like the one given."""
    house = club.parent.parent
    fresh = club.with_name("liste-il")
    fresh.mkdir()
    shutil.copy(club / "club.toml", fresh)
    text = write_csv(house / "liste.csv", rows)
    return [
        Bench(
            f"ren CSV med {rows} rader, til lagrede rader med revisjonsspor",
            import_fresh(fresh, text),
            "pandas' C-leser og executemany",
            read_and_store(text, house / "bare.db"),
            bound=4,
        ),
    ]


def import_fresh(club: Path, *files: Path) -> Work:
    """Import files into a club without books."""

    def work() -> None:
        for path in club.glob("club.db*"):
            path.unlink()
        desk = office.open_desk(club.name)
        office.import_inbox(desk, AS_OF, files)
        desk.close()

    return work


def read_and_store(text: Path, books: Path) -> Work:
    """Read with pandas' C reader, and commit the tuples to a table with a key in a new file."""
    columns = ", ".join(f"c{n} TEXT" for n in range(1, len(MEMBER_HEADINGS)))
    marks = ", ".join("?" * len(MEMBER_HEADINGS))

    def work() -> None:
        for path in books.parent.glob(f"{books.name}*"):
            path.unlink()
        frame = pd.read_csv(text, sep=";", dtype=str, keep_default_na=False)
        db = create(books)
        with write(db):
            db.conn.execute(f"CREATE TABLE bare (c0 TEXT PRIMARY KEY, {columns}) STRICT")
            rows = frame.itertuples(index=False, name=None)
            db.conn.executemany(f"INSERT INTO bare VALUES ({marks})", rows)  # noqa: S608
        db.conn.close()

    return work
