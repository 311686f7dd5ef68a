"""The rules R1-R19 of the law's list, each held by a test that names it, wherever its code stands.

Boundary days of fees and interest are in test_fees.py, whole policies in test_law_calendar.py.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from workbench.calls.hours import calling_hours, may_call
from workbench.calls.turns import ATTEMPT_LIMITS, Attempt, decide_turns
from workbench.days import limitation_on, months_after
from workbench.dunning.assignment import Assignment
from workbench.dunning.claim_facts import Terms
from workbench.dunning.fees import FeeClaim, FeeDecision, FeeLetter, decide_fee, interest_ore
from workbench.dunning.law import NEW_LAW, find_strike_limit, hand_over_from, load_law
from workbench.dunning.law_calendar import find_first_excess
from workbench.dunning.plan import plan
from workbench.dunning.plan_inputs import Policies
from workbench.dunning.policy import Level
from workbench.dunning.promises import Agreements
from workbench.model.day_rows import Balance, Contact, Payer
from workbench.model.errors import RateError, UsageError
from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.kinds import ClaimStatus, FeeType, StepKind
from workbench.model.legal_reasons import FEE_REASON_RULES, AssignmentRefusal, FeeReason
from workbench.model.outcomes import Outcome
from workbench.model.plan_reasons import PlanReason
from workbench.model.rows import Hold, Member
from workbench.model.shapes import STORED
from workbench.register.contacts import find_contacts
from workbench.register.liability import ADULT

RATES = Path(__file__).parents[2] / "data" / "rates"
LAW = load_law(RATES)
DUE, TODAY = date(2026, 9, 1), date(2026, 11, 23)
CLAIM = FeeClaim(DUE)
OPEN = Balance("a", DUE, ClaimStatus.OPEN, 500_00, 0, 500_00, FeeType.TRAINING, "i", "m")
OSLO = ZoneInfo("Europe/Oslo")


def day(n):
    """Return the day `n` days after the due date."""
    return DUE + timedelta(days=n)


@pytest.fixture
def planned_on(policy):
    """The plan's rows of one claim, `n` days after its due date."""

    def planned_on(n, claim=OPEN, holds=()):
        contact = Contact("m", "p", "Kim By", False, False, "+4790000001")
        return plan(
            [claim],
            members=[Member("m")],
            contacts=[contact],
            liabilities=[],
            agreements=Agreements(holds, {}),
            steps=[],
            policies=Policies(policy),
            terms=Terms(day(n)),
        )

    return planned_on


def decided_on(n, claim=CLAIM, law=LAW):
    """Return the fee and the rule of a letter sent `n` days after the due date."""
    decision = decide_fee(claim, day(n), law)
    return decision.fee_ore, decision.rule


def held(kind, end_on=None):
    return Hold("h", kind, DUE, end_on, member_id="m")


@pytest.mark.parametrize("n", [-30, -1, 0])
def test_R1_nobody_is_reminded_before_the_day_after_the_due_date(planned_on, n):
    (row,) = planned_on(n)

    assert (row.reason, row.step_id) == (PlanReason.NOT_DUE, None)
    with pytest.raises(ValueError, match="minst 1"):
        letter("reminder", 0)


def letter(kind, days, **more):
    return Level(
        number=1, step_id="letter", title="Brev", kind=kind, after="due", days=days,
        channels=["letter"], **more,
    )  # fmt: skip


def test_R2_a_fee_comes_14_days_after_the_due_date_at_the_earliest():
    assert decided_on(13) == (0, "R2")
    assert decided_on(14) == (38_00, "R3")
    assert LAW.find_limit("fee_after_due", DUE).rule == "R2"


def test_R3_a_fee_is_that_of_the_table_and_none_for_claims_from_before_october_2020():
    assert [decide_fee(FeeClaim(date(2025, 12, 1)), on, LAW).fee_ore for on in (
        date(2025, 12, 31), date(2026, 1, 1)
    )] == [35_00, 38_00]  # fmt: skip
    old = decide_fee(FeeClaim(date(2020, 9, 30)), date(2021, 1, 1), LAW)
    assert (old.fee_ore, old.rule) == (0, "R3")


