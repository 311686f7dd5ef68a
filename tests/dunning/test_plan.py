from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dunning.sample_claims import (
    BOTH,
    DUE,
    DUE_NOW,
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
from workbench.dunning.clock import count_days
from workbench.dunning.law import load_law
from workbench.dunning.policy import Policy
from workbench.dunning.promises import Judgement, Verdict
from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.kinds import ClaimStatus, FeeType, LiableParty, StepKind
from workbench.model.kinds import MemberStatus as Status
from workbench.model.partner_rows import Handover
from workbench.model.periods import Period
from workbench.model.plan_reasons import PlanReason as R
from workbench.model.reason_rules import PLAN_REASON_RULES
from workbench.model.rows import Acknowledgement, Hold, Liability, PolicyChoice
from workbench.model.task_kinds import TaskKind


@pytest.mark.parametrize(
    ("n", "expected", "next_on"),
    [
        (-30, (R.NOT_DUE, None), 5),
        (0, (R.NOT_DUE, None), 5),
        (1, (R.WAITING, None), 5),
        pytest.param(4, (R.WAITING, None), 5, id="T1"),
        pytest.param(5, DUE_NOW, None, id="T2"),
        (6, DUE_NOW, None),
        pytest.param(365, DUE_NOW, None, id="T7"),
    ],
)
def test_the_first_reminder_comes_five_days_after_the_due_date(answer_on, n, expected, next_on):
    row = answer_on(n)

    assert decision(row) == expected
    assert row.next_on == (None if next_on is None else day(next_on))


def test_a_step_that_is_due_says_what_how_and_for_which_due_date(answer_on):
    row = answer_on(6)

    assert (row.kind, row.channel, row.days) == ("reminder", "member_system", 6)
    assert (row.payer_id, row.due_version) == ("p-m", "2026-02-02")


@pytest.mark.parametrize(
    ("n", "steps", "expected"),
    [
        (6, sent(6), (R.WAITING, None)),  # the same run once more
        (19, sent(6), (R.WAITING, None)),
        (20, sent(6), (R.STEP_DUE, "reminder_2")),
        pytest.param(43, sent(30), (R.WAITING, None), id="T8 late send, day 13"),
        pytest.param(44, sent(30), (R.STEP_DUE, "reminder_2"), id="T8 late send, day 14"),
        (26, sent(6, 20), (R.WAITING, None)),
        pytest.param(27, sent(6, 20), (R.STEP_DUE, "call"), id="P15 open again after a reversal"),
        pytest.param(90, sent(6, 20), (R.STEP_DUE, "call"), id="T8 one step after a long pause"),
        (90, sent(6, 20, 27), (R.ALL_STEPS_TAKEN, None)),
        (90, [step("reminder_2", 20)], (R.STEP_DUE, "call")),  # the first was never recorded
    ],
)
def test_the_next_step_counts_from_the_day_the_one_before_was_sent(answer_on, n, steps, expected):
    assert decision(answer_on(n, steps=steps)) == expected


def test_of_a_step_sent_twice_the_later_counts_whatever_the_order(answer_on):
    twice = [step("reminder_1", 5), step("reminder_1", 9)]

    for steps in (twice, twice[::-1]):
        assert answer_on(20, steps=steps).next_on == day(9 + 14)


def test_T1_T6_what_is_paid_is_not_in_the_plan_whatever_the_day(plan_on):
    paid = claim("paid", open_ore=0)

    for n in (4, 5, 50, 365):
        assert list(plan_on(n, claim("open"), paid)) == ["open"]


def test_T4_T5_a_hold_stops_the_second_reminder_and_lets_it_come_when_it_ends(answer_on):
    while_held = answer_on(30, steps=sent(5), holds=[hold(10, 30)])
    afterwards = answer_on(30, steps=sent(5), holds=[hold(10, 20)])

    assert decision(while_held) == (R.HELD, None)
    assert (while_held.detail, while_held.next_on) == ("deferral", day(31))
    assert decision(afterwards) == (R.STEP_DUE, "reminder_2")


@pytest.mark.parametrize("kind", HoldKind)
def test_every_kind_of_hold_stops_reminders_and_calls_on_its_first_and_last_day(answer_on, kind):
    for n in (28, 40):
        row = answer_on(n, steps=sent(6, 20), holds=[hold(28, 40, kind)])
        assert (row.reason, row.detail, row.kind) == (R.HELD, kind, None)
    for n in (27, 42):
        assert decision(answer_on(n, steps=sent(6, 20), holds=[hold(28, 40, kind)]))[1] == "call"


@pytest.mark.parametrize("n", [6, 30, 400])
def test_P9_an_objection_stops_everything_until_it_is_answered(answer_on, n):
    row = answer_on(n, holds=[hold(0, None, HoldKind.OBJECTION, invoice_id="i-a")])

    assert decision(row) == (R.HELD, None)
    assert (row.detail, row.next_on) == ("objection", None)


def test_a_hold_on_an_invoice_leaves_the_other_claims_of_the_member(plan_on):
    rows = plan_on(6, claim("a"), claim("b"), holds=[hold(0, 20, invoice_id="i-a", member_id="m")])

    assert [decision(row) for row in rows.values()] == [(R.HELD, None), DUE_NOW]


@pytest.mark.parametrize(("n", "expected"), [(20, "held"), (49, "waiting"), (50, "reminder_2")])
def test_H9_a_freeze_after_a_reminder_stops_the_clock(answer_on, n, expected):
    row = answer_on(n, steps=sent(5), holds=[hold(10, 40, HoldKind.FREEZE)])

    assert (row.step_id or row.reason) == expected
    assert row.next_on == {20: day(41), 49: day(50), 50: None}[n]


@pytest.mark.parametrize(
    ("n", "holds"),
    [
        pytest.param(3, [hold(4, 10)], id="agreed ahead"),
        pytest.param(8, [hold(4, 10), hold(11, 20, HoldKind.FREEZE)], id="one after the other"),
        pytest.param(-5, [hold(-10, 30)], id="not due"),
    ],
)
def test_no_day_under_a_hold_is_promised_as_the_next(answer_on, n, holds):
    next_on = answer_on(n, holds=holds).next_on

    assert next_on is None or decision(answer_on((next_on - DUE).days, holds=holds))[0] != R.HELD


HELD_DAYS = [
    pytest.param([(6, 9)], date(2024, 2, 6), 4, id="H1 first day"),
    pytest.param([(6, 9)], date(2024, 2, 9), 4, id="H1 last day"),
    pytest.param([(6, 9)], date(2024, 3, 12), 36, id="H2 H3"),
    pytest.param([(6, 9), (13, 17), (23, 24)], date(2024, 3, 12), 29, id="H4"),
    pytest.param([(6, 9), (8, 11)], date(2024, 3, 12), 34, id="overlapping kinds count once"),
    pytest.param([], date(2024, 2, 1), 0, id="the due date is day 0"),
]


@pytest.mark.parametrize(("covered", "as_of", "expected"), HELD_DAYS)
def test_a_held_day_does_not_count(covered, as_of, expected):
    due = date(2024, 2, 1)
    holds = [
        Hold(str(a), HoldKind.FREEZE, due.replace(day=a), due.replace(day=b)) for a, b in covered
    ]

    assert count_days(holds, due, as_of)[0] == expected


@pytest.mark.parametrize(("open_ore", "expected"), [(4999, R.BELOW_MINIMUM), (5000, R.STEP_DUE)])
def test_T12_less_than_the_minimum_is_left_alone(answer_on, open_ore, expected):
    assert answer_on(6, claim(open_ore=open_ore)).reason == expected


def test_T13_a_step_that_the_policy_does_not_know_is_left_to_a_person(answer_on):
    row = answer_on(90, steps=[*sent(6), step("warning", 20)])

    assert decision(row) == (R.POLICY_CHANGED, None)
    assert row.detail == "warning"


def test_P16_a_claim_with_a_new_due_date_is_reminded_once_more_for_it(answer_on):
    moved = claim(due_on=day(30))

    assert decision(answer_on(34, moved, steps=sent(6)))[0] == R.WAITING
    assert decision(answer_on(35, moved, steps=sent(6))) == DUE_NOW
    again = [*sent(6), step("reminder_1", 35, due_on=day(30))]
    assert decision(answer_on(35, moved, steps=again))[0] == R.WAITING


def test_P5_what_is_paid_does_not_move_the_step_of_the_payers_other_claims(plan_on):
    steps = [*sent(6, 20), step("reminder_1", 6, "b")]

    rows = plan_on(30, claim("a", open_ore=0), claim("b"), claim("c"), steps=steps)

    assert {key: row.step_id for key, row in rows.items()} == {
        "b": "reminder_2",
        "c": "reminder_1",
    }


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        pytest.param(ClaimStatus.IN_COLLECTION, R.IN_COLLECTION, id="P28"),
        (ClaimStatus.REVIEW, R.REVIEW),
    ],
)
@pytest.mark.parametrize("n", [-1, 6, 90])
def test_the_word_of_the_member_system_stops_a_claim_at_every_step(answer_on, status, reason, n):
    assert decision(answer_on(n, claim(status=status), steps=sent(6, 20))) == (reason, None)


