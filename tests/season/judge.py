"""What the workbench proposes, held against the truth: who was asked wrongly, or too soon.

The truth follows the cases of the trade, not the workbench's rules. A question is wrong if
something stops it that a file read so far, or a call, has told. What no file could tell is counted
apart: money under way while the files are fresh, money that only a missing file would have shown
(the freshness gate), and facts that nobody at the office could know.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tests.season.ledger import Order
from tests.season.life import Club
from tests.season.people import Person
from tests.season.phone import Phone
from tests.season.reasons import (
    CALLS_ONLY,
    Level,
    files_are_fresh,
    find_reasons,
    missed_plans,
    next_step_on,
)
from workbench.calls.cases import Claim as CaseClaim
from workbench.model.day_rows import PlanRow
from workbench.model.outcomes import OUTCOME_RULES, Outcome
from workbench.office.calls import LeasedCase
from workbench.reports.figures import Figures

CALL_LIMITS = ((1, 1), (7, 5), (30, 15))  # days, most attempts in them
REST_DAYS = 7  # after a conversation (B13)
ROUND = 3  # attempts without an answer, then in writing (B7)
MANY = 3  # payers on one number: it is nobody's (W1)
MESSAGE = "message"  # the step after calls in vain
UNANSWERED = {Outcome.NO_ANSWER, Outcome.VOICEMAIL}


@dataclass(frozen=True)
class Fault:
    """Something that should not have happened, and the truth that speaks against it."""

    kind: str
    cause: str
    day: date
    about: str
    rows: str

    @property
    def name(self) -> str:
        return f"{self.kind}: {self.cause}"

    def __str__(self) -> str:
        return f"{self.day} {self.name} – {self.about} {self.rows}"


def short(row: PlanRow | CaseClaim) -> str:
    """Return what a row of the plan or of a case says, in one line."""
    facts = {"step": row.step_id, "next": row.next_on, "detail": row.detail}
    if isinstance(row, PlanRow):
        facts |= {"task": row.task, "days": row.days}
    known = [f"{name} {fact}" for name, fact in facts.items() if fact is not None]
    return f"[{row.claim_id} {', '.join([str(row.reason), *known])}]"


class Judge:
    """Counts the faults of a season."""

    def __init__(self, club: Club, phone: Phone, levels: Sequence[Level]) -> None:
        self.club, self.phone, self.levels = club, phone, levels
        self.faults: list[Fault] = []
        self.apart: Counter[str] = Counter()
        self.calls: list[tuple[date, Person, str, Outcome]] = []  # payer, number
        self.calls_about: dict[int, list[tuple[date, Outcome]]] = {}  # by order
        self.handed_out: dict[int, date] = {}  # order -> the last call about it
        self.talked_on: dict[int, date] = {}  # order -> the last conversation about it
        self.reports: list[Figures] = []
        self.expected_paid = 0.0

    def judge_expected(self, expected: float, rows: Sequence[tuple[Order, PlanRow]]) -> None:
        """Count how many of the planned claims the gate expects to be paid already, and how many
        are."""
        paid = [
            order
            for order, row in rows
            if row.step_id and not order.open_ore(self.club.today) and not order.credited_on
        ]
        self.expected_paid += expected
        self.apart["paid before they were asked"] += len(paid)
        self.apart["expected to be so"] = round(self.expected_paid)

    def judge_report(self, figures: Figures) -> None:
        """Hold a week's report against that of the week before: it stands as it was sent, and the
        sums lead from it to this one (B14)."""
        counts = figures.counts
        gone_ore = counts.overdue_paid_ore + counts.relieved_ore
        sums = counts.overdue_before_ore + counts.became_overdue_ore - gone_ore
        if self.reports:
            last = self.reports[-1].counts
            assert (counts.overdue_before_ore, counts.paid_before_ore) == (
                last.overdue_ore, last.paid_ore,
            ), figures.as_of  # fmt: skip
            assert sums == counts.overdue_ore, figures.as_of
        self.reports.append(figures)

    def fault(
        self,
        kind: str,
        cause: str,
        order: Order | None,
        *rows: PlanRow | CaseClaim,
        detail: str = "",
    ) -> None:
        about = f"{order.titles if order else ''} {detail}".strip()
        shown = " ".join(map(short, rows))
        self.faults.append(Fault(kind, cause, self.club.today, about, shown))

    def number_of(self, claim_id: str) -> int:
        return self.club.by_claim[claim_id].number

    # ------------------------------------------------------------------ questions

    def judge_question(self, what: str, order: Order, *rows: PlanRow | CaseClaim) -> bool:
        """Count a question about an order as right, as wrong, or apart; return whether it is
        wrong."""
        reasons = [*find_reasons(self.club, order)]
        known = [reason for reason in reasons if reason.is_known]
        if known:
            self.fault(f"wrong {what}", known[0].kind, order, *rows, detail=known[0].detail)
        elif any(not order.open_ore(self.club.today) and not order.credited_on for _ in reasons):
            if files_are_fresh(self.club):
                self.apart["underway"] += 1
            else:
                self.fault(f"wrong {what}", "no file shows it (B11)", order, *rows)
        elif reasons:
            self.apart["unknowable"] += 1
        return bool(known)

    # ------------------------------------------------------------------ reminders

    def judge_plan(self, rows: Sequence[tuple[Order, PlanRow]]) -> None:
        """Judge the reminders of a plan; an order of several claims is reminded about once."""
        reminders = {
            (order.number, row.step_id): (order, row)
            for order, row in rows
            if row.kind == "reminder" and row.step_id
        }
        called = {
            id(order.payer)
            for order, row in rows
            if row.kind == "call" and order.payer.refused_calls_on is None
        }
        messages = {order.number: (order, row) for order, row in rows if row.step_id == MESSAGE}
        for order, row in messages.values():
            self._judge_message(order, row)
        for (_, step_id), (order, row) in reminders.items():
            if not self.judge_question("reminder", order, row):
                self._judge_step(order, step_id or "", row)
            if id(order.payer) in called:
                self.fault("wrong reminder", "beside a call (W8)", order, row)
            if self._has_only_a_shared_contact(order):
                self.fault("wrong reminder", "contact of many families (W1)", order, row)

    def _judge_message(self, order: Order, row: PlanRow) -> None:
        """Judge a message: only after calls in vain, or to who is not to be phoned (B7)."""
        if self.judge_question("message", order, row) or order.payer.refused_calls_on:
            return
        if not self._is_round_over(order):
            self.fault("step too soon", "a message before three calls (B7)", order, row)
        if MESSAGE in order.sent_steps():
            self.fault("step twice", MESSAGE, order, row)

    def _is_round_over(self, order: Order) -> bool:
        """Return whether the last three calls about an order were in vain, since its reminder."""
        since = max(order.sent_steps().values(), default=date.min)
        outcomes = [what for day, what in self.calls_about.get(order.number, []) if day >= since]
        last = outcomes[-ROUND:]
        return len(last) == ROUND and all(outcome in UNANSWERED for outcome in last)

    def _judge_step(self, order: Order, step_id: str, row: PlanRow) -> None:
        """Judge when a step comes: not twice, not too soon, none left out."""
        covered = self.club.covered_until
        unreminded = [s for s in missed_plans(self.club, order) if s.may_be_reminded(covered)]
        if unreminded:  # the friendly reminder of P25, whatever step it is
            return
        sent, ids = order.sent_steps(), [level.step_id for level in self.levels]
        if step_id in sent:
            is_list_missing = self.club.lists_read_on < self.club.today
            cause = "the list of what was sent is missing (B2)" if is_list_missing else step_id
            self.fault("step twice", cause, order, row, detail=f"sent {sent[step_id]}")
        elif step_id in ids:
            self._judge_day(order, ids.index(step_id), row)

    def _judge_day(self, order: Order, position: int, *rows: PlanRow | CaseClaim) -> None:
        """Judge whether a step comes too soon, and name what should have put it off."""
        day, step_id = (
            next_step_on(self.club, self.levels, order, position),
            self.levels[position].step_id,
        )
        if day is None:
            self.fault("step too soon", "the step before was not sent", order, *rows)
        if day is None or self.club.today >= day:
            return
        kinds = {s.kind for s in self.club.stops_on(order) if s.known_on <= self.club.today}
        causes = [f"days of {kind} counted" for kind in sorted(kinds)]
        if order.issued_on > order.due_on:
            causes.append("issued late (B9)")
        cause = f"{step_id}, {', '.join(causes)}" if causes else step_id
        self.fault("step too soon", cause, order, *rows, detail=f"due {day}")

    def _has_only_a_shared_contact(self, order: Order) -> bool:
        listed = order.lines[0].member.read
        if listed is None:
            return False
        guardian = listed.guardian(order.payer.name)
        email = guardian.email if guardian else listed.email
        return not email and all(self._is_shared(phone) for phone in listed.phones)

    def _is_shared(self, phone: str) -> bool:
        members = [m for m in self.club.members if m.read and phone in m.read.phones]
        return len({id(m.payer) for m in members}) >= MANY

    # ------------------------------------------------------------------ calls

    def judge_call(self, leased: LeasedCase, orders: Sequence[Order], payer: Person) -> None:
        """Judge a call that was handed out: `orders` are those that may be spoken of."""
        case = leased.case
        due = {self.number_of(c.claim_id) for c in case.claims if c.call_step}
        shown = {self.number_of(claim.claim_id) for claim in case.claims}
        others = [o for o in self.club.orders if o.number in shown and o.payer is not payer]
        for order in others:
            case_name = "W1" if self._is_shared(case.phone) else "W2, W9"
            cause = f"another payer's claim shown ({case_name})"
            self.fault("wrong call", cause, order, detail=f"to {payer.name} on {case.phone}")
        for order in orders:
            of_order = [c for c in case.claims if self.number_of(c.claim_id) == order.number]
            is_wrong = self.judge_question("call", order, *of_order)
            self.handed_out[order.number] = self.club.today
            if order.number in due and not is_wrong:
                self._judge_call_step(order, of_order)
        self._judge_number(leased, orders, payer)
        self._judge_limits(payer, case.phone)

    def _judge_call_step(self, order: Order, rows: Sequence[CaseClaim]) -> None:
        if any(stop.reminded_on is None for stop in missed_plans(self.club, order)):
            self.fault("wrong call", "missed instalment: first a reminder (P25)", order, *rows)
        self._judge_reversal(order, rows)
        stops = self.club.stops_on(order)
        if any(stop.kind in CALLS_ONLY and stop.start < self.club.today for stop in stops):
            self.fault("wrong call", "asked of the club (B6)", order, *rows)
        if self._is_round_over(order):
            self.fault("wrong call", "a fourth attempt (B7)", order, *rows)
        [call] = [n for n, level in enumerate(self.levels) if level.kind == "call"]
        self._judge_day(order, call, *rows)

    def _judge_reversal(self, order: Order, rows: Sequence[CaseClaim]) -> None:
        """Judge a call about money that was taken back: first a text, and seven days (B3)."""
        for stop in self.club.stops_on(order):
            days = (self.club.today - stop.known_on).days
            if stop.kind == "reversal" and 0 <= days < REST_DAYS:
                self.fault("wrong call", "a week after a reversal (B3)", order, *rows)

    def _judge_number(self, leased: LeasedCase, orders: Sequence[Order], payer: Person) -> None:
        """Judge the number: the payer's, as far as the office can know."""
        phone, order = leased.case.phone, orders[0]
        numbers = self._numbers_of(payer)
        if self._is_of_a_minor(phone):
            self.fault("wrong call", "a minor's own number (P22)", order, detail=phone)
        elif phone not in numbers:
            detail = f"{phone}, not {numbers}"
            self.fault("wrong call", "not the payer's number", order, detail=detail)
        elif (payer.name, phone) in self.phone.older_numbers:
            detail = f"{phone}, not {self.phone.told_numbers[payer.name]}"
            self.fault("wrong call", "an older number", order, detail=detail)
        if (payer.name, phone) in self.phone.wrong_numbers:
            self.fault("wrong call", "a number known to be wrong", order, detail=phone)
        if self._is_shared(phone):
            self.fault("wrong call", "number of many families (W1)", order, detail=phone)
        if not self.club.has_guardians:
            self._judge_profile(leased, orders, payer)
        if payer.refused_calls_on is not None:
            self.fault("wrong call", "asked not to be phoned (W3)", order)

    def _judge_profile(self, leased: LeasedCase, orders: Sequence[Order], payer: Person) -> None:
        """Judge a number on a child's profile: ask for a guardian, and not once it is 18 (W5)."""
        phone, today = leased.case.phone, self.club.today
        own = [m for m in self.club.members if m.read and m.read.phone == phone]
        is_adults = any(m.person is payer for m in own)
        for order in orders:
            member = order.lines[0].member
            if is_adults or member.person is payer:
                continue
            if member.person.is_adult(today):
                self.fault("wrong call", "the youth is 18, the guardian owes (W5)", order)
            elif leased.case.child is None:
                self.fault("wrong call", "a child's profile: ask for a guardian", order)

    def _is_of_a_minor(self, phone: str) -> bool:
        """Return whether a number is a member's own who is a minor, or may be one; where there are
        no columns for guardians, a child's profile has a parent's number."""
        today = self.club.today
        return bool(self.club.has_guardians) and any(
            member.read.phone == phone
            and not (member.read.born_on and member.person.is_adult(today))
            for member in self.club.members
            if member.read
        )

    def _numbers_of(self, payer: Person) -> set[str]:
        """Return the payer's numbers by what was read and told."""
        numbers = {self.phone.told_numbers.get(payer.name)}
        for member in self.club.members_of(payer):
            if member.read is None:
                continue
            guardian = member.read.guardian(payer.name)
            if member.person is payer or not self.club.has_guardians:
                numbers.add(member.read.phone)
            elif guardian:
                numbers.add(guardian.phone)
        return {number for number in numbers if number}

    def _judge_limits(self, payer: Person, phone: str) -> None:
        """Count the payer over all numbers, and the number over all payers."""
        today = self.club.today
        days = [day for day, who, number, _ in self.calls if who is payer or number == phone]
        is_agreed = self.club.call_backs.pop(payer.name, None) == today
        for within, most in CALL_LIMITS:
            recent = [day for day in days if day > today - timedelta(days=within)]
            if len(recent) >= most and not is_agreed:
                self.fault("wrong call", f"{most} in {within} days (R12)", None, detail=payer.name)
        own = [(day, outcome) for day, who, _, outcome in self.calls if who is payer]
        reached = [day for day, outcome in own if OUTCOME_RULES[outcome].reached]
        if reached and today < reached[-1] + timedelta(days=REST_DAYS) and not is_agreed:
            self.fault(
                "wrong call", "rest after a talk (B13)", None, detail=f"{payer.name}, {reached[-1]}"
            )

    def note_call(
        self, payer: Person, phone: str, orders: Sequence[Order], outcome: Outcome
    ) -> None:
        self.calls.append((self.club.today, payer, phone, outcome))
        for order in orders:
            calls = self.calls_about.setdefault(order.number, [])
            calls.append((self.club.today, outcome))
        if OUTCOME_RULES[outcome].reached:
            self.talked_on |= {order.number: self.club.today for order in orders}
