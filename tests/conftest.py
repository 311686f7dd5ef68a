"""A house to work in, with an invented club made once and copied for each test."""

import gc
import json
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.houses import furnish
from tests.judge.tables_shown import lines_of
from tests.passwords import CHEAP
from tests.small_disk import WAYS, disk
from workbench.demo import make_club

# a shell lets what it starts in the background ignore Ctrl+C, and so would all that tests start
signal.signal(signal.SIGINT, signal.default_int_handler)
# how long an example takes says nothing: other processes may have the processor
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
AS_OF = date(2026, 11, 22)
SLUG = "solvik-il"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--trials", type=int, default=2, help="processes to kill, disks to fill, clubs to make"
    )
    parser.addoption("--seed", type=int, help="the season to live again")
    parser.addoption("--write-golden", action="store_true", help="write tests/golden anew")


def pytest_configure(config: pytest.Config) -> None:
    """Let the law of the importers be tried on as many examples as are asked for."""
    trials = config.getoption("--trials")
    settings.register_profile(
        "law", deadline=None, derandomize=True, database=None, max_examples=max(20, trials)
    )


def pytest_collection_finish() -> None:
    """Leave the thousands of collected tests out of every later search for garbage."""
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what became of the rows of each sample, and of all the changed files together."""
    reports = terminalreporter.getreports("passed")
    noted = [pair for report in reports for pair in report.user_properties]
    rows = sorted(value for name, value in noted if name == "counts")
    if rows:
        heads = ["sample", "profile", "rows", "taken", "aside", "frame", "values aside"]
        widths = [max(len(str(row[n])) for row in [heads, *rows]) for n in range(len(heads))]
        for row in [heads, *rows]:
            cells = (f"{cell:{width}}" for cell, width in zip(row, widths, strict=True))
            terminalreporter.write_line("  ".join(cells))
    outcomes = sorted({value for name, value in noted if name == "outcome"})
    for _, outcome, days, state in outcomes:
        terminalreporter.write_line(f"{outcome:20} dag {days:3}  {state}")
    fuzzed = sum((Counter(value) for name, value in noted if name == "fuzz"), Counter[str]())
    if fuzzed:
        told = (f"{count} {what}" for what, count in fuzzed.items())
        terminalreporter.write_line(f"changed at random: {', '.join(told)}")
    full = sum((Counter(value) for name, value in noted if name == "disk"), Counter[str]())
    for stage, count in sorted(full.items()):
        terminalreporter.write_line(f"refused for want of room, {count} times: {stage}")
    judged = [*reports, *terminalreporter.getreports("failed")]
    seasons = [v for report in judged for name, v in report.user_properties if name == "season"]
    for season in seasons:
        terminalreporter.write_line(season)
    for line in lines_of(pair for report in judged for pair in report.user_properties):
        terminalreporter.write_line(line)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make the disk full in every way in `make chaos`, else in one for each test."""
    marks = metafunc.definition.iter_markers("parametrize")
    if "way" in metafunc.fixturenames and not any("way" in mark.args[0] for mark in marks):
        every_way = metafunc.config.getoption("--trials") >= 10
        number = sum(metafunc.definition.name.encode())
        ways = WAYS if every_way else [WAYS[number % len(WAYS)]]
        metafunc.parametrize("way", ways, indirect=True)


@pytest.fixture
def way(request: pytest.FixtureRequest) -> str:
    """How the disk is made full."""
    return str(request.param)


@pytest.fixture
def small(way: str, tmp_path: Path) -> Iterator[Path]:
    """The test's own disk, and that of its house, whose room can be taken away."""
    with disk(way, tmp_path) as folder:
        yield folder


@pytest.fixture(scope="session")
def made_club(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Solvik IL with 200 members, as made; never changed."""
    folder = tmp_path_factory.mktemp("made")
    make_club(folder, slug=SLUG, members=200, seed=3, as_of=AS_OF)
    return folder / SLUG


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty house: policies and rates, no clubs; it is the one the package finds, and hashes
    passwords at little cost."""
    furnish(tmp_path)
    (tmp_path / "data" / "clubs").mkdir()
    monkeypatch.setattr("sys.unraisablehook", sys.unraisablehook)  # the command has its own
    monkeypatch.setattr("workbench.office.agents.HASHER", CHEAP)
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    monkeypatch.setenv("WORKBENCH_TODAY", AS_OF.isoformat())
    return tmp_path


@pytest.fixture
def add_club(house: Path, made_club: Path) -> Callable[[str], Path]:
    """Put a copy of the invented club in the house, under the slug given."""

    def add(slug: str) -> Path:
        return Path(shutil.copytree(made_club, house / "data" / "clubs" / slug))

    return add


@pytest.fixture
def club(add_club: Callable[[str], Path]) -> Path:
    """The folder of Solvik IL in the house."""
    return add_club(SLUG)


@pytest.fixture
def truth(club: Path) -> dict[str, Any]:
    """What is really so in the club."""
    found: dict[str, Any] = json.loads((club / "fasit.json").read_text("utf-8"))
    return found
