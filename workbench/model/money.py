"""Money is a whole number of øre; kroner exist only on a page."""

from collections.abc import Sequence


def split_evenly(amount_ore: int, parts: int) -> list[int]:
    """Split an amount into `parts` whole øre that sum to it exactly; the first take the rest.

    >>> split_evenly(1000, 3)
    [334, 333, 333]
    """
    share, rest = divmod(amount_ore, parts)
    return [share + (1 if n < rest else 0) for n in range(parts)]


def pour(amount_ore: int, needs_ore: Sequence[int]) -> tuple[list[int], int]:
    """Fill the needs in their order with an amount; return what each got, and what is left over.

    >>> pour(500, [300, 300])
    ([300, 200], 0)
    """
    given = []
    for need in needs_ore:
        part = max(0, min(need, amount_ore))
        given.append(part)
        amount_ore -= part
    return given, amount_ore
