"""Commands about clubs: what an operator can do in a notebook, with text or JSON as the answer."""

import os
import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli import show
from workbench.cli.command_line import (
    DONE,
    LOOK,
    REFUSED,
    Accept,
    AllClubs,
    AsJson,
    AsOf,
    Clubs,
    Force,
    OneClub,
    app,
    select_clubs,
)
from workbench.club import home
from workbench.model.errors import UsageError


@app.command()
def demo(
    clubs: Annotated[int, typer.Option(min=1, max=50, help="Hvor mange klubber.")] = 5,
    members: Annotated[int, typer.Option(min=40, max=100000, help="Medlemmer i hver.")] = 400,
    seed: Annotated[int, typer.Option(help="Samme tall gir de samme klubbene.")] = 1,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Lag oppdiktede klubber med eksporter som ligner ekte, og en fasit ved siden av innboksen."""
    from workbench import office
    from workbench.demo import club_slugs as demo_slugs
    from workbench.demo import make_again

    day, folder = office.parse_as_of(as_of), home() / "data" / "clubs"
    folder.mkdir(parents=True, exist_ok=True)
    answer = []
    for number, (slug, name) in enumerate(demo_slugs(clubs)):
        office.forget_books(slug)
        make_again(folder, slug=slug, members=members, seed=seed + number, as_of=day)
        inbox = str(folder / slug / "inbox")
        answer.append({"club": slug, "inbox": inbox})
        if not as_json:
            show.line(f"{name}: eksportene ligger i {inbox}")
    if as_json:
        show.as_json(answer)
    return DONE


@app.command()
def week(
    clubs: Clubs = None,
    all_clubs: AllClubs = False,
    as_of: AsOf = None,
    jobs: Annotated[int, typer.Option(min=1, max=32, help="Klubber om gangen.")] = 2,
    force: Force = None,
    as_json: AsJson = False,
) -> int:
    """Kjør ukens rutine: les innboksen, planlegg, lagre forslagene og lag rapporten."""
    from workbench import office
    from workbench.runs.weekly_runs import run_week

    day, slugs = office.parse_as_of(as_of), select_clubs(clubs, all_clubs)
    if force and len(slugs) > 1:
        raise UsageError("En grunn gjelder én klubb; kjør --force for den klubben alene.")
    with show.progress(len(slugs), "Ukens rutine", is_quiet=as_json) as advance:
        runs = run_week(slugs, day, jobs=jobs, on_result=advance, force=force or "")
    failed_runs = [run for run in runs if run.fault is not None]
    if as_json:
        show.as_json(runs)
    elif len(failed_runs) == len(runs) == 1:
        show.warning(str(failed_runs[0].fault))
    else:
        show.weekly_runs(runs, day)
    if not failed_runs:
        return DONE
    return REFUSED if all(run.refused for run in runs) else LOOK


@app.command("import")
def import_files(
    club: OneClub,
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FIL]...")] = None,
    as_of: AsOf = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Vis uten å lagre.")] = False,
    force: Force = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="Godta forslagene til det som er lagt til side.")
    ] = False,
    payments: Annotated[
        bool, typer.Option("--payments", help="Bare filene med innbetalinger, som hver dag.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Les filene, eller hele innboksen, inn i klubbens bøker; vis hva som ble lagt til side.

    Med --repair leses ingen nye filer: forslagene i de nyeste godtas og huskes, og svaret er 1 når
    noe står igjen.
    """
    if repair and force:
        raise UsageError(
            "--repair leser ingen nye filer, så --force passer ikke med; ta bort den ene."
        )
    if repair:
        return _accept_proposals(club, files, as_of, dry_run=dry_run, as_json=as_json)
    from workbench import office
    from workbench.office import book_lists

    day = office.parse_as_of(as_of)
    with closing(office.open_desk(club)) as desk:
        imported = office.import_inbox(
            desk, day, files or (), dry_run=dry_run, force=force or "", only_payments=payments
        )
        inbox, db = imported.inbox, imported.db
        rejected_rows = book_lists.set_aside(db, [*inbox.files["sha256"]]).records
        files_list = book_lists.files(inbox)
        if as_json:
            answer = {
                "files": files_list.records[: len(inbox.files)],
                "known": [row["name"] for row in inbox.known_files],
                "set_aside": rejected_rows,
                **imported.changes.lists(),
                "sources": book_lists.sources(db, day).records,
            }
            show.as_json(answer)
        else:
            show.imported_files(files_list, rejected_rows)
    return DONE


def _accept_proposals(
    club: str, files: list[Path] | None, as_of: str | None, *, dry_run: bool, as_json: bool
) -> int:
    """Accept every proposed repair in the newest files; only show them if `dry_run`."""
    from workbench import office
    from workbench.model.frames import SHAPES, records
    from workbench.office import value_repairs

    if files:
        raise UsageError("--repair gjelder filene som er lest inn; kjør det uten navn på filer.")
    day, key_fields = office.parse_as_of(as_of), SHAPES["rejected"].key
    with closing(office.open_desk(club)) as desk:
        unrepaired_rows = records(value_repairs.unrepaired_rows(desk))
        proposed_rows = [row for row in unrepaired_rows if row["proposal"] is not None]
        remaining_rows = [row for row in unrepaired_rows if row["proposal"] is None]
        if proposed_rows and not dry_run:
            proposals = {
                tuple(row[field] for field in key_fields): row["proposal"] for row in proposed_rows
            }
            value_repairs.accept_repairs(desk, proposals, day)
            remaining_rows = records(value_repairs.unrepaired_rows(desk))
    if as_json:
        label = "proposed" if dry_run else "repaired"
        show.as_json({label: proposed_rows, "set_aside": remaining_rows})
    else:
        show.repaired_values(proposed_rows, remaining_rows, dry_run=dry_run)
    return LOOK if remaining_rows else DONE


@app.command()
def check(
    clubs: Clubs = None,
    all_clubs: AllClubs = False,
    accept: Accept = None,
    as_json: AsJson = False,
) -> int:
    """Se etter at klubbens bøker er hele, og at historien ikke er endret.

    Med --accept tas en fil som er hentet tilbake eller overlatt, i bruk som klubbens bøker.
    """
    from workbench import office

    slugs = select_clubs(clubs, all_clubs)
    if accept:
        if len(slugs) > 1:
            raise UsageError("En grunn gjelder én klubb; kjør --accept for den klubben alene.")
        office.accept_books(slugs[0], accept)
    faults = {slug: office.check_books(slug) for slug in slugs}
    lines = [f"{slug}: {'; '.join(of_club) or 'alt er helt'}" for slug, of_club in faults.items()]
    show.answer(faults, *lines, is_json=as_json)
    return LOOK if any(faults.values()) else DONE


@app.command()
def lab() -> None:
    """Åpne JupyterLab på notatbøkene; det de viste, lagres ikke i dem."""
    config = Path(__file__).parents[1] / "runs" / "lab_config.py"
    options = [
        f"--ServerApp.root_dir={home()}",
        f"--config={config}",
        "--LabApp.default_url=/lab/tree/notebooks/routines/weekly.ipynb",
    ]
    if os.geteuid() == 0:  # as in a container; Jupyter refuses without the option
        show.warning("JupyterLab kjører som root: det som kjøres i den, kan endre hele maskinen.")
        options.append("--allow-root")
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", *options])
