"""The exports of a gym's own system, and the club's own profiles by which they are read."""

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random

from workbench.demo.listing import Cells, Listing, bill_cells, person_cells
from workbench.demo.ocr import write_ocr
from workbench.demo.office_lists import write_agreements, write_reminders
from workbench.demo.orders import person_key
from workbench.demo.systems import SYSTEMS
from workbench.demo.truth import Rows
from workbench.demo.world import World

MEMBERS = (
    "Kundenr=id; Etternavn=last; Fornavn=first; Født=born; Kjønn=sex; Mobilnr=phone;"
    "E-postadresse=email; Adresse=address; Postnr=postcode; Sted=city; Medlemskap=type;"
    "Startdato=joined; Oppsagt til=left; Status=status; AvtaleGiro=direct;"
    "Foresatt=guardian 1 name; Foresatt mobil=guardian 1 phone; Foresatt e-post=guardian 1 email"
)
INVOICES = (
    "Kundenr=number; Navn=member; Fakturanr=order; Fakturadato=issued; Forfallsdato=due;"
    "Tekst=title; Beløp=amount; Restbeløp=open; KID=kid; Status=status"
)
WORDS = {"Ubetalt": "Åpen", "Fryst": "Åpen", "Betalt": "Betalt", "Behandlet": "Betalt",
         "Annullert": "Kreditert", "Inkasso": "Inkasso"}  # fmt: skip
PROFILES = Path(__file__).parent / "profiles"
number = partial(person_key, SYSTEMS[-1])


def write(rng: Random, world: World, inbox: Path, club: str) -> dict[str, Rows]:
    """Write members, invoices, payments and the office's lists; the profiles beside the inbox."""
    shutil.copytree(PROFILES, inbox.parent / "profiles", dirs_exist_ok=True)
    listed = Listing(MEMBERS).fill(
        rng, members(rng, world), first="Ukjent", email="ukjent@example.org"
    )
    rows = [bill_cells(rng, bill, bill.parts[0], WORDS) for bill in world.orders]
    invoices = Listing(INVOICES).fill(
        rng, rows, order=19999, member="Ukjent", due=f"31.02.{world.as_of.year}",
        amount="300,00", open="300,00", status="Åpen",
    )  # fmt: skip
    return {
        **listed.to_text(inbox / "medlemsliste.csv", "utf-8-sig"),
        **invoices.to_text(inbox / "fakturaliste.csv", "utf-8-sig"),
        **write_ocr(world, inbox, debited=True),
        **write_agreements(world, inbox, ("Kundenr", "Fakturanr"), number),
        **write_reminders(world, inbox),
    }


def members(rng: Random, world: World) -> Iterator[Cells]:
    """Yield the rows in the gym's words; newcomers are on trial, and count as active."""
    for person in world.people:
        active = "Prøvetid" if person.batch else "Aktiv"
        yield {
            **person_cells(rng, person),
            "id": number(person),
            "sex": "Mann" if person.gender == "M" else "Kvinne",
            "type": ("Total 12 måneder", "Basis", "Student")[person.id % 3],
            "status": {"Aktiv": active, "Utmeldt": "Oppsagt"}.get(person.status, person.status),
            "direct": "Nei" if person.id % 5 == 0 else "Ja",
        }
