"""What decides nothing: stray payments, idle holds, faults in contact data, second profiles."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from workbench.demo.bills import kid_of
from workbench.demo.mess import BAD_EMAILS, BAD_PHONES, Illegible
from workbench.demo.people import Maker, Person
from workbench.demo.world import Hold, Payment, World, draw, quota
from workbench.norsk import tall_dato

OLDER = 5_000_000  # so much lower is the number of a second profile
# what the cells of some say, per 100 members
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
    rng, members = maker.rng, len(world.people)
    add_unmatched(rng, world, quota(rng, 0.3, members))
    if not world.system.is_by_name:
        add_idle_holds(rng, world, quota(rng, 0.75, members))
    add_faults(rng, world, members)
    if world.system.name == "klubbadmin":
        add_duplicates(maker, world, quota(rng, 1.5, members))
    else:
        add_guardian_faults(rng, world, quota(rng, 0.75, members))


def add_unmatched(rng: Random, world: World, count: int) -> None:
    """Let some pay with a valid KID that no claim has."""
    for n in range(count):
        kid = kid_of(90_000 + n, 900_000 + rng.randrange(90_000))
        ore = 100 * rng.randint(200, 900)
        world.strays.append(Payment(kid, draw(rng, world.as_of, (-10, -2)), ore))


def unburdened(world: World) -> list[Person]:
    """Return those with nothing open, in households where nothing special was decided."""
    burdened = {p.id for order in world.orders if order.is_open for p in order.members}
    return [p for p in world.people if p.id not in burdened and not p.household.closed]


def add_idle_holds(rng: Random, world: World, count: int) -> None:
    """Record freezes for some who owe nothing, and one that nobody can use: without an end."""
    as_of = world.as_of
    free = [person for person in unburdened(world) if person.status == "active"]
    for n, person in enumerate(rng.sample(free, min(count, len(free)))):
        start_on, end_on = draw(rng, as_of, (-90, -5)), draw(rng, as_of, (10, 120))
        is_valid = n > 0
        end = end_on if is_valid else None
        world.holds.append(Hold(person, None, "freeze", start_on, end, None, is_valid))


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


def add_guardian_faults(rng: Random, world: World, count: int) -> None:
    """Spoil the contact data of some first guardians, as their row has it."""
    free = [person for person in unburdened(world) if person.guardians]
    for n, person in enumerate(rng.sample(free, min(count, len(free)))):
        first = person.guardians[0]
        fault = {"email": BAD_EMAILS[0]} if n % 2 else {"phone": BAD_PHONES[0]}
        spoilt = replace(first, **fault)
        person.guardians = [spoilt, *person.guardians[1:]]
        person.shown = [spoilt if each is first else each for each in person.shown]


def add_duplicates(maker: Maker, world: World, count: int) -> None:
    """Give some an older profile too: same name and birth date, other contact, no claims."""
    fit = [p for p in world.people if p.status == "active" and "born_on" not in p.instead]
    fit = [p for p in fit if p.in_club and not p.household.closed]
    rng = maker.rng
    for person in rng.sample(fit, min(count, len(fit))):
        contact = person.shown[0]
        if rng.random() < 0.5:
            other = replace(contact, email=f"gammel{person.household.no}@example.org")
        else:
            other = replace(contact, phone=maker.phone())
        older = replace(
            person,
            id=person.id - OLDER,
            number=person.id - OLDER,
            shown=[other],
            instead={},
            joined_on=person.joined_on - timedelta(days=rng.randint(200, 900)),
            in_club=not person.groups or rng.random() < 0.6,
            groups=person.groups[:1],
        )
        world.duplicates.append((older, person))
