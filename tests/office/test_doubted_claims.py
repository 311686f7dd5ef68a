"""Questions whether claims are one: none that is needless, and none that another answer hides."""

from datetime import date, timedelta

import pytest

from tests.office.test_made_anew import bills
from tests.office.test_made_anew_orders import LINE, ORDER, klubbadmin
from tests.office.test_placing import ASKED, FIRST, KID, OTHER_KID, SOMEBODYS, open_ore, pay, plan
from tests.one_claim import SUNDAY, Club, club
from tests.writing import write_event
from workbench.model.outcomes import Outcome
from workbench.office.day import day_of
from workbench.office.tasks import tasks_of

__all__ = ["club"]  # the fixture

GIRO = "{n};{kid};7;Kari Li;{title};01.09.2026;{due};{ore};{paid};;{status};0;"
REQUEST = "{who};{title};{who};{status};0;{ore};{due};0;"
CANCELLED = FIRST.format(kid=KID).replace("Utsendt", "Annullert")
IN_SPOND = {
    "claim_id": "spond:1", "invoice_id": "spond:1", "member_id": "spoortz:7", "kid": None,
    "fee_type": "training_fee", "title": "Avgift", "due_on": date(2026, 8, 15),
    "amount_ore": 500_00, "status": "open",
}  # fmt: skip
RESTS = ("maybe_same", None)


def giro(n: int, *, kid="", title="Trening", due="15.09.2026", ore=500, paid=0, status="Utsendt"):
    return GIRO.format(n=n, kid=kid, title=title, due=due, ore=ore, paid=paid, status=status)


def request(who="Kari Li", title="Treningsavgift", status="Ikke betalt", ore=500, due="15.08.2026"):
    return REQUEST.format(who=who, title=title, status=status, ore=ore, due=due)


def maybes(club: Club) -> list[str]:
    return sorted(key for key in club.every() if ":maybe:" in key)


def test_that_a_claim_was_made_anew_hides_no_question_about_the_other_system(club):
    bills(club, FIRST.format(kid=""), weeks=0)
    club.call(Outcome.WILL_PAY_ON, until_on=SUNDAY + timedelta(days=20))
    club.put("spond_medlemmer", "Kari;Li;;41234501;Ski")
    club.put("spond_betalinger", request())
    bills(club, FIRST.replace("70012", "70020").format(kid=""), weeks=1)
    [in_spond] = {*plan(club)} - {"70012", "70020", "70014", "70900", "71900"}
    assert plan(club)[in_spond] == RESTS

    club.answer(
        *[key for key in maybes(club) if key.endswith("70020+spoortz:70012")], answer="same"
    )
    assert plan(club)[in_spond] == RESTS


@pytest.mark.parametrize("status", ["Fritatt", "Fryst"])
def test_who_was_exempt_or_frozen_in_spond_stays_so_when_the_request_is_gone_there(club, status):
    members = "Kari;Li;01.02.1980;41234501;Ski", "Ola;Ny;01.02.1990;41234508;Ski"
    others = [request("Ola Ny", f"Cup {n}", due="20.12.2026") for n in range(3)]
    club.put("spoortz_giroer", FIRST.format(kid=""), SOMEBODYS)
    club.put("spond_medlemmer", *members)
    club.put("spond_betalinger", request(status=status), *others)
    club.week(SUNDAY)
    before = plan(club)["70012"]
    club.put("spond_betalinger", *others, request("Ola Ny", "Cup X", due="21.12.2026"))
    bills(club, FIRST.format(kid=""), weeks=1)
    assert plan(club)["70012"] == before != ASKED


def test_an_agreement_on_a_claim_that_is_gone_rests_its_twin_of_the_same_list(club):
    twin = FIRST.replace("70012", "70020").format(kid=OTHER_KID)
    bills(club, FIRST.format(kid=KID), twin, weeks=0)
    hold = {"hold_id": "h", "kind": "deferral", "start_on": SUNDAY, "invoice_id": "spoortz:70012"}
    more = {"end_on": SUNDAY + timedelta(days=60), "agreed_with": "member"}
    write_event(club.desk.db, {"holds": [hold | more]}, club.at)
    bills(club, twin, weeks=1)
    assert plan(club)["70020"] == RESTS


def test_what_is_cancelled_in_one_system_and_owed_in_the_other_is_one_question(club):
    bills(club, FIRST.format(kid=KID), weeks=0)
    club.call(Outcome.WILL_PAY_ON, until_on=SUNDAY + timedelta(days=10))
    bills(club, CANCELLED, weeks=1)
    write_event(club.desk.db, {"claims": [IN_SPOND]}, club.at)
    [key] = maybes(club)
    with day_of(club.desk, club.at) as day:
        [task] = [task for task in tasks_of(day).page if task.key == key]
    assert task.todo.endswith("skal det andre ikke betales, annuller det også")

    club.answer(key, answer="same")  # it is owed, and the promise holds it
    assert open_ore(club)["1"] == 500_00
    assert plan(club)["1"] == ("held", None)


