from datetime import date, timedelta

import pandas as pd
import pytest
from report_sample import SUNDAY, claim, contact, figures, member, planned, step

from workbench.model.frames import build
from workbench.reports.ageing import Tally, by_age
from workbench.reports.solution import earlier_rates, rate_on

WEEK = timedelta(days=7)


def ago(days: int) -> date:
    return SUNDAY - timedelta(days=days)


def test_a_club_without_rows_has_figures_of_nothing():
    nothing = figures()

    assert nothing.overdue == nothing.not_due == Tally(0, 0)
    assert nothing.paid_ore is None and nothing.overdue_before is None
    assert nothing.reachable is None and nothing.solution.by_count is None
    assert nothing.decisions.questions == 0


@pytest.mark.parametrize(
    ("days", "bucket"),
    [(0, None), (1, 0), (14, 0), (15, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4)],
)
def test_a_claim_falls_in_one_age_by_the_days_since_its_due_date(days, bucket):
    tallies = by_age(build("balances", [claim(1, ago(days), 850)]), SUNDAY)

    assert [tally.count for tally in tallies] == [int(n == bucket) for n in range(5)]


def test_what_is_paid_in_the_week_is_the_growth_of_what_counts_as_settled():
    made = figures(
        balances=[claim(1, ago(20), 850, 850), claim(2, ago(20), 600, 250), claim(3, ago(1), 100)],
        balances_before=[claim(1, ago(20), 850), claim(2, ago(20), 600, 200)],
        balances_two_weeks_before=[claim(1, ago(20), 850), claim(2, ago(20), 600, 190)],
    )

    assert made.paid_ore == 900_00
    assert made.paid_before_ore == 10_00


def test_a_claim_that_is_gone_does_not_count_as_paid_back():
    made = figures(
        balances=[claim(1, ago(20), 850, 100)],
        balances_before=[claim(1, ago(20), 850), claim(2, ago(20), 600, 600)],
    )

    assert made.paid_ore == 100_00


def test_a_payment_that_is_reversed_counts_against_the_week():
    made = figures(balances=[claim(1, ago(20), 850)], balances_before=[claim(1, ago(20), 850, 850)])

    assert made.paid_ore == -850_00


def test_outstanding_a_week_ago_is_measured_on_that_day():
    rows = [claim(1, ago(3), 850), claim(2, ago(20), 600)]

    made = figures(balances=rows, balances_before=rows)

    assert made.overdue == Tally(2, 1450_00)
    assert made.overdue_before == Tally(1, 600_00)
    assert [bucket.before.count for bucket in made.ageing] == [1, 0, 0, 0, 0]


def test_an_empty_frame_of_a_week_ago_is_no_earlier_week():
    made = figures(balances=[claim(1, ago(3), 850, 850)], balances_before=[])

    assert made.paid_ore is None


def test_claims_in_review_stand_apart_from_what_is_overdue():
    made = figures(balances=[claim(1, ago(3), 850), claim(2, ago(3), 600, status="review")])

    assert made.overdue == Tally(1, 850_00)
    assert made.decisions.review == Tally(1, 600_00)


def test_a_claim_whose_status_only_the_invoice_knows_is_counted():
    assert figures(balances=[claim(1, ago(3), 850, status=None)]).overdue.count == 1


@pytest.mark.parametrize(("days", "claims"), [(29, 0), (30, 1), (90, 1), (91, 0)])
def test_the_solution_window_is_thirty_to_ninety_days_old(days, claims):
    assert rate_on(build("balances", [claim(1, ago(days), 850)]), SUNDAY).claims == claims


def test_the_solution_rate_counts_claims_settled_in_full_and_shows_the_relieved_apart():
    rows = [
        claim(1, ago(40), 1000, 1000),
        claim(2, ago(40), 600, 500),
        claim(3, ago(40), 0, status="cancelled"),
        claim(4, ago(40), 0, status="exempt"),
    ]

    rate = rate_on(build("balances", rows), SUNDAY)

    assert (rate.claims, rate.settled, rate.relieved) == (2, 1, 2)
    assert rate.by_count == 0.5
    assert rate.by_amount == 1000 / 1600


