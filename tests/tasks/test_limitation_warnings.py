"""The club is asked 12, 6 and 3 months before a claim is barred; a payment plan begins anew."""

from datetime import date, timedelta

import pytest

from tests.books import day_with
from workbench.model.day_rows import Balance
from workbench.model.kinds import ClaimStatus
from workbench.model.outcomes import Outcome
from workbench.model.rows import Answer, Instalment, Member
from workbench.model.task_kinds import TaskAnswer, TaskKind, WaitsFor
from workbench.office.day_lists import list_of
from workbench.office.tasks import tasks_of

DUE = date(2023, 11, 22)  # barred after 23 November 2026: the 22nd is a Sunday
LAST = date(2026, 11, 23)
OPEN = Balance("k:1", DUE, ClaimStatus.OPEN, 500_00, 0, 500_00, title="Kontingent", member_id="k:7")
KEY = "decide_claim:k:1:limitation"


def warnings_on(as_of, claim=OPEN, **rows):
    """Return the tasks about time-barred claims on a day, answered ones too."""
    members = [Member("k:7", first_name="Ida", last_name="By")]
    tasks = tasks_of(day_with(as_of=as_of, balances=[claim], members=members, **rows))
    return tasks, [task for task in tasks.every if task.about.endswith(":limitation")]


def plan_agreed(called_on, first_due_on, call_id="c" * 32):
    """Return the rows of a call that agreed on a payment plan of two instalments."""
    call = {"call_id": call_id, "called_on": called_on, "agent": "kari", "reached": True}
    return {
        "calls": [call | {"outcome": Outcome.PAYMENT_PLAN, "confirm": False}],
        "call_claims": [{"call_id": call_id, "claim_id": "k:1"}],
        "instalments": [
            Instalment(call_id, 1, first_due_on, 250_00),
            Instalment(call_id, 2, first_due_on + timedelta(30), 250_00),
        ],
    }


@pytest.mark.parametrize(
    ("as_of", "months"),
    [
        (date(2025, 11, 22), None),
        (date(2025, 11, 23), 12),
        (date(2026, 5, 22), 12),
        (date(2026, 5, 23), 6),
        (date(2026, 8, 22), 6),
        (date(2026, 8, 23), 3),
        (LAST, 3),
        (LAST + timedelta(1), None),  # then the plan says that it is barred
    ],
)
def test_R14_the_club_is_asked_12_6_and_3_months_before_the_last_day(as_of, months):
    _, warnings = warnings_on(as_of)

    assert [task.evidence for task in warnings] == ([f'["2026-11-23",{months}]'] if months else [])


def test_a_warning_waits_for_the_club_and_says_until_when():
    tasks, [task] = warnings_on(date(2026, 9, 1))

    assert (task.kind, task.key) == (TaskKind.DECIDE_CLAIM, KEY)
    assert (task.name, task.member_id, task.since_on) == ("Ida By", "k:7", date(2026, 8, 23))
    assert task.detail.replace("\xa0", " ") == (
        "Kontingent, forfall 22.11.2023: 500 kr, foreldes etter 23.11.2026"
    )
    assert task in tasks.waiting_for(WaitsFor.CLUB)


@pytest.mark.parametrize(
    ("as_of", "stands"),
    [(date(2026, 8, 22), False), (date(2026, 8, 23), True)],
)
def test_a_warning_that_was_answered_comes_back_at_the_next(as_of, stands):
    answer = Answer(KEY, '["2026-11-23",6]', TaskAnswer.DONE)

    tasks, [task] = warnings_on(as_of, answers=[answer])

    assert (task in tasks.standing) is stands


@pytest.mark.parametrize(
    "settled",
    [
        OPEN._replace(open_ore=0, paid_ore=500_00, status=ClaimStatus.PAID),
        OPEN._replace(open_ore=0, amount_ore=0, status=ClaimStatus.CANCELLED),
    ],
)
def test_what_is_settled_is_not_warned_about(settled):
    assert warnings_on(LAST, settled)[1] == []


def test_three_months_before_the_end_of_may_is_the_last_day_of_february():
    claim = OPEN._replace(due_on=date(2024, 5, 31))  # barred after Monday 31 May 2027

    assert [warnings_on(date(2027, 2, n), claim)[1][0].evidence for n in (27, 28)] == [
        '["2027-05-31",6]',
        '["2027-05-31",3]',
    ]


def test_R14_a_payment_plan_begins_three_new_years_on_its_first_due_date():
    agreed = plan_agreed(date(2026, 1, 5), date(2026, 2, 2))

    assert warnings_on(LAST, **agreed)[1] == []
    [task] = warnings_on(date(2028, 11, 1), **agreed)[1]
    assert task.evidence == '["2029-02-02",6]'
    [first] = warnings_on(date(2028, 2, 2), **agreed)[1]
    assert first.evidence == '["2029-02-02",12]'


def test_R14_a_plan_for_a_claim_that_was_barred_already_begins_nothing():
    agreed = plan_agreed(date(2026, 11, 24), date(2026, 12, 1))

    assert [task.evidence for task in warnings_on(LAST, **agreed)[1]] == ['["2026-11-23",3]']
    assert warnings_on(date(2028, 12, 2), **agreed)[1] == []


def test_R14_a_call_without_a_plan_begins_nothing():
    agreed = plan_agreed(date(2026, 1, 5), date(2026, 2, 2))
    agreed["instalments"] = []

    assert [task.evidence for task in warnings_on(LAST, **agreed)[1]] == ['["2026-11-23",3]']


def test_R14_the_list_has_what_is_barred_in_a_year_and_what_already_is_the_earliest_first():
    barred = OPEN._replace(claim_id="k:0", due_on=date(2022, 11, 1), title="Gammel")
    later = OPEN._replace(claim_id="k:2", due_on=date(2024, 11, 23), title="Om ett år")
    rests = [
        OPEN._replace(claim_id="k:3", due_on=date(2024, 11, 26)),
        barred._replace(claim_id="k:4", open_ore=0, paid_ore=500_00, status=ClaimStatus.PAID),
    ]
    members = [Member("k:7", first_name="Ida", last_name="By")]
    day = day_with(as_of=LAST, balances=[later, OPEN, barred, *rests], members=members)

    listed = list_of(day, "limitation")

    assert [(row["title"], row["name"], row["barred_on"]) for row in listed.records] == [
        ("Gammel", "Ida By", date(2025, 11, 3)),
        ("Kontingent", "Ida By", LAST),
        ("Om ett år", "Ida By", date(2027, 11, 23)),
    ]
