"""One demo club for all the tests of the room."""

from datetime import date
from pathlib import Path

import pytest

from workbench.demo import Truth, make_club

AS_OF = date(2026, 11, 22)


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("clubs")


@pytest.fixture(scope="session")
def truth(folder) -> Truth:
    return make_club(folder, slug="solvik-il", members=400, seed=1, as_of=AS_OF)


@pytest.fixture(scope="session")
def inbox(folder, truth) -> Path:
    return folder / "solvik-il" / "inbox"
