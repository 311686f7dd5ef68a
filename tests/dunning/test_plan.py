from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.dunning.plan import count_days, plan
from workbench.model.day_rows import Balance, Contact
from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.kinds import Channel, ClaimStatus, FeeType, LiableParty, StepKind
from workbench.model.kinds import MemberStatus as Status
from workbench.model.plan_reasons import PLAN_REASON_RULES
from workbench.model.plan_reasons import PlanReason as R
from workbench.model.rows import Hold, Liability, Member, Step
from workbench.model.task_kinds import TaskKind

DUE = date(2026, 2, 2)
BOTH = frozenset(StepKind)


def day(n):
    """Return the day `n` days after the due date."""
    return DUE + timedelta(days=n)


def claim(claim_id="a", **more):
    row = Balance(claim_id, DUE, ClaimStatus.OPEN, amount_ore=500_00, paid_ore=0, open_ore=500_00)
    own = {"invoice_id": f"i-{claim_id}", "member_id": "m", "fee_type": FeeType.TRAINING}
    return row._replace(**own | more)


def member(member_id="m", **more):
    return Member(member_id, **more)


def contact(member_id="m", **more):
    row = Contact(member_id, f"p-{member_id}", "Kim By", False, False)
    return row._replace(**{"phone": "+4790000001"} | more)


def hold(first, last, kind=HoldKind.DEFERRAL, **target):
    ends = None if last is None else day(last)
    target = target or {"member_id": "m"}
    return Hold(f"{kind}{first}{target}", kind, day(first), ends, **target)


def step(step_id, n, claim_id="a", due_on=DUE):
    return Step(claim_id, step_id, due_on.isoformat(), day(n), Channel.MEMBER_SYSTEM)


def sent(*on):
    """Return the first steps of the policy, sent on those days."""
    names = ("reminder_1", "reminder_2", "call")
    return [step(name, n) for name, n in zip(names, on, strict=False)]


@pytest.fixture(scope="session")
def rows_on(policy):
    """The plan so many days after the due date."""

    def rows_on(
        n, *claims, members=(), contacts=(), guardians=(), owed=(), holds=(), steps=(), **more
    ):
        return plan(
            claims or [claim()],
            members=members or [member()],
            contacts=contacts or [contact()],
            guardian_contacts=guardians,
            liabilities=owed,
            holds=holds,
            steps=steps,
            policy=policy,
            as_of=day(n),
            **{"assigned": BOTH} | more,
        )

    return rows_on


@pytest.fixture(scope="session")
def plan_on(rows_on):
    def plan_on(*args, **more):
        return {row.claim_id: row for row in rows_on(*args, **more)}

    return plan_on


@pytest.fixture(scope="session")
def answer_on(plan_on):
    """The row of a single claim."""

    def answer_on(*args, **more):
        (row,) = plan_on(*args, **more).values()
        return row

    return answer_on


def decision(row):
    return row.reason, row.step_id


DUE_NOW = (R.STEP_DUE, "reminder_1")


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

    assert count_days(holds, due, as_of) == expected


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


GONE = (R.UNCONFIRMED, None)
REOPENED = (R.REOPENED, "unread_row:doubt:7")
AS_OF = 1500  # past the limitation
APPLICANT = member(status=Status.UNPROCESSED)
LAYERS = [  # each stops the claim, and those above it are asked first
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

    with_a_day_or_hold = {R.STEP_DUE, R.NOT_DUE, R.WAITING, R.HELD}
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
        (6, {"doubts": {"a": "b+spoortz"}}, "maybe_same_claim:b+spoortz"),
        (6, {"unconfirmed": {"a": GONE}}, "check_claim:a"),
        (
            6,
            {"unconfirmed": {"i-a": (R.UNCONFIRMED, None), "m": (R.UNCONFIRMED, "unread_row:7")}},
            "unread_row:7",
        ),
        (6, {"members": [member(left_on=day(-1))]}, "credit_leaver:a"),
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
