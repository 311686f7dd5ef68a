"""What is taken off fees for days on which the club was closed, or the membership frozen (P19).

A fee is never made smaller: what its days are worth is credited, once, also where it was paid. Days
are dates, both ends of a period included; amounts are whole øre.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from pydantic import Field

from workbench.days import months_after
from workbench.model.day_rows import PricedClaim
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


class PausedFee(NamedTuple):
    """What is still to be credited of a claim, and for how many of the days that it is for."""

    claim_id: str
    kind: CreditKind  # of a freeze where one covers any of the days
    days: int
    of_days: int
    amount_ore: int
    reason: str  # in bokmål: that of the closures, or ""


@dataclass(frozen=True)
class PauseTerms:
    """What decides what a day without training, or of a freeze, is worth."""

    rules: Sequence[FeeRule] = ()
    closures: Sequence[Closure] = ()
    is_monthly: bool = False  # a fee that no rule names is for the month it falls due in
    part_of_period: str = "ask"  # of a month that is partly frozen, as in the policy
    freeze_fee_ore: int = 0  # for a month, instead of the fee
    # folded names of the groups of each member
    groups: Mapping[str, Collection[str]] = field(default_factory=dict)
    freezes: Mapping[str, Sequence[Period]] = field(default_factory=dict)  # by member
    # by claim: what was credited for such days before, and the sum that was stated then
    given: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def concerning(
    closures: Iterable[Closure], rule: FeeRule | None, groups: Iterable[str]
) -> list[Closure]:
    """Return the closures that concern a fee of somebody in these folded groups: those of the whole
    club, and of a group that the fee is for."""
    own = {*groups}
    if rule is not None and rule.groups:
        own &= {*map(fold, rule.groups)}
    return [each for each in closures if not each.groups or own & {*map(fold, each.groups)}]


def find_paused(claims: Iterable[PricedClaim], terms: PauseTerms) -> list[PausedFee]:
    """Return what is still to be credited of the claims, as their sources state them.

    A membership fee is for being a member, and owed also while the club is closed, unless it is for
    a month as at a gym. A month of which a part is frozen is credited by the policy's
    `part_of_period`: "days" by days, "not_owed" whole.
    """
    fees = []
    for claim in claims:
        if claim.member_id is not None and claim.status not in VOID and claim.amount_ore:
            fee = _pause_of(claim, claim.member_id, terms)
            if fee is not None and fee.amount_ore > 0:
                fees.append(fee)
    return fees


def _pause_of(claim: PricedClaim, member_id: str, terms: PauseTerms) -> PausedFee | None:
    rule, period = find_period(claim, terms)
    if period is None or period.end_on is None:
        return None
    before, of_days = period.start_on - ONE_DAY, (period.end_on - period.start_on).days + 1
    freezes = [*terms.freezes.get(member_id, ())] if _is_month(period) else []
    frozen_days = count_covered_days(freezes, after=before, until=period.end_on)
    if 0 < frozen_days < of_days:
        match terms.part_of_period:
            case "ask":
                return None  # until the club has said how much
            case "owed":
                frozen_days, freezes = 0, []
            case "not_owed":
                frozen_days, freezes = of_days, [period]
    closures = []
    if claim.fee_type != FeeType.MEMBERSHIP or _is_month(period):
        concerned = concerning(terms.closures, rule, terms.groups.get(member_id, ()))
        closures = [each for each in concerned if each.period.overlaps(period)]
    closed = [each.period for each in closures]
    days = count_covered_days([*freezes, *closed], after=before, until=period.end_on)
    given_ore, stated_ore = terms.given.get(claim.claim_id, (0, 0))
    whole_ore = max(claim.amount_ore, stated_ore)
    off_ore = whole_ore * days - min(terms.freeze_fee_ore, whole_ore) * frozen_days
    due_ore = -(-off_ore // (of_days * 100)) * 100  # up to whole kroner
    return PausedFee(
        claim.claim_id,
        CreditKind.FREEZE if frozen_days else CreditKind.CLOSURE,
        days,
        of_days,
        min(min(due_ore, whole_ore) - given_ore, claim.amount_ore),
        ", ".join(each.reason for each in closures),
    )


def find_period(claim: PricedClaim, terms: PauseTerms) -> tuple[FeeRule | None, Period | None]:
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


def _is_month(period: Period) -> bool:
    return period.end_on == months_after(period.start_on, 1) - ONE_DAY


def without_period(claims: Iterable[PricedClaim], terms: PauseTerms) -> list[PricedClaim]:
    """Return the claims that fall due near a closure that may concern them, and of which nobody
    knows the days: somebody must look at each."""
    near = timedelta(days=NEAR_DAYS)
    return [
        claim
        for claim in claims
        if claim.member_id is not None
        and claim.status not in VOID
        and claim.fee_type != FeeType.MEMBERSHIP
        and find_period(claim, terms)[1] is None
        and any(
            each.start_on - near <= claim.due_on <= each.end_on + near
            for each in concerning(terms.closures, None, terms.groups.get(claim.member_id, ()))
        )
    ]
