"""The exports of a gym's own system, and the club's own profiles by which they are read."""

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random

from workbench.demo.listing import Cells, Listing
from workbench.demo.ocr import write_ocr
from workbench.demo.office_lists import write_agreements, write_reminders
from workbench.demo.orders import person_key
from workbench.demo.rows import claim_cells, person_cells
from workbench.demo.systems import SYSTEMS
from workbench.demo.truth import Rows
from workbench.demo.world import World

PROFILES = Path(__file__).parent / "profiles"
number = partial(person_key, SYSTEMS[-1])


def write(rng: Random, world: World, inbox: Path, club: str) -> dict[str, Rows]:
    """Write members, invoices, payments and the office's lists; the profiles beside the inbox."""
    shutil.copytree(PROFILES, inbox.parent / "profiles", dirs_exist_ok=True)
    listed = Listing("Medlemsliste fra senterets system", "Medlemskap", "AvtaleGiro")
    listed.fill(rng, members(world))
    invoices = Listing("Fakturaliste fra senterets system").fill(
        rng,
        (
            claim_cells(bill, part) | {"person": number(part.person), "recipient": part.person.name}
            for bill in world.orders
            for part in bill.parts
        ),
    )
    return {
        **listed.to_text(inbox / "medlemsliste.csv", "utf-8-sig"),
        **invoices.to_text(inbox / "fakturaliste.csv", "utf-8-sig"),
        **write_ocr(world, inbox, debited=True),
        **write_agreements(world, inbox, 2, number),
        **write_reminders(world, inbox),
    }


def members(world: World) -> Iterator[Cells]:
    """Yield the members; newcomers are on trial, and count as active."""
    for person in world.people:
        cells = person_cells(person) | {"person": number(person)}
        if person.batch and person.status == "active":
            cells["status"] = "Prøvetid"
        yield cells | {
            "Medlemskap": ("Total 12 måneder", "Basis", "Student")[person.id % 3],
            "AvtaleGiro": "Nei" if person.id % 5 == 0 else "Ja",
        }
