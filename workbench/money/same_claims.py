"""The same claim in two systems of a club, or twice in one: find the pairs, and what may be one.

A club that moves from one system to another has its claims in both for a while (P11), and a claim
that is cancelled or gone may have been made anew. What may be one claim or two is for a person to
decide, and dunning stops until then.
"""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from workbench.model.day_rows import PricedClaim
from workbench.model.rows import Claim, Member
from workbench.model.task_kinds import TaskAnswer
from workbench.money.claim_candidates import (
    DONE,
    Candidate,
    candidates_of,
    is_owed_in_other,
    is_same_person,
    may_be_made_anew,
    may_be_same,
)
from workbench.money.claim_doubts import Answers, amounts_in, evidence_of, group_id_of, system_of


class Pair(NamedTuple):
    """A claim that repeats one of another system, or was made anew, and the claim kept for both."""

    duplicate: PricedClaim
    kept: PricedClaim
    is_gone: bool = False  # the duplicate, from its list: what it states is of before


@dataclass(frozen=True)
class SameClaims:
    """The pairs, and the groups of claims that may be one claim or several."""

    pairs: tuple[Pair, ...] = ()
    doubts: tuple[tuple[PricedClaim, ...], ...] = ()
    shared_invoices: frozenset[str] = frozenset()  # of duplicates and of further claims

    @cached_property
    def kept_ids(self) -> dict[str, str]:
        """Duplicate's claim id -> id of the claim kept."""
        return {pair.duplicate.claim_id: pair.kept.claim_id for pair in self.pairs}

    @cached_property
    def kept_invoices(self) -> dict[str, list[str]]:
        """Duplicate's invoice -> invoices of the claims kept for it, and itself where shared."""
        kept_for: dict[str, set[str]] = {
            invoice_id: {invoice_id} for invoice_id in self.shared_invoices
        }
        for duplicate, kept, _ in self.pairs:
            if duplicate.invoice_id and kept.invoice_id:
                kept_for.setdefault(duplicate.invoice_id, set()).add(kept.invoice_id)
        return {invoice_id: sorted(ids) for invoice_id, ids in kept_for.items()}


NO_SAME_CLAIMS = SameClaims()


def may_repeat(
    claims: Sequence[PricedClaim], answers: Answers, successors: Sequence[tuple[str, str]]
) -> bool:
    """Return whether any of the claims may repeat another; see `find_same_claims`."""
    return bool(answers or successors) or len(set(map(system_of, claims))) > 1


def find_same_claims(
    claims: Sequence[PricedClaim],
    source_claims: Sequence[Claim],
    members: Sequence[Member],
    main_system: str,
    answers: Answers = MappingProxyType({}),
    successors: Sequence[tuple[str, str]] = (),
) -> SameClaims:
    """Find the claims that stand in two systems; each person must have one id already.

    `source_claims` are the claims as `complete_from_invoices` returns them.
    Two claims are the same when they have the same KID and person. Where one has no KID, they must
    have the same member, amount, due date and kind of fee, and nothing else may match either of
    them. The claim of `main_system` is kept. `answers` decide doubts: two claims that somebody said
    are the same stay so while both exist, also when one is cancelled or paid.

    `successors` has the ids of claims that are cancelled or gone and on which something was paid or
    agreed, each with a later one of the same member and due date: of the same amount, or with a fee
    added, it may be the same claim, made anew.
    """
    if not may_repeat(claims, answers, successors):
        return NO_SAME_CLAIMS
    search = _Search(candidates_of(claims, source_claims, members), main_system)
    search.pair_answered(answers)
    # one KID may be a family's, or each month's
    search.pair(_kid_member_and_fee, doubt_several=False)
    for match_key in (_kid_and_due_on, _kid, _member_and_fee):
        search.pair(match_key)
    search.doubt_same_names()
    search.doubt_made_anew(successors, answers)
    search.drop_answered(answers)
    pairs = [pair._replace(kept=search.kept_for(pair.kept)) for pair in search.pairs.values()]
    duplicate_invoices = {pair.duplicate.invoice_id for pair in pairs}
    remaining_invoices = {
        claim.invoice_id for claim in claims if claim.claim_id not in search.pairs
    }
    shared_invoices = duplicate_invoices & remaining_invoices
    return SameClaims(
        tuple(pairs),
        tuple(search.doubts),
        frozenset(invoice_id for invoice_id in shared_invoices if invoice_id is not None),
    )


