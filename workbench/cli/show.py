"""What the command prints: lines, tables and progress for people, JSON for programs.

All that it prints goes through here, so a name is text, whatever is in it.
"""

import dataclasses
import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

from workbench.values.text import INVISIBLE, visible

if TYPE_CHECKING:
    from workbench.model.day_rows import Task
    from workbench.reports.columns import Table as List

Row = dict[str, Any]
LOOK: Any = {
    "title_justify": "left", "box": SIMPLE_HEAD, "padding": 0, "pad_edge": False,
    "show_edge": False,
}  # fmt: skip
# what JSON leaves as it is in a text, and a terminal may obey
UNSAFE = re.compile(rf"[{INVISIBLE}\x85\u2028\u2029]")


class Terminal(Console):
    """A console that shows a text as it stands: no markup, no emoji's name, nothing to obey."""

    def render_str(self, text: str, **how: Any) -> Text:
        plain = {"markup": False, "emoji": False, "highlight": False}
        return super().render_str(visible(text), **how | plain)


out, err = Terminal(), Terminal(stderr=True)


def line(text: str) -> None:
    """Print a text on one line, however long."""
    out.print(text, soft_wrap=True)


def warning(text: str) -> None:
    """Print a text on one line where errors go."""
    err.print(text, soft_wrap=True)


def listed(shown: "List", *, is_json: bool = False, to: Console | None = None) -> None:
    """Print a list as people read it, or all that it knows as JSON.

    Where it is too wide, texts are folded, those of the first column least; no letter is left out.
    """
    if is_json:
        as_json(shown.records)
        return
    console, grid, rows = to or out, Table(title=shown.title, **LOOK), shown.texts
    longest = [
        max((cell_len(row[at]) for row in rows), default=1) for at in range(len(shown.columns))
    ]
    for column, width in zip(shown.columns, longest, strict=True):
        if column.is_number:
            heading = Text(column.name.replace(" ", "\n"))
            grid.add_column(heading, justify="right", no_wrap=True, min_width=width)
        else:
            grid.add_column(column.name, overflow="fold", min_width=1)
    for row in rows:
        grid.add_row(*row)
    unfolded = console.measure(grid, options=console.options.update(max_width=sys.maxsize))
    if unfolded.maximum > console.width:
        widths = [*map(max, longest, (cell_len(column.name) for column in shown.columns))]
        left = console.width - sum(widths[1:]) - len(widths)  # where no other is folded
        least = max(console.width // 4, left)
        grid.columns[0].width = min(longest[0], shown.columns[0].width, least)
    console.print(grid, crop=False)


def as_json(value: Any) -> None:
    """Print JSON that a terminal may show too."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain)
    print(UNSAFE.sub(lambda sign: json.dumps(sign[0])[1:-1], text))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    return str(value)


@contextmanager
def progress(clubs: int, *, quiet: bool) -> Iterator[Any]:
    """Show a bar over the clubs where somebody looks; yields what is called for each."""
    columns = (
        SpinnerColumn(), TextColumn("Ukens rutine"), BarColumn(), MofNCompleteColumn(),
        TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=err, disable=quiet, transient=True) as bar:
        task = bar.add_task("week", total=clubs)
        yield lambda outcome: bar.advance(task)


def weeks(outcomes: Sequence[Any], day: date) -> None:
    from workbench.norsk import dato
    from workbench.reports.lists import NOT_RUN, WEEK_OF_CLUBS

    done = [outcome for outcome in outcomes if outcome.summary is not None]
    if done:
        week = dataclasses.replace(WEEK_OF_CLUBS, title=f"Uken per {dato(day)}")
        listed(week.with_records(dataclasses.asdict(outcome.summary) for outcome in done))
        line("rapport.html, tiltak.xlsx og weekly.ipynb ligger i")
    for outcome in done:
        line(f"  {outcome.folder}")
    for outcome in done:
        if not outcome.summary.new_files:
            line(f"Merk: {outcome.summary.name} hadde ingen nye filer siden forrige uke.")
    unchanged = [outcome.summary.name for outcome in done if outcome.unchanged]
    if unchanged:
        line(f"Uendret siden forrige kjøring, så ikke kjørt på nytt: {', '.join(unchanged)}.")
    failed = [vars(outcome) for outcome in outcomes if outcome.fault is not None]
    if failed:
        listed(NOT_RUN.with_records(failed), to=err)


def tasks(found: Sequence[tuple[str, Sequence["Task"]]]) -> None:
    """Print tasks kind by kind, each with its key on a line of its own, to be copied whole."""
    from workbench.norsk import tall_dato, text_of

    for slug, of_club in found:
        for kind, of_kind in groupby(of_club, key=lambda task: task.kind):
            line(f"{slug}: {text_of(kind)}")
            for task in of_kind:
                due = f"frist {tall_dato(task.due_on)}" if task.due_on else ""
                line(f"  {' – '.join(filter(None, (task.name, task.todo, task.detail, due)))}")
                line(f"    {task.key}")


def imported(files: "List", read: list[Row], aside: list[Row]) -> None:
    """Print all files, and of those that were `read` now what was noted: too long for a column."""
    listed(dataclasses.replace(files, title="Lest", columns=files.columns[:-1]))
    for row in read:
        if row["note"]:
            line(f"  {row['name']}: {row['note']}")
    _set_aside(aside)


def repaired(offered: list[Row], left: list[Row], *, dry_run: bool) -> None:
    done = [row if dry_run else {**row, "repaired": row["proposal"]} for row in offered]
    _set_aside(done)
    _set_aside(left)
    what = "Prøvekjøring, ingenting er lagret; kan rettes" if dry_run else "Rettet"
    line(f"{what}: {len(offered)}. Fortsatt til side: {len(left)}.")


def _set_aside(rejected: list[Row]) -> None:
    from workbench.reports.set_aside import sort_set_aside

    for row in sort_set_aside(rejected):
        about = f", {row['about']}" if row["about"] else ""
        where = f"  {row['file']} rad {row['row']}{about}, {row['column']}: "
        if row["repaired"] is not None:
            said = f"{row['value']!r} er rettet til {row['repaired']!r}"
        else:
            what = "raden" if row["whole_row"] else "verdien"
            value = f": {row['value']!r}" if row["value"] else ""
            said = f"{what} er lagt til side{value} – {row['reason']}"
            said += f"; forslag: {row['proposal']!r}" if row["proposal"] else ""
        line(where + said)
