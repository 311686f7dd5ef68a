"""What each member should be charged by the club's fees on a day, and why the sum is what it is.

A household is those with one payer. Its order is that in which they came to what the fee is for,
so that somebody new never changes what the others pay.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

from workbench.days import age_on
from workbench.model.fee_kinds import FeeNote, first_question
from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import FeeType, MemberStatus
from workbench.model.periods import Period, count_covered_days
from workbench.model.rows import Hold, Member
from workbench.money.fee_rules import FeePeriod, FeeRule
from workbench.money.paused_fees import Closure, concerning
from workbench.values.text import fold

ADULT = 18
NO_DAYS: Mapping[str, date] = MappingProxyType({})
ONE_DAY = timedelta(days=1)
ASKED_ABOUT: Mapping[HoldKind, FeeNote] = {
    HoldKind.RESIGNATION: FeeNote.WANTS_OUT,
    HoldKind.TRANSFER: FeeNote.WANTS_OUT,
    HoldKind.PAYER_DECEASED: FeeNote.PAYER_DECEASED,
}


class GroupPlace(NamedTuple):
    """A member who is on the list of a group now."""

    member_id: str
    group_name: str
    started_on: date | None = None  # None: from before the books began, or not known


class ExpectedFee(NamedTuple):
    """What a member should be charged for a period of one rule; both its days are included."""

    member_id: str
    rule_id: str
    fee_type: FeeType
    title: str
    start_on: date
    end_on: date
    issue_on: date
    due_on: date
    since_on: date  # claims issued or due from here
    until_on: date  # to here, both days included, may be of this period
    amount_ore: int = 0  # 0 where the sum depends on what is asked
    notes: tuple[FeeNote, ...] = ()  # how the sum came about
    ask: FeeNote | None = None  # what somebody must answer first
    left_on: date | None = None  # of a member who leaves in the period
    frozen_days: int = 0  # of the period


class _Share(NamedTuple):
    """A member's part of a household, and whether it is charged or only keeps its place."""

    member: Member
    start_on: date
    is_charged: bool
    ask: FeeNote | None
    left_on: date | None  # None for one who stays all the period
    frozen_days: int


@dataclass(frozen=True)
class _Register:
    as_of: date
    groups: Mapping[str, Mapping[str, date | None]]  # member -> folded group -> first day
    payers: Mapping[str, str]
    holds: Mapping[str, Sequence[Hold]]  # those on whole memberships
    closures: Sequence[Closure]
    seen_on: Mapping[str, date]

    def order(self, rule: FeeRule, member: Member) -> tuple[date, date, str]:
        """Return what sorts the members of a household: the day on which each came to what the
        rule is for, and to the books; then the oldest first."""
        first_on = self.first_day(rule, member) or date.min
        came_on = max(first_on, self.seen_on.get(member.member_id, date.min))
        return came_on, member.born_on or date.max, member.member_id

    def first_day(self, rule: FeeRule, member: Member) -> date | None:
        """Return the first day on which a member is charged by the rule, `date.min` if it has
        always been so; None for a member whom the rule does not concern."""
        joined_on = member.joined_on or date.min
        if not rule.groups:
            return joined_on
        own = self.groups.get(member.member_id, {})
        days = [own[group] or date.min for group in map(fold, rule.groups) if group in own]
        return max(joined_on, min(days)) if days else None


def expected_fees(
    rules: Iterable[FeeRule],
    members: Sequence[Member],
    places: Iterable[GroupPlace],
    payers: Mapping[str, str],
    holds: Iterable[Hold],
    as_of: date,
    *,
    ahead_days: int = 0,
    closures: Sequence[Closure] = (),
    seen_on: Mapping[str, date] = NO_DAYS,
) -> list[ExpectedFee]:
    """Return what should exist on a day, sorted by rule, period and member.

    Only periods that have not ended, and are issued by `as_of` or within `ahead_days` after it,
    are charged. `payers` has member id -> payer id; a member without one is a household alone.
    `seen_on` has the day on which a member came to the books, for those who came after the first.
    Members who have left, are frozen, have died or are not accepted yet are charged nothing, and
    nobody for a period of which all days are frozen or closed; of closed days in a part of it the
    fee is whole, and credited then. A period that was issued before is issued on `as_of` for
    whoever joins later, with the rule's term.
    """
    groups: dict[str, dict[str, date | None]] = {}
    for place in places:
        groups.setdefault(place.member_id, {})[fold(place.group_name)] = place.started_on
    by_member: dict[str, list[Hold]] = {}
    for hold in holds:
        if hold.member_id and not hold.invoice_id:
            by_member.setdefault(hold.member_id, []).append(hold)
    register = _Register(as_of, groups, payers, by_member, closures, seen_on)
    last_issue_on = as_of + timedelta(days=ahead_days)
    return [
        fee
        for rule in rules
        for period in rule.periods
        if period.issue_on <= last_issue_on and as_of <= period.end_on
        for fee in _fees_of_period(rule, period, members, register)
    ]


def _fees_of_period(
    rule: FeeRule, period: FeePeriod, members: Sequence[Member], register: _Register
) -> list[ExpectedFee]:
    households: dict[str, list[_Share]] = {}
    for member in sorted(members, key=lambda each: register.order(rule, each)):
        share = _share_of(rule, period, member, register)
        if share is not None:
            payer_id = register.payers.get(member.member_id, member.member_id)
            households.setdefault(payer_id, []).append(share)
    fees = [
        fee
        for household in households.values()
        for fee in _fees_of_household(rule, period, household, register.as_of)
    ]
    return sorted(fees, key=lambda fee: fee.member_id)


