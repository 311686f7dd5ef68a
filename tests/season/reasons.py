"""Why nobody should be asked about an order on a day, and from when a next step may come.

This is the truth, as the cases of the trade have it; `is_known` says whether a file read so far, or
a call, has told the workbench.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from tests.season.ledger import ONE_DAY, Order, Stop
from tests.season.life import Club

UNDRAWN = "avtalegiro"  # the step after a drawing in vain
CALLS_ONLY = {"will not pay"}  # they stop calls, not what is written


class Reason(NamedTuple):
    """Why nobody should be asked about an order."""

    kind: str
    is_known: bool
    detail: str = ""


class Level(NamedTuple):
    """A step of the club's policy."""

    step_id: str
    kind: str
    days: int


def find_reasons(club: Club, order: Order) -> Iterator[Reason]:
    """Yield why nobody should be asked about an order today."""
    today, member = club.today, order.lines[0].member
    match club.why_not_owed(order):
        case "resigned":
            yield Reason("resigned", bool(member.read and member.read.left_on))
        case "frozen":
            yield Reason("frozen", any(stop.known_on <= today for stop in member.frozen))
    if order.credited_on and order.credited_on <= today:
        yield Reason("credited", order.is_credit_read)
    elif not order.open_ore(today):
        yield _paid(club, order)
    if today <= order.due_on:
        yield Reason("not due", today <= order.read_due_on)
    if club.bank is not None and club.bank.awaits_file(order):
        yield Reason("drawn, before its file (P10)", True)
    if member.read and member.read.status == "unprocessed":
        yield Reason("applicant", True)
    if order.payer.is_dead:
        yield Reason("dead", False)  # the stop of the death says when it was known
    for stop in club.stops_on(order):
        if stop.kind not in CALLS_ONLY and stop.stands(today, club.covered_until):
            yield _stopped(club, order, stop)


def _paid(club: Club, order: Order) -> Reason:
    """Return what is known of money that settles the order, perhaps under another KID."""
    read_on = club.claims_read_on
    is_astray = any(m.kid_of and (m.listed_on or club.today) >= read_on for m in order.money)
    kind = "money on a settled KID (B10)" if is_astray else "paid"
    money = "; ".join(f"{m.ore // 100} kr {m.sent_on}" for m in order.money)
    return Reason(_by_both_ways(kind, order), order.is_shown_paid(), money)


def _stopped(club: Club, order: Order, stop: Stop) -> Reason:
    """Return a stop as a reason; one with parts may wait for the file that covers a part."""
    covered = club.covered_until
    waits = any(start < club.today for start, _ in stop.unproved_parts(covered))
    kind = f"{stop.kind} before its file (B5)" if waits else stop.kind
    detail = f"{stop} – the bank's files reach {covered}"
    beside = [order, *(other for other in stop.orders if other.is_paid_two_ways)]
    return Reason(_by_both_ways(kind, beside[-1]), stop.known_on <= club.today, detail)


def _by_both_ways(kind: str, order: Order) -> str:
    """Mark what follows from money in the member system beside other money through the bank."""
    return f"{kind}, paid in two ways" if order.is_paid_two_ways else kind


def files_are_fresh(club: Club) -> bool:
    """Return whether this Monday brought the list of claims, which says what is paid, and the
    bank's file where payments come through the bank."""
    monday = club.today - timedelta(days=club.today.weekday())
    is_banked = not club.has_bank or club.covered_until >= monday - timedelta(days=2)
    return is_banked and club.claims_read_on >= monday


def next_step_on(club: Club, levels: Sequence[Level], order: Order, position: int) -> date | None:
    """Return the first day of a step, held days not counted; None if the one before it was
    never sent."""
    sent, since = order.sent_steps(), order.counts_from
    since = max(since, sent.get(UNDRAWN, since))  # the days of the policy count from it
    if position:
        before = sent.get(levels[position - 1].step_id)
        if before is None:
            return None
        since = before
    stops = [stop for stop in club.stops_on(order) if stop.known_on <= club.today]
    held = [(stop.start, stop.last_held_day(club.covered_until)) for stop in stops]
    day, missing = since, levels[position].days
    while missing > 0 and day < club.end:
        day += ONE_DAY
        is_held = any(start <= day and (end is None or day <= end) for start, end in held)
        missing -= not is_held
    return day


def missed_plans(club: Club, order: Order) -> list[Stop]:
    """Return the plans for an order of which the bank's files show that a part was missed."""
    stops = club.stops_on(order)
    return [s for s in stops if len(s.parts) > 1 and s.missed_on(club.covered_until)]
