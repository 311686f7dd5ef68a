"""The `workbench` command: what an operator can do in a notebook, at the prompt and with --json.

Exit status: 0 done, 1 something to look at, 2 wrong use or refused. Errors are one sentence.
"""

import dataclasses
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
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
from typer.exceptions import TyperException

from workbench.club import club_slugs, home, open_club
from workbench.model.errors import UsageError, WorkbenchError

DONE, LOOK, REFUSED = 0, 1, 2
INTERRUPTED = 130  # what typer makes of Ctrl-C

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
out, err = Console(highlight=False), Console(stderr=True, highlight=False)

Clubs = Annotated[list[str] | None, typer.Argument(metavar="[KLUBB]...", show_default=False)]
OneClub = Annotated[str, typer.Argument(metavar="KLUBB", show_default=False)]
AllClubs = Annotated[bool, typer.Option("--all", help="Alle klubber under data/clubs.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATO", help="Dagen, som 2026-11-22; ellers i dag.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Skriv svaret som JSON.")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    try:
        os.umask(0o077)  # people's data: for the owner alone
        os.environ["WORKBENCH_HOME"] = str(home())
        status = int(app(args=arguments, standalone_mode=False, prog_name="workbench") or DONE)
        if status != INTERRUPTED:
            return status
        err.print("Avbrutt; en klubb som var i gang, er gjort ferdig eller står som før.")
        return LOOK
    except WorkbenchError as error:
        err.print(str(error), markup=False, soft_wrap=True)
    except TyperException as error:
        err.print(_usage_sentence(error), markup=False, soft_wrap=True)
    return REFUSED


def _usage_sentence(error: Any) -> str:
    """Say in Norwegian what typer found wrong with the command line."""
    command = error.ctx.command_path if getattr(error, "ctx", None) else "workbench"
    see = f"se «{command} --help»."
    match type(error).__name__:
        case "NoSuchOption":
            return f"{error.option_name} er et ukjent valg; {see}"
        case "MissingParameter":
            return f"{error.param.metavar or error.param.name} mangler; {see}"
        case "BadParameter" | "BadOptionUsage":
            name = error.param.opts[0] if getattr(error, "param", None) else "et valg"
            return f"Verdien til {name} kan ikke brukes; {see}"
        case "NoArgsIsHelpError":
            return str(error.format_message())
        case _:
            word = re.search(r"'(.+?)'", error.format_message())
            return f"«{word[1] if word else ''}» er ingen kommando; {see}"


def _as_of(text: str | None) -> date:
    from workbench.office import parse_as_of

    return parse_as_of(text)


def _chosen(clubs: list[str] | None, every: bool) -> list[str]:
    """Return the clubs named, each of them known; raises UsageError where none is."""
    house = home()
    slugs = club_slugs(house) if every else list(dict.fromkeys(clubs or []))
    if not slugs:
        raise UsageError("Ingen klubb er valgt; skriv klubbens mappenavn, eller --all for alle.")
    return [open_club(house, slug).slug for slug in slugs]


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    return str(value)


@app.command()
def demo(
    clubs: Annotated[int, typer.Option(min=1, max=50, help="Hvor mange klubber.")] = 1,
    members: Annotated[int, typer.Option(min=40, max=20000, help="Medlemmer i hver.")] = 400,
    seed: Annotated[int, typer.Option(help="Samme tall gir de samme klubbene.")] = 1,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Lag oppdiktede klubber med eksporter som ligner ekte, og en fasit ved siden av innboksen."""
    from workbench.demo import club_slugs as demo_slugs
    from workbench.demo import make_again

    day, folder = _as_of(as_of), home() / "data" / "clubs"
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number, (slug, name) in enumerate(demo_slugs(clubs)):
        make_again(folder, slug=slug, members=members, seed=seed + number, as_of=day)
        made.append({"club": slug, "inbox": str(folder / slug / "inbox")})
        if not as_json:
            out.print(f"{name}: eksportene ligger i {folder / slug / 'inbox'}", soft_wrap=True)
    if as_json:
        _print_json(made)
    return DONE


@app.command()
def week(
    clubs: Clubs = None,
    every: AllClubs = False,
    as_of: AsOf = None,
    jobs: Annotated[int, typer.Option(min=1, max=32, help="Klubber om gangen.")] = 2,
    as_json: AsJson = False,
) -> int:
    """Kjør ukens rutine: les innboksen, planlegg, lagre forslagene og lag rapporten."""
    from workbench.runs.week import run_week

    day, slugs = _as_of(as_of), _chosen(clubs, every)
    with _progress(len(slugs), quiet=as_json) as tell:
        outcomes = run_week(slugs, day, jobs=jobs, told=tell)
    failed = [outcome for outcome in outcomes if outcome.fault is not None]
    if as_json:
        _print_json(outcomes)
    elif len(failed) == len(outcomes) == 1:
        err.print(str(failed[0].fault), markup=False, soft_wrap=True)
    else:
        _print_weeks(outcomes, day)
    if not failed:
        return DONE
    return REFUSED if len(failed) == len(outcomes) and all(o.refused for o in failed) else LOOK


@contextmanager
def _progress(clubs: int, *, quiet: bool) -> Iterator[Any]:
    """Show a bar over the clubs where somebody looks; yields what is called for each."""
    columns = (
        SpinnerColumn(), TextColumn("Ukens rutine"), BarColumn(), MofNCompleteColumn(),
        TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=err, disable=quiet, transient=True) as bar:
        task = bar.add_task("week", total=clubs)
        yield lambda outcome: bar.advance(task)


def _print_weeks(outcomes: Sequence[Any], day: date) -> None:
    from workbench.norsk import dato, kroner

    table = Table(
        title=f"Uken per {dato(day)}",
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=0,
        pad_edge=False,
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
        for outcome in outcomes:
            if outcome.folder is not None:
                for name in ("rapport.html", "tiltak.xlsx", "weekly.ipynb"):
                    out.print(f"  {outcome.folder / name}", soft_wrap=True, markup=False)
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


@app.command("import")
def import_files(
    club: OneClub,
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FIL]...")] = None,
    as_of: AsOf = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Vis uten å lagre.")] = False,
    as_json: AsJson = False,
) -> int:
    """Les filene, eller hele innboksen, inn i klubbens bøker; vis hva som ble lagt til side."""
    from workbench import office
    from workbench.model.frames import records

    day = _as_of(as_of)
    with closing(office.open_desk(club)) as desk:
        done = office.import_inbox(desk, day, files or (), dry_run=dry_run)
    read, aside = records(done.inbox.files), records(done.inbox.rejected)
    known = [row["name"] for row in done.inbox.known]
    if as_json:
        _print_json({"files": read, "known": known, "set_aside": aside})
    else:
        _print_import(read, aside, known)
    return DONE


def _print_import(
    files: list[dict[str, Any]], aside: list[dict[str, Any]], known: Sequence[str]
) -> None:
    table = Table(title="Lest", title_justify="left")
    for heading in ("Fil", "Lest som", "Rader", "Tatt inn", "Til side", "Ramme"):
        table.add_column(heading)
    for row in files:
        counts = (row[f"rows_{what}"] for what in ("total", "taken", "aside", "frame"))
        table.add_row(row["name"], row["title"], *map(str, counts))
    for name in known:
        table.add_row(name, "lest før, uendret")
    out.print(table)
    names = {row["sha256"]: row["name"] for row in files}
    for row in aside:
        what = "raden" if row["whole_row"] else "verdien"
        out.print(
            f"  {names[row['sha256']]} rad {row['row']}, {row['column']}: {what} er lagt til side: "
            f"{row['value']!r} – {row['reason']}",
            markup=False,
            soft_wrap=True,
        )


@app.command()
def plan(
    club: OneClub,
    as_of: AsOf = None,
    claim: Annotated[str | None, typer.Option(help="Bare dette kravet.")] = None,
    as_json: AsJson = False,
) -> int:
    """Vis planen ut fra bøkene: ett steg eller en grunn for hvert åpent krav. Lagrer ingenting."""
    from workbench import office
    from workbench.model.frames import records
    from workbench.model.words import PlanReason
    from workbench.norsk import ord_for

    rows = records(office.plan_of(club, _as_of(as_of)).plan)
    if claim is not None:
        rows = [row for row in rows if row["claim_id"] == claim]
        if not rows:
            raise UsageError(f"{claim!r} er ikke et åpent krav i {club}; se planen uten --claim.")
    if as_json:
        _print_json(rows)
        return DONE
    table = Table("Krav", "Steg", "Hvorfor", "Neste dag")
    for row in rows:
        why = ord_for(PlanReason(row["reason"]))
        table.add_row(row["claim_id"], row["step_id"] or "", why, str(row["next_on"] or ""))
    out.print(table)
    return DONE


@app.command()
def queue(
    clubs: Clubs = None, every: AllClubs = False, as_of: AsOf = None, as_json: AsJson = False
) -> int:
    """Vis hvem som skal ringes: en rad for hver betaler, nyeste krav først."""
    from workbench import office
    from workbench.model.frames import records
    from workbench.norsk import kroner, tall_dato
    from workbench.values.phones import show_phone

    day = _as_of(as_of)
    rows = [
        {"club": slug, **row}
        for slug in _chosen(clubs, every)
        for row in records(office.plan_of(slug, day).queue)
    ]
    if as_json:
        _print_json(rows)
        return DONE
    table = Table("Klubb", "Betaler", "Telefon", "Gjelder", "Krav", "Sum", "Nyeste forfall")
    for row in rows:
        claims = f"{row['claims']}{' – trenger en prat' if row['needs_talk'] else ''}"
        newest = tall_dato(row["newest_due_on"])
        about = (show_phone(row["phone"]), row["concerns"], claims, kroner(row["open_ore"]), newest)
        table.add_row(row["club"], row["contact_name"], *about)
    out.print(table)
    return DONE


@app.command()
def check(clubs: Clubs = None, every: AllClubs = False, as_json: AsJson = False) -> int:
    """Se etter at klubbens bøker er hele, og at historien ikke er endret."""
    from workbench import office

    faults = {slug: office.check_books(slug) for slug in _chosen(clubs, every)}
    if as_json:
        _print_json(faults)
    else:
        for slug, found in faults.items():
            out.print(f"{slug}: {'; '.join(found) or 'alt er helt'}", markup=False)
    return LOOK if any(faults.values()) else DONE


@app.command()
def lab() -> None:
    """Åpne JupyterLab på notatbøkene; det de viste, lagres ikke i dem."""
    config = Path(__file__).parent / "runs" / "lab_config.py"
    where = [f"--ServerApp.root_dir={home()}", f"--config={config}"]
    start = "--LabApp.default_url=/lab/tree/notebooks/routines/weekly.ipynb"
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", *where, start])


if __name__ == "__main__":
    sys.exit(main())
