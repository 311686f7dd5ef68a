"""What follows from a call: exactly these rows, and no others."""

from datetime import date, timedelta
from itertools import combinations
from typing import get_type_hints

import pytest
from call_sample import AS_OF, EMAIL, NEW_EMAIL, NEW_PHONE, PHONE, case, claim, entry, family
from hypothesis import given
from hypothesis import strategies as st

from tests.books import NOUN_ROWS
from workbench.calls.cases import PAYER, Person, Record
from workbench.calls.effects import make_call_rows, make_instalments
from workbench.days import months_after, next_working_day
from workbench.dunning.holds import find_wrong_end
from workbench.model.errors import UsageError
from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import Channel
from workbench.model.outcomes import MAX_INSTALMENTS, OUTCOME_RULES, Outcome
from workbench.model.rows import Hold
from workbench.model.shapes import SHAPES

ALL = pytest.mark.parametrize("outcome", Outcome)
ALONE = {"calls": True, "call_claims": True, "call_contacts": True}  # of every call


def day(n):
    """Return the day so many days after the call."""
    return AS_OF + timedelta(days=n)


def rows(outcome=Outcome.SAYS_PAID, about=None, holds=(), number=0, **more):
    return make_call_rows(
        entry(outcome, **more),
        about or case(),
        holds=holds,
        agent="kari",
        as_of=AS_OF,
        number=number,
    )


def standing(first, last, kind=HoldKind.DEFERRAL, hold_id="h", **target):
    target = target or {"invoice_id": "i-a", "member_id": "m"}
    return Hold(hold_id, kind, day(first), None if last is None else day(last), **target)


def wrong_ends(holds):
    """Return what is wrong with the last days of holds."""
    return {find_wrong_end(hold.kind, hold.start_on, hold.end_on) for hold in holds} - {None}


def periods(made):
    """Return the days of the holds, as numbers of days from the call."""
    return [
        ((hold.start_on - AS_OF).days, None if hold.end_on is None else (hold.end_on - AS_OF).days)
        for hold in made.holds
    ]


@ALL
def test_a_call_makes_its_own_rows_and_those_that_follow_from_its_outcome(outcome):
    written = rows(outcome)

    rule = OUTCOME_RULES[outcome]
    expected = {
        "holds": bool(rule.hold),
        "instalments": outcome == Outcome.PAYMENT_PLAN,
        "steps": rule.ends_step,
        "corrections": outcome in (Outcome.CONTACT_UPDATED, Outcome.WRONG_NUMBER),
    }
    assert {noun: bool(made) for noun, made in vars(written).items()} == expected | ALONE
    for noun, made in vars(written).items():
        types = get_type_hints(NOUN_ROWS[noun])
        assert all(isinstance(getattr(row, name), types[name]) for row in made for name in types)
        keys = {tuple(getattr(row, name) for name in SHAPES[noun].key) for row in made}
        assert len(keys) == len(made)


@ALL
def test_the_call_says_who_phoned_whom_about_what_and_how_it_ended(outcome):
    written = rows(outcome, note="ringte fra jobb", claim_ids=("a", "b"))

    (call,), (callee,) = written.calls, written.call_contacts
    assert (call.called_on, call.agent, call.outcome) == (AS_OF, "kari", outcome)
    assert call.reached == OUTCOME_RULES[outcome].reached
    assert call.again_on == (day(1) if "again_on" in OUTCOME_RULES[outcome].needs else None)
    assert (callee.phone, callee.contact_name) == (PHONE, "Mor Li")
    assert callee.note == "ringte fra jobb"
    assert [row.claim_id for row in written.call_claims] == ["a", "b"]
    assert {row.call_id for name in ALONE for row in getattr(written, name)} == {"0" * 32}


@ALL
def test_only_what_is_agreed_is_confirmed(outcome):
    (call,) = rows(outcome, confirm=True).calls

    assert call.confirm == OUTCOME_RULES[outcome].confirms


LASTS = {
    Outcome.PAID_NOW: 5,
    Outcome.GUIDED: 5,
    Outcome.SAYS_PAID: 7,
    Outcome.INVOICE_RESENT: 14,
    Outcome.CONTACT_UPDATED: 14,
    Outcome.WILL_PAY_ON: 8,
    Outcome.DEFERRAL: 8,
}


