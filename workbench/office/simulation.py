"""Rehearse a policy on a club's own past, beside the one in force; nothing is written."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from workbench.dunning.claim_facts import ClaimCall
from workbench.dunning.late_files import NOT_LATE
from workbench.dunning.plan import plan
from workbench.dunning.plan_inputs import Policies
from workbench.dunning.policy import Policy, PolicyFile
from workbench.dunning.rehearsal import NOTHING_SENT, Rehearsed, rehearse
from workbench.model.day_rows import Balance, PlanRow
from workbench.model.errors import UsageError
from workbench.model.kinds import ClaimStatus
from workbench.model.rows import Step
from workbench.norsk import antall, tall_dato
from workbench.office.day import work_out_day
from workbench.office.desk import Desk, paused_gc
from workbench.office.owed import settle_on_days
from workbench.office.planned import plan_inputs
from workbench.office.policies import policies_in_force
from workbench.reports.columns import Table
from workbench.reports.lists import REHEARSAL
from workbench.store import books
from workbench.store.connection import write
from workbench.store.queries import table

WEEK = timedelta(days=7)
MOST_WEEKS = 156


@paused_gc()
def simulate(
    desk: Desk,
    file: PolicyFile,
    as_of: date,
    *,
    weeks: int = 52,
    advance: Callable[[], None] = lambda: None,
) -> Table:
    """List what the policy in force and another one would have asked for in the weeks until a day,
    step by step, and how many had paid after each; `advance` is called twice for each week.

    Raises UsageError for a club without books, or a number of weeks that is out of bounds.
    """
    if not desk.has_books():
        raise UsageError(f"{desk.club.slug}: ingen bøker å prøve på; kjør uken først.")
    if not 1 <= weeks <= MOST_WEEKS:
        raise UsageError(f"Velg fra 1 til {MOST_WEEKS} uker, ikke {weeks}.")
    first = as_of - weeks * WEEK
    days = [first + number * WEEK for number in range(1, weeks + 1)]
    copy = books.copy_of(desk.db)
    with write(copy):
        work_out_day(copy, desk, as_of)
        balances = table(copy, Balance, "balances")
        claims = [each for each in balances if first <= each.due_on <= as_of and _is_owed(each)]
        undated = {each.claim_id for each in claims if not each.open_ore and not each.settled_on}
        settled_on = {
            each.claim_id: each.settled_on for each in claims if each.claim_id not in undated
        }
        weeks_of_claims = [
            (day, [each for each in past.balances if _is_known(each, day, settled_on)])
            for day, past in zip(days, settle_on_days(copy, days), strict=True)
        ]
        inputs = plan_inputs(copy, desk, claims, as_of)
        policies = policies_in_force(copy, desk)

    def run(policy: Policy) -> Rehearsed:
        plan_on = _planner(inputs, replace(policies, club=policy), advance)
        return rehearse(weeks_of_claims, settled_on, policy, plan_on)

    now, new = run(policies.club), run(file.policy)
    names = [level.step_id for policy in (policies.club, file.policy) for level in policy.levels]
    names += [*now.asked, *new.asked]  # also those of a policy that was chosen for some claims
    now_paid, new_paid = now.count_paid(settled_on), new.count_paid(settled_on)
    rows = [
        {
            "step_id": step_id,
            "asked": now.asked[step_id],
            "paid": now_paid[step_id],
            "fee_ore": now.fee_ore[step_id],
            "new_asked": new.asked[step_id],
            "new_paid": new_paid[step_id],
            "new_fee_ore": new.fee_ore[step_id],
        }
        for step_id in dict.fromkeys([NOTHING_SENT, *names])
    ]
    unpaid = sum(day is None for day in settled_on.values())
    note = (
        f" – {antall(len(settled_on), 'krav', 'krav')} som forfalt {tall_dato(first)}–"
        f"{tall_dato(as_of)}, og {unpaid} av dem er ubetalt"
    )
    if undated:
        note += f"; {antall(len(undated), 'krav', 'krav')} betalt en ukjent dag er ikke med"
    return replace(REHEARSAL.with_records(rows), note=note)


def _is_owed(claim: Balance) -> bool:
    return claim.amount_ore > 0 and claim.status != ClaimStatus.REVIEW


def _is_known(claim: Balance, day: date, settled_on: dict[str, date | None]) -> bool:
    """Return whether a claim of the rehearsal had been issued, as far as anybody knows."""
    return claim.claim_id in settled_on and (claim.issued_on or claim.due_on) <= day


def _planner(
    inputs: dict[str, Any], policies: Policies, advance: Callable[[], None]
) -> Callable[[date, Sequence[Balance], Sequence[Step], Sequence[ClaimCall]], list[PlanRow]]:
    """Return a function that plans a day of the past: every kind of step is allowed, fees are
    decided, files are new and read whole, and nobody has set anything aside."""

    def plan_on(
        day: date, claims: Sequence[Balance], steps: Sequence[Step], calls: Sequence[ClaimCall]
    ) -> list[PlanRow]:
        advance()
        terms = replace(
            inputs["terms"], as_of=day, refused={}, has_fees=True, late=NOT_LATE, old_until_on=None
        )
        given = {"terms": terms, "policies": policies, "steps": steps, "calls": calls}
        # what is known today was not known then
        of_today: dict[str, Any] = {"proposals": (), "unconfirmed": {}, "doubts": {}}
        of_today["agreements"] = replace(inputs["agreements"], judgements={})
        return plan(claims, **inputs | given | of_today)

    return plan_on
