"""What goes wrong with an export on its way, each as a function on the records of one file."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tests.judge.tables import Table, read_day, read_ore, write_day, write_ore

Change = Callable[[Table], None]
Cell = Callable[[Any], Any]


def each(kind: str, change: Cell, every: int = 1, first: int = 0) -> Change:
    """Change the cells of a column, or every n-th of those that are filled."""

    def apply(table: Table) -> None:
        cells = table.column(kind)
        filled = [n for n, cell in enumerate(cells) if cell not in (None, "")]
        for n in filled[first::every]:
            cells[n] = change(cells[n])
        table.put(kind, cells)

    return apply


def together(*changes: Change) -> Change:
    def apply(table: Table) -> None:
        for change in changes:
            change(table)

    return apply


def in_those(kinds: Sequence[str], change: Callable[[str], Change]) -> Change:
    """Change those of the columns that the file has."""

    def apply(table: Table) -> None:
        for kind in kinds:
            if table.has(kind):
                change(kind)(table)

    return apply


# ------------------------------------------------------------------ columns as they are


def shift(*kinds: str, by: int = 1) -> Change:
    """Move columns down or up by rows, as when a cell is inserted or deleted in Excel."""

    def apply(table: Table) -> None:
        for kind in filter(table.has, kinds):
            cells = table.column(kind)
            gap = [None] * abs(by)
            table.put(kind, [*gap, *cells[:-by]] if by > 0 else [*cells[-by:], *gap])

    return apply


def swap(first: str, second: str) -> Change:
    """Exchange the headings of two columns."""

    def apply(table: Table) -> None:
        headings, a, b = table.export.headings, table.at(first), table.at(second)
        headings[a], headings[b] = headings[b], headings[a]

    return apply


def rename(kind: str, heading: str) -> Change:
    def apply(table: Table) -> None:
        table.export.headings[table.at(kind)] = heading

    return apply


def drop(*kinds: str) -> Change:
    """Leave out columns, as an export of chosen columns does."""

    def apply(table: Table) -> None:
        places = sorted((table.at(kind) for kind in kinds if table.has(kind)), reverse=True)
        for row in table.export.rows[table.export.header_at :]:
            for at in places:
                del row[at : at + 1]

    return apply


def add(heading: str, cell: Any) -> Change:
    """Add a column with the same in all rows."""

    def apply(table: Table) -> None:
        width, rows = len(table.export.headings), table.rows
        table.export.headings.append(heading)
        for row in rows:
            row[width:] = [cell]

    return apply


def blank(*kinds: str, every: int = 1) -> Change:
    return in_those(kinds, lambda kind: each(kind, lambda _: None, every))


# ------------------------------------------------------------------ statuses


def reset(*, every: int = 1, word: str | None = None) -> Change:
    """Set the status of what is paid to the system's word for open, or to another."""

    def apply(table: Table) -> None:
        paid = [row for row in table.rows if table.is_paid(row)]
        for row in paid[::every]:
            row[table.at("status")] = table.system.open if word is None else word

    return apply


def reset_wholly(*, every: int = 1) -> Change:
    """Let what is paid look as if it never was: status, sums and day."""

    def apply(table: Table) -> None:
        paid = [row for row in table.rows if table.is_paid(row)]
        for row in paid[::every]:
            unpay(table, row)

    return apply


def unpay(table: Table, row: list[Any]) -> None:
    """Make a row open, with nothing paid."""
    total = total_of(table, row)
    row[table.at("status")] = table.system.open
    if table.has("paid"):
        row[table.at("paid")] = write_ore(0, row[table.at("paid")])
    if table.has("outstanding") and total is not None:
        row[table.at("outstanding")] = write_ore(total, row[table.at("outstanding")])
    if table.has("paid_on"):
        row[table.at("paid_on")] = None


def pay(table: Table, row: list[Any], on: date) -> None:
    """Make a row paid in full."""
    total = total_of(table, row)
    row[table.at("status")] = table.system.paid
    if table.has("paid") and total is not None:
        row[table.at("paid")] = write_ore(total, row[table.at("paid")])
    if table.has("outstanding"):
        row[table.at("outstanding")] = write_ore(0, row[table.at("outstanding")])
    if table.has("paid_on"):
        row[table.at("paid_on")] = write_day(on, date_like(table))


def date_like(table: Table) -> Any:
    """Return a cell of the file's own days."""
    return next(cell for cell in table.column("due") if cell)


def total_of(table: Table, row: list[Any]) -> int | None:
    """Return the amount of a claim, which some files state in two parts only."""
    if table.has("amount"):
        return read_ore(row[table.at("amount")])
    parts = [read_ore(row[table.at(kind)]) or 0 for kind in ("paid", "outstanding")]
    return sum(parts)


def status_words(*words: str | None, every: int = 2) -> Change:
    """Put words in turn into every n-th status."""

    def apply(table: Table) -> None:
        at = table.at("status")
        for n, row in enumerate(table.rows[::every]):
            row[at] = words[n % len(words)]

    return apply


def status_word_of(meaning: str, word: str) -> Change:
    """Write another word for all that is open, paid or cancelled."""

    def apply(table: Table) -> None:
        theirs = {"open": (table.system.open, "Forfalt"), "paid": (table.system.paid,),
                  "cancelled": (table.system.cancelled,)}[meaning]  # fmt: skip
        table.put("status", [word if c in theirs else c for c in table.column("status")])

    return apply


