"""How situations are dealt to orders and made so, until every order has one."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from random import Random

from workbench.demo.bills import AUTUMN, SPRING
from workbench.demo.mess import BAD_EMAILS, BAD_PHONES
from workbench.demo.orders import Order
from workbench.demo.people import Household, Person
from workbench.demo.situations import PAID, PAIRS, THIS_YEAR, Situation, situations_of
from workbench.demo.systems import System
from workbench.demo.world import Hold, World, draw, quota

Namesakes = dict[Person, Situation]


def make_namesakes(rng: Random, system: System, homes: list[Household]) -> Namesakes:
    """Give adults who live alone others' names, and one order each: nothing else is asked of them.

    Who shares the group, too, cannot be told apart; orders without a number are for two seasons.
    """
    members = sum(len(home.persons) for home in homes)
    lone = [home.persons[0] for home in homes if home.alone and len(home.persons[0].groups) == 1]
    namesakes: Namesakes = {}
    for situation in PAIRS.get(system.name, ()):
        wanted, is_same_group = quota(rng, situation.share, members), situation.step is None
        for first, second in combinations(lone, 2):
            if wanted == 0:
                break
            fits = (first.groups == second.groups) == is_same_group
            is_free = first not in namesakes and second not in namesakes
            if fits and is_free and first.born_on != second.born_on:
                wanted -= 1
                second.first, second.last, second.gender = first.first, first.last, first.gender
                first.first_due = second.first_due = AUTUMN
                if is_same_group and system.has_payments:
                    second.first_due = SPRING
                namesakes |= {first: situation, second: situation}
    return namesakes


def deal_all(rng: Random, world: World, namesakes: Namesakes) -> None:
    """Put orders into all situations of the system; those that remain are paid."""
    for person, situation in namesakes.items():
        for order in world.orders_of[person.household]:
            apply(rng, world, situation, order)
        person.household.closed = True
    for situation in situations_of(world.system):
        deal(rng, world, situation, quota(rng, situation.share, len(world.people)))
    for order in world.orders:
        if order.situation.reason == "paid" and not order.received:
            settle(rng, world, order)
        remind_by_rule(order, world.as_of)


def deal(rng: Random, world: World, situation: Situation, count: int) -> None:
    """Put `count` orders that fit into the situation."""
    candidates = world.due(situation.due)
    rng.shuffle(candidates)
    for order in candidates:
        if count == 0:
            return
        if fits(world, situation, order):
            count -= 1
            for each in bundle(world, order) if situation.who == "many" else [order]:
                apply(rng, world, situation, each)
            order.home.closed = order.home.closed or situation.is_exclusive


# ------------------------------------------------------------------ which orders it may be


def fits(world: World, situation: Situation, order: Order) -> bool:
    """Say whether the order is free for it, and nothing else in the household disturbs."""
    person, home, who = order.members[0], order.home, situation.who
    if order.situation is not PAID or home.closed:
        return False
    if order.came_of_age(world.as_of) != (who == "of age"):
        return False
    if situation.account and order.account != situation.account:
        return False
    if situation.is_exclusive and (person.left_on or not is_untouched(world, home)):
        return False
    if situation.hold and len(order.members) > 1:
        return False
    return is_whose(who, order, world)


def is_whose(who: str, order: Order, world: World) -> bool:
    """Say whether the order is of those the situation is for."""
    person, count = order.members[0], len(order.members)
    match who:
        case "alone" | "family":
            return order.home.alone == (who == "alone")
        case "one" | "of age":
            return count == 1
        case "several":
            return count > 1
        case "applicant":  # a newcomer who is billed for both accounts
            return (
                count == 1
                and person.first_due is not None
                and person.in_club
                and bool(person.groups)
            )
        case "two":
            return len(person.guardians) == 2 and not person.is_of_age(world.as_of)
        case "many":
            together = bundle(world, order)
            grown = any(each.came_of_age(world.as_of) for each in together)
            return not grown and sum(len(each.members) for each in together) >= 3
    return True


def is_untouched(world: World, home: Household) -> bool:
    return all(order.situation is PAID for order in world.orders_of[home])


def bundle(world: World, order: Order) -> list[Order]:
    """Return the payer's orders of this year that can stand unpaid together."""
    person, (last, first) = order.members[0], THIS_YEAR
    ages = {each: (world.as_of - each.due_on).days for each in world.orders_of[order.home]}
    return [each for each, days in ages.items() if person in each.members and last <= days <= first]