def test_a_claim_that_the_member_system_calls_frozen_gets_no_reminder(answer_on):
    assert decision(answer_on(6, claim(status=ClaimStatus.FROZEN))) == (R.FROZEN, None)


def test_a_frozen_membership_gets_no_reminder(answer_on):
    assert decision(answer_on(6, members=[member(status=Status.FROZEN)])) == (R.FROZEN, None)


@pytest.mark.parametrize(("left", "expected"), [(-1, R.RESIGNED), (0, R.STEP_DUE), (1, R.STEP_DUE)])
def test_one_who_resigned_before_the_due_date_is_not_reminded(answer_on, left, expected):
    members = [member(status=Status.LEFT, left_on=day(left))]

    assert answer_on(6, members=members).reason == expected


def test_one_who_left_nobody_knows_when_is_not_reminded(answer_on):
    assert answer_on(6, members=[member(status=Status.LEFT)]).step_id is None


def test_P23_an_applicant_is_asked_and_not_reminded_of_the_first_fee(answer_on):
    fee = claim(fee_type=FeeType.MEMBERSHIP)

    assert (
        decision(answer_on(6, fee, members=[member(status=Status.UNPROCESSED)]))[0] == R.APPLICANT
    )
    assert decision(answer_on(6, fee)) == DUE_NOW


@pytest.mark.parametrize(
    ("due_on", "last"),
    [
        (date(2023, 11, 22), date(2026, 11, 23)),  # the 22nd is a Sunday
        (date(2023, 12, 15), date(2026, 12, 15)),
        (date(2024, 1, 31), date(2027, 2, 1)),
        (date(2024, 2, 29), date(2027, 3, 1)),
    ],
)
def test_a_claim_is_time_barred_the_day_after_its_last(answer_on, due_on, last):
    n = (last - DUE).days

    assert decision(answer_on(n, claim(due_on=due_on))) == DUE_NOW
    assert decision(answer_on(n + 1, claim(due_on=due_on))) == (R.TIME_BARRED, None)


EMAIL_ONLY = {"phone": None, "email": "a@example.org"}
NOTHING = {"phone": None, "email": None}


@pytest.mark.parametrize(
    ("steps", "ways", "expected"),
    [
        ([], EMAIL_ONLY, R.STEP_DUE),
        (sent(6), EMAIL_ONLY, R.STEP_DUE),
        (sent(6, 20), EMAIL_ONLY, R.NO_CONTACT),
        ([], NOTHING, R.NO_CONTACT),
        (sent(6, 20), NOTHING, R.NO_CONTACT),
        (sent(6, 20), {}, R.STEP_DUE),
    ],
)
def test_a_call_needs_a_phone_and_a_reminder_any_way_at_all(answer_on, steps, ways, expected):
    assert answer_on(90, contacts=[contact(**ways)], steps=steps).reason == expected


def test_a_claim_that_nobody_is_known_to_pay_has_no_step(answer_on):
    row = answer_on(6, claim(member_id=None))

    assert (row.reason, row.payer_id) == (R.NO_CONTACT, None)


@pytest.mark.parametrize(
    ("assigned", "steps", "expected"),
    [
        (BOTH - {StepKind.CALL}, sent(6), R.STEP_DUE),
        (BOTH - {StepKind.CALL}, sent(6, 20), R.NOT_ASSIGNED),
        (BOTH - {StepKind.REMINDER}, sent(6), R.NOT_ASSIGNED),
        (BOTH - {StepKind.REMINDER}, sent(6, 20), R.STEP_DUE),
        (frozenset(), [], R.NOT_ASSIGNED),
    ],
)
def test_nothing_outside_the_assignment_is_planned(answer_on, assigned, steps, expected):
    assert answer_on(90, steps=steps, assigned=assigned).reason == expected


def owed(party, member_id=None, claim_id="a"):
    return Liability(claim_id, party, member_id, basis="", incurred_as_minor=False)


def test_the_one_who_owes_is_contacted_and_not_the_member(answer_on):
    contacts = [contact("m", **NOTHING), contact("mother")]

    row = answer_on(6, contacts=contacts, owed=[owed(LiableParty.PAYER, "mother")])

    assert (*decision(row), row.payer_id) == (*DUE_NOW, "p-mother")


