"""Small exports, and rows written to a club's books as one event, as the workbench writes them."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from workbench.model import frames
from workbench.store import events, records
from workbench.store.connection import write

HEADINGS = {
    "spond_medlemmer": "Fornavn;Etternavn;Fødselsdato;Medlem telefonnummer;Grupper",
    "spond_betalinger": "Medlem;Betalingsnavn;Betalingskontakt;Status;Betalt beløp;Utestående;"
    "Forfallsdato;Antall påminnelser;Siste påminnelse",
    "spoortz_personer": "Medlemsnr;Fornavn;Etternavn;Fødselsdato;Mobil;E-post;Lag/gruppe;"
    "Utmeldt dato",
    "spoortz_giroer": "Gironr;KID;Medlemsnr;Navn;Tekst;Fakturadato;Forfallsdato;Beløp;Innbetalt;"
    "Betalt dato;Status;Antall utsendelser;Sist sendt",
}


def write_export(inbox: Path, name: str, *rows: str) -> None:
    """Put an export of Spond or Spoortz with these rows in the inbox."""
    (inbox / f"{name}.csv").write_text("\n".join([HEADINGS[name], *rows, ""]), "utf-8")


def write_event(
    db: Database, rows: Mapping[str, Iterable[Mapping[str, Any]]], day: date, kind: str = "import"
) -> int:
    """Write rows of the nouns, in their order; return the event's number."""
    with write(db), events.event(db, kind, day, who="test") as event_id:
        for noun, of_noun in rows.items():
            records.write_rows(db, noun, frames.build(noun, of_noun), event_id)
    return event_id


def give_hostile_names(db: Database, hostile: str, day: date) -> None:
    """Give every member, group and claim in the books a hostile name."""
    members, claims = records.read(db, "members"), records.read(db, "claims")
    lists = records.read(db, "participations")
    members = members.assign(first_name=members["first_name"] + hostile, last_name=hostile)
    with write(db), events.event(db, "test", day, who="test") as event_id:
        records.write_rows(db, "members", members, event_id)
        records.write_rows(db, "claims", claims.assign(title=hostile), event_id)
        named = lists.assign(group_name=lists["group_name"] + hostile)
        records.write_rows(db, "participations", named, event_id)
