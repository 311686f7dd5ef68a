"""What a club.toml says of days on which the club was closed."""

from datetime import date

FEE = """
[[avgift]]
id = "trening"
slag = "treningsavgift"
tittel = "{title}"
kroner = {kroner}
periode = {{ fra = {start}, til = {end} }}
utstedes = {issue}
forfall = {due}
"""
CLOSED = """
[[stengt]]
fra = {}
til = {}
grunn = "hallen er stengt"
"""


def closed_toml(
    *closed: date,
    title: str = "Treningsavgift",
    kroner: int = 500,
    period: tuple[date, date] = (date(2026, 8, 1), date(2026, 9, 19)),
    issue: date = date(2026, 8, 1),
    due: date = date(2026, 8, 15),
) -> str:
    """Return the tables of a training fee, of fifty days where nothing else is said, and of the
    first and the last day on which the club was closed."""
    start, end = period
    fee = FEE.format(title=title, kroner=kroner, start=start, end=end, issue=issue, due=due)
    return fee + CLOSED.format(*closed)