@pytest.mark.parametrize(("outcome", "last"), LASTS.items())
def test_a_deferral_or_promise_lies_on_the_invoice_from_today_to_the_day_to_pay_by(outcome, last):
    written = rows(outcome)

    (hold,) = written.holds
    kind = "promise" if outcome == Outcome.WILL_PAY_ON else "deferral"
    assert (hold.kind, hold.invoice_id, hold.member_id) == (kind, "i-a", "m")
    assert periods(written) == [(0, last)]
    assert (hold.review_on, hold.agreed_with) == (None, "Mor Li")


OPEN_ENDED = {
    Outcome.CREDITED: (HoldKind.CREDIT_PENDING, 14),
    Outcome.RESIGNED: (HoldKind.RESIGNATION, 14),
    Outcome.TRANSFER: (HoldKind.TRANSFER, 14),
    Outcome.OBJECTION: (HoldKind.OBJECTION, 7),
    Outcome.SUPPORT_APPLICATION: (HoldKind.HARDSHIP, 30),
    Outcome.DECEASED: (HoldKind.DECEASED, 30),
}


@pytest.mark.parametrize(("outcome", "expected"), OPEN_ENDED.items())
def test_what_somebody_must_decide_rests_without_an_end_and_is_looked_at_again(outcome, expected):
    written = rows(outcome)

    (hold,) = written.holds
    assert (hold.kind, (hold.review_on - AS_OF).days) == expected
    assert periods(written) == [(0, None)]
    assert (hold.invoice_id is None) == (outcome == Outcome.DECEASED)


def test_every_outcome_that_rests_claims_was_looked_at_here():
    agreed = {Outcome.PAYMENT_PLAN, Outcome.FREEZE}

    assert {o for o, rule in OUTCOME_RULES.items() if rule.hold} == {*LASTS, *OPEN_ENDED, *agreed}


@ALL
def test_each_hold_can_be_traced_to_its_call_and_is_one_the_register_would_take(outcome):
    shared = case(claim("a"), claim("b", invoice_id="i-a", member_id="n"), claim("c"))

    holds = rows(outcome, shared, claim_ids=("a", "b", "c")).holds

    assert all(hold.call_id == "0" * 32 for hold in holds)
    assert wrong_ends(holds) == set()


def test_claims_of_one_invoice_rest_once_and_those_not_ticked_not_at_all():
    four = case(claim("a"), claim("b", invoice_id="i-a"), claim("c"), claim("d"))

    holds = rows(about=four, claim_ids=("a", "b", "c")).holds

    assert [hold.invoice_id for hold in holds] == ["i-a", "i-c"]


def test_a_claim_without_an_invoice_rests_by_its_member():
    (hold,) = rows(about=case(claim("a", invoice_id=None))).holds

    assert (hold.invoice_id, hold.member_id) == (None, "m")


def lies_on(made):
    """Return the kind of each hold, and the invoice and member that it lies on."""
    assert len({hold.hold_id for hold in made.holds}) == len(made.holds)
    return [(hold.kind.value, hold.invoice_id, hold.member_id) for hold in made.holds]


@pytest.mark.parametrize("members", [("m",), ("n",), ("m", "n")])
def test_a_freeze_lies_on_each_membership_named_for_the_days_agreed_and_on_no_other(members):
    written = rows(Outcome.FREEZE, family(), claim_ids=("a", "b"), members=members, end_on=day(60))

    assert lies_on(written) == [("freeze", None, member_id) for member_id in members]
    assert periods(written) == [(0, 60)] * len(members)


def test_only_the_claims_of_those_whose_membership_is_frozen_rest_until_it_begins():
    later = {"start_on": day(3), "end_on": day(60)}

    named = rows(Outcome.FREEZE, family(), claim_ids=("a", "b"), members=("n",), **later)
    not_ticked = rows(Outcome.FREEZE, family(), claim_ids=("a",), members=("n",), **later)

    assert lies_on(named) == [("freeze", None, "n"), ("deferral", "i-b", "n")]
    assert lies_on(not_ticked) == [("freeze", None, "n")]


@pytest.mark.parametrize("outcome", [Outcome.RESIGNED, Outcome.TRANSFER])
def test_of_two_whose_claims_are_ticked_only_those_of_who_leaves_rest(outcome):
    written = rows(outcome, family(), claim_ids=("a", "b"), members=("n",))

    kind = {Outcome.RESIGNED: "resignation", Outcome.TRANSFER: "transfer"}[outcome]
    assert lies_on(written) == [(kind, "i-b", "n")]
    assert [row.claim_id for row in written.call_claims] == ["a", "b"]


# ------------------------------------------------------------------ a death


def death(*members, about=None):
    """Return what holds follow from a death told of in a call about all that is open."""
    about = about or family()
    claim_ids = tuple(claim.claim_id for claim in about.claims)
    return lies_on(rows(Outcome.DECEASED, about, claim_ids=claim_ids, members=members))


