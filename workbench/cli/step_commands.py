"""Commands about proposed steps: approve them, mark them as sent, set them aside."""

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli import show
from workbench.cli.command_line import (
    DONE,
    AllClubs,
    AsJson,
    AsOf,
    Clubs,
    OneClub,
    app,
    select_clubs,
)
from workbench.model.errors import UsageError
from workbench.norsk import antall

if TYPE_CHECKING:
    from workbench.model.day_rows import Task
    from workbench.office.sending import OffList

Claims = Annotated[
    list[str] | None,
    typer.Option("--claim", metavar="KRAV", help="Bare disse: krav, ordrenummer, KID eller navn."),
]
But = Annotated[
    list[str] | None, typer.Option("--except", metavar="KRAV", help="Alle unntatt disse.")
]


@app.command()
def approve(
    clubs: Clubs = None,
    all_clubs: AllClubs = False,
    claims: Claims = None,
    but: But = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Godkjenn forslagene i dagens plan, og skriv listen over det som skal sendes.

    Listen skrives på nytt hver gang, uten dem som har betalt eller hviler siden de ble godkjent.
    """
    from workbench import office
    from workbench.office import sending

    day, answered, off = office.parse_as_of(as_of), {}, {}
    for slug in _select_clubs(clubs, all_clubs, claims, but):
        with closing(office.open_desk(slug)) as desk:
            answered[slug] = sending.approve(desk, day, claims or (), but=but or ())
            off[slug] = sending.off_list(desk, day)
    content, lines = {}, []
    for slug, tasks in answered.items():
        content[slug] = {"approved": [task.about for task in tasks], **vars(off[slug])}
        what = f"godkjent; listen er reports/{slug}/latest/sendes.xlsx"
        lines += [_describe(slug, tasks, what), *_describe_off_list(slug, off[slug])]
    show.answer(content, *lines, is_json=as_json)
    return DONE


@app.command()
def sent(
    clubs: Clubs = None,
    all_clubs: AllClubs = False,
    claims: Claims = None,
    but: But = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATO", help="Dagen de ble sendt; ellers i dag.")
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Merk det som sto på listen, som sendt; det som er unntatt, ble ikke sendt."""
    from workbench import office
    from workbench.office import sending

    day, answered = office.parse_as_of(as_of), {}
    sent_on = office.parse_day(on) if on else None
    for slug in _select_clubs(clubs, all_clubs, claims, but):
        with closing(office.open_desk(slug)) as desk:
            answered[slug] = sending.mark_sent(
                desk, day, claims or (), but=but or (), sent_on=sent_on
            )
    return _show(answered, "merket som sendt", as_json=as_json)


@app.command("set-aside")
def set_aside(
    club: OneClub,
    claims: Annotated[list[str], typer.Argument(metavar="KRAV...", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", metavar="TEKST", help="Hvorfor.")],
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATO", help="Dagen det kan foreslås igjen.")
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Legg forslag til side; uten en dag foreslås de igjen ved neste kjøring."""
    from workbench import office
    from workbench.office import sending

    day, until_on = office.parse_as_of(as_of), office.parse_day(until) if until else None
    with closing(office.open_desk(club)) as desk:
        tasks = sending.set_aside(desk, day, claims, reason=reason, until_on=until_on)
    return _show({club: tasks}, "lagt til side", as_json=as_json)


def _select_clubs(
    clubs: list[str] | None, all_clubs: bool, claims: list[str] | None, but: list[str] | None
) -> list[str]:
    """Return the clubs' slugs; raises UsageError if claims are named, and not one club alone."""
    slugs = select_clubs(clubs, all_clubs)
    if (claims or but) and len(slugs) > 1:
        raise UsageError("Krav og navn gjelder én klubb; kjør den klubben alene.")
    return slugs


def _describe_off_list(slug: str, off: "OffList") -> Iterator[str]:
    """Yield how many have left the list of what is to be sent, and why."""
    if off.settled:
        yield (
            f"{slug}: {len(off.settled)} sto på listen og er ikke lenger med, fordi kravet er "
            "betalt eller hviler."
        )
    if off.sent_here:
        yield f"{slug}: {off.sent_here} krav skrives det om herfra: «workbench send»."
    if off.unmarked:
        yield (
            f"{slug}: {len(off.unmarked)} sto på en tidligere dags liste; merk dem med «workbench "
            "sent», eller med --except om de ikke ble sendt."
        )


def _show(answered: "dict[str, list[Task]]", what: str, *, as_json: bool) -> int:
    """Print how many steps of each club were decided, or all of them as JSON."""
    content = {slug: [task.about for task in tasks] for slug, tasks in answered.items()}
    lines = [_describe(slug, tasks, what) for slug, tasks in answered.items()]
    show.answer(content, *lines, is_json=as_json)
    return DONE


def _describe(slug: str, tasks: "list[Task]", what: str) -> str:
    return f"{slug}: {antall(len(tasks), 'påminnelse', 'påminnelser')} {what}."
