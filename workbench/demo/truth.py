"""The truth file: what a reader of the exports must find; by construction, not worked out."""

from collections import Counter
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from workbench.demo.orders import Order
from workbench.demo.world import World

# what a reader makes of a file's rows; frame are headings, blank rows, footers, skipped sheets
USES = ("taken", "set_aside", "frame")
# the reasons of what else a payer owes who has paid too much of something
WAITS_FOR_MONEY = {"step_due", "waiting", "below_minimum", "no_contact", "no_guardian"}


class Truth(SimpleNamespace):
    """The answers by name, as the file has them; amounts are in øre."""


def state_truth(world: World, files: Mapping[str, Counter[str]]) -> Truth:
    """State what is so; each file's Counter has the uses of its rows, and its illegible values."""
    # what a payer has paid twice may be for anything else that the payer owes
    credited = {order.payer_key for order in world.orders if order.surplus_ore}
    # one call takes up all that the payer owes
    called = {order.payer_key for order in world.orders if order.situation.step == "call"}
    claim = {
        claim_id: facts
        for order in world.orders
        for claim_id, facts in claims_of(
            order,
            is_called=order.payer_key in called,
            is_credited=order.payer_key in credited,
        )
    }
    members, system = world.members, world.system.name
    statuses = Counter(person.status for person in members)
    contacts = sum(len(person.guardians) + bool(person.payer) for person in members)
    outside = sorted(str(person.id) for person in members if not person.is_in_club)
    open_ids = sorted(claim_id for claim_id, facts in claim.items() if facts["open_ore"])
    open_ore = Counter[str]()
    for facts in claim.values():
        open_ore[facts["reason"]] += facts["open_ore"]
    not_due_ore, review_ore = open_ore.pop("not_due", 0), open_ore.pop("review", 0)
    return Truth(
        club=world.club,
        system=system,
        as_of=world.as_of.isoformat(),
        members=len(members),  # member records, also the older ones of some people
        people=len(world.people),
        active_members=statuses["active"],
        left_members=statuses["left"],
        # with payment contacts, and once for each member; KlubbAdmin has none
        guardians=0 if system == "klubbadmin" else contacts,
        # older and newer number of one human
        duplicates=sorted([str(older.id), str(newer.id)] for older, newer in world.duplicates),
        # numbers and groups, the club itself included
        participations=sum(len(person.lists) for person in members),
        not_in_club_list=outside if len(outside) < len(members) else [],
        orders=len(world.orders),
        claims=len(claim),
        payments=len(world.payments),
        unmatched_payments=len(world.unmatched),
        surplus_ore=sum(order.surplus_ore for order in world.orders),
        outstanding_ore=open_ore.total(),  # past due on as_of, without review
        not_due_ore=not_due_ore,
        review_ore=review_ore,
        claim=claim,
        may_be_reminded=[claim_id for claim_id in open_ids if claim[claim_id]["step"]],
        may_not_be_reminded=[claim_id for claim_id in open_ids if not claim[claim_id]["step"]],
        rows={name: {use: counts[use] for use in USES} for name, counts in files.items()},
        values_set_aside={name: counts["values"] for name, counts in files.items()},
    )


def claims_of(
    order: Order, *, is_called: bool, is_credited: bool
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the id and the facts of each claim of the order; `is_called` says that its payer is
    phoned, about this order or another, and `is_credited` that the payer has paid too much."""
    situation = order.situation
    reason, step = str(situation.reason), situation.step
    if is_credited and reason in WAITS_FOR_MONEY:
        reason, step = "maybe_paid", None
    elif is_called and step not in (None, "call"):
        reason, step = "in_call", None
    for part in order.parts:
        amount_ore = 0 if situation.reason == "cancelled" else part.ore
        open_ore = order.share_of(part, order.open_ore)
        yield (
            order.claim_id(part),
            {
                "member": order.member_id(part),
                "amount_ore": amount_ore,
                "paid_ore": amount_ore - open_ore,
                "open_ore": open_ore,
                "reason": reason,
                "detail": situation.hold_kind,
                "step": step,
            },
        )
