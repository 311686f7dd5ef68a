"""Processes killed at any moment: the books are whole, and the next run ends as if nothing was.

`make chaos` kills many more than `make test`.
"""

import os
import signal
import subprocess
import sys
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
WRITTEN_WHEN = {"recorded_at", "sha256", "before_sha256", "changes_sha256", "salt"}


def books(club: Path) -> dict[str, list[dict[str, Any]]]:
    """Return every row, without what tells when it was written."""
    db = open_books(club / "club.db", club.name)
    return {
        name: [{k: v for k, v in row.items() if k not in WRITTEN_WHEN} for row in db[name].rows]
        for name in db.table_names()
        if not name.startswith("_")
    }


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


def test_a_week_killed_with_its_kernels_is_run_again_to_a_whole_report(club, house, request):
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
    assert len(list((made / DAY).iterdir())) == 4
    assert states[-1] == "done"
    assert "running" not in states


@pytest.mark.parametrize("runs", [3])
def test_weeks_started_at_once_for_one_club_run_one_at_a_time(club, house, runs):
    command = [sys.executable, "-m", "workbench.cli", "week", "solvik-il", "--as-of", DAY]

    started = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(runs)]
    ended = [(process.communicate()[1], process.returncode) for process in started]

    refused = [said for said, status in ended if status == 2]
    assert [status for _, status in ended].count(0) == runs - len(refused) >= 1
    assert all("en kjøring er allerede i gang" in said for said in refused)
    assert office.check_books("solvik-il") == []
