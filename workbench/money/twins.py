"""The same claim in two systems of one club: one of them counts, with what either says of it.

A club that moves from one system to another has its claims in both for a while (P11). What may be
one claim or two is for a person to decide, and rests until then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from workbench.model import frames
from workbench.model.words import FeeType
from workbench.money.claims import VOID
from workbench.values.text import fold

Claim = dict[str, Any]
ONE_DEBT = ("member_id", "amount_ore", "due_on", "fee_type")
ONE_NAME = ("name", "amount_ore", "due_on")


@dataclass(frozen=True)
class Pair:
    """A claim of another system's, and the one that is kept for both."""

    other: Claim
    kept: Claim


@dataclass(frozen=True)
class Twins:
    """The pairs, and the groups of claims that may be one or several."""

    pairs: tuple[Pair, ...] = ()
    doubts: tuple[tuple[Claim, ...], ...] = ()
    shared: frozenset[str] = frozenset()  # invoices of the other that have further claims

    @cached_property
    def kept(self) -> dict[str, str]:
        """The other claim -> the one kept."""
        return {pair.other["claim_id"]: pair.kept["claim_id"] for pair in self.pairs}

    @cached_property
    def names(self) -> dict[str, set[str]]:
        """A claim or an invoice of the other system -> the claims kept for it."""
        found: dict[str, set[str]] = {}
        for pair in self.pairs:
            for name in (pair.other["claim_id"], pair.other["invoice_id"]):
                found.setdefault(name, set()).add(pair.kept["claim_id"])
        return found

    @cached_property
    def invoices(self) -> dict[str, list[str]]:
        """The other's invoice -> those of the claims kept for it, and itself where it is shared."""
        found: dict[str, set[str]] = {name: {name} for name in self.shared}
        for pair in self.pairs:
            if pair.other["invoice_id"] and pair.kept["invoice_id"]:
                found.setdefault(pair.other["invoice_id"], set()).add(pair.kept["invoice_id"])
        return {name: sorted(ids) for name, ids in found.items()}


NO_TWINS = Twins()


def twins(
    claims: pd.DataFrame, stated: pd.DataFrame, members: pd.DataFrame, own_system: str
) -> Twins:
    """Find the claims that stand in two systems, each one person's under one id already.

    `claims` are priced, `stated` as their source has them: one that was cancelled keeps its amount.
    They are one with the same KID and the same person; else, where one has no KID, with the same
    member, amount, due date and kind of fee, if nobody else fits on either side. The club's own
    system's is kept.
    """
    if len({claim_id.partition(":")[0] for claim_id in claims["claim_id"]}) < 2:
        return NO_TWINS
    rows = _rows(claims, stated, members)
    search = _Search(rows, own_system)
    search.pair(("kid", *ONE_DEBT), is_sure=False)  # one KID may be a family's, or each month's
    for key in (("kid", "due_on"), ("kid",), ONE_DEBT):
        search.pair(key)
    search.doubt_names()
    left = {row["invoice_id"] for row in rows if row["claim_id"] not in search.pairs} - {None}
    moved = {pair.other["invoice_id"] for pair in search.pairs.values()}
    return Twins(tuple(search.pairs.values()), tuple(search.doubts), frozenset(left & moved))


def _rows(claims: pd.DataFrame, stated: pd.DataFrame, members: pd.DataFrame) -> list[Claim]:
    """Return the claims with their system, their member's name and birth date, and the amount that
    was claimed."""
    people = {row["member_id"]: row for row in frames.records(members)}
    amounts = dict(zip(stated["claim_id"], stated["amount_ore"], strict=True))
    found = []
    for claim in frames.records(claims):
        person = people.get(claim["member_id"], {})
        name = f"{person.get('first_name') or ''} {person.get('last_name') or ''}".strip()
        amount = amounts.get(claim["claim_id"])
        also = {
            "system": claim["claim_id"].partition(":")[0],
            "name": fold(name or claim["member_name"] or "") or None,
            "born_on": person.get("born_on"),
            "ways": {fold(person[way]) for way in ("phone", "email") if person.get(way)},
            "amount_ore": (claim["amount_ore"] if pd.isna(amount) else int(amount)) or None,
        }
        found.append(claim | also)
    return found


