"""What is chosen in the form is what stands in the books."""

import re
from datetime import date, timedelta
from threading import Thread

import pytest
from form_hands import (
    books,
    calls,
    choose,
    confirm,
    field,
    hear,
    name,
    press,
    read_back,
    text_of,
)
from ipywidgets.widgets.widget import _instances

from tests.books import day_in
from workbench.model.outcomes import OUTCOME_RULES, TOPICS, Outcome
from workbench.model.reasons import Reason
from workbench.office.desk import open_desk
from workbench.values.phones import show_phone

TUESDAY = date(2026, 11, 24)
ENDINGS = [(topic, outcome) for topic in TOPICS for outcome in topic.outcomes]


@pytest.mark.parametrize(
    ("topic", "outcome"), ENDINGS, ids=[f"{topic.key}-{outcome}" for topic, outcome in ENDINGS]
)
def test_every_topic_and_outcome_saves_what_it_says(form, topic, outcome):
    case = form.leased.case
    confirm(form)
    choose(form, topic.key, outcome)
    if outcome == Outcome.CONTACT_UPDATED:
        field(form, "phone").value = "400 00 009"
    if OUTCOME_RULES[outcome].names_members:
        name(form, case.claims_to_raise[0].member_id)
    if OUTCOME_RULES[outcome].is_read_back:
        read_back(form)

    form.save.click()

    (call,) = calls()
    held = {hold["kind"] for hold in books("holds") if call["call_id"] in hold["hold_id"]}
    assert form.alert.value == ""
    assert (call["outcome"], call["agent"]) == (outcome, "kari")
    assert call["reason"] == (topic.reasons[0] if len(topic.reasons) == 1 else None)
    assert call["reached"] == OUTCOME_RULES[outcome].reached
    assert held == ({OUTCOME_RULES[outcome].hold} if OUTCOME_RULES[outcome].hold else set())
    assert {row["claim_id"] for row in books("call_claims")} == {
        c.claim_id for c in case.claims_to_raise
    }


def test_a_promise_is_saved_only_once_its_day_and_sum_are_read_back(form):
    confirm(form)
    choose(form, "9", Outcome.WILL_PAY_ON)
    promise = form.outcome_panel.read_back.description

    form.save.click()

    assert "Les dagen og summen opp" in form.alert.value and calls() == []
    assert re.fullmatch(r"Lest opp og bekreftet: .+\skr innen .+", promise)


def test_a_tick_for_what_was_read_back_goes_with_another_day_or_sum(form):
    confirm(form)
    choose(form, "9", Outcome.WILL_PAY_ON)
    read_back(form)

    field(form, "until_on").value += timedelta(days=1)
    of_other_day = form.outcome_panel.read_back.value
    read_back(form)
    form.case_view.ticks[0].value = False

    assert (of_other_day, form.outcome_panel.read_back.value) == (False, False)


def test_a_plan_of_three_is_shown_saved_and_held_the_next_day(form):
    claims = {claim.claim_id for claim in form.leased.case.claims_to_raise}
    confirm(form)

    press(form, "5")
    seen = form.outcome_panel.plan.value
    form.save.click()

    parts = books("instalments")
    plan = day_in(open_desk("solvik-il"), TUESDAY).plan
    held = {row.claim_id for row in plan if row.reason == "held"}
    assert [part["due_on"].isoformat() for part in parts] == [
        "2026-12-15", "2027-01-15", "2027-02-15",
    ]  # fmt: skip
    assert all(day in seen for day in ("15. des.", "15. jan.", "15. feb."))
    assert claims <= held


def test_the_plan_follows_its_fields_at_once(form):
    press(form, "5")

    field(form, "parts").value = 2
    field(form, "first_on").value = date(2026, 12, 31)

    assert form.outcome_panel.plan.value.count("<tr>") == 2
    assert "1. feb." in form.outcome_panel.plan.value  # 31 January is a Sunday
    assert "plan på 2 deler" in form.sum.value


def test_only_the_claims_ticked_are_spoken_of(form):
    _, *others = form.leased.case.claims_to_raise
    form.case_view.ticks[0].value = False
    press(form, "0")

    form.save.click()

    assert {row["claim_id"] for row in books("call_claims")} == {c.claim_id for c in others}


def test_a_reason_can_be_chosen_where_there_are_several(form):
    confirm(form)
    press(form, "5")
    labels = [label for label, _ in form.outcome_panel.reasons.options]
    form.outcome_panel.reasons.index = 3

    form.save.click()

    assert labels[0] == "Ikke oppgitt"
    assert labels[3] == "Er i en ny livssituasjon"
    assert calls()[0]["reason"] == Reason.LIFE_CHANGE


