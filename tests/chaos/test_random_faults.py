"""Random faults from the seeds that `tests/judge` does not reach: 10,000 in `make chaos`."""

import pytest

from tests.judge.random_faults import try_seeds
from tests.judge.weeks import Clubs

FIRST, PER_TRIAL, CHUNKS = 100, 100, 10  # with those of `tests/judge` 500 in `make test`


@pytest.fixture(scope="module")
def small_clubs(tmp_path_factory: pytest.TempPathFactory) -> Clubs:
    return Clubs(tmp_path_factory.mktemp("faults"), members=80)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_random_fault_asks_nobody_wrongly_or_is_stopped(
    chunk, small_clubs, request, record_property
):
    size = PER_TRIAL * request.config.getoption("--trials") // CHUNKS
    first = FIRST + chunk * size

    result = try_seeds(small_clubs, range(first, first + size))

    record_property("fault", result.summary())
    assert not result.misses, "\n".join(result.misses)