def test_P21_one_who_has_turned_18_is_not_phoned_about_what_the_guardian_owes(answer_on):
    guardians = [owed(LiableParty.GUARDIAN)]

    grown = answer_on(90, steps=sent(6, 20), owed=guardians)
    child = answer_on(
        90,
        steps=sent(6, 20),
        owed=guardians,
        contacts=[contact(is_minor=True, probably_parent=True)],
    )

    assert decision(child) == (R.STEP_DUE, "call")
    assert grown.step_id is None


@pytest.mark.parametrize("kind", [HoldKind.DECEASED, HoldKind.GUARDIANSHIP, HoldKind.HARDSHIP])
def test_a_hold_on_the_person_who_owes_rests_the_claims_for_others_too(answer_on, kind):
    contacts = [contact("m"), contact("mother")]
    holds = [hold(0, None, kind, member_id="mother")]

    row = answer_on(6, contacts=contacts, owed=[owed(LiableParty.PAYER, "mother")], holds=holds)

    assert decision(row) == (R.HELD, None)


def test_the_freeze_of_a_payers_own_membership_does_not_rest_the_childs_claim(answer_on):
    holds = [hold(0, 60, HoldKind.FREEZE, member_id="mother")]
    contacts = [contact("m"), contact("mother")]

    row = answer_on(6, contacts=contacts, owed=[owed(LiableParty.PAYER, "mother")], holds=holds)

    assert decision(row) == DUE_NOW


SIBLINGS = [contact(key, payer_id="guardian:m", is_minor=True) for key in ("m", "n")]


def rows_of_siblings(rows_on, n, *holds, first=None):
    """Return the decision on an old claim of the child m, and on a newer one of the sibling n."""
    old, new = first or claim("a"), claim("b", member_id="n")
    rows = rows_on(n, old, new, contacts=SIBLINGS, holds=holds)
    return {row.claim_id: decision(row) for row in rows}


@pytest.mark.parametrize("kind", [HoldKind.HARDSHIP, HoldKind.PAYER_DECEASED])
@pytest.mark.parametrize("target", [{"invoice_id": "i-a"}, {"member_id": "m"}])
def test_W7_a_personal_hold_rests_all_claims_of_the_payer_also_later_ones(rows_on, kind, target):
    paid = claim("a", paid_ore=500_00, open_ore=0)

    held = rows_of_siblings(rows_on, 6, hold(0, None, kind, **target))
    later = rows_of_siblings(rows_on, 6, hold(0, None, kind, **target), first=paid)

    assert held == {"a": (R.HELD, None), "b": (R.HELD, None)}
    assert later == {"b": (R.HELD, None)}


def test_W7_other_holds_and_other_payers_are_not_rested(rows_on):
    objection = hold(0, None, HoldKind.OBJECTION, invoice_id="i-a")
    hardship = hold(0, None, HoldKind.HARDSHIP, invoice_id="i-a")
    others = [contact("m"), contact("n")]

    assert rows_of_siblings(rows_on, 6, objection)["b"] == DUE_NOW
    rows = rows_on(6, claim("a"), claim("b", member_id="n"), contacts=others, holds=[hardship])
    assert [decision(row) for row in rows] == [(R.HELD, None), DUE_NOW]


@pytest.mark.parametrize(("n", "expected"), [(60, (R.HELD, None)), (61, (R.WAITING, None))])
def test_W7_where_a_child_has_died_the_household_is_left_in_peace_for_sixty_days(
    rows_on, n, expected
):
    found = rows_of_siblings(rows_on, n, hold(0, None, HoldKind.DECEASED, member_id="m"))

    assert found == {"a": (R.HELD, None), "b": expected}


def test_W1_a_claim_waits_for_the_task_about_the_phone_that_is_not_used(answer_on):
    row = answer_on(6, contacts=[contact(**NOTHING, shared_value="value:7")])

    assert (row.reason, row.task) == (R.NO_CONTACT, "find_contact:value:7")


@pytest.mark.parametrize(
    ("n", "ways", "expected"),
    [
        (6, EMAIL_ONLY, DUE_NOW),
        (90, EMAIL_ONLY, (R.NO_GUARDIAN, None)),
        (6, NOTHING, (R.NO_GUARDIAN, None)),
    ],
)
def test_W5_one_who_came_of_age_is_written_to_and_then_the_guardian_is_sought(
    answer_on, n, ways, expected
):
    guardians = [through(probably_parent=True, **ways)]
    steps = sent(6, 20) if n == 90 else []

    row = answer_on(n, steps=steps, owed=[owed(LiableParty.GUARDIAN)], guardians=guardians)

    assert decision(row) == expected
    assert expected == DUE_NOW or row.task == "find_contact:m"


GONE = (R.UNCONFIRMED, None)
REOPENED = (R.REOPENED, "unread_row:doubt:7")
AS_OF = 1500  # past the limitation
APPLICANT = member(status=Status.UNPROCESSED)
AT_PARTNER = Handover("a", "f", "f-1", "", day(1), "P", 1, "M", day(1))
LAYERS = [  # each stops the claim, and those above it are asked first
    (R.HANDED_OVER, {"handovers": [AT_PARTNER]}),
    (R.IN_COLLECTION, {"claim": {"status": ClaimStatus.IN_COLLECTION}}),
    (R.MAYBE_SAME, {"doubts": {"a": "a+spoortz"}}),
    (R.REVIEW, {"claim": {"status": ClaimStatus.REVIEW}}),
    (R.TIME_BARRED, {"n": AS_OF}),
    (R.UNKNOWN_MEMBER, {"claim": {"member_id": None, "member_name": "Kim By"}}),
    (R.HELD, {"holds": [hold(6, None, HoldKind.OBJECTION)]}),
    (R.UNCONFIRMED, {"unconfirmed": {"a": GONE}}),
    (R.APPLICANT, {"members": [APPLICANT._replace(left_on=day(-1))]}),
    (R.RESIGNED, {"members": [member(left_on=day(-1))]}),
    (R.BELOW_MINIMUM, {"claim": {"open_ore": 4999}}),
    (R.POLICY_CHANGED, {"steps": [step("warning", 1)]}),
    (R.NOT_ASSIGNED, {"assigned": frozenset()}),
    (R.NO_CONTACT, {"contacts": [contact(**NOTHING)]}),
    (R.STEP_DUE, {}),
]


@pytest.mark.parametrize("top", range(len(LAYERS)), ids=[reason for reason, _ in LAYERS])
def test_of_several_reasons_the_gravest_is_given(answer_on, top):
    given_claim = {"fee_type": FeeType.MEMBERSHIP}
    given_rest = {"n": 6}
    for _, more in reversed(LAYERS[top:]):
        given_claim |= more.get("claim", {})
        given_rest |= {key: value for key, value in more.items() if key != "claim"}

    row = answer_on(given_rest.pop("n"), claim(**given_claim), **given_rest)

    assert row.reason == LAYERS[top][0]


