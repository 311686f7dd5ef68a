"""What is taken off fees for days on which the club was closed, or the membership frozen (P19).

A fee is never made smaller: what its days are worth is credited, once, also where it was paid. Days
are dates, both ends of a period included; amounts are whole øre.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from pydantic import Field

from workbench.days import months_after
from workbench.model.day_rows import Balance, PausedFee
from workbench.model.kinds import VOID, FeeType
from workbench.model.payment_kinds import CreditKind
from workbench.model.periods import Period, count_covered_days
from workbench.money.fee_rules import FeeRule, Span, Text
from workbench.values.text import fold

ONE_DAY = timedelta(days=1)
NEAR_DAYS = 60  # a claim due so near a closure, of which the period is not known, is named


class Closure(Span):
    """Days on which the club, or some groups of it, gave nothing for the fees: `[[stengt]]`."""

    groups: tuple[Text, ...] = Field(alias="grupper", default=())  # empty: the whole club
    reason: Text = Field(alias="grunn")

    @property
    def period(self) -> Period:
        """Its days."""
        return Period(self.start_on, self.end_on)


@dataclass(frozen=True)
class PauseTerms:
    """What decides what a day without training, or of a freeze, is worth."""

    rules: Sequence[FeeRule] = ()
    closures: Sequence[Closure] = ()
    is_monthly: bool = False  # a fee that no rule names is for the month it falls due in
    part_of_period: str = "ask"  # of a month that is partly frozen, as in the policy
    freeze_fee_ore: int = 0  # for a month, instead of the fee
    # the folded names of each member's groups, with the day of the first list without the member
    groups: Mapping[str, Mapping[str, date | None]] = field(default_factory=dict)
    joined_on: Mapping[str, date | None] = field(default_factory=dict)  # by member
    freezes: Mapping[str, Sequence[Period]] = field(default_factory=dict)  # by member
    stated_ore: Mapping[str, int] = field(default_factory=dict)  # by claim: before any credit
    given_ore: Mapping[tuple[str, CreditKind], int] = field(default_factory=dict)  # by claim


def concerning(
    closures: Iterable[Closure], rule: FeeRule | None, groups: Mapping[str, date | None]
) -> list[Closure]:
    """Return the closures that concern a fee of somebody in these folded groups, each with the day
    of the first list without them: those of the whole club, and of a group that the fee is for."""
    of_fee = {*map(fold, rule.groups)} if rule is not None and rule.groups else groups.keys()
    return [
        each
        for each in closures
        if not each.groups
        or any(
            group in groups and (groups[group] or date.max) > each.start_on
            for group in of_fee & {*map(fold, each.groups)}
        )
    ]


def find_paused(claims: Iterable[Balance], terms: PauseTerms) -> list[PausedFee]:
    """Return what is still to be credited of the claims, and what was credited too much.

    A membership fee is for being a member, and owed also while the club is closed, unless it is for
    a month as at a gym. A month of which a part is frozen is credited by the policy's
    `part_of_period`: "days" by days, as a season is too, "not_owed" whole.
    """
    return [
        fee
        for claim in claims
        if claim.member_id is not None and claim.status not in VOID
        for fee in _pauses_of(claim, claim.member_id, terms)
        if fee.amount_ore
    ]


def _pauses_of(claim: Balance, member_id: str, terms: PauseTerms) -> Iterator[PausedFee]:
    """Yield what is left to credit of a claim for frozen and for closed days, also if it is 0."""
    rule, period = find_period(claim, terms)
    if period is None or period.end_on is None:
        return
    charged = _days_charged(period, rule, terms.joined_on.get(member_id))
    of_days = _count_days([charged], charged)
    is_month = period.is_within_month
    by_days = terms.part_of_period == "days"
    freezes = _freezes_that_count(terms, member_id, charged) if is_month or by_days else []
    closures = []
    if claim.fee_type != FeeType.MEMBERSHIP or is_month:
        concerned = concerning(terms.closures, rule, terms.groups.get(member_id, {}))
        closures = [each for each in concerned if each.period.overlaps(charged)]
    frozen_days = _count_days(freezes, charged)
    paused = [*freezes, *(each.period for each in closures)]
    closed_days = _count_days(paused, charged) - frozen_days  # a day is credited once
    whole_ore = terms.stated_ore.get(claim.claim_id, claim.amount_ore)
    frozen_ore = max(whole_ore - terms.freeze_fee_ore, 0) * frozen_days
    reason = ", ".join(each.reason for each in closures)
    for kind, days, ore, why in (
        (CreditKind.FREEZE, frozen_days, frozen_ore, ""),
        (CreditKind.CLOSURE, closed_days, whole_ore * closed_days, reason),
    ):
        due_ore = min(-(-ore // (of_days * 100)) * 100, whole_ore)  # up to whole kroner
        left_ore = due_ore - terms.given_ore.get((claim.claim_id, kind), 0)
        if days or kind == CreditKind.CLOSURE or by_days:
            ore = min(left_ore, claim.amount_ore)
            yield PausedFee(claim.claim_id, kind, days, of_days, ore, why)


def _days_charged(period: Period, rule: FeeRule | None, joined_on: date | None) -> Period:
    """Return the days of a period that were charged: of who joined in it, those since then, where
    the fee is cut for them."""
    if rule is None or rule.cut == "ingen" or joined_on is None or joined_on not in period:
        return period
    return Period(joined_on, period.end_on)


def _freezes_that_count(terms: PauseTerms, member_id: str, month: Period) -> Sequence[Period]:
    """Return the freezes whose days of a month are credited: of a part by the club's rule."""
    freezes = terms.freezes.get(member_id, ())
    is_part = 0 < _count_days(freezes, month) < _count_days([month], month)
    if not is_part or terms.part_of_period == "days":
        return freezes
    return [month] if terms.part_of_period == "not_owed" else []


def _count_days(periods: Iterable[Period], within: Period) -> int:
    until = within.end_on or date.max
    return count_covered_days([*periods], after=within.start_on - ONE_DAY, until=until)


def find_period(claim: Balance, terms: PauseTerms) -> tuple[FeeRule | None, Period | None]:
    """Return the fee that a claim is of, by its title and days, and the days that it is for."""
    title, days = fold(claim.title or ""), {claim.due_on, claim.issued_on or claim.due_on}
    for rule in terms.rules:
        if claim.fee_type in (rule.fee_type, FeeType.OTHER):
            for each in rule.periods:
                first_on = min(each.start_on, each.issue_on)
                last_on = max(each.end_on, each.due_on)
                if fold(each.title) == title and any(first_on <= day <= last_on for day in days):
                    return rule, Period(each.start_on, each.end_on)
    if not terms.is_monthly:
        return None, None
    first_on = claim.due_on.replace(day=1)
    return None, Period(first_on, months_after(first_on, 1) - ONE_DAY)


def without_period(claims: Iterable[Balance], terms: PauseTerms) -> list[Balance]:
    """Return the claims that fall due near a closure that may concern them, and of which nobody
    knows the days: somebody must look at each."""
    near = timedelta(days=NEAR_DAYS)
    return [
        claim
        for claim in claims
        if claim.member_id is not None
        and claim.status not in VOID
        and claim.fee_type != FeeType.MEMBERSHIP
        and (claim.claim_id, CreditKind.CLOSURE) not in terms.given_ore
        and find_period(claim, terms)[1] is None
        and any(
            each.start_on - near <= claim.due_on <= each.end_on + near
            for each in concerning(terms.closures, None, terms.groups.get(claim.member_id, {}))
        )
    ]
