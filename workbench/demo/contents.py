"""What a row says of a person, a claim or a payment, by the columns of the reading profiles."""

from collections.abc import Iterator

from workbench.demo.mess import Cells, Ore
from workbench.demo.orders import Order, Part
from workbench.demo.people import Person
from workbench.demo.world import World


def person_cells(person: Person) -> Cells:
    """Return all that a system may say of a person."""
    home, emails = person.household, [contact.email for contact in person.shown]
    cells: Cells = {
        "person": person.number,
        "first_name": person.first,
        "last_name": person.last,
        "name": person.name,
        "phone": person.shown[0].phone if person.shown else "",
        "email": emails[0] if len(emails) == 1 else ";".join(emails),
        "born_on": person.born_on,
        "gender": person.gender,
        "groups": ", ".join(person.groups),
        "joined_on": person.joined_on,
        "left_on": person.left_on,
        "status": person.status,
    }
    if not home.confidential:
        cells |= {"address": home.address, "postcode": home.postcode, "city": home.city}
    contacts = dict(zip(("guardian_1", "guardian_2"), person.guardians, strict=False))
    if person.payer:
        contacts["payer"] = person.payer
    for label, who in contacts.items():
        cells[f"{label}_first"], cells[f"{label}_last"] = who.first, who.last
        cells[f"{label}_name"] = who.name
        cells[f"{label}_phone"], cells[f"{label}_email"] = who.phone, who.email
    return cells | person.instead


def claim_cells(order: Order, part: Part) -> Cells:
    """Return all that a system may say of a claim."""
    stated = part.ore * (order.stated_ore or 0) // order.amount_ore
    return {
        "order": str(order.id),
        "person": part.person.number,
        "member_name": order.name_of(part),
        "recipient": part.person.name if order.system.name in ("spoortz", "annet") else order.payer,
        "title": part.title,
        "group": part.group,
        "account": order.account,
        "kid": order.kid,
        "issued_on": order.issued_on,
        "due_on": order.due_on,
        "paid_on": order.paid_on,
        "status_on": order.paid_on or order.issued_on,
        "amount": Ore(part.ore),
        "paid": Ore(stated),
        "outstanding": Ore(0 if order.status == "cancelled" else part.ore - stated),
        "status": order.status,
        # where two count, now and then a third
        "reminders": len(order.steps) + (len(order.steps) == 2 and order.id % 3 == 0),
        "reminded_on": order.steps[-1][1] if order.steps else None,
    }


def claim_rows(world: World) -> Iterator[Cells]:
    """Yield the claims of all orders."""
    for order in world.orders:
        for part in order.parts:
            yield claim_cells(order, part)


def payment_rows(world: World) -> Iterator[Cells]:
    """Yield the payments made through the system; some are for nothing anybody was asked for."""
    orders = {order.kid: order for order in world.orders}
    stranger: Cells = {"title": "Dugnad", "member_name": "Tidligere Medlem"}
    for payment in world.payments:
        order, ore = orders.get(payment.kid), payment.amount_ore
        fee = fee_of(ore)
        yield {
            **(claim_cells(order, order.parts[0]) if order else stranger),
            "amount": Ore(ore),
            "refunded": Ore(ore if order and order.situation.refunded else 0),
            "paid_on": payment.paid_on,
            "Betalt av": order.payer if order else "Tidligere Medlem",
            "Gebyr": Ore(fee),
            "Netto": Ore(ore - fee),
        }


def fee_of(ore: int) -> int:
    """Return what a payment service takes of a payment."""
    return 500 + ore // 5000 * 100
