"""The bank of a club with AvtaleGiro: its payers' mandates, what it is asked to draw, and draws.

It reads the files of claims with netsgiro, and knows its deadlines from the calendar alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import netsgiro

from tests.importers.test_mandate_records import mandate_file
from tests.season.ledger import ONE_DAY, Money, Order, bank_days_after
from tests.season.people import Member
from workbench.days import next_working_day
from workbench.values.kid import make_kid

if TYPE_CHECKING:
    from tests.season.life import Club

ACCOUNT = "99990012345"  # of the club, as in the bank's files
CLAIM_DAYS = 4  # bank days before the due date, at least
FILE_DAYS = 5  # bank days after it; then a file shows what was drawn (P10)
NO_COVER = 0.12  # of the drawings
FROM_THE_START, LATER = 0.6, 0.2  # of the members have a mandate, or get one in the season
DELETED = 0.25  # of the mandates
BY_HAND = 0.08  # of the claims with a mandate are paid by hand all the same
ON_LIST, NEW, GONE = 0, 1, 2  # kinds of registration
TERMS = f"""
[avtalegiro]
avtale = "000000004"
konto = "{ACCOUNT}"
avsender = "55555555"
"""


@dataclass(eq=False)
class Mandate:
    """A member's mandate: in truth, and as the files read so far have told it."""

    kid: str
    start: date
    end: date | None = None  # the first day on which nothing is drawn
    told: int | None = None  # the last registration in a file
    told_on: date = date.max  # the day of that file

    def stands(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def is_known_to_stand(self, due_on: date) -> bool:
        """Return whether it stood on a due date, by the files read."""
        is_gone = self.told == GONE and self.told_on < due_on
        return self.told is not None and not is_gone


@dataclass(eq=False)
class Request:
    """What the bank was asked to draw."""

    order: Order
    due_on: date
    ore: int
    is_cancelled: bool = False
    money: Money | None = None

    def may_be_cancelled(self, day: date) -> bool:
        """Return whether the last bank day before it has not passed; the hour is before two."""
        return not self.is_cancelled and next_working_day(day) < self.due_on


class Bank:
    """The mandates of a club's members, and what was asked for."""

    def __init__(self, club: "Club", seed: int) -> None:
        self.club, self.rng = club, Random(f"bank {seed}")
        self.mandates: dict[int, Mandate] = {}  # by the member's number
        self.requests: list[Request] = []
        self.listed_in = 0  # the month of the last full list
        for member in club.members:
            share = self.rng.random()
            if share < FROM_THE_START:
                self._agree(member)
            elif share < FROM_THE_START + LATER:
                day = club.start + timedelta(days=self.rng.randint(5, 230))
                club.acts[day].append(lambda _, member=member: self._agree(member))

    def _agree(self, member: Member) -> None:
        """Let a member say yes to AvtaleGiro today; some take it back, and some of them that."""
        kid = make_kid(f"{member.number:07d}{0:04d}", 10)
        mandate = self.mandates.setdefault(member.number, Mandate(kid, self.club.today))
        mandate.start, mandate.end = self.club.today, None
        self.club.counts["mandates"] += 1
        if self.rng.random() < DELETED:
            self.club.later(self.rng.randint(30, 250), lambda _: self._delete(member))

    def _delete(self, member: Member) -> None:
        self.mandates[member.number].end = self.club.today
        self.club.counts["mandates deleted"] += 1
        if self.rng.random() < 0.5:
            self.club.later(self.rng.randint(3, 60), lambda _: self._agree(member))

    def mandate_of(self, order: Order) -> Mandate | None:
        return self.mandates.get(order.lines[0].member.number)

    def relies_on_it(self, order: Order) -> bool:
        """Return whether a payer waits for the bank; who does and is not drawn, pays later."""
        mandate = self.mandate_of(order)
        if mandate is None or not mandate.stands(self.club.today):
            return False
        if self.rng.random() < BY_HAND:
            days = (order.due_on - self.club.today).days + self.rng.randint(-14, 3)
            self.club.later(days, lambda _: self.club.pay(order))
        habit = self.rng.choice(("reminder", "reminder", "call"))
        self.club.acts[order.due_on + 3 * ONE_DAY].append(lambda _: _set_habit(order, habit))
        return True

    # ------------------------------------------------------------------ files

    def write_mandates(self, inbox: Path, made_on: date) -> None:
        """Write all mandates in the first file of a month, else what has changed."""
        is_full, records = made_on.month != self.listed_in, []
        self.listed_in = made_on.month
        for mandate in self.mandates.values():
            now = NEW if mandate.stands(made_on) else GONE
            if mandate.start > made_on or (is_full and now == GONE and mandate.told is None):
                continue
            if is_full and now == NEW:
                records.append((ON_LIST, mandate.kid, "N"))
            elif not is_full and now != (mandate.told or GONE):
                records.append((now, mandate.kid, "N"))
            if now != mandate.told and (now == NEW or mandate.told is not None):
                mandate.told, mandate.told_on = now, made_on
        if records:
            content = mandate_file(made_on, *records, account=ACCOUNT)
            (inbox / f"avtalegiro_{made_on:%d%m}.txt").write_bytes(content)

    def receive(self, path: Path) -> Iterator[Request]:
        """Take a file of claims and cancellations today; yield the new claims, of which those that
        come too late are not drawn."""
        orders = {order.kid: order for order in self.club.orders}
        for assignment in netsgiro.parse(path.read_text("iso-8859-1")).assignments:
            for row in assignment.transactions:
                order, ore = orders[row.kid], int(row.amount * 100)
                if assignment.type == netsgiro.AssignmentType.AVTALEGIRO_CANCELLATIONS:
                    self._cancel(order, row.date, ore)
                    continue
                request = Request(order, row.date, ore)
                yield request
                self.requests.append(request)
                self.club.counts["asked to draw"] += 1
                if bank_days_after(next_working_day(self.club.today), CLAIM_DAYS) <= row.date:
                    day = next_working_day(row.date)
                    self.club.acts[day].append(lambda _, request=request: self._draw(request))

    def _cancel(self, order: Order, due_on: date, ore: int) -> None:
        [request] = [r for r in self.standing(order) if (r.due_on, r.ore) == (due_on, ore)]
        request.is_cancelled = request.may_be_cancelled(self.club.today)
        self.club.counts["cancelled at the bank"] += request.is_cancelled

    def standing(self, order: Order) -> list[Request]:
        return [r for r in self.requests if r.order is order and not r.is_cancelled]

    def awaits_file(self, order: Order) -> bool:
        """Return whether the bank was asked to draw an order by a mandate that is known to have
        stood on its day, and no file covers the days after it."""
        mandate, covered = self.mandate_of(order), self.club.covered_until
        return mandate is not None and any(
            request.due_on < self.club.today
            and covered < bank_days_after(request.due_on, FILE_DAYS)
            and mandate.is_known_to_stand(request.due_on)
            for request in self.standing(order)
        )

    def _draw(self, request: Request) -> None:
        """Draw what was asked for, whatever has become of the claim."""
        club, order = self.club, request.order
        mandate = self.mandate_of(order)
        if request.is_cancelled or mandate is None or not mandate.stands(club.today):
            return
        if order.payer.is_dead or self.rng.random() < NO_COVER:
            club.counts["no cover"] += 1
            return
        listed_on = club.today + timedelta(days=self.rng.randint(1, 4))
        request.money = Money(club.today, request.ore, club.today, listed_on)
        club.counts["drawn" if order.open_ore(club.today) else "drawn though not owed"] += 1
        order.money.append(request.money)


def _set_habit(order: Order, habit: str) -> None:
    if order.habit == "drawn":
        order.habit = habit
