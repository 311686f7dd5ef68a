"""The truth file: what a reader of the exports must find; by construction, not worked out."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from workbench.demo.orders import Order
from workbench.demo.world import World


@dataclass
class Rows:
    """What a reader makes of a file's rows, and of its cells that cannot be read."""

    taken: int = 0
    set_aside: int = 0
    frame: int = 0  # headings, blank rows, footers, sheets that are skipped
    values: int = 0

    @property
    def parts(self) -> dict[str, int]:
        """The rows alone, as the truth has them."""
        return {"taken": self.taken, "set_aside": self.set_aside, "frame": self.frame}


@dataclass
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


def state_truth(club: str, world: World, files: dict[str, Rows]) -> Truth:
    """State what is so, given the world and the rows each file was written with."""
    claim = {cid: facts for order in world.orders for cid, facts in claims_of(order)}
    profiles, system = world.profiles, world.system.name
    status = Counter(person.status for person in profiles)
    contacts = sum(len(person.guardians) + bool(person.payer) for person in profiles)
    outside = sorted(str(person.id) for person in profiles if not person.in_club)
    owing = sorted(cid for cid, facts in claim.items() if facts["open_ore"])
    owed = Counter[str]()
    for facts in claim.values():
        owed[facts["reason"]] += facts["open_ore"]
    not_due, review = owed.pop("not_due", 0), owed.pop("review", 0)
    return Truth(
        club=club,
        system=system,
        as_of=world.as_of.isoformat(),
        members=len(profiles),
        people=len(world.people),
        active_members=status["active"],
        left_members=status["left"],
        guardians=0 if system == "klubbadmin" else contacts,
        duplicates=sorted([str(older.id), str(newer.id)] for older, newer in world.duplicates),
        participations=sum(len(person.groups) + person.in_club for person in profiles),
        not_in_club_list=outside if len(outside) < len(profiles) else [],
        orders=len(world.orders),
        claims=len(claim),
        payments=len(world.payments),
        unmatched_payments=len(world.strays),
        surplus_ore=sum(max(0, each.received_ore - each.amount_ore) for each in world.orders),
        outstanding_ore=owed.total(),
        not_due_ore=not_due,
        review_ore=review,
        claim=claim,
        may_be_reminded=[cid for cid in owing if claim[cid]["step"]],
        may_not_be_reminded=[cid for cid in owing if not claim[cid]["step"]],
        rows={name: rows.parts for name, rows in files.items()},
        values_set_aside={name: rows.values for name, rows in files.items()},
    )


def claims_of(order: Order) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the id and the facts of each claim of the order."""
    is_cancelled = order.situation.reason == "cancelled"
    for part, open_ore in order.shares(order.open_ore):
        amount_ore = 0 if is_cancelled else part.ore
        yield (
            order.claim_id(part),
            {
                "member": order.member_id(part),
                "amount_ore": amount_ore,
                "paid_ore": amount_ore - open_ore,
                "open_ore": open_ore,
                "reason": str(order.situation.reason),
                "detail": order.situation.held_by,
                "step": order.situation.step,
            },
        )


def write_truth(path: Path, truth: Truth) -> None:
    """Write the truth where a person can read it."""
    text = json.dumps(asdict(truth), ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
