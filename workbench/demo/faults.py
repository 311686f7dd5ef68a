"""What decides nothing: unmatched payments, idle agreements, bad contact data, second records."""

from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from workbench.demo.billing import kid_of
from workbench.demo.households import Maker, Person
from workbench.demo.world import Agreement, Payment, World
from workbench.demo.written_cells import BAD_EMAILS, BAD_PHONES, Illegible

T = TypeVar("T")
OLDER = 5_000_000  # so much lower is the number of a second record
# what the cells of some are, per 100 members
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


def add_all(maker: Maker, world: World) -> None:
    """Add what decides nothing, where nothing else was decided."""
    add_unmatched_payments(world)
    if not world.system.is_by_name:
        add_idle_agreements(world)
    add_bad_cells(world)
    if world.system.name == "klubbadmin":
        add_duplicates(maker, world)
    else:
        spoil_guardians(world)


def some(world: World, share: float, free: list[T]) -> list[T]:
    """Draw of 100 members' `share`, as far as there are so many."""
    count = world.quota(share)
    return world.rng.sample(free, min(count, len(free)))


def add_unmatched_payments(world: World) -> None:
    """Let some pay with a valid KID that no claim has."""
    for number in range(world.quota(0.3)):
        kid = kid_of(90_000 + number, 900_000 + world.rng.randrange(90_000))
        ore = 100 * world.rng.randint(200, 900)
        world.unmatched.append(Payment(kid, world.draw_day((-10, -2)), ore))


def unburdened(world: World) -> list[Person]:
    """Return those with nothing open, in households where nothing special was decided."""
    burdened = {person.id for order in world.orders if order.is_open for person in order.members}
    return [p for p in world.people if p.id not in burdened and not p.household.is_reserved]


def add_idle_agreements(world: World) -> None:
    """Record freezes for some who owe nothing; the first cannot be used, since it has no end."""
    free = [person for person in unburdened(world) if person.status == "active"]
    for number, person in enumerate(some(world, 0.75, free)):
        start_on, end_on = world.draw_day((-90, -5)), world.draw_day((10, 120))
        end_cell = end_on if number else Illegible()
        world.agreements.append(Agreement(person, None, "freeze", start_on, end_cell))


def add_bad_cells(world: World) -> None:
    """Spoil contact data and birth dates where it changes no answer; a call always has a phone."""
    free = unburdened(world)
    world.rng.shuffle(free)
    for wrong_cells, share in HARMLESS:
        for _ in range(min(world.quota(share), len(free))):
            free.pop().wrong_cells |= wrong_cells
    for _ in range(min(world.quota(0.25), len(free))):
        born_on = world.draw_day((30, 300))
        text = f"31.02.{born_on.year}" if born_on.day % 2 else f"{born_on:%d.%m.%Y}"
        free.pop().wrong_cells["born_on"] = Illegible(text)
    for home in some(world, 0.5, [home for home in world.homes if not home.is_reserved]):
        home.is_confidential = True
    owing = [o for o in world.orders if o.is_open and not o.home.is_reserved]
    for order in some(world, 0.75, [o for o in owing if o.situation.step != "call"]):
        order.members[0].wrong_cells["email"] = BAD_EMAILS[0]  # the phone is good


def spoil_guardians(world: World) -> None:
    """Spoil the contact data of some first guardians, as their row has it."""
    free = [person for person in unburdened(world) if person.guardians]
    for number, person in enumerate(some(world, 0.75, free)):
        first = person.guardians[0]
        fault = {"email": BAD_EMAILS[0]} if number % 2 else {"phone": BAD_PHONES[0]}
        spoilt = replace(first, **fault)
        person.guardians = [spoilt, *person.guardians[1:]]
        person.row_contacts = [spoilt if c is first else c for c in person.row_contacts]


def add_duplicates(maker: Maker, world: World) -> None:
    """Give some an older record too: same name and birth date, other contact, no claims."""
    rng, active = world.rng, [p for p in world.people if p.status == "active" and p.is_in_club]
    free = [p for p in active if "born_on" not in p.wrong_cells and not p.household.is_reserved]
    for person in some(world, 1.5, free):
        contact = person.row_contacts[0]
        if rng.random() < 0.5:
            email = f"gammel{person.household.number}@example.org"
            other = replace(contact, email=email)
        else:
            other = replace(contact, phone=maker.phone())
        older = replace(
            person,
            id=person.id - OLDER,
            number=person.id - OLDER,
            row_contacts=[other],
            wrong_cells={},
            joined_on=person.joined_on - timedelta(days=rng.randint(200, 900)),
            is_in_club=not person.groups or rng.random() < 0.6,
            groups=person.groups[:1],
        )
        world.duplicates.append((older, person))
