"""The command about invoices: what should be made, and the file of it."""

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli import show
from workbench.cli.command_line import DONE, LOOK, AsJson, AsOf, OneClub, app
from workbench.norsk import antall, kroner

if TYPE_CHECKING:
    from workbench.office.desk import Desk

EXAMPLES = 10
ONLY_IN_FILE = {"Medlemsnr.", "Utstedes", "E-post", "Telefon", "Gjelder krav"}


@app.command()
def invoices(
    club: OneClub,
    make: Annotated[
        bool, typer.Option("--make", help="Skriv filen, ved siden av den nyeste rapporten.")
    ] = False,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="FIL", help="Skriv filen hit.")
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option("--sample", metavar="ANTALL", min=1, help="Bare så mange nye fakturaer."),
    ] = None,
    forget: Annotated[
        str | None,
        typer.Option("--forget", metavar="FIL", help="Filen er ikke brukt: foreslå alt på nytt."),
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Vis hvilke fakturaer som mangler, skal krediteres eller må spørres om, eller lag filen.

    Filen er til medlemssystemet. For en klubb med egne fakturaer har hver faktura sin KID, og den
    står i bøkene når filen er skrevet. Det som finnes eller ligger i en fil, foreslås ikke igjen;
    blir en fil ikke brukt, si det med --forget.
    """
    from workbench import office
    from workbench.office.invoice_files import forget_file
    from workbench.office.invoicing import describe_waves, make_invoices

    day = office.parse_as_of(as_of)
    with closing(office.open_desk(club)) as desk:
        if forget is not None:
            again = forget_file(desk, day, forget)
            sentence = f"{club}: {antall(again, 'rad', 'rader')} i {forget} foreslås igjen."
            show.answer({"file": forget, "proposed_again": again}, sentence, is_json=as_json)
            return DONE
        if not make and xlsx is None:
            proposed = office.show(desk, "invoices", day)
            narrow = [column for column in proposed.columns if column.name not in ONLY_IN_FILE]
            few = proposed.with_records(proposed.records[:EXAMPLES]) if not as_json else proposed
            show.table(replace(few, columns=narrow), is_json=as_json)
            if not as_json:
                _print_batches(desk, day, len(proposed.rows))
            return LOOK if proposed.rows else DONE
        run, path = make_invoices(desk, day, xlsx, sample=sample)
        waves = describe_waves(desk, run.left, day)
    content = {"file": path, "invoices": run.table.records, "left": run.left, "waves": waves}
    new = [row["amount_ore"] for row in run.table.records if row["act"] == "new"]
    made = antall(len(new), "faktura", "fakturaer")
    lines = [f"{club}: {made}, {kroner(sum(new))}, i {path}. Igjen: {run.left}."]
    if waves:
        lines.append(f"Resten i {', '.join(waves)}.")
    if run.without_kid:
        lines.append(f"Uten plass til medlemsnummeret i KID-en: {run.without_kid}.")
    show.answer(content, *lines, is_json=as_json)
    return DONE


def _print_batches(desk: "Desk", day: date, proposed: int) -> None:
    """Print how much more is proposed than was shown, what is in files, and each run beside the
    season before."""
    from workbench import office
    from workbench.office.invoice_files import list_waiting

    if proposed > EXAMPLES:
        show.line(f"Og {proposed - EXAMPLES} til: «workbench list {desk.club.slug} invoices».")
    waiting = list_waiting(desk, day)
    if waiting:
        show.line(f"I en fil, og ikke vist av medlemssystemet ennå: {', '.join(waiting)}.")
    batches = office.show(desk, "invoice_calendar", day)
    if batches.rows:
        show.table(batches)
