"""What a payer's claims mean for each other."""

from datetime import date, timedelta

import pytest

from workbench.dunning.claim_facts import Terms
from workbench.dunning.payer_rules import take_up_in_calls
from workbench.dunning.plan import plan
from workbench.dunning.plan_inputs import Policies
from workbench.dunning.policy import Policy
from workbench.dunning.promises import Agreements
from workbench.model.day_rows import Balance, Contact, PlanRow
from workbench.model.kinds import Channel, ClaimStatus, StepKind
from workbench.model.plan_reasons import PlanReason as R
from workbench.model.rows import Member, Step

DUE = date(2026, 1, 5)


def day(n):
    return DUE + timedelta(days=n)


def claim(claim_id, due=0, open_ore=500_00, member_id="m"):
    return Balance(claim_id, day(due), ClaimStatus.OPEN, 500_00, 0, open_ore, member_id=member_id)


def step(claim_id, number, n, due=0):
    return Step(claim_id, f"letter_{number}", day(due).isoformat(), day(n), Channel.EMAIL)


def changed(policy, **own):
    return Policy(**{**policy.model_dump(), **own})


@pytest.fixture
def letters(policy):
    """A policy of six letters, ten days apart, with one step for each payer."""
    first, second, _ = policy.levels
    levels = [
        (first if number == 1 else second).model_copy(
            update={"number": number, "step_id": f"letter_{number}", "days": 10}
        )
        for number in range(1, 7)
    ]
    return changed(policy, levels=levels, steps_per="payer")


@pytest.fixture
def rows_of(policy):
    """The plan's rows by claim id, so many days after the first due date."""

    def rows_of(n, *claims, steps=(), policy=policy, phones=True, refusing=frozenset()):
        members = sorted({row.member_id for row in claims})
        phone = "+4790000001" if phones else None
        rows = plan(
            claims,
            members=[Member(member_id) for member_id in members],
            contacts=[
                Contact(member_id, f"p-{member_id}", "", False, False, phone, "a@b.no")
                for member_id in members
            ],
            liabilities=[],
            agreements=Agreements([], {}),
            steps=steps,
            policies=Policies(policy),
            terms=Terms(day(n)),
            refusing=refusing,
        )
        return {row.claim_id: row for row in rows}

    return rows_of


@pytest.fixture
def decide(rows_of):
    """The step or the reason of each claim."""

    def decide(n, *claims, **more):
        rows = rows_of(n, *claims, **more)
        return {claim_id: row.step_id or row.reason for claim_id, row in rows.items()}

    return decide


FOUR = [step("a", number, number * 10) for number in range(1, 5)]


def test_P6_the_oldest_claim_goes_on_when_newer_ones_are_paid(decide, letters):
    claims = [claim("a"), claim("b", 5, 0), claim("c", 8, 0), claim("d", 9)]

    assert decide(50, *claims, steps=FOUR, policy=letters) == {"a": "letter_5", "d": R.CARRIED}


@pytest.mark.parametrize(
    ("due_of_b", "by_age"),
    [
        pytest.param(5, "letter_5", id="was overdue during all four"),
        pytest.param(25, "letter_5", id="during the last two"),
        pytest.param(40, "letter_1", id="fell due on the day of the last"),
    ],
)
def test_P7_when_the_oldest_is_paid_the_next_counts_what_was_sent_since_it_fell_due(
    decide, letters, due_of_b, by_age
):
    restart = changed(letters, next_carrier="restart")
    claims = [claim("a", 0, 0), claim("b", due_of_b), claim("c", due_of_b + 1)]

    assert decide(60, *claims, steps=FOUR, policy=letters) == {"b": by_age, "c": R.CARRIED}
    assert decide(60, *claims, steps=FOUR, policy=restart) == {"b": "letter_1", "c": R.CARRIED}


