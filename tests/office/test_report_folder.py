"""A day's runs are kept, the newest on top, whatever happens while one is put in its place."""

import os
import shutil
import signal
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from workbench import office
from workbench.club import Club
from workbench.model.errors import UsageError
from workbench.office.report_folder import new_run, sweep_club

DAY = date(2026, 11, 22)
CHANGES = {
    "os.rename", "os.link", "os.remove", "os.rmdir", "os.mkdir", "os.symlink", "tempfile.mkdtemp",
}  # fmt: skip
RUNS = [
    {"rapport.html": "uke 47", "weekly.ipynb": "kl. 9", "manifest.json": "1"},
    {"rapport.html": "uke 47", "weekly.ipynb": "kl. 10", "manifest.json": "2"},
    {"rapport.html": "uke 47, rettet", "weekly.ipynb": "kl. 11", "manifest.json": "3"},
    {"rapport.html": "uke 47", "weekly.ipynb": "kl. 12", "manifest.json": "4"},
]


@pytest.fixture
def owner(house: Path, club: Path) -> Club:
    return Club(house, "solvik-il")


def run(club: Club, files: dict[str, str], day: date = DAY) -> None:
    with new_run(club, day) as folder:
        for name, text in files.items():
            (folder / name).write_text(text)


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


def kept(club: Club) -> list[dict[str, str]]:
    """Return the files of each of the day's runs, the newest last."""
    day = club.reports / DAY.isoformat()
    earlier = sorted((day / "runs").glob("*"), key=lambda path: int(path.name))
    return [contents(folder) for folder in [*earlier, day]]


def kill_at(step: int) -> None:
    """Kill this process when it is about to change the disk for the step's time."""
    left = step

    def hook(event: str, _: Any) -> None:
        nonlocal left
        if event in CHANGES:
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def test_each_run_of_a_day_is_kept_with_its_files_and_the_newest_is_on_top(owner):
    for number, files in enumerate(RUNS, 1):
        run(owner, files)

        assert kept(owner) == RUNS[:number]

    day = owner.reports / DAY.isoformat()
    assert sorted(path.name for path in owner.reports.iterdir()) == [DAY.isoformat(), "latest"]
    assert (owner.reports / "latest").readlink() == Path(DAY.isoformat())
    assert {path.stat().st_mode & 0o077 for path in [day, *day.glob("runs/*")]} == {0}


def test_equal_files_of_a_days_runs_are_stored_once(owner):
    for files in RUNS:
        run(owner, files)

    day = owner.reports / DAY.isoformat()
    reports = {path.read_text(): set() for path in day.rglob("rapport.html")}
    for path in day.rglob("rapport.html"):
        reports[path.read_text()].add(path.stat().st_ino)
    assert {text: len(numbers) for text, numbers in reports.items()} == {
        "uke 47": 1,
        "uke 47, rettet": 1,
    }
    assert len({path.stat().st_ino for path in day.rglob("weekly.ipynb")}) == len(RUNS)


def test_a_run_whose_number_was_removed_by_hand_takes_nobody_elses(owner):
    for files in RUNS[:3]:
        run(owner, files)
    first = owner.reports / DAY.isoformat() / "runs" / "1"
    for path in first.iterdir():
        path.unlink()
    first.rmdir()

    run(owner, RUNS[3])

    assert kept(owner) == RUNS[1:]


def test_latest_is_the_newest_day_whichever_was_run_last(owner):
    run(owner, RUNS[0])
    run(owner, RUNS[1], date(2026, 11, 15))

    assert (owner.reports / "latest").readlink() == Path(DAY.isoformat())


def test_a_run_that_fails_leaves_those_before_it_as_they_were(owner):
    with pytest.raises(ZeroDivisionError), new_run(owner, DAY):
        raise ZeroDivisionError
    assert not owner.reports.exists()
    run(owner, RUNS[0])

    with pytest.raises(ZeroDivisionError), new_run(owner, DAY) as folder:
        (folder / "weekly.ipynb").write_text("halv")
        raise ZeroDivisionError

    assert kept(owner) == RUNS[:1]
    assert sorted(path.name for path in owner.reports.iterdir()) == [DAY.isoformat(), "latest"]


def test_a_run_killed_at_any_step_loses_none_and_the_next_leaves_nothing(owner, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda handle: None)  # it is killed, not cut off from power
    step, outcomes = 0, []

    while not outcomes or os.WIFSIGNALED(outcomes[-1]):
        step += 1
        shutil.rmtree(owner.reports, ignore_errors=True)
        run(owner, RUNS[0])
        run(owner, RUNS[1])
        if (pid := os.fork()) == 0:
            try:
                kill_at(step)
                run(owner, RUNS[2])
            finally:
                os._exit(0)
        outcomes.append(os.waitpid(pid, 0)[1])
        sweep_club(owner)

        assert kept(owner) in (RUNS[:2], RUNS[:3])
        assert {path.name for path in owner.reports.iterdir()} == {DAY.isoformat(), "latest"}

    assert kept(owner) == RUNS[:3]
    assert step > 20


def test_all_of_a_run_is_on_the_disk_before_the_one_before_it_is_set_aside(owner, monkeypatch):
    run(owner, RUNS[0])
    synced, sync, rename = [], os.fsync, os.rename

    def note(handle: int) -> None:
        synced.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        sync(handle)

    def set_aside(old: Path, new: Path) -> None:
        assert {*RUNS[1], "runs", "1"} <= set(synced)
        rename(old, new)
        synced.append("set aside")

    monkeypatch.setattr(os, "fsync", note)
    monkeypatch.setattr(os, "rename", set_aside)

    run(owner, RUNS[1])

    assert "set aside" in synced
    assert synced[-1] == owner.reports.name


def test_a_day_set_aside_for_one_that_never_came_goes_back(owner):
    run(owner, RUNS[0])
    day = owner.reports / DAY.isoformat()
    day.rename(owner.reports / f".{DAY}")

    sweep_club(owner)

    assert kept(owner) == RUNS[:1]


def test_a_list_saved_by_hand_is_a_run_beside_the_weeks(owner):
    run(owner, RUNS[0] | {"tiltak.xlsx": "ukens"})
    desk = office.open_desk("solvik-il")
    for _ in range(2):
        week = office.plan_week(desk, office.read_inbox(desk, DAY), DAY)
        saved = office.save_week(desk, week, dry_run=False)

    day = owner.reports / DAY.isoformat()
    assert str(saved).endswith("Spørsmålene til klubben: til-klubben.xlsx.")
    assert contents(day / "runs" / "1") == RUNS[0] | {"tiltak.xlsx": "ukens"}
    lists = {path.name for path in (day / "runs" / "2").iterdir()}
    assert lists == {"sendes.xlsx", "til-klubben.xlsx", "tiltak.xlsx"}
    assert sorted(path.name for path in day.iterdir()) == [
        "runs", "sendes.xlsx", "til-klubben.xlsx", "tiltak.xlsx",
    ]  # fmt: skip


def test_a_list_is_not_saved_by_hand_while_the_week_runs(owner):
    desk = office.open_desk("solvik-il")
    week = office.plan_week(desk, office.read_inbox(desk, DAY), DAY)

    with owner.lock(), pytest.raises(UsageError, match="en kjøring er allerede i gang"):
        office.save_week(desk, week, dry_run=False)

    assert desk.db["events"].count == 0
