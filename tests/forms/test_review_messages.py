"""What the approval form shows of messages that go from here: the words, what waits, and how."""

from datetime import timedelta

import pytest

from tests.office.test_outbox import allow
from tests.one_claim import SLUG, SUNDAY, Club, club
from workbench.forms.review_form import ReviewForm
from workbench.model.outcomes import Outcome
from workbench.office.sending import approve

__all__ = ["club"]  # the fixture
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def writing(club: Club) -> Club:
    """A club whose reminders go by e-mail from here, on a Sunday with one proposed."""
    allow(club, ways='channels = ["email", "member_system"]')
    club.week(SUNDAY)
    return club


def of_steps(form: ReviewForm) -> str:
    """Return what the rows of the first question say."""
    return "".join(row.children[1].value for row in form.panels.children[0].rows.children)


def test_a_proposed_step_opens_to_the_text_that_would_be_sent(writing):
    form = ReviewForm("", [SLUG])

    row = of_steps(form)
    assert "Sendes herfra – e-post til kari@example.org: påminnelse" in row
    assert "Påminnelse fra Prøve IL\n\nHei Kari!" in row
    assert "Meldinger som sendes herfra: 0" in form.outgoing.value


def test_what_is_approved_waits_with_why_and_the_form_sends_nothing(writing):
    approve(writing.desk, SUNDAY)

    shown = ReviewForm("", [SLUG]).outgoing.value

    assert "Meldinger som sendes herfra: 1" in shown
    assert "0 er klare til å bli sendt" in shown
    assert "1 venter: " in shown
    assert "Kari Li – e-post til kari@example.org: påminnelse – venter: " in shown
    assert "Skjemaet sender ikke noe selv: det gjør «workbench send»" in shown
    assert not (writing.home / "outbox").exists()


def test_a_confirmation_stands_there_once_five_minutes_have_gone(writing):
    writing.go_to(SUNDAY + timedelta(days=1))
    writing.call(Outcome.PAYMENT_PLAN, parts=2, first_on=SUNDAY + timedelta(days=15), confirm=True)
    at_once = ReviewForm("", [SLUG]).outgoing.value
    writing.set_day(SUNDAY + timedelta(days=2))

    later = ReviewForm("", [SLUG]).outgoing.value

    assert "herfra: 0" in at_once
    assert "1 er klar til å bli sendt" in later
    assert "SMS til 412 34 501: bekreftelse på nedbetalingsplan</summary>" in later


def test_a_club_that_lets_the_office_send_nothing_has_no_such_heading(club):
    club.week(SUNDAY)

    form = ReviewForm("", [SLUG])

    assert form.outgoing.value == ""
    assert "Sendes herfra" not in of_steps(form)


def test_names_are_text_and_a_file_that_cannot_be_read_is_named(writing):
    path = writing.home / "club.toml"
    path.write_text(path.read_text("utf-8") + f'kortnavn = "{HOSTILE}"\n', "utf-8")
    row = of_steps(ReviewForm("", [SLUG]))
    (writing.home / "texts").mkdir()
    (writing.home / "texts" / "nb.toml").write_text("[", "utf-8")

    broken = ReviewForm("", [SLUG])

    assert "&lt;img" in row and "<img" not in row
    assert "texts/nb.toml" in broken.outgoing.value
    assert "Sendes herfra" not in of_steps(broken)