def past(number: int, days_to_pay: int | None) -> dict:
    """A claim of the window just before, paid so many days after its due date."""
    due = ago(61 + 60)
    if days_to_pay is None:
        return claim(number, due, 100)
    return claim(number, due, 100, 100, settled_on=due + timedelta(days=days_to_pay))


def test_an_earlier_window_is_measured_at_the_same_age():
    rows = [past(n, 10) for n in range(15)] + [past(n, 61) for n in range(15, 20)]

    (rate,) = earlier_rates(build("balances", rows), SUNDAY)

    assert rate.measured_on == ago(61)
    assert (rate.claims, rate.settled) == (20, 15)


def test_an_earlier_window_with_fewer_than_twenty_claims_is_not_compared_with():
    assert earlier_rates(build("balances", [past(n, 10) for n in range(19)]), SUNDAY) == ()


def test_an_earlier_window_whose_days_of_payment_are_unknown_is_not_compared_with():
    rows = [past(n, 10) | {"settled_on": None} for n in range(25)]

    assert earlier_rates(build("balances", rows), SUNDAY) == ()


def test_a_payer_can_be_reached_by_phone_or_by_email():
    made = figures(
        balances=[claim(n, ago(20), 100) for n in range(1, 6)] + [claim(6, ago(-1), 100)],
        plan=[step(n, "reminder_1") for n in range(1, 5)] + [planned(6, "not_due")],
        contacts=[contact(1, "+4792884492"), contact(2, email="a@example.org"), contact(3)],
    )

    assert (made.payers, made.payers_reachable) == (5, 2)


def test_claims_of_one_payer_are_one_payer():
    made = figures(
        balances=[claim(1, ago(20), 100), claim(2, ago(20), 100)],
        plan=[step(1, "reminder_1", "p1"), step(2, "reminder_2", "p1")],
        contacts=[contact(1, "+4792884492")],
    )

    assert (made.payers, made.payers_reachable) == (1, 1)


def test_payments_without_a_claim_are_counted_with_their_sum():
    made = figures(unmatched=[{"payment_id": name, "amount_ore": 5000} for name in ("a", "b")])

    assert made.decisions.unmatched == Tally(2, 10_000)


def test_the_agreed_list_holds_twenty_of_those_to_be_credited_and_the_sum_of_all():
    made = figures(
        members=[member(n, "Ada", f"Aas{n:02}") for n in range(1, 38)],
        balances=[claim(n, ago(100 - n), 100) for n in range(1, 38)],
        plan=[planned(n, "resigned") for n in range(1, 38)],
    )

    assert len(made.decisions.resigned_rows) == 20
    assert made.decisions.resigned == Tally(37, 3700_00)
    assert made.decisions.resigned_rows[0].name == "Ada Aas01"


def test_findings_are_split_between_the_club_and_the_office():
    rows = [("duplicate", 1), ("duplicate", 2), ("bad_phone", 1), ("new_kind", 1)]

    made = figures(
        members=[member(1, status="unprocessed")],
        findings=[{"kind": kind, "member_id": f"m{n}"} for kind, n in rows],
    )

    assert made.decisions.findings == (("duplicate", 2),)
    assert made.decisions.applicants == 1
    assert made.register.findings == (("bad_phone", 1), ("new_kind", 1))


def test_the_week_of_the_register_is_seven_days():
    made = figures(
        members=[
            member(1, joined_on=ago(6)),
            member(2, joined_on=ago(7)),
            member(3, status="left", left_on=SUNDAY),
        ]
    )

    assert (made.register.active, made.register.left) == (2, 1)
    assert (made.register.joined_this_week, made.register.left_this_week) == (1, 1)


def test_the_frames_given_are_not_changed():
    balances = build("balances", [claim(1, ago(3), 850)])
    copy = balances.copy(deep=True)

    by_age(balances, SUNDAY)
    rate_on(balances, SUNDAY)

    pd.testing.assert_frame_equal(balances, copy)
