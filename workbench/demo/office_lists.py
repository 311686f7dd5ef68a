"""The lists the club's office kept by hand: agreements, and reminders sent before the workbench."""

from collections.abc import Callable
from operator import attrgetter
from pathlib import Path

from workbench.demo.listing import Cells, Listing
from workbench.demo.people import Person
from workbench.demo.shapes import Cell
from workbench.demo.truth import Rows
from workbench.demo.world import Hold, World


def write_agreements(
    world: World, inbox: Path, choice: int = 0, number: Callable[[Person], Cell] = attrgetter("id")
) -> dict[str, Rows]:
    """Write the holds; the one without its end is for the reader to set aside.

    `choice` says how the system calls the numbers of member and claim, `number` what a member's is.
    """
    listing = Listing("Kontorets liste over avtaler", choice=choice)
    for hold in sorted(world.holds, key=lambda hold: (hold.start_on, hold.person.id)):
        listing.add(agreement_cells(hold) | {"person": number(hold.person)})
    listing.count.values = sum(not hold.is_valid for hold in world.holds)
    return listing.to_xlsx(inbox / "avtaler.xlsx", "Avtaler")


def agreement_cells(hold: Hold) -> Cells:
    """Return what the office wrote down of an agreement."""
    is_child = (hold.start_on - hold.person.born_on).days < 18 * 365.25
    partner = "foresatt" if is_child else hold.person.name
    return {
        "order": hold.order.id if hold.order else None,
        "kind": hold.kind,
        "start_on": hold.start_on,
        "end_on": hold.end_on,
        "review_on": hold.review_on,
        "agreed_with": "pårørende" if hold.kind in ("deceased", "guardianship") else partner,
    }


def write_reminders(world: World, inbox: Path) -> dict[str, Rows]:
    """Write each reminder once per order."""
    sent = [(day, order.id, step) for order in world.orders for step, day in order.steps]
    listing = Listing("Kontorets liste over sendte påminnelser")
    for day, order, step in sorted(sent):
        listing.add({"order": order, "step_id": step, "sent_on": day})
    return listing.to_xlsx(inbox / "paaminnelser.xlsx", "Påminnelser")
