"""Compare this checkout with an earlier commit, round by round in one run: medians and ratios.

`python -m tests.benchmarks.against 07cc66d`. What that commit needs besides must be installed too
(for this one: holidays). Each round is a new process for each of the two, and
measures CPU seconds; what the two call otherwise is written out below for both.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from rich.console import Console
from rich.table import Table

from tests.benchmarks.bench import cpu

ROOT = Path(__file__).parents[2]
AS_OF, MONDAY = date(2026, 11, 22), datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Oslo"))
ROWS = 100_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("commit")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--members", type=int, default=2500)
    parser.add_argument(
        "--measure", type=Path, help="one round of the package in the path, with the clubs there"
    )
    chosen = parser.parse_args()
    if chosen.measure:
        print(json.dumps(measure(chosen.measure, chosen.members)))
        return
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(
            ["git", "archive", chosen.commit, "workbench", "data"],
            cwd=ROOT, capture_output=True, check=True,
        )  # fmt: skip
        subprocess.run(["tar", "x"], cwd=folder, input=archive.stdout, check=True)
        trees, clubs = (Path(folder), ROOT), Path(folder) / "clubs"
        write_clubs(clubs, chosen.members)
        rounds = [
            [measured(tree, chosen.commit, clubs, chosen.members) for tree in trees]
            for _ in range(chosen.rounds)
        ]
    show(rounds, chosen.commit)


def write_clubs(clubs: Path, members: int) -> None:
    """Write the exports that both are measured with: of clubs, and a clean list."""
    from tests.benchmarks.lists import write_csv
    from workbench.demo import make_club

    clubs.mkdir()
    make_club(clubs, slug="solvik-il", members=members, seed=1, as_of=AS_OF)
    (clubs / "liste-il").mkdir()
    shutil.copy(clubs / "solvik-il" / "club.toml", clubs / "liste-il")
    write_csv(clubs / "liste.csv", ROWS)
    for number in (400, members):
        make_club(clubs, slug=f"dag-{number}-il", members=number, seed=2, as_of=AS_OF)
    for number in range(20):
        slug = f"mange-{number:02}-il"
        make_club(clubs, slug=slug, members=400, seed=number, as_of=AS_OF)


def measured(tree: Path, commit: str, clubs: Path, members: int) -> dict[str, float]:
    """Return what one round in a process of its own measures of the package in a tree."""
    command = [
        sys.executable, "-P", "-m", "tests.benchmarks.against", commit, "--measure", str(clubs),
        "--members", str(members),
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": f"{tree}:{ROOT}"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def show(rounds: list[list[dict[str, float]]], commit: str) -> None:
    table = Table(title=f"CPU-sekunder, median av {len(rounds)}, i samme kjøring")
    for heading in ("Hva", commit, "nå", "Forhold"):
        table.add_column(heading)
    for name in rounds[0][0]:
        old, new = (statistics.median(pair[n][name] for pair in rounds) for n in (0, 1))
        table.add_row(name, f"{old:.3f}", f"{new:.3f}", f"{new / old:.2f}x")
    Console(width=110).print(table)


# ------------------------------------------------------------------ one round


def measure(made: Path, members: int) -> dict[str, float]:
    """Return the CPU seconds of each piece of work, by the package that is in the path."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["WORKBENCH_HOME"] = folder
        os.environ["WORKBENCH_TODAY"] = AS_OF.isoformat()
        clubs = copy_clubs(made, Path(folder) / "data")
        (Path(folder) / "ut").mkdir()
        return {
            **typed_rows(Path(folder)),
            **whole_imports(clubs, members),
            **days(clubs, 400),
            **days(clubs, members),
            **many_clubs(Path(folder), clubs),
        }


