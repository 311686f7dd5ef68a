from datetime import date, timedelta
from pathlib import Path

import pytest
from report_sample import SUNDAY, claim, contact, figures, member, planned, step

from workbench.dunning.claim_facts import Terms
from workbench.dunning.plan import plan
from workbench.dunning.plan_inputs import Policies
from workbench.dunning.policy import load_policy
from workbench.dunning.promises import Agreements
from workbench.model.day_rows import Balance
from workbench.model.kinds import ClaimStatus
from workbench.model.rows import Claim, Invoice
from workbench.money.balances import settle
from workbench.money.claims import price
from workbench.office.report import QUERIES, lay_out
from workbench.reports import pages
from workbench.reports.figures import Age, Credited, FindingCount, StepCount
from workbench.reports.resting import Resting
from workbench.reports.solution import Rate
from workbench.store import books

WEEK = timedelta(days=7)
POLICY = load_policy(Path(__file__).parents[2] / "data" / "policies" / "idrettslag.toml").policy


def ago(days: int) -> date:
    return SUNDAY - timedelta(days=days)


def planned_figures(*claims):
    """Figures of these balances and the plan that follows from them."""
    balances = [Balance(**row) for row in claims]
    rows = plan(
        balances, members=[], contacts=[], liabilities=[], agreements=Agreements([], {}), steps=[],
        policies=Policies(POLICY), terms=Terms(SUNDAY),
    )  # fmt: skip
    return figures(balances=claims, plan=[row._asdict() for row in rows])


def test_a_club_without_rows_has_figures_of_nothing():
    nothing = figures()

    counts = nothing.counts
    assert (counts.overdue, counts.overdue_ore, counts.not_due, counts.not_due_ore) == (0, 0, 0, 0)
    assert counts.paid_ore is None and counts.paid_before_ore is None
    assert counts.overdue_before is None and counts.overdue_before_ore is None
    assert counts.payers == 0 and [rate.by_count for rate in nothing.rates] == [None]
    assert "Ingenting venter på svar fra dere." in pages.decisions(nothing).html
    assert all(age[2:] == (0, 0, None, None) for age in nothing.ageing)


@pytest.mark.parametrize(
    ("days", "bucket"),
    [(0, None), (1, 0), (14, 0), (15, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4)],
)
def test_a_claim_falls_in_one_age_by_the_days_since_its_due_date(days, bucket):
    made = figures(balances=[claim(1, ago(days), 850)])

    assert [age.claims for age in made.ageing] == [int(n == bucket) for n in range(5)]
    assert sum(age.open_ore for age in made.ageing) == made.counts.overdue_ore


def test_what_is_paid_in_the_week_is_the_growth_of_what_counts_as_settled():
    made = figures(
        balances=[claim(1, ago(20), 850, 850), claim(2, ago(20), 600, 250), claim(3, ago(1), 100)],
        balances_before=[claim(1, ago(20), 850), claim(2, ago(20), 600, 200)],
        balances_two_weeks_before=[claim(1, ago(20), 850), claim(2, ago(20), 600, 190)],
    )

    assert made.counts.paid_ore == 900_00
    assert made.counts.paid_before_ore == 10_00


def test_a_claim_that_is_gone_does_not_count_as_paid_back():
    made = figures(
        balances=[claim(1, ago(20), 850, 100)],
        balances_before=[claim(1, ago(20), 850), claim(2, ago(20), 600, 600)],
    )

    assert made.counts.paid_ore == 100_00


def test_a_payment_that_is_reversed_counts_against_the_week():
    made = figures(balances=[claim(1, ago(20), 850)], balances_before=[claim(1, ago(20), 850, 850)])

    assert made.counts.paid_ore == -850_00


def test_outstanding_a_week_ago_is_measured_on_that_day():
    rows = [claim(1, ago(3), 850), claim(2, ago(20), 600)]

    made = figures(balances=rows, balances_before=rows)

    assert (made.counts.overdue, made.counts.overdue_ore) == (2, 1450_00)
    assert (made.counts.overdue_before, made.counts.overdue_before_ore) == (1, 600_00)
    assert [age.claims_before for age in made.ageing] == [1, 0, 0, 0, 0]
    assert [age.open_ore_before for age in made.ageing] == [600_00, 0, 0, 0, 0]


