"""The exports of Spoortz: persons and giros as text; the bank's file, the office's agreements."""

from pathlib import Path
from random import Random

from workbench.demo.listing import Listing
from workbench.demo.ocr import write_ocr
from workbench.demo.office_lists import write_agreements
from workbench.demo.rows import claim_cells, person_cells
from workbench.demo.truth import Rows
from workbench.demo.world import World


def write(rng: Random, world: World, inbox: Path, club: str) -> dict[str, Rows]:
    """Write persons, giros with their sum, payments and agreements."""
    people = (person_cells(person) | {"Medlemstype": "Aktiv"} for person in world.people)
    persons = Listing("Personer fra Spoortz", "Medlemstype").fill(rng, people)
    sent = []
    for bill in world.orders:
        cells = claim_cells(bill, bill.parts[0]) | {"recipient": bill.members[0].name}
        cells["reminders"] = 1 + len(bill.steps)  # the first sending is the invoice
        cells["reminded_on"] = cells["reminded_on"] or bill.issued_on
        sent.append(cells)
    giros = Listing("Registrerte giroer fra Spoortz").fill(rng, sent)
    giros.sum_up()
    return {
        **persons.to_text(inbox / "personer.csv", "cp1252", end=";"),
        **giros.to_text(inbox / "giroer.csv", "utf-8-sig"),
        **write_ocr(world, inbox),
        **write_agreements(world, inbox, 1),
    }
