"""The exports of Spoortz: persons and giros as text; the bank's file, the office's agreements."""

from collections.abc import Iterator

from workbench.demo.contents import claim_cells, person_cells
from workbench.demo.listing import Inbox
from workbench.demo.mess import Cells
from workbench.demo.ocr import write_ocr
from workbench.demo.office_lists import put_agreements
from workbench.demo.world import World


def write(inbox: Inbox) -> None:
    """Write persons, giros with their sum, payments and agreements."""
    people = (person_cells(person) | {"Medlemstype": "Aktiv"} for person in inbox.world.people)
    persons = inbox.listing("Personer fra Spoortz", people)
    inbox.put_text("personer.csv", persons, "cp1252", end=";")
    giros = inbox.listing("Registrerte giroer fra Spoortz", giro_rows(inbox.world))
    giros.sum_up()
    inbox.put_text("giroer.csv", giros, "utf-8-sig")
    inbox.files |= write_ocr(inbox.world, inbox.folder)
    put_agreements(inbox, choice=1)


def giro_rows(world: World) -> Iterator[Cells]:
    """Yield the claims; the first sending is the invoice."""
    for order in world.orders:
        cells = claim_cells(order, order.parts[0])
        yield cells | {
            "reminders": 1 + len(order.steps),
            "reminded_on": cells["reminded_on"] or order.issued_on,
        }
