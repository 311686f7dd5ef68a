"""Commands about messages: send what is due, write an errand, take in what comes."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli import show
from workbench.cli.command_line import (
    DONE,
    LOOK,
    AllClubs,
    AsJson,
    Clubs,
    OneClub,
    app,
    select_clubs,
)
from workbench.model.kinds import Channel
from workbench.model.message_kinds import NOT_SENT, MessageState
from workbench.norsk import antall

if TYPE_CHECKING:
    from workbench.office.delivering import Sent
    from workbench.office.wanted import Wanted


@app.command()
def send(
    clubs: Clubs = None,
    all_clubs: AllClubs = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Vis hva som ville blitt sendt, og send ingenting.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Send det klubben lar oss sende: bekreftelser, og det som er godkjent. Det som har kommet inn,
    leses først.

    Svaret er 1 når noe ikke ble sendt, eller ingen vet om det ble det.
    """
    from workbench import office
    from workbench.office import delivering
    from workbench.office.enquiries import receive as take_in

    sent: dict[str, Sent] = {}
    switched_off = []
    for slug in select_clubs(clubs, all_clubs):
        with closing(office.open_desk(slug)) as desk:
            messages = desk.settings.messages
            if not (messages.sms or messages.email):
                switched_off.append(slug)
            if dry_run:
                sent[slug] = delivering.Sent(waiting=delivering.preview(desk, office.clock()))
            else:
                take_in(desk, office.clock())
                sent[slug] = delivering.send(desk, office.clock)
    if not as_json:
        for slug in switched_off:
            show.line(f"{slug}: klubben lar oss ikke sende noe ennå; se «[meldinger]» i club.toml.")
    return _report(sent, is_dry=dry_run, as_json=as_json)


@app.command()
def write(
    club: OneClub,
    kind: Annotated[str, typer.Argument(metavar="MELDING", show_default=False)],
    who: Annotated[str, typer.Argument(metavar="MEDLEM", show_default=False)],
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEKST", help="Hvorfor, eller hva som ble svart.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Vis meldingen, og send ingenting.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Skriv til den som betaler for et medlem: verify_contact, still_member, applicant, all_paid,
    credit, closure eller objection_answered.
    """
    from workbench import office
    from workbench.office.writing import write_to

    with closing(office.open_desk(club)) as desk:
        sent = write_to(desk, office.clock, kind, who, reason=reason, dry_run=dry_run)
    return _report({club: sent}, is_dry=dry_run, as_json=as_json)


@app.command()
def receive(clubs: Clubs = None, all_clubs: AllClubs = False, as_json: AsJson = False) -> int:
    """Les svar og rapporter i klubbens mappe «post»; det som er lest, flyttes til «post/read».

    Svaret er 1 når noe ikke kunne leses.
    """
    from workbench import office
    from workbench.office.enquiries import receive as take_in

    received = {}
    for slug in select_clubs(clubs, all_clubs):
        with closing(office.open_desk(slug)) as desk:
            received[slug] = take_in(desk, office.clock())
    lines = []
    for slug, each in received.items():
        lines.append(
            f"{slug}: {antall(each.enquiries, 'henvendelse', 'henvendelser')} og "
            f"{antall(each.reports, 'rapport', 'rapporter')} om meldinger."
        )
        lines += [f"Ikke lest: {sentence}" for sentence in each.unreadable]
    show.answer(received, *lines, is_json=as_json)
    return LOOK if any(each.unreadable for each in received.values()) else DONE


@app.command()
def enquiry(
    club: OneClub,
    claim: Annotated[
        str, typer.Option("--from", metavar="KRAV", help="Av den som betaler dette kravet.")
    ],
    text: Annotated[str, typer.Option("--text", metavar="TEKST", help="Hva som ble sagt.")] = "",
    channel: Annotated[Channel, typer.Option("--channel", help="Hvordan det kom.")] = Channel.PHONE,
    enquiry_id: Annotated[
        str, typer.Option("--id", metavar="NØKKEL", help="En henvendelse ingen vet hvem er fra.")
    ] = "",
    as_json: AsJson = False,
) -> int:
    """Skriv ned det noen har sagt eller skrevet et annet sted, eller si hvem som har skrevet.

    Alt betaleren skylder, hviler til noen har svart: «workbench todo».
    """
    from workbench import office
    from workbench.office.enquiries import name_writer, write_down

    with closing(office.open_desk(club)) as desk:
        now = office.clock()
        if enquiry_id:
            name_writer(desk, now, enquiry_id=enquiry_id, claim=claim)
        else:
            enquiry_id = write_down(desk, now, claim=claim, text=text, channel=channel)
    sentence = f"{club}: det står som settle_hold:enquiry:{enquiry_id}, og kravene hviler."
    show.answer({"enquiry_id": enquiry_id}, sentence, is_json=as_json)
    return DONE


def _report(sent: "Mapping[str, Sent]", *, is_dry: bool, as_json: bool) -> int:
    """Print what was sent and what waits, of each club, or all of it as JSON."""
    rows = {slug: _rows(each) for slug, each in sent.items()}
    if as_json:
        show.as_json(rows)
    else:
        for slug, rows_of_club in rows.items():
            _show(slug, rows_of_club, is_dry=is_dry)
    is_to_look_at = any(
        row["state"] in NOT_SENT | {MessageState.UNKNOWN} for each in rows.values() for row in each
    )
    return LOOK if is_to_look_at else DONE


def _rows(sent: "Sent") -> list[dict[str, Any]]:
    """Return a row for each message that was tried, and for each that waits."""
    shown = ("kind", "channel", "state", "note", "message_id", "provider_id", "sent_on", "sent_at")
    tried = [
        {name: getattr(message, name) for name in shown}
        | {name: getattr(text, name) for name in ("contact_name", "address", "subject", "text")}
        for message, text in sent.tried
    ]
    return tried + [_waiting_row(each) for each in sent.waiting]


def _waiting_row(wanted: "Wanted") -> dict[str, Any]:
    words = wanted.words
    return {
        "contact_name": wanted.contact_name,
        "channel": wanted.channel,
        "kind": wanted.kind,
        "state": None,
        "note": wanted.waits or "klar",
        "subject": words.subject if words else None,
        "text": words.text if words else None,
        "address": wanted.address,
        **dict.fromkeys(("message_id", "provider_id", "sent_on", "sent_at")),
    }


def _show(slug: str, rows: Sequence[dict[str, Any]], *, is_dry: bool) -> None:
    from workbench.reports.message_lists import OUTBOX

    if rows:
        show.table(OUTBOX.with_records(rows))
    count = sum(row["state"] == "sent" for row in rows)
    ready = sum(row["note"] == "klar" for row in rows)
    if is_dry:
        show.line(f"{slug}: {antall(ready, 'melding', 'meldinger')} ville blitt sendt.")
    else:
        show.line(f"{slug}: {antall(count, 'melding', 'meldinger')} sendt.")
