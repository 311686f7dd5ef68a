"""The last resort: what may be handed over to the collection partner, each exclusion tried."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dunning.sample_claims import (
    claim,
    contact,
    day,
    decision,
    hold,
    member,
    owing,
    sent,
    step,
)
from workbench.dunning.claim_facts import ClaimCall
from workbench.dunning.law import load_law
from workbench.dunning.policy import Policy
from workbench.model.day_rows import Suggestion
from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.kinds import Channel, ClaimStatus, LiableParty, StepKind
from workbench.model.partner_kinds import Closing
from workbench.model.partner_rows import Handover
from workbench.model.payment_kinds import Likeness
from workbench.model.plan_reasons import PlanReason as R
from workbench.model.rows import Liability, PolicyChoice

LAW = load_law(Path(__file__).parents[2] / "data" / "rates")
TERMS = {"law": LAW, "is_notice_by_partner": True}
HANDED = Handover("a", "f.json", "f-1", str(day(0)), day(50), "P", 500_00, "Mona", day(49))
N = 60  # a day on which nothing but what a test gives stops a hand-over


@pytest.fixture(scope="module")
def own_policy(policy):
    """Two reminders, and then the partner."""
    return last_level(policy, "handover")


def last_level(policy, kind):
    levels = [level.model_dump() for level in policy.levels]
    levels[2] |= {"kind": kind, "step_id": "handover", "channels": [Channel.TASK]}
    return Policy(**policy.model_dump() | {"levels": levels})


@pytest.fixture(scope="module")
def handed(answer_on, own_policy):
    """The row of a claim that may be handed over, but for what a test gives."""

    def handed(n=N, **more):
        usual = {"steps": sent(6, 20), "policy": own_policy, "terms": TERMS, "owed": [owing()]}
        own = more.pop("claim", {})
        return answer_on(n, claim(**own), **usual | more)

    return handed


def money():
    return Suggestion("p", "a", Likeness.SAME_PAYER)


BLOCKED = {
    "disputed": {"holds": [hold(50, None, HoldKind.OBJECTION)]},
    "rejected and maintained": {"holds": [hold(50, None, HoldKind.DISPUTE)]},
    "a plan": {"holds": [hold(50, 90, HoldKind.PAYMENT_PLAN)]},
    "frozen": {"holds": [hold(50, 90, HoldKind.FREEZE)]},
    "frozen there": {"members": [member(status="frozen")]},
    "the claim is frozen there": {"claim": {"status": ClaimStatus.FROZEN}},
    "a deferral of the invoice": {"holds": [hold(50, 90, invoice_id="i-a")]},
    "deceased": {"holds": [hold(50, None, HoldKind.DECEASED)]},
    "the payer is dead": {"holds": [hold(50, None, HoldKind.PAYER_DECEASED, member_id="p-m")]},
    "hardship": {"holds": [hold(50, None, HoldKind.HARDSHIP)]},
    "has a guardian": {"holds": [hold(50, None, HoldKind.GUARDIANSHIP)]},
    "credit under way": {"holds": [hold(50, None, HoldKind.CREDIT_PENDING)]},
    "time-barred": {"n": 1500},
    "resigned before": {"members": [member(left_on=day(-1))]},
    "left, nobody knows when": {"members": [member(status="left")]},
    "gone from its list": {"unconfirmed": {"a": (R.UNCONFIRMED, None)}},
    "taken back": {"unconfirmed": {"a": (R.REOPENED, "unread_row:doubt:7")}},
    "fees of closed days": {"unconfirmed": {"a": (R.PAUSED, None)}},
    "a credit is asked about": {"unconfirmed": {"a": (R.CREDIT_ASKED, "credit_claim:c")}},
    "maybe paid": {"suggestions": [money()]},
    "maybe the same claim": {"doubts": {"a": "a+spond"}},
    "a person must decide": {"claim": {"status": ClaimStatus.REVIEW}},
    "at a partner already": {"claim": {"status": ClaimStatus.IN_COLLECTION}},
    "whose is it": {"claim": {"member_id": None, "member_name": "Kim By"}},
    "exempt": {"choices": {"a": PolicyChoice("a")}},
    "left to the club": {"calls": [ClaimCall("a", day(40), True, asked_club="c:will_not_pay")]},
    "a small sum": {"claim": {"open_ore": 499_99}},
    "incurred as minor": {"owed": [owing(as_minor=True)]},
    "a minor owes": {"contacts": [contact(is_minor=True)]},
    "a guardian who is not known": {"owed": [owing(liable_id=None, party=LiableParty.GUARDIAN)]},
    "probably a parent": {"contacts": [contact(probably_parent=True)]},
    "nobody knows who owes": {"owed": [Liability("a", LiableParty.UNKNOWN, None, "", False)]},
    "no liability": {"owed": []},
    "no partner or no assignment": {"assigned": frozenset(StepKind) - {StepKind.HANDOVER}},
    "no notice": {"terms": {"law": LAW}},
    "no law": {"terms": {"is_notice_by_partner": True}},
    "with the partner": {"handovers": [HANDED]},
    "came back": {"handovers": [HANDED._replace(closed_on=day(55), closed_why=Closing.RETURNED)]},
}  # fmt: skip


def test_R7_a_claim_goes_to_the_partner_after_the_last_reminder_where_the_notice_is_left_to_it(
    handed,
):
    row = handed()

    assert (*decision(row), row.kind) == (R.STEP_DUE, "handover", StepKind.HANDOVER)


@pytest.mark.parametrize("why", BLOCKED)
def test_R7_what_forbids_a_hand_over_has_a_reason_and_a_way_on(handed, why):
    row = handed(**BLOCKED[why])

    assert row.kind is None and row.reason != R.STEP_DUE
    assert row.task is not None or row.next_on is not None


@pytest.mark.parametrize("kind", HOLD_RULES)
@pytest.mark.parametrize("target", [{"member_id": "m"}, {"invoice_id": "i-a"}])
def test_R7_nothing_is_handed_over_under_a_hold_of_any_kind(handed, kind, target):
    end = None if not HOLD_RULES[kind].needs_end else 90

    assert handed(holds=[hold(50, end, kind, **target)]).reason == R.HELD


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (30, R.WAITING),  # reminded on day 6 and 20: the deadline of 14 days is day 34
        (38, R.WAITING),  # four bank days for the payment to be seen
        (39, R.STEP_DUE),
    ],
)
def test_R7_the_deadline_of_the_last_reminder_and_the_bank_days_must_have_passed(
    handed, given, reason
):
    row = handed(given)

    assert row.reason == reason
    assert reason == R.STEP_DUE or row.next_on > day(given)


def test_R7_a_reminder_for_another_due_date_is_no_notice(handed):
    earlier = [step("reminder_1", 6, due_on=day(-30)), step("reminder_2", 20, due_on=day(-30))]

    assert handed(steps=earlier).step_id != "handover"


def test_R7_the_least_sum_is_that_of_all_that_is_handed_over_of_a_payer(plan_on, own_policy):
    claims = [claim("a", open_ore=300_00), claim("b", open_ore=200_00), claim("c", open_ore=900_00)]
    steps = [each._replace(claim_id=key) for key in "ab" for each in sent(6, 20)]
    more = {"policy": own_policy, "terms": TERMS, "owed": [owing(key) for key in "abc"]}

    together = plan_on(N, *claims, steps=steps, **more)
    less = plan_on(
        N, claims[0], claims[1]._replace(open_ore=199_99), claims[2], steps=steps, **more
    )

    assert [together[key].kind for key in "abc"] == ["handover", "handover", "reminder"]
    assert [(less[key].reason, less[key].detail) for key in "ab"] == [
        (R.NOT_TO_PARTNER, "too_small")
    ] * 2


def test_W8_a_call_about_another_claim_of_the_payer_comes_before_a_hand_over(plan_on, own_policy):
    phoned = last_level(own_policy, "call").model_copy(update={"id": "calling"})
    steps = [each._replace(claim_id=key) for key in "ab" for each in sent(6, 20)]

    rows = plan_on(
        N, claim("a"), claim("b"), steps=steps, policy=own_policy, terms=TERMS, known=[phoned],
        choices={"b": PolicyChoice("b", "calling")}, owed=[owing("a"), owing("b")],
    )  # fmt: skip

    assert (rows["a"].reason, rows["b"].kind) == (R.IN_CALL, StepKind.CALL)


def test_P28_what_the_partner_has_waits_for_its_file_and_what_it_gives_back_for_the_club(handed):
    with_it = handed(handovers=[HANDED])
    paid = handed(handovers=[HANDED._replace(closed_on=day(55), closed_why=Closing.PAID)])
    back = HANDED._replace(closed_on=day(55), closed_why=Closing.RETURNED)

    assert (with_it.reason, with_it.task) == (R.HANDED_OVER, "check_claim:partner:f.json")
    assert paid.reason == R.HANDED_OVER  # the money comes from the partner
    assert (handed(handovers=[back]).reason, handed(handovers=[back]).task) == (
        R.RETURNED, "decide_claim:a",
    )  # fmt: skip
    assert handed(handovers=[back], steps=[]).reason == R.RETURNED  # not reminded anew either
    chosen = {"a": PolicyChoice("a", "p", "reminder_1")}
    assert handed(handovers=[back], choices=chosen).reason != R.RETURNED


SHAPES = {
    "n": st.integers(0, 1200),
    "claim": st.fixed_dictionaries(
        {},
        optional={
            "open_ore": st.sampled_from([40_00, 499_00, 500_00, 900_00]),
            "status": st.sampled_from([ClaimStatus.OPEN, ClaimStatus.FROZEN, ClaimStatus.REVIEW]),
            "issued_on": st.sampled_from([None, day(3), day(50)]),
        },
    ),
    "holds": st.lists(
        st.builds(
            hold,
            st.integers(-5, 70),
            st.sampled_from([70, 90, 400]),
            st.sampled_from(HoldKind),
        ),
        max_size=2,
    ),
    "steps": st.lists(st.integers(1, 60), max_size=2).map(lambda days: sent(*sorted(days))),
    "owed": st.sampled_from([[], [owing()], [owing(as_minor=True)], [owing(liable_id=None)]]),
    "members": st.sampled_from([[member()], [member(left_on=day(2))], [member(status="left")]]),
    "contacts": st.sampled_from(
        [[contact()], [contact(phone=None)], [contact(is_minor=True)], [contact(shared_value="v")]]
    ),
    "suggestions": st.sampled_from([[], [money()]]),
    "unconfirmed": st.sampled_from([{}, {"a": (R.UNCONFIRMED, None)}]),
    "handovers": st.sampled_from(
        [[], [HANDED], [HANDED._replace(closed_on=day(55), closed_why=Closing.RETURNED)]]
    ),
    "calls": st.sampled_from([[], [ClaimCall("a", day(40), True)]]),
    "terms": st.sampled_from([TERMS, {"law": LAW, "notice_given_on": day(1)}, {"law": LAW}]),
}


@given(facts=st.fixed_dictionaries({}, optional=SHAPES))
def test_nothing_is_handed_over_that_could_not_be_reminded_on_the_same_day(
    handed, own_policy, facts
):
    row = handed(**facts)

    if row.kind == StepKind.HANDOVER:
        as_reminder = handed(**facts, policy=last_level(own_policy, "reminder"))
        assert decision(as_reminder) == (R.STEP_DUE, "handover")