# ------------------------------------------------------------------ sums


def scale(*kinds: str, by: float = 100) -> Change:
    """Multiply sums, as when øre are exported or a comma is lost."""
    return in_those(kinds, lambda kind: each(kind, lambda cell: scaled(cell, by)))


def scaled(cell: Any, by: float) -> Any:
    ore = read_ore(cell)
    return cell if ore is None else write_ore(round(ore * by), cell)


def lose_comma(*kinds: str) -> Change:
    """Write sums as digits alone: `1 250,00` becomes `125000`."""
    return in_those(kinds, lambda kind: each(kind, without_comma))


def without_comma(cell: Any) -> Any:
    ore = read_ore(cell)
    return cell if ore is None else str(ore)


def mix_formats(kind: str) -> Change:
    """Write sums now as `1250.50` and now as `1.250`."""

    def mixed(table: Table) -> None:
        cells = []
        for n, cell in enumerate(table.column(kind)):
            ore = read_ore(cell)
            if ore is not None:
                english, dotted = f"{ore / 100:.2f}", f"{ore // 100:,}".replace(",", ".")
                cell = english if n % 2 or ore < 100_000 else dotted
            cells.append(cell)
        table.put(kind, cells)

    return mixed


def three_decimals(kind: str) -> Change:
    """Write sums as `400.000`, which may be four hundred or four hundred thousand."""

    def longer(cell: Any) -> Any:
        ore = read_ore(cell)
        return cell if ore is None else f"{ore / 100:.3f}"

    return each(kind, longer)


# ------------------------------------------------------------------ days


def days_moved(kind: str, days: int, every: int = 1) -> Change:
    def move(cell: Any) -> Any:
        day = read_day(cell)
        return cell if day is None else write_day(day + timedelta(days=days), cell)

    return each(kind, move, every)


def us_order(*kinds: str) -> Change:
    """Write all days as mm/dd/yyyy."""

    def turn(cell: Any) -> Any:
        day = read_day(cell)
        return cell if day is None else f"{day:%m/%d/%Y}"

    return in_those(kinds, lambda kind: each(kind, turn))


def turned(*kinds: str) -> Change:
    """Exchange day and month where it makes a day: Excel does so to texts that it takes for US."""
    return in_those(kinds, lambda kind: each(kind, turn_day))


def turn_day(cell: Any) -> Any:
    day = read_day(cell)
    if day is None or day.day > 12:
        return cell
    return write_day(date(day.year, day.day, day.month), cell)


def one_digit(kind: str, every: int = 1) -> Change:
    """Turn the month's last digit: a slip of the hand."""

    def slip(cell: Any) -> Any:
        day = read_day(cell)
        if day is None:
            return cell
        return write_day(date(day.year, day.month % 9 + 1, min(day.day, 28)), cell)

    return each(kind, slip, every)


def set_days(kind: str, day: date, every: int = 1) -> Change:
    return each(kind, lambda cell: write_day(day, cell), every)


def move_before(kind: str, other: str, days: int, every: int = 1) -> Change:
    """Set days so many before those of another column."""

    def apply(table: Table) -> None:
        cells = table.column(kind)
        for n, cell in [*enumerate(table.column(other))][::every]:
            day = read_day(cell)
            if day is not None:
                cells[n] = write_day(day - timedelta(days=days), cells[n] or cell)
        table.put(kind, cells)

    return apply


# ------------------------------------------------------------------ numbers and names


def as_float(*kinds: str) -> Change:
    """Write identifiers as Excel shows long numbers."""
    return in_those(kinds, lambda kind: each(kind, long_number))


def long_number(cell: Any) -> str:
    """Show a number as Excel shows a long one: 9,15300E+10."""
    return f"{float(cell):.5E}".replace(".", ",")


def drag(kind: str) -> Change:
    """Fill a column with the series that begins with its first number."""

    def apply(table: Table) -> None:
        cells = table.column(kind)
        first = next(cell for cell in cells if cell)
        table.put(kind, [type(first)(int(first) + n) for n in range(len(cells))])

    return apply


def texts(kind: str, words: Sequence[Any], every: int = 2) -> Change:
    """Put texts in turn into every n-th cell."""

    def apply(table: Table) -> None:
        cells = table.column(kind)
        for n in range(0, len(cells), every):
            cells[n] = words[n // every % len(words)]
        table.put(kind, cells)

    return apply


def same(kind: str) -> Change:
    """Fill a column down with its first cell."""

    def apply(table: Table) -> None:
        cells = table.column(kind)
        first = next(cell for cell in cells if cell)
        table.put(kind, [first] * len(cells))

    return apply


def sort_alone(kind: str) -> Change:
    """Sort one column without the others."""

    def apply(table: Table) -> None:
        table.put(kind, sorted(table.column(kind), key=sort_key))

    return apply


def sort_key(cell: Any) -> str:
    return f"{cell:%Y%m%d}" if isinstance(cell, datetime) else str(cell or "")


def formulas(kind: str) -> Change:
    """Put formulas whose values were never stored; in a text they stand as they are."""
    return each(kind, lambda cell: "=VLOOKUP(A2,'[krav.xlsx]Ark1'!A:F,4,FALSE)")
