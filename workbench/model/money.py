"""Money is a whole number of øre; kroner exist only on a page."""


def split_evenly(amount_ore: int, parts: int) -> list[int]:
    """Return `parts` amounts in whole øre that sum to `amount_ore`; the first ones are the largest.

    >>> split_evenly(1000, 3)
    [334, 333, 333]
    """
    share, rest = divmod(amount_ore, parts)
    return [share + (1 if index < rest else 0) for index in range(parts)]
