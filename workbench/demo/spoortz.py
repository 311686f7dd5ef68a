"""The exports of Spoortz: persons and giros as text; the bank's file, the office's agreements."""

from pathlib import Path
from random import Random

from workbench.demo.listing import Listing, Ore, bill_cells, person_cells
from workbench.demo.ocr import write_ocr
from workbench.demo.office_lists import write_agreements
from workbench.demo.truth import Rows
from workbench.demo.world import World

PERSONS = (
    "Medlemsnr=id; Fornavn=first; Etternavn=last; Fødselsdato=born; Kjønn=gender; Adresse=address;"
    "Postnr=postcode; Poststed=city; Mobil=phone; E-post=email; Foresatt 1=guardian 1 name;"
    "Foresatt 1 mobil=guardian 1 phone; Foresatt 1 e-post=guardian 1 email;"
    "Foresatt 2=guardian 2 name; Foresatt 2 mobil=guardian 2 phone;"
    "Foresatt 2 e-post=guardian 2 email; Lag/gruppe=groups; Medlemstype=type; Innmeldt dato=joined;"
    "Utmeldt dato=left"
)
GIROS = (
    "Gironr=order; KID=kid; Medlemsnr=number; Navn=member; Tekst=title; Fakturadato=issued;"
    "Forfallsdato=due; Beløp=amount; Innbetalt=paid; Betalt dato=paid on; Status=status;"
    "Antall utsendelser=sendings; Sist sendt=sent"
)
WORDS = {"Ubetalt": "Utsendt", "Betalt": "Betalt", "Behandlet": "Klarert", "Annullert": "Annullert"}


def write(rng: Random, world: World, inbox: Path, club: str) -> dict[str, Rows]:
    """Write persons, giros with their sum, payments and agreements."""
    people = [
        {**person_cells(rng, p), "id": p.id, "groups": ",".join(p.groups), "type": "Aktiv"}
        for p in world.people
    ]
    persons = Listing(PERSONS).fill(rng, people, first="Ukjent", email="ukjent@example.org")
    sent = []
    for bill in world.orders:
        cells = bill_cells(rng, bill, bill.parts[0], WORDS)
        last = cells["reminded"] or bill.issued_on  # the first sending is the invoice
        sent.append({**cells, "sendings": 1 + cells["reminders"], "sent": last})
    giros = Listing(GIROS).fill(
        rng, sent, order=19999, member="Ukjent", title="Cup", due=f"31.02.{world.as_of.year}",
        amount="300,00", status="Utsendt",
    )  # fmt: skip
    giros.frame(order="Sum", amount=Ore(sum(bill.amount_ore for bill in world.orders)))
    return {
        **persons.to_text(inbox / "personer.csv", "cp1252", end=";"),
        **giros.to_text(inbox / "giroer.csv", "utf-8-sig"),
        **write_ocr(world, inbox),
        **write_agreements(world, inbox, ("Medlemsnr", "Gironr")),
    }
