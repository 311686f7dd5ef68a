"""What a row states of a person, a claim or a payment, by the columns of the reading profiles."""

from collections.abc import Callable, Iterable, Iterator

from workbench.demo.households import Person
from workbench.demo.orders import Order, Part
from workbench.demo.world import Agreement, World
from workbench.demo.written_cells import Cells, Illegible, Ore


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
    others = dict(zip(("guardian_1", "guardian_2"), person.guardians, strict=False))
    if person.payer:
        others["payer"] = person.payer
    for role, contact in others.items():
        cells |= {
            f"{role}_first": contact.first,
            f"{role}_last": contact.last,
            f"{role}_name": contact.name,
            f"{role}_phone": contact.phone,
            f"{role}_email": contact.email,
        }
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


def no_more(_: Order) -> Cells:
    return {}


def claim_rows(
    orders: Iterable[Order], more: Callable[[Order], Cells] = no_more
) -> Iterator[Cells]:
    """Yield the claims of the orders, with what `more` the system states, or states otherwise."""
    for order in orders:
        own_cells = more(order)
        for part in order.parts:
            yield claim_cells(order, part) | own_cells


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


def agreement_cells(agreement: Agreement) -> Cells:
    """Return what the office wrote down of an agreement; one without its end cannot be read."""
    person, kind = agreement.person, agreement.kind
    is_child = (agreement.start_on - person.born_on).days < 18 * 365.25
    partner = "foresatt" if is_child else person.name
    return {
        "person": person.number,
        "order": agreement.order.id if agreement.order else None,
        "kind": kind,
        "start_on": agreement.start_on,
        "end_on": agreement.end_on if agreement.is_valid else Illegible(""),
        "review_on": agreement.review_on,
        "agreed_with": "pårørende" if kind in ("deceased", "guardianship") else partner,
    }
