"""What a club has signed for: nothing that club.toml does not state is allowed."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from workbench.club import Settings
from workbench.dunning.assignment import Assignment, is_decided
from workbench.model.errors import UsageError
from workbench.model.kinds import StepKind
from workbench.model.legal_reasons import AssignmentRefusal as Refusal
from workbench.model.settings import read_settings
from workbench.norsk import text_of

EXAMPLE = Path(__file__).parents[2] / "data" / "example" / "club.toml"
FIRST, DAY = date(2026, 2, 1), date(2026, 11, 22)
DECIDED = {"besluttet_av": "årsmøtet", "dag": date(2026, 3, 1)}
SIGNED = {
    "underskrevet_av": "Styret",
    "fra": FIRST,
    "databehandleravtale": FIRST,
    "paaminnelser": True,
    "samtaler": True,
    "avklart_av": "Advokaten",
    "avklart_dag": FIRST,
}


def assigned(**changed):
    """Return an assignment of reminders and calls, with some keys changed."""
    return Assignment.model_validate(SIGNED | changed)


def allowed(assignment):
    """Return the kinds of step that may be taken on the day."""
    return {kind for kind in StepKind if assignment.refusal(kind, DAY) is None}


def refusal_of(tmp_path, old, new):
    """Return the sentence with which the example is refused, after one change."""
    text = EXAMPLE.read_text("utf-8")
    assert text.count(old) == 1
    path = tmp_path / "club.toml"
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(UsageError) as caught:
        read_settings(Settings, path, "a: club.toml")
    return str(caught.value)


def test_the_example_reads_and_allows_nothing():
    assignment = read_settings(Settings, EXAMPLE, "club.toml").assignment

    assert allowed(assignment) == set()
    assert assignment.fee is assignment.interest is assignment.collection_notice is None
    assert assignment.credit_up_to is None


def test_what_was_signed_for_may_be_planned():
    assert allowed(assigned()) == {*StepKind} - {StepKind.COLLECTION_NOTICE, StepKind.HANDOVER}


MISSING = [
    ({"fra": DAY + timedelta(1)}, Refusal.OUTSIDE_PERIOD, Refusal.OUTSIDE_PERIOD),
    ({"til": DAY - timedelta(1)}, Refusal.OUTSIDE_PERIOD, Refusal.OUTSIDE_PERIOD),
    ({"underskrevet_av": ""}, Refusal.UNSIGNED, Refusal.UNSIGNED),
    (
        {"databehandleravtale": False},
        Refusal.NO_PROCESSING_AGREEMENT,
        Refusal.NO_PROCESSING_AGREEMENT,
    ),
    (
        {"databehandleravtale": DAY + timedelta(1)},
        Refusal.NO_PROCESSING_AGREEMENT,
        Refusal.NO_PROCESSING_AGREEMENT,
    ),
    ({"paaminnelser": False}, Refusal.NO_REMINDERS, None),
    ({"samtaler": False}, None, Refusal.NO_CALLS),
    ({"avklart_av": ""}, None, Refusal.CALLS_NOT_CLEARED),
    ({"avklart_dag": False}, None, Refusal.CALLS_NOT_CLEARED),
    ({"avklart_dag": DAY + timedelta(1)}, None, Refusal.CALLS_NOT_CLEARED),
    ({"avklart_av": "", "lisens": "egen"}, None, None),
    ({"avklart_av": "", "lisens": "partner", "partner": "Inkasso AS"}, None, None),
    ({"fra": DAY, "til": DAY, "databehandleravtale": DAY, "avklart_dag": DAY}, None, None),
]


@pytest.mark.parametrize(("changed", "reminder", "call"), MISSING)
def test_a_step_outside_the_assignment_is_refused_with_what_is_missing(changed, reminder, call):
    assignment = assigned(**changed)

    assert assignment.refusal(StepKind.REMINDER, DAY) == reminder
    assert assignment.refusal(StepKind.CALL, DAY) == call


@pytest.mark.parametrize("refusal", Refusal)
def test_a_refusal_names_a_key_of_club_toml(refusal):
    keys = [part.partition("»")[0] for part in text_of(refusal).split("«")[1:]]

    assert keys
    assert {*keys} <= {field.alias for field in Assignment.model_fields.values()}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, Refusal.NO_LICENCE),
        ({"lisens": "egen"}, Refusal.NO_NOTICE),
        ({"lisens": "egen", "inkassovarsel": DECIDED}, None),
        ({"lisens": "egen", "inkassovarsel": DECIDED | {"dag": DAY}}, None),
        (
            {"lisens": "egen", "inkassovarsel": DECIDED | {"dag": DAY + timedelta(1)}},
            Refusal.NO_NOTICE,
        ),
        ({"lisens": "egen", "inkassovarsel": DECIDED, "underskrevet_av": ""}, Refusal.UNSIGNED),
    ],
)
def test_no_notice_goes_without_a_licence_and_a_decision(changed, expected):
    assert assigned(**changed).refuse_notice(DAY) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, Refusal.NO_PARTNER),
        ({"partner": "Inkasso AS"}, None),
        ({"partner": "Inkasso AS", "til": FIRST}, Refusal.OUTSIDE_PERIOD),
    ],
)
def test_nothing_is_handed_over_unless_a_partner_is_named(changed, expected):
    assert assigned(**changed).refuse_hand_over(DAY) == expected


@pytest.mark.parametrize("key", ["gebyr", "renter", "inkassovarsel"])
def test_F1_fees_interest_and_notice_are_off_until_the_club_has_decided(key):
    name = {"gebyr": "fee", "renter": "interest", "inkassovarsel": "collection_notice"}[key]
    decided = getattr(assigned(lisens="egen", **{key: DECIDED}), name)

    assert getattr(assigned(), name) is getattr(assigned(**{key: False}), name) is None
    assert not is_decided(None, DAY)
    assert (decided.decided_by, decided.decided_on) == ("årsmøtet", date(2026, 3, 1))
    assert [is_decided(decided, date(2026, 2, 28)), is_decided(decided, date(2026, 3, 1))] == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("due_on", "rests"),
    [
        (FIRST - timedelta(181), True),
        (FIRST - timedelta(180), False),
        (FIRST, False),
        (DAY, False),
    ],
)
def test_B17_a_new_clubs_old_claims_rest_until_it_has_said_yes(due_on, rests):
    yes = {"besluttet_av": "Styret", "dag": DAY}

    assert (due_on <= assigned().old_until(DAY)) is rests
    assert (due_on <= assigned(eldre_krav=yes).old_until(DAY - timedelta(1))) is rests
    assert assigned(eldre_krav=yes).old_until(DAY) is None


FAULTS = [
    ("gebyr = false", "gebyr = true", "«oppdrag.gebyr» er true, men må være false"),
    ("renter = false", "renter = 12", "«oppdrag.renter» har en verdi som ikke kan brukes"),
    ("gebyr = false", 'gebyr = { besluttet_av = "Styret" }', "«oppdrag.gebyr.dag» mangler"),
    ("gebyr = false", "gebyr = { dag = 2026-03-01 }", "«oppdrag.gebyr.besluttet_av» mangler"),
    ("eldre_krav = false", "eldre_krav = { av = 'S' }", "«oppdrag.eldre_krav.besluttet_av»"),
    ('lisens = "ingen"', 'lisens = "kanskje"', "'ingen', 'egen' eller 'partner'"),
    ('lisens = "ingen"', 'lisens = "partner"', "«oppdrag.partner» mangler"),
    (
        "inkassovarsel = false",
        'inkassovarsel = { besluttet_av = "Styret", dag = 2026-03-01 }',
        "«oppdrag.inkassovarsel» må være false",
    ),
    ("kreditt_inntil = false", "kreditt_inntil = -1", "«oppdrag.kreditt_inntil»"),
    ("kreditt_inntil = false", "kreditt_inntil = true", "«oppdrag.kreditt_inntil»"),
    ('varsel = "klubben"', 'varsel = "kontoret"', "«oppdrag.varsel»"),
    ("varsel_gitt = false", "varsel_gitt = 'ja'", "«oppdrag.varsel_gitt»"),
]


@pytest.mark.parametrize(("old", "new", "named"), FAULTS)
def test_what_is_wrong_in_the_assignment_is_said_in_one_norwegian_sentence(
    tmp_path, old, new, named
):
    sentence = refusal_of(tmp_path, f"\n{old}  #", f"\n{new}  #")

    assert sentence.startswith("a: club.toml: ")
    assert named in sentence
    assert sentence.endswith(".") and "Value error" not in sentence
