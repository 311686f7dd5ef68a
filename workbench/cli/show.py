"""What the command prints: lines, tables and progress for people, JSON for programs.

Everything the command prints goes through here, which makes names from files safe to print.
"""

import dataclasses
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
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
    from workbench.reports.columns import Table as ListTable
    from workbench.runs.weekly_runs import RunResult

Row = dict[str, Any]
GRID_STYLE: Any = {
    "title_justify": "left", "box": SIMPLE_HEAD, "padding": 0, "pad_edge": False,
    "show_edge": False,
}  # fmt: skip
# characters that `json.dumps` leaves as they are, and that a terminal may act on
UNSAFE = re.compile(rf"[{INVISIBLE}\x85\u2028\u2029]")


class Terminal(Console):
    """A console that prints text unchanged: no markup, no emoji names, no control characters."""

    def render_str(self, text: str, **options: Any) -> Text:
        plain = {"markup": False, "emoji": False, "highlight": False}
        return super().render_str(visible(text), **options | plain)


out, err = Terminal(), Terminal(stderr=True)


def line(text: str) -> None:
    """Print a text on one line, however long."""
    out.print(text, soft_wrap=True)


def warning(text: str) -> None:
    """Print a text on one line to standard error."""
    err.print(text, soft_wrap=True)