ROWS = {
    "claims": [
        claim("a"),
        claim("b", invoice_id="i-a"),
        claim("c", member_id="n"),
        claim("d", member_id="n", open_ore=10_00),
        claim("e", member_id=None),
    ],
    "members": [member("m"), member("n", left_on=day(3)), member("o")],
    "contacts": [contact("m"), contact("n", **NOTHING), contact("o")],
    "owed": [owed(LiableParty.PAYER, "o", "c"), owed(LiableParty.MEMBER, "m", "a")],
    "holds": [
        hold(-3, 3, HoldKind.FREEZE, member_id="n"),
        hold(2, 9, invoice_id="i-a"),
        hold(8, 20, HoldKind.FREEZE, member_id="m"),
        hold(8, 20, HoldKind.HARDSHIP, member_id="m"),
    ],
    "steps": [*sent(6, 20), step("reminder_1", 7, "c"), step("reminder_1", 30, "b")],
}


@settings(max_examples=40)
@given(st.randoms(), st.integers(-2, 60))
def test_P4_the_plan_is_the_same_in_whatever_order_the_rows_come(rows_on, rng, n):
    shuffled = {name: rng.sample(rows, len(rows)) for name, rows in ROWS.items()}
    ordered, other = dict(ROWS), dict(shuffled)

    expected = rows_on(n, *ordered.pop("claims"), **ordered)

    assert len(expected) == len(ROWS["claims"])
    assert all(row.reason in list(R) for row in expected)
    # nothing rests without a day on which it returns, or a task
    assert all([row.step_id, row.next_on, row.task].count(None) == 2 for row in expected)
    assert rows_on(n, *other.pop("claims"), **other) == expected


def test_a_claim_of_unknown_amount_is_in_the_plan_for_a_person_to_decide(answer_on):
    unknown = claim(status=ClaimStatus.REVIEW, amount_ore=0, open_ore=0)

    assert decision(answer_on(6, unknown)) == (R.REVIEW, None)


@pytest.mark.parametrize(
    ("task", "expected"),
    [("unread_row:7", (R.UNCONFIRMED, "unread_row:7")), (None, (R.REVIEW, "decide_claim:a"))],
)
def test_a_status_that_could_not_be_read_is_not_one_to_be_decided_in_the_member_system(
    answer_on, task, expected
):
    row = answer_on(6, claim(status=ClaimStatus.REVIEW), unconfirmed={"a": (R.UNCONFIRMED, task)})

    assert (row.reason, row.task) == expected


def test_a_child_is_not_phoned_about_on_the_phone_of_a_parent_who_has_died(answer_on):
    contacts = [contact(is_minor=True, payer_id="father")]
    holds = [hold(0, None, HoldKind.DECEASED, member_id="father")]

    assert decision(answer_on(6, contacts=contacts, holds=holds)) == (R.HELD, None)


def through(member_id="m", **more):
    return contact(member_id, **{"payer_id": "p-guardian", "is_minor": True} | more)


@pytest.mark.parametrize("party", [LiableParty.GUARDIAN, LiableParty.PAYER])
def test_a_guardian_who_owes_is_asked_also_after_the_childs_18th_birthday(answer_on, party):
    row = answer_on(90, steps=sent(6, 20), owed=[owed(party)], guardians=[through()])

    assert (*decision(row), row.payer_id) == (R.STEP_DUE, "call", "p-guardian")


def test_what_one_who_came_of_age_owes_alone_is_not_asked_of_the_guardian(answer_on):
    row = answer_on(6, owed=[owed(LiableParty.MEMBER, "m")], guardians=[through()])

    assert row.payer_id == "p-m"


def test_a_guardian_who_owes_and_cannot_be_reached_rests(answer_on):
    row = answer_on(6, owed=[owed(LiableParty.GUARDIAN)], guardians=[through(**NOTHING)])

    assert decision(row) == (R.NO_CONTACT, None)


def test_a_member_who_owes_as_a_guardian_is_reached_by_what_stands_beside_the_child(answer_on):
    contacts = [contact("m", is_minor=True), contact("mother", **EMAIL_ONLY)]
    guardians = [through(payer_id="mother")]

    row = answer_on(
        90,
        steps=sent(6, 20),
        contacts=contacts,
        guardians=guardians,
        owed=[owed(LiableParty.GUARDIAN, "mother")],
    )

    assert (*decision(row), row.payer_id) == (R.STEP_DUE, "call", "mother")


def test_a_claim_tied_by_its_name_is_followed_up_as_any_other(answer_on):
    assert decision(answer_on(6, claim(member_name="Kim By"))) == DUE_NOW


def test_a_claim_gone_from_the_newest_list_rests(rows_on):
    rows = rows_on(6, claim("a"), claim("b", invoice_id="i-a"), unconfirmed={"a": GONE})

    assert [row.reason for row in rows] == [R.UNCONFIRMED, R.STEP_DUE]


STATUSES = st.sampled_from(ClaimStatus)
DAYS_AFTER = st.integers(-40, 1300)


@st.composite
def worlds(draw):
    """A claim with all that may decide about it, as it may come."""
    kinds = st.sampled_from(HoldKind)
    holds = [
        hold(first, last if HOLD_RULES[kind].needs_end else None, kind, **target)
        for kind, first, last, target in draw(
            st.lists(
                st.tuples(
                    kinds,
                    st.integers(-30, 40),
                    st.integers(41, 90),
                    st.sampled_from([{"member_id": "m"}, {"invoice_id": "i-a"}]),
                ),
                max_size=2,
            )
        )
    ]
    left_on = draw(st.sampled_from([None, day(-5), day(5)]))
    names = draw(st.sampled_from([{}, {"member_name": "Kim By", "member_id": None}]))
    return {
        "claim": claim(
            status=draw(STATUSES),
            open_ore=draw(st.sampled_from([0, 10_00, 500_00])),
            fee_type=draw(st.sampled_from(FeeType)),
            **names,
        ),
        "members": [member(status=draw(st.sampled_from(Status)), left_on=left_on)],
        "contacts": [contact(**draw(st.sampled_from([{}, NOTHING, EMAIL_ONLY])))],
        "holds": holds,
        "steps": sent(*draw(st.sampled_from([(), (6,), (6, 21), (6, 21, 30)])))
        + draw(st.sampled_from([[], [step("sms", 8)]])),
        "unconfirmed": draw(st.sampled_from([{}, {"a": GONE}, {"i-a": REOPENED}])),
        "doubts": draw(st.sampled_from([{}, {"a": "a+spond"}])),
    }


@settings(max_examples=400)
@given(worlds(), DAYS_AFTER, st.sampled_from([BOTH, frozenset({StepKind.REMINDER}), frozenset()]))
def test_no_claim_rests_without_a_day_or_a_task(rows_on, world, n, assigned):
    given_rows = dict(world)

    for row in rows_on(n, given_rows.pop("claim"), assigned=assigned, **given_rows):
        is_acting, has_day = row.step_id is not None, row.next_on is not None
        assert is_acting + has_day + (row.task is not None) == 1, row
        if has_day:
            assert row.next_on > day(n)
        if row.task is not None:
            assert row.task.partition(":")[0] in list(TaskKind)


