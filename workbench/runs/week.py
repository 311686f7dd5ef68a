"""The weekly routine for many clubs from one long-lived runner: run, report, rename, note.

A club that fails does not stop the others. What a run makes stands under a temporary name until
all of it is there; a club is run by one process at a time.
"""

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from workbench.club import Club
from workbench.model.errors import BooksMoved, WorkbenchError
from workbench.norsk import uke
from workbench.office.desk import open_desk
from workbench.office.inbox import list_inbox
from workbench.office.report_folder import new_run
from workbench.office.summary import Summary, summarise
from workbench.runs import notebooks
from workbench.runs.manifest import write_manifest
from workbench.store import ledger
from workbench.store.disk import explained

ROUTINE = "weekly"
ATTEMPTS = 3


@dataclass(frozen=True)
class Outcome:
    """How one club's week went: its summary, or the sentence that says why not."""

    club: str
    summary: Summary | None
    folder: Path | None
    fault: str | None
    refused: bool = False  # by the package, for something the operator can mend


def run_week(
    slugs: Sequence[str],
    as_of: date,
    *,
    jobs: int,
    told: Callable[[Outcome], None] = lambda outcome: None,
    force: str = "",
) -> list[Outcome]:
    """Run the week of each club, `jobs` at a time; `told` hears of each as it ends.

    `force` is why files that look like the wrong ones are taken all the same.
    """
    notebooks.load()
    outcomes = []
    pool = ThreadPoolExecutor(max_workers=jobs)
    try:
        futures = [pool.submit(_run_one, slug, as_of, force) for slug in slugs]
        for future in as_completed(futures):
            outcomes.append(future.result())
            told(outcomes[-1])
    finally:
        pool.shutdown(cancel_futures=True)  # who interrupts waits for what is under way only
    return sorted(outcomes, key=lambda outcome: outcome.club)


def _run_one(slug: str, as_of: date, force: str) -> Outcome:
    try:
        with explained(slug):
            club = open_desk(slug).club
            list_inbox(club)
            with club.alone():
                return _run_alone(club, as_of, force)
    except WorkbenchError as error:
        refused = not isinstance(error, notebooks.RoutineError)
        return Outcome(slug, None, None, str(error), refused)
    except Exception as error:  # one club's fault must not stop the others; no text, it may name
        return Outcome(slug, None, None, f"{slug}: feil i programmet ({type(error).__name__}).")


def _run_alone(club: Club, as_of: date, force: str) -> Outcome:
    """Run the club's week with its lock held, and note it in the ledger however it ends."""
    with ledger.office_books(club.home) as books:
        run_id = ledger.begin(books, club.slug, as_of, ROUTINE)
        failed = club.reports / f"{as_of}.feilet"
        try:
            with new_run(club, as_of) as folder:
                shutil.rmtree(failed, ignore_errors=True)
                try:
                    summary = _make(club, as_of, folder, force)
                except notebooks.RoutineError:  # its notebook is kept apart, for reading
                    folder.rename(failed)
                    raise
        except BaseException as error:
            ledger.end(books, run_id, "failed", type(error).__name__)
            raise
        ledger.end(books, run_id, "done", "")
    return Outcome(club.slug, summary, club.reports / f"{as_of}", None)


def _make(club: Club, as_of: date, folder: Path, force: str) -> Summary:
    """Run both notebooks and make every file of the report in `folder`."""
    weekly = {"club": club.slug, "as_of": as_of.isoformat(), "dry_run": False, "force": force}
    _run_weekly(folder, {**weekly, "folder": str(folder)})
    report = folder / ".club_report.ipynb"
    notebooks.execute(
        notebooks.ROUTINES / "club_report.ipynb",
        report,
        {"club": club.slug, "as_of": as_of.isoformat()},
    )
    with closing(open_desk(club.slug)) as desk:
        title = f"Ukesrapport – {desk.settings.name} – uke {uke(as_of)}"
        notebooks.to_page(report, folder / "rapport.html", title)
        report.unlink()
        write_manifest(desk, folder, weekly)
        return summarise(desk, as_of)


def _run_weekly(folder: Path, values: dict[str, Any]) -> None:
    """Run the routine; where a call was saved meanwhile, once more on the books as they are now."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            notebooks.execute(notebooks.ROUTINES / "weekly.ipynb", folder / "weekly.ipynb", values)
            return
        except BooksMoved:
            if attempt == ATTEMPTS:
                raise
