"""The folder of a day's reports: the newest run's files, and in `runs/` those of earlier runs.

The caller must hold the club's lock.
"""

import filecmp
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from workbench.club import Club
from workbench.office.desk import Desk
from workbench.reports.columns import Table
from workbench.store.files import publish, sweep, sync_all, working_folder, written_whole

RUNS = "runs"
LIST_TO_SEND = "sendes.xlsx"  # what was approved
LIST_FOR_CLUB = "til-klubben.xlsx"  # its questions


def write_list(desk: Desk, as_of: date, path: Path, *lists: Table) -> None:
    """Write lists that people work from into the folder of a report."""
    from workbench.reports.workbook import write_workbook  # openpyxl loads slowly

    with written_whole(path) as unfinished:
        write_workbook(unfinished, desk.settings.name, as_of, lists)


@contextmanager
def new_run(club: Club, as_of: date) -> Iterator[Path]:
    """Yield a folder for the files of a run; publish it as the day's newest run unless it fails."""
    sweep_club(club)
    club.reports.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with working_folder(club.reports) as folder:
            yield folder
            _publish(club, as_of, folder)
    finally:
        with suppress(OSError):  # it is not empty
            club.reports.rmdir()


def sweep_club(club: Club) -> None:
    """Remove the unfinished files of killed processes; put back a day that they had moved away."""
    folders = (club.folder, club.received, club.folder / "profiles", club.reports)
    for folder in (club.house / "data", club.folder.parent, *folders):
        sweep(folder)
    for replaced in club.reports.glob(".????-??-??"):
        day = replaced.with_name(replaced.name[1:])
        if day.exists():
            shutil.rmtree(replaced)
        else:
            replaced.rename(day)


def _publish(club: Club, as_of: date, folder: Path) -> None:
    """Move a finished run to the day's folder, and point `latest` to the newest day."""
    day, replaced = club.reports / f"{as_of}", club.reports / f".{as_of}"
    if day.exists():
        _keep_runs(day, folder)
        sync_all(folder)  # before the next line: after it, the day is missing for a moment
        day.rename(replaced)
    publish(folder, day)
    shutil.rmtree(replaced, ignore_errors=True)
    with written_whole(club.reports / "latest") as link:
        link.symlink_to(max(path.name for path in club.reports.glob("????-??-??")))


def _keep_runs(day: Path, folder: Path) -> None:
    """Link the files of the day's earlier runs into the new folder; store equal files only once."""
    runs = folder / RUNS
    if (day / RUNS).is_dir():
        shutil.copytree(day / RUNS, runs, copy_function=os.link)
    numbers = [int(path.name) for path in runs.glob("*") if path.name.isdecimal()]
    newest = runs / str(max(numbers, default=0) + 1)
    shutil.copytree(day, newest, copy_function=os.link, ignore=shutil.ignore_patterns(RUNS))
    for path in [path for path in folder.iterdir() if path.is_file()]:
        for earlier in runs.glob(f"*/{path.name}"):
            if filecmp.cmp(path, earlier, shallow=False):
                path.unlink()
                os.link(earlier, path)
                break
