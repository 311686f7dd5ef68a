"""The same claim in two systems of one club: one of them counts, with what either says of it.

A club that moves from one system to another has its claims in both for a while (P11). What may be
one claim or two is for a person to decide, and rests until then.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from workbench.model.kinds import FeeType
from workbench.model.rows import Claim, Member, PricedClaim
from workbench.money.claims import VOID
from workbench.values.text import fold


class Pair(NamedTuple):
    """A claim of another system's, and the one that is kept for both."""

    other: PricedClaim
    kept: PricedClaim


@dataclass(frozen=True)
class Twins:
    """The pairs, and the groups of claims that may be one or several."""

    pairs: tuple[Pair, ...] = ()
    doubts: tuple[tuple[PricedClaim, ...], ...] = ()
    shared: frozenset[str] = frozenset()  # invoices of the other that have further claims

    @cached_property
    def kept(self) -> dict[str, str]:
        """The other claim -> the one kept."""
        return {other.claim_id: kept.claim_id for other, kept in self.pairs}

    @cached_property
    def invoices(self) -> dict[str, list[str]]:
        """The other's invoice -> those of the claims kept for it, and itself where it is shared."""
        kept_for: dict[str, set[str]] = {invoice_id: {invoice_id} for invoice_id in self.shared}
        for other, kept in self.pairs:
            if other.invoice_id and kept.invoice_id:
                kept_for.setdefault(other.invoice_id, set()).add(kept.invoice_id)
        return {invoice_id: sorted(ids) for invoice_id, ids in kept_for.items()}


NO_TWINS = Twins()


def system_of(claim: PricedClaim) -> str:
    """Return the member system whose claim it is."""
    return claim.claim_id.partition(":")[0]


def twins(
    claims: Sequence[PricedClaim],
    stated: Sequence[Claim],
    members: Sequence[Member],
    own_system: str,
) -> Twins:
    """Find the claims that stand in two systems, each one person's under one id already.

    `claims` are priced, `stated` as their source has them: one that was cancelled keeps its amount.
    They are one with the same KID and the same person; else, where one has no KID, with the same
    member, amount, due date and kind of fee, if nobody else fits on either side. The club's own
    system's is kept.
    """
    if len(set(map(system_of, claims))) < 2:
        return NO_TWINS
    search = _Search(_candidates(claims, stated, members), own_system)
    search.pair(_kid_and_debt, is_sure=False)  # one KID may be a family's, or each month's
    for likeness in (_kid_and_day, _kid, _debt):
        search.pair(likeness)
    search.doubt_names()
    others = {pair.other.invoice_id for pair in search.pairs.values()}
    left = {claim.invoice_id for claim in claims if claim.claim_id not in search.pairs}
    shared = frozenset(invoice_id for invoice_id in left & others if invoice_id is not None)
    return Twins(tuple(search.pairs.values()), tuple(search.doubts), shared)


class _Candidate(NamedTuple):
    """A claim with what tells whose it is."""

    claim: PricedClaim
    system: str
    claimed_ore: int | None  # also of one that was cancelled; None for nothing
    name: str | None  # the member's, folded
    born_on: date | None
    ways: frozenset[str]  # phone and e-mail

    @property
    def is_void(self) -> bool:
        """Whether nothing is owed."""
        return self.claim.status in VOID


def _candidates(
    claims: Sequence[PricedClaim], stated: Sequence[Claim], members: Sequence[Member]
) -> list[_Candidate]:
    member_of: dict[str | None, Member] = {member.member_id: member for member in members}
    amounts = {claim.claim_id: claim.amount_ore for claim in stated}
    candidates = []
    for claim in claims:
        member = member_of.get(claim.member_id, Member(""))
        amount = amounts.get(claim.claim_id)
        candidates.append(
            _Candidate(
                claim=claim,
                system=system_of(claim),
                claimed_ore=(claim.amount_ore if amount is None else amount) or None,
                name=fold(member.name or claim.member_name or "") or None,
                born_on=member.born_on,
                ways=frozenset(fold(way) for way in (member.phone, member.email) if way),
            )
        )
    return candidates


def _kid(candidate: _Candidate) -> tuple[object, ...]:
    return (candidate.claim.kid,)


DEBT = ("claim.member_id", "claimed_ore", "claim.due_on", "claim.fee_type")
_kid_and_day = attrgetter("claim.kid", "claim.due_on")
_kid_and_debt = attrgetter("claim.kid", *DEBT)
_debt = attrgetter(*DEBT)
_name_and_amount = attrgetter("name", "claimed_ore", "claim.due_on")


