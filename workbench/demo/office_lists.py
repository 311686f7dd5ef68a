"""The lists the club's office kept by hand: agreements, and reminders sent before the workbench."""

from workbench.demo.listing import Inbox, Listing
from workbench.demo.mess import Cells
from workbench.demo.world import Hold


def put_agreements(inbox: Inbox, *, choice: int = 0) -> None:
    """Write the holds; the one without its end is for the reader to set aside.

    `choice` says how the system calls the numbers of member and claim.
    """
    holds = sorted(inbox.world.holds, key=lambda hold: (hold.start_on, hold.person.id))
    listing = Listing("Kontorets liste over avtaler", map(agreement_cells, holds), choice=choice)
    listing.count.values = sum(not hold.is_valid for hold in holds)
    inbox.put_xlsx("avtaler.xlsx", "Avtaler", listing)


def agreement_cells(hold: Hold) -> Cells:
    """Return what the office wrote down of an agreement."""
    is_child = (hold.start_on - hold.person.born_on).days < 18 * 365.25
    partner = "foresatt" if is_child else hold.person.name
    return {
        "person": hold.person.number,
        "order": hold.order.id if hold.order else None,
        "kind": hold.kind,
        "start_on": hold.start_on,
        "end_on": hold.end_on,
        "review_on": hold.review_on,
        "agreed_with": "pårørende" if hold.kind in ("deceased", "guardianship") else partner,
    }


def put_reminders(inbox: Inbox) -> None:
    """Write each reminder once per order."""
    orders = inbox.world.orders
    sent = sorted((day, order.id, step) for order in orders for step, day in order.steps)
    rows: list[Cells] = [
        {"order": order, "step_id": step, "sent_on": day} for day, order, step in sent
    ]
    listing = Listing("Kontorets liste over sendte påminnelser", rows)
    inbox.put_xlsx("paaminnelser.xlsx", "Påminnelser", listing)