def test_what_is_one_claim_and_cancelled_later_in_one_system_alone_is_asked_about_anew(club):
    bills(club, FIRST.format(kid=""), weeks=0)
    write_event(club.desk.db, {"claims": [IN_SPOND | {"fee_type": "other"}]}, club.at)
    [key] = maybes(club)
    club.answer(key, answer="same")
    assert "1" not in plan(club)

    bills(club, CANCELLED, weeks=2)
    assert plan(club)["1"] == RESTS
    club.answer(*maybes(club), answer="same")
    assert plan(club)["1"] == ASKED


def test_answering_all_questions_at_once_comes_to_an_end(club):
    """An order of KlubbAdmin with a promise is cancelled; Spond has two requests like it."""
    line, order = LINE.format(kid=KID, n=1, title="Leir"), ORDER.format(n=1, status="Ubetalt")
    klubbadmin(club, weeks=0, linjer=[line], ordrer=[order])
    club.call(Outcome.WILL_PAY_ON, until_on=SUNDAY + timedelta(days=20))
    cancelled = order.replace("Ubetalt", "Annullert")
    klubbadmin(club, weeks=1, linjer=[line], ordrer=[cancelled])
    club.put("spond_medlemmer", "Kari;Li;01.02.1980;41234501;Ski")
    club.put("spond_betalinger", *(request(title=t, ore=1000) for t in ("Leir", "Treningsavgift")))
    club.week(SUNDAY + timedelta(days=14))
    club.answer(*maybes(club), answer="same")
    assert {row[0] for row in plan(club).values()} <= {"held", "maybe_same"}


def test_what_an_order_of_two_lines_says_was_paid_in_part_is_counted_once(club):
    club.put("spoortz_giroer", FIRST.format(kid=""), SOMEBODYS)
    club.week(SUNDAY)
    order = {"invoice_id": "klubbadmin:1", "due_on": date(2026, 8, 15)}
    stated = {"title": "Faktura", "status": "open", "amount_ore": 1000_00, "paid_ore": 400_00}
    line = order | {"member_id": "spoortz:7", "kid": OTHER_KID}
    training = line | {"claim_id": "klubbadmin:1:7:A", "title": "Treningsavgift"}
    camp = line | {"claim_id": "klubbadmin:1:7:B", "title": "Leir", "fee_type": "course"}
    lines = [training | {"fee_type": "training_fee"}, camp]
    write_event(club.desk.db, {"invoices": [order | stated], "claims": lines}, club.at)
    assert open_ore(club)["70012"] + open_ore(club)["B"] == 600_00


def test_what_was_paid_on_a_kid_is_no_question_where_the_later_claim_has_it_too(club):
    """A gym has one KID for each member, and issues a month again."""
    paid = giro(80001, kid=KID, due="15.08.2026", status="Betalt", paid=500)
    month = giro(80002, kid=KID)
    bills(club, paid, month, weeks=0)
    pay(club, {"kid": KID, "amount_ore": 500_00, "source": "ocr", "paid_on": date(2026, 8, 14)})
    again = giro(80003, kid=KID, ore=520)
    bills(club, paid, month.replace("Utsendt", "Annullert"), again, weeks=1)
    assert maybes(club) == []
    assert plan(club)["80003"] == ASKED


def test_another_fee_of_another_sum_is_no_claim_made_anew(club):
    bills(club, giro(80001, kid=KID, title="Kontingent", due="20.11.2026"), weeks=0)
    pay(club, {"kid": KID, "amount_ore": 500_00, "source": "ocr"})
    bills(club, giro(80002, kid=OTHER_KID, title="Cuphelg", due="20.11.2026", ore=600), weeks=1)
    assert maybes(club) == []


@pytest.mark.parametrize("status", ["exempt", "cancelled"])
def test_who_is_exempt_in_the_main_system_stays_so_whatever_was_the_same(club, status):
    bills(club, FIRST.format(kid=""), weeks=0)
    write_event(club.desk.db, {"claims": [IN_SPOND | {"fee_type": "other"}]}, club.at)
    [key] = maybes(club)
    club.answer(key, answer="same")
    ended = {"claim_id": "spoortz:70012", "status": status}
    write_event(club.desk.db, {"claims": [ended]}, club.at)
    assert plan(club).get("1") == (RESTS if status == "cancelled" else None)
