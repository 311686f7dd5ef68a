"""Reminder fees and late interest, in øre: what the law allows for a claim on a day.

Both are for clubs that have switched them on themselves (`Assignment.fee`, `Assignment.interest`).
Every payer counts as a consumer: no other fee or compensation exists here (R9), and interest is
never counted on fees.
"""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from workbench.days import limitation_on
from workbench.dunning.law import Law
from workbench.model.errors import RateError
from workbench.model.legal_reasons import FEE_REASON_RULES, FeeReason

DAYS_A_YEAR = 365  # also in a leap year; no text settles it, and this is the usual count


class FeeLetter(NamedTuple):
    """A letter with a fee that was sent about a claim, and the last day to pay by it."""

    sent_on: date
    deadline_on: date


class FeeClaim(NamedTuple):
    """What decides about a claim's fees. After an accepted payment plan, `due_on` is the new day.

    An objection bars every later fee, also when it was rejected.
    """

    due_on: date
    incurred_as_minor: bool = False
    had_objection: bool = False
    letters: tuple[FeeLetter, ...] = ()  # the oldest first; they count for ever


class FeeDecision(NamedTuple):
    """The fee of a letter about one claim, and why; `source` is its row, or the missing one."""

    fee_ore: int
    reason: FeeReason
    source: str = ""

    @property
    def rule(self) -> str:
        """The number of the rule that decided."""
        return FEE_REASON_RULES[self.reason].rule


def decide_fee(claim: FeeClaim, sent_on: date, law: Law) -> FeeDecision:
    """Return the fee of a letter that is sent on a day: the table's amount of that day, or 0."""
    refusal = _find_refusal(claim, sent_on, law)
    if refusal is not None:
        return FeeDecision(0, refusal)
    try:
        rate = law.fee_on(sent_on)
    except RateError as error:
        return FeeDecision(0, FeeReason.NO_RATE, str(error))
    return FeeDecision(int(rate.value * 100), FeeReason.CHARGED, rate.source)


def _find_refusal(claim: FeeClaim, sent_on: date, law: Law) -> FeeReason | None:
    """Return the first reason, the lasting ones first, why a letter about the claim has no fee."""
    is_of_older_rules = law.find_limit("fee_after_due", claim.due_on) is None
    most_fees = law.value_on("most_fees", sent_on)
    if claim.incurred_as_minor:
        return FeeReason.INCURRED_AS_MINOR
    if claim.had_objection:
        return FeeReason.OBJECTED
    if is_of_older_rules or sent_on > limitation_on(claim.due_on):
        return FeeReason.TOO_OLD
    if most_fees == 0:
        return FeeReason.NEW_LAW
    if len(claim.letters) >= most_fees:
        return FeeReason.MOST_FEES
    if (sent_on - claim.due_on).days < law.value_on("fee_after_due", sent_on):
        return FeeReason.TOO_EARLY
    least_days = law.value_on("fee_deadline", sent_on)
    if not all(_is_missed(letter, sent_on, least_days) for letter in claim.letters):
        return FeeReason.NO_MISSED_DEADLINE
    return None


def _is_missed(letter: FeeLetter, day: date, least_days: int) -> bool:
    """Return whether a letter gave at least so many days to pay, and they have passed on `day`."""
    return letter.deadline_on - letter.sent_on >= timedelta(days=least_days) and (
        day > letter.deadline_on
    )


def interest_ore(
    principal_ore: int, due_on: date, until_on: date, law: Law, *, incurred_as_minor: bool = False
) -> int:
    """Return the simple late interest, in øre, for the days after `due_on` to `until_on`, included.

    Each day has the rate of its half-year. The whole sum is rounded once, half an øre up. The due
    date must have been fixed in advance (forsinkelsesrenteloven § 2). Raises RateError for a day
    that has no row or that nobody has reviewed.
    """
    if incurred_as_minor:
        return 0
    days = (due_on + timedelta(days=n) for n in range(1, (until_on - due_on).days + 1))
    percent_days = sum((law.interest_on(day).value for day in days), Decimal(0))
    ore = principal_ore * percent_days / 100 / DAYS_A_YEAR
    return int(ore.quantize(Decimal(1), ROUND_HALF_UP))