class _Search:
    """The pairs found so far; a claim is in one pair with each system, and never on both sides."""

    def __init__(self, rows: list[Claim], own_system: str) -> None:
        self.rows, self.own_system = rows, own_system
        self.pairs: dict[str, Pair] = {}  # the other claim -> its pair
        self.taken: set[tuple[str, str]] = set()  # the claim kept, and the other's system
        self.doubts: list[tuple[Claim, ...]] = []

    def pair(self, key: Sequence[str], *, is_sure: bool = True) -> None:
        """Pair what is alike, one on each side; of several nobody knows which, which is a doubt
        unless more is to be tried (not `is_sure`)."""
        for first, *others in self._sides(key):
            for other in others:
                if all(claim["kid"] for claim in first + other) and "kid" not in key:
                    continue  # each was claimed by itself
                system = other[0]["system"]
                free = [one for one in first if (one["claim_id"], system) not in self.taken]
                if key == ("kid",) and len(free) < len(first):
                    continue  # the KID is each month's
                mine, theirs = _live(free), _live(other)
                if len(mine) == len(theirs) == 1 and _is_same_person(mine[0], theirs[0]):
                    self.taken.add((mine[0]["claim_id"], system))
                    self.pairs[theirs[0]["claim_id"]] = Pair(theirs[0], mine[0])
                elif is_sure and any(claim["status"] not in VOID for claim in theirs):
                    self.doubts.append((*mine, *theirs))

    def doubt_names(self) -> None:
        """Doubt what is left and alike but for who it is for, or for what: a birth date or a kind
        of fee that one of them does not say."""
        kept = {claim_id for claim_id, _ in self.taken}
        for first, *others in self._sides(ONE_NAME):
            for one in first:
                alike = (two for other in others for two in other if _may_be_one(one, two))
                found = [two for two in alike if two["claim_id"] not in kept]
                if found and one["claim_id"] not in kept:
                    self.doubts.append((one, *found))

    def _sides(self, key: Sequence[str]) -> Iterator[list[list[Claim]]]:
        """Yield what is left with the same key in several systems, the one to keep first."""
        done = self.pairs.keys() | {claim["claim_id"] for group in self.doubts for claim in group}
        groups: dict[tuple[Any, ...], dict[str, list[Claim]]] = {}
        for row in self.rows:
            values = tuple(row[name] for name in key)
            if row["claim_id"] not in done and None not in values:
                groups.setdefault(values, {}).setdefault(row["system"], []).append(row)
        for sides in groups.values():
            if len(sides) > 1:
                yield [sides[system] for system in sorted(sides, key=self._own_first)]

    def _own_first(self, system: str) -> tuple[bool, str]:
        return system != self.own_system, system


def _live(claims: list[Claim]) -> list[Claim]:
    """Return those that still are owed, if any: one cancelled was made anew."""
    return [claim for claim in claims if claim["status"] not in VOID] or claims


def _is_same_person(one: Claim, two: Claim) -> bool:
    """Say whether two claims are of one member, or name one person, if need be as the recipient:
    a KID of one system may be another person's in the other."""
    if one["member_id"] and one["member_id"] == two["member_id"]:
        return True
    if one["name"] and two["name"]:
        return bool(one["name"] == two["name"])
    who = ({claim["name"], fold(claim["recipient_name"] or "")} for claim in (one, two))
    return bool(set.intersection(*who) - {None, ""})


def _may_be_one(one: Claim, two: Claim) -> bool:
    """Say whether nothing that both state tells two claims of one name apart; one of two birth
    dates may be wrong where they have a phone or an e-mail in common."""
    is_void = one["status"] in VOID or two["status"] in VOID
    born, fees = {one["born_on"], two["born_on"]}, {one["fee_type"], two["fee_type"]}
    is_one_fee = len(fees) == 1 or FeeType.OTHER in fees
    is_one_person = len(born - {None}) < 2 or bool(one["ways"] & two["ways"])
    return not is_void and not (one["kid"] and two["kid"]) and is_one_fee and is_one_person