@pytest.mark.parametrize("reason", R)
def test_every_reason_without_a_day_of_its_own_names_a_task_that_comes_again(reason):
    rules = PLAN_REASON_RULES[reason]

    with_a_day_or_hold = {
        R.STEP_DUE,
        R.NOT_DUE,
        R.WAITING,
        R.HELD,
        R.IN_CALL,
        R.CARRIED,
        R.SET_ASIDE,
        R.MANDATE,
        R.WITHDRAWAL,
    }
    assert (rules.task is None) == (reason in with_a_day_or_hold)
    assert rules.task is None or rules.again_days > 0


OPEN_HOLD = hold(6, None, HoldKind.OBJECTION)
NOT_LATE = {"holds": [hold(-3, None, HoldKind.OBJECTION)]}


@pytest.mark.parametrize(
    ("n", "more", "task"),
    [
        (6, {"claims": [claim(status=ClaimStatus.REVIEW)]}, "decide_claim:a"),
        (6, {"claims": [claim(status=ClaimStatus.FROZEN)]}, "decide_claim:a"),
        (6, {"claims": [claim(status=ClaimStatus.IN_COLLECTION)]}, "decide_claim:a"),
        (6, {"claims": [claim(open_ore=4999)]}, "decide_claim:a"),
        (6, {"claims": [claim(member_id=None, member_name="Kim By")]}, "check_claim:a"),
        (6, {"doubts": {"a": "b+spoortz"}}, "check_claim:maybe:b+spoortz"),
        (6, {"unconfirmed": {"a": GONE}}, "check_claim:a"),
        (
            6,
            {"unconfirmed": {"i-a": (R.UNCONFIRMED, None), "m": (R.UNCONFIRMED, "unread_row:7")}},
            "unread_row:7",
        ),
        (6, {"members": [member(left_on=day(-1))]}, "credit_claim:a"),
        (6, {"members": [member(status=Status.LEFT)]}, "decide_claim:a"),
        (6, {"members": [member(status=Status.FROZEN)]}, "decide_claim:a"),
        (
            6,
            {"claims": [claim(fee_type=FeeType.MEMBERSHIP)], "members": [APPLICANT]},
            "decide_applicant:applicant_unprocessed:m",
        ),
        (6, {"contacts": [contact(**NOTHING)]}, "find_contact:m"),
        (6, {"assigned": frozenset()}, "decide_claim:step:reminder_1"),
        (6, {"steps": [step("warning", 1)]}, "check_claim:a"),
        (90, {"steps": sent(6, 20, 60)}, "decide_claim:a"),
        (AS_OF, {}, "decide_claim:a"),
        (6, {"holds": [OPEN_HOLD]}, f"settle_hold:{OPEN_HOLD.hold_id}"),
        (0, NOT_LATE, f"settle_hold:{NOT_LATE['holds'][0].hold_id}"),
    ],
)
def test_a_claim_that_rests_without_a_day_names_the_task_that_it_waits_for(
    answer_on, n, more, task
):
    rest = {name: rows for name, rows in more.items() if name != "claims"}

    row = answer_on(n, *more.get("claims", ()), **rest)

    assert (row.task, row.next_on, row.step_id) == (task, None, None)


@pytest.mark.parametrize(
    ("n", "more"),
    [(-3, {}), (1, {}), (6, {"holds": [hold(6, 9)]}), (7, {"steps": sent(6)}), (6, {})],
)
def test_a_claim_with_a_day_or_a_step_waits_for_no_task(answer_on, n, more):
    row = answer_on(n, **more)

    assert row.task is None
    assert (row.next_on is None) == (row.step_id is not None)


def judged(verdict, promised=20, awaited_file=""):
    return {"promise0{'invoice_id': 'i-a'}": Judgement(verdict, day(promised), awaited_file)}


def promise(last):
    return [hold(0, last, HoldKind.PROMISE, invoice_id="i-a")]


def test_P8_a_promise_rests_until_the_file_that_can_show_it(answer_on):
    row = answer_on(21, steps=sent(6), holds=promise(22), judgements=judged(Verdict.PROMISED))

    assert decision(row) == (R.HELD, None)
    assert (row.next_on, row.promised_on) == (day(23), day(20))


def test_B5_without_the_file_nobody_is_phoned_and_the_task_names_the_source(answer_on):
    row = answer_on(
        40,
        steps=sent(6, 7),
        holds=promise(40),
        judgements=judged(Verdict.AWAITS_FILE, awaited_file="file:bank:payments"),
    )

    assert (*decision(row), row.task) == (R.AWAITING_FILE, None, "check_claim:file:bank:payments")


def test_B5_a_broken_promise_is_called_about_at_once_and_named(answer_on):
    steps = sent(6, 22)  # the call would wait until day 29
    broken = answer_on(24, steps=steps, holds=promise(22), judgements=judged(Verdict.BROKEN))
    other = answer_on(24, steps=steps)

    assert (*decision(broken), broken.promised_on) == (R.STEP_DUE, "call", day(20))
    assert decision(other) == (R.WAITING, None)


def test_B3_where_the_money_was_taken_back_a_broken_promise_waits_for_the_letter(answer_on):
    broken = {"steps": sent(6, 7), "holds": promise(22), "judgements": judged(Verdict.BROKEN)}
    taken_back = claim(reversed_on=day(30))

    rows = [answer_on(n, taken_back, **broken) for n in (31, 36, 37)]

    assert [decision(row) for row in rows] == [(R.WAITING, None)] * 2 + [(R.STEP_DUE, "call")]
    assert rows[0].next_on == day(37)


def test_a_step_that_came_after_a_broken_promise_is_not_called_about_at_once(answer_on):
    broken = {"holds": promise(12), "judgements": judged(Verdict.BROKEN)}

    assert answer_on(30, steps=sent(6, 28), **broken).reason == R.WAITING
    assert decision(answer_on(35, steps=sent(6, 28), **broken)) == (R.STEP_DUE, "call")
    assert decision(answer_on(14, steps=sent(6, 7), **broken)) == (R.STEP_DUE, "call")


def test_a_broken_promise_skips_no_reminder(answer_on):
    row = answer_on(14, steps=sent(6), holds=promise(12), judgements=judged(Verdict.BROKEN))

    assert decision(row) == (R.WAITING, None)


