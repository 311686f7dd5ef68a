"""A house with two clubs and their books, on a Monday, and agents who phone for them."""

import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from ipywidgets import Widget

from workbench import office
from workbench.forms.call_form import CallForm
from workbench.office.agents import save_agent
from workbench.office.calls import Shift

sys.path.insert(0, str(Path(__file__).parent))
SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)
SOLVIK, FJELLHEIM = "solvik-il", "fjellheim-il"


@pytest.fixture(scope="session")
def ready(made_club: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house: kari and per phone for Solvik, ola for Fjellheim; never changed."""
    house = tmp_path_factory.mktemp("ready")
    for name in ("policies", "rates"):
        shutil.copytree(Path(__file__).parents[2] / "data" / name, house / "data" / name)
    clubs = house / "data" / "clubs"
    shutil.copytree(made_club, clubs / SOLVIK)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(house))
        patch.setenv("WORKBENCH_TODAY", SUNDAY.isoformat())
        desk = office.open_desk(SOLVIK)
        week = office.plan_week(desk, office.read_inbox(desk, SUNDAY), SUNDAY)
        office.save_week(desk, week, dry_run=False)
        desk.close()
        settings = shutil.copytree(clubs / SOLVIK, clubs / FJELLHEIM) / "club.toml"
        settings.write_text(
            settings.read_text("utf-8").replace("Solvik IL", "Fjellheim IL"), "utf-8"
        )
        office.accept_books(FJELLHEIM, "en kopi av den andre")
        for name, slug in (("kari", SOLVIK), ("per", SOLVIK), ("ola", FJELLHEIM)):
            save_agent(name, "et passord som er langt", [slug])
    return house


@pytest.fixture
def calling(ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the house, on Monday at noon."""
    house = Path(shutil.copytree(ready, tmp_path / "house"))
    monkeypatch.setenv("WORKBENCH_HOME", str(house))
    monkeypatch.setenv("WORKBENCH_TODAY", MONDAY.isoformat())
    return house


@pytest.fixture
def open_form(calling: Path) -> Callable[..., CallForm]:
    """Open the form of an agent."""
    return lambda name="kari": CallForm(Shift(name))


@pytest.fixture
def form(open_form: Callable[..., CallForm]) -> CallForm:
    """Kari's form."""
    return open_form()


@pytest.fixture(autouse=True)
def _closed_widgets() -> Iterator[None]:
    """Close what a test opened."""
    yield
    Widget.close_all()
