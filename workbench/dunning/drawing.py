"""Claims that AvtaleGiro draws (P10): nobody is asked before the bank's file could show the money.

No file says that cover was missing, so a claim that is unpaid then gets a reminder of its own,
which says what may be the reason: cover, the payer's limit, or a mandate that was stopped. A
mandate that ended before the due date draws nothing, so its claim is as any other (P10b); but for
the first one after a freeze in which the mandate ended (P20): whoever owes it may have left, and is
asked first whether and how they go on.
"""

from collections.abc import Iterable, Set
from datetime import date, timedelta
from typing import NamedTuple

from workbench.dunning.claim_facts import MANDATE_STEP, RESUME_STEP, ClaimFacts, Terms
from workbench.dunning.holds import ONE_DAY
from workbench.dunning.policy import Level, Policy
from workbench.dunning.steps import take_level
from workbench.model.day_rows import ClaimMandate, PlanRow
from workbench.model.kinds import StepKind
from workbench.model.plan_reasons import PlanReason

RESUMED_WITHIN = timedelta(days=60)  # from the last day of a freeze to the claim's due date
QUARTER = timedelta(days=92)  # before that day; a mandate that ended earlier was no surprise


class ClaimFreeze(NamedTuple):
    """The freeze of a membership after which a claim is the first one of the member that is due."""

    claim_id: str
    due_on: date
    start_on: date
    end_on: date


def find_resumed(freezes: Iterable[ClaimFreeze], mandates: Iterable[ClaimMandate]) -> Set[str]:
    """Return the claims that are the first ones after a freeze during which, or in the quarter
    before whose end, their mandate ended (P20)."""
    ends = {mandate.claim_id: mandate.ended_on for mandate in mandates}
    resumed = set()
    for freeze in freezes:
        ended_on = ends.get(freeze.claim_id)
        if ended_on is not None and freeze.due_on - freeze.end_on <= RESUMED_WITHIN:
            first_on = min(freeze.start_on, freeze.end_on - QUARTER)
            if first_on <= ended_on <= freeze.end_on:
                resumed.add(freeze.claim_id)
    return resumed


def wait_for_drawing(facts: ClaimFacts, policy: Policy, terms: Terms) -> PlanRow | None:
    """Return the row of an overdue claim that a mandate draws: one that waits for the bank, or the
    reminder of its own; None if it is as any other claim."""
    mandate = facts.mandate
    if mandate is None or not mandate.draws:
        return None
    covered_until_on = terms.bank_until_on
    if covered_until_on is None or covered_until_on < mandate.shown_on:
        if terms.as_of <= mandate.shown_on:
            return facts.row_for(PlanReason.MANDATE, next_on=mandate.shown_on + ONE_DAY)
        return facts.row_for(PlanReason.STALE_FILE, terms.bank_file)
    if not _was_to_be_drawn(facts, mandate) or facts.sent_days:
        return None
    return take_level(facts, policy, own_level(policy), facts.claim.due_on, terms)


def _was_to_be_drawn(facts: ClaimFacts, mandate: ClaimMandate) -> bool:
    """Return whether the mandate was there on the due date, and nothing was paid and taken back: of
    that the payer is told otherwise."""
    return mandate.first_seen_on <= facts.claim.due_on and facts.claim.reversed_on is None


def first_level(facts: ClaimFacts, policy: Policy) -> Level:
    """Return the level that comes first for a claim: the policy's; or on its day, where nothing
    was sent yet and the claim is the first one after a freeze, the question of its own."""
    first = policy.steps[0]
    if not facts.is_resumed or facts.sent_days or facts.after_step is not None:
        return first
    its_day = {"after": first.after, "days": first.days, "count": first.count}
    return own_level(policy, RESUME_STEP).model_copy(update=its_day)


def own_level(policy: Policy, step_id: str = MANDATE_STEP) -> Level:
    """Return the level of a friendly reminder that is no step of the policy, without a fee and by
    the channels of the policy's first reminder."""
    like = next((level for level in policy.steps if level.kind == StepKind.REMINDER), None)
    own = {"step_id": step_id, "kind": StepKind.REMINDER, "fee": False}
    return (like or policy.steps[0]).model_copy(update=own)
