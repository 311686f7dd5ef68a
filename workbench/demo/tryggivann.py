"""The exports of Tryggivann: a list of participants for each course, and the families' invoices."""

from collections.abc import Iterator
from datetime import timedelta

from workbench.demo.contents import claim_rows, person_cells
from workbench.demo.listing import Inbox, Listing
from workbench.demo.mess import Cells
from workbench.demo.ocr import write_ocr
from workbench.norsk import tall_dato

BIRTHDAYS = "Uthevet fødselsdato betyr bursdag i kursperioden."


def write(inbox: Inbox) -> None:
    """Write a file for each course, the invoices and the payments."""
    courses = sorted({group for person in inbox.world.people for group in person.groups})
    for number, course in enumerate(courses, 1):
        inbox.put_text(f"kurs_{number}.csv", list_course(inbox, course), "iso-8859-1")
    invoices = inbox.listing("Fakturaer fra Tryggivann", claim_rows(inbox.world))
    inbox.put_text("faktura.csv", invoices, "iso-8859-1")
    inbox.files |= write_ocr(inbox.world, inbox.folder)


def list_course(inbox: Inbox, course: str) -> Listing:
    """List the participants below the seven lines that say which course it is."""
    rows = list(participants(inbox, course))
    listing = inbox.listing("Deltakerliste fra Tryggivann", rows)
    for _ in range(inbox.rng.randint(0, 2)):
        listing.frame(name="Ledig")
    listing.frame(guardian_1_name=BIRTHDAYS)
    as_of = inbox.world.as_of
    period = " - ".join(tall_dato(as_of + timedelta(days=days)) for days in (-90, 22))
    listing.put_above(
        ["Norges Svømmeforbund", "", ""],
        [inbox.club],
        [f"Kurs: {course}"],
        [f"Periode: {period}"],
        ["Sted: Elvestadhallen"],
        [f"Antall deltakere: {len(rows)}"],
        [],
    )
    return listing


def participants(inbox: Inbox, course: str) -> Iterator[Cells]:
    """Yield a course's members, girls and boys as J and G."""
    for person in (person for person in inbox.world.people if course in person.groups):
        note = "Vil gå sammen med søsken" if inbox.rng.random() < 0.1 else None
        sex = "G" if person.gender == "M" else "J"
        yield person_cells(person) | {"gender": sex, "Merknad": note}
