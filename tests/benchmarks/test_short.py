"""The short form of `make bench`: it runs to its table. Timings decide nothing here."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_bench_runs_to_its_table():
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.benchmarks",
            "--members",
            "150",
            "--rounds",
            "1",
            "--rows",
            "500",
            "--claims",
            "2000",
            "--messages",
            "20",
            "--part",
            "week",
            "import",
            "plan",
            "matching",
            "messages",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "WORKBENCH_TODAY": "2026-11-22"},
    )

    assert run.returncode == 0, run.stderr
    assert len(re.findall(r"\.\d{3} │ +\d+\.\dx", run.stdout)) == 7 + 5 + 1 + 2 + 1
