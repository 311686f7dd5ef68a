"""Whose turn it is, who is found, and who is at work."""

import os
import subprocess
import sys
from datetime import time

import pytest
from form_hands import calls, choose, confirm, field, press, text_of

from workbench.forms.call_form import NOBODY, call_form
from workbench.model.outcomes import Outcome


def test_the_first_case_stands_there_with_what_may_be_said(form):
    case = form.leased.case

    name = f"de foresatte til {case.child.first_name}?" if case.child else case.contact_name
    assert name in form.case_view.script.value
    assert "jeg heter Kari og ringer for Solvik IL" in form.case_view.script.value
    assert "treningsavgift" not in form.case_view.script.value
    assert "wb-veiled" in form.case_view.claims._dom_classes


def test_what_it_is_about_is_said_to_the_right_person_only(form):
    confirm(form)

    assert "Det gjelder treningsavgift" in form.case_view.script.value
    assert "wb-veiled" not in form.case_view.claims._dom_classes


def test_a_child_is_never_asked_for(form):
    while form.leased is not None and not form.leased.case.child:
        press(form, "0")
        form.save.click()

    assert "Snakker jeg med en av de foresatte til" in form.case_view.script.value
    assert "Barn ringes aldri" in form.case_view.script.value


def test_two_agents_never_have_the_same_payer(open_form):
    kari, per = open_form("kari"), open_form("per")

    seen = []
    while kari.leased and per.leased:
        assert kari.leased.case.payer_id != per.leased.case.payer_id
        for form in (kari, per):
            seen.append(form.leased.case.payer_id)
            press(form, "0")
            form.save.click()

    assert len(seen) == len(set(seen)) > 4


def test_a_payer_another_agent_has_is_shown_as_such_and_cannot_be_taken(open_form):
    kari = open_form("kari")
    own, free = kari.leased.case.payer_id, kari.queue.turns.children[1]
    open_form("per")

    free.click()

    taken = kari.queue.turns.children[1]
    assert "En annen agent har denne betaleren" in kari.alert.value
    assert kari.leased.case.payer_id == own
    assert (taken.disabled, "hos en annen agent" in taken.description) == (True, True)


def test_an_agent_sees_nothing_of_other_clubs(open_form):
    solvik, fjellheim = open_form("kari"), open_form("ola")

    assert "Fjellheim" not in text_of(solvik)
    assert "Solvik" not in text_of(fjellheim)


def test_the_case_on_the_screen_is_marked_in_the_queue(form):
    own, *others = form.queue.turns.children

    assert "wb-on" in own._dom_classes
    assert not any("wb-on" in other._dom_classes for other in others)


def test_another_is_taken_with_a_press_and_the_first_let_go(open_form):
    form = open_form("kari")
    first, wanted = form.leased.case.payer_id, form.queue.turns.children[1]
    name = wanted.description.partition("\n")[0]

    wanted.click()

    assert form.leased.case.contact_name.casefold() == name.casefold()
    assert open_form("per").leased.case.payer_id == first


def test_what_is_not_saved_is_asked_about_before_it_goes(form):
    first = form.leased.case.payer_id
    form.outcome_panel.note.value = "Vil snakke med mannen først"

    form.queue.turns.children[1].click()
    asked = form.question_text.value
    form.stay.click()
    stayed = form.leased.case.payer_id, form.question in form.middle.children
    form.queue.turns.children[1].click()
    form.question.children[2].click()

    assert "er ikke lagret" in asked
    assert stayed == (first, False)
    assert form.leased.case.payer_id != first
    assert "mannen" not in text_of(form)


def test_who_calls_back_is_found_by_name_and_taken(form):
    wanted = form.shift.waiting()[-1]

    form.search.field.value = wanted.payer.contact_name.removeprefix("foresatte til ")
    hit = next(
        one
        for one in form.search.hits.children
        if wanted.payer.contact_name[-8:] in str(one.description)
    )
    hit.click()

    assert form.leased.case.payer_id == wanted.payer.payer_id
    assert form.search.field.value == ""
    assert form.search.hits.children == ()


def test_the_hits_stay_where_more_letters_find_the_same(form):
    name = form.shift.waiting()[-1].payer.contact_name.removeprefix("foresatte til ")
    form.search.field.value = name[:-1]
    before = form.search.hits.children

    form.search.field.value = name

    assert len(before) > 1
    assert form.search.hits.children == before


def test_hits_are_closed_when_others_have_taken_their_place(form, monkeypatch):
    form.search.field.value = name = form.leased.case.contact_name.removeprefix("foresatte til ")
    shown = form.search.hits.children
    closed = []

    def close(hit):
        closed.append(hit)
        assert hit not in form.search.hits.children

    for hit in shown:
        monkeypatch.setattr(hit, "close", lambda hit=hit: close(hit))
    form.search.field.value = name[:3]

    assert closed == [*shown]


@pytest.mark.parametrize(("text", "said"), [("qqqq", "Ingen treff"), ("12", None)])
def test_a_search_that_finds_nobody_says_so_and_a_short_one_waits(form, text, said):
    form.search.field.value = text

    assert [said in hit.value for hit in form.search.hits.children] == ([True] if said else [])


def test_an_agreed_call_back_stands_in_the_queue_with_its_time(form):
    name = form.leased.case.contact_name
    choose(form, "0", Outcome.CALLBACK_ON)
    field(form, "again_at").value = time(14, 30)

    form.save.click()

    last = form.queue.turns.children[-1].description
    assert last.casefold() == f"{name}\nringes igjen 24.11. klokken 14.30".casefold()


def test_when_nobody_is_left_it_says_what_rests(form):
    while form.leased is not None:
        press(form, "0")
        form.save.click()

    assert "Ingen flere å ringe akkurat nå" in form.empty.value
    assert f"{len(calls())} ringt i dag" in form.empty.value
    assert form.side.children == ()
    assert form.again.model_id in form.keys.focus


def test_outside_of_the_hours_nobody_is_next_but_who_calls_in_is_found(open_form, monkeypatch):
    monkeypatch.setenv("WORKBENCH_TODAY", "2026-11-22")
    form = open_form()
    shown = form.case_view, form.empty.value

    form.search.field.value = form.shift.waiting()[0].payer.contact_name.removeprefix(
        "foresatte til "
    )
    form.search.hits.children[0].click()

    assert shown[0] is None
    assert "utenfor ringetiden" in shown[1]
    assert form.case_view is not None


def test_the_agent_is_the_one_who_logged_in_whatever_the_notebook_says(calling, monkeypatch):
    monkeypatch.setenv("HTTP_X_WORKBENCH_AGENT", "ola")

    texts = [str(getattr(widget, "value", "")) for widget in call_form("kari").children[2].children]

    assert "Ola" in texts
    assert "Kari" not in texts


def test_with_nobody_logged_in_there_is_a_sentence_and_no_form(calling):
    assert NOBODY in call_form().value


@pytest.mark.parametrize("agent", ["ukjent", "../ola", "<b>"])
def test_an_unknown_agent_sees_one_sentence_and_no_club(open_form, agent):
    form = open_form(agent)

    assert "finnes ikke" in form.alert.value
    assert "<b>" not in form.alert.value
    assert "Solvik" not in text_of(form)


def test_the_kernel_imports_nothing_slow(calling):
    slow = ["voila", "papermill", "nbformat", "jsonschema", "nbconvert"]
    code = (
        "import sys; import workbench.forms.call_form; "
        f"print([name for name in {slow!r} if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=True
    )

    assert done.stdout.strip() == "[]"
