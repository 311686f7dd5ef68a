"""Holds: periods in which reminders stop. They stop the clock and never delete a step."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from workbench.days import months_after
from workbench.model.day_rows import Balance
from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.periods import Period
from workbench.model.rows import Hold

ONE_DAY = timedelta(days=1)
NO_HOLDS: Sequence[Hold] = ()


class Holds:
    """The holds of one plan, by what they apply to: an invoice, or a whole membership."""

    def __init__(self, holds: Iterable[Hold]) -> None:
        self._by_invoice: dict[str | None, list[Hold]] = {}
        self._by_member: dict[str | None, list[Hold]] = {}
        for hold in holds:
            if hold.invoice_id:
                self._by_invoice.setdefault(hold.invoice_id, []).append(hold)
            else:
                self._by_member.setdefault(hold.member_id, []).append(hold)

    def on(
        self,
        claim: Balance,
        liable_id: str | None,
        payer_id: str | None,
        holds_of_payer: Sequence[Hold] = (),
    ) -> Sequence[Hold]:
        """Return every hold on the claim's invoice or member, sorted by first day.

        A hold of a personal kind also counts when it is on the person who owes the claim or on the
        payer. So does one on another claim of the payer's, or on its member.
        """
        on_claim = self._on(claim)
        people = ({liable_id, payer_id} - {claim.member_id}) & self._by_member.keys()
        if not (people or holds_of_payer or len(on_claim) > 1):
            return on_claim
        of_people = [hold for person in people for hold in _personal(self._by_member[person])]
        by_id = {hold.hold_id: hold for hold in (*on_claim, *of_people)}
        for hold in holds_of_payer:
            by_id.setdefault(hold.hold_id, _for_household(hold))
        return sorted(by_id.values(), key=lambda hold: (hold.start_on, hold.kind))

    def personal_on(self, claim: Balance) -> list[Hold]:
        """Return the holds of a personal kind on the claim's invoice or member."""
        return _personal(self._on(claim))

    def personal_of(self, member_id: str) -> list[Hold]:
        """Return the holds of a personal kind on a member."""
        return _personal(self._by_member.get(member_id, NO_HOLDS))

    def _on(self, claim: Balance) -> Sequence[Hold]:
        of_invoice = self._by_invoice.get(claim.invoice_id, NO_HOLDS)
        of_member = self._by_member.get(claim.member_id, NO_HOLDS)
        return [*of_invoice, *of_member] if of_invoice and of_member else of_invoice or of_member


def _personal(holds: Iterable[Hold]) -> list[Hold]:
    """Return the holds of a personal kind."""
    return [hold for hold in holds if HOLD_RULES[hold.kind].is_personal]


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


def skip_held_days(holds: Sequence[Hold], since: date, day: date) -> date | None:
    """Return `day` moved on by the days after `since` that holds cover, so that as many days are
    free as there were days between; None if a hold without an end stops it.

    `holds` are sorted by their first day. The returned day has no hold.
    """
    covered_until = since
    for hold in holds:
        first_day = max(hold.start_on, covered_until + ONE_DAY)
        if first_day > day:
            break
        if hold.end_on is None:
            return None
        if hold.end_on >= first_day:
            day += hold.end_on - first_day + ONE_DAY
            covered_until = hold.end_on
    return day


def find_free_day(holds: Iterable[Hold], day: date) -> date | None:
    """Return the first day, `day` or later, without a hold; None if a hold on it has no end."""
    hold = find_longest_hold(holds, day)
    while hold is not None:
        if hold.end_on is None:
            return None
        day = hold.end_on + ONE_DAY
        hold = find_longest_hold(holds, day)
    return day


class Freeze(NamedTuple):
    """A freeze of the membership in the time that a fee is for."""

    hold: Hold
    is_whole: bool  # it covers all days of that time
    is_of_month: bool = True  # that time is a month or a part of one, not a season


def separate_freezes(
    claim: Balance, holds: Sequence[Hold], period: Period | None = None
) -> tuple[Freeze | None, list[Hold]]:
    """Return the freeze of the membership in the time that a fee is for, the month of its due date
    where nothing else is known, and the holds without any freeze of the membership: a fee of
    another time is owed, and follows its course.

    Of several freezes one of the whole time is given, else the one that ends last.
    """
    freezes = [hold for hold in holds if hold.kind == HoldKind.FREEZE and hold.invoice_id is None]
    period = period or fee_month(claim)
    in_period = [
        Freeze(hold, covers(hold, period), period.is_within_month)
        for hold in freezes
        if period_of(hold).overlaps(period)
    ]
    decisive = max(
        in_period,
        key=lambda freeze: (freeze.is_whole, freeze.hold.end_on or date.max),
        default=None,
    )
    return decisive, [hold for hold in holds if hold not in freezes]


def fee_month(claim: Balance) -> Period:
    """Return the month that a monthly fee is for: that of its due date."""
    first_day = claim.due_on.replace(day=1)
    return Period(first_day, months_after(first_day, 1) - ONE_DAY)


def covers(hold: Hold, period: Period) -> bool:
    """Return whether a hold covers every day of a period that has an end."""
    ends_later = hold.end_on is None or (period.end_on is not None and hold.end_on >= period.end_on)
    return hold.start_on <= period.start_on and ends_later


def find_wrong_end(kind: HoldKind, start_on: date, end_on: date | None) -> str | None:
    """Return in bokmål what is wrong with a hold's last day: it is missing, though its kind needs
    one, or it is before the first day; else None.

    Two holds of a kind that overlap in a list are an extension.
    """
    if HOLD_RULES[kind].needs_end and end_on is None:
        return "avtalen mangler sluttdato"
    if end_on is not None and end_on < start_on:
        return "sluttdatoen er før startdatoen"
    return None