def test_when_one_child_of_two_is_dead_only_that_membership_rests():
    assert death("m") == [("deceased", None, "m")]
    assert death("n") == [("deceased", None, "n")]


def test_when_a_payer_who_is_no_member_is_dead_each_membership_paid_for_rests():
    assert death(PAYER) == [
        ("payer_deceased", None, "m"), ("payer_deceased", None, "n"), ("payer_deceased", None, "o"),
    ]  # fmt: skip


def test_when_payer_and_child_are_dead_both_are_said():
    assert death(PAYER, "m") == [
        ("deceased", None, "m"),
        ("payer_deceased", None, "m"), ("payer_deceased", None, "n"), ("payer_deceased", None, "o"),
    ]  # fmt: skip


def test_when_a_payer_who_is_a_member_is_dead_it_is_that_membership_that_rests():
    assert death("mor", about=family(payer_member_id="mor")) == [("deceased", None, "mor")]


def test_what_else_a_dead_payer_owed_rests_by_its_invoice():
    """An adult's own membership is not the payer's, and a claim may be of nobody known."""
    claims = (
        claim("a"), claim("b", member_id="grown"), claim("c", member_id=None),
        claim("d", member_id=None, invoice_id=None), claim("e", member_id=None, invoice_id="m"),
    )  # fmt: skip
    about = family(*claims, paid_for=(Person("m", "Eva Li", 10, ()),))

    made = [(invoice_id, member_id) for _, invoice_id, member_id in death(PAYER, about=about)]

    assert made == [(None, "m"), ("i-b", "grown"), ("i-c", None), ("m", None)]


@pytest.mark.parametrize(("starts", "until"), [(1, 0), (14, 13), (15, 14), (16, 14), (200, 14)])
def test_the_claims_rest_until_a_later_freeze_begins_but_not_for_ever(starts, until):
    written = rows(Outcome.FREEZE, start_on=day(starts), end_on=day(300))

    kinds = [(hold.kind, hold.invoice_id) for hold in written.holds]
    assert kinds == [("freeze", None), ("deferral", "i-a")]
    assert periods(written) == [(starts, 300), (0, until)]


def test_a_freeze_and_what_rests_until_it_begins_are_two_also_without_an_invoice():
    written = rows(
        Outcome.FREEZE, case(claim("a", invoice_id=None)), start_on=day(3), end_on=day(300)
    )

    assert [(hold.kind, hold.invoice_id, hold.member_id) for hold in written.holds] == [
        ("freeze", None, "m"), ("deferral", None, "m"),
    ]  # fmt: skip
    assert len({hold.hold_id for hold in written.holds}) == 2


@pytest.mark.parametrize(
    ("others", "made"),
    [
        pytest.param([standing(-9, 3)], [(4, 7)], id="lengthened"),
        pytest.param([standing(-9, -1)], [(0, 7)], id="ended yesterday"),
        pytest.param([standing(-9, 0)], [(1, 7)], id="ends today"),
        pytest.param([standing(-9, 7)], [], id="as long already"),
        pytest.param([standing(-9, 30)], [], id="longer already"),
        pytest.param([standing(-9, None)], [], id="open-ended already"),
        pytest.param([standing(3, 30)], [(0, 2)], id="until another begins"),
        pytest.param([standing(3, None)], [(0, 2)], id="until an open-ended one begins"),
        pytest.param([standing(3, 5)], [(0, 2), (6, 7)], id="before and after another"),
        pytest.param([standing(7, 9)], [(0, 6)], id="the last day taken"),
        pytest.param([standing(8, 9)], [(0, 7)], id="the day after"),
        pytest.param(
            [standing(5, 5, hold_id="g"), standing(-1, 2)], [(3, 4), (6, 7)], id="between two"
        ),
        pytest.param([standing(-9, 30, HoldKind.OBJECTION)], [(0, 7)], id="of another kind"),
        pytest.param([standing(-9, 30, invoice_id="i-b")], [(0, 7)], id="of another invoice"),
        pytest.param([standing(-9, 30, member_id="m")], [(0, 7)], id="of the membership"),
    ],
)
def test_a_hold_is_fitted_around_those_of_its_kind(others, made):
    written = rows(Outcome.SAYS_PAID, holds=others)

    assert periods(written) == made
    assert len({hold.hold_id for hold in written.holds}) == len(made)