def test_R4_a_claim_has_two_fees_at_most_and_the_second_after_a_missed_deadline():
    first, second = FeeLetter(day(14), day(28)), FeeLetter(day(29), day(43))

    assert decided_on(28, CLAIM._replace(letters=(first,))) == (0, "R4")
    assert decided_on(29, CLAIM._replace(letters=(first,))) == (38_00, "R3")
    assert decided_on(44, CLAIM._replace(letters=(first, second))) == (0, "R4")


def test_R5_fees_are_not_begun_anew_after_half_a_year():
    """The regulation would allow it more than six months after the last letter; we never do."""
    letters = (FeeLetter(day(14), day(28)), FeeLetter(day(29), day(43)))
    reviewed = replace(LAW, reviewed_until=date(2028, 12, 31))

    assert decided_on(29 + 400, CLAIM._replace(letters=letters), reviewed) == (0, "R4")


def test_R6_a_notice_gives_14_days_from_its_sending_and_needs_licence_and_decision():
    short = letter("collection_notice", 20, deadline_days=13)

    assert find_first_excess([short], LAW, DUE).limit.rule == "R6"
    assert find_first_excess([letter("collection_notice", 20)], LAW, DUE) is None
    own = Assignment.model_validate(
        {"fra": DUE, "underskrevet_av": "S", "paaminnelser": True, "samtaler": True}
    )
    assert own.refuse_notice(TODAY) == AssignmentRefusal.NO_LICENCE


@pytest.mark.parametrize(
    ("deadline_on", "on", "expected"),
    [
        (date(2026, 11, 9), date(2026, 11, 9), False),
        (date(2026, 11, 9), date(2026, 11, 13), False),  # four bank days for the payment
        (date(2026, 11, 9), date(2026, 11, 14), True),
        (date(2026, 12, 23), date(2026, 12, 30), False),  # Christmas is no bank day
        (date(2026, 12, 23), date(2026, 12, 31), True),
    ],
)
def test_R7_a_claim_is_handed_over_after_a_notice_whose_deadline_has_passed(
    deadline_on, on, expected
):
    assert (on >= hand_over_from(LAW, deadline_on, on)) is expected


@pytest.mark.parametrize("kind", HoldKind)
def test_R7_no_step_at_all_comes_for_a_claim_that_rests(planned_on, kind):
    (row,) = planned_on(60, holds=[held(kind, day(60))])

    assert (row.reason, row.step_id) == (PlanReason.HELD, None)


def test_R8_interest_is_off_and_never_for_a_half_year_without_a_row():
    assert (
        Assignment.model_validate({"fra": DUE, "paaminnelser": True, "samtaler": True}).interest
        is None
    )
    assert interest_ore(100_00, DUE, date(2026, 12, 31), LAW) > 0
    reviewed = replace(LAW, reviewed_until=date(2027, 12, 31))
    for law in (LAW, reviewed):
        with pytest.raises(RateError, match=r"01\.01\.2027"):
            interest_ore(100_00, DUE, date(2027, 1, 1), law)


def test_R9_a_payer_owes_no_other_addition_than_the_reminder_fee():
    """No compensation (§ 3a), no fee of a plan, and no amount of the club's own."""
    amounts = {rate.value * 100 for rate in LAW.fees}

    for reason in FeeReason:
        assert FeeDecision(0, reason).rule
    for n in range(121):
        assert decided_on(n)[0] in amounts | {0}
    without_amounts = {"avtalegiro.csv", "quiet_weeks.toml"}  # deadlines of the bank, and weeks
    assert {file.name for file in RATES.iterdir()} - without_amounts == {
        "late_interest.csv", "limits.csv", "reminder_fees.csv", "reviewed.toml"
    }  # fmt: skip


def test_R10_a_minor_has_no_fee_or_interest_and_is_asked_through_a_guardian_only():
    minor = CLAIM._replace(incurred_as_minor=True)
    child = Member("m", first_name="Ida", born_on=date(2012, 1, 1), phone="+4790000001")

    assert decided_on(60, minor) == (0, "R10")
    assert interest_ore(100_00, DUE, TODAY, LAW, incurred_as_minor=True) == 0
    (contact,) = find_contacts([], [child], [], TODAY).own
    assert contact.is_minor and contact.contact_name == "foresatte til Ida"
    assert LAW.value_on("adult_age", TODAY) == ADULT


