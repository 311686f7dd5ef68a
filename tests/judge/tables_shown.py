"""The two proofs as tables in the summary of a test run."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
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
    sums = {name: Counter[Any]() for name in ("counts", "tried", "missed", "unseen")}
    for result in results:
        for name, counter in sums.items():
            counter.update(dict_of(result[name]))
    if not results:
        return
    counts = ", ".join(f"{count} {name}" for name, count in sums["counts"].most_common())
    yield f"random faults: {sums['counts'].total()} examples: {counts}"
    for part in (by_fault, by_column):
        rates = rate_by(part, sums["tried"], sums["missed"])
        yield f"  missed by {part.__name__[3:]}: {', '.join(rates) or 'none'}"
    for what, name in (("missed", "missed"), ("nobody could see", "unseen")):
        for shape, count in sums[name].most_common():
            told = f"{what} {count} of {sums['tried'][shape]}"
            yield f"  {told}: {', '.join(map(str, shape))}"


def by_fault(shape: tuple[Any, ...]) -> str:
    return str(shape[0])


def by_column(shape: tuple[Any, ...]) -> str:
    return f"{shape[2]}.{shape[3]}"


def rate_by(part: Callable[[tuple[Any, ...]], str], tried: Any, missed: Any) -> list[str]:
    """Return how many were missed of those tried, for each fault or column with a miss."""
    all_tried, all_missed = Counter[str](), Counter[str]()
    for shape, count in tried.items():
        all_tried[part(shape)] += count
    for shape, count in missed.items():
        all_missed[part(shape)] += count
    return [f"{name} {n}/{all_tried[name]}" for name, n in all_missed.most_common()]


def dict_of(counter: Any) -> dict[Any, int]:
    """Return the counts, which come from another process as pairs."""
    pairs = counter.items() if isinstance(counter, dict) else counter
    return {tuple(key) if isinstance(key, list) else key: count for key, count in pairs}