def test_a_reason_that_nobody_chose_is_none_and_not_the_first_of_the_list(form):
    confirm(form)
    press(form, "5")
    before = form.sum.value
    form.outcome_panel.reasons.index = 1
    with_reason = form.sum.value
    form.outcome_panel.reasons.index = 0

    form.save.click()

    assert "årsak" not in before
    assert "årsak: har stram økonomi" in with_reason
    assert [call["reason"] for call in calls()] == [None]


def test_what_was_typed_stays_while_another_outcome_is_looked_at(form):
    choose(form, "5", Outcome.PAYMENT_PLAN)
    field(form, "parts").value = 6

    form.outcome_panel.outcomes.index = 1
    form.outcome_panel.outcomes.index = 0

    assert field(form, "parts").value == 6


def test_no_answer_is_one_key_and_the_next_case_stands_there(form):
    before = form.call_id, form.leased.case.payer_id
    press(form, "0")

    hear(form, {"kind": "save", "case": form.call_id})

    assert [call["outcome"] for call in calls()] == ["no_answer"]
    assert form.leased.case.payer_id != before[1]
    assert "Lagret: ikke svar." in form.saved.value
    assert form.day.value == "I dag: 1 ringt · 0 nådd · 0 ordnet"


def test_nothing_of_the_payer_before_remains(form):
    case, old = form.leased.case, form.call_id
    confirm(form)
    choose(form, "1", Outcome.CONTACT_UPDATED)
    field(form, "email").value = "helt.ny@example.no"
    form.outcome_panel.note.value = "Ringte fra hytta"
    form.search.field.value = "hytta"

    form.save.click()

    text = text_of(form)
    gone = [case.contact_name, case.phone, show_phone(case.phone), case.email, "helt.ny", "hytta"]
    assert [part for part in gone if part and part in text] == []
    assert (
        form.outcome_panel.topic,
        form.outcome_panel.note.value,
        form.case_view.right_person.value,
    ) == (None, "", False)
    assert all(tick.value for tick in form.case_view.ticks)
    assert form.call_id != old
    assert form.keys.unsaved is False


def test_the_same_call_is_saved_once_however_often_it_is_pressed(form):
    press(form, "0")
    message = {"kind": "save", "case": form.call_id}

    hear(form, message)
    second = form.call_id
    hear(form, message)

    assert len(calls()) == 1
    assert form.call_id == second
    assert form.alert.value == ""


def test_it_saves_from_another_thread_as_jupyterlab_does(form):
    press(form, "0")
    clicked = Thread(target=form.save.click)

    clicked.start()
    clicked.join()

    assert form.alert.value == ""
    assert len(calls()) == 1


def test_a_long_shift_leaves_no_widgets_behind(form):
    while form.case_view is not None:
        press(form, "5")
        press(form, "0")
        form.save.click()

    left = {type(widget).__name__ for widget in _instances.values()}
    assert len(calls()) > 3
    assert left & {"RadioButtons", "DatePicker", "Dropdown", "Textarea", "Checkbox"} == set()


def test_the_claims_of_one_invoice_are_ticked_together(form):
    for waiting in form.shift.waiting():
        form._take(waiting)
        invoices = [claim.invoice_id for claim in form.case_view.offered_claims]
        shared = max(set(invoices), key=invoices.count)
        if invoices.count(shared) > 1:
            break
    first = invoices.index(shared)

    form.case_view.ticks[first].value = False

    assert invoices.count(shared) > 1
    assert [tick.value for tick in form.case_view.ticks] == [one != shared for one in invoices]


def test_one_who_calls_back_while_all_rests_can_agree_on_something_else(form):
    phone, claims = form.leased.case.phone, form.leased.case.claims
    confirm(form)
    choose(form, "9", Outcome.WILL_PAY_ON)
    read_back(form)
    form.save.click()
    (found,) = form.shift.find(phone)

    form._take(found)
    ticked = [tick.value for tick in form.case_view.ticks]
    for tick in form.case_view.ticks:
        tick.value = True
    confirm(form)
    press(form, "5")
    form.save.click()

    assert form.alert.value == ""
    assert ticked == [False] * len(claims)
    assert [call["outcome"] for call in calls()].count(Outcome.PAYMENT_PLAN) == 1
    assert sum(part["amount_ore"] for part in books("instalments")) == sum(
        claim.open_ore for claim in claims
    )