def test_no_rows_of_a_week_ago_is_no_earlier_week():
    made = figures(balances=[claim(1, ago(3), 850, 850)], balances_before=[])

    assert made.counts.paid_ore is None


def test_a_week_ago_with_nothing_overdue_is_an_earlier_week():
    rows = [claim(1, ago(3), 850, 850)]

    made = figures(balances=rows, balances_before=rows)

    assert (made.counts.overdue_before, made.counts.overdue_before_ore) == (0, 0)
    assert [age.claims_before for age in made.ageing] == [0] * 5


def test_claims_in_review_stand_apart_from_what_is_overdue():
    made = planned_figures(claim(1, ago(3), 850), claim(2, ago(3), 600, status="review"))

    assert (made.counts.overdue, made.counts.overdue_ore) == (1, 850_00)
    assert (made.counts.review, made.counts.review_ore) == (1, 600_00)


def test_a_claim_of_unknown_amount_is_to_be_decided_and_one_that_is_settled_is_not():
    unknown = claim(1, ago(3), 0, status="review")
    settled = claim(2, ago(3), 600, 600, status="review")

    assert planned_figures(unknown, settled).counts.review == 1


def test_a_claim_that_rests_for_another_reason_is_not_to_be_decided_in_the_member_system():
    made = figures(
        balances=[claim(n, ago(20), 600) for n in (1, 2)],
        plan=[planned(1, "review"), planned(2, "all_steps_taken")],
    )

    assert (made.counts.review, made.counts.review_ore) == (1, 600_00)


ANSWERED = [
    ("to_credit", "credit_claim:mi:1:m1:Kontingent", {"plan": [planned(1, "resigned")]}),
    ("review", "decide_claim:mi:1:m1:Kontingent", {"plan": [planned(1, "review")]}),
    ("unplaced", "place_payment:a", {"unmatched": [{"payment_id": "a"}]}),
    (
        "duplicates",
        "decide_duplicate:duplicate:m1",
        {"findings": [{"kind": "duplicate", "member_id": "m1"}]},
    ),
    (
        "applicants",
        "decide_applicant:applicant_unprocessed:m1",
        {"findings": [{"kind": "applicant_unprocessed", "member_id": "m1"}]},
    ),
    (
        "not_in_club_list",
        "decide_membership:not_in_club_list:m1",
        {"findings": [{"kind": "not_in_club_list", "member_id": "m1"}]},
    ),
]
EVIDENCE = {
    "to_credit": '["resigned",null]', "review": '["review",null]', "unplaced": "[100,null]",
}  # fmt: skip


@pytest.mark.parametrize(("count", "key", "rows"), ANSWERED)
@pytest.mark.parametrize(
    ("until_on", "evidence", "asked"),
    [(ago(-1), None, 0), (None, None, 0), (SUNDAY, None, 1), (ago(-1), '["other"]', 1)],
)
def test_the_club_is_not_asked_again_for_what_it_has_answered(
    count, key, rows, until_on, evidence, asked
):
    answer = {"task": key, "answer": "done", "until_on": until_on}
    answer["evidence"] = evidence or EVIDENCE.get(count, '["",null]')
    rows = {"balances": [claim(1, ago(20), 600)]} | rows

    made = figures(answers=[answer], **rows)

    assert getattr(figures(**rows).counts, count) == 1
    assert (getattr(made.counts, count), made.counts.questions) == (asked, asked)
    assert len(made.credited) == (asked if count == "to_credit" else 0)


def test_a_claim_whose_status_only_the_invoice_knows_is_counted():
    invoices = [Invoice("i", ClaimStatus.OPEN)]
    claims = [Claim("c", "i", due_on=ago(3), amount_ore=850_00, status=None)]
    settled = settle(price(claims, invoices), invoices, [], SUNDAY)

    made = figures(balances=[row._asdict() for row in settled.balances])

    assert made.counts.overdue == 1


