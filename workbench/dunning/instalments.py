"""Payment plans: a plan stops reminders until an instalment is missed."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from workbench.model.day_rows import Balance
from workbench.model.outcomes import GRACE_DAYS
from workbench.model.rows import CallClaim, Hold, Instalment


def end_broken_plans(
    holds: Sequence[Hold],
    instalments: Sequence[Instalment],
    call_claims: Sequence[CallClaim],
    balances: Sequence[Balance],
    as_of: date,
) -> list[Hold]:
    """Return the holds, where the holds of each broken payment plan end.

    A plan is broken when the payments for its claims do not cover its instalments `GRACE_DAYS`
    after they were due. Its holds end on that day; a hold that starts later is left out.
    """
    plans: dict[str | None, list[Instalment]] = {}
    for instalment in sorted(instalments, key=lambda instalment: instalment.number):
        plans.setdefault(instalment.call_id, []).append(instalment)
    open_ore = _sum_open_by_call(call_claims, balances)
    broken_on = {call: _find_broken_on(plan, open_ore[call], as_of) for call, plan in plans.items()}
    standing_holds = []
    for hold in holds:
        last_day = broken_on.get(hold.call_id)
        if last_day is None:
            standing_holds.append(hold)
        elif hold.start_on <= last_day:
            standing_holds.append(hold._replace(end_on=min(hold.end_on or last_day, last_day)))
    return standing_holds


def _sum_open_by_call(
    call_claims: Sequence[CallClaim], balances: Sequence[Balance]
) -> Counter[str | None]:
    """Return the open øre on the claims of each call; 0 for a claim that has no balance."""
    open_by_claim = {balance.claim_id: balance.open_ore for balance in balances}
    open_by_call: Counter[str | None] = Counter()
    for call_claim in call_claims:
        open_by_call[call_claim.call_id] += open_by_claim.get(call_claim.claim_id, 0)
    return open_by_call


def _find_broken_on(plan: list[Instalment], open_ore: int, as_of: date) -> date | None:
    """Return the last day on which the first missed instalment could be paid, or None."""
    unused_paid_ore = sum(instalment.amount_ore for instalment in plan) - open_ore
    for instalment in plan:
        last_day = instalment.due_on + timedelta(days=GRACE_DAYS)
        unused_paid_ore -= instalment.amount_ore
        if as_of <= last_day:
            return None
        if unused_paid_ore < 0:
            return last_day
    return None
