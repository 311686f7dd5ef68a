"""What the people of the club owe in truth: orders, money, and what stops anybody from asking.

Nothing here knows the workbench's rules. Days are worked out from the calendar alone.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.season.people import Member, Person
from workbench.days import next_working_day

ONE_DAY = timedelta(days=1)
BOOKED_WITHIN = timedelta(days=7)  # what is sent on a day is in a file that reaches so far
BANK_DAYS = 2  # after an agreed day; only then has the bank's file had time to show it (B5)


def bank_days_after(day: date, count: int) -> date:
    """Return the bank day that is so many bank days after a day."""
    for _ in range(count):
        day = next_working_day(day + ONE_DAY)
    return day


@dataclass(eq=False)
class Money:
    """A payment: when the payer sent it, and when files show it.

    `kid_of` is the order whose KID it has by mistake. What is paid in the member system itself is
    in no file of the bank.
    """

    sent_on: date
    ore: int
    booked_on: date
    listed_on: date | None  # in the member system; None until somebody places it
    by_bank: bool = True
    kid_of: "Order | None" = None
    taken_back_on: date | None = None
    in_bank_file: bool = False
    read: bool = False  # a file that shows it has been read

    def counts(self, day: date) -> bool:
        is_back = self.taken_back_on is not None and self.taken_back_on <= day
        return self.sent_on <= day and not is_back


@dataclass(eq=False)
class Stop:
    """Why nobody may ask about some orders, from `start` to `end`; None: until it is decided.

    `known_on` is the day of the call, or of the office's list, that told the workbench. `parts` are
    the days and sums of a promise or plan: it stands until a file of the bank shows otherwise.
    """

    kind: str
    start: date
    end: date | None
    known_on: date
    orders: "list[Order]" = field(default_factory=list)
    person: Person | None = None  # all that this person owes, later orders too
    member: Member | None = None  # all orders of this member
    parts: list[tuple[date, int]] = field(default_factory=list)
    decide_on: date | None = None
    is_upheld: bool = False
    call_id: str = ""
    reminded_on: date | None = None  # of a plan: the friendly reminder after a missed part

    def __str__(self) -> str:
        parts = "".join(f", {ore // 100} kr by {day}" for day, ore in self.parts)
        return f"{self.start} to {self.end}{parts}, known {self.known_on}"

    def covers(self, order: "Order") -> bool:
        is_of_member = any(line.member is self.member for line in order.lines)
        is_of_person = self.person is not None and order.payer is self.person
        return order in self.orders or is_of_member or is_of_person

    def unproved_parts(self, covered_until: date) -> list[tuple[date, int]]:
        """Return the parts that no file of the bank could show yet."""
        return [p for p in self.parts if covered_until < bank_days_after(p[0], BANK_DAYS)]

    def missed_on(self, covered_until: date) -> date | None:
        """Return the first agreed day that the bank's files show was missed."""
        return next(iter(self.missed_days(covered_until)), None)

    def missed_days(self, covered_until: date, *, may_make_up: bool = True) -> list[date]:
        """Return the agreed days that the bank's files show were missed, and not made up for; with
        `may_make_up` false, also those that were made up for later."""
        due_ore, unproved, missed = 0, self.unproved_parts(covered_until), []
        shown_until = covered_until - BOOKED_WITHIN if may_make_up else date.min
        for day, ore in self.parts:
            due_ore += ore
            if (day, ore) not in unproved and self.paid_ore(max(day, shown_until)) < due_ore:
                missed.append(day)
        return missed

    def may_be_reminded(self, covered_until: date) -> bool:
        """Return whether a part was missed after the last friendly reminder."""
        last = self.reminded_on or date.min
        return any(day > last for day in self.missed_days(covered_until))

    def paid_ore(self, day: date) -> int:
        """Return how much of what was promised is settled on a day, by money or by a credit."""
        promised_ore = sum(ore for _, ore in self.parts)
        return promised_ore - sum(order.open_ore(day) for order in self.orders)

    def stands(self, day: date, covered_until: date) -> bool:
        """Return whether it stops a question on a day, with the bank's files read so far."""
        if day < self.start:
            return False
        if not self.parts:
            return self.end is None or day <= self.end
        is_open = day <= self.parts[-1][0] or bool(self.unproved_parts(covered_until))
        return is_open and self.missed_on(covered_until) is None

    def last_held_day(self, covered_until: date) -> date | None:
        """Return the last day that does not count in the days of a rule; None: it has no end."""
        if not self.parts:
            return self.end
        missed = self.missed_days(covered_until, may_make_up=False)
        return next(iter(missed), self.parts[-1][0])


@dataclass(frozen=True)
class Line:
    """A fee of one member on an order."""

    member: Member
    title: str
    account: str
    ore: int


@dataclass(frozen=True)
class Sent:
    """A reminder that the member system has sent."""

    step_id: str
    sent_on: date


@dataclass(eq=False)
class Order:
    """An invoice of one or several fees; `payer` owes all of it, whatever happens later."""

    number: int
    kid: str
    lines: list[Line]
    payer: Person
    recipient: str
    issued_on: date
    due_on: date
    first_due_on: date
    read_due_on: date  # as the workbench read it last
    habit: str = "early"  # what makes the payer pay
    money: list[Money] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    relief_ore: int = 0  # for days on which the club was closed; the member system never shows it
    credited_on: date | None = None
    is_credit_read: bool = False
    is_read: bool = False

    @property
    def ore(self) -> int:
        return sum(line.ore for line in self.lines)

    @property
    def titles(self) -> str:
        return f"{self.number} {self.lines[0].title} til {self.payer.name}"

    def open_ore(self, day: date) -> int:
        """Return what is owed on a day, by what was sent until then."""
        if self.credited_on is not None and self.credited_on <= day:
            return 0
        paid_ore = sum(money.ore for money in self.money if money.counts(day))
        return max(0, self.ore - self.relief_ore - paid_ore)

    def is_shown_paid(self) -> bool:
        """Return whether the files read so far show that nothing is open."""
        return self.shown_open_ore() <= 0

    def shown_open_ore(self) -> int:
        """Return what is open by the files read so far; below zero, what was paid too much."""
        shown = [m for m in self.money if m.read and m.taken_back_on is None]
        return self.ore - self.relief_ore - sum(money.ore for money in shown)

    def has_money_to_place(self) -> bool:
        """Return whether more was paid than is owed, as far as files show, or under another KID."""
        is_too_much = self.shown_open_ore() < 0
        is_credited = self.credited_on is not None and any(money.read for money in self.money)
        return is_too_much or is_credited or any(money.kid_of for money in self.money)

    @property
    def counts_from(self) -> date:
        """The day from which days are counted (B9)."""
        return max(self.read_due_on, self.issued_on)

    @property
    def is_paid_two_ways(self) -> bool:
        return len({money.by_bank for money in self.money}) > 1

    def sent_before(self, day: date) -> "list[Sent]":
        """Return what was sent before the workbench was used, which it learns from a list."""
        return [step for step in self.sent if step.sent_on < day]

    def sent_steps(self) -> dict[str, date]:
        """Return the steps sent for today's due date, each with its latest day; what was sent until
        then was for an earlier one (P16)."""
        sent = sorted(self.sent, key=lambda step: step.sent_on)
        return {step.step_id: step.sent_on for step in sent if step.sent_on > self.read_due_on}
