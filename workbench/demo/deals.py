"""How situations are dealt to orders and made so, until every order has one."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

from workbench.demo.billing import AUTUMN, SPRING
from workbench.demo.households import Household, Person
from workbench.demo.orders import Order
from workbench.demo.situations import (
    NAMESAKES,
    PAID,
    THIS_YEAR,
    Agreed,
    Situation,
    can_state,
    situations_of,
)
from workbench.demo.world import Agreement, World
from workbench.demo.written_cells import BAD_EMAILS, BAD_PHONES


def make_namesakes(world: World) -> dict[Person, Situation]:
    """Give adults who live alone others' names, and one order each: nothing else is asked of them.

    Who shares the group, too, cannot be told apart; orders without a number are for two seasons.
    """
    singles = [home.persons[0] for home in world.homes if home.is_single]
    free = [person for person in singles if len(person.groups) == 1]
    namesakes: dict[Person, Situation] = {}
    for situation in (row for row in NAMESAKES if can_state(world.system, row)):
        is_same_group = situation.step is None
        for _ in range(world.quota(situation.share)):
            pair = take_pair(free, is_same_group=is_same_group)
            if pair is None:
                break
            first, second = pair
            second.first, second.last, second.gender = first.first, first.last, first.gender
            first.newcomer_days = second.newcomer_days = AUTUMN
            if is_same_group and world.system.has_payments:
                second.newcomer_days = SPRING
            namesakes |= {first: situation, second: situation}
    return namesakes


def take_pair(free: list[Person], *, is_same_group: bool) -> tuple[Person, Person] | None:
    """Take out the first two persons of one group, or of two groups, if there are any."""
    for first, second in combinations(free, 2):
        is_fit = (first.groups == second.groups) == is_same_group
        if is_fit and first.born_on != second.born_on:
            free.remove(first)
            free.remove(second)
            return first, second
    return None


def deal_all(world: World, namesakes: dict[Person, Situation]) -> None:
    """Put orders into all situations of the system; those that remain are paid."""
    for person, situation in namesakes.items():
        for order in world.orders_of[person.household]:
            apply(world, situation, order)
        person.household.is_reserved = True
    for situation in situations_of(world.system):
        deal(world, situation, world.quota(situation.share))
    for order in world.orders:
        if order.situation.reason == "paid" and not order.received:
            settle(world, order)
        remind_by_rule(world, order)


def deal(world: World, situation: Situation, count: int) -> None:
    """Put `count` orders that fit into the situation."""
    candidates = world.orders_due(situation.due)
    world.rng.shuffle(candidates)
    for order in candidates:
        if count == 0:
            return
        if is_fit(world, situation, order):
            count -= 1
            for dealt in unpaid_together(world, order) if situation.who == "many" else [order]:
                apply(world, situation, dealt)
            order.home.is_reserved |= situation.is_exclusive


# ------------------------------------------------------------------ which orders it may be


def is_fit(world: World, situation: Situation, order: Order) -> bool:
    """Return whether the order is free for it, and nothing else in the household disturbs."""
    return (
        order.situation is PAID
        and not order.home.is_reserved
        and order.came_of_age(world.as_of) == (situation.who == "of age")
        and situation.account in ("", order.account)
        and not (situation.hold and len(order.members) > 1)
        and not (situation.is_exclusive and is_touched(world, order))
        and is_of(situation.who, order, world)
    )


def is_touched(world: World, order: Order) -> bool:
    """Return whether the member left, or another situation is in the household."""
    others = world.orders_of[order.home]
    return bool(order.members[0].left_on) or any(other.situation is not PAID for other in others)


def is_of(who: str, order: Order, world: World) -> bool:
    """Return whether the order is of those the situation is for."""
    person, count = order.members[0], len(order.members)
    match who:
        case "alone" | "family":
            return order.home.is_single == (who == "alone")
        case "one":
            return count == 1
        case "of age":  # in KlubbAdmin another of the household may show who the guardian is
            is_alone = len(person.household.persons) == 1
            return count == 1 and (is_alone or world.system.name != "klubbadmin")
        case "several":
            return count > 1
        case "applicant":  # a newcomer who is billed for both accounts
            is_newcomer = person.newcomer_days is not None
            return count == 1 and is_newcomer and person.is_in_club and bool(person.groups)
        case "two":
            return len(person.guardians) == 2 and person.of_age_on > world.as_of
        case "many":
            orders = unpaid_together(world, order)
            has_grown = any(other.came_of_age(world.as_of) for other in orders)
            return not has_grown and sum(len(other.members) for other in orders) >= 3
    return True


def unpaid_together(world: World, order: Order) -> list[Order]:
    """Return the payer's orders of this year that can stand unpaid together."""
    person, (newest, oldest) = order.members[0], THIS_YEAR
    return [
        other
        for other in world.orders_of[order.home]
        if person in other.members and newest <= (world.as_of - other.due_on).days <= oldest
    ]


