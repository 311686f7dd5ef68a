"""The truth file: what a reader of the exports must find; by construction, not worked out."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from workbench.demo.orders import Order
from workbench.demo.world import World


@dataclass(frozen=True)
class RowCounts:
    """What a reader makes of a file's rows, and of its cells that cannot be read."""

    taken: int = 0
    set_aside: int = 0
    frame: int = 0  # headings, blank rows, footers, sheets that are skipped
    values: int = 0


@dataclass(frozen=True)
class Truth:
    """The answers. Amounts are in øre; `outstanding_ore` is past due on as_of, without review."""

    club: str
    system: str
    as_of: str
    members: int  # member records, also the older ones of some people
    people: int
    active_members: int
    left_members: int
    guardians: int  # and payment contacts, for each member; KlubbAdmin has none
    duplicates: list[list[str]]  # older and newer PersonId of one human
    participations: int  # PersonId and group, the club itself included
    not_in_club_list: list[str]
    orders: int
    claims: int
    payments: int
    unmatched_payments: int
    surplus_ore: int
    outstanding_ore: int
    not_due_ore: int
    review_ore: int
    claim: dict[str, dict[str, Any]]
    may_be_reminded: list[str]
    may_not_be_reminded: list[str]  # open, but no step
    rows: dict[str, dict[str, int]]
    values_set_aside: dict[str, int]


def state_truth(world: World, files: Mapping[str, RowCounts]) -> Truth:
    """State what is so, given the world and the rows that each file was written with."""
    claim = {claim_id: facts for order in world.orders for claim_id, facts in claims_of(order)}
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
        members=len(members),
        people=len(world.people),
        active_members=statuses["active"],
        left_members=statuses["left"],
        guardians=0 if system == "klubbadmin" else contacts,
        duplicates=sorted([str(older.id), str(newer.id)] for older, newer in world.duplicates),
        participations=sum(len(person.groups) + person.is_in_club for person in members),
        not_in_club_list=outside if len(outside) < len(members) else [],
        orders=len(world.orders),
        claims=len(claim),
        payments=len(world.payments),
        unmatched_payments=len(world.unmatched),
        surplus_ore=sum(max(0, order.received_ore - order.amount_ore) for order in world.orders),
        outstanding_ore=open_ore.total(),
        not_due_ore=not_due_ore,
        review_ore=review_ore,
        claim=claim,
        may_be_reminded=[claim_id for claim_id in open_ids if claim[claim_id]["step"]],
        may_not_be_reminded=[claim_id for claim_id in open_ids if not claim[claim_id]["step"]],
        rows={
            name: {"taken": rows.taken, "set_aside": rows.set_aside, "frame": rows.frame}
            for name, rows in files.items()
        },
        values_set_aside={name: rows.values for name, rows in files.items()},
    )


def claims_of(order: Order) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the id and the facts of each claim of the order."""
    situation = order.situation
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
                "reason": str(situation.reason),
                "detail": situation.hold_kind,
                "step": situation.step,
            },
        )


def write_truth(path: Path, truth: Truth) -> None:
    """Write the truth where a person can read it."""
    text = json.dumps(asdict(truth), ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