def copy_clubs(made: Path, data: Path) -> Path:
    """Return the clubs' exports in a folder of their own, with settings as the package in the path
    has them."""
    import workbench
    from workbench.demo import make_club
    from workbench.importers import reading

    own = Path(workbench.__file__).parents[1] / "data"
    for name in ("policies", "rates"):
        shutil.copytree(own / name, data / name)
    # the process that reads files is isolated, so it would read them by the package installed here
    reading.CHILD[2:] = [
        "-c",
        f"import runpy, sys; sys.path.insert(0, {str(own.parent)!r}); "
        "runpy.run_module('workbench.importers.sheets', run_name='__main__')",
    ]
    clubs, settings = data / "clubs", data / "settings"
    shutil.copytree(made, clubs)
    for club in clubs.glob("*-il"):
        make_club(settings, slug=club.name, members=40, seed=1, as_of=AS_OF)
        shutil.copy(settings / club.name / "club.toml", club)
    return clubs


def typed_rows(folder: Path) -> dict[str, float]:
    """Members and participations as frames, to committed rows with audit."""
    from workbench.store import books

    path = folder / "rader.db"
    is_old = hasattr(books, "save")
    db = books.open_books(path) if is_old else books.open_books(path, "rader")
    save = save_by_diff if is_old else save_by_upsert
    first, changed = frames_of(every=0), frames_of(every=100)
    return {
        f"{ROWS} medlemmer: første gang": cpu(lambda: save(db, first)),
        f"{ROWS} medlemmer: 1 % endret": cpu(lambda: save(db, changed)),
        f"{ROWS} medlemmer: uendret": cpu(lambda: save(db, changed)),
    }


def frames_of(every: int) -> dict[str, pd.DataFrame]:
    from workbench.model import frames

    ids = [f"klubbadmin:{n}" for n in range(ROWS)]
    people = {
        "member_id": ids,
        "first_name": [f"Fornavn{n % 900}" for n in range(ROWS)],
        "last_name": [f"Etternavn{n % 700}" for n in range(ROWS)],
        "born_on": [date(2012, 3, 4)] * ROWS,
        "gender": ["K"] * ROWS,
        "email": [
            f"{'ny' if every and n % every == 0 else 'p'}{n}@example.org" for n in range(ROWS)
        ],
        "phone": [f"+4790{n:06}" for n in range(ROWS)],
        "address": [f"Bekkeveien {n % 99}" for n in range(ROWS)],
        "postcode": ["0150"] * ROWS,
        "city": ["OSLO"] * ROWS,
        "status": ["active"] * ROWS,
        "joined_on": [date(2020, 1, 1)] * ROWS,
    }
    groups = {"member_id": ids, "group_name": ["Klubben"] * ROWS}
    of_columns = getattr(frames, "from_columns", None) or frames.of_columns
    return {
        "members": of_columns("members", ROWS, people),
        "participations": of_columns("participations", ROWS, groups),
    }


def save_by_diff(db: Any, nouns: dict[str, pd.DataFrame]) -> None:
    from workbench.model.changes import diff

    from workbench.store import books
    from workbench.store.connection import write

    rows = books.read_books(db).frames
    diffs = [diff(noun, rows[noun], frame) for noun, frame in nouns.items()]
    with write(db):
        books.save(db, "import", diffs, subject="x", day=AS_OF, who="x")


def save_by_upsert(db: Any, nouns: dict[str, pd.DataFrame]) -> None:
    from workbench.store import events, records
    from workbench.store.connection import write

    with write(db), events.event(db, "import", AS_OF, who="x") as event_id:
        for noun, frame in nouns.items():
            records.write_rows(db, noun, frame, event_id)


def whole_imports(clubs: Path, members: int) -> dict[str, float]:
    """Whole imports of a clean list and of a club's inbox, from bytes to committed rows."""
    from workbench import office

    text = clubs / "liste.csv"

    def into(slug: str, files: list[Path]) -> Callable[[], object]:
        desk = office.open_desk(slug)
        return lambda: office.import_inbox(desk, AS_OF, files)

    desk = office.open_desk("solvik-il")

    def save_week() -> None:
        week = office.plan_week(desk, office.read_inbox(desk, AS_OF), AS_OF)
        office.save_week(desk, week, dry_run=False, folder=str(clubs.parents[1] / "ut"))

    return {
        f"import av {ROWS} rader, ny": cpu(into("liste-il", [text])),
        f"import av {ROWS} rader, uendret": cpu(into("liste-il", [text])),
        f"import av klubb med {members}": cpu(into("solvik-il", [])),
        f"uke for klubb med {members}, uendret": cpu(save_week),
    }


