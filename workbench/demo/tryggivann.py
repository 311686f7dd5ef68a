"""The exports of Tryggivann: a list of participants for each course, and the families' invoices."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

from workbench.demo.listing import Cells, Listing, bill_cells, person_cells
from workbench.demo.ocr import write_ocr
from workbench.demo.people import Person
from workbench.demo.truth import Rows
from workbench.demo.world import World
from workbench.norsk import tall_dato

COURSE = (
    "Navn=name; Foresatt=guardian 1 name; E-post=email; Mobil=phone; Kjønn=sex; Fødselsdato=born;"
    "Merknad=note"
)
INVOICES = (
    "Fakturanr=order; KID=kid; Fakturadato=issued; Forfallsdato=due; Kunde=payer; Deltaker=member;"
    "Kurs=title; Beløp=amount; Betalt=paid; Utestående=open; Antall purringer=reminders;"
    "Status=status"
)
WORDS = {"Ubetalt": "Ubetalt", "Betalt": "Betalt", "Behandlet": "Betalt", "Annullert": "Kreditert"}
BIRTHDAYS = "Uthevet fødselsdato betyr bursdag i kursperioden."


def write(rng: Random, world: World, inbox: Path, club: str) -> dict[str, Rows]:
    """Write a file for each course, the invoices and the payments."""
    files: dict[str, Rows] = {}
    for n, course in enumerate(sorted({g for p in world.people for g in p.groups}), 1):
        listing = list_course(rng, world, club, course)
        files |= listing.to_text(inbox / f"kurs_{n}.csv", "iso-8859-1")
    rows = [bill_cells(rng, bill, part, WORDS) for bill in world.orders for part in bill.parts]
    invoices = Listing(INVOICES).fill(
        rng, rows, order=19999, payer="Ukjent", member="Ukjent Deltaker", title="Begynner 1",
        due=f"31.02.{world.as_of.year}", amount="300,00", status="Ubetalt",
    )  # fmt: skip
    return files | invoices.to_text(inbox / "faktura.csv", "iso-8859-1") | write_ocr(world, inbox)


def list_course(rng: Random, world: World, club: str, course: str) -> Listing:
    """List the participants below the seven lines that say which course it is."""
    people = [person for person in world.people if course in person.groups]
    period = " - ".join(tall_dato(world.as_of + timedelta(days=days)) for days in (-90, 22))
    above = (club, f"Kurs: {course}", f"Periode: {period}", "Sted: Elvestadhallen",
             f"Antall deltakere: {len(people)}")  # fmt: skip
    listing = Listing(COURSE, ["Norges Svømmeforbund", "", ""], *([line] for line in above), [])
    listing.fill(rng, participants(rng, people), email="ukjent@example.org")
    for _ in range(rng.randint(0, 2)):
        listing.frame(name="Ledig")
    listing.frame(**{"guardian 1 name": BIRTHDAYS})
    return listing


def participants(rng: Random, people: list[Person]) -> Iterator[Cells]:
    """Yield the rows: of a child the parent's address and number, of an adult the own."""
    for person in people:
        cells = person_cells(rng, person)
        for name, bad in (("email", person.bad_email), ("phone", person.bad_phone)):
            if person.guardians and bad is None:
                cells[name] = cells[f"guardian 1 {name}"]
        note = "Vil gå sammen med søsken" if rng.random() < 0.1 else None
        yield {**cells, "sex": "G" if person.gender == "M" else "J", "note": note}
