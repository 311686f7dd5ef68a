"""Processes killed at any moment: the books are whole, and the next run ends as if nothing was.

`make chaos` kills many more than `make test`.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from workbench import office
from workbench.store.books import open_books
from workbench.store.ledger import office_books

DAY = "2026-11-22"
IMPORT = f"""
from workbench import office
day = office.parse_as_of("{DAY}")
desk = office.open_desk("solvik-il")
print("begun", flush=True)
week = office.plan_week(desk, office.read_inbox(desk, day), day)
office.save_week(desk, week, dry_run=False)
"""
DECIDE = f"""
import sys
from workbench import office
from workbench.office import sending
day = office.parse_as_of("{DAY}")
desk = office.open_desk("solvik-il")
print("begun", flush=True)
getattr(sending, sys.argv[1])(desk, day)
"""
KILLED_WHEN = """
import os, signal, sys
from workbench.cli import main
step, path, *command = sys.argv[1:]
def kill(event, arguments):
    if event == step and path in str(arguments[1]):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(kill)
main(command)
"""
AT_WORK = """
import os, signal, sys
from contextlib import ExitStack
from pathlib import Path
from workbench.store.files import working_folder
with ExitStack() as folders:
    for path in sys.argv[1:]:
        (folders.enter_context(working_folder(Path(path))) / "Kari Dahl.csv").touch()
    os.kill(os.getpid(), signal.SIGKILL)
"""
WRITTEN_WHEN = {"recorded_at", "sha256", "before_sha256", "changes_sha256", "salt", "head"}


def books(club: Path) -> dict[str, list[dict[str, Any]]]:
    """Return every row, without what tells when it was written."""
    db = open_books(club / "club.db", club.name)
    return {
        name: [{k: v for k, v in row.items() if k not in WRITTEN_WHEN} for row in db[name].rows]
        for name in db.table_names()
        if not name.startswith("_")
    }


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder of the test's own; its path is short, since a socket's must be."""
    folder = tempfile.mkdtemp(prefix="wb-", dir="/tmp")
    monkeypatch.setenv("TMPDIR", folder)
    yield Path(folder)
    shutil.rmtree(folder)


def leftovers(*folders: Path) -> list[Path]:
    """Return what stands unfinished in the folders."""
    return [path for folder in folders for path in folder.rglob(".workbench-*")]


def start() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", IMPORT], stdout=subprocess.PIPE)


def delays(trials: int, longest: float) -> Iterator[float]:
    """Spread the moments over the whole run, each a little off its place, the same every time."""
    rng = Random(20261122)
    for number in range(trials):
        yield longest * (number + rng.random()) / trials


def test_an_import_killed_at_any_moment_is_there_whole_or_not_at_all(
    add_club, house, request, tmp_path
):
    trials = request.config.getoption("--trials")
    club = add_club("solvik-il")
    began = time.perf_counter()
    with start() as whole:
        assert whole.wait() == 0
    longest = time.perf_counter() - began
    expected = books(club)
    killed = 0

    for delay in delays(trials, longest):
        club.rename(tmp_path / f"club-{delay}")
        office.forget_books("solvik-il")
        add_club("solvik-il")
        with start() as process:
            try:
                process.wait(timeout=delay)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                killed += 1
        found = books(club)
        assert office.check_books("solvik-il") == []
        assert found["events"] in ([], expected["events"])
        assert found["events"] or not any(found[name] for name in ("files", "claims", "proposals"))
        with start() as again:
            assert again.wait() == 0
        assert books(club) == expected
    assert killed


def decide(act: str, delay: float | None = None) -> float:
    """Approve, or mark as sent, in a process that is killed after a delay; return how long it
    worked."""
    command = [sys.executable, "-c", DECIDE, act]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "begun\n"
        began = time.perf_counter()
        try:
            assert process.wait(timeout=delay) == 0
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        return time.perf_counter() - began


