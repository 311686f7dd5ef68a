"""What the form says of messages: the SMS that will confirm a call, its language, the history."""

import subprocess
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from form_hands import books, calls, choose, confirm, field, name, press, read_back

from tests.writing import write_event
from workbench.forms.call_form import CallForm
from workbench.model.message_kinds import KIND_OF_OUTCOME, Language
from workbench.model.outcomes import OUTCOME_RULES, TOPICS, Outcome
from workbench.office import delivering
from workbench.office.calls import Shift
from workbench.office.desk import open_desk

HOSTILE = "<img src=x onerror=alert(1)>"
NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Oslo"))
ALLOWED = """
[meldinger]
sms = ["bekreftelser"]
telefon = "22 33 44 55"
fra_sms = "+4759440000"
"""
CONFIRMED = [
    (topic.key, outcome)
    for topic in TOPICS
    for outcome in topic.outcomes
    if OUTCOME_RULES[outcome].confirms
]


@pytest.fixture
def writing(calling, request) -> CallForm:
    """The form of an agent of a club that lets the office confirm by SMS."""
    path = calling / "data" / "clubs" / "solvik-il" / "club.toml"
    path.write_text(path.read_text("utf-8") + getattr(request, "param", ALLOWED), "utf-8")
    return CallForm(Shift("kari"))


def agree(form: CallForm, key: str, outcome: Outcome) -> None:
    """Enter an outcome with all that it needs."""
    confirm(form)
    choose(form, key, outcome)
    if OUTCOME_RULES[outcome].names_members:
        name(form, form.leased.case.claims_to_raise[0].member_id)
    if OUTCOME_RULES[outcome].is_read_back:
        read_back(form)


def send(later: timedelta = timedelta(minutes=6)) -> list[str]:
    """Send what the club lets the office send; return the texts."""
    desk = open_desk("solvik-il")
    try:
        sent = delivering.send(desk, lambda: NOON + later)
        return [text.text for _, text in sent.tried]
    finally:
        desk.close()


def test_every_outcome_that_is_confirmed_has_a_text():
    assert {outcome for _, outcome in CONFIRMED} == {*KIND_OF_OUTCOME}


@pytest.mark.parametrize(("key", "outcome"), CONFIRMED)
def test_what_the_form_shows_is_what_is_sent_six_minutes_later(writing, key, outcome):
    agree(writing, key, outcome)
    shown = writing.outcome_panel.letter

    writing.save.click()

    assert writing.alert.value == ""
    assert writing.saved.value.endswith(". SMS-en går kl. 12:06.</p>")
    assert send(timedelta(minutes=5)) == []
    assert send() == [shown.words.text]


def test_the_text_follows_what_is_entered_and_goes_with_its_tick(writing):
    agree(writing, "5", Outcome.PAYMENT_PLAN)
    panel = writing.outcome_panel
    three = panel.letter_text.value

    field(writing, "parts").value = 2
    two = panel.letter_text.value
    panel.confirm.value = False

    assert panel.confirm.description == "Bekreft på SMS – går om fem minutter"
    assert three.count(" kr ") == 3 and two.count(" kr ") == 2
    assert panel.letter_text.value == ""
    writing.save.click()
    assert "SMS" not in writing.saved.value


def test_what_cannot_be_saved_yet_shows_no_text(writing):
    agree(writing, "5", Outcome.PAYMENT_PLAN)

    field(writing, "parts").value = 99

    assert writing.outcome_panel.letter_text.value == ""


def test_where_the_club_allows_none_it_goes_on_the_list(form):
    agree(form, "5", Outcome.PAYMENT_PLAN)
    panel = form.outcome_panel

    assert panel.confirm.description == "Bekreft på SMS – settes på listen for sending"
    assert (panel.letter_text.value, panel.languages) == ("", None)
    form.save.click()
    assert form.saved.value.endswith(". SMS-en settes på listen.</p>")


def test_a_text_of_the_clubs_with_a_fault_is_named_and_not_promised(calling, writing):
    texts = calling / "data" / "clubs" / "solvik-il" / "texts"
    texts.mkdir()
    (texts / "nb.toml").write_text('[payment_plan]\nsms = "Betal nå, {{ navn }}!"\n', "utf-8")
    writing = CallForm(Shift("kari"))

    agree(writing, "5", Outcome.PAYMENT_PLAN)

    assert "SMS-en kan ikke sendes: texts/nb.toml" in writing.outcome_panel.letter_text.value
    writing.save.click()
    assert writing.saved.value.endswith(". SMS-en settes på listen.</p>")


