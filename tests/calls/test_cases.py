"""A payer's case: what is to be spoken of, what rests, why we call, and what was before."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.books import NOUN_ROWS, day_with, typed_row
from workbench.calls.cases import Person, Record, Register, build_case
from workbench.calls.history import HistoryLine
from workbench.calls.payers import RAISED_IN_CALLS
from workbench.model.day_rows import Balance, Contact, Freshness, PlanRow, UnusedValue
from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import Channel, ClaimStatus, ContactRole, FeeType, StepKind
from workbench.model.outcomes import Outcome
from workbench.model.plan_reasons import PlanReason
from workbench.model.reasons import Reason
from workbench.model.rows import Member, Step
from workbench.office.payer import background_of, claims_of

AMOUNTS = {"status": ClaimStatus.OPEN, "amount_ore": 500_00, "paid_ore": 0}
AS_OF, DUE = date(2026, 11, 23), date(2026, 9, 15)
EXPECTED = date(2026, 11, 18)  # the last day that a file must cover
PHONE, EMAIL = "+4740000001", "mor@example.no"
HOSTILE = "<img src=x onerror=alert(1)>"
MAY_BE_RAISED = RAISED_IN_CALLS | {PlanReason.NO_CONTACT, PlanReason.NO_GUARDIAN}
RESTING = sorted(set(PlanReason) - MAY_BE_RAISED)


def claim(claim_id="a", reason=PlanReason.STEP_DUE, **more):
    """Return a claim on the child Eva, due for a call: a row of the plan and of the balances."""
    row = {"claim_id": claim_id, "payer_id": PHONE, "reason": reason, "detail": None}
    row |= {"step_id": "call", "kind": StepKind.CALL, "next_on": None, "member_id": "eva"}
    row |= {"invoice_id": f"s:{claim_id}", "title": "Treningsavgift", "due_on": DUE}
    return row | {"fee_type": FeeType.TRAINING, "open_ore": 500_00, "kid": "0123"} | more


def member(member_id, born="1985-03-01", phone=PHONE, email=EMAIL, **more):
    row = {"member_id": member_id, "first_name": member_id.title(), "last_name": "Li"}
    row |= {"born_on": date.fromisoformat(born) if born else None, "phone": phone, "email": email}
    return row | more


def guardian(member_id, name, phone, email=None, number=1):
    row = {"member_id": member_id, "role": ContactRole.GUARDIAN, "number": number, "name": name}
    return row | {"phone": phone, "email": email}


def contact(**more):
    row = {"payer_id": PHONE, "member_id": "mor", "contact_name": "Mor Li", "phone": PHONE}
    return row | {"email": EMAIL, "probably_parent": False, "is_minor": False} | more


EVA, MOR = member("eva", "2016-05-01", None, None), member("mor")


def case(*claims, asked=None, steps=(), source=None, people=("mor", "eva"), **facts):
    """Return the case of the mother, as the books hold it; `facts` are rows by noun."""
    facts = {"members": [MOR, EVA], **facts}
    rows = claims or (claim(),)
    asked = typed_row(Contact, asked or contact())
    contacts = [asked._replace(member_id=one) for one in {*people, asked.member_id}]
    facts["calls"] = [{"reached": True, **row} for row in facts.get("calls", ())]
    day = day_with(
        as_of=AS_OF,
        plan=[typed_row(PlanRow, {"due_version": "", **row}) for row in rows],
        balances=[typed_row(Balance, {**AMOUNTS, **row}) for row in rows],
        contacts=contacts,
        steps=[typed_row(Step, row) for row in steps],
        freshness=facts.pop("freshness", []),
        unused_values=facts.pop("unused_values", []),
        **{noun: [typed_row(NOUN_ROWS[noun], row) for row in facts[noun]] for noun in facts},
    )
    background = background_of(day.db, claims_of(day, PHONE), contacts)
    if source:
        stated = [typed_row(Member, row) for row in source["members"]]
        background = replace(background, uncorrected=Register(stated))
    return build_case(asked, claims_of(day, PHONE), background, as_of=AS_OF)


def step(step_id, day, claim_id="a", channel=Channel.MEMBER_SYSTEM):
    row = {"claim_id": claim_id, "step_id": step_id, "due_version": DUE.isoformat()}
    return row | {"sent_on": day, "channel": channel}


def test_the_claims_to_be_spoken_of_stand_first_and_the_newest_of_them_first():
    old = DUE - timedelta(days=200)

    found = case(
        claim("held", PlanReason.REVIEW, due_on=AS_OF),
        claim("old", due_on=old),
        claim("new"),
        claim("also"),
    )

    assert [one.claim_id for one in found.claims] == ["also", "new", "old", "held"]
    assert [one.days for one in found.claims_to_raise] == [69, 69, 269]


@pytest.mark.parametrize("reason", sorted(MAY_BE_RAISED))
def test_a_claim_in_dunning_is_raised_in_calls_also_when_nobody_knew_how_to_reach_the_payer(reason):
    (found,) = case(claim("a", reason)).claims

    assert found.resting_reason == ""


@pytest.mark.parametrize("reason", RESTING)
def test_P9_P28_any_other_claim_rests_and_says_why(reason):
    found = case(claim("a"), claim("b", reason, kind=None, step_id=None))

    assert [one.claim_id for one in found.claims_to_raise] == ["a"]
    assert found.claims[1].resting_reason


@pytest.mark.parametrize(
    ("kind", "next_on", "said"),
    [
        (HoldKind.FREEZE, date(2026, 12, 1), "medlemskapet er fryst – hviler til 1. des."),
        (HoldKind.OBJECTION, None, "har sagt seg uenig i kravet"),
    ],
)
def test_a_held_claim_says_by_what_and_until_when(kind, next_on, said):
    (found,) = case(claim("a", PlanReason.HELD, detail=kind, next_on=next_on)).claims

    assert found.resting_reason == said


@pytest.mark.parametrize(
    ("kind", "taken"), [(StepKind.CALL, "call"), (StepKind.REMINDER, None), (None, None)]
)
def test_only_a_claim_with_a_call_due_has_a_step_that_the_call_takes(kind, taken):
    (found,) = case(claim("a", kind=kind)).claims

    assert found.call_step == taken


def test_a_claim_not_due_yet_and_one_of_nobody_known_can_be_shown():
    found = case(
        claim("a", PlanReason.NOT_DUE, due_on=AS_OF + timedelta(days=9)),
        claim("b", member_id="gone", invoice_id=None, title=None, kid=None),
    )

    assert [one.days for one in found.claims] == [69, -9]
    assert found.claims[0].concerns == found.claims[0].title == ""


def test_claims_of_others_are_not_in_it():
    found = case(claim("a"), claim("b", payer_id="+4740000002"), claim("c", payer_id=None))

    assert [one.claim_id for one in found.claims] == ["a"]


def test_the_people_are_those_the_claims_concern_with_age_and_groups_of_today():
    groups = [
        {"member_id": "eva", "group_name": "Turn"},
        {"member_id": "eva", "group_name": "Klubben"},
        {"member_id": "eva", "group_name": "Ski", "missing_since": AS_OF},
        {"member_id": "mor", "group_name": "Fotball"},
    ]

    found = case(claim("a"), claim("b"), participations=groups)

    assert found.people == (Person("eva", "Eva Li", 10, ("Klubben", "Turn"), 2016),)


def test_an_unknown_birth_date_and_name_leave_room():
    nameless = member("eva", None, first_name=None, last_name=None)

    (found,) = case(members=[MOR, nameless]).people

    assert found == Person("eva", "", None, ())


@pytest.mark.parametrize("probably_parent", [True, False])
def test_where_the_phone_stands_on_a_childs_profile_a_guardian_is_asked_for(probably_parent):
    asked = contact(contact_name="foresatte til Eva Li", probably_parent=probably_parent)

    found = case(asked=asked | {"member_id": "eva"})

    assert found.contact_name == "foresatte til Eva Li"
    child = Person("eva", "Eva Li", 10, (), 2016)
    assert found.child == (child if probably_parent else None)


def test_a_payer_without_phone_and_email_shows_none():
    found = case(asked=contact(phone=None, email=None))

    assert (found.phone, found.email) == ("", "")


def test_text_from_a_source_is_data_and_stands_as_it_came():
    found = case(
        claim("a", title=HOSTILE),
        asked=contact(contact_name=HOSTILE),
        members=[MOR, EVA | {"first_name": HOSTILE, "last_name": None}],
        participations=[{"member_id": "eva", "group_name": HOSTILE}],
    )

    (one,) = found.claims
    assert {one.title, one.concerns, found.contact_name} == {HOSTILE}
    assert found.people == (Person("eva", HOSTILE, 10, (HOSTILE,), 2016),)


SENT = [
    step("reminder_1", date(2026, 10, 1)),
    step("reminder_1", date(2026, 10, 1), "b"),
    step("reminder_2", date(2026, 10, 20)),
]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([], "Ingen påminnelse er registrert på disse kravene."),
        (SENT[:2], "1 påminnelse er sendt (1. okt.), og det er fortsatt noe ubetalt."),
        (SENT, "2 påminnelser er sendt (1. okt., 20. okt.), og det er fortsatt noe ubetalt."),
        (SENT[2:], "2 påminnelser er sendt (den siste 20. okt.), og det er fortsatt noe ubetalt."),
        (
            [*SENT, step("call", date(2026, 11, 2), channel=Channel.PHONE)],
            "2 påminnelser er sendt (1. okt., 20. okt.), og det er fortsatt noe ubetalt.",
        ),
        ([step("reminder_1", DUE, "held")], "Ingen påminnelse er registrert på disse kravene."),
    ],
)
def test_why_we_call_begins_with_the_reminders_sent_on_what_is_raised_in_calls(steps, said):
    found = case(claim("a"), claim("b"), claim("held", PlanReason.REVIEW), steps=steps)

    assert found.why_we_call[0] == said


def test_why_we_call_says_how_many_rest_and_how_far_payments_were_read():
    bank = Freshness("bank", "payments", "Bankfilen", AS_OF, EXPECTED, EXPECTED)

    alone, beside = case(), case(claim("a"), claim("b", PlanReason.REVIEW), freshness=[bank])

    assert alone.why_we_call[1:3] == (
        "Ingen frys, plan eller innsigelse står på kravene.",
        "Ingen fil med innbetalinger er lest; spør om noe er betalt.",
    )
    assert beside.why_we_call[1:3] == (
        "1 krav hviler og skal ikke nevnes.",
        "Innbetalinger er lest til og med 18. november 2026.",
    )


def test_why_we_call_says_which_file_is_missing_since_when():
    before = EXPECTED - timedelta(days=1)
    sources = [
        Freshness("bank", "payments", "Bankfilen", AS_OF, EXPECTED, before),
        Freshness("spond", "members", "«Medlemsliste»", DUE, EXPECTED),
    ]

    assert case(freshness=sources).why_we_call[2] == (
        "Bankfilen stopper tirsdag 17. november 2026; spør om noe er betalt."
    )


def test_the_history_is_what_was_sent_said_and_agreed_on_these_claims_newest_first():
    calls = [
        {
            "call_id": call_id,
            "called_on": date(2026, 11, day),
            "agent": "kari",
            "outcome": outcome,
            "reason": reason,
        }
        for call_id, day, outcome, reason in (
            ("1", 2, Outcome.NO_ANSWER, None),
            ("2", 9, Outcome.WILL_PAY_ON, Reason.FORGOT),
            ("3", 10, Outcome.OBJECTION, None),
        )
    ]
    about = [{"call_id": "1", "claim_id": "a"}, {"call_id": "2", "claim_id": "a"}]
    hold = {"hold_id": "h", "kind": HoldKind.DEFERRAL, "start_on": date(2026, 11, 9)}
    frozen = {"hold_id": "f", "kind": HoldKind.OBJECTION, "start_on": date(2026, 1, 2)}
    other = {"hold_id": "o", "kind": HoldKind.FREEZE, "start_on": date(2026, 1, 1)}

    found = case(
        steps=[*SENT, step("reminder_1", DUE, "paid")],
        calls=calls,
        call_claims=[*about, {"call_id": "3", "claim_id": "another"}],
        holds=[
            hold | {"invoice_id": "s:a", "member_id": "eva", "end_on": date(2026, 11, 20)},
            frozen | {"member_id": "eva"},
            other | {"member_id": "mor"},
        ],
    )

    assert found.history == (
        HistoryLine(date(2026, 11, 9), "har fått betalingsutsettelse, til 20.11.2026"),
        HistoryLine(
            date(2026, 11, 9),
            "samtale ved kari: betaler innen en avtalt dag – glemte fakturaen",
        ),
        HistoryLine(date(2026, 11, 2), "samtale ved kari: ikke svar"),
        HistoryLine(date(2026, 10, 20), "Påminnelse nr. 2"),
        HistoryLine(date(2026, 10, 1), "Påminnelse nr. 1"),
        HistoryLine(date(2026, 1, 2), "har sagt seg uenig i kravet, inntil videre"),
    )


def keys(found):
    return {(record.noun, record.key, record.fields) for record in found.records}


BOTH = ("phone", "email")


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        pytest.param([MOR, EVA], {("mor", BOTH)}, id="the parent's own row"),
        pytest.param(
            [MOR, member("eva", "2016-05-01")], {("mor", BOTH), ("eva", BOTH)}, id="on the child's"
        ),
        pytest.param(
            [MOR, member("eva", email=None)], {("mor", BOTH), ("eva", ("phone",))}, id="phone alone"
        ),
        pytest.param(
            [MOR, member("eva", phone=None)], {("mor", BOTH), ("eva", ("email",))}, id="email alone"
        ),
        pytest.param(
            [MOR, member("eva", email="Mor@Example.no")],
            {("mor", BOTH), ("eva", BOTH)},
            id="the e-mail in other letters",
        ),
        pytest.param(
            [MOR, EVA, member("jon", email="jon@example.no")],
            {("mor", BOTH), ("jon", ("phone",))},
            id="one who owes nothing has the phone",
        ),
        pytest.param(
            [MOR, EVA, member("far", phone="+4740000002", email="far@example.no")],
            {("mor", BOTH)},
            id="one who has neither",
        ),
        pytest.param([MOR, EVA, member("stranger")], {("mor", BOTH)}, id="one with another payer"),
    ],
)
def test_a_correction_belongs_on_every_row_of_the_payers_that_carries_what_was_used(
    members, expected
):
    found = case(members=members, people=("mor", "eva", "jon", "far"))

    assert keys(found) == {("members", key, fields) for key, fields in expected}


def test_a_guardians_row_that_carries_the_phone_is_corrected_and_the_other_guardian_not_shown():
    both = [
        guardian("eva", "Mor Li", PHONE, EMAIL),
        guardian("eva", "Far Li", "+4740000002", None, 2),
    ]

    found = case(asked=contact(member_id="eva"), members=[EVA], guardians=both)

    assert keys(found) == {("guardians", "eva|guardian|1", BOTH)}
    assert "+4740000002" not in repr(found)
    assert "Far Li" not in repr(found)


def test_an_email_nobody_had_is_learnt_for_every_row_that_has_the_phone_and_no_email():
    rows = [
        member("mor", email=None),
        member("eva", email=None),
        member("jon", email="jon@example.no"),
        member("far", phone="+4740000002", email=None),
    ]

    found = case(asked=contact(email=None), members=rows, people=("mor", "eva", "jon", "far"))

    assert keys(found) == {
        ("members", "mor", BOTH),
        ("members", "eva", BOTH),
        ("members", "jon", ("phone",)),
    }


@pytest.mark.parametrize(
    ("guardians", "name", "expected"),
    [
        ([], "foresatte til Eva Li", ("members", "eva", BOTH)),
        ([guardian("eva", "Mor Li", None)], "Mor Li", ("guardians", "eva|guardian|1", BOTH)),
    ],
)
def test_of_a_payer_nobody_could_reach_what_is_learnt_belongs_where_it_will_be_read(
    guardians, name, expected
):
    asked = contact(member_id="eva", contact_name=name, phone=None, email=None)

    found = case(asked=asked, members=[EVA], guardians=guardians, people=("eva",))

    assert keys(found) == {expected}


def test_a_correction_replaces_what_the_member_system_says_not_an_earlier_correction():
    stale = [member("mor", phone="+4740000003"), EVA]

    found = case(source={"members": stale})

    assert found.records == (Record("members", "mor", "+4740000003", EMAIL, BOTH),)


# ------------------------------------------------------------------ whose membership it may be


def through(member_id, payer_id="guardian:eva|guardian|1", is_minor=True, **more):
    """Return how a member is reached, through the mother unless it is said otherwise."""
    row = {"member_id": member_id, "payer_id": payer_id, "is_minor": is_minor}
    return typed_row(Contact, contact(**row | more))


def family_of(*contacts, members):
    """Return the case of the payer of these contacts, who owes a claim."""
    row = claim(payer_id=contacts[0].payer_id)
    day = day_with(
        as_of=AS_OF,
        members=[typed_row(Member, row) for row in members],
        plan=[typed_row(PlanRow, {"due_version": "", **row})],
        balances=[typed_row(Balance, {**AMOUNTS, **row})],
        contacts=list(contacts),
    )
    claims = claims_of(day, contacts[0].payer_id)
    background = background_of(day.db, claims, contacts)
    return build_case(contacts[0], claims, background, as_of=AS_OF)


JON, PIA = member("jon", "2018-05-01", None, None), member("pia", "2021-05-01", None, None)


def paid_for(found):
    return [person.member_id for person in found.paid_for]


def test_a_guardian_whom_the_register_has_no_row_of_pays_for_all_the_children():
    found = family_of(through("eva"), through("jon"), through("pia"), members=[EVA, JON, PIA])

    assert found.payer_member_id is None
    assert paid_for(found) == ["eva", "jon", "pia"]
    assert [person.member_id for person in found.people] == ["eva"]


def test_a_payer_who_is_a_member_and_a_childs_guardian_has_their_own_membership():
    own, child = through("mor", "mor", is_minor=False), through("eva", "mor")

    for contacts in ((own, child), (child, own)):
        found = family_of(*contacts, members=[MOR, EVA])
        assert found.payer_member_id == "mor"
        assert paid_for(found) == ["eva"]


def test_W1_W2_a_new_number_is_kept_in_place_of_one_that_is_not_used():
    unused = UnusedValue(PHONE, "mor", is_shared=True)

    found = case(asked=contact(phone=None), unused_values=[unused])

    assert keys(found) == {("members", "mor", BOTH)}
    assert found.records[0].phone == PHONE


def test_who_is_of_age_is_not_paid_for_as_a_member_though_the_claim_is_a_guardians():
    grown = member("eva", "2008-11-23", None, None)
    almost = member("jon", "2008-11-24", None, None)

    found = family_of(through("eva"), through("jon"), members=[grown, almost])

    assert paid_for(found) == ["jon"]
    assert [person.member_id for person in found.people] == ["eva"]