# ------------------------------------------------------------------ what it makes of them


def apply(world: World, situation: Situation, order: Order) -> None:
    """Make the situation's facts so: reminders, payments, agreements, resignation, contact data."""
    person = order.members[0]
    order.situation, order.status = situation, situation.status
    order.reminded_on += [world.draw_day(days) for days in (situation.r1, situation.r2) if days]
    sums = situation.payments_of(order.amount_ore)
    order.received = list(zip(sorted(world.draw_day((-10, -2)) for _ in sums), sums, strict=True))
    if order.status == "paid":
        order.paid_on, order.stated_ore = order.received[-1][0], order.amount_ore
    elif situation.is_stated:
        order.stated_ore = order.received_ore
    if situation.who == "applicant":
        person.standing = "unprocessed"
    if situation.is_whole and situation.status == "frozen":
        person.standing = "frozen"
    if situation.hold:
        agree(world, situation.hold, order)
    if situation.left:
        person.left_on = world.draw_day(situation.left, order.due_on)
    if situation.contact:
        hide_contact(world, situation.contact, order.home)


def agree(world: World, hold: Agreed, order: Order) -> None:
    """Add the agreement on the order, or on the whole membership."""
    kind, start, end = hold
    start_on = world.as_of + timedelta(days=start)
    end_on = None if end is None else world.as_of + timedelta(days=end)
    review_on = world.draw_day((5, 40)) if end is None else None
    about = None if order.situation.is_whole else order
    agreement = Agreement(order.members[0], about, kind, start_on, end_on, review_on)
    world.agreements.append(agreement)


def hide_contact(world: World, rest: str, home: Household) -> None:
    """Take away the household's phones and addresses, but for the `rest`."""
    for person in home.persons:
        if rest != "second":
            person.wrong_cells["phone"] = world.rng.choice((*BAD_PHONES, ""))
        if rest == "none":
            person.wrong_cells["email"] = world.rng.choice((*BAD_EMAILS, "", ""))
        if rest != "email":
            silent = [replace(guardian, phone="", email="") for guardian in person.guardians]
            person.guardians = silent[:1] + (person.guardians if rest == "second" else silent)[1:]
            person.payer = None


def settle(world: World, order: Order) -> None:
    """Let a paid order be paid some day: most within the term, some after a reminder."""
    rng, is_late = world.rng, world.rng.random() < 0.12
    days = rng.randint(12, 60) if is_late else rng.randint(0, 16)
    order.paid_on = min(order.issued_on + timedelta(days=days), world.as_of - timedelta(days=1))
    reminded_on = world.draw_day((6, 9), order.due_on)
    if order.paid_on > reminded_on:
        order.reminded_on.append(reminded_on)
    order.stated_ore = order.amount_ore
    is_alone = len(order.members) == 1
    if world.system.name == "klubbadmin" and is_alone and rng.random() < 0.015:
        order.stated_ore -= 1400  # the payment service's fee
    if world.system.has_payments and order.status == "paid":
        order.received = [(order.paid_on, order.amount_ore)]


def remind_by_rule(world: World, order: Order) -> None:
    """Put the system's own days in place of the reminders, where it reminds by itself."""
    if world.system.reminds and order.reminded_on:
        days = world.system.reminds[: 1 if len(order.reminded_on) == 1 else None]
        sent = [order.due_on + timedelta(days=number) for number in days]
        order.reminded_on = [day for day in sent if day <= (order.paid_on or world.as_of)]
