"""Money is a whole number of øre; kroner exist only on a page."""


def split_evenly(amount_ore: int, parts: int) -> list[int]:
    """Split an amount into `parts` whole øre that sum to it exactly; the first take the rest.

    >>> split_evenly(1000, 3)
    [334, 333, 333]
    """
    share, rest = divmod(amount_ore, parts)
    return [share + (1 if n < rest else 0) for n in range(parts)]