def test_P25_a_missed_instalment_gets_a_friendly_reminder_of_its_own(answer_on):
    plan_holds = [hold(0, 60, HoldKind.PAYMENT_PLAN, invoice_id="i-a")]
    missed = {plan_holds[0].hold_id: Judgement(Verdict.MISSED, day(20))}

    row = answer_on(25, steps=sent(6, 7), holds=plan_holds, judgements=missed)

    assert decision(row) == (R.STEP_DUE, "instalment")
    assert (row.kind, row.channel) == ("reminder", "member_system")
    assert row.due_version == day(20).isoformat()
    reminded = [*sent(6, 7), step("instalment", 25)]
    assert decision(answer_on(80, steps=reminded))[1] == "call"  # it is no step of the policy


@pytest.mark.parametrize("kind", [HoldKind.DEFERRAL, HoldKind.PROMISE])
def test_a_missed_plan_is_not_forgotten_after_a_later_agreement(answer_on, kind):
    later = hold(22, 40, kind, invoice_id="i-a")
    until_tomorrow = [hold(0, 50, HoldKind.PAYMENT_PLAN, invoice_id="i-a"), later]
    missed = {
        until_tomorrow[0].hold_id: Judgement(Verdict.MISSED, day(20)),
        later.hold_id: Judgement(Verdict.BROKEN, day(40)),
    }
    if kind == HoldKind.DEFERRAL:
        del missed[later.hold_id]
    plans = {"steps": sent(6, 7), "holds": until_tomorrow, "judgements": missed}

    assert answer_on(30, **plans).reason == R.HELD
    assert decision(answer_on(45, **plans)) == (R.STEP_DUE, "instalment")


def month(name, first, last):
    """Return a freeze of the membership from one day to another of a month of 2026."""
    start, end = (date(2026, name, n) for n in (first, last))
    return Hold(f"f{name}", HoldKind.FREEZE, start, end, member_id="m")


@pytest.fixture(scope="session")
def monthly(policy):
    return Policy(**policy.model_dump() | {"fee_period": "month"})


@pytest.mark.parametrize(
    ("freeze", "expected"),
    [
        pytest.param(month(2, 1, 28), R.FROZEN_PERIOD, id="P19 the whole month"),
        pytest.param(month(2, 2, 28), R.PARTLY_FROZEN, id="B8 a part of it"),
        pytest.param(month(1, 1, 31), R.STEP_DUE, id="B8 the month before"),
        pytest.param(month(3, 1, 31), R.STEP_DUE, id="B8 the fee of before is owed"),
    ],
)
def test_B8_a_fee_is_not_owed_if_its_month_was_frozen(answer_on, monthly, freeze, expected):
    row = answer_on(9, claim(), holds=[freeze], policy=monthly)

    assert row.reason == expected
    if expected == R.FROZEN_PERIOD:
        assert (row.task, row.hold_id) == ("credit_claim:a", "f2")


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("ask", R.PARTLY_FROZEN),
        ("owed", R.STEP_DUE),
        ("not_owed", R.FROZEN_PERIOD),
        ("days", R.STEP_DUE),  # once the days are credited: until then it is paused
    ],
)
def test_B8_a_month_of_which_a_part_is_frozen_goes_by_the_clubs_rule(
    answer_on, monthly, part, expected
):
    own = Policy(**monthly.model_dump() | {"part_of_period": part})

    assert answer_on(9, holds=[month(2, 2, 28)], policy=own).reason == expected


def test_P19_what_a_freeze_costs_is_owed_and_a_fee_of_another_month_is_frozen_by_its_own(
    answer_on, monthly
):
    priced = Policy(**monthly.model_dump() | {"freeze_fee_ore": 500_00})
    freeze = [month(3, 1, 31)]
    march = {"a": Period(date(2026, 3, 1), date(2026, 3, 31))}

    assert answer_on(9, holds=[month(2, 1, 28)], policy=priced).reason == R.STEP_DUE
    assert answer_on(9, holds=freeze, policy=monthly).reason == R.STEP_DUE
    assert answer_on(9, holds=freeze, policy=monthly, fee_periods=march).reason == R.FROZEN_PERIOD


def test_P19_what_is_left_when_the_frozen_days_are_credited_is_owed(answer_on, monthly):
    row = answer_on(9, holds=[month(2, 1, 28)], policy=monthly, freeze_credited={"a"})

    assert row.reason == R.STEP_DUE


def test_P19_a_freeze_agreed_ahead_is_credited_before_the_fee_is_due(answer_on, monthly):
    assert answer_on(-20, holds=[month(2, 1, 28)], policy=monthly).reason == R.FROZEN_PERIOD


@pytest.mark.parametrize(("n", "expected"), [(7, R.WAITING), (8, R.STEP_DUE)])
def test_B9_what_is_issued_after_its_due_date_counts_from_the_day_of_issue(answer_on, n, expected):
    late = answer_on(n, claim(issued_on=day(3)))
    joined = answer_on(n, members=[member(joined_on=day(3))])

    assert late.reason == joined.reason == expected
    assert late.since_on == joined.since_on == day(3)
    assert late.due_version == DUE.isoformat()


def test_B17_old_claims_of_a_new_club_rest_until_it_has_said_yes(plan_on):
    rows = plan_on(
        9, claim("a"), claim("b", due_on=day(-1)), claim("c"), terms={"old_until_on": day(-1)}
    )

    assert [row.reason for row in rows.values()] == [R.STEP_DUE, R.OLD_CLAIM, R.STEP_DUE]
    assert rows["b"].task == "decide_claim:old_claims"


def choice(target, policy=None, **more):
    return {target: PolicyChoice(target, policy, **more)}


@pytest.fixture(scope="session")
def slow(policy):
    """A policy that reminds after thirty days."""
    levels = [policy.levels[0].model_copy(update={"days": 30}), *policy.levels[1:]]
    return Policy(**policy.model_dump() | {"id": "slow", "levels": levels})


def test_A5_the_claims_own_policy_wins_over_its_payers_and_that_over_the_clubs(rows_on, slow):
    def steps_on(n, choices):
        rows = rows_on(n, claim("a"), claim("b"), choices=choices, known=[slow])
        return [row.step_id for row in rows]

    assert steps_on(9, {}) == ["reminder_1", "reminder_1"]
    assert steps_on(9, choice("m", "slow")) == [None, None]
    assert steps_on(9, choice("m", "slow") | choice("a", "p")) == ["reminder_1", None]
    assert steps_on(30, choice("m", "slow")) == ["reminder_1", "reminder_1"]


def test_A4_who_is_exempt_is_so_whatever_the_policy(rows_on, slow):
    (row,) = rows_on(90, choices=choice("m", "slow") | choice("a"), known=[slow])

    assert (*decision(row), row.task) == (R.EXEMPT, None, "decide_claim:a")


def test_T13_a_reminder_beyond_the_policys_own_counts_as_its_last(answer_on):
    further = [step("reminder_5", 20)]  # by a member system that counts more than the policy has

    assert decision(answer_on(90, steps=[*sent(6), *further])) == (R.STEP_DUE, "call")
    assert decision(answer_on(90, steps=further)) == (R.STEP_DUE, "call")


