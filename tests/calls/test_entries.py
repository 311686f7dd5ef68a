"""What an agent enters, checked: bounds on both sides, hostile text, and the right person."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from call_sample import AS_OF, NEEDED, NEW_EMAIL, NEW_PHONE, case, claim, entry, family
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.calls.cases import PAYER
from workbench.calls.entries import FIELD_NAMES, MAX_NOTE_LENGTH, check_entry
from workbench.model.errors import UsageError
from workbench.model.outcomes import (
    MAX_DAYS_AHEAD,
    MAX_INSTALMENTS,
    OUTCOME_RULES,
    Outcome,
)
from workbench.model.plan_reasons import PlanReason
from workbench.model.reasons import Reason

HOSTILE = "<img src=x onerror=alert(1)>"
NEEDY = [
    (outcome, need)
    for outcome, rule in OUTCOME_RULES.items()
    for need in rule.needs
    if need != "members"
]
NAMES_MEMBERS = [outcome for outcome, rule in OUTCOME_RULES.items() if rule.names_members]
ASKS_FOR = {
    "until_on": Outcome.DEFERRAL,
    "first_on": Outcome.PAYMENT_PLAN,
    "again_on": Outcome.CALLBACK_ON,
    "start_on": Outcome.FREEZE,
    "end_on": Outcome.FREEZE,
}


def checked(outcome=Outcome.SAYS_PAID, **more):
    return check_entry(entry(outcome, **more), case(), AS_OF)


def refusal(outcome=Outcome.SAYS_PAID, **more):
    """Return the sentence an entry is refused with."""
    with pytest.raises(UsageError) as refused:
        checked(outcome, **more)
    return str(refused.value)


@pytest.mark.parametrize("outcome", Outcome)
def test_an_entry_with_what_its_outcome_needs_is_taken_as_it_is(outcome):
    assert checked(outcome) == entry(outcome)


@pytest.mark.parametrize(("outcome", "need"), NEEDY)
def test_what_an_outcome_needs_must_be_filled_in(outcome, need):
    name = "phone" if need == "phone_or_email" else need
    empty = "" if name == "phone" else None

    assert refusal(outcome, **{name: empty}) == f"Fyll ut {FIELD_NAMES[need]}."


def test_an_email_alone_is_new_contact_data_too():
    found = checked(Outcome.CONTACT_UPDATED, phone="", email=NEW_EMAIL)

    assert (found.phone, found.email) == ("", NEW_EMAIL)


def set_day(name, day):
    """Return the fields of a freeze or another outcome with one day moved, and nothing turned."""
    turned = {"end_on": {"start_on": AS_OF}, "start_on": {"end_on": AS_OF + timedelta(days=365)}}
    return turned.get(name, {}) | {name: day}


@pytest.mark.parametrize("name", [name for name in MAX_DAYS_AHEAD if name != "again_on"])
def test_a_day_is_from_today_until_its_latest_both_included(name):
    first, last = AS_OF, AS_OF + timedelta(days=MAX_DAYS_AHEAD[name])
    outcome, day = ASKS_FOR[name], timedelta(days=1)

    for good in (first, last):
        assert getattr(checked(outcome, **set_day(name, good)), name) == good
    for bad in (first - day, last + day):
        said = refusal(outcome, **set_day(name, bad))
        assert said.startswith(FIELD_NAMES[name].capitalize())
        assert f"{first:%d.%m.%Y} til og med {last:%d.%m.%Y}" in said


@pytest.mark.parametrize(
    ("parts", "good"),
    [(1, False), (2, True), (MAX_INSTALMENTS, True), (25, False), (0, False), (-1, False)],
)
def test_a_plan_has_from_two_to_twelve_parts(parts, good):
    if good:
        assert checked(Outcome.PAYMENT_PLAN, parts=parts).parts == parts
    else:
        assert refusal(Outcome.PAYMENT_PLAN, parts=parts) == "En plan har fra 2 til 24 deler."


def test_a_freeze_may_last_a_day_but_not_end_before_it_begins():
    day = AS_OF + timedelta(days=9)

    assert checked(Outcome.FREEZE, start_on=day, end_on=day).end_on == day
    assert refusal(Outcome.FREEZE, start_on=day, end_on=day - timedelta(days=1)) == (
        "Siste dag er før første dag."
    )


@pytest.mark.parametrize(
    ("day", "at", "sentence"),
    [
        pytest.param("2026-11-24", "", "", id="a day alone"),
        pytest.param("2026-11-24", "08:00", "", id="when it opens"),
        pytest.param("2026-11-24", "07:59", "Da er det ikke ringetid", id="before it opens"),
        pytest.param("2026-11-24", "20:59", "", id="before it closes"),
        pytest.param("2026-11-24", "21:00", "Da er det ikke ringetid", id="when it closes"),
        pytest.param("2026-11-28", "14:59", "", id="Saturday"),
        pytest.param("2026-11-28", "15:00", "Da er det ikke ringetid", id="late on Saturday"),
        pytest.param("2026-11-29", "", "Da er det ikke ringetid", id="Sunday"),
        pytest.param("2026-11-23", "14:30", "", id="later today"),
        pytest.param("2026-11-23", "", "Skriv tiden", id="today without a time: at once again"),
        pytest.param("2026-11-22", "12:00", "Dagen det skal ringes igjen", id="yesterday"),
        pytest.param("2026-12-14", "", "", id="in 21 days"),
        pytest.param("2026-12-15", "", "Dagen det skal ringes igjen", id="in 22 days"),
        *[
            pytest.param("2026-11-24", text, "Skriv tiden som 14:30", id=repr(text))
            for text in ("24:00", "9:30", "14.30", "14:60", "14:30:00", "14:30\n", HOSTILE, "١٤:٣٠")
        ],
    ],
)
def test_a_call_back_is_promised_only_when_somebody_may_phone(day, at, sentence):
    asked = {"again_on": date.fromisoformat(day), "again_at": at}

    if sentence:
        assert refusal(Outcome.CALLBACK_ON, **asked).startswith(sentence)
    else:
        assert checked(Outcome.CALLBACK_ON, **asked).again_at == at


@pytest.mark.parametrize("outcome", Outcome)
def test_what_another_outcome_asked_for_is_left_out(outcome):
    left_over = {**NEEDED, "parts": 99, "again_at": "23:59", "until_on": date(2000, 1, 1)}
    needs = OUTCOME_RULES[outcome].needs
    unused = {name: day for name, day in left_over.items() if name not in needs}
    if "again_on" in needs:
        del unused["again_at"]

    assert checked(outcome, **unused) == entry(outcome)


@pytest.mark.parametrize(
    "outcome", [outcome for outcome, rule in OUTCOME_RULES.items() if rule.reached]
)
def test_nothing_is_saved_of_a_talk_before_it_is_the_right_person(outcome):
    assert "rett person" in refusal(outcome, right_person=False)


@pytest.mark.parametrize(
    "outcome", [outcome for outcome, rule in OUTCOME_RULES.items() if not rule.reached]
)
def test_an_attempt_is_saved_whoever_answered(outcome):
    assert checked(outcome, right_person=False).outcome == outcome


@pytest.mark.parametrize(
    ("claim_ids", "sentence"),
    [
        ((), "Ingen krav er krysset av"),
        (("c",), "hører ikke til denne betaleren"),
        (("a", "c"), "hører ikke til denne betaleren"),
        (("",), "hører ikke til denne betaleren"),
        ((HOSTILE,), "hører ikke til denne betaleren"),
    ],
)
def test_an_entry_is_about_claims_of_the_payer(claim_ids, sentence):
    assert sentence in refusal(claim_ids=claim_ids)


def test_a_claim_that_rests_may_be_taken_up_by_the_payer():
    held = case(claim("a", reason=PlanReason.HELD))

    assert check_entry(entry(claim_ids=("a",)), held, AS_OF).claim_ids == ("a",)


@pytest.mark.parametrize(
    "call_id", ["", "0" * 31, "0" * 33, "G" * 32, "A" * 32, "0" * 32 + "\n", HOSTILE, "٠" * 32]
)
def test_a_call_has_an_id_of_its_own(call_id):
    assert refusal(call_id=call_id).startswith("Samtalen mangler sin egen id")


@pytest.mark.parametrize("outcome", ["", "paid", HOSTILE])
def test_an_outcome_nobody_knows_is_refused_in_a_sentence(outcome):
    with pytest.raises(UsageError, match="Velg hva samtalen endte i"):
        check_entry(replace(entry(), outcome=outcome), case(), AS_OF)


def test_a_reason_nobody_knows_is_refused_and_none_is_none():
    assert refusal(reason=HOSTILE) == "Velg en av årsakene."
    assert checked(reason="").reason is None
    assert checked(reason=Reason.FORGOT).reason == Reason.FORGOT


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("400 00 009", NEW_PHONE),
        ("mobil: 40 00 00 09", NEW_PHONE),
        ("004740000009", NEW_PHONE),
        ("+46 (0)70 123 45 67", "+46701234567"),
        ("-", ""),
    ],
)
def test_a_phone_is_kept_as_the_register_writes_it(typed, kept):
    assert checked(phone=typed).phone == kept


@pytest.mark.parametrize("phone", ["12345", "99999999", HOSTILE, "ring meg", "4" * 255])
def test_a_phone_that_is_none_is_refused(phone):
    assert refusal(phone=phone).startswith("Kontaktinformasjonen kan ikke brukes")


@pytest.mark.parametrize(
    "phone",
    [
        pytest.param("400 00 009 / 400 00 008", id="two"),
        pytest.param("400 00 009 / 22 22 22 22", id="one of them nobody's"),
        pytest.param("400 00 009 eller 4000", id="one of them cut"),
    ],
)
def test_two_phones_in_one_field_are_refused_not_the_one_of_them_kept(phone):
    assert refusal(phone=phone) == "Skriv ett telefonnummer; flere kan stå i notatet."


@pytest.mark.parametrize("email", [f"{NEW_EMAIL}; far@example.no", f"{NEW_EMAIL} far@example"])
def test_two_emails_in_one_field_are_refused_not_the_one_of_them_kept(email):
    assert refusal(email=email) == "Skriv én e-postadresse; flere kan stå i notatet."


@pytest.mark.parametrize("email", ["mor", "mor@", "mor li@example.no", HOSTILE, "a" * 1_000_000])
def test_an_email_that_is_none_is_refused_at_once(email):
    assert refusal(email=email).startswith("Kontaktinformasjonen kan ikke brukes")


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("  ringte\n\tfra  jobb ", "ringte fra jobb"),
        ("KID 12345678901234", "KID 12345678901234"),
        (HOSTILE, HOSTILE),
        ("=1+1", "=1+1"),
        ("null\x00, \u202eretning og halv\ud83d", "null, retning og halv"),
        ("x" * MAX_NOTE_LENGTH, "x" * MAX_NOTE_LENGTH),
        ("  " + "x" * MAX_NOTE_LENGTH + "\n", "x" * MAX_NOTE_LENGTH),
    ],
)
def test_a_note_is_tidied_and_else_kept_as_it_is(note, kept):
    assert checked(note=note).note == kept


@pytest.mark.parametrize("length", [MAX_NOTE_LENGTH + 1, 1_000_000])
def test_a_note_that_is_too_long_is_refused_with_its_length_and_never_cut(length):
    assert refusal(note="x" * length) == f"Notatet er på {length} tegn; kort det ned til 1000."


@pytest.mark.parametrize(
    "note",
    ["mor 010190 12345 sa", "410190\xa012345", "x" * (MAX_NOTE_LENGTH - 13) + " 01019012345"],
)
def test_a_note_with_a_birth_number_is_refused_and_never_masked(note):
    sentence = refusal(note=note)

    assert sentence == "Notatet ser ut til å ha et fødselsnummer i seg; ta det bort."
    assert "12345" not in sentence


@settings(max_examples=50)
@given(st.text(max_size=300))
def test_whatever_is_typed_a_note_can_be_stored_and_checked_again(text):
    once = checked(note=text)

    assert once.note.encode("utf-8").decode("utf-8") == once.note
    assert check_entry(once, case(), AS_OF).note == once.note


# ------------------------------------------------------------------ whose membership it is


@pytest.mark.parametrize("outcome", NAMES_MEMBERS)
@pytest.mark.parametrize(
    ("members", "is_confirmed", "sentence"),
    [
        pytest.param((), True, "Velg hvem det gjelder.", id="nobody, confirmed"),
        pytest.param((), False, "Velg hvem det gjelder.", id="nobody"),
        pytest.param(("stranger",), True, "blant dem som står der", id="a stranger"),
        pytest.param(
            ("m", "stranger"), True, "blant dem som står der", id="one of them a stranger"
        ),
        pytest.param((HOSTILE,), True, "blant dem som står der", id="a hostile one"),
        pytest.param(("m",), False, "Kryss av for at det gjelder Eva Li (10).", id="unconfirmed"),
    ],
)
def test_nobodys_membership_is_touched_before_it_is_said_and_confirmed_whose(
    outcome, members, is_confirmed, sentence
):
    assert sentence in refusal(outcome, members=members, is_confirmed=is_confirmed)


def test_the_outcomes_about_memberships_are_these():
    assert set(NAMES_MEMBERS) == {
        Outcome.FREEZE, Outcome.RESIGNED, Outcome.TRANSFER, Outcome.DECEASED,
    }  # fmt: skip


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - set(NAMES_MEMBERS)))
def test_an_outcome_that_is_about_claims_alone_keeps_no_members(outcome):
    assert checked(outcome, members=("m", "stranger")).members == ()


def test_one_named_twice_is_one():
    assert checked(Outcome.RESIGNED, members=("m", "m")).members == ("m",)


@pytest.mark.parametrize("outcome", [Outcome.RESIGNED, Outcome.TRANSFER])
def test_who_leaves_has_a_claim_that_is_ticked(outcome):
    leaving = entry(outcome, claim_ids=("a",), members=("m", "n"))

    with pytest.raises(UsageError, match=r"krysset av, gjelder Jon Li \(8\)"):
        check_entry(leaving, family(), AS_OF)
    assert check_entry(replace(leaving, claim_ids=("a", "b")), family(), AS_OF).members == (
        "m",
        "n",
    )


@pytest.mark.parametrize("outcome", [Outcome.FREEZE, Outcome.DECEASED])
def test_a_membership_can_be_named_though_its_claims_are_not_ticked(outcome):
    named = entry(outcome, claim_ids=("a",), members=("n",))

    assert check_entry(named, family(), AS_OF).members == ("n",)


@pytest.mark.parametrize("outcome", NAMES_MEMBERS)
def test_claims_of_nobody_known_are_about_nobodys_membership(outcome):
    about = case(claim("a", member_id=None), people=())
    named = entry(outcome, members=(PAYER,))

    if outcome == Outcome.DECEASED:
        assert check_entry(named, about, AS_OF).members == (PAYER,)
    else:
        with pytest.raises(UsageError, match="ikke knyttet til noe medlem"):
            check_entry(named, about, AS_OF)


@pytest.mark.parametrize("outcome", sorted(set(NAMES_MEMBERS) - {Outcome.DECEASED}))
def test_only_a_death_may_be_that_of_a_payer_who_is_no_member(outcome):
    assert "blant dem som står der" in refusal(outcome, members=(PAYER,))


def test_a_payer_who_is_a_member_is_named_as_that_member():
    about = case(payer_member_id="mor")

    for member_id, is_offered in (("mor", True), (PAYER, False)):
        death = entry(Outcome.DECEASED, members=(member_id,))
        if is_offered:
            assert check_entry(death, about, AS_OF).members == ("mor",)
        else:
            with pytest.raises(UsageError, match="blant dem som står der"):
                check_entry(death, about, AS_OF)
