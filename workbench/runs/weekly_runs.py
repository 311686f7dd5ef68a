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

from workbench.club import Club, list_inbox
from workbench.model.errors import BooksMoved, WorkbenchError
from workbench.norsk import uke
from workbench.office.desk import Desk, open_desk
from workbench.office.report_folder import new_run, sweep_club
from workbench.office.summary import Summary, summarise
from workbench.runs import notebooks
from workbench.runs.manifest import Start, start_of, unchanged_summary, write_manifest
from workbench.store import ledger
from workbench.store.disk import disk_faults_described

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
    unchanged: bool = False  # since the day's last run, whose summary and folder these are


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
    notebooks.prepare()
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
        with disk_faults_described(slug), closing(open_desk(slug)) as desk:
            list_inbox(desk.club)
            with desk.club.alone():
                return _run_alone(desk, as_of, force)
    except WorkbenchError as error:
        refused = not isinstance(error, notebooks.RoutineError)
        return Outcome(slug, None, None, str(error), refused)
    except Exception as error:  # one club's fault must not stop the others; no text, it may name
        return Outcome(slug, None, None, f"{slug}: feil i programmet ({type(error).__name__}).")


def _run_alone(desk: Desk, as_of: date, force: str) -> Outcome:
    """Run the club's week with its lock held, and note it in the ledger however it ends.

    Where nothing it depends on has changed since the day's last run, the outcome is that run's.
    """
    club = desk.club
    sweep_club(club)
    with ledger.office_books(club.home) as books:
        run_id = ledger.begin_run(books, club.slug, as_of, ROUTINE)
        try:
            weekly = {
                "club": club.slug, "as_of": as_of.isoformat(), "dry_run": False, "force": force,
            }  # fmt: skip
            start = start_of(desk, weekly)
            unchanged = None if force else _unchanged(club, as_of, start)
            summary = unchanged or _run(club, as_of, start)
        except BaseException as error:
            ledger.end_run(books, run_id, "failed", type(error).__name__)
            raise
        ledger.end_run(books, run_id, "done", "unchanged" if unchanged else "")
    folder = club.reports / f"{as_of}"
    return Outcome(club.slug, summary, folder, None, unchanged=unchanged is not None)


def _unchanged(club: Club, as_of: date, start: Start) -> Summary | None:
    """Return the summary of the day's last run if it still holds; not once a later one failed."""
    if _failed(club, as_of).exists():
        return None
    return unchanged_summary(club.reports / f"{as_of}", start)


def _failed(club: Club, as_of: date) -> Path:
    return club.reports / f"{as_of}.feilet"


def _run(club: Club, as_of: date, start: Start) -> Summary:
    """Run the week into a new folder; a failed run's notebook is kept apart, for reading."""
    failed = _failed(club, as_of)
    with new_run(club, as_of) as folder:
        shutil.rmtree(failed, ignore_errors=True)
        try:
            return _make(club, as_of, folder, start)
        except notebooks.RoutineError:
            folder.rename(failed)
            raise


def _make(club: Club, as_of: date, folder: Path, start: Start) -> Summary:
    """Run both notebooks and make every file of the report in `folder`."""
    _run_weekly(folder, {**start.parameters, "folder": str(folder)})
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
        summary = summarise(desk, as_of)
        write_manifest(desk, folder, start, summary)
        return summary


def _run_weekly(folder: Path, values: dict[str, Any]) -> None:
    """Run the routine; where a call was saved meanwhile, once more on the books as they are now."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            notebooks.execute(notebooks.ROUTINES / "weekly.ipynb", folder / "weekly.ipynb", values)
            return
        except BooksMoved:
            if attempt == ATTEMPTS:
                raise
