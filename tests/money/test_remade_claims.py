"""Random claims of a member in three systems, cancelled, gone and made anew, and random answers."""

from collections.abc import Iterator
from datetime import date
from random import Random

import pytest

from workbench.model.kinds import ClaimStatus, FeeType
from workbench.model.rows import Claim, Member
from workbench.model.task_kinds import TaskAnswer
from workbench.money.claim_doubts import Answers, doubt_rows, evidence_of, group_id_of
from workbench.money.claims import complete_from_invoices, price
from workbench.money.merged_claims import merge_claims
from workbench.money.same_claims import SameClaims, find_same_claims

STATUSES = [
    *[ClaimStatus.OPEN] * 3, *[ClaimStatus.CANCELLED] * 2, ClaimStatus.PAID, ClaimStatus.FROZEN,
]  # fmt: skip
ENDED = {ClaimStatus.CANCELLED}
MOST_ROUNDS = 8


def invent(rng: Random) -> list[Claim]:
    """Return two to seven claims of a member, in the order in which they were first read."""
    return [
        Claim(
            f"{rng.choice('aabc')}:{number}",
            invoice_id=f"invoice:{number}",
            member_id="a:1",
            kid=rng.choice(["11", "22", None]),
            fee_type=rng.choice([FeeType.OTHER, FeeType.MEMBERSHIP]),
            title="Avgift",
            due_on=date(2026, 8, 1),
            amount_ore=rng.choice([500_00, 535_00]),
        )
        for number in range(rng.randint(2, 7))
    ]


def next_week(rng: Random, claims: list[Claim]) -> list[Claim]:
    return [
        claim._replace(
            status=rng.choice(STATUSES), missing_since=rng.choice([None, None, date(2026, 9, 1)])
        )
        for claim in claims
    ]


def find(claims: list[Claim], answers: Answers) -> SameClaims:
    successors = [
        (earlier.claim_id, later.claim_id)
        for number, earlier in enumerate(claims)
        for later in claims[number + 1 :]
        if earlier.missing_since or earlier.status in ENDED
    ]
    sources = complete_from_invoices(claims, [])
    return find_same_claims(price(claims, []), sources, [Member("a:1")], "a", answers, successors)


def answer_some(
    rng: Random, found: SameClaims, answers: dict[tuple[str, str], TaskAnswer]
) -> Iterator[tuple[str, str]]:
    """Answer most of the questions; yield what was answered already."""
    for group in found.doubts:
        if rng.random() < 0.8:
            is_same = len(group) == 2 and rng.random() < 0.8
            key = group_id_of(group), evidence_of(group)
            if key in answers:
                yield key
            for other in [other for other in answers if other[0] == key[0]]:
                del answers[other]  # a task has one answer
            answers[key] = TaskAnswer.SAME if is_same else TaskAnswer.DIFFERENT


@pytest.mark.parametrize("seed", range(0, 300, 60))
def test_whatever_is_answered_no_claim_is_lost_and_no_question_comes_twice(seed):
    for each in range(seed, seed + 60):
        rng = Random(each)
        claims, answers = invent(rng), {}
        for _ in range(6):
            claims = next_week(rng, claims)
            for _ in range(MOST_ROUNDS):
                found = find(claims, answers)
                merged = merge_claims(price(claims, []), found, claims)
                kept = {claim.claim_id for claim in merged}
                assert kept | found.kept_ids.keys() == {claim.claim_id for claim in claims}, each
                assert kept.isdisjoint(found.kept_ids) and kept >= {*found.kept_ids.values()}, each
                keys = [row[:2] for row in doubt_rows(found.doubts)]
                assert len(keys) == len(set(keys)), each
                assert not [*answer_some(rng, found, answers)], each
