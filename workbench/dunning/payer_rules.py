"""What a payer's claims mean for each other: one call takes up all, one minimum, one step."""

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import date, timedelta

from workbench.dunning.claim_facts import ClaimFacts, Terms, without_step
from workbench.dunning.plan_inputs import Policies
from workbench.model.day_rows import PlanRow
from workbench.model.kinds import StepKind
from workbench.model.plan_reasons import PlanReason

WEEK = timedelta(days=7)
# what a call says as well, or what may follow from it
TAKEN_UP = {StepKind.REMINDER, StepKind.AFTER_NO_CONTACT, StepKind.HANDOVER}
MAY_CARRY = {
    PlanReason.STEP_DUE, PlanReason.WAITING, PlanReason.ALL_STEPS_TAKEN, PlanReason.STALE_FILE,
    PlanReason.UNKNOWN_SENT, PlanReason.SET_ASIDE,
}  # fmt: skip


def take_up_in_calls(rows: Sequence[PlanRow], as_of: date, refusing: Set[str]) -> list[PlanRow]:
    """Return the rows, where a payer who is due for a call gets no reminder, message or hand-over
    of another claim in the same week: the call takes it up. `refusing` are those not phoned."""
    phoned = {row.payer_id for row in rows if row.kind == StepKind.CALL} - refusing - {None}
    if not phoned:
        return [*rows]
    return [
        without_step(row, PlanReason.IN_CALL, as_of + WEEK)
        if row.kind in TAKEN_UP and row.payer_id in phoned
        else row
        for row in rows
    ]


def sum_by_payer(all_facts: Sequence[ClaimFacts], terms: Terms) -> Terms:
    """Return the terms with the øre that each payer owes and that are overdue."""
    open_of_payer: Counter[str] = Counter()
    for facts in all_facts:
        if facts.contact is not None and facts.claim.due_on < terms.as_of:
            open_of_payer[facts.contact.payer_id] += facts.claim.open_ore
    return replace(terms, open_of_payer=open_of_payer)


def share_steps(all_facts: Sequence[ClaimFacts]) -> list[ClaimFacts]:
    """Return the facts, where a claim whose policy has one step for the payer, counted by age, also
    counts what the payer was sent about other claims since it fell due."""
    sent_to_payer: dict[str, dict[str, date]] = {}
    for facts in sorted(
        all_facts, key=lambda facts: max(facts.sent_days.values(), default=date.min)
    ):
        if facts.contact is not None:
            sent_to_payer.setdefault(facts.contact.payer_id, {}).update(facts.sent_days)
    shared = []
    for facts in all_facts:
        policy, contact = facts.policy, facts.contact
        if contact and policy and (policy.steps_per, policy.next_carrier) == ("payer", "age"):
            sent_days = {
                step_id: day
                for step_id, day in sent_to_payer[contact.payer_id].items()
                if day > facts.claim.due_on
            }
            facts = facts._replace(sent_days=sent_days | dict(facts.sent_days))
        shared.append(facts)
    return shared


def carry_steps(rows: Sequence[PlanRow], policies: Policies, as_of: date) -> list[PlanRow]:
    """Return the rows, where a policy has one step for each payer: the oldest claim that may have a
    step carries it, and the payer's other claims follow that one."""
    of_payers = policies.ids_with_steps_per_payer
    free_rows = [row for row in rows if row.policy in of_payers and row.reason in MAY_CARRY]
    carriers: dict[str | None, PlanRow] = {}
    for row in sorted(free_rows, key=lambda row: (row.due_version, row.claim_id)):
        carriers.setdefault(row.payer_id, row)
    followers = {row.claim_id: carriers[row.payer_id] for row in free_rows if row.payer_id}
    carried = []
    for row in rows:
        carrier = followers.get(row.claim_id, row)
        if carrier.claim_id != row.claim_id:
            row = without_step(row, PlanReason.CARRIED, carrier.next_on or as_of + WEEK)
            row = row._replace(task=None, detail=None)
        carried.append(row)
    return carried
