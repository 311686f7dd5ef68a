from datetime import date

import pytest

from tests.books import day_with, typed_row
from workbench.calls.turns import Attempt
from workbench.model.day_rows import Balance, Contact, PlanRow
from workbench.model.kinds import ClaimStatus, LiableParty, StepKind
from workbench.model.outcomes import Outcome
from workbench.model.plan_reasons import PlanReason as R
from workbench.model.rows import Call, CallClaim, CallContact, Liability, Member
from workbench.office.day import PAYER_QUERIES
from workbench.office.planned import QUERIES as PLAN_QUERIES
from workbench.store.queries import typed

AMOUNTS = {"status": ClaimStatus.OPEN, "amount_ore": 500_00, "paid_ore": 0}
OLD, NEW = date(2025, 9, 1), date(2026, 2, 2)
PARENTS = {"mother", "father"}
RESTING = sorted(set(R) - {R.STEP_DUE, R.WAITING, R.IN_CALL, R.CARRIED})


def call(claim_id, payer_id="p", **more):
    """Return a claim with a call due, and who it is for: the member has the payer's name."""
    row = {"claim_id": claim_id, "payer_id": payer_id, "member_id": payer_id, "due_on": NEW}
    return row | {"open_ore": 500_00, "reason": R.STEP_DUE, "kind": StepKind.CALL} | more


def reminder(claim_id, payer_id="p", **more):
    return call(claim_id, payer_id, kind=StepKind.REMINDER, **more)


def resting(claim_id, reason, payer_id="p"):
    return call(claim_id, payer_id, reason=reason, kind=None)


def person(member_id, payer_id="p", is_minor=False):
    row = {"member_id": member_id, "payer_id": payer_id, "contact_name": f"{member_id} Li"}
    row |= {"phone": "+4790000001"}
    return row | {"is_minor": is_minor, "probably_parent": is_minor}


def queued(*claims, contacts=()):
    people = contacts or [
        person(payer, payer) for payer in {c["payer_id"] for c in claims} - {None}
    ]
    day = day_with(
        members=[
            Member(member_id, first_name=member_id)
            for member_id in {p["member_id"] for p in people}
        ],
        plan=[typed_row(PlanRow, {"due_version": "", **claim}) for claim in claims],
        balances=[typed_row(Balance, {**AMOUNTS, **claim}) for claim in claims],
        contacts=[typed_row(Contact, person) for person in people],
    )
    return [payer._asdict() for payer in day.payers()]


def test_a_payer_with_several_claims_is_called_once_about_all_of_them():
    (row,) = queued(call("a", due_on=OLD), call("b", open_ore=250_50))

    assert (row["claims"], row["open_ore"]) == (2, 750_50)
    assert (row["oldest_due_on"], row["newest_due_on"]) == (OLD, NEW)


def test_the_newest_claim_is_called_first_and_then_by_payer():
    rows = queued(
        call("a", "p1", due_on=OLD), call("b", "p4"), call("c", "p3"), call("d", "p2", due_on=OLD)
    )

    assert [row["payer_id"] for row in rows] == ["p3", "p4", "p1", "p2"]


def test_a_payer_with_an_old_and_a_new_claim_has_the_place_of_the_new():
    rows = queued(
        call("a", "p2", due_on=OLD), call("b", "p2"), call("c", "p1", due_on=date(2026, 1, 1))
    )

    assert [row["payer_id"] for row in rows] == ["p2", "p1"]


@pytest.mark.parametrize(("n", "needs_talk"), [(1, False), (2, False), (3, True), (4, True)])
def test_three_or_more_unpaid_need_a_talk(n, needs_talk):
    (row,) = queued(call("0"), *[reminder(str(i)) for i in range(1, n)])

    assert (row["claims"], row["needs_talk"]) == (n, needs_talk)


def test_nobody_is_called_without_a_call_due():
    assert queued(reminder("a"), reminder("b", "p2")) == []
    assert queued() == []


@pytest.mark.parametrize("reason", RESTING)
def test_P9_P28_a_claim_that_rests_is_neither_called_about_nor_spoken_of(reason):
    (row,) = queued(
        call("a"), resting("b", reason), resting("c", reason), resting("d", reason, "q")
    )

    assert row["payer_id"] == "p"
    assert (row["claims"], row["open_ore"], row["needs_talk"]) == (1, 500_00, False)


@pytest.mark.parametrize("reason", sorted(set(R) - set(RESTING) - {R.STEP_DUE}))
def test_what_is_overdue_and_open_comes_along_when_there_is_a_call(reason):
    (row,) = queued(call("a"), resting("b", reason))

    assert row["claims"] == 2


def test_a_claim_that_nobody_is_known_to_pay_is_not_in_the_queue():
    assert [row["payer_id"] for row in queued(call("a"), resting("b", R.NO_CONTACT, None))] == ["p"]


def test_a_parent_is_asked_for_by_name_and_the_children_are_what_it_concerns():
    family = [person("Ola", is_minor=True), person("Eva", is_minor=True), person("Mor")]

    (row,) = queued(call("a", member_id="Ola"), call("b", member_id="Eva"), contacts=family)

    assert (row["contact_name"], row["probably_parent"]) == ("Mor Li", False)
    assert row["concerns"] == "Eva, Ola"


