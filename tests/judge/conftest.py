"""The clubs that all tests of the judge share."""

import pytest

from tests.judge.weeks import Clubs


@pytest.fixture(scope="package")
def clubs(tmp_path_factory: pytest.TempPathFactory) -> Clubs:
    """The demo clubs with 150 members, in both weeks; never changed."""
    return Clubs(tmp_path_factory.mktemp("judge"), members=150)
