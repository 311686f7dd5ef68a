"""What should exist minus what exists: invoices, reversals and questions, each with a reason."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.money.fee_samples import AS_OF, child, person, rule, training
from workbench.model.day_rows import Balance
from workbench.model.fee_kinds import FEE_NOTE_RULES, FeeAct, FeeNote
from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import ClaimStatus, FeeType, MemberStatus
from workbench.model.rows import Hold
from workbench.model.task_kinds import TaskKind
from workbench.money.expected_fees import GroupPlace, expected_fees
from workbench.money.fee_proposals import Newcomers, propose_fees

DUE = date(2026, 2, 1)
RULES = (rule(), training())
NEW, REVERSAL, ASK, FILED = FeeAct


def claim(ore=600_00, title="Medlemskontingent 2026", number=1, **more):
    row = {
        "due_on": DUE, "status": ClaimStatus.OPEN, "amount_ore": ore, "paid_ore": 0,
        "open_ore": ore, "fee_type": FeeType.MEMBERSHIP, "member_id": "klubbadmin:1",
        "title": title, "issued_on": date(2026, 1, 15),
    }  # fmt: skip
    return Balance(f"klubbadmin:claim{number}", **row | more)


def propose(members, claims=(), rules=RULES, as_of=AS_OF, seen=(), leavers=None, **more):
    places = more.pop("places", [])
    payers, holds = more.get("payers", {}), more.get("holds", ())
    expected = expected_fees(rules, members, places, payers, holds, as_of)
    joined_on = {member.member_id: member.joined_on for member in members}
    newcomers = Newcomers(joined_on, seen, as_of)
    not_agreed = expected if more.get("is_refused") else ()
    maybe_theirs = more.get("maybe_theirs", {})
    return propose_fees(expected, claims, newcomers, leavers or {}, not_agreed, maybe_theirs)


def acts(*args, **more):
    return [(row.act, row.amount_ore // 100, row.why) for row in propose(*args, **more)]


def test_what_is_missing_is_proposed_with_its_reason_and_what_exists_is_not():
    assert acts([person(1)]) == [(NEW, 600, FeeNote.MISSING)]
    assert acts([person(1)], [claim()]) == []


@pytest.mark.parametrize(
    ("found", "is_asked"),
    [
        (claim(), True),
        (claim(title="Kontingent"), True),
        (claim(title="Kontingent", due_on=date(2025, 2, 1), issued_on=None), False),
        (claim(title="Cup", fee_type=FeeType.OTHER), True),  # of the fee's sum
        (claim(title="Cup", ore=1_00, fee_type=FeeType.OTHER), False),
        (claim(status=ClaimStatus.CANCELLED), False),
    ],
)
def test_of_namesakes_each_is_asked_about_while_one_of_them_has_a_claim(found, is_asked):
    members = [person(1), person(2)]
    maybe_theirs = {each.member_id: [found._replace(member_id=None)] for each in members}

    made = propose(members, maybe_theirs=maybe_theirs)

    asked = (ASK, FeeNote.MAYBE_THEIRS, found.claim_id)
    expected = asked if is_asked else (NEW, FeeNote.MISSING, None)
    assert [(row.act, row.why, row.claim_id) for row in made] == [expected] * 2


def test_kontingent_does_not_stand_for_training_nor_the_other_way():
    places = [GroupPlace("klubbadmin:1", "Fotball")]

    [made] = propose([person(1)], [claim()], places=places)

    assert (made.fee_type, made.amount_ore) == (FeeType.TRAINING, 2400_00)
    other = claim(2400_00, "Treningsavgift fotball", fee_type=FeeType.TRAINING)
    [made] = propose([person(1)], [other], places=places)
    assert (made.fee_type, made.amount_ore) == (FeeType.MEMBERSHIP, 600_00)


@pytest.mark.parametrize(
    ("joined_on", "seen", "is_newcomer"),
    [
        (AS_OF, [], True),
        (AS_OF - timedelta(days=14), [], True),
        (AS_OF - timedelta(days=15), [], False),
        (None, ["klubbadmin:2"], True),
    ],
)
def test_newcomers_come_first(joined_on, seen, is_newcomer):
    made = propose([person(1), person(2, joined_on=joined_on)], seen=seen)

    assert [row.member_id[-1] for row in made] == (["2", "1"] if is_newcomer else ["1", "2"])
    assert (made[0].why == FeeNote.NEWCOMER) == is_newcomer


def test_a_newcomer_of_monday_is_invoiced_the_same_week():
    monday = date(2026, 8, 17)

    [made] = propose([person(1, joined_on=monday)], as_of=monday + timedelta(days=4))

    assert made.issue_on == date(2026, 8, 21)
    assert made.due_on == date(2026, 9, 4)


def test_a_changed_rule_gives_a_reversal_and_a_new_claim_and_never_an_edit():
    raised = [rule(kroner=650)]

    made = propose([person(1)], [claim()], rules=raised)

    assert [(row.act, row.amount_ore, row.claim_id) for row in made] == [
        (REVERSAL, 600_00, "klubbadmin:claim1"),
        (NEW, 650_00, None),
    ]
    assert (made[1].why, made[1].how) == (FeeNote.CHANGED, "")


def test_a_changed_title_alone_makes_nothing():
    assert acts([person(1)], [claim(title="Kontingent i år")]) == []


@pytest.mark.parametrize(
    ("existing", "question"),
    [
        ([claim(700_00, paid_ore=1)], FeeNote.PARTLY_PAID),
        ([claim(700_00, status=ClaimStatus.PAID_MANUAL)], FeeNote.PARTLY_PAID),
        ([claim(0, status=ClaimStatus.CANCELLED)], FeeNote.CANCELLED),
        ([claim(500_00, "Kontingent i år")], FeeNote.MAYBE_SAME),
        ([claim(600_00, "Faktura 12", fee_type=FeeType.OTHER)], FeeNote.MAYBE_SAME),
        ([claim(0, status=ClaimStatus.EXEMPT)], None),
        ([claim(0, status=ClaimStatus.REVIEW)], None),
        ([claim(300_00), claim(300_00, number=2)], None),
    ],
)
def test_what_cannot_be_told_is_asked_and_what_was_decided_stays(existing, question):
    made = propose([person(1)], existing)

    expected = [] if question is None else [(ASK, question, existing[0].claim_id)]
    assert [(row.act, row.why, row.claim_id) for row in made] == expected


@pytest.mark.parametrize(
    "existing",
    [
        claim(member_id=None),
        claim(member_id="klubbadmin:2"),
        claim(500_00, "Dugnad", fee_type=FeeType.OTHER),
        claim(title="Kontingent", due_on=date(2025, 2, 1), issued_on=date(2025, 1, 15)),
    ],
)
def test_a_claim_of_somebody_or_something_else_is_no_hindrance(existing):
    assert acts([person(1)], [existing]) == [(NEW, 600, FeeNote.MISSING)]


def test_a_title_without_a_year_is_of_its_own_period_alone():
    yearly = [rule(tittel="Kontingent")]
    last_year = claim(title="Kontingent", due_on=date(2025, 2, 1), issued_on=date(2025, 1, 15))

    assert len(propose([person(1)], [last_year], rules=yearly)) == 1
    assert propose([person(1)], [claim(title="KONTINGENT")], rules=yearly) == []


def test_two_teams_with_one_title_in_the_member_system_are_told_by_their_sums():
    hockey = training(id="hockey", tittel="Treningsavgift hockey", grupper=["Hockey"], kroner=1800)
    places = [GroupPlace("klubbadmin:1", "Fotball"), GroupPlace("klubbadmin:1", "Hockey")]
    claims = [
        claim(ore, "Treningsavgift vår", number, fee_type=FeeType.TRAINING)
        for number, ore in enumerate((1800_00, 2400_00))
    ]

    assert propose([person(1)], claims, rules=[training(), hockey], places=places) == []


def test_probable_leavers_are_asked_first_but_not_about_what_they_have():
    leavers = {"klubbadmin:1": FeeNote.OFF_LISTS, "klubbadmin:2": FeeNote.OWES_BEFORE}
    new = person(2, joined_on=AS_OF)

    made = propose([person(1), new], leavers=leavers)

    assert [(row.act, row.why) for row in made] == [
        (NEW, FeeNote.NEWCOMER),
        (ASK, FeeNote.OFF_LISTS),
    ]
    assert propose([person(1)], [claim()], leavers=leavers) == []


def test_a_question_that_no_yes_can_settle_comes_before_those_that_one_can():
    wants_out, deceased = (
        Hold(kind, kind, AS_OF, member_id="klubbadmin:1")
        for kind in (HoldKind.RESIGNATION, HoldKind.PAYER_DECEASED)
    )

    assert acts([person(1)], holds=[wants_out]) == [(ASK, 600, FeeNote.WANTS_OUT)]
    assert acts([person(1)], holds=[wants_out, deceased]) == [(ASK, 600, FeeNote.PAYER_DECEASED)]
    cancelled = claim(0, status=ClaimStatus.CANCELLED)
    assert acts([person(1)], [cancelled], holds=[wants_out]) == [(ASK, 600, FeeNote.CANCELLED)]
    assert acts([person(1)], [cancelled], holds=[deceased]) == [(ASK, 600, FeeNote.PAYER_DECEASED)]


def test_only_what_is_no_claim_yet_and_has_a_sum_may_be_answered_with_yes():
    member = person(1, born_on=None)
    [unpriced] = propose([member], rules=[rule(trinn=[{"fra": 0, "kroner": 600}])])
    existing = [claim(0, status=ClaimStatus.CANCELLED)], [claim(500_00, "Kontingent i år")]

    asked = [unpriced, *(row for claims in existing for row in propose([person(1)], claims))]

    assert [row.act for row in asked] == [ASK] * 3
    assert {FEE_NOTE_RULES[row.why].task for row in asked} == {TaskKind.CLEAR_UP_FEE}


def test_the_question_has_the_day_on_which_a_member_leaves_and_the_frozen_days():
    left_on = AS_OF + timedelta(days=20)
    freeze = Hold("h", HoldKind.FREEZE, AS_OF, AS_OF + timedelta(days=9), "klubbadmin:1")

    [asked] = propose([person(1, left_on=left_on)], holds=[freeze])

    assert (asked.why, asked.left_on, asked.frozen_days) == (FeeNote.LEAVES, left_on, 10)


def test_a_claim_of_what_the_club_did_not_agree_to_is_not_changed_and_none_is_made_in_silence():
    assert acts([person(1)], is_refused=True) == [(ASK, 600, FeeNote.NOT_AGREED)]
    assert acts([person(1)], [claim(300_00)], is_refused=True) == []


AMOUNTS = st.sampled_from([50, 300, 600, 601])
STATUSES = st.sampled_from([*ClaimStatus])
CLAIMS = st.builds(
    lambda ore, paid, status, title, fee_type, member: claim(
        0 if status in (ClaimStatus.CANCELLED, ClaimStatus.EXEMPT) else ore * 100,
        title,
        status=status,
        paid_ore=min(paid, ore) * 100,
        fee_type=fee_type,
        member_id=f"klubbadmin:{member}",
    ),
    AMOUNTS,
    st.sampled_from([0, 0, 100]),
    STATUSES,
    st.sampled_from(["Medlemskontingent 2026", "Treningsavgift fotball", "Annet"]),
    st.sampled_from([*FeeType]),
    st.integers(1, 4),
)
MEMBERS = st.lists(
    st.builds(
        lambda number, born, joined, left, status: person(
            number, born_on=born, joined_on=joined, left_on=left, status=status
        ),
        st.integers(1, 4),
        st.none() | st.dates(date(1950, 1, 1), date(2025, 12, 31)),
        st.none() | st.dates(date(2024, 1, 1), date(2026, 12, 31)),
        st.none() | st.dates(date(2025, 6, 1), date(2026, 12, 31)),
        st.sampled_from([MemberStatus.ACTIVE, MemberStatus.ACTIVE, *MemberStatus]),
    ),
    max_size=4,
    unique_by=lambda member: member.member_id,
)
FEE_RULES = st.builds(
    lambda kroner, cut, cap, percent, team, yearless: (
        rule(
            trinn=[{"fra": 0, "til": 17, "kroner": kroner}, {"fra": 18, "kroner": 600}],
            avkorting=cut,
            tittel="Kontingent" if yearless else "Medlemskontingent 2026",
            familie=cap,
        ),
        training(
            kroner=team, avkorting=cut, familie=cap, soskenrabatt=percent and {"prosent": percent}
        ),
    ),
    AMOUNTS,
    st.sampled_from(["ingen", "maaned", "dag"]),
    st.none() | st.integers(50, 2000),
    st.none() | st.integers(1, 100),
    st.integers(0, 3000),
    st.booleans(),
)


def applied(claims, proposals):
    """Return the claims as they are once somebody has done what is proposed."""
    credited = {row.claim_id for row in proposals if row.act == REVERSAL}
    kept = [
        row._replace(status=ClaimStatus.CANCELLED, amount_ore=0, open_ore=0)
        if row.claim_id in credited
        else row
        for row in claims
    ]
    made = [
        claim(
            row.amount_ore,
            row.title,
            f"new{number}",
            fee_type=row.fee_type,
            member_id=row.member_id,
            issued_on=row.issue_on,
            due_on=row.due_on,
        )
        for number, row in enumerate(proposals)
        if row.act == NEW
    ]
    return [*kept, *made]


@settings(max_examples=100, deadline=None)
@given(MEMBERS, st.lists(CLAIMS, max_size=5), FEE_RULES, st.integers(0, 400), st.integers(0, 60))
def test_what_was_done_is_not_proposed_again(members, claims, rules, day, later):
    claims = [row._replace(claim_id=f"{number}") for number, row in enumerate(claims)]
    as_of, payers = date(2025, 12, 20) + timedelta(days=day), {}
    payers = {member.member_id: "guardian:1" for member in members[::2]}
    places = [GroupPlace(member.member_id, "Fotball") for member in members[:3]]
    more = {"rules": rules, "payers": payers, "places": places}

    proposals = propose(members, claims, as_of=as_of, **more)

    after = applied(claims, proposals)
    again = propose(members, after, as_of=as_of, **more)
    assert {row.act for row in again} <= {ASK}
    assert {row.claim_id for row in again} <= {row.claim_id for row in claims} | {None}
    assert all(row.amount_ore >= 0 for row in proposals)
    assert all(row.amount_ore >= 50_00 for row in proposals if is_new_kontingent(row))
    assert {(row.fee_type, row.rule_id) for row in proposals} <= {
        (FeeType.MEMBERSHIP, "kontingent"), (FeeType.TRAINING, "fotball")
    }  # fmt: skip
    assert all((row.act == ASK) == bool(FEE_NOTE_RULES[row.why].task) for row in proposals)
    assert all(
        row.amount_ore and row.claim_id is None
        for row in proposals
        if FEE_NOTE_RULES[row.why].task == TaskKind.DECIDE_FEE
    )
    given_invoice = {(row.member_id, row.rule_id) for row in proposals if row.act == NEW}
    next_weeks = propose(members, after, as_of=as_of + timedelta(days=later), **more)
    repeated = {(row.member_id, row.rule_id) for row in next_weeks if row.act == NEW}
    if all(member.left_on is None for member in members):
        assert not given_invoice & repeated


def is_new_kontingent(row):
    return row.act == NEW and row.fee_type == FeeType.MEMBERSHIP


def test_a_child_of_a_family_is_charged_as_the_rules_say_and_then_no_more():
    family = [child(1), child(2)]
    payers = {member.member_id: "guardian:1" for member in family}
    rules = [rule(soskenrabatt={"prosent": 50})]

    made = propose(family, rules=rules, payers=payers)

    assert [row.amount_ore for row in made] == [600_00, 300_00]
    assert (made[1].why, made[1].how) == (FeeNote.MISSING, FeeNote.SIBLING)
    assert propose(family, applied([], made), rules=rules, payers=payers) == []