def test_a_child_alone_is_marked_so_that_the_call_asks_for_a_guardian():
    (row,) = queued(call("a", member_id="Ola"), contacts=[person("Ola", is_minor=True)])

    assert row["probably_parent"] is True


@pytest.mark.parametrize("debtor", ["Jon", "Mor"])
def test_of_two_adults_with_one_phone_the_one_who_owes_is_asked_for(debtor):
    couple = [person("Jon"), person("Mor")]

    (row,) = queued(call("a", member_id=debtor), contacts=couple)

    assert row["contact_name"] == f"{debtor} Li"


def test_whoever_is_asked_for_has_the_phone_that_is_called():
    couple = [person("Jon") | {"phone": None}, person("Mor"), person("Ola", is_minor=True)]

    (row,) = queued(call("a", member_id="Ola"), contacts=couple)

    assert (row["contact_name"], row["phone"]) == ("Mor Li", "+4790000001")


def test_the_order_of_the_rows_does_not_matter():
    claims = [call("a", "p1"), call("b", "p2", due_on=OLD), reminder("c", "p1"), call("d", "p3")]
    family = [person("x", "p1"), person("y", "p1"), person("z", "p2"), person("w", "p3")]

    assert queued(*claims, contacts=family) == queued(*claims[::-1], contacts=family[::-1])


def test_W3_W4_a_call_counts_for_the_payer_also_on_another_number_and_another_claim():
    open_claims = [call("new", "payer", member_id="m"), call("o", "q", member_id="x")]
    paid = {**AMOUNTS, "claim_id": "old", "member_id": "m", "due_on": OLD, "open_ore": 0}

    def payers_of_call(claim_id, **more):
        day = day_with(
            calls=[Call("c", NEW, "kari", Outcome.REFUSED_CALLS, reached=False)],
            call_claims=[CallClaim("c", claim_id)],
            plan=[typed_row(PlanRow, {"due_version": "", **claim}) for claim in open_claims],
            balances=[typed_row(Balance, {**AMOUNTS, **claim}) for claim in [*open_claims, paid]],
            contacts=[typed_row(Contact, person("m", "payer"))],
            **more,
        )
        rows = typed(Attempt, PAYER_QUERIES.attempts(day.db.conn))
        return [(row.call_id, row.payer_id, row.phone) for row in rows]

    owed_by = Liability("old", LiableParty.PAYER, "father", "", incurred_as_minor=False)
    assert payers_of_call("new") == [("c", "payer", None)]
    assert payers_of_call("old") == [("c", "payer", None)]
    assert payers_of_call("old", liabilities=[owed_by]) == [("c", "father", None)]
    assert payers_of_call("gone") == [("c", None, None)]


def test_B5_who_broke_a_promise_comes_before_the_newest_claim():
    rows = queued(
        call("a", "p", due_on=NEW),
        call("b", "q", due_on=OLD, promised_on=date(2026, 3, 2)),
        call("c", "r", due_on=OLD),
    )

    assert [row["payer_id"] for row in rows] == ["q", "p", "r"]
    assert [row["promised_on"] for row in rows] == [date(2026, 3, 2), None, None]


@pytest.mark.parametrize(
    ("called", "refusing"),
    [("+4790000001", {"mother"}), ("+4790000002", {"father"}), ("+4799999999", PARENTS)],
)
@pytest.mark.parametrize("open_ore", [0, 500_00])
def test_who_was_called_and_not_the_other_parent_wishes_not_to_be_phoned(
    open_ore, called, refusing
):
    day = day_with(
        contacts=[
            Contact("child", "mother", "Mor Li", True, True, phone="+4790000001"),
            Contact("child", "father", "Far Li", True, True, phone="+4790000002"),
        ],
        balances=[Balance("a", NEW, "open", 500_00, 0, open_ore, member_id="child")],
        calls=[Call("c", NEW, "per", Outcome.REFUSED_CALLS, reached=False)],
        call_claims=[CallClaim("c", "a")],
        call_contacts=[CallContact("c", called)],
    )

    assert {row[0] for row in PLAN_QUERIES.payers_not_phoned(day.db.conn)} == refusing
    attempts = typed(Attempt, PAYER_QUERIES.attempts(day.db.conn))
    assert {attempt.payer_id for attempt in attempts} == refusing


@pytest.mark.parametrize(
    ("called", "refusing"), [("+4790000001", {"mother"}), ("+4799999999", {"mother", "young"})]
)
def test_who_owes_for_a_grown_child_and_wishes_not_to_be_phoned_is_the_one_called(called, refusing):
    day = day_with(
        contacts=[
            Contact("mother", "mother", "Mor Li", False, False, phone="+4790000001"),
            Contact("young", "young", "Ung Li", False, False, phone="+4790000002"),
        ],
        balances=[Balance("a", NEW, "open", 500_00, 0, 500_00, member_id="young")],
        liabilities=[Liability("a", LiableParty.GUARDIAN, "mother", "x", incurred_as_minor=True)],
        calls=[Call("c", NEW, "per", Outcome.REFUSED_CALLS, reached=False)],
        call_claims=[CallClaim("c", "a")],
        call_contacts=[CallContact("c", called)],
    )

    assert {row[0] for row in PLAN_QUERIES.payers_not_phoned(day.db.conn)} == refusing
