"""Holds: periods in which dunning rests. They stop the clock and never delete a step."""

from collections.abc import Iterable, Sequence, Set
from datetime import date

from workbench.model.day_rows import Balance
from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.periods import Period
from workbench.model.rows import Hold

Target = tuple[bool, str | None]  # whether it is an invoice, and its id or the member's


class Holds:
    """The holds by what they lie on, for one plan: a claim's invoice, or the whole membership."""

    def __init__(self, holds: Iterable[Hold]) -> None:
        self._by_target: dict[Target, list[Hold]] = {}
        for hold in holds:
            self._by_target.setdefault(hold.target, []).append(hold)

    def on(self, claim: Balance, people: Set[str | None]) -> list[Hold]:
        """Return every hold on a claim: over its invoice or its member, the first to start first.

        What concerns a person and not a membership counts too when it lies on one of `people`:
        who owes the claim, and whose contact data would be used.
        """
        targets = (True, claim.invoice_id), (False, claim.member_id)
        holds = [hold for target in targets for hold in self._by_target.get(target, [])]
        for person in people - {claim.member_id, None}:
            personal = self._by_target.get((False, person), [])
            holds += [hold for hold in personal if HOLD_RULES[hold.kind].is_personal]
        return sorted(holds, key=lambda hold: (hold.start_on, hold.kind))


def period(hold: Hold) -> Period:
    """Return the days that a hold lasts."""
    return Period(hold.start_on, hold.end_on)


def active(holds: Iterable[Hold], day: date) -> Hold | None:
    """Return the hold that covers `day` and lasts longest, if any."""
    covering = [hold for hold in holds if day in period(hold)]
    return max(covering, key=lambda hold: hold.end_on or date.max, default=None)


def faults(holds: Sequence[Hold]) -> list[tuple[str, str, str]]:
    """Return (hold_id, column, reason) for each hold that cannot stand: no end, turned, overlap.

    Of two that overlap, the later one by start and id is at fault.
    """
    at_fault = []
    standing: dict[tuple[HoldKind, Target], list[Period]] = {}
    for hold in sorted(holds, key=lambda hold: (hold.start_on, hold.hold_id)):
        others = standing.setdefault((hold.kind, hold.target), [])
        fault = _fault(hold, others)
        if fault is None:
            others.append(period(hold))
        else:
            at_fault.append((hold.hold_id, *fault))
    return at_fault


def _fault(hold: Hold, others: list[Period]) -> tuple[str, str] | None:
    """Return the column and the reason why a hold cannot stand beside those that do."""
    if HOLD_RULES[hold.kind].needs_end and hold.end_on is None:
        return "end_on", "avtalen mangler sluttdato"
    if hold.end_on is not None and hold.end_on < hold.start_on:
        return "end_on", "sluttdatoen er før startdatoen"
    for other in others:
        if other.overlaps(period(hold)):
            return "start_on", f"overlapper en lik avtale fra {other.start_on:%d.%m.%Y}"
    return None