def _kid(candidate: Candidate) -> tuple[object, ...]:
    return (candidate.claim.kid,)


MEMBER_AND_FEE = ("claim.member_id", "claimed_ore", "claim.due_on", "claim.fee_type")
_member_and_fee = attrgetter(*MEMBER_AND_FEE)
_kid_member_and_fee = attrgetter("claim.kid", *MEMBER_AND_FEE)
_kid_and_due_on = attrgetter("claim.kid", "claim.due_on")
_name_and_amount = attrgetter("name", "claimed_ore", "claim.due_on")


_MatchKey = Callable[[Candidate], tuple[object, ...]]


class _Search:
    """The pairs so far; a claim is in one pair with each system, and never both as the one kept
    and as a duplicate."""

    def __init__(self, candidates: list[Candidate], main_system: str) -> None:
        self.candidates, self.main_system = candidates, main_system
        self.pairs: dict[str, Pair] = {}  # duplicate's claim id -> its pair
        self.paired: set[tuple[str, str]] = set()  # id of the claim kept, and duplicate's system
        self.doubts: list[tuple[PricedClaim, ...]] = []

    def pair(self, match_key: _MatchKey, *, doubt_several: bool = True) -> None:
        """Pair the claims with the same key, where each of two systems has one. Several in one
        system become a doubt, unless they are to be tried by another key (not `doubt_several`)."""
        for kept_side, *other_sides in self._matching_sides(match_key):
            for duplicates in other_sides:
                matching = kept_side + duplicates
                if match_key is _member_and_fee and all(match.claim.kid for match in matching):
                    continue  # each was claimed by itself
                system = duplicates[0].system
                unpaired = [
                    candidate
                    for candidate in kept_side
                    if (candidate.claim.claim_id, system) not in self.paired
                ]
                if match_key is _kid and len(unpaired) < len(kept_side):
                    continue  # the KID is each month's
                self._pair_or_doubt(_owed_or_all(unpaired), _owed_or_all(duplicates), doubt_several)

    def _pair_or_doubt(
        self, kept_side: list[Candidate], duplicates: list[Candidate], doubt_several: bool
    ) -> None:
        is_one_each = len(kept_side) == len(duplicates) == 1
        if is_one_each and is_owed_in_other(kept_side[0], duplicates[0]):
            self._doubt(kept_side + duplicates)
        elif is_one_each and is_same_person(kept_side[0], duplicates[0]):
            duplicate = duplicates[0]
            pair = Pair(duplicate.claim, kept_side[0].claim, duplicate.is_gone)
            self.paired.add((pair.kept.claim_id, duplicate.system))
            self.pairs[pair.duplicate.claim_id] = pair
        elif doubt_several and not all(candidate.is_void for candidate in duplicates):
            self._doubt(kept_side + duplicates)

    def doubt_same_names(self) -> None:
        """Doubt what is left with the same name, amount and due date, unless something that both
        claims state shows that they differ."""
        kept_ids = {
            claim_id for claim_id, system in self.paired if not claim_id.startswith(f"{system}:")
        }
        for sides in self._matching_sides(_name_and_amount):
            kept_side, *other_sides = [
                [candidate for candidate in side if candidate.claim.claim_id not in kept_ids]
                for side in sides
            ]
            for candidate in kept_side:
                alike = [
                    duplicate
                    for duplicate in chain(*other_sides)
                    if may_be_same(candidate, duplicate)
                ]
                if alike:
                    self._doubt([candidate, *alike])

    def pair_answered(self, answers: Answers) -> None:
        """Pair two claims that somebody said are the same; the one that is still owed is kept.

        Where both are owed, but no longer with the amounts and due dates of then, or where one is
        cancelled since in one of two systems, that is a doubt anew.
        """
        by_id = {candidate.claim.claim_id: candidate for candidate in self.candidates}
        for (group_id, evidence), answer in answers.items():
            amounts = amounts_in(evidence)
            claim_ids = amounts.keys()
            if answer != TaskAnswer.SAME or len(claim_ids) != 2 or not claim_ids <= by_id.keys():
                continue
            kept_first = sorted(
                claim_ids, key=lambda claim_id: not group_id.startswith(f"{claim_id}+")
            )
            kept, duplicate = (by_id[claim_id] for claim_id in kept_first)
            is_owed = duplicate.claim.status not in DONE and not duplicate.is_gone
            is_cancelled = is_owed_in_other(kept, duplicate)
            if is_owed and not kept.is_gone and kept.claim.status not in DONE:
                is_doubted = evidence_of([kept.claim, duplicate.claim]) != evidence
            else:
                is_in_two = kept.system != duplicate.system
                is_doubted = is_in_two and is_cancelled and amounts[kept.claim.claim_id] > 0
                if is_cancelled or (is_owed and kept.is_gone and not is_in_two):
                    kept, duplicate = duplicate, kept
            if is_doubted:
                self._doubt([by_id[claim_id] for claim_id in kept_first])
            else:
                self._join(kept, duplicate)

    def _join(self, kept: Candidate, duplicate: Candidate) -> None:
        """Pair what is kept for each of two claims in the end."""
        self.paired.add((kept.claim.claim_id, duplicate.system))
        kept_end, end = self.kept_for(kept.claim), self.kept_for(duplicate.claim)
        if end != kept_end:
            is_gone = duplicate.is_gone and end == duplicate.claim
            self.pairs[end.claim_id] = Pair(end, kept_end, is_gone)

    def doubt_made_anew(self, successors: Sequence[tuple[str, str]], answers: Answers) -> None:
        """Doubt a claim that may be another one made anew, each pair by itself, unless it is asked
        or answered already whether they are one."""
        by_id = {candidate.claim.claim_id: candidate for candidate in self.candidates}
        asked: list[Set[str]] = [{claim.claim_id for claim in group} for group in self.doubts]
        asked += [
            amounts_in(evidence).keys()
            for (_, evidence), answer in answers.items()
            if answer == TaskAnswer.DIFFERENT
        ]
        for claim_ids in successors:
            if not self.pairs.keys().isdisjoint(claim_ids) or {*claim_ids} in asked:
                continue
            if not by_id.keys() >= {*claim_ids}:
                continue  # a line that its order has lost
            earlier, later = (by_id[claim_id] for claim_id in claim_ids)
            if later.claim.status not in DONE and may_be_made_anew(earlier, later):
                self._doubt([later, earlier])

    def kept_for(self, claim: PricedClaim) -> PricedClaim:
        """Return the claim that is kept in the end: what was kept may have been made anew."""
        while claim.claim_id in self.pairs:
            claim = self.pairs[claim.claim_id].kept
        return claim

    def drop_answered(self, answers: Answers) -> None:
        """Drop the doubts that somebody answered with "different"."""
        self.doubts = [
            group
            for group in self.doubts
            if answers.get((group_id_of(group), evidence_of(group))) != TaskAnswer.DIFFERENT
        ]

    def _doubt(self, candidates: list[Candidate]) -> None:
        self.doubts.append(tuple(candidate.claim for candidate in candidates))

    def _matching_sides(self, match_key: _MatchKey) -> Iterator[list[list[Candidate]]]:
        """Yield the undecided claims with the same key in several systems: a list for each system,
        the one to keep first. A key with None in it matches nothing."""
        decided = self.pairs.keys() | {claim.claim_id for group in self.doubts for claim in group}
        sides_by_key: dict[tuple[object, ...], dict[str, list[Candidate]]] = {}
        for candidate in self.candidates:
            key = match_key(candidate)
            if candidate.claim.claim_id not in decided and None not in key:
                sides = sides_by_key.setdefault(key, {})
                sides.setdefault(candidate.system, []).append(candidate)
        for sides in sides_by_key.values():
            if len(sides) > 1:
                yield [sides[system] for system in sorted(sides, key=self._main_first)]

    def _main_first(self, system: str) -> tuple[bool, str]:
        return system != self.main_system, system


def _owed_or_all(candidates: list[Candidate]) -> list[Candidate]:
    """Return those still owed, or all if none is: a cancelled claim may have been made anew."""
    return [candidate for candidate in candidates if not candidate.is_void] or candidates
