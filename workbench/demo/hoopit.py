"""The exports of Hoopit: one row per person and team, the payments asked for, and those made."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

from workbench.demo.listing import Cells, Listing
from workbench.demo.rows import claim_cells, fee_of, payment_rows, person_cells
from workbench.demo.shapes import Ore
from workbench.demo.truth import Rows
from workbench.demo.world import World


def write(rng: Random, world: World, inbox: Path, club: str) -> dict[str, Rows]:
    """Write members, payments asked for, and payments made."""
    asked = Listing("Betalingsstatus fra Hoopit", "Type", "Gebyr", "Betalt av", "Kommentar")
    asked.fill(rng, requests(world))
    made = Listing("Betalingsrapport fra Hoopit", "Gebyr", "Betalt av")
    made.fill(rng, payment_rows(world))
    return {
        **list_members(rng, world).to_xlsx(inbox / "hoopit_medlemmer.xlsx", "Medlemmer"),
        **asked.to_xlsx(inbox / "hoopit_betalinger.xlsx", "Betalinger"),
        **made.to_xlsx(inbox / "hoopit_betalingsrapport.xlsx", "Betalingsrapport"),
    }


def list_members(rng: Random, world: World) -> Listing:
    """List each person once for each team, then supporters, who are left out by rule."""
    listing = Listing("Medlemsliste fra Hoopit", "Medlemskap")
    listing.fill(
        rng,
        (
            person_cells(person)
            | {"group": team, "role": "Utøver" if person.pays_training else "Leder"}
            | {"Medlemskap": "Medlem"}
            for person in world.people
            for team in person.groups or [""]
        ),
    )
    athletes = {person.name for person in world.people}
    for home in world.homes[::9]:
        for parent in home.persons[0].guardians[:1]:
            if parent.name not in athletes:
                listing.frame(first_name=parent.first, last_name=parent.last, role="Støttespiller")
    listing.frame(first_name=f"Antall: {len(listing.rows) - 1}")
    return listing


def requests(world: World) -> Iterator[Cells]:
    """Yield the claims; what is cancelled is exempt, or deleted and listed all the same."""
    for order in world.orders:
        cells, kind = claim_cells(order, order.parts[0]), order.title.split()[0]
        if order.status == "cancelled" and order.id % 2 == 0:
            cells["status"] = "exempt"
        yield cells | {
            "Type": kind if kind.endswith(("kontingent", "avgift")) else "Annen betaling",
            "Gebyr": Ore(fee_of(order.amount_ore)),
            "Betalt av": order.payer if order.status == "paid" else None,
            "Kommentar": "Betalt kontant" if order.status == "paid_manual" else None,
        }
