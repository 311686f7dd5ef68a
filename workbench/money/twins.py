"""The same claim in two systems of one club: one of them counts, with what either says of it.

A club that moves from one system to another has its claims in both for a while (P11). What may be
one claim or two is for a person to decide, and rests until then.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from workbench.model import frames
from workbench.model.words import ClaimStatus, FeeType
from workbench.money.balances import SETTLED
from workbench.money.claims import VOID
from workbench.norsk import tall_dato
from workbench.values.identity import is_digest
from workbench.values.text import fold

Claim = dict[str, Any]
Facts = dict[str, pd.DataFrame]
ONE_DEBT = ("member_id", "amount_ore", "due_on", "fee_type")
ONE_NAME = ("name", "amount_ore", "due_on")
STRICTEST = (ClaimStatus.IN_COLLECTION, ClaimStatus.REVIEW, ClaimStatus.FROZEN)


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


def joined(claims: pd.DataFrame, found: Twins) -> pd.DataFrame:
    """Return the priced claims, each pair as the one kept; those in doubt are to be decided."""
    if not (found.pairs or found.doubts):
        return claims
    doubtful = {claim["claim_id"] for group in found.doubts for claim in group}
    is_in = claims["claim_id"].isin({*found.kept, *found.kept.values(), *doubtful})
    rows = {row["claim_id"]: row for row in frames.records(claims[is_in])}
    for other, kept in found.kept.items():
        rows[kept] = _one(rows[kept], rows.pop(other))
    for claim_id in doubtful & rows.keys():
        if rows[claim_id]["status"] not in SETTLED | VOID:
            rows[claim_id] = {**rows[claim_id], "status": ClaimStatus.REVIEW}
    return pd.concat([claims[~is_in], frames.build("claims", rows.values())], ignore_index=True)


def _one(own: Claim, other: Claim) -> Claim:
    """Return the claim that counts for both: settled if either is, resting if either rests."""
    one = {**own, "kid": own["kid"] or other["kid"]}
    if own["status"] in SETTLED | VOID:
        return one
    if other["status"] in SETTLED and other["amount_ore"] >= own["amount_ore"]:
        settled = {"status": other["status"], "paid_ore": own["amount_ore"]}
        return one | settled | {"paid_on": other["paid_on"]}
    if other["status"] in SETTLED:  # no more than was claimed there
        other = {**other, "paid_ore": other["amount_ore"]}
    said = {own["status"], other["status"]}
    is_unclear = any(own[name] != other[name] for name in ("amount_ore", "due_on"))
    if (other["paid_ore"] or 0) > (own["paid_ore"] or 0):
        one |= {"paid_ore": other["paid_ore"], "paid_on": other["paid_on"]}
        is_unclear |= own["claim_id"] != own["invoice_id"]  # a part of an invoice for several
    if ClaimStatus.EXEMPT in said or (is_unclear and ClaimStatus.CANCELLED not in said):
        said.add(ClaimStatus.REVIEW)  # which of them is right?
    return one | {"status": next((word for word in STRICTEST if word in said), own["status"])}


def as_one(facts: Facts, found: Twins) -> Facts:
    """Return the frames given with what was done, said and paid of the other on the one kept."""
    if not found.pairs:
        return facts
    result = dict(facts)
    if "claims" in facts:
        rest = facts["claims"][~facts["claims"]["claim_id"].isin(set(found.kept))]
        result["claims"] = rest.reset_index(drop=True)
    for name, change in CHANGES.items():
        if name in facts:
            result[name] = frames.build(name, change(frames.records(facts[name]), found))
    return result


def _call_claims(rows: list[Claim], found: Twins) -> list[Claim]:
    named = [(row["call_id"], found.kept.get(row["claim_id"], row["claim_id"])) for row in rows]
    return [{"call_id": call, "claim_id": claim} for call, claim in dict.fromkeys(named)]


def _steps(rows: list[Claim], found: Twins) -> list[Claim]:
    """Of a step taken on both the later counts: the next one waits for it."""
    pairs = {pair.other["claim_id"]: pair for pair in found.pairs}
    latest: dict[tuple[str, ...], Claim] = {}
    for row in sorted(rows, key=lambda row: row["sent_on"]):
        if (pair := pairs.get(row["claim_id"])) is not None:
            row = {**row, "claim_id": pair.kept["claim_id"]}
            if row["due_version"] == pair.other["due_on"].isoformat():
                row["due_version"] = pair.kept["due_on"].isoformat()
        latest[row["claim_id"], row["step_id"], row["due_version"]] = row
    return list(latest.values())


def _holds(rows: list[Claim], found: Twins) -> list[Claim]:
    """What was agreed on an invoice of the other rests those of the claims kept for it."""
    return [
        {
            **row,
            "invoice_id": invoice_id,
            "hold_id": f"{row['hold_id']}||{n}" if n else row["hold_id"],
        }
        for row in rows
        for n, invoice_id in enumerate(found.invoices.get(row["invoice_id"], [row["invoice_id"]]))
    ]


def _payments(rows: list[Claim], found: Twins) -> list[Claim]:
    moved = {other: ids[0] for other, ids in found.invoices.items() if len(ids) == 1}
    return [{**row, "invoice_id": moved.get(row["invoice_id"], row["invoice_id"])} for row in rows]


CHANGES = {"call_claims": _call_claims, "steps": _steps, "holds": _holds, "payments": _payments}


def told(found: Twins, systems: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the findings of what somebody should cancel in one of the systems, or decide; a row
    for each member. `systems` are their names."""
    said: dict[tuple[str, str], set[str]] = {}
    for pair in found.pairs:
        words = {pair.kept["status"], pair.other["status"]}
        if pair.other["status"] not in VOID and words - SETTLED - VOID:
            member_id = pair.kept["member_id"] or ""
            said.setdefault(("same_claim", member_id), set()).add(
                _told((pair.kept, pair.other), systems)
            )
    for group in found.doubts:
        for claim in group:
            member_id = claim["member_id"] or ""
            said.setdefault(("maybe_same_claim", member_id), set()).add(_told(group, systems))
    return [
        {"kind": kind, "member_id": member_id, "detail": "; ".join(sorted(details))}
        for (kind, member_id), details in said.items()
    ]


def _told(claims: Sequence[Claim], systems: Mapping[str, str]) -> str:
    """Name a claim by its first one's title and due date, and where it stands, by number if any."""
    places = []
    for claim in claims:
        number = str(claim["invoice_id"] or claim["claim_id"]).partition(":")[2]
        name = systems.get(claim["system"], claim["system"])
        places.append(name if is_digest(number) else f"{name} nr. {number}")
    due_on = tall_dato(claims[0]["due_on"])
    return f"«{claims[0]['title']}» med forfall {due_on}: {', '.join(places)}"
