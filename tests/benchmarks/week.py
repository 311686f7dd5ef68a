"""What a club's week costs, and an agent's call, beside bare reading and empty kernels."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import date, datetime
from itertools import count
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import python_calamine

from tests.benchmarks.bench import Bench, Work
from tests.houses import furnish
from workbench import office
from workbench.calls.entries import Entry
from workbench.demo import make_club
from workbench.model import frames as shapes
from workbench.model.outcomes import Outcome
from workbench.office.agents import save_agent
from workbench.office.calls import Shift
from workbench.office.day import work_out_day
from workbench.store import records
from workbench.store.connection import write

AS_OF = date(2026, 11, 22)
MONDAY = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Oslo"))
TWO_KERNELS = (
    "from workbench.runs import notebooks as n, parameters; n.load();"
    "import tempfile, pathlib, json; d = pathlib.Path(tempfile.mkdtemp());"
    "b = json.loads((n.ROUTINES / 'weekly.ipynb').read_text());"
    "b['cells'] = b['cells'][:2]; (d / 'a.ipynb').write_text(json.dumps(b));"
    "[n.execute(d / 'a.ipynb', d / 'b.ipynb', {}) for _ in range(2)]"
)


def make_house(folder: Path, members: int) -> Path:
    """Make the house that the package finds, with one invented club; return the club's folder."""
    furnish(folder)
    clubs = folder / "data" / "clubs"
    clubs.mkdir()
    make_club(clubs, slug="solvik-il", members=members, seed=1, as_of=AS_OF)
    os.environ["WORKBENCH_HOME"] = str(folder)
    return clubs / "solvik-il"


def bare_read(files: Iterable[Path]) -> list[list[object]]:
    """Read every file with the bare library and nothing more."""
    rows: list[list[object]] = []
    for path in files:
        content = path.read_bytes()
        if content.startswith(b"PK"):
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
            for sheet in book.sheet_names:
                rows += book.get_sheet_by_name(sheet).to_python()
        else:
            rows += [line.split(";") for line in content.decode("cp1252").splitlines()]
    return rows


def python(*arguments: str) -> Work:
    """Return the work of a new Python that says nothing."""
    command = [sys.executable, *arguments]
    return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def week_benches(club: Path) -> list[Bench]:
    """Return the benches of the routine and of the call form."""

    lists = club.parent / "ut"
    lists.mkdir(exist_ok=True)
    fresh = Path(shutil.copytree(club, club.with_name("ny-il")))

    def import_fresh(into: Path = fresh) -> None:
        office.forget_books(into.name)
        for path in into.glob("club.db*"):
            path.unlink()
        desk = office.open_desk(into.name)
        week = office.plan_week(desk, office.read_inbox(desk, AS_OF), AS_OF)
        office.save_week(desk, week, dry_run=False, folder=str(lists))
        desk.close()

    import_fresh(club)
    desk = office.open_desk("solvik-il")
    columns = ", ".join(shapes.SHAPES["claims"].columns)
    claims = desk.db.conn.execute(f"SELECT {columns} FROM claims").fetchall()  # noqa: S608
    marks = ", ".join("?" * len(shapes.SHAPES["claims"].columns))

    def write_bare() -> None:
        with write(desk.db):
            desk.db.conn.execute(f"CREATE TEMP TABLE bare AS SELECT {columns} FROM claims WHERE 0")  # noqa: S608
            desk.db.conn.executemany(f"INSERT INTO bare VALUES ({marks})", claims)  # noqa: S608
        desk.db.conn.execute("DROP TABLE temp.bare")

    def read_and_write() -> None:
        bare_read((club / "inbox").iterdir())
        write_bare()

    save_agent("kari", "et langt passord 1", ["solvik-il"])
    shift = Shift("kari", now=lambda: MONDAY)

    def call_and_next() -> None:
        taken = shift.next()
        claims = tuple(claim.claim_id for claim in taken.case.claims_to_raise)
        shift.log_call(taken, Entry(uuid4().hex, Outcome.NO_ANSWER, claims))
        shift.release(shift.next())

    def bare_books() -> None:
        records.read_books(desk.db)

    def keep_day() -> None:
        with write(desk.db):
            work_out_day(desk.db, desk, AS_OF)

    return [
        Bench(
            "en ny uke i bøkene (lese, planlegge, lagre, tiltaksliste)",
            import_fresh,
            "bare lesing (calamine, split) og executemany",
            read_and_write,
        ),
        Bench(
            "uendret innboks",
            lambda: office.read_inbox(desk, AS_OF),
            "bare lesing (calamine, split)",
            lambda: bare_read((club / "inbox").iterdir()),
        ),
        Bench(
            "klubbens dag: saldoer, kontakter og plan, ført i bøkene",
            keep_day,
            "bare å hente bøkene",
            bare_books,
        ),
        Bench(
            "en samtale lagret, og neste betaler hentet",
            call_and_next,
            "bare å hente bøkene",
            bare_books,
        ),
        Bench(
            "import i en kjerne",
            python("-c", "import workbench.office, workbench.office.day_lists"),
            "import pandas",
            python("-c", "import pandas"),
        ),
        Bench(
            "ukens rutine, to notatbøker og rapport",
            python("-m", "workbench.cli", "week", "solvik-il", "--as-of", f"{AS_OF}", "--json"),
            "to tomme kjerner",
            python("-c", TWO_KERNELS),
        ),
        Bench(
            "import --payments av bankens fil for en dag",
            python(
                "-m", "workbench.cli", "import", "solvik-il", "--payments", "--as-of", f"{AS_OF}"
            ),
            "import pandas",
            python("-c", "import pandas"),
            before=bring_bank_file(club),
        ),
    ]


def bring_bank_file(club: Path) -> Work:
    """Return what puts a new file of the bank in the inbox: its old one in another transmission."""
    [old] = (club / "inbox").glob("ocr*.txt")
    content, numbers = old.read_text("latin-1"), count(1)

    def bring() -> None:
        number = next(numbers)
        new = content[:16] + f"{number:07}" + content[23:]
        (club / "inbox" / f"ocr_ny_{number}.txt").write_text(new, "latin-1", newline="")

    return bring
