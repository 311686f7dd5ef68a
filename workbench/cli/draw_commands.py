"""The command that writes files for the bank: what AvtaleGiro draws, and what it must not."""

from contextlib import closing
from typing import Annotated

import typer

from workbench.cli import show
from workbench.cli.command_line import DONE, LOOK, AsJson, AsOf, OneClub, app
from workbench.norsk import antall, kroner


@app.command()
def avtalegiro(
    club: OneClub,
    cancel: Annotated[
        list[str] | None,
        typer.Option("--cancel", metavar="KRAV", help="Be banken om ikke å trekke dette kravet."),
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Skriv filen som ber banken trekke krav med AvtaleGiro, i klubbens mappe med rapporter.

    Det som er skrevet, skrives ikke igjen. Svaret er 1 når noe er utelatt eller bør slettes.
    """
    from workbench import office
    from workbench.office.draw_files import make_draw_file

    day = office.parse_as_of(as_of)
    with closing(office.open_desk(club)) as desk:
        made = make_draw_file(desk, day, cancel or ())
    choice = made.choice
    content = {
        "file": str(made.path) if made.path else None,
        "send_by": made.send_by,
        "claims": [row.claim_id for row in choice.claims],
        "cancellations": [row.claim_id for row in choice.cancellations],
        "left_out": choice.left_out,
        "should_cancel": choice.should_cancel,
    }
    ore = sum(row.open_ore for row in choice.claims)
    count = antall(len(choice.claims), "krav", "krav")
    cancelled = antall(len(choice.cancellations), "sletting", "slettinger")
    lines = [f"Utelatt: {sentence}" for sentence in choice.left_out]
    if made.path is None:
        lines.append(f"{club}: ingenting å be banken om.")
    else:
        lines.append(f"{club}: {count}, {kroner(ore)}, og {cancelled} i {made.path}.")
        lines.append(f"Banken må ha filen senest {made.send_by}.")
    if choice.cancellations:
        lines.append("Skal noe av det slettede trekkes en annen dag, kommer det med i neste fil.")
    for claim_id, sentence in choice.should_cancel.items():
        lines.append(f"Bør slettes med --cancel {claim_id}: {sentence}")
    show.answer(content, *lines, is_json=as_json)
    return LOOK if choice.left_out or choice.should_cancel else DONE
