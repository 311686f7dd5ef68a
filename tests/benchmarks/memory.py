"""The memory that a large list takes: it is to grow with the rows, and no faster.

`python -m tests.benchmarks.memory CLUB FILE` imports one file, and says what it took.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import psutil
from rich.table import Table

from tests.benchmarks.bench import cpu
from tests.benchmarks.imports import fresh_club, import_fresh
from tests.benchmarks.lists import NARROW, write_csv
from workbench.club import home

SIZES = (250_000, 500_000, 1_000_000)


def memory_table(club: Path) -> Table:
    """Import lists of eight columns, each in a process of its own."""
    table = Table(title=f"Minne for lister med {len(NARROW)} kolonner")
    for heading in ("Rader", "CPU s", "s", "Topp, MB", "Topp i leseren, MB", "KB per rad i alt"):
        table.add_column(heading, justify="right")
    fresh = fresh_club(club, "stor-il")
    for rows in SIZES:
        text = write_csv(club.parent.parent / "stor.csv", rows, NARROW)
        command = [sys.executable, "-m", "tests.benchmarks.memory", fresh.name, str(text)]
        said = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        peaks = [said["peak"] - said["before"], said["reader"]]
        table.add_row(
            f"{rows}",
            f"{said['cpu']:.1f}",
            f"{said['seconds']:.1f}",
            *(f"{said[name] / 1024:.0f}" for name in ("peak", "reader")),
            f"{sum(peaks) / rows:.2f}",
        )
    return table


def measure(club: str, file: Path) -> dict[str, float]:
    """Import a file, and return its seconds, and the most memory taken before, then and by the
    reader, in KB."""
    before, began = _peak(psutil.Process().pid), time.perf_counter()
    spent = cpu(import_fresh(home() / "data" / "clubs" / club, [file]))
    [reader] = psutil.Process().children()
    return {
        "cpu": spent,
        "seconds": time.perf_counter() - began,
        "before": before,
        "peak": _peak(psutil.Process().pid),
        "reader": _peak(reader.pid),
    }


def _peak(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
