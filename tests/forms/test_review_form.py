"""The approval form: what it asks, whose it is, and what it refuses."""

from collections import Counter
from contextlib import closing
from datetime import date

import pytest
from form_hands import books
from ipywidgets import HTML

from tests.writing import write_event
from workbench.forms import question_panel
from workbench.forms.review_form import ReviewForm, review_form
from workbench.model.payment_kinds import CreditKind
from workbench.model.task_kinds import TaskKind
from workbench.office import open_desk
from workbench.office.agents import disable_agent, save_agent
from workbench.office.crediting import credit_claim
from workbench.office.desk import AGENT_VARIABLE
from workbench.runs.notebooks import execute
from workbench.server.forms_server import REVIEW

MONDAY = date(2026, 11, 23)
SOLVIK, FJELLHEIM = "solvik-il", "fjellheim-il"


@pytest.fixture
def form(calling, monkeypatch) -> ReviewForm:
    """The form of berit, an operator of Solvik."""
    save_agent("berit", "et passord som er langt", [SOLVIK], operator=True)
    monkeypatch.setenv(AGENT_VARIABLE, "berit")
    return ReviewForm("berit", [SOLVIK])


def rows(panel) -> list[str]:
    return [row.children[0].description for row in panel.rows.children]


def of_steps(form: ReviewForm) -> list:
    """Return the panels about steps."""
    return [one for one in form.panels.children if one.question.kind != TaskKind.CHECK_CLAIM]


def press(panel, text: str) -> None:
    next(one for one in panel.buttons.values() if one.description.startswith(text)).click()


def test_a_search_and_all_rows_keep_what_is_ticked(form, monkeypatch):
    monkeypatch.setattr(question_panel, "MOST_ROWS", 3)
    panel = of_steps(ReviewForm("berit", [SOLVIK]))[-1]
    every = len(panel.question.steps)
    panel.rows.children[0].children[0].value = True
    ticked = rows(panel)[0]

    panel.find.value = "finnes ikke"
    assert rows(panel) == []
    panel.find.value = ""
    assert len(rows(panel)) == 3 and panel.more.description == f"Vis {every - 3} til"
    panel.more.click()

    assert len(rows(panel)) == every
    assert [row.children[0].description for row in panel.rows.children
            if row.children[0].value] == [ticked]  # fmt: skip
    assert panel.aside.description == "Legg den valgte til side"


def test_what_is_decided_is_written_under_the_name_of_who_is_logged_in(form):
    press(of_steps(form)[0], "Godkjenn alle")

    decided = [row for row in books("proposals") if row["state"] == "approved"]
    assert decided and form.saved.value == f'<p role="status">{len(decided)} godkjent.</p>'
    with closing(open_desk(SOLVIK)) as desk:
        assert [*desk.db["events"].rows][-1]["who"] == "berit"


def test_a_beat_keeps_the_ticks_of_a_question_that_has_not_changed(form):
    changed, kept = of_steps(form)[:2]
    kept.rows.children[0].children[0].value = True
    press(changed, "Godkjenn alle")

    form.keys.handlers["beat"]()

    assert kept in form.panels.children and len(kept.ticked) == 1
    assert changed not in form.panels.children


def test_what_is_agreed_and_not_registered_is_listed_before_reminders_are_approved(form):
    assert form.agreed.value == ""
    claim_id = of_steps(form)[0].question.steps[0].task.about.partition("|")[0]
    with closing(open_desk(SOLVIK)) as desk:
        credit_claim(desk, claim_id, 100, "<b>feil</b> lag", MONDAY, CreditKind.COMPENSATION)

    form.again.click()

    assert "1 avtale er ikke registrert i medlemssystemet" in form.agreed.value
    assert "&lt;b&gt;feil&lt;/b&gt; lag" in form.agreed.value


@pytest.mark.parametrize("year", [2025, 2027])
def test_a_day_of_sending_that_cannot_be_is_not_taken(form, year):
    press(of_steps(form)[0], "Godkjenn alle")
    panel = form.panels.children[-1]
    panel.sent_on.value = panel.question.approved_on.replace(year=year)

    press(panel, "Ja, alle")

    assert {row["sent_on"] for row in books("steps")} == {MONDAY}


def test_who_is_shut_out_decides_nothing_also_in_an_open_form(form):
    panel = of_steps(form)[0]
    disable_agent("berit")

    press(panel, "Godkjenn alle")

    assert "stengt" in form.alert.value
    assert {row["state"] for row in books("proposals")} == {"proposed"}


def test_another_clubs_slug_from_the_browser_opens_nothing(form):
    form.club.options = [("Fjellheim", FJELLHEIM)]

    assert "ikke blant klubbene dine" in form.alert.value


@pytest.mark.parametrize(
    ("name", "club", "expected"),
    [("", "", "Ingen er logget inn"), ("kari", "", "har ikke tilgang"), ("", "nei", "nei")],
)
def test_who_may_not_see_the_form_sees_a_sentence(calling, monkeypatch, name, club, expected):
    monkeypatch.setenv(AGENT_VARIABLE, name)

    shown = review_form(club)

    assert isinstance(shown, HTML) and expected in shown.value


