"""The law's calendar (lovkalender): the first day on which a policy may break a limit."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from workbench.dunning.clock import first_day
from workbench.dunning.law import Law, Limit
from workbench.dunning.policy import Level
from workbench.model.kinds import StepKind

NOTICE, HAND_OVER = StepKind.COLLECTION_NOTICE, StepKind.HANDOVER
ONE_DAY, TRIED_DAYS = timedelta(days=1), 366  # of due dates: each day of a year


class Excess(NamedTuple):
    """A step that may break a limit on a day; `allowed` is the least or most that it may be."""

    day: date
    step_id: str
    limit: Limit
    found: int
    allowed: int

    @property
    def text(self) -> str:
        """The Norwegian sentence, without a full stop."""
        bound = "høyst" if self.limit.is_most else "minst"
        return (
            f"trinnet {self.step_id!r} kan bryte loven fra {self.day:%d.%m.%Y}: {self.limit.text}; "
            f"her {self.found} {self.limit.unit}, og det må være {bound} {self.allowed} "
            f"({self.limit.rule}, {self.limit.source})"
        )


def find_first_excess(levels: Sequence[Level], law: Law, from_day: date) -> Excess | None:
    """Return the first day on which the policy may break a limit, with the step, or None.

    Tries a claim for each due date from `from_day` until a year after the last row of the law, and
    for each such day a letter that was sent late. A hold can only make a step later.
    """
    if not any(level.fee or level.kind in (NOTICE, HAND_OVER) for level in levels):
        return None  # a level's own check keeps every other step after the due date
    last_change = max((limit.valid_from for limit in law.limits), default=from_day)
    tried_days = (max(from_day, last_change) - from_day).days + TRIED_DAYS
    excesses: list[Excess] = []
    for number in range(tried_days):
        day = from_day + timedelta(days=number)
        excesses += [*_check_limits(levels, law, day), *_check_deadlines(levels, law, day)]
    return min(excesses, key=lambda excess: excess.day, default=None)


def _check_limits(levels: Sequence[Level], law: Law, due_on: date) -> Iterator[Excess]:
    """Yield what a claim with this due date would break, if each step came as early as it can."""
    day, fees, notices = due_on, 0, 0
    for level in levels:
        since = due_on if level.after == "due" else day
        earliest = first_day(level.count, level.days, since)
        day = earliest if level.is_notice else max(day, earliest)
        fees, notices = fees + level.fee, notices + (level.kind == NOTICE)
        for name, found in _measure(level, (day - due_on).days, fees, notices):
            limit = law.find_limit(name, day)
            if limit and (found > limit.value if limit.is_most else found < limit.value):
                yield Excess(day, level.step_id, limit, found, limit.value)


def _measure(level: Level, days: int, fees: int, notices: int) -> Iterator[tuple[str, int]]:
    """Yield each limit that a step must keep, and what it would be `days` days after the due date,
    as the claim's fee or notice of this number."""
    if not level.is_notice:
        yield "days_after_due", days
    if level.fee:
        yield "fee_after_due", days
        yield "fee_deadline", level.deadline_days
        yield "most_fees", fees
    if level.kind == NOTICE:
        yield "notice_deadline", level.deadline_days
        yield "most_notices", notices


def _check_deadlines(levels: Sequence[Level], law: Law, sent_on: date) -> Iterator[Excess]:
    """Yield each fee or hand-over that may come before the deadline of an earlier letter has
    passed, when that letter was sent on `sent_on`, which may be late."""
    for number, first in enumerate(levels):
        day = sent_on
        for level in levels[number + 1 :]:
            if level.after == "previous":
                day = first_day(level.count, level.days, day)
            limit = law.find_limit(_name_gap(first, level), day)
            gap = (day - sent_on).days
            least_gap = max(limit.value, first.deadline_days + 1) if limit else 0
            if limit and gap < least_gap:
                yield Excess(day, level.step_id, limit, gap, least_gap)


def _name_gap(first: Level, level: Level) -> str:
    """Return the name of the limit of days between two steps; "" if there is none."""
    if first.fee and level.fee:
        return "fee_gap"
    return "hand_over_gap" if (first.kind, level.kind) == (NOTICE, HAND_OVER) else ""
