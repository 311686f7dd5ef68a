"""Which seeds are tried: one in `make test`, 20 in `make chaos`, or the one given by --seed."""

import pytest

SEED, SEEDS = 1, 20


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        given = metafunc.config.getoption("--seed")
        every = metafunc.config.getoption("--trials") >= SEEDS
        metafunc.parametrize(
            "seed", [given] if given is not None else range(SEEDS) if every else [SEED]
        )