# ------------------------------------------------------------------ what it makes of them


def apply(rng: Random, world: World, situation: Situation, order: Order) -> None:
    """Make the situation's facts so: steps, payments, agreements, resignation, contact data."""
    person, as_of = order.members[0], world.as_of
    order.situation, order.status = situation, situation.status
    for step, span in (("reminder_1", situation.r1), ("reminder_2", situation.r2)):
        if span:
            order.steps.append((step, draw(rng, as_of, span)))
    if situation.received:
        days = sorted(draw(rng, as_of, (-10, -2)) for _ in situation.received(order.amount_ore))
        order.received = list(zip(days, situation.received(order.amount_ore), strict=True))
    if order.status == "paid":
        order.paid_on, order.stated_ore = order.received[-1][0], order.amount_ore
    elif situation.known:
        order.stated_ore = order.received_ore
    if situation.who == "applicant":
        person.standing = "unprocessed"
    if situation.whole and situation.status == "frozen":
        person.standing = "frozen"
    if situation.hold:
        kind, start, end = situation.hold
        start_on = as_of + timedelta(days=start)
        end_on = None if end is None else as_of + timedelta(days=end)
        review_on = draw(rng, as_of, (5, 40)) if end is None else None
        held = None if situation.whole else order
        world.holds.append(Hold(person, held, kind, start_on, end_on, review_on))
    if situation.left:
        person.left_on = draw(rng, order.due_on, situation.left)
    if situation.contact:
        hide_contact(rng, situation.contact, order.home)


def hide_contact(rng: Random, left: str, home: Household) -> None:
    """Take away the household's phones and addresses, but for what is to be left."""
    for person in home.persons:
        if left != "second":
            person.instead["phone"] = rng.choice((*BAD_PHONES, ""))
        if left == "none":
            person.instead["email"] = rng.choice((*BAD_EMAILS, "", ""))
        if left != "email":
            silent = [replace(guardian, phone="", email="") for guardian in person.guardians]
            person.guardians = silent[:1] + (person.guardians if left == "second" else silent)[1:]
            person.payer = None


def settle(rng: Random, world: World, order: Order) -> None:
    """Let a paid order be paid some day: most within the term, some after a reminder."""
    system, is_late = world.system, rng.random() < 0.12
    days = rng.randint(12, 60) if is_late else rng.randint(0, 16)
    order.paid_on = min(order.issued_on + timedelta(days=days), world.as_of - timedelta(days=1))
    reminded_on = draw(rng, order.due_on, (6, 9))
    if order.paid_on > reminded_on:
        order.steps.append(("reminder_1", reminded_on))
    order.stated_ore = order.amount_ore
    if system.name == "klubbadmin" and len(order.members) == 1 and rng.random() < 0.015:
        order.stated_ore -= 1400  # the payment service's fee
    if system.has_payments and order.status == "paid":
        order.received = [(order.paid_on, order.amount_ore)]


def remind_by_rule(order: Order, as_of: date) -> None:
    """Put the system's own days in place of the reminders, where it reminds by itself."""
    if order.system.reminds and order.steps:
        days = order.system.reminds[: 1 if len(order.steps) == 1 else None]
        sent = [order.due_on + timedelta(days=number) for number in days]
        order.steps = [("", day) for day in sent if day <= (order.paid_on or as_of)]
