"""The exports of Hoopit: one row per person and team, the payments asked for, and those made."""

from collections.abc import Iterator

from workbench.demo.contents import claim_cells, fee_of, payment_rows, person_cells
from workbench.demo.listing import Inbox
from workbench.demo.mess import Cells, Ore
from workbench.demo.world import World


def write(inbox: Inbox) -> None:
    """Write members, payments asked for, and payments made; supporters are left out by rule."""
    world = inbox.world
    members = inbox.listing("Medlemsliste fra Hoopit", seats(world))
    athletes = {person.name for person in world.people}
    for parent in [parent for home in world.homes[::9] for parent in home.persons[0].guardians[:1]]:
        if parent.name not in athletes:
            members.frame(first_name=parent.first, last_name=parent.last, role="Støttespiller")
    members.frame(first_name=f"Antall: {len(members.rows) - 1}")
    inbox.put_xlsx("hoopit_medlemmer.xlsx", "Medlemmer", members)
    asked = inbox.listing("Betalingsstatus fra Hoopit", requests(world))
    inbox.put_xlsx("hoopit_betalinger.xlsx", "Betalinger", asked)
    made = inbox.listing("Betalingsrapport fra Hoopit", payment_rows(world))
    inbox.put_xlsx("hoopit_betalingsrapport.xlsx", "Betalingsrapport", made)


def seats(world: World) -> Iterator[Cells]:
    """Yield a row for each team of a person."""
    for person in world.people:
        for team in person.groups or [""]:
            role = "Utøver" if person.pays_training else "Leder"
            yield person_cells(person) | {"group": team, "role": role, "Medlemskap": "Medlem"}


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
