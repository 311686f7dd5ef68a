"""Random faults: nobody who has paid, rests or does not owe is asked, or the file was stopped.

200 in `make test`, 10,000 in `make chaos`.
"""

from random import Random

import pytest

from tests.judge.cells import Export, read_cells
from tests.judge.random_faults import UNDETECTABLE, Shape, draw_fault, try_seeds
from tests.judge.weeks import Clubs

PER_TRIAL, MOST, CHUNKS = 100, 10_000, 10


@pytest.fixture(scope="module")
def small_clubs(tmp_path_factory: pytest.TempPathFactory) -> Clubs:
    return Clubs(tmp_path_factory.mktemp("faults"), members=80)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_random_fault_asks_nobody_wrongly_or_is_stopped(
    chunk, small_clubs, request, record_property
):
    size = min(MOST, PER_TRIAL * request.config.getoption("--trials")) // CHUNKS

    result = try_seeds(small_clubs, range(chunk * size, (chunk + 1) * size))

    record_property("fault", result.summary())
    assert not result.misses, "\n".join(result.misses)
    assert result.counts.total() == size


def test_a_seed_always_gives_the_same_fault(small_clubs):
    club = small_clubs.club("spoortz", 1)

    def draw(seed: int) -> tuple[str, Shape, Export]:
        name, shape, content = draw_fault(Random(seed), club)
        return name, shape, read_cells(content)  # the bytes of a workbook have the time in them

    assert [draw(n) for n in range(9)] == [draw(n) for n in range(9)]


def test_every_fault_that_nobody_could_see_has_its_reason():
    assert all(reason.strip() for reason in UNDETECTABLE.values())
