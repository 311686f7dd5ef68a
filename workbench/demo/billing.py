"""What each system bills: seasons and memberships, a family's courses, or months."""

from collections.abc import Iterator
from datetime import date, timedelta

from workbench.demo.households import TERM, Person
from workbench.demo.orders import Order, Part
from workbench.demo.world import World
from workbench.model.money import split_evenly
from workbench.norsk import dato
from workbench.values.kid import make_kid

MEMBERSHIP, TRAINING = "3920", "3930"  # income accounts
SPRING, AUTUMN = 266, 68  # training was due so many days ago
SEASONS = {658: MEMBERSHIP, 292: MEMBERSHIP, SPRING: TRAINING, AUTUMN: TRAINING}
MEMBERSHIP_FEES = ((6, 50), (13, 300), (20, 400), (67, 600), (200, 250))  # below age, kroner
BASE_FEE = {"Fotball": 2400, "Håndball": 2200, "Turn": 1900, "Ski": 1300, "Friidrett": 800}
MONTHLY = (549, 399, 449)  # kroner


def make_orders(world: World) -> list[Order]:
    """Make every order, none of them decided yet; they are numbered in the order of issue."""
    bill = OTHER_BILLING.get(world.system.name, bill_batches)
    orders = sorted(bill(world), key=lambda order: order.issued_on)
    number = world.system.first_order
    for serial, order in enumerate(orders, 1):
        number += world.rng.randint(1, 9)
        order.id, order.kid = number, kid_of(order.home.number, serial)
    return orders


def kid_of(household: int, serial: int) -> str:
    """Make a KID of twelve digits, unlike any other; about one in ten begins with a zero."""
    return make_kid(f"{(household * 7919 + 1234) % 100_000:05d}{serial:06d}", 10)


# ------------------------------------------------------------------ a sports club


def bill_batches(world: World) -> Iterator[Order]:
    """Bill the members of each batch: their membership, and the training in their groups."""
    for days in (*SEASONS, *world.system.recent):
        due_on = world.as_of - timedelta(days=days)
        day = due_on - TERM
        for home in world.homes:
            persons = [person for person in home.persons if is_billed(person, days, due_on)]
            if SEASONS.get(days) != TRAINING:
                for parts in memberships(world, persons, day):
                    yield Order(world.system, day, due_on, parts, MEMBERSHIP)
            if SEASONS.get(days) != MEMBERSHIP:
                for part in trainings(world, persons, day):
                    yield Order(world.system, day, due_on, [part], TRAINING)


def is_billed(person: Person, days: int, due_on: date) -> bool:
    """Return whether the person gets an invoice in the batch: there before it, and to its end."""
    if person.newcomer_days is not None:
        return person.newcomer_days == days
    return days in SEASONS and is_member(person, due_on - TERM, due_on)


def is_member(person: Person, start: date, end: date) -> bool:
    return person.joined_on <= start and (person.left_on is None or person.left_on > end)


def memberships(world: World, persons: list[Person], day: date) -> Iterator[list[Part]]:
    """Yield what each owes for the year, in KlubbAdmin on one order for the family.

    The family's fee is split in the order of the members' keys; the first pay what is left over.
    """
    payers = [person for person in persons if person.is_in_club]
    is_together = world.system.name == "klubbadmin" and payers
    title = f"Medlemskontingent {day.year}"
    for family in [payers] if is_together else [[person] for person in payers]:
        total = 100 * sum(membership_fee(person, day) for person in family)
        shares = split_evenly(total, len(family))
        by_key = sorted(family, key=lambda person: str(person.id))
        yield [Part(p, title, "", ore) for p, ore in zip(by_key, shares, strict=True)]


def years_old(person: Person, day: date) -> int:
    return (day - person.born_on).days // 365


def membership_fee(person: Person, day: date) -> int:
    """Return the year's membership fee in kroner, by age."""
    age = years_old(person, day)
    return next(fee for limit, fee in MEMBERSHIP_FEES if age < limit)


def trainings(world: World, persons: list[Person], day: date) -> Iterator[Part]:
    """Yield the season's fees, by group and age; a few are not in whole kroner.

    Hoopit has the group in a column of its own.
    """
    season = f"{'vår' if day.month <= 6 else 'høst'} {day.year}"
    for person in (person for person in persons if person.pays_training):
        extra = 100 * min(max(years_old(person, day) - 7, 0), 8)
        for group in person.groups:
            ore = 100 * (BASE_FEE[group] + extra) - (50 if world.rng.random() < 0.02 else 0)
            content = season if world.system.name == "hoopit" else f"{group} {season}"
            yield Part(person, f"Treningsavgift {content}", group, ore)


# ------------------------------------------------------------------ a swimming school, and a gym


def bill_courses(world: World) -> Iterator[Order]:
    """Bill a household for all its courses, thrice, with a week's term; newcomers the last time."""
    recent = world.system.recent
    for home in world.homes:
        newcomers = [p.newcomer_days for p in home.persons if p.newcomer_days is not None]
        newest = newcomers[0] if newcomers else recent[home.number % len(recent)]
        for earlier in (0, 60, 90):
            due_on = world.as_of - timedelta(days=newest + earlier)
            parts = [
                Part(person, course, course, 38_000 + 1000 * len(course))
                for person in home.persons
                if person.newcomer_days is None or not earlier
                for course in person.groups
            ]
            if parts:
                yield Order(world.system, due_on - timedelta(days=7), due_on, parts)


def bill_months(world: World) -> Iterator[Order]:
    """Bill each member on the 20th of each month, and a newcomer the start."""
    as_of, system, month = world.as_of, world.system, timedelta(days=30)
    months = [divmod(as_of.year * 12 + as_of.month - back, 12) for back in range(8)]
    dues = [date(year, number + 1, 20) for year, number in months]
    dues = [due_on for due_on in dues if due_on - month <= as_of][:7]
    titles = [f"Månedsavgift {dato(due_on).removeprefix('20. ')}" for due_on in dues]
    for person in world.people:
        if person.newcomer_days is not None:
            due_on = as_of - timedelta(days=person.newcomer_days)
            yield Order(system, due_on - TERM, due_on, [Part(person, "Startavgift", "", 29_900)])
            continue
        ore = 100 * MONTHLY[person.id % 3]
        for due_on, title in zip(dues, titles, strict=True):
            if is_member(person, due_on - month, due_on):
                yield Order(system, due_on - month, due_on, [Part(person, title, "", ore)])


OTHER_BILLING = {"tryggivann": bill_courses, "annet": bill_months}
