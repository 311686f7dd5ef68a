"""A server for the whole session; each test has agents of its own."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from agents_app import Agent, App, make_form, make_house


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    folder = tmp_path_factory.mktemp("agents")
    with App(make_house(folder), make_form(folder)) as running:
        yield running


@pytest.fixture
def kari(app: App) -> Agent:
    """An agent who is logged in."""
    return app.agent()


@pytest.fixture
def ola(app: App) -> Agent:
    """Another one."""
    return app.agent()