def test_steps_approved_and_sent_by_processes_that_are_killed_are_each_sent_once(
    club, house, request
):
    with start() as week:
        assert week.wait() == 0
    trials = request.config.getoption("--trials")
    untouched = shutil.copytree(club, house / "untouched")
    longest = {act: decide(act) for act in ("approve", "mark_sent")}
    sent = {(row["claim_id"], row["step_id"]) for row in books(club)["steps"]}
    seen: set[frozenset[str]] = set()

    for number, moment in enumerate(delays(trials, 1.0)):
        shutil.rmtree(club)
        shutil.copytree(untouched, club)
        office.accept_books("solvik-il", "en kopi")
        for act in ("approve", "mark_sent"):
            decide(act, longest[act] * moment)
            states = {row["state"] for row in books(club)["proposals"] if row["kind"] != "call"}
            assert len(states) == 1, (number, states)
            seen.add(frozenset(states))
            decide(act)
        steps = [(row["claim_id"], row["step_id"]) for row in books(club)["steps"]]
        assert len(steps) == len({*steps}) and {*steps} == sent
        assert office.check_books("solvik-il") == []
    assert len(seen) > 1


def test_a_week_killed_with_its_kernels_is_run_again_to_a_whole_report(
    club, house, request, temporary
):
    trials = max(1, request.config.getoption("--trials") // 10)
    command = [sys.executable, "-m", "workbench.cli", "week", "solvik-il", "--as-of", DAY]

    for delay in delays(trials, 6.0):
        with subprocess.Popen(command, start_new_session=True) as process:
            try:
                process.wait(timeout=2 + delay)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
    last = subprocess.run(command)

    made = house / "reports" / "solvik-il"
    with office_books(house) as books:
        states = [row["state"] for row in books["runs"].rows]
    assert last.returncode == 0
    assert office.check_books("solvik-il") == []
    assert sorted(path.name for path in made.iterdir()) == [DAY, "latest"]
    for files in [made / DAY, *(made / DAY).glob("runs/*")]:
        assert len([path for path in files.iterdir() if path.is_file()]) == 6
    assert states[-1] == "done"
    assert "running" not in states
    assert leftovers(house) == list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("step", "path", "command", "place"),
    [
        ("os.link", "/office.db", "week", "data"),
        ("os.link", "/club.db", "import", "data/clubs/solvik-il"),
        ("os.rename", "/received/", "import", "data/clubs/solvik-il/received"),
        ("os.rename", f"/{DAY}", "week", "reports/solvik-il"),
    ],
)
def test_what_a_killed_process_left_unfinished_is_gone_after_the_next_run(
    club, house, temporary, step, path, command, place
):
    arguments = [command, "solvik-il", "--as-of", DAY]
    killed = subprocess.run([sys.executable, "-c", KILLED_WHEN, step, path, *arguments])
    left = leftovers(house, temporary)
    strays = [path for path in temporary.iterdir() if path not in left]

    last = subprocess.run([sys.executable, "-m", "workbench.cli", *arguments])

    assert (killed.returncode, last.returncode) == (-signal.SIGKILL, 0)
    assert {path.parent for path in left} >= {house / place}
    assert {temporary} <= {path.parent for path in left} or command != "week"
    assert strays == []
    assert leftovers(house) == list(temporary.iterdir()) == []
    assert office.check_books("solvik-il") == []


@pytest.mark.parametrize("command", ["week", "import"])
def test_every_folder_of_a_club_is_swept(club, house, command):
    places = [
        house / "data",
        club,
        club / "received",
        club / "profiles",
        house / "reports" / club.name,
    ]
    for place in places:
        place.mkdir(parents=True, exist_ok=True)
    killed = subprocess.run([sys.executable, "-c", AT_WORK, *map(str, places)])
    left = leftovers(house)

    last = subprocess.run([sys.executable, "-m", "workbench.cli", command, "solvik-il"])

    assert (killed.returncode, last.returncode) == (-signal.SIGKILL, 0)
    assert {path.parent for path in left} == set(places)
    assert leftovers(house) == []


@pytest.mark.parametrize("runs", [3])
def test_weeks_started_at_once_for_one_club_run_one_at_a_time(club, house, runs):
    command = [sys.executable, "-m", "workbench.cli", "week", "solvik-il", "--as-of", DAY]

    started = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(runs)]
    ended = [(process.communicate()[1], process.returncode) for process in started]

    refused = [said for said, status in ended if status == 2]
    assert [status for _, status in ended].count(0) == runs - len(refused) >= 1
    assert all("en kjøring er allerede i gang" in said for said in refused)
    assert office.check_books("solvik-il") == []
