"""What the form says that saving will do: exactly what is then done."""

from datetime import timedelta

import pytest
from call_sample import AS_OF, case, claim, entry, family

from workbench.calls.cases import PAYER, Person
from workbench.calls.preview import describe_effects
from workbench.model.outcomes import OUTCOME_RULES, Outcome

ALL = pytest.mark.parametrize("outcome", Outcome)
UNTIL_SETTLED = "til det er avklart; ses på igjen"


def day(n):
    """Return the day so many days after the call."""
    return AS_OF + timedelta(days=n)


def resting(outcome, members, about=None, **more):
    """Return what rests, of a call about the claims a and b."""
    about = about or family()
    said = describe_effects(
        entry(outcome, claim_ids=("a", "b"), members=members, **more), about, AS_OF
    )
    return [part for part in said if " hviler " in part]


@ALL
def test_the_form_can_say_what_saving_will_do_also_before_all_is_filled_in(outcome):
    blank = dict.fromkeys(("until_on", "parts", "first_on", "start_on", "end_on"))
    blank |= {"again_on": None, "phone": "", "members": ()}

    assert describe_effects(entry(outcome), case(), AS_OF)
    assert describe_effects(entry(outcome, **blank), case(), AS_OF)


@pytest.mark.parametrize(
    ("outcome", "more", "said"),
    [
        (Outcome.NO_ANSWER, {}, ["ikke nådd"]),
        (Outcome.SAYS_PAID, {}, ["nådd", "kravene hviler til og med 30.11.2026"]),
        (
            Outcome.OBJECTION,
            {},
            ["nådd", "kravene hviler til det er avklart; ses på igjen 30.11.2026"],
        ),
        (
            Outcome.FREEZE,
            {"start_on": day(3), "end_on": day(60), "confirm": True},
            [
                "nådd",
                "medlemskapet til Eva Li (10) hviler fra og med 26.11.2026 til og med 22.01.2027",
                "kravene til Eva Li (10) hviler til og med 25.11.2026",
                "bekreftes på SMS",
            ],
        ),
        (
            Outcome.PAYMENT_PLAN,
            {},
            ["nådd", "kravene hviler til og med 15.02.2027", "plan på 3 deler"],
        ),
        (Outcome.WILL_NOT_PAY, {}, ["nådd", "det ringes ikke flere ganger om disse kravene"]),
        (Outcome.REFUSED_CALLS, {}, ["ikke nådd", "nummeret ringes ikke mer"]),
        (Outcome.WRONG_NUMBER, {}, ["ikke nådd", "nummeret brukes ikke mer"]),
        (
            Outcome.CALLBACK_ON,
            {"again_at": "14:30"},
            ["ikke nådd", "ringes igjen 24.11.2026 14:30"],
        ),
    ],
)
def test_the_summary_is_what_is_then_done(outcome, more, said):
    assert describe_effects(entry(outcome, **more), case(), AS_OF) == said


@pytest.mark.parametrize(
    ("outcome", "what"),
    [
        (Outcome.FREEZE, "medlemskapet til … hviler til og med 28.02.2027"),
        (Outcome.DECEASED, f"medlemskapet til … hviler {UNTIL_SETTLED} 23.12.2026"),
        (Outcome.RESIGNED, f"kravene til … hviler {UNTIL_SETTLED} 07.12.2026"),
        (Outcome.TRANSFER, f"kravene til … hviler {UNTIL_SETTLED} 07.12.2026"),
    ],
)
def test_before_anybody_is_chosen_a_place_is_left_for_whose_it_is(outcome, what):
    assert resting(outcome, ()) == [what]


HOUSEHOLD = "alt annet betaleren skylder, hviler i 60 dager"


@pytest.mark.parametrize("outcome", [o for o, rule in OUTCOME_RULES.items() if rule.names_members])
def test_who_is_not_chosen_is_not_named(outcome):
    part, *others = resting(outcome, ("n",))

    assert "til Jon Li (8) hviler" in part
    assert "Eva" not in part
    assert others == [HOUSEHOLD] * (outcome == Outcome.DECEASED)


def test_all_whose_membership_rests_are_named():
    assert resting(Outcome.FREEZE, ("m", "n")) == [
        "medlemskapene til Eva Li (10) og Jon Li (8) hviler til og med 28.02.2027"
    ]
    assert resting(Outcome.DECEASED, (PAYER,)) == [
        f"medlemskapene til Eva Li (10), Jon Li (8) og Pia Li (5) hviler {UNTIL_SETTLED} 23.12.2026"
    ]


def test_where_a_payer_who_is_a_member_is_dead_what_is_paid_for_children_is_named_too():
    assert resting(Outcome.DECEASED, ("mor",), family(payer_member_id="mor")) == [
        "medlemskapet til Mor Li (betaler) og det som betales for Eva Li (10), Jon Li (8) og "
        f"Pia Li (5) hviler {UNTIL_SETTLED} 23.12.2026"
    ]


def test_who_shares_the_invoice_of_one_who_leaves_is_named_apart():
    shared = family(claim("a"), claim("b", member_id="n", invoice_id="i-a"))

    assert resting(Outcome.RESIGNED, ("m",), shared) == [
        "kravene til Eva Li (10) og kravene til Jon Li (8) på samme faktura hviler "
        f"{UNTIL_SETTLED} 07.12.2026"
    ]


def test_a_claim_without_an_invoice_rests_as_a_membership_and_is_called_so():
    assert resting(Outcome.RESIGNED, ("m",), family(claim("a", invoice_id=None))) == [
        f"medlemskapet til Eva Li (10) hviler {UNTIL_SETTLED} 07.12.2026"
    ]


def test_what_a_dead_payer_owed_for_nobody_known_is_named_too():
    about = family(claim("a", member_id=None), paid_for=(Person("n", "Jon Li", 8, ()),))

    assert resting(Outcome.DECEASED, (PAYER,), about) == [
        "medlemskapet til Jon Li (8) og kravene til ukjent medlem hviler "
        f"{UNTIL_SETTLED} 23.12.2026"
    ]


def test_the_claims_rest_before_a_freeze_only_where_they_are_ticked():
    later = {"start_on": day(3), "end_on": day(60), "members": ("n",)}

    (membership,) = describe_effects(
        entry(Outcome.FREEZE, claim_ids=("a",), **later), family(), AS_OF
    )[1:]

    assert membership.startswith("medlemskapet til Jon Li (8) hviler fra og med 26.11.2026")
