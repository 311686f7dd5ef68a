"""The command about the collection partner: what may go to it, what it has, and its answers."""

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from workbench.cli import show
from workbench.cli.command_line import DONE, LOOK, AsJson, AsOf, OneClub, app
from workbench.model.errors import UsageError
from workbench.norsk import antall, kroner, text_of

if TYPE_CHECKING:
    from workbench.office.desk import Desk


class Done(NamedTuple):
    """What the command has done: for programs, for people, and the exit status."""

    content: dict[str, Any]
    lines: list[str]
    status: int = DONE


@app.command()
def handover(
    club: OneClub,
    make: Annotated[
        bool, typer.Option("--make", help="Skriv filen med det klubben har sagt ja til.")
    ] = False,
    told: Annotated[
        bool, typer.Option("--told", help="Skriv det partneren må få vite siden sist.")
    ] = False,
    read: Annotated[
        Path | None, typer.Option("--read", metavar="FIL", help="Les partnerens svar.")
    ] = None,
    withdraw: Annotated[
        str | None, typer.Option("--withdraw", metavar="KRAV", help="Ta et krav tilbake.")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="GRUNN", help="Hvorfor.")] = "",
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Vis hva som kan til inkassopartneren, hva som venter på klubben, og hva partneren har.

    Bare det klubben har sagt ja til med navn og dag, i sin egen liste, kommer i filen; den skrives
    som JSON og som regneark, i klubbens mappe med rapporter. Svaret er 1 når noe er utelatt.
    """
    from workbench import office

    if sum([make, told, read is not None, withdraw is not None]) > 1:
        raise UsageError("Velg ett av --make, --told, --read og --withdraw.")
    day = office.parse_as_of(as_of)
    with closing(office.open_desk(club)) as desk:
        if make:
            done = _make(desk, day)
        elif told:
            done = _tell(desk, day)
        elif read is not None:
            done = _read(desk, day, read)
        elif withdraw is not None:
            done = _withdraw(desk, day, withdraw, reason)
        else:
            show.table(office.show(desk, "handovers", day), is_json=as_json)
            return DONE
    show.answer(done.content, *(f"{club}: {text}" for text in done.lines), is_json=as_json)
    return done.status


def _make(desk: "Desk", day: date) -> Done:
    from workbench.office.handover_files import make_handover_file

    made = make_handover_file(desk, day)
    lines = [f"utelatt: {why}" for why in made.left_out]
    if made.path is None:
        lines.append("ingenting å sende til partneren.")
    else:
        ore = sum(row.open_ore for row in made.claims)
        lines.append(f"{antall(len(made.claims), 'krav', 'krav')}, {kroner(ore)}, i {made.path}.")
    claims = [row._asdict() for row in made.claims]
    content = {"file": made.path, "claims": claims, "left_out": made.left_out}
    return Done(content, lines, LOOK if made.left_out else DONE)


def _tell(desk: "Desk", day: date) -> Done:
    from workbench.office.partner_news import tell_partner

    told = tell_partner(desk, day)
    line = "partneren vet det som er å vite."
    if told.path is not None:
        line = f"{antall(len(told.news), 'nyhet', 'nyheter')} i {told.path}."
    return Done({"file": told.path, "news": [row._asdict() for row in told.news]}, [line])


def _read(desk: "Desk", day: date, path: Path) -> Done:
    from workbench.office.partner_news import read_answer

    if not path.is_file():
        raise UsageError(f"{path}: filen finnes ikke.")
    news = read_answer(desk, day, path)
    lines = [f"{row.claim_id} {text_of(row.outcome or row.kind)}" for row in news]
    lines.append(f"{antall(len(news), 'nyhet', 'nyheter')} fra partneren.")
    return Done({"news": [row._asdict() for row in news]}, lines)


def _withdraw(desk: "Desk", day: date, claim: str, reason: str) -> Done:
    from workbench.office.partner_news import withdraw

    taken_back = withdraw(desk, day, claim, reason)
    line = f"{taken_back.claim_id} er tatt tilbake; si det til partneren med --told."
    return Done({"claim_id": taken_back.claim_id, "case_ref": taken_back.case_ref}, [line])