_Likeness = Callable[[_Candidate], tuple[object, ...]]


class _Search:
    """The pairs so far; a claim is in one pair with each system, and never on both sides."""

    def __init__(self, candidates: list[_Candidate], own_system: str) -> None:
        self.candidates, self.own_system = candidates, own_system
        self.pairs: dict[str, Pair] = {}  # the other claim -> its pair
        self.paired: set[tuple[str, str]] = set()  # the claim kept, and the other's system
        self.doubts: list[tuple[PricedClaim, ...]] = []

    def pair(self, likeness: _Likeness, *, is_sure: bool = True) -> None:
        """Pair what is alike, one on each side; of several nobody knows which, which is a doubt
        unless more is to be tried (not `is_sure`)."""
        for first, *others in self._sides(likeness):
            for other in others:
                if likeness is _debt and all(alike.claim.kid for alike in first + other):
                    continue  # each was claimed by itself
                system = other[0].system
                free = [mine for mine in first if (mine.claim.claim_id, system) not in self.paired]
                if likeness is _kid and len(free) < len(first):
                    continue  # the KID is each month's
                self._pair_or_doubt(_live(free), _live(other), is_sure)

    def _pair_or_doubt(
        self, mine: list[_Candidate], theirs: list[_Candidate], is_sure: bool
    ) -> None:
        if len(mine) == len(theirs) == 1 and _is_same_person(mine[0], theirs[0]):
            pair = Pair(other=theirs[0].claim, kept=mine[0].claim)
            self.paired.add((pair.kept.claim_id, theirs[0].system))
            self.pairs[pair.other.claim_id] = pair
        elif is_sure and not all(candidate.is_void for candidate in theirs):
            self._doubt(mine + theirs)

    def doubt_names(self) -> None:
        """Doubt what is left and alike but for who it is for, or for what: a birth date or a kind
        of fee that one of them does not say."""
        kept = {claim_id for claim_id, _ in self.paired}
        for sides in self._sides(_name_and_amount):
            first, *others = [
                [candidate for candidate in side if candidate.claim.claim_id not in kept]
                for side in sides
            ]
            for mine in first:
                alike = [theirs for theirs in chain(*others) if _may_be_same(mine, theirs)]
                if alike:
                    self._doubt([mine, *alike])

    def _doubt(self, candidates: list[_Candidate]) -> None:
        self.doubts.append(tuple(candidate.claim for candidate in candidates))

    def _sides(self, likeness: _Likeness) -> Iterator[list[list[_Candidate]]]:
        """Yield what is left with the same likeness in several systems, the side to keep first."""
        done = self.pairs.keys() | {claim.claim_id for group in self.doubts for claim in group}
        groups: dict[tuple[object, ...], dict[str, list[_Candidate]]] = {}
        for candidate in self.candidates:
            values = likeness(candidate)
            if candidate.claim.claim_id not in done and None not in values:
                sides = groups.setdefault(values, {})
                sides.setdefault(candidate.system, []).append(candidate)
        for sides in groups.values():
            if len(sides) > 1:
                yield [sides[system] for system in sorted(sides, key=self._own_first)]

    def _own_first(self, system: str) -> tuple[bool, str]:
        return system != self.own_system, system


def _live(candidates: list[_Candidate]) -> list[_Candidate]:
    """Return those that still are owed, if any: one cancelled was made anew."""
    return [candidate for candidate in candidates if not candidate.is_void] or candidates


def _is_same_person(mine: _Candidate, other: _Candidate) -> bool:
    """Say whether two claims are of one member, or name one person, if need be as the recipient:
    a KID of one system may be another person's in the other."""
    if mine.claim.member_id and mine.claim.member_id == other.claim.member_id:
        return True
    if mine.name and other.name:
        return mine.name == other.name
    return bool(_people(mine) & _people(other))


def _people(candidate: _Candidate) -> set[str]:
    """Return the names on a claim: the member's and the recipient's."""
    names = candidate.name, fold(candidate.claim.recipient_name or "")
    return {name for name in names if name}


def _may_be_same(mine: _Candidate, other: _Candidate) -> bool:
    """Say whether nothing that both state tells two claims of one name apart; one of two birth
    dates may be wrong where they have a phone or an e-mail in common."""
    if mine.is_void or other.is_void or (mine.claim.kid and other.claim.kid):
        return False
    fees = {mine.claim.fee_type, other.claim.fee_type}
    days = {mine.born_on, other.born_on} - {None}
    is_one_person = len(days) < 2 or bool(mine.ways & other.ways)
    return is_one_person and (len(fees) == 1 or FeeType.OTHER in fees)