def test_a_freeze_is_fitted_around_a_freeze_of_the_membership_alone():
    frozen = standing(-9, 30, HoldKind.FREEZE, member_id="m")
    elsewhere = standing(-9, 30, HoldKind.FREEZE, "g", member_id="m", invoice_id="i-a")

    written = rows(Outcome.FREEZE, holds=[frozen, elsewhere], end_on=day(60))

    assert periods(written) == [(31, 60)]


SPAN = st.tuples(st.integers(-5, 40), st.integers(-5, 40)).map(sorted)


def _cover(holds, until):
    """Return whether the holds cover each day from today to the day that is so many days later."""
    wanted = [day(n) for n in range(until + 1)]
    return all(any(hold.start_on <= each <= hold.end_on for hold in holds) for each in wanted)


@given(
    st.lists(SPAN, max_size=5),
    st.sampled_from([Outcome.DEFERRAL, Outcome.CREDITED]),
    st.integers(0, 40),
)
def test_whatever_stands_holds_never_overlap_and_no_day_agreed_is_left_open(spans, outcome, until):
    kind = OUTCOME_RULES[outcome].hold
    stands = [
        standing(first, last, kind, f"h{n}")
        for n, (first, last) in enumerate(spans)
        if all(last < a or b < first for a, b in spans[:n])
    ]

    if outcome == Outcome.DEFERRAL and _cover(stands, until):
        with pytest.raises(UsageError, match=r"Det står alt en avtale til og med \d\d\."):
            rows(outcome, holds=stands, until_on=day(until))
        return
    made = rows(outcome, holds=stands, until_on=day(until)).holds

    covered = [
        set(range(hold.start_on.toordinal(), (hold.end_on or day(60)).toordinal() + 1))
        for hold in [*stands, *made]
    ]
    last = 60 if outcome == Outcome.CREDITED else until
    assert all(one.isdisjoint(other) for one, other in combinations(covered, 2))
    assert {day(n).toordinal() for n in range(last + 1)} <= set().union(*covered)


@pytest.mark.parametrize(
    ("first_on", "parts", "days"),
    [
        ("2026-12-15", 3, ["2026-12-15", "2027-01-15", "2027-02-15"]),
        ("2026-12-31", 4, ["2026-12-31", "2027-02-01", "2027-03-01", "2027-03-31"]),
        ("2027-01-31", 2, ["2027-02-01", "2027-03-01"]),
        ("2027-01-30", 3, ["2027-02-01", "2027-03-01", "2027-03-30"]),
    ],
)
def test_instalments_fall_on_a_day_of_each_month_or_the_working_day_after_it(first_on, parts, days):
    plan = entry(Outcome.PAYMENT_PLAN, first_on=date.fromisoformat(first_on), parts=parts)

    assert [part.due_on.isoformat() for part in make_instalments(plan, 100_00)] == days


@given(
    st.integers(0, 10**9),
    st.integers(2, MAX_INSTALMENTS),
    st.dates(date(2026, 1, 1), date(2030, 12, 31)),
)
def test_instalments_sum_exactly_and_differ_by_an_ore_on_working_days(ore, parts, first_on):
    plan = make_instalments(entry(Outcome.PAYMENT_PLAN, first_on=first_on, parts=parts), ore)

    amounts = [part.amount_ore for part in plan]
    days = [next_working_day(months_after(first_on, number)) for number in range(parts)]
    assert sum(amounts) == ore
    assert max(amounts) - min(amounts) <= 1
    assert [part.number for part in plan] == list(range(1, parts + 1))
    assert [part.due_on for part in plan] == days


def test_a_plan_is_of_what_was_ticked_and_rests_until_its_last_part_could_come():
    about = case(claim("a", open_ore=500_01), claim("b", open_ore=250_00), claim("c"))

    written = rows(Outcome.PAYMENT_PLAN, about, claim_ids=("a", "b"))

    assert [part.amount_ore for part in written.instalments] == [250_01, 250_00, 250_00]
    assert [hold.invoice_id for hold in written.holds] == ["i-a", "i-b"]
    assert {hold.end_on for hold in written.holds} == {date(2027, 2, 15)}


def plan_hold(first, last, hold_id="call:older:i-a"):
    call_id = "older" if hold_id.startswith("call:") else None
    return standing(first, last, HoldKind.PAYMENT_PLAN, hold_id)._replace(call_id=call_id)


