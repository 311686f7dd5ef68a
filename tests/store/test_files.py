"""A file gets its name when all of it is on the disk; what a killed process left is removed."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workbench.store.files import publish, sweep, working_folder, written_whole

WORKING = """
import sys
from pathlib import Path
from typing import Any
from workbench.store.files import working_folder
with working_folder(Path(sys.argv[1])) as folder:
    (folder / "Kari Dahl.csv").write_text("1")
    print("begun", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What was put on the disk, and what got its name, in their order."""
    taken: list[tuple[str, str]] = []
    sync, replace = os.fsync, os.replace

    def note_sync(handle: int) -> None:
        taken.append(("sync", Path(f"/proc/self/fd/{handle}").readlink().name))
        sync(handle)

    def note_replace(old: Path, new: Path) -> None:
        taken.append(("name", Path(new).name))
        replace(old, new)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(os, "replace", note_replace)
    return taken


@pytest.fixture
def worker(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process at work in a folder of its own."""
    command = [sys.executable, "-c", WORKING, str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "begun\n"
        yield process


def test_a_file_is_on_the_disk_before_it_gets_its_name_and_its_name_thereafter(steps, tmp_path):
    (tmp_path / "krav.csv").write_text("eldre")

    with written_whole(tmp_path / "krav.csv") as unfinished:
        unfinished.write_text("nyere")
        assert (tmp_path / "krav.csv").read_text() == "eldre"

    assert steps == [("sync", "krav.csv"), ("name", "krav.csv"), ("sync", tmp_path.name)]
    assert (tmp_path / "krav.csv").read_text() == "nyere"
    assert list(tmp_path.iterdir()) == [tmp_path / "krav.csv"]


def test_all_of_a_folder_is_on_the_disk_before_it_gets_its_name(steps, tmp_path):
    unfinished = tmp_path / "ny"
    (unfinished / "runs" / "1").mkdir(parents=True)
    for path in ("a", "runs/1/b"):
        (unfinished / path).write_text(path)

    publish(unfinished, tmp_path / "dag")

    assert sorted(steps[:5]) == [("sync", name) for name in ("1", "a", "b", "ny", "runs")]
    assert steps[5:] == [("name", "dag"), ("sync", tmp_path.name)]


def test_a_file_that_could_not_be_made_leaves_the_one_before_it(tmp_path):
    (tmp_path / "krav.csv").write_text("eldre")

    with pytest.raises(ZeroDivisionError), written_whole(tmp_path / "krav.csv") as unfinished:
        unfinished.write_text("halv")
        raise ZeroDivisionError

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"krav.csv": "eldre"}


def test_what_a_living_process_works_on_stays_and_what_a_killed_one_left_goes(worker, tmp_path):
    sweep(tmp_path)
    while_alive = [path.name for path in tmp_path.glob(".*/*")]

    worker.send_signal(signal.SIGKILL)
    worker.wait()
    sweep(tmp_path)

    assert while_alive == ["Kari Dahl.csv"]
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_surely_ours_stays(worker, tmp_path, monkeypatch):
    (left,) = tmp_path.iterdir()
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    for name in (".git", ".club.db", "workbench-1"):
        (tmp_path / name).mkdir()
    (tmp_path / ".workbench-notes").write_text("min egen")
    (tmp_path / ".workbench-link").symlink_to(tmp_path / ".git")
    others = {path for path in tmp_path.iterdir() if path != left}

    with monkeypatch.context() as another_user:
        another_user.setattr(os, "geteuid", lambda: os.getuid() + 1)
        sweep(tmp_path)
    assert set(tmp_path.iterdir()) == {left, *others}

    sweep(tmp_path)
    assert set(tmp_path.iterdir()) == others


def test_a_folder_just_made_is_not_swept_before_it_is_locked(tmp_path):
    ended = threading.Event()

    def sweep_all_the_time() -> None:
        while not ended.is_set():
            sweep(tmp_path)

    sweeper = threading.Thread(target=sweep_all_the_time)
    sweeper.start()
    try:
        for number in range(300):
            with working_folder(tmp_path) as folder:
                (folder / "krav.csv").write_text(str(number))
                assert (folder / "krav.csv").read_text() == str(number)
    finally:
        ended.set()
        sweeper.join()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("module, step", [(os, "open"), (fcntl, "flock")])
def test_a_folder_that_was_swept_before_its_lock_is_made_anew(module, step, tmp_path, monkeypatch):
    real, swept = getattr(module, step), []

    def after_a_sweep(*arguments: Any) -> Any:
        if not swept:
            swept.extend(tmp_path.iterdir())
            swept[0].rmdir()
        return real(*arguments)

    monkeypatch.setattr(module, step, after_a_sweep)

    with working_folder(tmp_path) as folder:
        assert folder.is_dir()

    assert folder not in swept