def calls_of(agent: str) -> Callable[[], object]:
    """Return what saves a call of an agent's and gets the next case, the first of them in hand."""
    from uuid import uuid4

    from workbench.calls.entries import Entry
    from workbench.office.calls import Shift

    try:
        from workbench.model.outcomes import Outcome
    except ImportError:
        from workbench.model.words import Outcome

    shift = Shift(agent, now=lambda: MONDAY)
    taken = [shift.next()]

    def call_and_next() -> None:
        case = taken[0].case
        spoken_of = case.claims_to_raise if hasattr(case, "claims_to_raise") else case.talked
        claims = tuple(claim.claim_id for claim in spoken_of)
        shift.log_call(taken[0], Entry(uuid4().hex, Outcome.NO_ANSWER, claims))
        taken[0] = shift.next()

    return call_and_next


def days(clubs: Path, members: int) -> dict[str, float]:
    """A club's first week, its day, and calls saved until the next case is ready."""
    from workbench import office
    from workbench.office.agents import save_agent

    slug = f"dag-{members}-il"
    desk = office.open_desk(slug)

    def first_week() -> None:
        week = office.plan_week(desk, office.read_inbox(desk, AS_OF), AS_OF)
        office.save_week(desk, week, dry_run=False, folder=str(clubs.parents[1] / "ut"))

    week = cpu(first_week)
    save_agent("kari", "et langt passord 1", [slug])
    call_and_next = calls_of("kari")
    calls = [cpu(call_and_next) for _ in range(5)]
    looks = [cpu(day_of_club(desk)) for _ in range(5)]
    return {
        f"ny uke, {members} medlemmer": week,
        f"klubbens dag, {members} medlemmer": statistics.median(looks),
        f"samtale og neste sak, {members} medlemmer": statistics.median(calls),
    }


def day_of_club(desk: Any) -> Callable[[], object]:
    """Return what works out a club's day from its books; now it is kept in them too."""
    try:
        from workbench.office.day import work_out_day
        from workbench.store.connection import write
    except ImportError:
        from workbench.office.picture import picture_of

        return lambda: picture_of(desk, AS_OF)

    def keep() -> None:
        with write(desk.db):
            work_out_day(desk.db, desk, AS_OF)

    return keep


def many_clubs(folder: Path, clubs: Path) -> dict[str, float]:
    """Calls of agents with five and with twenty clubs, and the memory of such a kernel."""
    from workbench import office
    from workbench.office.agents import save_agent

    slugs = sorted(path.name for path in clubs.glob("mange-*"))
    for slug in slugs:
        desk = office.open_desk(slug)
        week = office.plan_week(desk, office.read_inbox(desk, AS_OF), AS_OF)
        office.save_week(desk, week, dry_run=False, folder=str(folder / "ut"))
    found = {}
    for agent, count in (("fem", 5), ("tjue", 20)):
        save_agent(agent, "et langt passord 1", slugs[:count])
        call_and_next = calls_of(agent)
        calls = [cpu(call_and_next) for _ in range(5)]
        found[f"samtale og neste sak, {count} klubber"] = statistics.median(calls)
    kernel = [sys.executable, "-P", "-c", KERNEL]
    done = subprocess.run(kernel, env=dict(os.environ), capture_output=True, text=True, check=True)
    return found | {"PSS for en agents kjerne, 20 klubber, MB": float(done.stdout)}


KERNEL = """
from datetime import datetime
from zoneinfo import ZoneInfo
import ipykernel.kernelapp, ipykernel.ipkernel
from workbench.forms.call_form import CallForm
from workbench.office.calls import Shift
noon = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Oslo"))
form = CallForm(Shift("tjue", now=lambda: noon))
assert (form.leased if hasattr(form, "leased") else form.taken) is not None
print(int(open("/proc/self/smaps_rollup").read().split("Pss:")[1].split()[0]) / 1024)
"""


if __name__ == "__main__":
    main()
