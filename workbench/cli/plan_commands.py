"""Commands about a club's plan: its lists, why a claim is where it is, and the policy."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli import show
from workbench.cli.command_line import (
    DONE,
    LOOK,
    AllClubs,
    AsJson,
    AsOf,
    Clubs,
    OneClub,
    app,
    select_clubs,
)
from workbench.model.errors import UsageError

if TYPE_CHECKING:
    from workbench.reports.columns import Table


NamedClaim = Annotated[
    str, typer.Argument(metavar="KRAV", help="Krav, ordrenummer, KID eller navn.")
]


@app.command("list")
def show_list(
    club: OneClub,
    name: Annotated[str, typer.Argument(metavar="[LISTE]", show_default=False)] = "",
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Vis en av klubbens lister; uten navn på listen står det hvilke som finnes."""
    show.table(_read_list(club, name, as_of), is_json=as_json)
    return DONE


def _read_list(club: str, list_name: str, as_of: str | None) -> "Table":
    """Return one of the club's lists; raises UsageError that names all lists for another name."""
    from workbench import office

    with closing(office.open_desk(club)) as desk:
        table: Table = office.show(desk, list_name, office.parse_as_of(as_of))
        return table


@app.command()
def plan(
    club: OneClub,
    as_of: AsOf = None,
    claim: Annotated[str | None, typer.Option(help="Bare dette kravet.")] = None,
    discard: Annotated[
        bool,
        typer.Option("--discard", help="Forkast planer for senere dager."),
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Vis planen ut fra bøkene: ett steg eller en grunn for hvert åpent krav.

    Lagrer ingenting, uten med --discard.
    """
    if discard:
        from workbench import office

        with closing(office.open_desk(club)) as desk:
            office.discard_later_plans(desk, office.parse_as_of(as_of))
    table = _read_list(club, "plan", as_of)
    if claim is not None:
        table = table.with_records(row for row in table.records if row["claim_id"] == claim)
        if not table.rows:
            raise UsageError(f"{claim!r} er ikke et åpent krav i {club}; se planen uten --claim.")
    show.table(table, is_json=as_json)
    return DONE


@app.command()
def why(
    club: OneClub,
    claim: NamedClaim,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Vis hvorfor planen sier det den sier om et krav, og hva som ville endre det."""
    from workbench import office
    from workbench.office.day import day_of
    from workbench.office.why_cards import why as cards_of

    with closing(office.open_desk(club)) as desk, day_of(desk, office.parse_as_of(as_of)) as day:
        cards = cards_of(day, claim)
    show.table(cards, is_json=as_json)
    return DONE


@app.command()
def history(
    club: OneClub,
    claim: NamedClaim,
    page: Annotated[
        Path | None, typer.Option("--html", metavar="FIL", help="Skriv siden til denne filen.")
    ] = None,
    notes: Annotated[
        bool, typer.Option("--notes", help="Ta med det som ble notert i samtaler.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Vis alt som har skjedd med et krav, med dag og navn; også et som er gjort opp eller borte."""
    from workbench import office
    from workbench.office.claim_history import history_of, write_page

    with closing(office.open_desk(club)) as desk:
        found = history_of(desk, claim, notes=notes)
    if page is not None:
        write_page(found, page)
    if as_json:
        show.as_json(found.records)
    elif page is None:
        show.table(found.facts)
        show.table(found.lines)
    return DONE


@app.command()
def policy(
    club: OneClub,
    approve: Annotated[
        bool, typer.Option("--approve", help="La de endrede purrereglene gjelde.")
    ] = False,
    choose_for: Annotated[
        str,
        typer.Option("--for", metavar="ID", help="Et krav, eller et medlem og alt det skylder."),
    ] = "",
    chosen: Annotated[
        str, typer.Option("--use", metavar="REGLER", help="Purreløpet; «ingen» unntar fra purring.")
    ] = "",
    after_step: Annotated[
        str | None,
        typer.Option("--after", metavar="TRINN", help="Trinnet som regnes som sist tatt."),
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Vis hvem endrede purreregler flytter, og når; de gjelder først når de er godkjent.

    Med --for og --use velges et annet purreløp for et krav eller et medlem.
    """
    from workbench import office
    from workbench.office.policy_change import (
        approve_policy,
        choose_policy,
        show_policy_change,
    )

    if bool(choose_for) != bool(chosen) or (approve and chosen):
        raise UsageError("--for og --use hører sammen, og --approve står alene.")
    day = office.parse_as_of(as_of)
    with closing(office.open_desk(club)) as desk:
        if chosen:
            policy_id = None if chosen == "ingen" else chosen
            choose_policy(desk, choose_for, policy_id, day, after_step=after_step)
        change = approve_policy(desk, day) if approve else show_policy_change(desk, day)
    show.table(change, is_json=as_json)
    return LOOK if change.rows and not approve else DONE


@app.command()
def simulate(
    club: OneClub,
    policy_file: Annotated[
        Path, typer.Argument(metavar="REGLER.toml", help="Purrereglene som skal prøves.")
    ],
    weeks: Annotated[int, typer.Option(help="Så mange uker tilbake.")] = 52,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Prøv purreregler på klubbens egen historie, ved siden av dem som gjelder; lagrer ingenting.

    Folk betalte som de gjorde med det de faktisk fikk. Historien viser ikke om de hadde betalt før
    eller senere med andre regler, eller hvem som hadde svart på telefonen.
    """
    from workbench import office
    from workbench.dunning.policy import load_policy
    from workbench.office.simulation import simulate as rehearse

    if not policy_file.is_file():
        raise UsageError(f"{policy_file}: filen finnes ikke; skriv hvor purrereglene ligger.")
    file, day = load_policy(policy_file), office.parse_as_of(as_of)
    with (
        closing(office.open_desk(club)) as desk,
        show.progress(2 * weeks, "Prøver ukene", is_quiet=as_json) as advance,
    ):
        rehearsed = rehearse(desk, file, day, weeks=weeks, advance=advance)
    show.table(rehearsed, is_json=as_json)
    return DONE


@app.command()
def queue(
    clubs: Clubs = None, all_clubs: AllClubs = False, as_of: AsOf = None, as_json: AsJson = False
) -> int:
    """Vis hvem som skal ringes: de som brøt et løfte først, så nyeste krav."""
    from workbench.reports.lists import QUEUE_OF_CLUBS

    rows = [
        {"club": slug, **row}
        for slug in select_clubs(clubs, all_clubs)
        for row in _read_list(slug, "queue", as_of).records
    ]
    show.table(QUEUE_OF_CLUBS.with_records(rows), is_json=as_json)
    return DONE
