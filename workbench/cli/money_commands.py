"""Commands about money: where a payment goes that no KID places, and banks' files of many clubs."""

from contextlib import closing
from typing import Annotated

import typer

from workbench.cli import show
from workbench.cli.command_line import DONE, LOOK, AsJson, AsOf, OneClub, app
from workbench.club import home
from workbench.model.errors import Unreadable, UsageError
from workbench.model.payment_kinds import CreditKind, PaymentUse
from workbench.norsk import antall, kroner, text_of
from workbench.values.amounts import parse_ore


@app.command()
def place(
    club: OneClub,
    payment: Annotated[str, typer.Argument(metavar="INNBETALING", show_default=False)],
    target: Annotated[str, typer.Argument(metavar="KRAV", show_default=False)],
    amount: Annotated[
        str | None,
        typer.Option("--amount", metavar="KRONER", help="Bare så mye av den, som 1250,50."),
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Plasser en innbetaling på et krav, uansett hva KID-en sier.

    Kravet er id, ordrenummer eller KID. I stedet kan det stå refunded (betalt tilbake), kept (står
    til gode) eller elsewhere (gjelder noe annet). Innbetalingene står i listen «payments».
    """
    from workbench import office
    from workbench.office.placing import place_payment

    day, ore = office.parse_as_of(as_of), _read_ore(amount) if amount else None
    with closing(office.open_desk(club)) as desk:
        placed = place_payment(desk, payment, target, day, ore)
    lines = []
    if ore == 0:
        where = _describe_target(target)
        lines.append(f"{club}: {where}: ingenting av {payment} er plassert der lenger.")
    for row in placed:
        where = _describe_target(row.target)
        lines.append(f"{club}: {kroner(row.amount_ore)} av {payment}: {where}.")
    show.answer([row._asdict() for row in placed], *lines, is_json=as_json)
    return DONE


def _describe_target(target: str) -> str:
    """Return the text of a PaymentUse, or the claim as it is."""
    return text_of(PaymentUse(target)) if target in frozenset(PaymentUse) else target


@app.command()
def credit(
    club: OneClub,
    target: Annotated[str, typer.Argument(metavar="KRAV", show_default=False)],
    amount: Annotated[str, typer.Argument(metavar="KRONER", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", metavar="TEKST", help="Hvorfor.")],
    kind: Annotated[
        CreditKind, typer.Option("--kind", help="Kreditering, kompensasjon, frys eller stengt tid.")
    ] = CreditKind.CREDIT,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Ta et beløp av et krav, eller la et medlem ha det til gode.

    Kravet er id, ordrenummer eller KID; et medlem er medlemmets id. Det teller til medlemssystemet
    selv viser det. 0 kroner med --kind freeze betyr at alt skal betales, selv om en del var fryst.
    En kreditering tas tilbake med 0 kroner og dens id, som står i listen «credits». En innbetaling
    som står til gode, brukes med «workbench place».
    """
    from workbench import office
    from workbench.office.crediting import credit_claim

    day, ore = office.parse_as_of(as_of), _read_ore(amount) or 0
    with closing(office.open_desk(club)) as desk:
        made = credit_claim(desk, target, ore, reason, day, kind)
    asked = "; klubben er spurt" if made.needs_approval else ""
    sentence = f"{club}: {kroner(made.amount_ore)}, {text_of(made.kind)}{asked}."
    if made.taken_back_on:
        sentence = (
            f"{club}: krediteringen er tatt tilbake; er den ført i medlemssystemet, rett det der."
        )
    show.answer(made._asdict(), sentence, is_json=as_json)
    return DONE


@app.command()
def pause(
    club: OneClub,
    confirm: Annotated[
        int | None,
        typer.Option("--confirm", metavar="ANTALL", help="Krediter: så mange krav som ble vist."),
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Vis hva som skal krediteres for stengt og fryst tid, og krediter det.

    Stengt tid står i club.toml under [\\[stengt]]. Uten --confirm skrives ingenting.
    """
    from workbench import office
    from workbench.office.pausing import credit_paused, show_paused

    day = office.parse_as_of(as_of)
    with closing(office.open_desk(club)) as desk:
        if confirm is not None:
            made = credit_paused(desk, day, confirm)
            sentence = f"{club}: kreditert {antall(len(made), 'krav', 'krav')}."
            show.answer([row._asdict() for row in made], sentence, is_json=as_json)
            return DONE
        paused = show_paused(desk, day)
    if as_json:
        show.as_json(
            {
                "claims": paused.table.records,
                "unknown": paused.unknown,
                "too_much": paused.too_much,
            }
        )
        return DONE
    show.table(paused.table)
    total = kroner(sum(fee.amount_ore for fee in paused.fees))
    show.line(f"{antall(len(paused.fees), 'krav', 'krav')}, {total} i alt.")
    for claim_id, ore in paused.too_much.items():
        show.line(f"{claim_id}: {kroner(ore)} mer er kreditert enn dagene er verdt nå.")
    for title, count in paused.unknown.items():
        show.line(
            f"{title}: {antall(count, 'krav', 'krav')} ved stengt tid har ingen kjent periode; "
            "skriv avgiften i club.toml, eller krediter hvert krav for seg."
        )
    return DONE


@app.command()
def bank(as_json: AsJson = False) -> int:
    """Del bankens filer i data/bank mellom klubbene, etter kontoene i club.toml.

    Svaret er 1 når en fil ble liggende.
    """
    from workbench.office.bank_folder import share_out

    files = share_out(home())
    lines = [file.fault or f"{file.name}: delt ut til {', '.join(file.clubs)}." for file in files]
    nothing = "data/bank: det er ingen filer å dele ut; legg bankens filer der."
    show.answer([vars(file) for file in files], *(lines or [nothing]), is_json=as_json)
    return LOOK if any(file.fault for file in files) else DONE


def _read_ore(text: str) -> int | None:
    """Read an amount in kroner; raises UsageError if it is none."""
    try:
        return parse_ore(text)
    except Unreadable as fault:
        raise UsageError(f"{text!r}: {fault}; skriv kroner, som 1250,50.") from fault
