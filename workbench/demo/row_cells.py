"""What a row states of a person, a claim or a payment, by the columns of the reading profiles."""

from collections.abc import Callable, Iterator

from workbench.demo.households import Person
from workbench.demo.orders import Order, Part
from workbench.demo.world import World
from workbench.demo.written_cells import Cells, Ore


def person_cells(person: Person) -> Cells:
    """Return all that a system may state of a person."""
    home, contacts = person.household, person.row_contacts
    emails = [contact.email for contact in contacts]
    cells: Cells = {
        "person": person.number,
        "first_name": person.first,
        "last_name": person.last,
        "name": person.name,
        "phone": contacts[0].phone if contacts else "",
        # joined, an illegible one would be a plain text
        "email": emails[0] if len(emails) == 1 else ";".join(emails),
        "born_on": person.born_on,
        "gender": person.gender,
        "groups": ", ".join(person.groups),
        "joined_on": person.joined_on,
        "left_on": person.left_on,
        "status": person.status,
    }
    if not home.is_confidential:
        cells |= {"address": home.address, "postcode": home.postcode, "city": home.city}
    contact_of = dict(zip(("guardian_1", "guardian_2"), person.guardians, strict=False))
    if person.payer:
        contact_of["payer"] = person.payer
    for role, contact in contact_of.items():
        for fact in ("first", "last", "name", "phone", "email"):
            cells[f"{role}_{fact}"] = getattr(contact, fact)
    return cells | person.wrong_cells


def claim_cells(order: Order, part: Part) -> Cells:
    """Return all that a system may state of a claim."""
    stated_ore, reminders = order.share_of(part, order.stated_ore or 0), len(order.reminded_on)
    names_member = order.system.name in ("spoortz", "annet")
    return {
        "order": str(order.id),
        "person": part.person.number,
        "member_name": order.member_name(part),
        "recipient": part.person.name if names_member else order.payer,
        "title": part.title,
        "group": part.group,
        "account": order.account,
        "kid": order.kid,
        "issued_on": order.issued_on,
        "due_on": order.due_on,
        "paid_on": order.paid_on,
        "status_on": order.paid_on or order.issued_on,
        "amount": Ore(part.ore),
        "paid": Ore(stated_ore),
        "outstanding": Ore(0 if order.status == "cancelled" else part.ore - stated_ore),
        "status": order.status,
        # where two count, now and then a third
        "reminders": reminders + (reminders == 2 and order.id % 3 == 0),
        "reminded_on": order.reminded_on[-1] if order.reminded_on else None,
    }


def claim_rows(
    world: World, own_cells: Callable[[World, Order], Cells] = lambda world, order: {}
) -> Iterator[Cells]:
    """Yield the claims of all orders, with the cells that the system has or states otherwise."""
    for order in world.orders:
        own = own_cells(world, order)
        for part in order.parts:
            yield claim_cells(order, part) | own


def payment_rows(world: World) -> Iterator[Cells]:
    """Yield the payments made through the system; some are for nothing anybody was asked for."""
    orders = {order.kid: order for order in world.orders}
    for payment in world.payments:
        order, ore = orders.get(payment.kid), payment.amount_ore
        cells: Cells = {"title": "Dugnad", "member_name": "Tidligere Medlem"}
        if order:
            cells = claim_cells(order, order.parts[0])
        yield cells | {
            "amount": Ore(ore),
            "refunded": Ore(ore if order and order.situation.is_refunded else 0),
            "paid_on": payment.paid_on,
            "Betalt av": order.payer if order else "Tidligere Medlem",
            "Gebyr": Ore(fee_of(ore)),
            "Netto": Ore(ore - fee_of(ore)),
        }


def fee_of(ore: int) -> int:
    """Return what a payment service takes of a payment."""
    return 500 + ore // 5000 * 100
