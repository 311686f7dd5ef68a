"""What each system bills: seasons and memberships, a family's courses, or months."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from workbench.demo.orders import Order, Part
from workbench.demo.people import TERM, Household, Person
from workbench.demo.systems import System
from workbench.model.money import split_evenly
from workbench.norsk import dato
from workbench.values.kid import make_kid

MEMBERSHIP, TRAINING = "3920", "3930"  # income accounts
SPRING, AUTUMN = 266, 68  # training was due so many days ago
SEASONS = {658: MEMBERSHIP, 292: MEMBERSHIP, SPRING: TRAINING, AUTUMN: TRAINING}
MEMBERSHIP_FEES = ((6, 50), (13, 300), (20, 400), (67, 600), (200, 250))  # below age, kroner
BASE_FEE = {"Fotball": 2400, "Håndball": 2200, "Turn": 1900, "Ski": 1300, "Friidrett": 800}
MONTHLY = (549, 399, 449)  # kroner


def make_orders(rng: Random, system: System, homes: list[Household], as_of: date) -> list[Order]:
    """Make every order, none of them decided yet; they are numbered in the order of issue."""
    match system.name:
        case "tryggivann":
            unnumbered = bill_courses(system, homes, as_of)
        case "annet":
            unnumbered = bill_months(system, homes, as_of)
        case _:
            unnumbered = bill_batches(rng, system, homes, as_of)
    orders = sorted(unnumbered, key=lambda order: order.issued_on)
    number = system.first_order
    for serial, order in enumerate(orders, 1):
        number += rng.randint(1, 9)
        order.id, order.kid = number, kid_of(order.home.no, serial)
    return orders


def kid_of(household: int, serial: int) -> str:
    """Make a KID of twelve digits, unlike any other; about one in ten begins with a zero."""
    return make_kid(f"{(household * 7919 + 1234) % 100_000:05d}{serial:06d}", 10)


# ------------------------------------------------------------------ a sports club


def bill_batches(
    rng: Random, system: System, homes: list[Household], as_of: date
) -> Iterator[Order]:
    """Bill the members of each batch: their membership, and the training in their groups."""
    for days in (*SEASONS, *system.recent):
        due_on = as_of - timedelta(days=days)
        day = due_on - TERM
        for home in homes:
            persons = [person for person in home.persons if is_billed(person, days, due_on)]
            if SEASONS.get(days) != TRAINING:
                for parts in memberships(system, persons, day):
                    yield Order(system, day, due_on, parts, MEMBERSHIP)
            if SEASONS.get(days) != MEMBERSHIP:
                for part in trainings(rng, system, persons, day):
                    yield Order(system, day, due_on, [part], TRAINING)


def is_billed(person: Person, days: int, due_on: date) -> bool:
    """Say whether the person gets an invoice in the batch: there before it, not gone by its end."""
    if person.first_due is not None:
        return person.first_due == days
    stayed = person.left_on is None or person.left_on > due_on
    return days in SEASONS and person.joined_on <= due_on - TERM and stayed


def memberships(system: System, persons: list[Person], day: date) -> Iterator[list[Part]]:
    """Yield what each owes for the year, in KlubbAdmin on one order for the family.

    The family's fee is split in the order of the members' keys; the first take the rest.
    """
    club = [person for person in persons if person.in_club]
    together = [club] if system.name == "klubbadmin" and club else [[person] for person in club]
    for family in together:
        total = 100 * sum(membership_fee(person, day) for person in family)
        shares = split_evenly(total, len(family))
        by_key = sorted(family, key=lambda person: str(person.id))
        title = f"Medlemskontingent {day.year}"
        yield [Part(p, title, "", ore) for p, ore in zip(by_key, shares, strict=True)]


def membership_fee(person: Person, on: date) -> int:
    """Return the year's membership fee in kroner, by age."""
    age = (on - person.born_on).days // 365
    return next(fee for top, fee in MEMBERSHIP_FEES if age < top)


def trainings(rng: Random, system: System, persons: list[Person], day: date) -> Iterator[Part]:
    """Yield the season's fees, by group and age; a few are not in whole kroner.

    Hoopit has the group in a column of its own.
    """
    season = f"{'vår' if day.month <= 6 else 'høst'} {day.year}"
    for person in (person for person in persons if person.pays_training):
        years = min(max((day - person.born_on).days // 365 - 7, 0), 8)
        for group in person.groups:
            ore = 100 * (BASE_FEE[group] + 100 * years) - (50 if rng.random() < 0.02 else 0)
            about = season if system.name == "hoopit" else f"{group} {season}"
            yield Part(person, f"Treningsavgift {about}", group, ore)


# ------------------------------------------------------------------ a swimming school, and a gym


def bill_courses(system: System, homes: list[Household], as_of: date) -> Iterator[Order]:
    """Bill a household for all its courses, thrice, with a week's term; newcomers the last time."""
    for home in homes:
        for earlier in (0, 60, 90):
            firsts = [p.first_due for p in home.persons if p.first_due is not None]
            newest = firsts[0] if firsts else system.recent[home.no % len(system.recent)]
            due_on = as_of - timedelta(days=newest + earlier)
            people = [p for p in home.persons if p.first_due is None or not earlier]
            parts = [
                Part(person, course, course, 38_000 + 1000 * len(course))
                for person in people
                for course in person.groups
            ]
            if parts:
                yield Order(system, due_on - timedelta(days=7), due_on, parts)


def bill_months(system: System, homes: list[Household], as_of: date) -> Iterator[Order]:
    """Bill each member on the 20th of each month, and a newcomer the start."""
    months = [divmod(as_of.year * 12 + as_of.month - back, 12) for back in range(8)]
    dues = [date(year, month + 1, 20) for year, month in months]
    dues = [due_on for due_on in dues if due_on - timedelta(days=30) <= as_of][:7]
    for person in (person for home in homes for person in home.persons):
        if person.first_due is not None:
            due_on = as_of - timedelta(days=person.first_due)
            yield Order(system, due_on - TERM, due_on, [Part(person, "Startavgift", "", 29_900)])
            continue
        for due_on in dues:
            day = due_on - timedelta(days=30)
            if person.joined_on <= day and (person.left_on is None or person.left_on > due_on):
                title = f"Månedsavgift {dato(due_on).removeprefix('20. ')}"
                part = Part(person, title, "", 100 * MONTHLY[person.id % 3])
                yield Order(system, day, due_on, [part])
