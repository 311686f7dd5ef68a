"""The exports of a gym's own system, and the club's own profiles by which they are read."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from workbench.demo.contents import claim_rows, person_cells
from workbench.demo.listing import Inbox
from workbench.demo.mess import Cells
from workbench.demo.ocr import write_ocr
from workbench.demo.office_lists import put_agreements, put_reminders
from workbench.demo.world import World

PROFILES = Path(__file__).parent / "profiles"


def write(inbox: Inbox) -> None:
    """Write members, invoices, payments and the office's lists; the profiles beside the inbox."""
    shutil.copytree(PROFILES, inbox.folder.parent / "profiles", dirs_exist_ok=True)
    members = inbox.listing("Medlemsliste fra senterets system", member_rows(inbox.world))
    inbox.put_text("medlemsliste.csv", members, "utf-8-sig")
    invoices = inbox.listing("Fakturaliste fra senterets system", claim_rows(inbox.world))
    inbox.put_text("fakturaliste.csv", invoices, "utf-8-sig")
    inbox.files |= write_ocr(inbox.world, inbox.folder, debited=True)
    put_agreements(inbox, choice=2)
    put_reminders(inbox)


def member_rows(world: World) -> Iterator[Cells]:
    """Yield the members; newcomers are on trial, and count as active."""
    for person in world.people:
        cells = person_cells(person)
        if person.first_due is not None and person.status == "active":
            cells["status"] = "Prøvetid"
        yield cells | {
            "Medlemskap": ("Total 12 måneder", "Basis", "Student")[person.id % 3],
            "AvtaleGiro": "Nei" if person.id % 5 == 0 else "Ja",
        }
