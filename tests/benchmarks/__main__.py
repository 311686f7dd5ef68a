"""Print each bench's CPU seconds beside its yardstick's: medians of interleaved rounds, and ratio.

Ratios are to be read, never asserted; absolute times depend on the machine and its load.
"""

import argparse
import io
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import python_calamine
from rich.console import Console
from rich.table import Table

from workbench import office
from workbench.calls.entries import Entry
from workbench.demo import make_club
from workbench.model import frames as shapes
from workbench.model.words import Outcome
from workbench.office.agents import save_agent
from workbench.office.calls import Shift
from workbench.office.picture import picture_of
from workbench.store import books, frames
from workbench.store.connection import write

AS_OF = date(2026, 11, 22)
MONDAY = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Oslo"))
ROOT = Path(__file__).parents[2]
Work = Callable[[], object]


def cpu(work: Work) -> float:
    """Return the CPU seconds of this process and its children that `work` takes."""

    def spent() -> float:
        own, children = (
            resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime

    before = spent()
    work()
    return spent() - before


def bare_read(inbox: Path) -> list[list[object]]:
    """Read every file with the bare library and nothing more."""
    rows: list[list[object]] = []
    for path in sorted(inbox.iterdir()):
        content = path.read_bytes()
        if content.startswith(b"PK"):
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
            for sheet in book.sheet_names:
                rows += book.get_sheet_by_name(sheet).to_python()
        else:
            rows += [line.split(";") for line in content.decode("cp1252").splitlines()]
    return rows


def python(code: str) -> Work:
    return lambda: subprocess.run([sys.executable, "-c", code], check=True)


def make_house(folder: Path, members: int) -> Path:
    for name in ("policies", "rates"):
        shutil.copytree(ROOT / "data" / name, folder / "data" / name)
    clubs = folder / "data" / "clubs"
    clubs.mkdir()
    make_club(clubs, slug="solvik-il", members=members, seed=1, as_of=AS_OF)
    os.environ["WORKBENCH_HOME"] = str(folder)
    return clubs / "solvik-il"


def benches(club: Path) -> dict[str, tuple[Work, str, Work]]:
    """Return name -> (the work, its yardstick's name, the yardstick)."""

    def import_fresh() -> None:
        for path in club.glob("club.db*"):
            path.unlink()
        desk = office.open_desk("solvik-il")
        week = office.plan_week(desk, office.read_inbox(desk, AS_OF), AS_OF)
        office.save_week(desk, week, dry_run=False, folder=str(club.parent / "ut"))

    import_fresh()
    desk = office.open_desk("solvik-il")
    facts, _ = picture_of(desk, AS_OF)
    claims = frames.rows_of(facts["claims"])
    marks = ", ".join("?" * len(shapes.SHAPES["claims"].columns))

    def write_bare() -> None:
        with write(desk.db):
            desk.db.conn.execute("CREATE TEMP TABLE bare AS SELECT * FROM claims WHERE 0")
            desk.db.conn.executemany(f"INSERT INTO bare VALUES ({marks})", claims)  # noqa: S608
        desk.db.conn.execute("DROP TABLE temp.bare")

    def read_and_write() -> None:
        bare_read(club / "inbox")
        write_bare()

    save_agent("kari", "et langt passord 1", ["solvik-il"])
    shift = Shift("kari", now=lambda: MONDAY)

    def call_and_next() -> None:
        taken = shift.next()
        claims = tuple(claim.claim_id for claim in taken.case.talked)
        shift.log_call(taken, Entry(uuid4().hex, Outcome.NO_ANSWER, claims))
        shift.let_go(shift.next())

    return {
        "en ny uke i bøkene (lese, planlegge, lagre, tiltaksliste)": (
            import_fresh,
            "bare lesing (calamine, split) og executemany",
            read_and_write,
        ),
        "uendret innboks": (
            lambda: office.read_inbox(desk, AS_OF),
            "bare lesing (calamine, split)",
            lambda: bare_read(club / "inbox"),
        ),
        "klubbens dag: saldoer, plan, ringeliste, funn": (
            lambda: picture_of(desk, AS_OF),
            "bare å hente bøkene",
            lambda: books.read_books(desk.db),
        ),
        "en samtale lagret, og neste betaler hentet": (
            call_and_next,
            "bare å hente bøkene",
            lambda: books.read_books(desk.db),
        ),
        "import i en kjerne": (
            python("import workbench.office, workbench.reports.tables"),
            "import pandas",
            python("import pandas"),
        ),
        "ukens rutine, to notatbøker og rapport": (
            lambda: subprocess.run(
                [sys.executable, "-m", "workbench.cli", "week", "solvik-il", "--as-of",
                 AS_OF.isoformat(), "--json"],
                check=True, stdout=subprocess.DEVNULL,
            ),
            "to tomme kjerner",
            python(
                "from workbench.runs import notebooks as n, parameters; n.load();"
                "import tempfile, pathlib, json; d = pathlib.Path(tempfile.mkdtemp());"
                "b = json.loads((n.ROUTINES / 'weekly.ipynb').read_text());"
                "b['cells'] = b['cells'][:2]; (d / 'a.ipynb').write_text(json.dumps(b));"
                "[n.execute(d / 'a.ipynb', d / 'b.ipynb', {}) for _ in range(2)]"
            ),
        ),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=2500)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        club = make_house(Path(folder), chosen.members)
        work = benches(club)
        spent: dict[str, list[tuple[float, float]]] = {name: [] for name in work}
        began = time.perf_counter()
        for _ in range(chosen.rounds):
            for name, (measured, _, yardstick) in work.items():
                spent[name].append((cpu(measured), cpu(yardstick)))
        table = Table(
            title=f"{chosen.members} medlemmer, median av {chosen.rounds}, CPU-sekunder; "
            f"Python {platform.python_version()}, last {os.getloadavg()[0]:.1f}, "
            f"{time.perf_counter() - began:.0f} s i alt"
        )
        for heading in ("Hva", "CPU s", "Målestokk", "CPU s", "Forhold"):
            table.add_column(heading)
        for name, (_, against, _) in work.items():
            ours, theirs = (statistics.median(side) for side in zip(*spent[name], strict=True))
            ratio = f"{ours / theirs:.1f}x" if theirs else "-"
            table.add_row(name, f"{ours:.3f}", against, f"{theirs:.3f}", ratio)
        Console(width=140).print(table)


if __name__ == "__main__":
    main()
