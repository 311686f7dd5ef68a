"""Claims less what was taken off them, until the member system shows it itself."""

from collections.abc import Iterable, Sequence

from workbench.model.day_rows import PricedClaim
from workbench.model.money_rows import Credit


def apply_credits(claims: Sequence[PricedClaim], credits: Iterable[Credit]) -> list[PricedClaim]:
    """Return the claims with their amounts less the credits that are approved.

    A credit counts while the source states no less than it did when the credit was made (`stands`):
    a lower amount, or a claim that was cancelled, shows that it was registered there. Never below
    nothing. A credit without a claim stands alone, and settles nothing (P14).
    """
    amounts = {claim.claim_id: claim.amount_ore for claim in claims}
    taken_off: dict[str, int] = {}
    for credit in credits:
        if credit.claim_id is not None and stands(credit, amounts.get(credit.claim_id, 0)):
            taken_off[credit.claim_id] = taken_off.get(credit.claim_id, 0) + credit.amount_ore
    return [
        claim._replace(amount_ore=max(0, claim.amount_ore - taken_off[claim.claim_id]))
        if claim.claim_id in taken_off
        else claim
        for claim in claims
    ]


def stands(credit: Credit, stated_ore: int) -> bool:
    """Return whether the source, which states so much of the claim, does not show a credit yet."""
    return stated_ore >= credit.base_ore > 0
