"""About how many fewer there would be to ask after the next file, from the club's own past."""

from datetime import date, timedelta

import pytest

from tests.books import day_with
from workbench.model.day_rows import Balance, Freshness, PlanRow
from workbench.model.kinds import ClaimStatus, StepKind
from workbench.model.plan_reasons import PlanReason
from workbench.office.notices import list_unseen_payments

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


def claim(number: int, age: int, settled_age: int | None = None, *, kid: str | None = "1"):
    """Return a claim so many days past due, and when it was settled."""
    due_on = MONDAY - timedelta(days=age)
    settled_on = None if settled_age is None else due_on + timedelta(days=settled_age)
    paid = 0 if settled_age is None else 500
    status = ClaimStatus.OPEN if settled_age is None else ClaimStatus.PAID
    return Balance(
        f"spond:{number}", due_on, status, 500, paid, 500 - paid, kid=kid, settled_on=settled_on
    )


def reminded(number: int) -> PlanRow:
    return PlanRow(
        f"spond:{number}", None, "", PlanReason.STEP_DUE, "reminder_1", StepKind.REMINDER
    )


def source(system: str, kind: str, until_on: date) -> Freshness:
    return Freshness(system, kind, "Bankfilen", MONDAY, MONDAY, until_on)


def sentences(
    past: list[Balance], until_on: date = FRIDAY, *others: Freshness, **asked: object
) -> list[str]:
    """Return what is said of ten claims with a step, ten days past due, beside the past."""
    own = [claim(number, 10, **asked) for number in range(10)]
    freshness = [source("bank", "payments", until_on), source("spond", "claims", MONDAY), *others]
    day = day_with(
        as_of=MONDAY,
        balances=[*own, *past],
        plan=[reminded(number) for number in range(10)],
        freshness=freshness,
    )
    return list_unseen_payments(day)


# 20 claims open ten days after they were due: half of them were paid in the three days after
HALF = [claim(100 + n, 60, 12 if n % 2 else 30) for n in range(20)]
EARLY = [claim(200 + n, 60, -3) for n in range(20)]  # they say nothing of claims of ten days


def test_what_was_paid_at_the_same_age_before_is_likely_to_be_paid_now():
    assert sentences([*HALF, *EARLY]) == [
        "Bankfilen stopper fredag 20. november 2026, og 10 krav i planen kan være betalt siden; "
        "med en ny fil i morgen blir det omtrent 5 færre"
    ]


def test_of_two_accounts_the_one_furthest_behind_is_named():
    other = source("bank", "payments", MONDAY)._replace(title="Bankfilen for konto 2", account="2")

    assert sentences([*HALF, *EARLY], FRIDAY, other) == sentences([*HALF, *EARLY])


@pytest.mark.parametrize(
    "said",
    [
        sentences([]),  # no past
        sentences(EARLY),  # none was open so long
        sentences([claim(300 + n, 60) for n in range(20)]),  # none was ever paid
        sentences(HALF, until_on=MONDAY),  # the file has it all
        sentences(HALF, kid=None),  # the bank's file cannot show it
    ],
)
def test_without_a_reason_to_wait_nothing_is_said(said):
    assert said == []