@pytest.mark.parametrize(("club", "expected"), [("", "Ingen er logget inn"), (SOLVIK, "Box(")])
def test_the_notebook_runs_as_it_does_in_jupyterlab(calling, tmp_path, club, expected):
    execute(REVIEW.notebook, tmp_path / "kjort.ipynb", {"club": club})

    assert expected in (tmp_path / "kjort.ipynb").read_text("utf-8")


def test_all_but_those_ticked_is_refused_where_all_are_ticked(form):
    panel = of_steps(form)[0]
    for row in panel.rows.children:
        row.children[0].value = True

    press(panel, "Godkjenn alle unntatt")

    assert "Alle er valgt" in form.alert.value
    assert {row["state"] for row in books("proposals")} == {"proposed"}


def test_a_club_that_cannot_be_opened_leaves_no_questions_of_another(form, calling):
    (calling / "data" / "clubs" / SOLVIK / "club.toml").write_text("[", "utf-8")

    form.again.click()

    assert form.panels.children == () and 'role="alert"' in form.alert.value


def test_on_another_day_the_list_of_yesterday_is_asked_about(form, monkeypatch):
    press(of_steps(form)[0], "Godkjenn alle")
    assert "på dagens liste" in form.panels.children[-1].children[0].value
    monkeypatch.setenv("WORKBENCH_TODAY", "2026-11-24")

    form.keys.handlers["beat"]()

    assert "sto på listen 23. november" in of_steps(form)[0].children[0].value
    assert form.day.value == "per 24.11.2026"


@pytest.fixture
def money(calling, monkeypatch) -> ReviewForm:
    """The form where the payer of an open claim has paid another one twice."""
    with closing(open_desk(SOLVIK)) as desk:
        claims = [row for row in desk.db["balances"].rows if row["kid"] and row["invoice_id"]]
        of_kid = Counter(row["kid"] for row in claims)
        alone = [row for row in claims if row["open_ore"] > 0 and of_kid[row["kid"]] == 1]
        owed = next(row for row in alone if row["status"] == "open")
        paid = {
            "payment_id": "too-much", "kid": owed["kid"], "paid_on": MONDAY, "source": "ocr",
            "amount_ore": owed["open_ore"] + 123_00,
        }  # fmt: skip
        write_event(desk.db, {"payments": [paid]}, MONDAY)
    save_agent("berit", "et passord som er langt", [SOLVIK], operator=True)
    monkeypatch.setenv(AGENT_VARIABLE, "berit")
    return ReviewForm("berit", [SOLVIK])


def of_money(form: ReviewForm):
    """Return the panel about money."""
    [panel] = [one for one in form.panels.children if one.question.kind == TaskKind.CHECK_CLAIM]
    return panel


def tick(panel, payment_id: str) -> None:
    [index] = [
        number
        for number, step in enumerate(panel.question.steps)
        if step.task.key.endswith(f":{payment_id}")
    ]
    panel.rows.children[index].children[0].value = True


def test_money_that_no_claim_needs_is_answered_where_it_is_ticked(money):
    panel = of_money(money)
    assert all(one.disabled for one in panel.buttons.values())
    tick(panel, "too-much")

    press(panel, "La den valgte stå til gode")

    assert money.saved.value == '<p role="status">1 står til gode.</p>'
    [row] = books("placements")
    assert (row["payment_id"], row["target"], row["amount_ore"]) == ("too-much", "kept", 123_00)


def test_money_is_placed_on_the_claim_that_is_named(money):
    panel = of_money(money)
    tick(panel, "too-much")
    panel.place.click()
    assert "Skriv ordrenummeret" in money.alert.value

    [paid] = [row for row in books("payments") if row["payment_id"] == "too-much"]
    with closing(open_desk(SOLVIK)) as desk:
        claims = [row for row in desk.db["balances"].rows if row["open_ore"] > 123_00]
    of_order = Counter(row["invoice_id"] for row in claims)
    alone = next(
        row
        for row in claims
        if row["invoice_id"] and of_order[row["invoice_id"]] == 1 and row["kid"] != paid["kid"]
    )
    panel.target.value = alone["claim_id"]
    panel.place.click()

    assert money.saved.value == '<p role="status">1 gjelder kravet.</p>'
    [row] = books("placements")
    assert (row["target"], row["amount_ore"]) == (alone["claim_id"], 123_00)


def test_money_that_the_named_claim_does_not_need_is_said_and_not_placed(money):
    [paid] = [row for row in books("payments") if row["payment_id"] == "too-much"]
    panel = of_money(money)
    tick(panel, "too-much")

    panel.target.value = paid["kid"]
    panel.place.click()

    assert "er betalt eller kreditert fra før" in money.alert.value
    assert (money.saved.value, books("placements")) == ("", [])
