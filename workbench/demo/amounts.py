"""Amounts as exports write them: numbers in a workbook, text in a file of text."""

NBSP = "\u00a0"


def kroner(ore: int) -> int | float:
    """Write øre as the number of kroner that Excel would hold."""
    return ore // 100 if ore % 100 == 0 else ore / 100


def amount(ore: int, space: str = " ") -> str:
    """Write kroner with comma, and a space at the thousands.

    >>> amount(125000)
    '1 250,00'
    """
    kroner, rest = divmod(ore, 100)
    return f"{kroner:,}".replace(",", space) + f",{rest:02d}"
