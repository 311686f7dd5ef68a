"""What decides nothing: paid orders, stray payments, faults in contact data, second profiles."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from workbench.demo.orders import Order, kid_of
from workbench.demo.people import Maker, Person
from workbench.demo.shapes import Illegible
from workbench.demo.world import BAD_EMAILS, BAD_PHONES, Hold, Payment, World, draw, quota
from workbench.norsk import tall_dato

# faults that decide nothing: what cells say, per 100 members
HARMLESS = (
    ({"phone": ""}, 2.0),
    ({"phone": BAD_PHONES[0]}, 1.0),
    ({"phone": BAD_PHONES[1]}, 0.75),
    ({"phone": BAD_PHONES[2]}, 0.5),
    ({"email": BAD_EMAILS[0]}, 0.5),
    ({"email": BAD_EMAILS[1]}, 0.5),
    ({"email": ""}, 1.0),
    ({"born_on": ""}, 0.75),
    ({"phone": "", "email": ""}, 0.5),
)


def settle(rng: Random, order: Order, as_of: date) -> None:
    """Let a paid order be paid some day: most within the term, some after reminders."""
    late = rng.random() < 0.12
    days = rng.randint(12, 60) if late else rng.randint(0, 16)
    order.paid_on = min(order.issued_on + timedelta(days=days), as_of - timedelta(days=1))
    reminded_on = order.due_on + timedelta(days=rng.randint(6, 9))
    if order.paid_on > reminded_on:
        order.steps.append(("reminder_1", reminded_on))
    chance = rng.random()
    order.stated_ore = order.amount_ore
    if chance < 0.015 and len(order.members) == 1:
        order.stated_ore -= 1400  # the payment service's fee
    elif chance < 0.025:
        order.status = "paid_manual"
    elif chance < 0.03:
        order.in_fordringer = False


def add_unmatched(rng: Random, world: World, count: int) -> None:
    """Let some pay with a valid KID that no claim has."""
    world.unmatched = count
    for n in range(count):
        kid = kid_of(90_000 + n, 900_000 + rng.randrange(90_000))
        ore = 100 * rng.randint(200, 900)
        world.payments.append(Payment(kid, draw(rng, world.as_of, (-10, -2)), ore))


def unburdened(world: World) -> list[Person]:
    """Return those with nothing open, in households where nothing special was decided."""
    burdened = {p.id for order in world.orders if order.is_open for p in order.members}
    return [p for p in world.people if p.id not in burdened and not p.household.closed]


def add_idle_holds(rng: Random, world: World, count: int) -> None:
    """Record freezes for some who owe nothing, and one that nobody can use: without an end."""
    as_of = world.as_of
    free = [p for p in unburdened(world) if p.status == "active"]
    for n, person in enumerate(rng.sample(free, min(count, len(free)))):
        start_on, end_on = draw(rng, as_of, (-90, -5)), draw(rng, as_of, (10, 120))
        hold = Hold(person, None, "freeze", start_on, end_on, None)
        world.holds.append(hold if n else replace(hold, end_on=None, is_valid=False))


def add_faults(rng: Random, world: World, members: int) -> None:
    """Spoil contact data and birth dates where it changes no answer; a call always has a phone."""
    free = unburdened(world)
    rng.shuffle(free)
    for instead, share in HARMLESS:
        for _ in range(min(quota(rng, share, members), len(free))):
            free.pop().instead |= instead
    for _ in range(min(quota(rng, 0.25, members), len(free))):
        born_on = draw(rng, world.as_of, (30, 300))
        text = f"31.02.{born_on.year}" if born_on.day % 2 else tall_dato(born_on)
        free.pop().instead["born_on"] = Illegible(text)
    homes = [home for home in world.homes if not home.closed]
    for home in rng.sample(homes, min(quota(rng, 0.5, members), len(homes))):
        home.confidential = True
    owing = [o for o in world.orders if o.is_open and not o.home.closed]
    reminded = [o for o in owing if o.situation.step != "call"]
    for order in rng.sample(reminded, min(quota(rng, 0.75, members), len(reminded))):
        order.members[0].instead["email"] = BAD_EMAILS[0]  # the phone is good


def add_duplicates(maker: Maker, world: World, count: int) -> None:
    """Give some an older profile too: same name and birth date, other contact, no claims."""
    fit = [
        p for p in world.people if p.status == "active" and "born_on" not in p.instead and p.in_club
    ]
    fit = [p for p in fit if not p.household.closed and p.id > 1_100_000]
    for person in maker.rng.sample(fit, min(count, len(fit))):
        keeps_phone = maker.rng.random() < 0.5
        old_email = f"gammel{person.household.no}@example.org"
        older = replace(
            person,
            id=maker.person_id(below=person.id),
            phone=person.phone if keeps_phone else maker.phone(),
            emails=[old_email] if keeps_phone else person.emails,
            instead={},
            joined_on=person.joined_on - timedelta(days=maker.rng.randint(200, 900)),
            in_club=not person.groups or maker.rng.random() < 0.6,
            groups=person.groups[:1],
        )
        world.duplicates.append((older, person))
