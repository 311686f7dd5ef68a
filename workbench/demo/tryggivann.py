"""The exports of Tryggivann: a list of participants for each course, and the families' invoices."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

from workbench.demo.listing import Cells, Listing
from workbench.demo.ocr import write_ocr
from workbench.demo.people import Person
from workbench.demo.rows import claim_cells, person_cells
from workbench.demo.truth import Rows
from workbench.demo.world import World
from workbench.norsk import tall_dato

BIRTHDAYS = "Uthevet fødselsdato betyr bursdag i kursperioden."


def write(rng: Random, world: World, inbox: Path, club: str) -> dict[str, Rows]:
    """Write a file for each course, the invoices and the payments."""
    files: dict[str, Rows] = {}
    for n, course in enumerate(sorted({g for p in world.people for g in p.groups}), 1):
        listing = list_course(rng, world, club, course)
        files |= listing.to_text(inbox / f"kurs_{n}.csv", "iso-8859-1")
    invoices = Listing("Fakturaer fra Tryggivann").fill(
        rng, (claim_cells(bill, part) for bill in world.orders for part in bill.parts)
    )
    return files | invoices.to_text(inbox / "faktura.csv", "iso-8859-1") | write_ocr(world, inbox)


def list_course(rng: Random, world: World, club: str, course: str) -> Listing:
    """List the participants below the seven lines that say which course it is."""
    people = [person for person in world.people if course in person.groups]
    period = " - ".join(tall_dato(world.as_of + timedelta(days=days)) for days in (-90, 22))
    listing = Listing("Deltakerliste fra Tryggivann", "Merknad")
    listing.fill(rng, participants(rng, people))
    for _ in range(rng.randint(0, 2)):
        listing.frame(name="Ledig")
    listing.frame(guardian_1_name=BIRTHDAYS)
    listing.put_above(
        ["Norges Svømmeforbund", "", ""],
        [club],
        [f"Kurs: {course}"],
        [f"Periode: {period}"],
        ["Sted: Elvestadhallen"],
        [f"Antall deltakere: {len(people)}"],
        [],
    )
    return listing


def participants(rng: Random, people: list[Person]) -> Iterator[Cells]:
    """Yield the rows."""
    for person in people:
        note = "Vil gå sammen med søsken" if rng.random() < 0.1 else None
        yield person_cells(person) | {
            "gender": "G" if person.gender == "M" else "J",
            "Merknad": note,
        }
