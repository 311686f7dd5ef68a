"""The invented club as a system other than KlubbAdmin has it: its people, and what is so there."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from workbench.demo.bills import make_bills
from workbench.demo.names import BOYS, GIRLS
from workbench.demo.orders import Order
from workbench.demo.people import Household, Maker, Person, make_households
from workbench.demo.situations import PAID, PAIRS, Situation, situations_of
from workbench.demo.systems import System
from workbench.demo.traits import add_faults, add_idle_holds, add_unmatched, settle, unburdened
from workbench.demo.world import (
    BAD_EMAILS,
    BAD_PHONES,
    Payment,
    World,
    apply,
    came_of_age,
    deal,
    is_of_age,
    quota,
)

COURSES = {"Fotball": "Begynner 1", "Håndball": "Begynner 2", "Turn": "Øvet 1", "Ski": "Øvet 2",
           "Friidrett": "Crawl"}  # fmt: skip


def make_register(rng: Random, system: System, members: int, as_of: date) -> World:
    """Make the club: people, bills, situations, then what decides nothing."""
    maker = Maker(rng, as_of)
    homes = make_households(maker, members)
    enlist(maker, system, homes, quota(rng, 0.5, members))
    world = World(as_of, homes, make_bills(rng, system, homes, as_of))
    for situation in PAIRS.get(system.name, ()):
        for _ in range(quota(rng, situation.share, members)):
            make_namesakes(rng, world, situation, system)
    for situation in situations_of(system):
        deal(rng, world, situation, quota(rng, situation.share, members))
    world.orders = [bill for bill in world.orders if not is_after_leaving(bill)]
    for bill in world.orders:
        settle_bill(rng, world, bill)
    add_unmatched(rng, world, quota(rng, 0.3, members))
    if not system.is_by_name:
        add_idle_holds(rng, world, quota(rng, 0.75, members))
    add_faults(rng, world, members)
    free = [person for person in unburdened(world) if person.guardians]
    for n, person in enumerate(rng.sample(free, min(quota(rng, 0.75, members), len(free)))):
        fault = {"email": BAD_EMAILS[0]} if n % 2 else {"phone": BAD_PHONES[0]}
        person.guardians = [replace(person.guardians[0], **fault), *person.guardians[1:]]
    return world


# ------------------------------------------------------------------ people


def enlist(maker: Maker, system: System, homes: list[Household], come_of_age: int) -> None:
    """Make the people the system's own: each name one person's, and whose phone stands where."""
    people, taken = [person for home in homes for person in home.persons], set[str]()
    for n, person in enumerate(people):
        person.in_club = system.name != "tryggivann"
        if system.is_by_name:
            person.left_on = None
        else:
            person.id = 4001 + 4 * n
        if system.name == "annet":
            grow(maker, person)
        if system.name == "tryggivann":
            join_courses(maker, person)
        while person.name in taken:
            second = maker.rng.choice(GIRLS if person.gender == "K" else BOYS)
            person.first = f"{person.first.split()[0]} {second}"
        taken.add(person.name)
    only = [home.persons[0] for home in homes if len(home.persons) == 1]
    fit = [p for p in only if p.own and not p.batch and not p.left_on]
    fit = [p for p in fit if len(p.groups) == 1 or system.name == "annet"]
    for person in maker.rng.sample(fit, min(come_of_age, len(fit))):
        birthday = maker.as_of - timedelta(days=maker.rng.randint(10, 25))
        person.born_on = date(birthday.year - 18, birthday.month, min(birthday.day, 28))
        person.joined_on = maker.as_of - timedelta(days=900)
    for person in people:
        if person.own:
            give_contact(maker, system, person)


def grow(maker: Maker, person: Person) -> None:
    """Make a child old enough for a gym, which has no groups."""
    person.groups = []
    while not is_of_age(person, maker.as_of + timedelta(days=1000)):
        person.born_on -= timedelta(days=2922)


def join_courses(maker: Maker, person: Person) -> None:
    """Put children in the courses of their groups, on the household's day, and adults in one."""
    day = ("mandag", "onsdag")[person.household.no % 2]
    groups = person.groups or [maker.rng.choice(list(COURSES))]
    person.groups = [f"{COURSES[group]} {day}" for group in groups]
    if not person.own:
        person.groups = [f"Voksne {day}"]


def give_contact(maker: Maker, system: System, child: Person) -> None:
    """Part a child's contact data from the guardians', and say whom Spond sends the bills to."""
    has_own = is_of_age(child, maker.as_of) or maker.rng.random() < 0.06
    child.phone = child.own.phone if has_own else ""
    child.emails = [child.own.email] if has_own else []
    is_grown = system.name == "annet" and is_of_age(child, maker.as_of - timedelta(days=700))
    child.guardians = [] if is_grown else child.guardians[: system.guardians]
    chance = maker.rng.random()
    if system.name == "spond" and chance < 0.7:
        grandparent = maker.contact(child.last, "MK"[child.id % 2], child.household.no + 9000)
        child.payer = child.guardians[0] if chance < 0.6 else grandparent


def make_namesakes(rng: Random, world: World, situation: Situation, system: System) -> None:
    """Give a stranger another's name; each keeps one bill, and nothing else is asked of them.

    Who shares the group, too, cannot be told apart; bills without a number are for other seasons.
    """
    alone = [home for home in world.homes if len(home.persons) == 1 and not home.closed]
    bills = [bill for home in alone for bill in world.orders_of(home) if len(bill.parts) == 1]
    bills = [b for b in bills if b.parts[0].group and not came_of_age(b.members[0], b, world.as_of)]
    firsts = [bill for bill in bills if bill.batch == "H"]
    season = "V" if system.has_payments and not situation.step else "H"
    seconds = [bill for bill in bills if bill.batch == season]
    rng.shuffle(firsts)
    for pair in ((one, other) for one in firsts for other in seconds):
        (first, group), (second, other) = ((b.members[0], b.parts[0].group) for b in pair)
        fits = not {*first.groups} & {*second.groups} if situation.step else group == other
        if fits and first.born_on != second.born_on and first.household is not second.household:
            second.first, second.last, second.gender = first.first, first.last, first.gender
            homes = [bill.home for bill in pair]
            world.orders = [o for o in world.orders if o in pair or o.home not in homes]
            for bill in pair:
                apply(rng, world, situation, bill)
                bill.home.closed = True
            return


# ------------------------------------------------------------------ bills


def is_after_leaving(bill: Order) -> bool:
    """Say whether nobody would have sent the bill: its member had left."""
    left_on = bill.members[0].left_on
    return bill.situation is PAID and left_on is not None and left_on < bill.due_on


def settle_bill(rng: Random, world: World, bill: Order) -> None:
    """Let a paid bill be paid some day; bring what was sent and received into the system's form."""
    by_hand = bill.status == "paid_manual"
    if bill.situation is PAID or by_hand:
        settle(rng, bill, world.as_of)
        bill.status, bill.stated_ore = "paid_manual" if by_hand else "paid", bill.amount_ore
        if bill.system.has_payments and not by_hand:
            world.payments.append(Payment(bill.kid, bill.paid_on, bill.amount_ore))
    if bill.situation.refunded:
        bill.received = []
    if bill.situation.name == "nobody has that name":
        member = bill.members[0]
        bill.misnamed = f"{member.first} {member.last[0]}. {member.last}"
    if bill.system.reminds and bill.steps:
        days = bill.system.reminds[: 1 if len(bill.steps) == 1 else None]
        sent = [bill.due_on + timedelta(days=n) for n in days]
        bill.steps = [("", day) for day in sent if day <= (bill.paid_on or world.as_of)]
