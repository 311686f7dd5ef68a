"""Commands about messages to members: send what is due, and see what would be."""

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli import show
from workbench.cli.command_line import DONE, LOOK, AllClubs, AsJson, Clubs, app, select_clubs
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
    """Send det klubben lar oss sende: bekreftelser, og det som er godkjent.

    Svaret er 1 når noe ikke ble sendt, eller ingen vet om det ble det.
    """
    from workbench import office
    from workbench.office import delivering

    sent: dict[str, Sent] = {}
    for slug in select_clubs(clubs, all_clubs):
        with closing(office.open_desk(slug)) as desk:
            if dry_run:
                sent[slug] = delivering.Sent(waiting=delivering.preview(desk, office.clock()))
            else:
                sent[slug] = delivering.send(desk, office.clock)
    rows = {slug: _rows(each) for slug, each in sent.items()}
    if as_json:
        show.as_json(rows)
    for slug in rows if not as_json else ():
        _show(slug, rows[slug], is_dry=dry_run)
    is_to_look_at = any(
        row["state"] in ("failed", "unknown", "lapsed") for r in rows.values() for row in r
    )
    return LOOK if is_to_look_at else DONE


def _rows(sent: "Sent") -> list[dict[str, Any]]:
    """Return a row for each message that was tried, and for each that waits."""
    tried = [{**message._asdict(), **text._asdict()} for message, text in sent.tried]
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
    }


def _show(slug: str, rows: Sequence[dict[str, Any]], *, is_dry: bool) -> None:
    from workbench.reports.lists import OUTBOX

    if rows:
        show.table(OUTBOX.with_records(rows))
    count = sum(row["state"] == "sent" for row in rows)
    ready = sum(row["note"] == "klar" for row in rows)
    if is_dry:
        show.line(f"{slug}: {antall(ready, 'melding', 'meldinger')} ville blitt sendt.")
    else:
        show.line(f"{slug}: {antall(count, 'melding', 'meldinger')} sendt.")
