"""A policy tried on the past: whom it would have asked, and who had paid before each time.

What people did is as it was, whatever they were sent: nobody pays sooner or later for it, and
nobody answers the phone.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from workbench.dunning.claim_facts import ClaimCall
from workbench.dunning.policy import Policy
from workbench.model.day_rows import Balance, PlanRow
from workbench.model.kinds import StepKind
from workbench.model.rows import Step

NOTHING_SENT = ""  # the step of those who had paid before anything was sent
# open claims of a day, the steps and calls before it -> the plan of the day
PlanOn = Callable[[date, Sequence[Balance], Sequence[Step], Sequence[ClaimCall]], list[PlanRow]]


@dataclass
class Rehearsed:
    """What a policy would have done, counted by step."""

    asked: Counter[str] = field(default_factory=Counter)  # how often; each attempt to phone is one
    fee_ore: Counter[str] = field(default_factory=Counter)
    last_step: dict[str, str] = field(default_factory=dict)  # claim id -> its last step

    def count_paid(self, settled_on: Mapping[str, date | None]) -> Counter[str]:
        """Return how many claims were settled after each step and before the next one."""
        paid = (claim_id for claim_id, day in settled_on.items() if day is not None)
        return Counter(self.last_step.get(claim_id, NOTHING_SENT) for claim_id in paid)


def rehearse(
    weeks: Iterable[tuple[date, Sequence[Balance]]],
    settled_on: Mapping[str, date | None],
    policy: Policy,
    plan_on: PlanOn,
) -> Rehearsed:
    """Take every step that is due in each week; the claims of a week are those open on its day.

    Of a call, every attempt is made that the policy has, until the claim is settled.
    """
    done, weeks = Rehearsed(), [*weeks]
    steps: list[Step] = []
    calls: list[ClaimCall] = []
    levels = {level.step_id: level for level in policy.levels}
    for day, claims in weeks:
        for row in plan_on(day, claims, steps, calls):
            if row.step_id is None or row.channel is None:
                continue
            level = levels.get(row.step_id)
            times = 1
            if row.kind == StepKind.CALL and level is not None:
                ends_on = settled_on.get(row.claim_id) or weeks[-1][0] + timedelta(days=1)
                attempts = [
                    day + timedelta(level.attempt_days * number)
                    for number in range(level.most_attempts)
                ]
                attempts = [attempt for attempt in attempts if attempt < ends_on]
                calls += [
                    ClaimCall(row.claim_id, attempt, reached=False, is_in_vain=True)
                    for attempt in attempts
                ]
                times = len(attempts)
            else:
                steps.append(Step(row.claim_id, row.step_id, row.due_version, day, row.channel))
            done.asked[row.step_id] += times
            done.fee_ore[row.step_id] += row.fee_ore
            done.last_step[row.claim_id] = row.step_id
    return done
