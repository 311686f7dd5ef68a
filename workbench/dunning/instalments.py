"""Payment plans: a plan holds while its instalments come; one that is missed ends it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from workbench.model.day_rows import Balance
from workbench.model.rows import CallClaim, Hold, Instalment

GRACE = timedelta(days=3)  # for the payment to reach the books


def ended(
    holds: Sequence[Hold],
    instalments: Sequence[Instalment],
    call_claims: Sequence[CallClaim],
    balances: Sequence[Balance],
    as_of: date,
) -> list[Hold]:
    """Return the holds, those of a broken plan ended on the last day its payment could come; what
    of it had not begun by then is left out.

    A plan is kept while what was paid of its claims covers the instalments that are due.
    """
    plans: dict[str | None, list[Instalment]] = {}
    for part in sorted(instalments, key=lambda part: part.number):
        plans.setdefault(part.call_id, []).append(part)
    open_ore = _open_by_call(call_claims, balances)
    missed_on = {call: _missed_on(plan, open_ore[call], as_of) for call, plan in plans.items()}
    standing = []
    for hold in holds:
        last = missed_on.get(hold.call_id)
        if last is None:
            standing.append(hold)
        elif hold.start_on <= last:
            standing.append(hold._replace(end_on=min(hold.end_on or last, last)))
    return standing


def _open_by_call(
    call_claims: Sequence[CallClaim], balances: Sequence[Balance]
) -> Counter[str | None]:
    """Return call -> what is open on its claims; one gone from the books owes nothing."""
    open_by_claim = {balance.claim_id: balance.open_ore for balance in balances}
    open_by_call: Counter[str | None] = Counter()
    for spoken in call_claims:
        open_by_call[spoken.call_id] += open_by_claim.get(spoken.claim_id, 0)
    return open_by_call


def _missed_on(plan: list[Instalment], open_ore: int, as_of: date) -> date | None:
    """Return the last day the first missed instalment could have come, if one was missed."""
    paid = sum(part.amount_ore for part in plan) - open_ore
    for part in plan:
        last = part.due_on + GRACE
        paid -= part.amount_ore
        if as_of <= last:
            return None
        if paid < 0:
            return last
    return None