def test_a_file_of_texts_that_cannot_be_read_stops_no_call(calling, writing):
    texts = calling / "data" / "clubs" / "solvik-il" / "texts"
    texts.mkdir()
    (texts / "nb.toml").write_text("[", "utf-8")
    broken = CallForm(Shift("kari"))

    agree(broken, "5", Outcome.PAYMENT_PLAN)
    broken.save.click()

    assert broken.saved.value.endswith(". SMS-en settes på listen.</p>")


def test_a_name_is_text_in_the_preview(calling, writing):
    path = calling / "data" / "clubs" / "solvik-il" / "club.toml"
    path.write_text(path.read_text("utf-8") + f'kortnavn = "{HOSTILE}"\n', "utf-8")
    hostile = CallForm(Shift("kari"))

    agree(hostile, "5", Outcome.PAYMENT_PLAN)

    assert "&lt;img" in hostile.outcome_panel.letter_text.value
    assert "<img" not in hostile.outcome_panel.letter_text.value


# ------------------------------------------------------------------ language


def choose_language(form: CallForm, language: Language) -> None:
    panel = form.outcome_panel
    panel.languages.index = panel.offered_languages.index(language)


def test_a_language_that_is_chosen_is_saved_and_used_from_then_on(writing):
    case = writing.leased.case
    labels = [label for label, _ in writing.outcome_panel.languages.options]
    agree(writing, "5", Outcome.PAYMENT_PLAN)
    choose_language(writing, Language.ENGLISH)
    assert "på engelsk" in writing.outcome_panel.letter_text.value
    writing.save.click()
    (text,) = send()

    (found,) = writing.shift.find(case.phone)
    writing._take(found)
    for tick in writing.case_view.ticks:  # all of them rest
        tick.value = True
    agree(writing, "5", Outcome.DEFERRAL)

    assert labels == ["Bokmål", "Enkel bokmål", "Nynorsk", "Engelsk"]
    assert [call["language"] for call in calls()] == ["en"]
    assert text.startswith("Thanks for the talk")
    assert [row["language"] for row in books("messages")] == ["en"]
    assert writing.outcome_panel.language is None  # English already
    assert "på engelsk" in writing.outcome_panel.letter_text.value


def test_the_language_that_stands_there_is_not_stated_by_the_agent(writing):
    press(writing, "0")
    touched = writing.outcome_panel.is_touched
    writing.save.click()

    before = writing.outcome_panel.is_touched
    choose_language(writing, Language.NYNORSK)

    assert (touched, before, writing.outcome_panel.is_touched) == (True, False, True)
    assert [call["language"] for call in calls()] == [None]


# ------------------------------------------------------------------ what was written before


def test_an_agent_sees_what_the_payer_was_sent_and_wrote_and_nobody_elses(writing):
    case = writing.leased.case
    claim_id = case.claims[0].claim_id
    message = {"kind": "reminder", "channel": "sms", "language": "nb", "gateway": "fil"}
    ids = {"own": case.phone, "other": "+4790000009"}
    desk = open_desk("solvik-il")
    write_event(
        desk.db,
        {
            "messages": [
                {**message, "message_id": key, "made_on": "2026-11-20", "state": "delivered"}
                for key in ids
            ],
            "message_texts": [
                {"message_id": key, "address": address, "text": f"{key} {HOSTILE}"}
                for key, address in ids.items()
            ],
            "message_claims": [
                {"message_id": key, "claim_id": claim_id, "step_id": "", "due_version": "",
                 "channel": "sms", "is_live": True}
                for key in ids
            ],
            "enquiries": [
                {"enquiry_id": "e", "channel": "sms", "received_on": "2026-11-21",
                 "is_automatic": False}
            ],
            "enquiry_texts": [
                {"enquiry_id": "e", "address": case.phone, "text": "Når\nsluttet vi?"}
            ],
        },
        NOON.date(),
    )  # fmt: skip
    desk.close()

    (found,) = writing.shift.find(case.phone)
    writing._take(next(each for each in writing.shift.waiting() if each.key != found.key))
    writing._take(found)

    lines = {line.text: line.words for line in writing.leased.case.history}
    shown = writing.case_view.children[-1].value
    assert lines["SMS sendt: påminnelse – levert"] == f"own {HOSTILE}"
    assert lines["svar eller henvendelse på SMS"] == "Når\nsluttet vi?"
    assert "other" not in "".join(lines.values())
    assert "<img" not in shown
    assert shown.count("<details>") == 2


# ------------------------------------------------------------------ what a kernel holds


def test_the_form_imports_no_way_of_sending_and_reads_no_secret():
    asked = (
        "import sys, workbench.forms.call_form, workbench.forms.review_form;"
        "print(sorted({'httpx', 'smtplib', 'workbench.delivery.credentials'} & {*sys.modules}))"
    )

    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
