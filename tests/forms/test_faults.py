"""Whatever goes wrong is one sentence, and what was typed stays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from form_hands import calls, choose, confirm, field, hear, name, press

from workbench.forms.guard import BROKEN
from workbench.model.outcomes import Outcome
from workbench.office import open_desk
from workbench.office.agents import disable_agent
from workbench.store import leases


def test_nothing_is_saved_before_something_is_chosen(form):
    form.save.click()

    assert "Velg hva samtalen handlet om" in form.alert.value
    assert 'role="alert"' in form.alert.value
    assert form.alert.model_id in form.keys.focus
    assert calls() == []


def test_nothing_about_the_claims_is_saved_before_the_right_person_is_confirmed(form):
    press(form, "2")

    form.save.click()

    assert "rett person" in form.alert.value
    assert calls() == []


def test_without_a_claim_there_is_nothing_to_save(form):
    press(form, "0")
    for tick in form.case_view.ticks:
        tick.value = False

    form.save.click()

    assert "Ingen krav er krysset av" in form.alert.value
    assert calls() == []


@pytest.mark.parametrize(
    ("key", "outcome", "field_name", "value", "said"),
    [
        ("9", Outcome.WILL_PAY_ON, "until_on", date(2026, 11, 22), "må være fra og med"),
        ("9", Outcome.WILL_PAY_ON, "until_on", None, "Fyll ut dagen"),
        ("5", Outcome.PAYMENT_PLAN, "first_on", date(2027, 6, 1), "må være fra og med"),
        ("5", Outcome.PAYMENT_PLAN, "first_on", date(9999, 12, 31), "må være fra og med"),
        ("5", Outcome.PAYMENT_PLAN, "parts", 1, "En plan har fra 2 til 24 deler."),
        ("5", Outcome.PAYMENT_PLAN, "parts", 25, "En plan har fra 2 til 24 deler."),
        ("5", Outcome.PAYMENT_PLAN, "parts", 0, "En plan har fra 2 til 24 deler."),
        ("5", Outcome.PAYMENT_PLAN, "parts", -1, "En plan har fra 2 til 24 deler."),
        ("5", Outcome.PAYMENT_PLAN, "parts", 10**12, "En plan har fra 2 til 24 deler."),
        ("5", Outcome.DEFERRAL, "until_on", date(9999, 12, 31), "må være fra og med"),
        ("5", Outcome.FREEZE, "end_on", date(2026, 11, 22), "må være fra og med"),
        ("5", Outcome.FREEZE, "start_on", date(2027, 10, 1), "Siste dag er før første dag."),
        ("1", Outcome.CONTACT_UPDATED, "phone", "123", "Kontaktinformasjonen kan ikke brukes"),
        ("1", Outcome.CONTACT_UPDATED, "email", "", "Fyll ut ny telefon eller e-post"),
        ("0", Outcome.CALLBACK_ON, "again_on", None, "Fyll ut dagen det skal ringes igjen"),
        ("0", Outcome.CALLBACK_ON, "again_on", date(2026, 11, 29), "ikke ringetid"),
    ],
)
def test_a_field_that_cannot_be_saved_is_named(form, key, outcome, field_name, value, said):
    confirm(form)
    choose(form, key, outcome)
    name(form)

    field(form, field_name).value = value
    form.save.click()

    assert said in form.alert.value
    assert field(form, field_name).value == value
    assert calls() == []


@pytest.mark.parametrize(
    ("outcome", "field_name", "value"),
    [
        (Outcome.PAYMENT_PLAN, "parts", 25),
        (Outcome.PAYMENT_PLAN, "parts", 10**12),
        (Outcome.PAYMENT_PLAN, "first_on", date(9999, 12, 31)),
        (Outcome.DEFERRAL, "until_on", date(9999, 12, 31)),
        (Outcome.FREEZE, "start_on", date(9999, 12, 31)),
    ],
)
def test_what_is_out_of_bounds_is_said_before_it_is_saved_and_gone_when_it_is_mended(
    form, outcome, field_name, value
):
    choose(form, "5", outcome)
    before = form.sum.value, field(form, field_name).value

    field(form, field_name).value = value
    told, plan = form.sum.value, form.outcome_panel.plan.value
    field(form, field_name).value = before[1]

    assert "Dette lagres" in before[0] and "Dette lagres" not in told
    assert "må være fra og med" in told or "En plan har fra 2 til 24 deler." in told
    assert (plan, form.alert.value) == ("", "")
    assert form.sum.value == before[0]


@pytest.mark.parametrize(
    ("note", "said"),
    [("x" * 1001, "Notatet er på 1001 tegn"), ("mor 010190 12345", "et fødselsnummer i seg")],
)
def test_a_note_that_cannot_be_kept_whole_is_said_and_stands_as_it_was_typed(form, note, said):
    press(form, "0")

    form.outcome_panel.note.value = note
    form.save.click()

    assert said in form.alert.value
    assert form.outcome_panel.note.value == note
    assert calls() == []


def test_two_phones_in_one_field_are_said_and_none_of_them_is_kept(form):
    confirm(form)
    choose(form, "1", Outcome.CONTACT_UPDATED)

    field(form, "phone").value = "400 00 009 / 400 00 008"
    form.save.click()

    assert "Skriv ett telefonnummer" in form.alert.value
    assert calls() == []


def test_a_fault_goes_away_when_it_is_mended(form):
    press(form, "2")
    form.save.click()

    confirm(form)

    assert form.alert.value == ""


def test_an_unforeseen_fault_leaves_everything_and_the_second_try_saves_once(form, monkeypatch):
    press(form, "0")
    form.outcome_panel.note.value = "Prøver igjen etter fem"
    whole, call_id = form.shift.log_call, form.call_id

    def torn(taken, entry):
        whole(taken, entry)
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr(form.shift, "log_call", torn)
    form.save.click()
    said, note, still = form.alert.value, form.outcome_panel.note.value, form.call_id
    monkeypatch.setattr(form.shift, "log_call", whole)
    form.save.click()

    assert BROKEN in said
    assert (note, still, form.save.disabled) == ("Prøver igjen etter fem", call_id, False)
    assert len(calls()) == 1
    assert form.call_id != call_id


def test_what_was_saved_is_gone_also_when_the_next_cannot_be_fetched(form, monkeypatch):
    def torn():
        raise RuntimeError("the disk is gone")

    press(form, "0")
    with monkeypatch.context() as patch:
        patch.setattr(form.shift, "next", torn)
        form.save.click()
    shown = form.case_view, form.queue.turns.children, form.alert.value
    form.again.click()

    assert shown[:2] == (None, ())
    assert BROKEN in shown[2]
    assert form.case_view is not None
    assert len(calls()) == 1


def test_an_agent_who_was_shut_out_saves_nothing_more(form):
    press(form, "0")
    disable_agent("kari")

    form.save.click()

    assert "stengt" in form.alert.value
    assert calls() == []


@pytest.mark.parametrize(
    "content",
    [
        None, 5, "save", [], {}, {"kind": None}, {"kind": "save"}, {"kind": "save", "case": 7},
        {"kind": "save", "case": "0" * 32}, {"kind": "log_call", "case": "x"}, {"kind": ["beat"]},
    ],
)  # fmt: skip
def test_what_the_browser_should_not_say_does_nothing(form, content):
    press(form, "0")
    before = form.call_id

    hear(form, content)

    assert calls() == []
    assert (form.call_id, form.alert.value) == (before, "")


def test_a_case_that_another_agent_took_over_can_still_be_saved(form):
    desk = open_desk("solvik-il")
    later = datetime.now(UTC) + timedelta(minutes=16)
    leases.take(desk.db, form.leased.case.payer_id, "per", later)
    desk.close()

    hear(form, {"kind": "beat"})
    told = form.notice.value
    press(form, "0")
    form.save.click()

    assert "er åpnet av en annen agent" in told
    assert "åpnet et annet sted også" in form.saved.value
    assert len(calls()) == 1


def test_the_minutes_beat_keeps_the_case_and_is_quiet(form):
    hear(form, {"kind": "beat"})

    assert form.notice.value == form.alert.value == ""
    assert form.case_view.right_person.model_id in form.keys.focus