def test_R11_an_objection_stops_all_is_answered_in_a_week_and_bars_fees_for_ever(planned_on):
    (row,) = planned_on(300, holds=[held(HoldKind.OBJECTION)])

    assert (row.reason, row.step_id) == (PlanReason.HELD, None)
    assert HOLD_RULES[HoldKind.OBJECTION].review_days == LAW.value_on("answer_objection", TODAY)
    assert decided_on(60, CLAIM._replace(had_objection=True)) == (0, "R11")


def test_R12_people_are_called_in_the_hours_of_the_law_and_never_on_sundays_and_holidays():
    hours = {
        name: time(LAW.value_on(name, TODAY))
        for name in ("weekday_from", "weekday_until", "saturday_from", "saturday_until")
    }

    monday, saturday = date(2026, 11, 23), date(2026, 11, 21)
    assert calling_hours(monday) == (hours["weekday_from"], hours["weekday_until"])
    assert calling_hours(saturday) == (hours["saturday_from"], hours["saturday_until"])
    for closed in (date(2026, 11, 22), date(2026, 5, 1), date(2026, 5, 17), date(2026, 12, 25)):
        assert calling_hours(closed) is None
    assert not may_call(datetime(2026, 11, 23, 21, 0, tzinfo=OSLO))


@pytest.mark.parametrize(("days", "most"), ATTEMPT_LIMITS)
def test_R12_a_number_is_called_no_more_often_than_the_law_allows(days, most):
    noon = datetime(2026, 11, 23, 12, tzinfo=OSLO)
    payer = Payer("p", "Kim By", "+4790000001", False, "Eva", 1, 500_00, DUE, DUE)
    called_on = TODAY - timedelta(days - 1)
    attempts = [
        Attempt(f"{n}", "p", "+4790000001", called_on, Outcome.NO_ANSWER, False, None, None)
        for n in range(LAW.value_on(f"calls_{days}_day{'s' * (days > 1)}", TODAY))
    ]

    (resting,) = decide_turns([payer], attempts, noon)
    (free,) = decide_turns([payer], attempts[1:], noon)

    assert len(attempts) == most
    assert resting.resting_reason and not free.resting_reason


@pytest.mark.parametrize(
    "kind", [HoldKind.DECEASED, HoldKind.PAYER_DECEASED, HoldKind.GUARDIANSHIP]
)
def test_R13_a_death_or_a_guardianship_is_left_to_a_person(planned_on, kind):
    (row,) = planned_on(300, holds=[held(kind)])

    assert (row.reason, row.task) == (PlanReason.HELD, "settle_hold:h")
    assert not HOLD_RULES[kind].needs_end and HOLD_RULES[kind].todo


def test_R14_a_claim_lives_three_years_and_a_plan_begins_three_new_ones(planned_on):
    last = limitation_on(DUE)  # 1 September 2029 is a Saturday

    assert last == months_after(DUE, 12 * LAW.value_on("limitation", TODAY)) + timedelta(2)
    (alive,), (barred,) = (planned_on((last - DUE).days + n) for n in (0, 1))
    assert (alive.reason, barred.reason) == (PlanReason.STEP_DUE, PlanReason.TIME_BARRED)
    assert limitation_on(DUE, ((TODAY, TODAY),)) == date(2029, 11, 23)


@pytest.mark.parametrize(
    "kind",
    [HoldKind.FREEZE, HoldKind.DEFERRAL, HoldKind.PAYMENT_PLAN, HoldKind.MANDATE_PENDING],
)
def test_R15_what_is_agreed_for_a_time_rests_from_its_first_to_its_last_day(planned_on, kind):
    rests = [held(kind, day(30))]

    assert [planned_on(n, holds=rests)[0].reason for n in (1, 30)] == [PlanReason.HELD] * 2
    assert planned_on(31, holds=rests)[0].reason != PlanReason.HELD
    assert HOLD_RULES[kind].needs_end


def test_R16_no_fee_interest_or_notice_after_the_day_until_which_the_rules_are_reviewed():
    last, after = LAW.reviewed_until, LAW.reviewed_until + timedelta(1)
    claim = FeeClaim(last - timedelta(30))

    assert [decide_fee(claim, on, LAW).reason for on in (last, after)] == [
        FeeReason.CHARGED,
        FeeReason.NO_RATE,
    ]
    assert [LAW.refuse_notice(on) for on in (last, after)] == [None, FeeReason.NO_RATE]