@pytest.mark.parametrize(("days", "claims"), [(29, 0), (30, 1), (90, 1), (91, 0)])
def test_the_solution_window_is_thirty_to_ninety_days_old(days, claims):
    assert figures(balances=[claim(1, ago(days), 850)]).rates[0].claims == claims


def test_the_solution_rate_counts_claims_settled_in_full_and_shows_the_relieved_apart():
    rows = [
        claim(1, ago(40), 1000, 1000),
        claim(2, ago(40), 600, 500),
        claim(3, ago(40), 0, status="cancelled"),
        claim(4, ago(40), 0, status="exempt"),
    ]

    rate = figures(balances=rows).rates[0]

    assert (rate.start_on, rate.end_on, rate.measured_on) == (ago(90), ago(30), SUNDAY)
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

    _, rate = figures(balances=rows).rates

    assert rate.measured_on == ago(61)
    assert (rate.claims, rate.settled) == (20, 15)


def test_an_earlier_window_with_fewer_than_twenty_claims_is_not_compared_with():
    assert len(figures(balances=[past(n, 10) for n in range(19)]).rates) == 1


def test_an_earlier_window_whose_days_of_payment_are_unknown_is_not_compared_with():
    rows = [past(n, 10) | {"settled_on": None} for n in range(25)]

    assert len(figures(balances=rows).rates) == 1


def test_a_payer_can_be_reached_by_phone_or_by_email():
    made = figures(
        balances=[claim(n, ago(20), 100) for n in range(1, 6)] + [claim(6, ago(-1), 100)],
        plan=[step(n, "reminder_1") for n in range(1, 5)] + [planned(6, "not_due")],
        contacts=[contact(1, "+4792884492"), contact(2, email="a@example.org"), contact(3)],
    )

    assert (made.counts.payers, made.counts.payers_reachable) == (5, 2)


def test_claims_of_one_payer_are_one_payer():
    made = figures(
        balances=[claim(1, ago(20), 100), claim(2, ago(20), 100)],
        plan=[step(1, "reminder_1", "p1"), step(2, "reminder_2", "p1")],
        contacts=[contact(1, "+4792884492")],
    )

    assert (made.counts.payers, made.counts.payers_reachable) == (1, 1)


def test_payments_without_a_claim_are_counted_with_their_sum():
    made = figures(unmatched=[{"payment_id": name, "amount_ore": 5000} for name in ("a", "b")])

    assert (made.counts.unplaced, made.counts.unplaced_ore) == (2, 10_000)


def test_the_agreed_list_holds_twenty_of_those_to_be_credited_and_the_sum_of_all():
    made = figures(
        members=[member(n, "Ada", f"Aas{n:02}") for n in range(1, 38)],
        balances=[claim(n, ago(100 - n), 100) for n in range(1, 38)],
        plan=[planned(n, "resigned") for n in range(1, 38)],
    )

    assert len(made.credited) == 20
    assert (made.counts.to_credit, made.counts.to_credit_ore) == (37, 3700_00)
    assert made.credited[0].name == "Ada Aas01"


def test_findings_are_split_between_the_club_and_the_office():
    rows = [("duplicate", 1), ("duplicate", 2), ("bad_phone", 1), ("new_kind", 1)]
    rows.append(("applicant_unprocessed", 1))

    made = figures(findings=[{"kind": kind, "member_id": f"m{n}"} for kind, n in rows])

    counts = made.counts
    assert (counts.duplicates, counts.not_in_club_list, counts.applicants) == (2, 0, 1)
    once = [(kind, 1) for kind in ("applicant_unprocessed", "bad_phone", "new_kind")]
    assert made.findings == [("duplicate", 2), *once]
    tidied, asked = pages.register(made).html, pages.decisions(made).html
    assert tidied.count("<tr><th") == 3
    assert "registrert to ganger" not in tidied and "søknad" not in tidied.casefold()
    assert "2 medlemmer" in asked and "registrert to ganger" in asked


