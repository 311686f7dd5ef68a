"""Bills of the systems that state each claim with its own amount: by season, course or month."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from workbench.demo.orders import TERM, Order, Part, kid_of, make_orders
from workbench.demo.orders import membership_fee as fee_by_age
from workbench.demo.people import BATCHES, Household
from workbench.demo.systems import System
from workbench.norsk import dato

EXTRAS = {4: "Sesongavslutning", 5: "Treningsleir", 9: "Treningstøy", 11: "Dommerkurs",
          12: "Klubbdress", 14: "Miniputtcup", 15: "Vårleir", 16: "Høstcup"}  # fmt: skip
COURSE_DUE = (3, -4, -5, -9, -16, -20, -21)  # a household's newest bill, in days from as_of
MONTHLY = (549, 399, 449)  # kroner
AGES = ((0, "F"), (9, "Y"), (24, "R"), (62, "G"), (999, "H"))  # of a month's bill, to batches


def make_bills(rng: Random, system: System, homes: list[Household], as_of: date) -> list[Order]:
    """Make every bill, none of them decided yet; they are numbered in the order of issue."""
    if system.name == "tryggivann":
        unnumbered = bill_courses(system, homes, as_of)
    elif system.name == "annet":
        unnumbered = bill_months(system, homes, as_of)
    else:
        unnumbered = bill_club(rng, system, homes, as_of)
    bills = sorted(unnumbered, key=lambda bill: bill.issued_on)
    number = 20_001
    for serial, bill in enumerate(bills, 1):
        if serial > 1:
            number += rng.randint(1, 4)
        bill.id, bill.kid = number, kid_of(bill.home.no, serial)
    return bills


def bill_club(rng: Random, system: System, homes: list[Household], as_of: date) -> Iterator[Order]:
    """Bill each member for what KlubbAdmin would; Hoopit has the team in a column of its own."""
    seen: set[tuple[str, str, str]] = set()
    for order in make_orders(rng, homes, as_of):
        group = order.parts[0].group
        title = order.title.replace(f" {group} ", " ") if system.name == "hoopit" else order.title
        for person in order.members:
            ore = order.amount_ore if group else 100 * fee_by_age(person, order.issued_on)
            if (person.name, title, group) not in seen:  # two Januaries may be of one year
                seen.add((person.name, title, group))
                parts = [Part(person, title, group, ore)]
                yield Order(order.batch, order.issued_on, order.due_on, parts, system)
    people = [person for home in homes for person in home.persons if person.groups]
    for n, (days, title) in enumerate(EXTRAS.items() if system.name == "hoopit" else ()):
        due_on = as_of - timedelta(days=days)  # a day on which Hoopit's reminders turn
        for person in people:
            if person.id % 13 == n and person.joined_on < due_on:
                part = Part(person, title, person.groups[0], 100 * rng.randint(150, 600))
                yield Order(str(days), due_on - TERM, due_on, [part], system)


def bill_courses(system: System, homes: list[Household], as_of: date) -> Iterator[Order]:
    """Bill a household each month for all its courses, with a week's term."""
    for home, month in ((home, month) for home in homes for month in range(3)):
        newest = COURSE_DUE[home.no % len(COURSE_DUE)]
        due_on = as_of + timedelta(days=newest - 30 * month)
        people = [person for person in home.persons if month == 0 or not person.batch]
        rows = [(person, course) for person in people for course in person.groups]
        parts = [Part(person, name, name, 38_000 + 1000 * len(name)) for person, name in rows]
        if parts:
            key = "H" if month else "F" if newest > 0 else str(-newest)
            yield Order(key, due_on - timedelta(days=7), due_on, parts, system)


def bill_months(system: System, homes: list[Household], as_of: date) -> Iterator[Order]:
    """Bill each member on the 20th of each month, and a newcomer the start."""
    months = [divmod(as_of.year * 12 + as_of.month - back, 12) for back in range(8)]
    dues = [date(year, month + 1, 20) for year, month in months]
    dues = [due_on for due_on in dues if due_on - timedelta(days=30) <= as_of][:7]
    for person in (person for home in homes for person in home.persons):
        if person.batch:
            day = as_of + timedelta(days=BATCHES[person.batch])
            start = Part(person, "Startavgift", "", 29_900)
            yield Order(person.batch, day, day + TERM, [start], system)
        for due_on in dues:
            day, age = due_on - timedelta(days=30), (as_of - due_on).days
            has_left = person.left_on is not None and person.left_on <= due_on
            if not person.batch and person.joined_on <= day and not has_left:
                key = next(key for top, key in AGES if age <= top)
                title = f"Månedsavgift {dato(due_on).removeprefix('20. ')}"
                part = Part(person, title, "", 100 * MONTHLY[person.id % 3])
                yield Order(key, day, due_on, [part], system)
