"""Print each bench's CPU seconds beside its yardstick's: medians of interleaved rounds, and ratio.

Ratios are to be read, never asserted; absolute times depend on the machine and its load.
"""

import argparse
import os
import platform
import statistics
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.bench import Bench
from tests.benchmarks.clubs import clubs_table
from tests.benchmarks.imports import import_benches
from tests.benchmarks.matching import matching_benches
from tests.benchmarks.memory import memory_table
from tests.benchmarks.messages import message_benches
from tests.benchmarks.plans import peak_megabytes, plan_benches
from tests.benchmarks.week import make_house, week_benches

PARTS = ("week", "import", "plan", "matching", "messages", "clubs", "memory")
CONSOLE = Console(width=150)
HEADINGS = ("Hva", "CPU s", "Målestokk", "CPU s", "Forhold", "Grense")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=2500)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--part", choices=PARTS, nargs="+", default=PARTS)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        house = make_house(Path(folder), chosen.members)
        benches = week_benches(house) if "week" in chosen.part else []
        benches += import_benches(house, chosen.rows) if "import" in chosen.part else []
        benches += plan_benches(chosen.claims) if "plan" in chosen.part else []
        benches += matching_benches(chosen.rows) if "matching" in chosen.part else []
        if "messages" in chosen.part:
            benches += message_benches(house.parents[2], chosen.messages)
        began = time.perf_counter()
        rounds = [[bench.measure() for bench in benches] for _ in range(chosen.rounds)]
        title = (
            f"{chosen.members} medlemmer, median av {chosen.rounds}, CPU-sekunder; "
            f"Python {platform.python_version()}, last {os.getloadavg()[0]:.1f}, "
            f"{time.perf_counter() - began:.0f} s i alt"
        )
        if benches:
            CONSOLE.print(table(title, benches, rounds))
            CONSOLE.print(f"Mest minne i bruk: {peak_megabytes():.0f} MB")
        if "clubs" in chosen.part:
            CONSOLE.print(clubs_table(house.parent))
        if "memory" in chosen.part:
            CONSOLE.print(memory_table(house))


def table(title: str, benches: list[Bench], rounds: list[list[tuple[float, float]]]) -> Table:
    """Return a row for each bench: the medians of its rounds, and their ratio beside its bound."""
    made = Table(title=title)
    for heading in HEADINGS:
        made.add_column(heading)
    for bench, spent in zip(benches, zip(*rounds, strict=True), strict=True):
        ours, theirs = (statistics.median(side) for side in zip(*spent, strict=True))
        ratio = f"{ours / theirs:.1f}x" if theirs else "-"
        bound = f"{bench.bound:g}x" if bench.bound else ""
        made.add_row(bench.name, f"{ours:.3f}", bench.against, f"{theirs:.3f}", ratio, bound)
    return made


if __name__ == "__main__":
    main()
