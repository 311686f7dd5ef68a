"""A claim that is cancelled or gone from its list, and made anew under another number."""

from datetime import date, timedelta

import pytest

from tests.office.test_placing import ASKED, FIRST, KID, OTHER_KID, SOMEBODYS, open_ore, pay, plan
from tests.one_claim import SUNDAY, Club, club
from tests.writing import write_event
from workbench.model.outcomes import Outcome
from workbench.office.day import day_of
from workbench.office.tasks import tasks_of
from workbench.values.kid import make_kid

__all__ = ["club"]  # the fixture

ANEW = FIRST.replace("70012", "70020")
LATER_KID = make_kid("00000070021", 10)
MAYBE = "check_claim:maybe:spoortz:70020+spoortz:70012"
RESTS = ("maybe_same", None)
WEEK = timedelta(days=7)


def bills(club: Club, *rows: str, weeks: int) -> None:
    """Read the list of claims with these rows, so many weeks after the first one."""
    news = f"7{weeks}900;;8;Ola Ny;Leir;10.09.2026;20.12.2026;300;0;;Utsendt;0;"
    club.put("spoortz_giroer", *rows, SOMEBODYS, news)
    club.week(SUNDAY + weeks * WEEK)


def paid_and_made_anew(club: Club, kid: str = OTHER_KID, old: str = "") -> None:
    """Pay the first claim through the bank; then it is gone or as `old`, and there is a new one."""
    bills(club, FIRST.format(kid=KID), weeks=0)
    pay(club, {"kid": KID, "amount_ore": 500_00, "source": "ocr"})
    bills(club, *filter(None, [old]), ANEW.format(kid=kid), weeks=1)


@pytest.mark.parametrize("old", ["", FIRST.format(kid=KID).replace("Utsendt", "Annullert")])
@pytest.mark.parametrize("kid", ["", OTHER_KID])
def test_what_was_paid_on_a_claim_made_anew_is_the_new_ones_once_somebody_says_so(club, kid, old):
    paid_and_made_anew(club, kid, old)
    assert plan(club)["70020"] == RESTS
    assert MAYBE in club.page()

    club.answer(MAYBE, answer="same")
    assert open_ore(club)["70020"] == 0
    assert not {"70012", "70020"} & plan(club).keys()
    assert not [key for key in club.every() if "70012" in key or "payment" in key]


def test_a_claim_like_one_that_is_gone_is_asked_for_once_somebody_says_that_it_is_another(club):
    paid_and_made_anew(club)
    club.answer(MAYBE, answer="different")
    assert plan(club)["70020"] == ASKED
    bills(club, ANEW.format(kid=OTHER_KID).replace(";500;", ";535;"), weeks=2)
    assert MAYBE not in club.every()  # a fee is no reason to ask again


def test_two_equal_claims_of_one_list_are_two_when_one_is_paid_and_gone(club):
    bills(club, FIRST.format(kid=KID), ANEW.format(kid=OTHER_KID), weeks=0)
    pay(club, {"kid": KID, "amount_ore": 500_00, "source": "ocr"})
    bills(club, ANEW.format(kid=OTHER_KID), weeks=1)
    assert plan(club)["70020"] == ASKED


def test_a_claim_without_money_or_agreement_that_is_cancelled_and_made_anew_is_asked_for(club):
    cancelled = FIRST.format(kid=KID).replace("Utsendt", "Annullert")
    bills(club, cancelled, weeks=0)
    bills(club, cancelled, ANEW.format(kid=OTHER_KID), weeks=1)
    assert plan(club)["70020"] == ASKED


def test_a_promise_holds_the_claim_made_anew_once_somebody_says_that_it_is_the_same(club):
    bills(club, FIRST.format(kid=KID), weeks=0)
    club.call(Outcome.WILL_PAY_ON, until_on=SUNDAY + timedelta(days=20))
    cancelled = FIRST.format(kid=KID).replace("Utsendt", "Annullert")
    bills(club, cancelled, ANEW.format(kid=OTHER_KID), weeks=1)
    assert plan(club)["70020"] == RESTS

    club.answer(MAYBE, answer="same")
    assert plan(club)["70020"] == ("held", None)


def test_a_claim_made_anew_twice_has_what_was_paid_on_the_first(club):
    paid_and_made_anew(club, kid="")
    club.answer(MAYBE, answer="same")
    third = FIRST.replace("70012", "70021").format(kid=LATER_KID)
    bills(club, third, weeks=2)
    assert plan(club)["70021"] == RESTS

    club.answer("check_claim:maybe:spoortz:70021+spoortz:70020", answer="same")
    assert open_ore(club)["70021"] == 0
    assert not {"70012", "70020", "70021"} & plan(club).keys()


