"""What the bank is asked to draw by AvtaleGiro: once, and only what is owed.

A drawing is wrong if a file read so far, or a call, has told what speaks against it while the bank
could still be told.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from tests.season.bank import CLAIM_DAYS, FILE_DAYS, Bank, Request
from tests.season.judge import Judge
from tests.season.ledger import ONE_DAY, Order, bank_days_after
from tests.season.reasons import CALLS_ONLY, find_reasons
from workbench.days import next_working_day

WEEK = timedelta(days=7)
NOT_STOPPING = CALLS_ONLY | {"mandate_pending", "reversal", "promise"}


def is_in_time(day: date, due_on: date) -> bool:
    """Return whether the bank takes a claim that it gets on a day."""
    return bank_days_after(next_working_day(day), CLAIM_DAYS) <= due_on


class DrawJudge:
    """Counts what was wrongly asked of the bank, not taken back, or never asked."""

    def __init__(self, judge: Judge, bank: Bank) -> None:
        self.judge, self.club, self.bank = judge, judge.club, bank
        self.drawn_twice: set[int] = set()

    def judge_asked(self, request: Request) -> None:
        """Judge a claim of a file before the bank has it."""
        order, mandate = request.order, self.bank.mandate_of(request.order)
        causes = [*self._known_stops(order, request)]
        if mandate is None or not mandate.is_known_to_stand(self.club.today):
            causes.append("no mandate")
        if not is_in_time(self.club.today, request.due_on):
            causes.append("too late for the bank")
        for earlier in self.bank.standing(order):
            shown_on = bank_days_after(earlier.due_on, FILE_DAYS)
            if earlier.due_on == request.due_on or self.club.covered_until < shown_on:
                causes.append("asked twice")
        for cause in causes[:1]:
            self._fault("wrong drawing", cause, request)

    def judge_standing(self, to_cancel: Mapping[Order, str]) -> None:
        """Judge what the bank would still draw: whoever runs the file is told what to cancel."""
        for request in self.bank.requests:
            if request.may_be_cancelled(self.club.today):
                causes = [*self._known_stops(request.order, request)]
                is_told = request.order in to_cancel
                if causes and not is_told:
                    self._fault("drawing not stopped", causes[0], request)
                if is_told and not causes and len(self.bank.standing(request.order)) == 1:
                    self._judge_needless(request, to_cancel[request.order])
        self._judge_twice()

    def _judge_needless(self, request: Request, sentence: str) -> None:
        """Judge a cancellation of which no known fact is the cause."""
        reasons = find_reasons(self.club, request.order)
        if any(reason.kind != "not due" for reason in reasons) or self._is_asked_about(request):
            self.judge.apart["cancelled for what nobody knew"] += 1
        else:
            self._fault("drawing stopped", sentence.rpartition(": ")[2], request)

    def _judge_twice(self) -> None:
        for request in self.bank.requests:
            money = [r.money for r in self.bank.requests if r.order is request.order and r.money]
            if len(money) > 1 and request.order.number not in self.drawn_twice:
                self.drawn_twice.add(request.order.number)
                self._fault("drawn twice", f"{money[0].sent_on}, {money[1].sent_on}", request)

    def judge_missed(self, left_out: Sequence[str]) -> None:
        """Judge what was not asked on the last Monday on which the bank could be."""
        today = self.club.today
        for order in self.club.orders:
            mandate, due_on = self.bank.mandate_of(order), order.read_due_on
            is_last = is_in_time(today, due_on) and not is_in_time(today + WEEK, due_on)
            if not is_last or not order.is_read or order.due_on != due_on:
                continue
            own = [request for request in self.bank.requests if request.order is order]
            is_asked = any(r.due_on == due_on or r.may_be_cancelled(today) for r in own)
            if is_asked or mandate is None or not mandate.is_known_to_stand(today + ONE_DAY):
                continue
            request = Request(order, due_on, order.shown_open_ore())
            stops = {r.kind for r in find_reasons(self.club, order)} - {"not due", *NOT_STOPPING}
            stops |= {*self._known_stops(order, request)}
            if not stops and not self._is_asked_about(request):
                claim = f"({self.club.claim_id(order, order.lines[0])})"
                why = [sentence.rpartition(": ")[2] for sentence in left_out if claim in sentence]
                self._fault("never drawn", " ".join(why) or "no word of it", request)

    def _known_stops(self, order: Order, request: Request) -> Iterator[str]:
        """Yield what is known to speak against a drawing on its day."""
        member, due_on = order.lines[0].member, request.due_on
        if order.is_credit_read:
            yield "credited"
        elif order.is_shown_paid():
            yield "paid"
        elif order.shown_open_ore() != request.ore:
            yield "another sum"
        if order.read_due_on != due_on:
            yield "another day"
        if member.read and member.read.left_on and member.read.left_on < due_on:
            yield "resigned"
        for stop in (*self.club.stops_on(order), *member.frozen):
            is_covered = stop.end is None or due_on <= stop.end
            is_known = stop.known_on <= self.club.today
            if stop.kind not in NOT_STOPPING and is_known and stop.start <= due_on and is_covered:
                yield stop.kind

    def _is_asked_about(self, request: Request) -> bool:
        """Return whether the office has a question of the payer's to settle first: money that is
        too much, or under another KID, or days on which the club was closed."""
        order, month = request.order, request.order.first_due_on.replace(day=1)
        is_closed = any(
            first <= month + timedelta(days=30) and month <= last
            for first, last in self.club.closures
        )
        return self.club.has_money_to_place(order) or (is_closed and not order.relief_ore)

    def _fault(self, kind: str, cause: str, request: Request) -> None:
        detail = f"{request.due_on} {request.ore // 100} kr, due {request.order.due_on}"
        self.judge.fault(kind, cause, request.order, detail=detail)