def test_T13_a_person_decides_after_which_step_a_changed_policy_goes_on(answer_on):
    steps = [*sent(6), step("warning", 20)]

    decided = answer_on(90, steps=steps, choices=choice("a", "p", after_step="reminder_2"))

    assert decision(answer_on(90, steps=steps)) == (R.POLICY_CHANGED, None)
    assert decision(decided) == (R.STEP_DUE, "call")


def test_two_levels_that_count_from_due_are_some_days_apart(answer_on, policy):
    levels = [*policy.levels]
    levels[1] = levels[1].model_copy(update={"after": "due", "days": 20})
    own = Policy(**policy.model_dump() | {"levels": levels, "days_between": 10})

    on_time, late = sent(6), sent(18)

    assert decision(answer_on(20, steps=on_time, policy=own))[1] == "reminder_2"
    assert answer_on(20, steps=late, policy=own).next_on == day(28)
    assert decision(answer_on(28, steps=late, policy=own))[1] == "reminder_2"


@pytest.mark.parametrize(
    ("channels", "ways", "expected"),
    [
        (["email", "sms"], {"email": "a@b.no"}, "email"),
        pytest.param(["email", "sms"], {}, "sms", id="P13 the next channel"),
        pytest.param(["email"], {}, None, id="P13 else a task"),
        (["email", "letter"], NOTHING, "letter"),
        (["email", "task"], NOTHING, "task"),
    ],
)
def test_P13_a_step_goes_by_the_first_channel_that_reaches_the_payer(
    answer_on, policy, channels, ways, expected
):
    first = policy.levels[0].model_dump() | {"channels": channels}
    own = Policy(**policy.model_dump() | {"levels": [first, *policy.levels[1:]]})

    row = answer_on(9, contacts=[contact(**ways)], policy=own)

    assert row.channel == expected
    assert row.reason == (R.STEP_DUE if expected else R.NO_CONTACT)


@pytest.fixture(scope="session")
def noticed(policy):
    notice = policy.levels[0].model_dump() | {
        "number": 1, "step_id": "notice", "kind": "payment_notice", "days": -7,
    }  # fmt: skip
    others = [level.model_dump() | {"number": n} for n, level in enumerate(policy.levels, 2)]
    return Policy(**policy.model_dump() | {"levels": [notice, *others]})


def test_R1_a_payment_notice_comes_before_the_due_date_and_a_reminder_never(answer_on, noticed):
    early, due, sent_already = (
        answer_on(-8, policy=noticed),
        answer_on(-7, policy=noticed),
        answer_on(-3, policy=noticed, steps=[step("notice", -7)]),
    )

    assert (early.reason, early.next_on) == (R.NOT_DUE, day(-7))
    assert (*decision(due), due.kind) == (R.STEP_DUE, "notice", "payment_notice")
    assert (sent_already.reason, sent_already.next_on) == (R.NOT_DUE, day(5))
    assert decision(answer_on(5, policy=noticed, steps=[step("notice", -7)])) == DUE_NOW


@pytest.mark.parametrize(
    ("who", "channel"),
    [(NOTHING, "efaktura"), ({"is_minor": True}, "email"), (NOTHING | {"is_minor": True}, None)],
)
def test_an_efaktura_goes_to_an_adult_whose_phone_nobody_has(answer_on, noticed, who, channel):
    notice = noticed.levels[0].model_dump() | {"channels": ["efaktura", "email"]}
    policy = Policy(**noticed.model_dump() | {"levels": [notice, *noticed.levels[1:]]})
    email = {"email": "a@b.no"} if channel == "email" else {}

    assert answer_on(-7, contacts=[contact(**who | email)], policy=policy).channel == channel


@pytest.mark.parametrize(
    "stop",
    [
        {"holds": [hold(-20, 20)]},
        {"members": [member(left_on=day(-1))]},
        {"unconfirmed": {"a": (R.UNCONFIRMED, None)}},
    ],
)
def test_what_stops_a_reminder_stops_the_notice_before_it(answer_on, noticed, stop):
    assert answer_on(-5, policy=noticed, **stop).step_id is None


def test_a_pending_mandate_stops_the_reminder_and_not_the_notice_before_it(answer_on, noticed):
    pending = {"holds": [hold(-10, 20, HoldKind.MANDATE_PENDING)], "policy": noticed}

    assert decision(answer_on(-5, **pending)) == (R.STEP_DUE, "notice")
    other = [*pending["holds"], hold(-10, 20)]
    assert answer_on(-5, **pending | {"holds": other}).step_id is None
    told = {"steps": [step("notice", -5)]}
    assert (answer_on(20, **pending, **told).detail) == "mandate_pending"
    assert decision(answer_on(24, **pending, **told)) == (R.WAITING, None)
    assert decision(answer_on(25, **pending, **told)) == DUE_NOW  # five days that are free


def with_fees(policy, **more):
    levels = [level.model_dump() for level in policy.levels]
    levels[0] |= {"days": 14, "fee": True}
    levels[1] |= {"days": 15, "fee": True}
    levels.append(levels[1] | {"number": 4, "step_id": "third"})
    return Policy(**policy.model_dump() | {"levels": levels} | more)


LAW = load_law(Path(__file__).parents[2] / "data" / "rates")


@pytest.mark.parametrize(
    ("steps", "more", "expected"),
    [
        pytest.param([], {}, (38_00, 0), id="R3"),
        pytest.param(sent(6), {}, (38_00, 0), id="R4 the second"),
        pytest.param(sent(6, 21, 22), {}, (0, 0), id="F7 the third"),
        pytest.param([], {"owed": "minor"}, (0, 0), id="F8"),
        pytest.param([], {"holds": [hold(1, 2, HoldKind.OBJECTION)]}, (0, 0), id="R11"),
        pytest.param([], {"interest": True}, (38_00, 14_79), id="R8 with interest"),
    ],
)
def test_R3_a_letter_bears_the_fee_of_its_day_and_no_more_than_the_law_allows(
    answer_on, policy, steps, more, expected
):
    minor = [Liability("a", LiableParty.GUARDIAN, None, "", incurred_as_minor=True)]
    terms = {"law": LAW, "has_fees": True, "has_interest": more.get("interest", False)}

    row = answer_on(
        90,
        steps=steps,
        policy=with_fees(policy),
        owed=minor if "owed" in more else (),
        holds=more.get("holds", ()),
        contacts=[contact(is_minor="owed" in more)],
        terms=terms,
    )

    assert row.reason == R.STEP_DUE
    assert (row.fee_ore, row.interest_ore) == expected


def test_no_fee_is_taken_where_the_club_has_not_switched_it_on(answer_on, policy):
    assert answer_on(90, policy=with_fees(policy)).fee_ore == 0


