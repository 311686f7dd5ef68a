"""Promises and payment plans, week by week: which file shows whether they were kept."""

from datetime import date, timedelta

import pytest

from tests.books import day_in
from tests.office.test_placing import FIRST, SOMEBODYS, pay, plan
from tests.one_claim import SUNDAY, Club, club
from tests.writing import write_event
from workbench.demo.bank_file import write_bank_file
from workbench.demo.world import Payment
from workbench.model.outcomes import Outcome
from workbench.office.why_cards import explained_claims, explanations
from workbench.values.kid import make_kid

__all__ = ["club"]  # the fixture

DAYS = timedelta
KID, OLAS = make_kid("00000070012", 10), make_kid("00000070014", 10)
OLAS_BILL = SOMEBODYS.replace("70014;;", f"70014;{OLAS};")
NEWS = "70017;;8;Ola Ny;X;{day:%d.%m.%Y};20.12.2026;300;0;;Utsendt;0;"  # makes a list new
SENT = [
    {"invoice_id": "spoortz:70012", "step_id": f"reminder_{n}", "sent_on": date(2026, 9, 1 + n)}
    for n in (1, 2)
]
AGREED = [
    (Outcome.WILL_PAY_ON, {"until_on": SUNDAY + DAYS(2)}, "call"),
    (Outcome.PAYMENT_PLAN, {"parts": 2, "first_on": SUNDAY + DAYS(2)}, "instalment"),
]


def agree(club: Club, outcome: Outcome, kid: str, **more) -> None:
    """Agree with Kari on her claim of 500 kr, which she has been reminded of twice."""
    club.put("spoortz_giroer", FIRST.format(kid=kid), OLAS_BILL)
    club.week(SUNDAY)
    write_event(club.desk.db, {"reminders": SENT}, club.at)
    club.call(outcome, **more)


def read_bank_file(club: Club, day: date, *payments: Payment, keep: str = "") -> None:
    """Run the week of a day with a new bank file, and of the lists the one to keep, if any."""
    for path in (club.home / "inbox").iterdir():
        if path.name != keep:
            path.unlink()
    payments = (Payment(OLAS, day - DAYS(1), 1_00), *payments)
    write_bank_file(club.home / "inbox", [*payments], day + DAYS(1))
    club.week(day)


@pytest.mark.parametrize(("outcome", "more", "step"), AGREED)
def test_B5_an_agreement_on_a_claim_without_kid_waits_for_the_list_that_would_show_it(
    club, outcome, more, step
):
    """Promised for Tuesday; the list of claims is Sunday's, and the bank's file Friday's."""
    agree(club, outcome, "", **more)

    read_bank_file(club, SUNDAY + DAYS(5))

    assert plan(club)["70012"] == ("awaiting_file", None)
    day = day_in(club.desk, club.at)
    [row] = [row for row in explained_claims(day) if row.claim_id == "spoortz:70012"]
    assert row.task == "check_claim:file:spoortz:claims"
    assert "giroer fra Spoortz» som kan" in explanations(day, [row.claim_id], "Kari")[row.claim_id]

    monday = SUNDAY + DAYS(8)
    club.put("spoortz_giroer", FIRST.format(kid=""), OLAS_BILL, NEWS.format(day=monday))
    club.week(monday)

    assert plan(club)["70012"] == ("step_due", step)


@pytest.mark.parametrize(("outcome", "more", "step"), AGREED)
def test_B5_an_agreement_on_a_claim_with_kid_waits_for_the_banks_file_alone(
    club, outcome, more, step
):
    agree(club, outcome, KID, **more)

    read_bank_file(club, SUNDAY + DAYS(5))

    assert plan(club)["70012"] == ("step_due", step)


@pytest.mark.parametrize(("paid_ore", "planned"), [(250_00, "held"), (215_00, "step_due")])
def test_a_fee_that_comes_later_is_in_no_part_of_a_plan(club, paid_ore, planned):
    """Two parts of 250 kr were agreed on, and then a fee of 35 kr came."""
    agree(club, Outcome.PAYMENT_PLAN, KID, parts=2, first_on=SUNDAY + DAYS(2))
    dearer = FIRST.format(kid=KID).replace(";500;", ";535;")
    club.put("spoortz_giroer", dearer, OLAS_BILL)
    club.week(SUNDAY + DAYS(1))

    read_bank_file(club, SUNDAY + DAYS(5), Payment(KID, SUNDAY + DAYS(2), paid_ore))

    assert plan(club)["70012"][0] == planned


@pytest.mark.parametrize(("paid_ore", "planned"), [(250_00, "maybe_paid"), (251_00, "step_due")])
def test_an_instalment_paid_by_somebody_else_without_a_kid_is_asked_for_by_no_one(
    club, paid_ore, planned
):
    agree(club, Outcome.PAYMENT_PLAN, KID, parts=2, first_on=SUNDAY + DAYS(2))
    payment = {"payment_id": "p", "paid_on": SUNDAY + DAYS(2), "source": "camt"}
    of_uncle = payment | {"amount_ore": paid_ore, "payer_name": "Per Berg"}
    write_event(club.desk.db, {"payments": [of_uncle]}, club.at)

    read_bank_file(club, SUNDAY + DAYS(5))

    assert plan(club)["70012"][0] == planned


def test_an_instalment_is_no_fourth_claim_of_its_amount(club):
    more = [SOMEBODYS.replace("70014", f"7002{n}") for n in range(2)]
    club.put("spoortz_giroer", FIRST.format(kid=KID).replace(";500;", ";600;"), SOMEBODYS, *more)
    club.week(SUNDAY)
    club.call(Outcome.PAYMENT_PLAN, parts=2, first_on=SUNDAY + DAYS(30))
    pay(club, {"amount_ore": 300_00})
    assert plan(club)["70014"][0] == "maybe_paid"


def test_a_list_that_is_read_every_week_judges_though_nothing_has_happened_in_it(club):
    agree(club, Outcome.WILL_PAY_ON, "", until_on=SUNDAY + DAYS(2))
    club.put("spoortz_giroer", FIRST.format(kid=""), OLAS_BILL.replace("Vårsesong", "Vår"))
    read_bank_file(club, SUNDAY + DAYS(7), keep="spoortz_giroer.csv")
    assert plan(club)["70012"] == ("step_due", "call")
