"""Claims less what was taken off them, until the member system shows it itself."""

from collections.abc import Iterable, Sequence

from workbench.model.day_rows import PricedClaim
from workbench.model.money_rows import Credit


def apply_credits(claims: Sequence[PricedClaim], credits: Iterable[Credit]) -> list[PricedClaim]:
    """Return the claims with their amounts less the credits that are approved.

    What the source states less than when the first credit was made has been registered there, and
    is not taken off twice: a claim of 500 with credits of 200 and 300, of which the source now
    states 300, is 0. Never below nothing. A credit without a claim stands alone, and settles
    nothing (P14).
    """
    total_ore: dict[str | None, int] = {}
    base_ore: dict[str | None, int] = {}
    for credit in credits:
        total_ore[credit.claim_id] = total_ore.get(credit.claim_id, 0) + credit.amount_ore
        base_ore[credit.claim_id] = max(base_ore.get(credit.claim_id, 0), credit.base_ore)
    left = []
    for claim in claims:
        if claim.claim_id in total_ore:
            credited_ore, before_ore = total_ore[claim.claim_id], base_ore[claim.claim_id]
            ore = _without(claim.amount_ore, credited_ore, before_ore)
            claim = claim._replace(amount_ore=ore)
        left.append(claim)
    return left


def _without(stated_ore: int, credited_ore: int, base_ore: int) -> int:
    """Return what is left of a claim that its source stated as `base_ore` before the credits."""
    registered_ore = max(0, base_ore - stated_ore)
    return max(0, stated_ore - max(0, credited_ore - registered_ore))