def test_who_said_that_two_claims_are_one_is_told_where_both_are_owed_again(club):
    bills(club, FIRST.format(kid=KID), weeks=0)
    club.call(Outcome.WILL_PAY_ON, until_on=SUNDAY + timedelta(days=20))
    bills(club, ANEW.format(kid=OTHER_KID), weeks=1)
    club.answer(MAYBE, answer="same")
    bills(club, FIRST.format(kid=KID), ANEW.format(kid=OTHER_KID), weeks=2)
    assert "70012" not in plan(club)
    assert "check_claim:same:spoortz:70012" in club.page()


def test_the_office_is_told_the_numbers_of_both(club):
    paid_and_made_anew(club)
    with day_of(club.desk, club.at) as day:
        [task] = [task for task in tasks_of(day).page if task.key == MAYBE]
    assert task.todo == "Er dette samme krav under nytt nummer, eller to krav?"
    assert "Spoortz nr. 70012 og Spoortz nr. 70020" in task.detail


def test_what_was_paid_on_one_kid_of_two_claims_is_on_both_when_each_has_its_own(club):
    of_ola = FIRST.format(kid=KID).replace("70012", "70013", 1).replace(";7;Kari Li;", ";8;Ola Ny;")
    bills(club, FIRST.format(kid=KID), of_ola, weeks=0)
    pay(club, {"kid": KID, "amount_ore": 1000_00, "source": "ocr"})
    anew_of_ola = of_ola.replace("70013", "70021", 1).replace(KID, LATER_KID)
    bills(club, ANEW.format(kid=OTHER_KID), anew_of_ola, weeks=1)
    for key in [key for key in club.page() if ":maybe:" in key]:
        club.answer(key, answer="same")

    assert (open_ore(club)["70020"], open_ore(club)["70021"]) == (0, 0)
    assert not {"70020", "70021"} & plan(club).keys()


def test_it_is_asked_also_when_a_fee_has_come_meanwhile(club):
    paid_and_made_anew(club)
    dearer = ANEW.format(kid=OTHER_KID).replace(";500;", ";535;")
    bills(club, dearer, weeks=2)
    assert plan(club)["70020"] == RESTS
    bills(club, dearer.replace(";535;", ";900;"), weeks=3)  # nobody's fee is so much
    assert plan(club)["70020"] != RESTS


@pytest.mark.parametrize("change", [(";500;", ";535;"), (";15.08.2026;", ";20.08.2026;")])
def test_a_claim_made_anew_may_change_after_the_answer(club, change):
    bills(club, FIRST.format(kid=KID), weeks=0)
    club.call(Outcome.WILL_PAY_ON, until_on=SUNDAY + timedelta(days=10))
    bills(club, ANEW.format(kid=OTHER_KID), weeks=1)
    club.answer(MAYBE, answer="same")
    bills(club, ANEW.format(kid=OTHER_KID).replace(*change), weeks=8)
    assert plan(club)["70020"][0] == "awaiting_file"  # of the promise; and it is no "review"


@pytest.mark.parametrize(("kid", "fee"), [(OTHER_KID, "training_fee"), (None, "course")])
def test_it_may_be_made_anew_in_the_clubs_other_system(club, kid, fee):
    bills(club, FIRST.format(kid=KID), weeks=0)
    club.call(Outcome.WILL_PAY_ON, until_on=SUNDAY + timedelta(days=20))
    bills(club, weeks=1)
    anew = {"claim_id": "spond:1", "invoice_id": "spond:1", "member_id": "spoortz:7", "kid": kid}
    anew |= {"fee_type": fee, "title": "Avgift", "due_on": date(2026, 8, 15), "status": "open"}
    write_event(club.desk.db, {"claims": [anew | {"amount_ore": 500_00}]}, club.at)
    assert plan(club)["1"] == RESTS

    [key] = [key for key in club.every() if ":maybe:" in key]
    club.answer(key, answer="same")
    assert plan(club)["1"] == ("held", None)


def test_of_claims_without_a_number_the_titles_are_told(club):
    request = "Kari Li;{title};Ikke betalt;0;500;500;15.08.2026;0;"
    club.put("spoortz_giroer", SOMEBODYS)
    club.put("spond_medlemmer", "Kari;Li;01.02.1980;41234501;Ski")
    club.put("spond_betalinger", request.format(title="Avgift"))
    club.week(SUNDAY)
    club.call(Outcome.WILL_PAY_ON, until_on=SUNDAY + timedelta(days=20))
    club.put("spond_betalinger", request.format(title="Avgift høst"))
    club.week(SUNDAY + WEEK)
    with day_of(club.desk, club.at) as day:
        [task] = [task for task in tasks_of(day).page if ":maybe:" in task.key]
    assert task.detail.startswith("Avgift og Avgift høst, forfall 15.08.2026: 500\xa0kr")