def test_P30_a_letter_with_a_fee_stops_when_no_reviewed_rate_is_in_force(answer_on, policy):
    n = (date(2027, 1, 1) - DUE).days

    fees_on = {"law": LAW, "has_fees": True}
    letter = answer_on(n, policy=with_fees(policy), terms=fees_on)
    free = answer_on(n, terms=fees_on)

    assert (*decision(letter), letter.task) == (R.NO_RATE, None, "check_claim:rates")
    assert decision(free) == DUE_NOW


def to_partner(policy):
    levels = [level.model_dump() for level in policy.levels[:2]]
    levels[1] |= {"kind": "collection_notice", "channels": ["letter"], "step_id": "notice"}
    levels.append(levels[1] | {"number": 3, "kind": "handover", "step_id": "handover", "days": 15})
    return Policy(**policy.model_dump() | {"levels": levels})


@pytest.mark.parametrize(
    ("n", "given", "expected"),
    [
        (40, None, (R.WAITING, None)),
        (60, None, (R.STEP_DUE, "handover")),
    ],
)
def test_R7_a_claim_is_handed_over_when_the_deadline_of_the_notice_has_passed(
    answer_on, policy, n, given, expected
):
    steps = [step("reminder_1", 6), step("notice", 30)]

    terms = {"law": LAW}
    row = answer_on(n, steps=steps, policy=to_partner(policy), terms=terms, owed=[owing()])

    assert decision(row) == expected


def test_R7_without_a_notice_nothing_is_handed_over(answer_on, policy):
    own = to_partner(policy)
    levels = [own.levels[0].model_dump(), own.levels[2].model_dump() | {"number": 2}]
    own = Policy(**own.model_dump() | {"levels": levels})

    given = {"steps": sent(6), "policy": own, "owed": [owing()]}
    none = answer_on(90, **given, terms={"law": LAW})
    by_the_club = {"law": LAW, "notice_given_on": day(20)}

    assert decision(none) == (R.NO_NOTICE, None)
    assert answer_on(34, **given, terms=by_the_club).reason == R.WAITING
    given = answer_on(45, **given, terms=by_the_club)
    assert decision(given) == (R.STEP_DUE, "handover")


def test_R14_an_accepted_plan_begins_three_new_years(answer_on):
    n = 1200

    barred = answer_on(n)
    acknowledged = answer_on(n, acknowledgements=[Acknowledgement("a", day(290), day(300))])

    assert barred.reason == R.TIME_BARRED
    assert acknowledged.reason == R.STEP_DUE


MISSED_PLAN = hold(0, 60, HoldKind.PAYMENT_PLAN, invoice_id="i-a")
MISSED = {MISSED_PLAN.hold_id: Judgement(Verdict.MISSED, day(20))}


@pytest.mark.parametrize(
    ("stop", "reason"),
    [
        ({"holds": [MISSED_PLAN, hold(10, 90, HoldKind.MANDATE_PENDING)]}, R.HELD),
        ({"holds": [MISSED_PLAN, hold(10, None, HoldKind.OBJECTION)]}, R.HELD),
        ({"unconfirmed": {"a": (R.UNCONFIRMED, None)}}, R.UNCONFIRMED),
        ({"claim": {"status": ClaimStatus.FROZEN}}, R.FROZEN),
        ({"members": [member(left_on=day(-1))]}, R.RESIGNED),
        ({"members": [member(status=Status.FROZEN)]}, R.FROZEN),
        ({"claim": {"open_ore": 4999}}, R.BELOW_MINIMUM),
    ],
)
def test_P25_what_stops_any_reminder_stops_that_of_an_instalment(answer_on, stop, reason):
    own = {"steps": sent(6, 7), "holds": [MISSED_PLAN], "judgements": MISSED} | stop

    row = answer_on(25, claim(**own.pop("claim", {})), **own)

    assert decision(row) == (reason, None)


@pytest.mark.parametrize("verdict", [Verdict.PROMISED, Verdict.AWAITS_FILE])
def test_a_hold_beside_a_promise_is_the_reason_that_is_given(answer_on, verdict):
    promised = hold(0, 22, HoldKind.PROMISE, invoice_id="i-a")
    holds = [promised, hold(10, 90, HoldKind.MANDATE_PENDING)]

    row = answer_on(21, holds=holds, judgements={promised.hold_id: Judgement(verdict, day(20))})

    assert (row.reason, row.detail, row.next_on) == (R.HELD, "mandate_pending", day(91))


@pytest.mark.parametrize(
    "more", [{"status": ClaimStatus.FROZEN}, {"open_ore": 4999}, {"member_id": None}]
)
def test_no_notice_is_sent_of_a_claim_that_gets_no_reminder(answer_on, noticed, more):
    assert answer_on(-5, claim(**more), policy=noticed).step_id is None


def test_a_club_with_a_partner_takes_no_fee_unless_it_has_decided_so(answer_on, policy):
    row = answer_on(90, policy=with_fees(policy), terms={"law": LAW, "has_fees": False})

    assert (row.reason, row.fee_ore, row.interest_ore) == (R.STEP_DUE, 0, 0)
    n = (date(2027, 1, 1) - DUE).days
    later = answer_on(n, policy=with_fees(policy), terms={"law": LAW, "has_fees": False})
    assert later.reason == R.STEP_DUE  # without a fee no rate is needed


@pytest.mark.parametrize(
    ("n", "steps", "expected", "next_on"),
    [
        (0, (), (R.NOT_DUE, None), 15),
        (1, (), (R.WITHDRAWAL, None), 15),
        (14, (), (R.WITHDRAWAL, None), 15),  # the last day is a Saturday, so the Monday counts
        (15, (), DUE_NOW, None),
        (14, sent(-20, -6), (R.WITHDRAWAL, None), 15),
        (15, sent(-20, -6), (R.STEP_DUE, "call"), None),
    ],
)
def test_p24_a_contract_made_online_waits_the_14_days_in_which_it_can_be_withdrawn_from(
    answer_on, policy, n, steps, expected, next_on
):
    online = policy.model_copy(update={"sold_online": True})
    joined_lately = [member(joined_on=day(-2))]

    row = answer_on(n, members=joined_lately, steps=steps, policy=online)

    assert decision(row) == expected
    assert row.next_on == (None if next_on is None else day(next_on))


def test_p24_only_where_contracts_are_made_online_and_not_who_is_not_known_to_be_new(
    answer_on, policy
):
    online = policy.model_copy(update={"sold_online": True})

    assert decision(answer_on(5, members=[member(joined_on=day(-2))])) == DUE_NOW
    assert decision(answer_on(5, members=[member(joined_on=None)], policy=online)) == DUE_NOW
    assert decision(answer_on(5, members=[member(joined_on=day(-10))], policy=online)) == DUE_NOW