def test_each_payer_has_a_carrier_of_their_own(decide, letters):
    claims = [claim("a"), claim("b", 1), claim("c", 0, member_id="n")]

    assert decide(30, *claims, policy=letters) == {
        "a": "letter_1", "b": R.CARRIED, "c": "letter_1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("minimum_per", "expected"),
    [("claim", {"a": R.BELOW_MINIMUM, "b": R.BELOW_MINIMUM, "c": R.BELOW_MINIMUM}),
     ("payer", {"a": "reminder_1", "b": "reminder_1", "c": R.BELOW_MINIMUM})],
)  # fmt: skip
def test_T12_the_minimum_is_of_the_claim_or_of_all_that_the_payer_owes(
    decide, policy, minimum_per, expected
):
    own = changed(policy, minimum_per=minimum_per)
    claims = [claim("a", 0, 30_00), claim("b", 0, 30_00), claim("c", 0, 30_00, "n")]

    assert decide(9, *claims, policy=own) == expected


def called(claim_id):
    return [
        Step(claim_id, name, DUE.isoformat(), day(n), Channel.EMAIL)
        for name, n in (("reminder_1", 5), ("reminder_2", 20))
    ]


def test_W8_who_is_due_for_a_call_gets_no_reminder_of_another_claim_that_week(decide):
    claims = [claim("a"), claim("b", 20), claim("c", 20, member_id="n")]

    rows = decide(30, *claims, steps=called("a"))

    assert rows == {"a": "call", "b": R.IN_CALL, "c": "reminder_1"}


@pytest.mark.parametrize("kind", StepKind)
def test_W8_the_call_says_what_is_friendly_and_comes_before_the_partner_but_no_notice(kind):
    due = [
        PlanRow("a", "p", "", R.STEP_DUE, "call", StepKind.CALL),
        PlanRow("b", "p", "", R.STEP_DUE, "step", kind),
    ]

    other = take_up_in_calls(due, day(30), set())[1]

    is_said = kind in (StepKind.REMINDER, StepKind.AFTER_NO_CONTACT, StepKind.HANDOVER)
    assert (other.reason == R.IN_CALL, other.kind) == (is_said, None if is_said else kind)


def test_W8_who_is_not_phoned_gets_the_reminder(decide):
    claims = [claim("a"), claim("b", 20)]

    refuses = decide(30, *claims, steps=called("a"), refusing={"p-m"})
    without_phone = decide(30, *claims, steps=called("a"), phones=False)

    assert refuses["b"] == without_phone["b"] == "reminder_1"


def test_W8_what_waits_for_the_call_is_decided_again_in_a_week(rows_of):
    row = rows_of(30, claim("a"), claim("b", 20), steps=called("a"))["b"]

    assert (row.reason, row.next_on) == (R.IN_CALL, day(37))
    assert (row.step_id, row.kind, row.channel, row.task) == (None, None, None, None)


def test_P6_what_follows_the_carrier_waits_for_its_day_or_a_week_and_for_no_task(rows_of, letters):
    due, waiting = (
        rows_of(n, claim("a"), claim("b", 1), policy=letters)["b"] for n in (30, 5)
    )  # "a" has its first letter on the tenth day
    all_sent = [step("a", number, number * 10) for number in range(1, 7)]
    ended = rows_of(90, claim("a"), claim("b", 1), steps=all_sent, policy=letters)["b"]

    assert [row.reason for row in (due, waiting, ended)] == [R.CARRIED] * 3
    assert [row.next_on for row in (due, waiting, ended)] == [day(37), day(10), day(97)]
    assert {(row.task, row.detail) for row in (due, waiting, ended)} == {(None, None)}


def test_P6_of_claims_due_on_one_day_the_first_id_carries(decide, letters):
    assert decide(30, claim("b"), claim("a"), policy=letters) == {"a": "letter_1", "b": R.CARRIED}


def test_P7_of_a_letter_sent_about_two_claims_the_later_day_counts(decide, letters):
    paid = [claim("a", 0, 0), claim("b", 0, 0)]
    steps = [step("b", 1, 30), step("a", 1, 12)]

    assert decide(39, *paid, claim("c", 5), steps=steps, policy=letters) == {"c": R.WAITING}
    assert decide(40, *paid, claim("c", 5), steps=steps, policy=letters) == {"c": "letter_2"}


def test_T12_what_falls_due_on_the_day_is_not_in_the_minimum_yet(decide, policy):
    own = changed(policy, minimum_per="payer")
    claims = [claim("a", 0, 30_00), claim("b", 9, 30_00)]

    assert decide(9, *claims, policy=own)["a"] == R.BELOW_MINIMUM
    assert decide(10, *claims, policy=own)["a"] == "reminder_1"