def table(content: "ListTable", *, is_json: bool = False, console: Console | None = None) -> None:
    """Print a list as people read it, or all its fields as JSON.

    If it is wider than the terminal, texts are folded, those of the first column least; no letter
    is left out.
    """
    if is_json:
        as_json(content.records)
        return
    console, grid, rows = (
        console or out,
        Table(title=content.title + content.note, **GRID_STYLE),
        content.texts,
    )
    cell_widths = [
        max(map(cell_len, [row[index] for row in rows] or column.name.split()))
        for index, column in enumerate(content.columns)
    ]
    for column, width in zip(content.columns, cell_widths, strict=True):
        if column.is_number:
            heading = Text(column.name.replace(" ", "\n"))
            grid.add_column(heading, justify="right", no_wrap=True, min_width=width)
        else:
            grid.add_column(column.name, overflow="fold", min_width=1)
    for row in rows:
        grid.add_row(*row)
    unfolded = console.measure(grid, options=console.options.update(max_width=sys.maxsize))
    if unfolded.maximum > console.width:
        widths = [*map(max, cell_widths, (cell_len(column.name) for column in content.columns))]
        remaining_width = console.width - sum(widths[1:]) - len(widths)  # no other is folded
        most = max(console.width // 4, remaining_width)
        grid.columns[0].width = min(cell_widths[0], content.columns[0].width, most)
    console.print(grid, crop=False)


def answer(content: Any, *lines: str, is_json: bool) -> None:
    """Print what a command answers: lines for people, or the content as JSON for programs."""
    if is_json:
        as_json(content)
        return
    for text in lines:
        line(text)


def as_json(value: Any) -> None:
    """Print JSON that is safe to show in a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain_value)
    print(UNSAFE.sub(lambda match: json.dumps(match[0])[1:-1], text))


def _plain_value(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return str(value)


@contextmanager
def progress(steps: int, what: str, *, is_quiet: bool) -> Iterator[Callable[..., None]]:
    """Show a progress bar over many steps; yield a function to call after each, whatever with."""
    columns = (
        SpinnerColumn(), TextColumn(what), BarColumn(), MofNCompleteColumn(),
        TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=err, disable=is_quiet, transient=True) as bar:
        task = bar.add_task(what, total=steps)
        yield lambda *_: bar.advance(task)


def weekly_runs(runs: Sequence["RunResult"], day: date) -> None:
    """Print the week of each club, where its files are, and the runs that failed."""
    from workbench.norsk import dato
    from workbench.reports.lists import NOT_RUN, WEEK_OF_CLUBS

    summaries = [run.summary for run in runs if run.summary is not None]
    if summaries:
        week = dataclasses.replace(WEEK_OF_CLUBS, title=f"Uken per {dato(day)}")
        table(week.with_records(map(dataclasses.asdict, summaries)))
        line("rapport.html, tiltak.xlsx, sendes.xlsx, til-klubben.xlsx og weekly.ipynb ligger i")
    for run in runs:
        if run.summary is not None:
            line(f"  {run.folder}")
    for summary in summaries:
        if not summary.new_files:
            line(f"Merk: {summary.name} hadde ingen nye filer siden forrige uke.")
    missing_files(
        (summary.name, [*summary.missing_files, *summary.warnings]) for summary in summaries
    )
    unchanged_clubs = [run.summary.name for run in runs if run.summary and run.unchanged]
    if unchanged_clubs:
        line(f"Uendret siden forrige kjøring, så ikke kjørt på nytt: {', '.join(unchanged_clubs)}.")
    failed_runs = [vars(run) for run in runs if run.fault is not None]
    if failed_runs:
        table(NOT_RUN.with_records(failed_runs), console=err)


def missing_files(files_of_clubs: Iterable[tuple[str, Sequence[str]]]) -> None:
    """Print each missing file once, with the names of all clubs that lack it."""
    clubs_by_file: dict[str, list[str]] = {}
    for club, files in files_of_clubs:
        for file in files:
            clubs_by_file.setdefault(file, []).append(club)
    for file, clubs in clubs_by_file.items():
        line(f"Merk: {file}: {', '.join(clubs)}.")


def tasks(tasks_of_clubs: Sequence[tuple[str, Sequence["Task"]]]) -> None:
    """Print the tasks of each club (its slug) by kind; each key has its own line, easy to copy."""
    from workbench.norsk import tall_dato, text_of

    for slug, tasks_of_club in tasks_of_clubs:
        for kind, tasks_of_kind in groupby(tasks_of_club, key=lambda task: task.kind):
            line(f"{slug}: {text_of(kind)}")
            for task in tasks_of_kind:
                due = f"frist {tall_dato(task.due_on)}" if task.due_on else ""
                line(f"  {' – '.join(filter(None, (task.name, task.todo, task.detail, due)))}")
                line(f"    {task.key}")


def imported_files(files: "ListTable", rejected_rows: list[Row]) -> None:
    """Print all files, their notes (too long for a column) and the rejected rows."""
    *columns, _note = files.columns
    table(dataclasses.replace(files, title="Lest", columns=columns))
    for name, *_, note in files.texts:
        if note:
            line(f"  {name}: {note}")
    _print_set_aside(rejected_rows)


def repaired_values(proposed: list[Row], remaining: list[Row], *, dry_run: bool) -> None:
    """Print the values with a proposed repair, which is accepted unless `dry_run`, and the rest."""
    if dry_run:
        result = "Prøvekjøring, ingenting er lagret; kan rettes"
        _print_set_aside(proposed)
    else:
        result = "Rettet"
        _print_set_aside([{**row, "repaired": row["proposal"]} for row in proposed])
    _print_set_aside(remaining)
    line(f"{result}: {len(proposed)}. Fortsatt til side: {len(remaining)}.")


def _print_set_aside(rejected_rows: list[Row]) -> None:
    from workbench.reports.set_aside import sort_set_aside

    for row in sort_set_aside(rejected_rows):
        about = f", {row['about']}" if row["about"] else ""
        where = f"  {row['file']} rad {row['row']}{about}, {row['column']}: "
        if row["repaired"] is not None:
            state = f"{row['value']!r} er rettet til {row['repaired']!r}"
        elif row["fault"]:
            state = f"{row['value']!r} {row['reason']}, så det hviler; se «workbench todo»"
        else:
            subject = "raden" if row["whole_row"] else "verdien"
            value = f": {row['value']!r}" if row["value"] else ""
            state = f"{subject} er lagt til side{value} – {row['reason']}"
            state += f"; forslag: {row['proposal']!r}" if row["proposal"] else ""
        line(where + state)
