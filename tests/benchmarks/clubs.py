"""The week of many clubs by the command, beside plain papermill on the same two notebooks.

Clubs a minute and CPU seconds a club, and what the office's own functions take without notebooks.
"""

import os
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from rich.table import Table

from tests.benchmarks.bench import Work, cpu
from workbench import office
from workbench.demo import club_slugs, make_club
from workbench.office.desk import open_desk
from workbench.office.summary import summarise
from workbench.reports import pages

AS_OF = date(2026, 11, 22)
ROOT = Path(__file__).parents[2]
MANY, FEW, MEMBERS = 20, 3, 400
SECTIONS = (
    pages.heading, pages.tiles, pages.ageing, pages.solution, pages.next_steps, pages.decisions,
    pages.register, pages.footer,
)  # fmt: skip


def clubs_table(clubs: Path) -> Table:
    """Run the clubs in each way, every time from their exports; last once more, unchanged."""
    house, many = clubs.parent.parent, [f"{slug}-2" for slug, _ in club_slugs(MANY)]
    for number, slug in enumerate(many):
        make_club(clubs, slug=slug, members=MEMBERS, seed=1 + number, as_of=AS_OF)
    few = many[:FEW]

    def bare() -> None:
        for slug in few:
            office_week(slug, house / "ut" / slug)

    def plain() -> None:
        for slug in few:
            papermill_week(slug, house / "ut" / slug)

    ways: list[tuple[str, list[str], Work]] = [
        ("papermill, to kommandoer for hver klubb", few, plain),
        ("kontorets funksjoner uten notatbøker", few, bare),
        ("workbench week, to om gangen", many, lambda: command_week(many)),
        ("workbench week igjen, uendret", many, lambda: command_week(many)),
        ("workbench todo, alle oppgaver i alle klubber", many, lambda: command_todo(many)),
    ]
    table = Table(title=f"{MANY} klubber med {MEMBERS} medlemmer")
    for heading in ("Hva", "Klubber", "Klubber i minuttet", "CPU s for hver klubb"):
        table.add_column(heading)
    for name, slugs, work in ways:
        began = time.perf_counter()
        spent = cpu(work)
        minutes = (time.perf_counter() - began) / 60
        rate, each = len(slugs) / minutes, spent / len(slugs)
        table.add_row(name, f"{len(slugs)}", f"{rate:.1f}", f"{each:.3f}")
        if work in (plain, bare):
            for slug in few:
                forget(slug, clubs, house)
    return table


def forget(slug: str, clubs: Path, house: Path) -> None:
    """Leave of a club its exports only."""
    office.forget_books(slug)
    for path in (clubs / slug).glob("club.db*"):
        path.unlink()
    for folder in (clubs / slug / "received", house / "ut" / slug):
        shutil.rmtree(folder)


def office_week(slug: str, folder: Path) -> None:
    """Do what the two notebooks do, in this process."""
    folder.mkdir(parents=True)
    desk = open_desk(slug)
    week = office.plan_week(desk, office.read_inbox(desk, AS_OF), AS_OF)
    office.save_week(desk, week, dry_run=False, folder=str(folder))
    figures = office.club_report(slug, AS_OF.isoformat())
    for section in SECTIONS:
        section(figures)
    summarise(desk, AS_OF)
    desk.close()


def papermill_week(slug: str, folder: Path) -> None:
    """Run the two notebooks as papermill's own command does."""
    folder.mkdir(parents=True)
    parameters = {"club": slug, "as_of": f"{AS_OF}"}
    papermill("weekly", folder, parameters | {"dry_run": "False", "folder": str(folder)})
    papermill("club_report", folder, parameters)


def papermill(name: str, folder: Path, parameters: dict[str, str]) -> None:
    given = [part for pair in parameters.items() for part in ("-p", *pair)]
    notebook = ROOT / "notebooks" / "routines" / f"{name}.ipynb"
    quiet = ["--no-progress-bar", "--log-level", "ERROR", "-k", "python3"]
    run("-m", "papermill", str(notebook), str(folder / f"{name}.ipynb"), *quiet, *given)


def command_week(slugs: list[str]) -> None:
    run("-m", "workbench.cli", "week", *slugs, "--as-of", f"{AS_OF}", "--jobs", "2", "--json")


def command_todo(slugs: list[str]) -> None:
    run("-m", "workbench.cli", "todo", *slugs, "--rows", "--later", "--json", has_tasks=True)


def run(*arguments: str, has_tasks: bool = False) -> None:
    where = {"PYTHONPATH": str(ROOT), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, env={**os.environ, **where}
    )
    if done.returncode != has_tasks:
        raise RuntimeError(done.stderr.decode())
