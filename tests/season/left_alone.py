"""The opposite of a wrong question: what is owed, and neither step, task nor day is set for it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from tests.season.judge import Fault, Judge, short
from tests.season.ledger import Order
from tests.season.reasons import find_reasons, next_step_on
from workbench.model.day_rows import PlanRow, Task

PATIENCE = timedelta(days=14)
ABOUT_MEMBERS = {"find_contact", "settle_hold", "follow_up", "decide_call"}
NOT_DONE = {"stop_reminders", "tidy"}  # tasks that bring no claim forward


class LeftAlone:
    """Watches, Monday by Monday, for how long nothing is done about an order.

    A day in the future counts as something only where the truth has a cause for it: when the next
    step is due by the policy, and two weeks more.
    """

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.proposed_call_on: dict[int, date] = {}
        self.attended_on: dict[int, date] = {}
        self.longest = timedelta()

    def judge_week(self, rows: Sequence[tuple[Order, PlanRow]], tasks: Sequence[Task]) -> None:
        """Look for orders that are owed and for which nothing is done, and for how long."""
        by_order: dict[int, list[PlanRow]] = defaultdict(list)
        for order, row in rows:
            by_order[order.number].append(row)
        for order in self.judge.club.orders:
            own, number = by_order[order.number], order.number
            if not self._could_be_asked(order) or self._is_attended(order, own, tasks):
                self.attended_on[number] = self.judge.club.today
                continue
            first_on = order.counts_from + timedelta(days=self.judge.levels[0].days)
            left = self.judge.club.today - self.attended_on.get(
                number, max(first_on, self.judge.club.start)
            )
            self.longest = max(self.longest, left)
            if left > PATIENCE:
                self._left_alone(order, left.days, own)

    def _left_alone(self, order: Order, days: int, rows: Sequence[PlanRow]) -> None:
        """Count an order that is left alone once, with the longest time and the last rows."""
        about, shown = f"{order.titles} {days} days", " ".join(map(short, rows))
        for place, fault in enumerate(self.judge.faults):
            if fault.kind == "left alone" and fault.about.startswith(order.titles):
                self.judge.faults[place] = replace(fault, about=about)
                return
        causes = {f"{r.reason} {r.detail}" if r.reason == "held" else str(r.reason) for r in rows}
        cause = ", ".join(sorted(causes)) or "no row"
        self.judge.faults.append(Fault("left alone", cause, self.judge.club.today, about, shown))

    def _could_be_asked(self, order: Order) -> bool:
        """Return whether an order is overdue and nothing stops a question, known or not."""
        today = self.judge.club.today
        is_read = order.is_read and self.judge.club.claims_read_on > today - timedelta(days=7)
        return (
            is_read and today > order.counts_from and not any(find_reasons(self.judge.club, order))
        )

    def _is_attended(self, order: Order, rows: Sequence[PlanRow], tasks: Sequence[Task]) -> bool:
        """Return whether something is done: a step, a task, or a day that has its cause."""
        club = self.judge.club
        if any(row.kind == "reminder" for row in rows) or self._is_called(order, rows):
            return True
        keys, claim_ids = {row.task for row in rows}, {row.claim_id for row in rows}
        for task in tasks:
            is_of_claim = any(claim_id in task.evidence for claim_id in claim_ids)
            if task.key in keys or is_of_claim or self._is_about(task, order):
                return True
        next_on = max((row.next_on for row in rows if row.next_on), default=None)
        return next_on is not None and club.today < next_on <= self._expected_on(order) + PATIENCE

    def _is_called(self, order: Order, rows: Sequence[PlanRow]) -> bool:
        """Return whether the payer was phoned about an order this week, or is to be, for the first
        time: a call that is proposed week after week and never handed out is none."""
        today, last_on = self.judge.club.today, self.judge.handed_out.get(order.number)
        if not any(row.kind == "call" for row in rows):
            self.proposed_call_on.pop(order.number, None)
        elif self.proposed_call_on.setdefault(order.number, today) == today:
            return True
        return last_on is not None and last_on > today - timedelta(days=8)

    def _is_about(self, task: Task, order: Order) -> bool:
        club = self.judge.club
        if task.kind in NOT_DONE:
            return False
        members = {club.member_id(line.member) for line in order.lines}
        is_of_member = task.member_id in members and task.kind in ABOUT_MEMBERS
        return is_of_member or task.invoice_id == club.invoice_id(order)

    def _expected_on(self, order: Order) -> date:
        """Return when the next step should come."""
        last = len(self.judge.levels) - 1
        taken = sum(level.step_id in order.sent_steps() for level in self.judge.levels)
        day = (
            next_step_on(self.judge.club, self.judge.levels, order, min(taken, last))
            or self.judge.club.today
        )
        talked_on = self.judge.talked_on.get(order.number)
        return max(day, talked_on + PATIENCE) if talked_on else day
