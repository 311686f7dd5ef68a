"""The reports of a club's day: the newest run's files, and under `runs/` those of earlier runs.

Whoever begins a run holds the club's lock.
"""

import filecmp
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from workbench.club import Club
from workbench.store.files import publish, sweep, sync_all, working_folder, written_whole

RUNS = "runs"


@contextmanager
def new_run(club: Club, as_of: date) -> Iterator[Path]:
    """Yield a folder for the files of a run, which becomes the day's newest unless it fails."""
    sweep_club(club)
    club.reports.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with working_folder(club.reports) as folder:
            yield folder
            _publish(club, as_of, folder)
    finally:
        with suppress(OSError):  # there are reports in it
            club.reports.rmdir()


def sweep_club(club: Club) -> None:
    """Remove what killed processes left of a club; a day they had set aside is put back."""
    places = (club.folder, club.received, club.folder / "profiles", club.reports)
    for place in (club.home / "data", club.folder.parent, *places):
        sweep(place)
    for replaced in club.reports.glob(".????-??-??"):
        day = replaced.with_name(replaced.name[1:])
        if day.exists():
            shutil.rmtree(replaced)
        else:
            replaced.rename(day)


def _publish(club: Club, as_of: date, folder: Path) -> None:
    """Put a finished run in its place, and `latest` on the newest day."""
    day, replaced = club.reports / f"{as_of}", club.reports / f".{as_of}"
    if day.exists():
        _keep_runs(day, folder)
        sync_all(folder)  # before there is no such day for a moment
        day.rename(replaced)
    publish(folder, day)
    shutil.rmtree(replaced, ignore_errors=True)
    with written_whole(club.reports / "latest") as link:
        link.symlink_to(max(path.name for path in club.reports.glob("????-??-??")))


def _keep_runs(day: Path, folder: Path) -> None:
    """Link the files of the day's runs into the new folder; equal files are stored once."""
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