def _share_of(
    rule: FeeRule, period: FeePeriod, member: Member, register: _Register
) -> _Share | None:
    """Return a member's share; None for one who has none. Whoever left after the period was issued
    keeps the place in the household: the others' sums stay."""
    first_on = register.first_day(rule, member)
    if first_on is None or first_on > min(period.end_on, max(register.as_of, period.issue_on)):
        return None
    ended_on = member.left_on
    has_left = ended_on is not None and ended_on <= max(register.as_of, period.start_on)
    is_member = member.status == MemberStatus.ACTIVE and not has_left
    if not is_member and (ended_on is None or ended_on <= period.issue_on):
        return None
    start_on = max(first_on, period.start_on)
    holds = register.holds.get(member.member_id, ())
    active_kinds = {
        hold.kind for hold in holds if register.as_of in Period(hold.start_on, hold.end_on)
    }
    freezes = [Period(hold.start_on, hold.end_on) for hold in holds if hold.kind == HoldKind.FREEZE]
    frozen_days = count_covered_days(freezes, after=start_on - ONE_DAY, until=period.end_on)
    own_groups = dict.fromkeys(register.groups.get(member.member_id, {}))
    closed = [each.period for each in concerning(register.closures, rule, own_groups)]
    if rule.fee_type == FeeType.MEMBERSHIP and not rule.each_month:
        closed = []  # it is for being a member
    paused = count_covered_days([*freezes, *closed], after=start_on - ONE_DAY, until=period.end_on)
    is_paused = paused == (period.end_on - start_on).days + 1
    asks = [note for kind, note in ASKED_ABOUT.items() if kind in active_kinds]
    left_on = ended_on if ended_on is not None and ended_on < period.end_on else None
    if left_on is not None:
        asks.append(FeeNote.LEAVES)
    if frozen_days:
        asks.append(FeeNote.PARTLY_FROZEN)
    is_charged = is_member and not is_paused and HoldKind.DECEASED not in active_kinds
    return _Share(member, start_on, is_charged, first_question(asks), left_on, frozen_days)


def _fees_of_household(
    rule: FeeRule, period: FeePeriod, household: Sequence[_Share], as_of: date
) -> Iterator[ExpectedFee]:
    fee = _unpriced(rule, period, as_of)
    children, sum_ore = 0, 0
    for share in household:
        age = age_on(share.member.born_on, rule.age_on or period.end_on)
        full_ore = rule.full_ore(age)
        fee = fee._replace(member_id=share.member.member_id)
        if full_ore is None:
            if age is None and share.is_charged:
                yield fee._replace(ask=FeeNote.NO_BIRTH_DATE)
            continue
        is_child = age is None or age < ADULT
        is_sibling = is_child and children > 0
        reduced = _reduce(rule, period, full_ore, share.start_on, is_sibling=is_sibling)
        amount_ore, notes = _limit(rule, sum_ore, *reduced)
        children += is_child
        sum_ore += amount_ore
        if share.is_charged and amount_ore:
            yield fee._replace(
                amount_ore=amount_ore,
                notes=tuple(notes),
                ask=share.ask,
                left_on=share.left_on,
                frozen_days=share.frozen_days,
            )


def _unpriced(rule: FeeRule, period: FeePeriod, as_of: date) -> ExpectedFee:
    """Return the fee of a period without a member and a sum; one whose day of issue has passed is
    issued on `as_of`, and then nobody has less time than the rule's term."""
    issue_on, due_on = period.issue_on, period.due_on
    if issue_on < as_of:
        issue_on, due_on = as_of, max(due_on, as_of + timedelta(days=rule.least_days))
    return ExpectedFee(
        "",
        rule.id,
        rule.fee_type,
        period.title,
        period.start_on,
        period.end_on,
        issue_on,
        due_on,
        since_on=min(period.start_on, period.issue_on),
        until_on=max(period.end_on, period.due_on),
    )


def _reduce(
    rule: FeeRule, period: FeePeriod, full_ore: int, start_on: date, *, is_sibling: bool
) -> tuple[int, list[FeeNote]]:
    """Return the sum in whole kroner, rounded down, after discount and for what is left of the
    period from `start_on`, with what was taken off."""
    amount_ore, notes = full_ore, []
    if is_sibling and rule.siblings is not None:
        percent_ore = full_ore * rule.siblings.percent // 100
        amount_ore = max(amount_ore - percent_ore - 100 * rule.siblings.kroner, 0)
        notes.append(FeeNote.SIBLING)
    left, whole = _parts_left(rule, period, start_on)
    if left < whole:
        amount_ore = amount_ore * left // whole
        notes.append(FeeNote.CUT)
    return amount_ore // 100 * 100, notes


def _parts_left(rule: FeeRule, period: FeePeriod, start_on: date) -> tuple[int, int]:
    """Return how many months or days are left from a day on, itself included, and of how many."""
    match rule.cut:
        case "maaned":
            end, whole_start = _month(period.end_on), _month(period.start_on)
            return end - _month(start_on) + 1, end - whole_start + 1
        case "dag":
            return (period.end_on - start_on).days + 1, (period.end_on - period.start_on).days + 1
    return 1, 1


def _month(day: date) -> int:
    return 12 * day.year + day.month


def _limit(
    rule: FeeRule, sum_ore: int, amount_ore: int, notes: list[FeeNote]
) -> tuple[int, list[FeeNote]]:
    """Return the sum within what the household has left under its cap, and never below the least
    for a person: that comes before the cap."""
    if rule.family_cap is not None:
        left_ore = max(100 * rule.family_cap - sum_ore, 0)
        if amount_ore > left_ore:
            amount_ore, notes = left_ore, [*notes, FeeNote.FAMILY_CAP]
    if amount_ore < rule.least_ore:
        amount_ore, notes = rule.least_ore, [*notes, FeeNote.LEAST]
    return amount_ore, notes
