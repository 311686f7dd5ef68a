"""A house to work in, with an invented club made once and copied for each test."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from workbench.demo import make_club

AS_OF = date(2026, 11, 22)
SLUG = "solvik-il"
ROOT = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--trials", type=int, default=4, help="processes to kill in tests/chaos")


@pytest.fixture(scope="session")
def made_club(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Solvik IL with 200 members, as made; never changed."""
    folder = tmp_path_factory.mktemp("made")
    make_club(folder, slug=SLUG, members=200, seed=1, as_of=AS_OF)
    return folder / SLUG


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty house: policies and rates, no clubs; it is the one the package finds."""
    for name in ("policies", "rates"):
        shutil.copytree(ROOT / "data" / name, tmp_path / "data" / name)
    (tmp_path / "data" / "clubs").mkdir()
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
