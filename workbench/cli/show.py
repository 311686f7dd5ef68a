"""What the command prints: tables and progress for people, JSON for programs."""

import dataclasses
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

if TYPE_CHECKING:
    import pandas as pd

out, err = Console(highlight=False), Console(stderr=True, highlight=False)


def as_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


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
    from workbench.norsk import dato, kroner

    table = Table(
        title=f"Uken per {dato(day)}",
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=0,
        pad_edge=False,
        show_edge=False,
        collapse_padding=False,
    )
    table.add_column("Klubb", min_width=12)
    headings = ("Medlemmer", "Krav", "Forfalt", "Utestående", "Påminnes", "Ringes", "Hviler")
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    for outcome in outcomes:
        if outcome.summary is not None:
            s = outcome.summary
            counts = (s.members, s.claims, s.overdue)
            steps = (s.reminders, s.calls, s.resting)
            table.add_row(s.name, *map(str, counts), kroner(s.outstanding_ore), *map(str, steps))
    if table.row_count:
        out.print(table)
        out.print("rapport.html, tiltak.xlsx og weekly.ipynb ligger i")
        for outcome in outcomes:
            if outcome.folder is not None:
                out.print(f"  {outcome.folder}", soft_wrap=True, markup=False)
    for outcome in outcomes:
        if outcome.summary is not None and not outcome.summary.new_files:
            out.print(f"Merk: {outcome.summary.name} hadde ingen nye filer siden forrige uke.")
    failed = [outcome for outcome in outcomes if outcome.fault is not None]
    if failed:
        faults = Table(title="Disse klubbene ble ikke kjørt", title_justify="left")
        faults.add_column("Klubb")
        faults.add_column("Hvorfor")
        for outcome in failed:
            faults.add_row(outcome.club, outcome.fault)
        err.print(faults)


def imported(files: list[dict[str, Any]], aside: "pd.DataFrame", known: Sequence[str]) -> None:
    table = Table(
        title="Lest",
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=0,
        pad_edge=False,
        show_edge=False,
    )
    widest = max(map(len, [*known, *(row["name"] for row in files)]), default=0)
    table.add_column("Fil", overflow="fold", width=max(3, min(24, widest)))
    table.add_column("Lest som", overflow="fold")
    for heading in ("Rader", "Tatt inn", "Til side", "Ramme", "Verdier"):
        table.add_column(heading, justify="right", no_wrap=True)
    fields = ("rows_total", "rows_taken", "rows_aside", "rows_frame", "values_aside")
    for row in files:
        table.add_row(escape(row["name"]), row["title"], *(str(row[field]) for field in fields))
    for name in known:
        table.add_row(escape(name), "lest før, uendret")
    out.print(table)
    for row in files:
        if row["note"]:
            out.print(f"  {row['name']}: {row['note']}", markup=False, soft_wrap=True)
    _set_aside(aside)


def repaired(offered: "pd.DataFrame", left: "pd.DataFrame", *, dry_run: bool) -> None:
    _set_aside(offered if dry_run else offered.assign(repaired=offered["proposal"]))
    _set_aside(left)
    done = "Prøvekjøring, ingenting er lagret; kan rettes" if dry_run else "Rettet"
    out.print(f"{done}: {len(offered)}. Fortsatt til side: {len(left)}.")


def _set_aside(rejected: "pd.DataFrame") -> None:
    from workbench.reports.set_aside import gathered

    for row in gathered(rejected):
        about = f", {row['about']}" if row["about"] else ""
        where = f"  {row['file']} rad {row['row']}{about}, {row['column']}: "
        if row["repaired"] is not None:
            said = f"{row['value']!r} er rettet til {row['repaired']!r}"
        else:
            what = "raden" if row["whole_row"] else "verdien"
            value = f": {row['value']!r}" if row["value"] else ""
            said = f"{what} er lagt til side{value} – {row['reason']}"
            said += f"; forslag: {row['proposal']!r}" if row["proposal"] else ""
        out.print(where + said, markup=False, soft_wrap=True)