def test_R16_no_fee_or_notice_under_the_new_law_before_its_own_rows(new_law):
    law = new_law(date(2026, 12, 1))
    before, first = date(2026, 11, 30), date(2026, 12, 1)

    assert [decide_fee(CLAIM, on, law).reason for on in (before, first)] == [
        FeeReason.CHARGED,
        FeeReason.NEW_LAW,
    ]
    assert [law.refuse_notice(on) for on in (before, first)] == [None, FeeReason.NEW_LAW]
    assert NEW_LAW not in {limit.valid_from for limit in LAW.limits}
    assert all(limit.rule != "R16" for limit in LAW.limits)  # no day is set


def test_R17_what_is_decided_names_its_rule_and_its_row_and_what_is_done_its_policy_and_agent():
    decision = decide_fee(CLAIM, day(14), LAW)

    assert decision.rule == "R3" and decision.source == LAW.fees[-1].source
    assert {rules.rule for rules in FEE_REASON_RULES.values()} == {
        "R2", "R3", "R4", "R10", "R11", "R16"
    }  # fmt: skip
    assert {"policy_sha256", "day"} <= {*STORED["plans"].columns}
    assert {"agent", "called_on"} <= {*STORED["calls"].columns}
    assert {"step_id", "due_version", "sent_on", "channel"} <= {*STORED["steps"].columns}


@pytest.mark.parametrize(
    "claim",
    [
        OPEN._replace(paid_ore=500_00, open_ore=0, status=ClaimStatus.PAID),
        OPEN._replace(amount_ore=0, open_ore=0, status=ClaimStatus.CANCELLED),
        OPEN._replace(paid_ore=600_00, open_ore=-100_00),
    ],
)
def test_R18_nothing_goes_for_a_claim_that_is_paid_credited_or_below_nothing(planned_on, claim):
    assert planned_on(60, claim) == []


@pytest.mark.parametrize(
    ("unpaid_due_on", "expected"),
    [
        ([], None),
        ([date(2025, 11, 23)], None),  # a year to the day
        ([date(2025, 11, 22)], "may_strike"),
        ([TODAY, date(2025, 11, 22)], "may_strike"),
        ([date(2024, 11, 23)], "may_strike"),
        ([date(2024, 11, 22), TODAY], "shall_strike"),
    ],
)
def test_R19_the_board_is_told_whom_it_may_and_shall_strike(unpaid_due_on, expected):
    limit = find_strike_limit(LAW, unpaid_due_on, TODAY)

    assert (limit and limit.name) == expected
    assert limit is None or (limit.rule == "R19" and limit.text.startswith("styret"))


def test_P30_free_reminders_and_calls_go_on_with_a_warning_from_30_days_ahead(planned_on):
    last = LAW.reviewed_until

    assert LAW.warning_on(last - timedelta(31)) == ""
    for on in (last - timedelta(30), last, last + timedelta(1), last + timedelta(400)):
        assert "31.12.2026" in LAW.warning_on(on)
    assert "reminder_fees.csv" in LAW.warning_on(last)
    (row,) = planned_on((last - DUE).days + 1)
    assert (row.reason, row.kind) == (PlanReason.STEP_DUE, StepKind.REMINDER)


def test_every_rule_of_the_list_has_a_test_that_names_it():
    tests = " ".join(globals())

    assert [n for n in range(1, 20) if f"test_R{n}_" not in tests] == []


def test_every_row_has_a_rule_a_source_and_one_limit_a_day(new_law):
    limits = new_law(date(2027, 1, 1)).limits

    assert len({(limit.name, limit.valid_from) for limit in limits}) == len(limits)
    assert all(limit.text and limit.source and limit.unit for limit in limits)
    assert {limit.verified for limit in limits} == {"primary", "secondary", "design"}
    assert LAW.find_limit("fee_after_due", date(2020, 9, 30)) is None
    assert LAW.value_on("fee_after_due", date(2020, 9, 30)) == 0


def test_a_day_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "reviewed.toml").write_text("rules_reviewed_until = 'snart'")

    with pytest.raises(UsageError, match=r"^reviewed\.toml: «rules_reviewed_until» har en verdi"):
        load_law(tmp_path)