@pytest.mark.parametrize(
    ("older", "expected"),
    [
        pytest.param(plan_hold(-40, -2), [(-40, -2), (0, 84)], id="broken, ended by then"),
        pytest.param(plan_hold(-40, 30), [(-40, 0), (1, 84)], id="kept, replaced today"),
        pytest.param(plan_hold(-40, 300), [(-40, 0), (1, 84)], id="longer than the new one"),
        pytest.param(plan_hold(0, 90), [(0, 0), (1, 84)], id="made today"),
        pytest.param(plan_hold(-40, 30, "sha:7"), [(31, 84)], id="from the club's own list"),
    ],
)
def test_a_new_plan_takes_the_place_of_an_earlier_one_of_ours(older, expected):
    written = rows(Outcome.PAYMENT_PLAN, holds=[older])

    assert periods(written) == expected
    replaced = [hold for hold in written.holds if hold.hold_id == older.hold_id]
    assert wrong_ends([*written.holds, *([] if replaced else [older])]) == set()


@pytest.mark.parametrize(
    ("outcome", "taken"),
    [
        pytest.param(Outcome.REFUSED_CALLS, {"a": "call"}, id="reminders go on"),
        pytest.param(Outcome.WILL_NOT_PAY, {"a": "call", "b": "last"}, id="the club decides"),
        pytest.param(Outcome.REFERRED_TO_PARTNER, {"a": "call", "b": "last"}, id="so here"),
        pytest.param(Outcome.NO_ANSWER, {}, id="the next call"),
    ],
)
def test_the_calls_of_ticked_claims_are_taken_when_nobody_is_to_make_them(outcome, taken):
    claims = claim("a"), claim("b", kind=None), claim("c")

    written = rows(outcome, case(*claims, call_step="last"), claim_ids=("a", "b")).steps

    assert {step.claim_id: step.step_id for step in written} == taken
    assert all(step.due_version == "2026-09-15" for step in written)
    assert all((step.sent_on, step.channel) == (AS_OF, Channel.PHONE) for step in written)


def test_under_a_policy_without_calls_no_call_is_taken():
    about = case(claim("a", kind=None), call_step=None)

    assert rows(Outcome.WILL_NOT_PAY, about).steps == []


RECORDS = (
    Record("members", "m", PHONE, EMAIL),
    Record("members", "phone-alone", PHONE, "far@example.no", ("phone",)),
    Record("guardians", "n|guardian|1", None, "MOR@example.no", ("email",)),
)


@pytest.mark.parametrize(
    ("outcome", "learnt", "expected"),
    [
        pytest.param(
            Outcome.WRONG_NUMBER,
            {},
            {("m", "phone", PHONE, None), ("phone-alone", "phone", PHONE, None)},
            id="a wrong number, and nothing better",
        ),
        pytest.param(
            Outcome.WRONG_NUMBER,
            {"phone": NEW_PHONE},
            {("m", "phone", PHONE, NEW_PHONE), ("phone-alone", "phone", PHONE, NEW_PHONE)},
            id="a wrong number, and a right one",
        ),
        pytest.param(
            Outcome.CONTACT_UPDATED,
            {"phone": "", "email": NEW_EMAIL},
            {
                ("m", "email", EMAIL, NEW_EMAIL),
                ("n|guardian|1", "email", "MOR@example.no", NEW_EMAIL),
            },
            id="an e-mail",
        ),
        pytest.param(
            Outcome.PAID_NOW,
            {"phone": NEW_PHONE, "email": NEW_EMAIL},
            {
                ("m", "phone", PHONE, NEW_PHONE),
                ("phone-alone", "phone", PHONE, NEW_PHONE),
                ("m", "email", EMAIL, NEW_EMAIL),
                ("n|guardian|1", "email", "MOR@example.no", NEW_EMAIL),
            },
            id="both, beside another outcome",
        ),
        pytest.param(Outcome.NO_ANSWER, {}, set(), id="nothing"),
    ],
)
def test_what_was_learnt_replaces_what_the_member_system_said_where_the_payer_had_it(
    outcome, learnt, expected
):
    written = rows(outcome, case(records=RECORDS), **learnt).corrections

    made = {(row.record, row.field, row.base, row.value) for row in written}
    assert made == expected
    assert len({row.correction_id for row in written}) == len(written) == len(expected)
    assert all((row.made_on, row.call_id) == (AS_OF, "0" * 32) for row in written)
    assert {row.record: row.noun for row in written}.items() <= {
        record.key: record.noun for record in RECORDS
    }.items()


def test_later_corrections_have_later_ids_whatever_the_ids_of_their_calls():
    first = rows(Outcome.WRONG_NUMBER, number=9, call_id="f" * 32).corrections
    second = rows(Outcome.WRONG_NUMBER, number=10, call_id="0" * 32).corrections

    assert first[0].correction_id < second[0].correction_id
