"""What an import costs beside the bare libraries: from bytes to committed rows with audit."""

import hashlib
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from tests.benchmarks.bench import Bench, Work
from tests.benchmarks.lists import MEMBER_HEADINGS, write_csv, write_sheet
from tests.benchmarks.week import AS_OF, bare_read
from workbench import office
from workbench.importers.reading import CHILD, READER, read_sheets
from workbench.store.connection import create, write


def import_benches(club: Path, rows: int) -> list[Bench]:
    """Return the benches of a clean list of so many rows, and of the club's own inbox."""
    house = club.parent.parent
    fresh, filled = fresh_club(club, "liste-il"), fresh_club(club, "kjent-il")
    text = write_csv(house / "liste.csv", rows)
    book = write_sheet(house / "liste.xlsx", rows)
    own = sorted((club / "inbox").iterdir())
    import_fresh(filled, [text])()
    known = office.open_desk(filled.name)
    import_fresh(fresh, own)()
    desk = office.open_desk(fresh.name)
    held = desk.read_books()
    desk.close()
    return [
        Bench(
            f"ren CSV med {rows} rader, til lagrede rader med revisjonsspor",
            import_fresh(fresh, [text]),
            "pandas' C-leser og executemany",
            read_and_store(text, house / "bare.db"),
            bound=4,
        ),
        Bench(
            f"ark med {rows} rader, lest",
            lambda: read_sheets(book.read_bytes(), book.name),
            "bare calamine",
            lambda: bare_read([book]),
            bound=1.6,
        ),
        Bench(
            f"ark med {rows} rader, til lagrede rader med revisjonsspor",
            import_fresh(fresh, [book]),
            "bare calamine",
            lambda: bare_read([book]),
        ),
        Bench(
            f"klubb med {len(held['members'])} medlemmer og {len(held['claims'])} krav, lagret",
            import_fresh(fresh, own),
            "leserens start og bare lesing (calamine, split)",
            lambda: (start_reader(), bare_read(own)),
            bound=3,
            before=end_reader,
        ),
        Bench(
            f"uendret CSV med {rows} rader",
            lambda: office.import_inbox(known, AS_OF, [text]),
            "SHA-256 av filen",
            lambda: hashlib.sha256(text.read_bytes()).hexdigest(),
            bound=2,
        ),
    ]


def fresh_club(club: Path, slug: str) -> Path:
    """Make a club with the settings of another, and no files."""
    fresh = club.with_name(slug)
    fresh.mkdir()
    shutil.copy(club / "club.toml", fresh)
    return fresh


def import_fresh(club: Path, files: Iterable[Path]) -> Work:
    """Import files into a club without books."""

    def work() -> None:
        office.forget_books(club.name)
        for path in club.glob("club.db*"):
            path.unlink()
        desk = office.open_desk(club.name)
        office.import_inbox(desk, AS_OF, [*files])
        desk.close()

    return work


def start_reader() -> None:
    """Start the process that reads files, and let it end at once."""
    subprocess.run(CHILD, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env={}, check=True)


def end_reader() -> None:
    """Let the next file begin with a reader's start."""
    if READER.child is not None:
        READER.child.end()


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
