"""The weekly routine for many clubs: run both notebooks, write the report, and note the run.

A club that fails does not stop the others. A run's files are in a temporary folder until all of
them are there; a club is run by one process at a time.
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
class RunResult:
    """How one club's run ended: with a summary and the report's folder, or with a fault."""

    club: str
    summary: Summary | None
    folder: Path | None
    fault: str | None
    refused: bool = False  # by the package, for something the operator can correct
    unchanged: bool = False  # since the day's last run: summary and folder are that run's


def run_week(
    slugs: Sequence[str],
    as_of: date,
    *,
    jobs: int,
    on_result: Callable[[RunResult], None] = lambda result: None,
    force: str = "",
) -> list[RunResult]:
    """Run the week of each club, `jobs` at a time, and return the results sorted by club.

    `on_result` is called with each result as its run ends. `force` is the operator's reason to
    import files that look like the wrong ones.
    """
    notebooks.prepare()
    results = []
    pool = ThreadPoolExecutor(max_workers=jobs)
    try:
        futures = [pool.submit(_run_club, slug, as_of, force) for slug in slugs]
        for future in as_completed(futures):
            results.append(future.result())
            on_result(results[-1])
    finally:
        pool.shutdown(cancel_futures=True)  # after Ctrl-C only the runs that have begun go on
    return sorted(results, key=lambda result: result.club)


def _run_club(slug: str, as_of: date, force: str) -> RunResult:
    try:
        with disk_faults_described(slug), closing(open_desk(slug)) as desk:
            list_inbox(desk.club)
            with desk.club.lock():
                return _run_locked(desk, as_of, force)
    except WorkbenchError as error:
        refused = not isinstance(error, notebooks.RoutineError)
        return RunResult(slug, None, None, str(error), refused)
    except Exception as error:  # must not stop the other clubs; its text may name persons
        return RunResult(slug, None, None, f"{slug}: feil i programmet ({type(error).__name__}).")


def _run_locked(desk: Desk, as_of: date, force: str) -> RunResult:
    """Run the club's week, its lock being held, and note in the ledger how it ended.

    If nothing it depends on has changed since the day's last run, the result is that run's.
    """
    club = desk.club
    sweep_club(club)
    with ledger.office_books(club.house) as books:
        run_id = ledger.begin_run(books, club.slug, as_of, ROUTINE)
        try:
            parameters = {
                "club": club.slug, "as_of": as_of.isoformat(), "dry_run": False, "force": force,
            }  # fmt: skip
            start = start_of(desk, parameters)
            unchanged = None if force else _read_unchanged(club, as_of, start)
            summary = unchanged or _run_in_new_folder(club, as_of, start)
        except BaseException as error:
            ledger.end_run(books, run_id, "failed", type(error).__name__)
            raise
        ledger.end_run(books, run_id, "done", "unchanged" if unchanged else "")
    folder = club.reports / f"{as_of}"
    return RunResult(club.slug, summary, folder, None, unchanged=unchanged is not None)


def _read_unchanged(club: Club, as_of: date, start: Start) -> Summary | None:
    """Return the summary of the day's last run if it is still valid; None if a later run failed."""
    if _failed_folder(club, as_of).exists():
        return None
    return unchanged_summary(club.reports / f"{as_of}", start)


def _failed_folder(club: Club, as_of: date) -> Path:
    return club.reports / f"{as_of}.feilet"


def _run_in_new_folder(club: Club, as_of: date, start: Start) -> Summary:
    """Run the week in a new folder; after a fault keep it under another name, for the operator."""
    failed_folder = _failed_folder(club, as_of)
    with new_run(club, as_of) as folder:
        shutil.rmtree(failed_folder, ignore_errors=True)
        try:
            return _write_report(club, as_of, folder, start)
        except notebooks.RoutineError:
            folder.rename(failed_folder)
            raise


def _write_report(club: Club, as_of: date, folder: Path, start: Start) -> Summary:
    """Run both notebooks and write every file of the report to `folder`."""
    _run_weekly_notebook(folder, {**start.parameters, "folder": str(folder)})
    report = folder / ".club_report.ipynb"
    notebooks.execute(
        notebooks.ROUTINES / "club_report.ipynb",
        report,
        {"club": club.slug, "as_of": as_of.isoformat()},
    )
    with closing(open_desk(club.slug)) as desk:
        title = f"Ukesrapport – {desk.settings.name} – uke {uke(as_of)}"
        notebooks.write_page(report, folder / "rapport.html", title)
        report.unlink()
        summary = summarise(desk, as_of)
        write_manifest(desk, folder, start, summary)
        return summary


def _run_weekly_notebook(folder: Path, values: dict[str, Any]) -> None:
    """Run the notebook; if a call was saved meanwhile, run it again with the books as they are."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            notebooks.execute(notebooks.ROUTINES / "weekly.ipynb", folder / "weekly.ipynb", values)
            return
        except BooksMoved:
            if attempt == ATTEMPTS:
                raise
