"""Seasons from seeds: one in `make test`, 20 in `make chaos`; `--seed N` lives one again."""

import shutil
from pathlib import Path

import pytest

from tests.season.office_days import Season

ROOT = Path(__file__).parents[2]
MEMBERS = 60


def test_a_season(seed, tmp_path, monkeypatch):
    for part in ("policies", "rates"):
        shutil.copytree(ROOT / "data" / part, tmp_path / "data" / part)

    result = Season(seed, tmp_path, monkeypatch, MEMBERS).run()

    print(result.summary())
    for fault in result.faults[:40]:
        print(fault)