def test_the_week_of_the_register_is_seven_days():
    made = figures(
        members=[
            member(1, joined_on=ago(6)),
            member(2, joined_on=ago(7)),
            member(3, status="left", left_on=SUNDAY),
        ]
    )

    assert (made.counts.active, made.counts.resigned) == (2, 1)
    assert (made.counts.joined_this_week, made.counts.left_this_week) == (1, 1)


def test_the_member_list_is_of_the_day_on_which_the_newest_was_read():
    assert figures(read=(ago(5), ago(1))).counts.members_on == ago(1)


@pytest.mark.parametrize(
    ("query", "row", "values"),
    [
        ("ageing", Age, {}),
        ("rates", Rate, {}),
        ("steps", StepCount, {}),
        ("resting", Resting, {}),
        ("credited", Credited, {"shown": 1}),
        ("finding_counts", FindingCount, {}),
    ],
)
def test_a_query_has_the_columns_of_its_rows(query, row, values):
    db = books.copy_of(None)
    lay_out(db)

    with getattr(QUERIES, f"{query}_cursor")(db.conn, **values) as cursor:
        columns = tuple(column[0] for column in cursor.description)

    assert columns == row._fields


def mandate(number: int, first_seen_on: date, ended_on: date | None = None) -> dict[str, object]:
    row = {"account": "99991042764", "kid": f"{number}", "wants_notice": True}
    days = {"first_seen_on": first_seen_on, "stated_on": ended_on or first_seen_on}
    return row | days | {"ended_on": ended_on}


BEGUN, IN_OCTOBER = date(2026, 9, 1), date(2026, 10, 31)  # the day is the 22nd of November


@pytest.mark.parametrize(
    ("mandates", "counted"),
    [
        ([], (0, 0, 0, 0)),
        ([(BEGUN, None)], (1, 1, 0, 0)),
        ([(BEGUN, None), (BEGUN, date(2026, 10, 1))], (1, 2, 1, 0)),
        ([(BEGUN, None), (BEGUN, IN_OCTOBER)], (1, 2, 1, 0)),
        ([(BEGUN, None), (BEGUN, date(2026, 11, 1))], (1, 2, 0, 0)),
        ([(BEGUN, None), (BEGUN, date(2026, 9, 30))], (1, 1, 0, 0)),  # it had ended before
        ([(BEGUN, None), (IN_OCTOBER, None)], (2, 2, 0, 1)),
        ([(IN_OCTOBER, None)], (1, 1, 0, 0)),  # the first file has all there are
        ([(BEGUN, None), (date(2026, 11, 2), None)], (2, 1, 0, 0)),
    ],
)
def test_the_mandates_that_stand_ended_and_were_new_in_the_last_whole_month(mandates, counted):
    rows = [mandate(number, *days) for number, days in enumerate(mandates)]

    counts = figures(mandates=rows).counts

    assert counted == (
        counts.mandates, counts.mandates_stood, counts.mandates_ended, counts.mandates_new,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "month"), [(29, "oktober 2026"), (30, "november 2026"), (1, "oktober 2026")]
)
def test_a_month_is_whole_on_its_last_day_and_the_report_says_its_share(day, month):
    as_of = date(2026, 11, day)
    newest = {**mandate(1, BEGUN), "stated_on": as_of}
    rows = [newest, mandate(2, BEGUN, as_of if day > 1 else IN_OCTOBER)]

    page = pages.register(figures(as_of, mandates=rows)).html.replace("\xa0", " ")

    ended = "0 av 2 (0,0 %)" if day == 29 else "1 av 2 (50,0 %)"
    assert "1 avtale om AvtaleGiro står." in page
    assert f"I {month} kom 0 nye, og {ended} ble stanset." in page
    assert "AvtaleGiro" not in pages.register(figures(as_of)).html


def test_a_month_of_which_no_file_has_said_anything_is_not_said_to_be_without_ends():
    page = pages.register(figures(mandates=[mandate(1, BEGUN)])).html.replace("\xa0", " ")

    assert "1 avtale om AvtaleGiro står, etter filen fra 1. september 2026." in page
    assert "ble stanset" not in page
