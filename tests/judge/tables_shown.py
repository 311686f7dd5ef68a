"""The two proofs as tables in the summary of a test run."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

SHOWN = 70  # characters of a sentence
Property = tuple[str, Any]


def lines_of(properties: Iterable[Property]) -> Iterator[str]:
    """Yield the lines about wrong files, honest changes and random faults, where there are any."""
    noted = list(properties)
    wrong = sorted({as_row(value) for name, value in noted if name == "situation"})
    if wrong:
        yield from table(
            ("case", "situation", "system", "week", "what stopped or rested it", "wrong reminders"),
            wrong,
        )
    honest = sorted({as_row(value) for name, value in noted if name == "honest"})
    if honest:
        heads = ("honest change", "system", "week", "stopped", "rested wrongly", "wrong reminders")
        yield from table(heads, honest)
    yield from of_faults([value for name, value in noted if name == "fault"])


def as_row(value: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(cell)[:SHOWN] for cell in value)


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    for row in [heads, *rows]:
        yield "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def of_faults(results: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the counts of all random faults, and each kind of miss with how often it was tried."""
    sums = {name: Counter[Any]() for name in ("counts", "tried", "missed")}
    for result in results:
        for name, counter in sums.items():
            counter.update(dict_of(result[name]))
    if results:
        counts = ", ".join(f"{count} {name}" for name, count in sums["counts"].most_common())
        yield f"random faults: {sums['counts'].total()} examples: {counts}"
    for shape, count in sums["missed"].most_common():
        yield f"  missed {count:4} of {sums['tried'][shape]:4}: {', '.join(map(str, shape))}"


def dict_of(counter: Any) -> dict[Any, int]:
    """Return the counts, which come from another process as pairs."""
    pairs = counter.items() if isinstance(counter, dict) else counter
    return {tuple(key) if isinstance(key, list) else key: count for key, count in pairs}
