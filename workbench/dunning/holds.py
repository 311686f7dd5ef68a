"""Holds: periods in which reminders stop. They stop the clock and never delete a step."""

from collections.abc import Iterable, Sequence, Set
from datetime import date, timedelta

from workbench.model.day_rows import Balance
from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.periods import Period
from workbench.model.rows import Hold

Target = tuple[bool, str | None]  # whether it is an invoice, and the id of the invoice or member


class Holds:
    """The holds of one plan, by what they apply to: an invoice, or a whole membership."""

    def __init__(self, holds: Iterable[Hold]) -> None:
        self._by_target: dict[Target, list[Hold]] = {}
        for hold in holds:
            self._by_target.setdefault(hold.target, []).append(hold)

    def on(
        self, claim: Balance, people: Set[str | None], holds_of_payer: Iterable[Hold] = ()
    ) -> list[Hold]:
        """Return every hold on the claim's invoice or member, sorted by first day.

        A hold of a personal kind also counts when it is on one of `people`: the ids of the person
        who owes the claim and of the payer. So does one on another claim of the payer's, or on its
        member.
        """
        holds = {hold.hold_id: hold for hold in self._on(claim)}
        for person in people - {claim.member_id, None}:
            person_holds = self._by_target.get((False, person), [])
            holds |= {row.hold_id: row for row in person_holds if HOLD_RULES[row.kind].is_personal}
        for hold in holds_of_payer:
            holds.setdefault(hold.hold_id, _for_household(hold))
        return sorted(holds.values(), key=lambda hold: (hold.start_on, hold.kind))

    def personal_on(self, claim: Balance) -> list[Hold]:
        """Return the holds of a personal kind on the claim's invoice or member."""
        return [hold for hold in self._on(claim) if HOLD_RULES[hold.kind].is_personal]

    def _on(self, claim: Balance) -> list[Hold]:
        targets = (True, claim.invoice_id), (False, claim.member_id)
        return [hold for target in targets for hold in self._by_target.get(target, [])]


def _for_household(hold: Hold) -> Hold:
    """Return a hold as it counts for the other claims of the payer."""
    days = HOLD_RULES[hold.kind].household_days
    if days is None:
        return hold
    end_on = hold.start_on + timedelta(days=days)
    return hold._replace(end_on=min(hold.end_on or end_on, end_on))


def period_of(hold: Hold) -> Period:
    """Return the days that a hold covers."""
    return Period(hold.start_on, hold.end_on)


def find_longest_hold(holds: Iterable[Hold], day: date) -> Hold | None:
    """Return the hold that covers `day` and ends last, or None."""
    active_holds = [hold for hold in holds if day in period_of(hold)]
    return max(active_holds, key=lambda hold: hold.end_on or date.max, default=None)


def find_invalid_holds(holds: Sequence[Hold]) -> list[tuple[str, str, str]]:
    """Return (hold_id, column, reason) for each hold that is not valid.

    A hold is not valid if it lacks an end that its kind needs, ends before it starts, or overlaps
    another hold of its kind on the same invoice or member. Of two holds that overlap, the one with
    the later start (or the later id) is not valid. The reason is Norwegian.
    """
    invalid_holds = []
    valid_periods: dict[tuple[HoldKind, Target], list[Period]] = {}
    for hold in sorted(holds, key=lambda hold: (hold.start_on, hold.hold_id)):
        earlier_periods = valid_periods.setdefault((hold.kind, hold.target), [])
        fault = _describe_fault(hold, earlier_periods)
        if fault is None:
            earlier_periods.append(period_of(hold))
        else:
            invalid_holds.append((hold.hold_id, *fault))
    return invalid_holds


def _describe_fault(hold: Hold, earlier_periods: list[Period]) -> tuple[str, str] | None:
    """Return the column and the reason why a hold is not valid, or None. `earlier_periods` are
    those of the valid holds of its kind on the same invoice or member."""
    if HOLD_RULES[hold.kind].needs_end and hold.end_on is None:
        return "end_on", "avtalen mangler sluttdato"
    if hold.end_on is not None and hold.end_on < hold.start_on:
        return "end_on", "sluttdatoen er før startdatoen"
    for period in earlier_periods:
        if period.overlaps(period_of(hold)):
            return "start_on", f"overlapper en lik avtale fra {period.start_on:%d.%m.%Y}"
    return None
