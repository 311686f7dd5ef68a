"""Orders of KlubbAdmin that are made anew, and what comes after the answers."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from tests.office.test_agreed import OLAS_BILL, agree, read_bank_file
from tests.office.test_made_anew import ANEW, LATER_KID, MAYBE, bills
from tests.office.test_placing import FIRST, KID, OTHER_KID, pay, plan
from tests.one_claim import SLUG, SUNDAY, Club, club
from tests.writing import write_event
from workbench import office
from workbench.demo.world import Payment
from workbench.model.outcomes import Outcome
from workbench.office.day import day_of, work_out_copy
from workbench.office.tasks import tasks_of

__all__ = ["club"]  # the fixture

DAYS, WEEK = timedelta, timedelta(days=7)
LINE = "7;01.08.2026;15.08.2026;{kid};;;{title};0;{n}"  # of an order of KlubbAdmin
ORDER = "{n};15.08.2026;{status};Faktura;Kari Li;1000;0;01.08.2026;"
KLUBBADMIN = {
    "medlemmer": "PersonId;Fornavn;Etternavn;Fødselsdato;Tlf. mobil;E-post;Adresse;Postadresse;"
    "Postnr;Kjønn;Medlemsstatus;Utmeldt dato\n"
    "7;Kari;Li;01.02.1980;41234501;kari@example.org;V 1;Ski;1400;K;Aktiv;",
    "linjer": "PersonID;Fakturadato;Betalingsfrist;KID;Statusdato;Inntektskonto;Kostnad/avgift;"
    "Betalt beløp;Avsenders Ord. ID",
    "ordrer": "OrderID;Forfall;Status;Beskrivelse;Mottaker;Beløp;Innbetalt;Opprettet på;Betalt",
}
OLD, NEW = (LINE.format(kid=kid, n=n, title="Avgift") for kid, n in ((KID, 1), (OTHER_KID, 2)))
UNPAID, NEW_ORDER = (ORDER.format(n=n, status="Ubetalt") for n in (1, 2))
NINTH = LINE.format(kid=LATER_KID, n=9, title="Avgift").replace("15.08.", "16.08.")
NINTH_ORDER = ORDER.format(n=9, status="Ubetalt").replace("15.08.", "16.08.")
NEW_ID = "klubbadmin:2:7:Avgift"


def opens(club: Club) -> dict[str, int]:
    """Return claim id -> what is open."""
    day = work_out_copy(club.desk, club.desk.db, club.at)
    return {row["claim_id"]: row["open_ore"] for row in day.db["balances"].rows}


def klubbadmin(club: Club, *, weeks: int, linjer: Sequence[str], ordrer: Sequence[str]) -> None:
    """Read the lists of KlubbAdmin, which states the amount of an order alone."""
    path = club.home / "club.toml"
    path.write_text(path.read_text("utf-8").replace('"spoortz"', '"klubbadmin"'), "utf-8")
    club.desk = office.open_desk(SLUG)
    for file in (club.home / "inbox").iterdir():
        file.unlink()
    rows = {"linjer": linjer, "ordrer": ordrer}
    for name, headings in KLUBBADMIN.items():
        text = "\n".join([headings, *rows.get(name, ()), ""])
        (club.home / "inbox" / f"{name}.csv").write_text(text, "utf-8")
    club.week(SUNDAY + weeks * WEEK)


def test_an_order_of_klubbadmin_that_is_cancelled_may_be_made_anew(club):
    old, anew = (LINE.format(kid=kid, n=n, title="Avgift") for kid, n in ((KID, 1), (OTHER_KID, 2)))
    unpaid = ORDER.format(n=1, status="Ubetalt")
    klubbadmin(club, weeks=0, linjer=[old], ordrer=[unpaid])
    club.call(Outcome.WILL_PAY_ON, until_on=SUNDAY + timedelta(days=10))
    orders = [unpaid.replace("Ubetalt", "Annullert"), ORDER.format(n=2, status="Ubetalt")]
    klubbadmin(club, weeks=1, linjer=[old, anew], ordrer=orders)
    assert {row[0] for row in plan(club).values()} == {"maybe_same"}


def test_a_line_with_another_title_is_held_by_what_was_agreed_on_its_order(club):
    order = ORDER.format(n=1, status="Ubetalt")
    lines = [LINE.format(kid=KID, n=1, title=title) for title in ("Treningsavgift", "Kontingent")]
    klubbadmin(club, weeks=0, linjer=lines, ordrer=[order])
    club.call(Outcome.WILL_PAY_ON, until_on=SUNDAY + timedelta(days=10))
    renamed = lines[0].replace("avgift", "avgift høst")
    klubbadmin(club, weeks=1, linjer=[renamed, lines[1]], ordrer=[order])
    assert {row[0] for row in plan(club).values()} == {"held"}
    assert len(plan(club)) == 2


@pytest.mark.parametrize("what", ["paid", "promised"])
def test_an_order_of_klubbadmin_that_is_gone_may_be_made_anew(club, what):
    klubbadmin(club, weeks=0, linjer=[OLD, NINTH], ordrer=[UNPAID, NINTH_ORDER])
    if what == "paid":
        pay(club, {"kid": KID, "amount_ore": 1000_00, "source": "ocr"})
    else:
        club.call(Outcome.WILL_PAY_ON, until_on=SUNDAY + DAYS(20))
    klubbadmin(club, weeks=1, linjer=[NEW, NINTH], ordrer=[NEW_ORDER, NINTH_ORDER])
    day = work_out_copy(club.desk, club.desk.db, club.at)
    assert [str(row.reason) for row in day.plan if row.claim_id == NEW_ID] == ["maybe_same"]


def test_a_plan_on_a_claim_made_anew_with_a_fee_is_kept(club):
    agree(club, Outcome.PAYMENT_PLAN, KID, parts=2, first_on=SUNDAY + DAYS(2))  # 2 x 250 kr
    club.put("spoortz_giroer", ANEW.format(kid=OTHER_KID).replace(";500;", ";535;"), OLAS_BILL)
    club.week(SUNDAY + DAYS(1))
    club.answer(MAYBE, answer="same")
    read_bank_file(club, SUNDAY + DAYS(5), Payment(OTHER_KID, SUNDAY + DAYS(2), 250_00))
    assert plan(club)["70020"] == ("held", None)


@pytest.mark.parametrize("phoned", [False, True])
def test_what_an_order_says_was_paid_in_part_is_the_new_ones(club, phoned):
    part = UNPAID.replace(";1000;0;", ";1000;400;")
    klubbadmin(club, weeks=0, linjer=[OLD], ordrer=[part])
    assert opens(club) == {"klubbadmin:1:7:Avgift": 600_00}
    if phoned:
        club.call(Outcome.WILL_PAY_ON, until_on=SUNDAY + DAYS(20))
    cancelled = part.replace("Ubetalt", "Annullert")
    klubbadmin(club, weeks=1, linjer=[OLD, NEW], ordrer=[cancelled, NEW_ORDER])
    keys = [key for key in club.page() if ":maybe:" in key]
    assert keys  # nobody asks, where nothing else happened
    club.answer(*keys, answer="same")
    assert opens(club)[NEW_ID] == 600_00


def test_what_is_cancelled_in_the_main_system_and_made_anew_in_the_other_is_asked_about(club):
    old, order = (text.replace("Avgift", "Leir") for text in (OLD, UNPAID))
    klubbadmin(club, weeks=0, linjer=[old], ordrer=[order])
    inbox = club.home / "inbox"
    for file in inbox.iterdir():
        file.unlink()
    rows = {"medlemmer": [], "linjer": [old], "ordrer": [order.replace("Ubetalt", "Annullert")]}
    for name, more in rows.items():
        (inbox / f"{name}.csv").write_text("\n".join([KLUBBADMIN[name], *more, ""]), "utf-8")
    club.put("spond_medlemmer", "Kari;Li;01.02.1980;41234501;Ski")
    club.put("spond_betalinger", "Kari Li;Leir;Kari Li;Ikke betalt;0;1000;15.08.2026;0;")
    club.week(SUNDAY + DAYS(7))
    assert [row[0] for row in plan(club).values()] == ["maybe_same"]
    [key] = [key for key in club.page() if ":maybe:" in key]
    club.answer(key, answer="different")
    assert [row[0] for row in plan(club).values()] == ["step_due"]


def test_the_old_claim_that_is_back_is_owed_when_the_new_one_is_cancelled(club):
    bills(club, FIRST.format(kid=KID), weeks=0)
    club.call(Outcome.WILL_PAY_ON, until_on=SUNDAY + DAYS(5))
    bills(club, ANEW.format(kid=OTHER_KID), weeks=1)
    club.answer(MAYBE, answer="same")
    cancelled = ANEW.format(kid=OTHER_KID).replace("Utsendt", "Annullert")
    bills(club, FIRST.format(kid=KID), cancelled, weeks=2)
    assert opens(club)["spoortz:70012"] == 500_00
    assert "70012" in plan(club)


def test_two_questions_about_one_claim_have_their_own_answers(club):
    second = FIRST.replace("70012", "70013").replace("Treningsavgift", "Kontingent")
    bills(club, FIRST.format(kid=KID), second.format(kid=OTHER_KID), weeks=0)
    club.call(Outcome.WILL_PAY_ON, until_on=SUNDAY + DAYS(20))
    bills(club, weeks=1)
    anew = {"claim_id": "spond:1", "invoice_id": "spond:1", "member_id": "spoortz:7", "kid": None}
    anew |= {"fee_type": "course", "title": "Kontingent", "due_on": date(2026, 8, 15)}
    rows = [anew | {"status": "open", "amount_ore": 500_00}]
    write_event(club.desk.db, {"claims": rows}, club.at)
    asked = []
    for _ in range(6):
        with day_of(club.desk, club.at) as day:
            tasks = [task for task in tasks_of(day).page if ":maybe:" in task.key]
        for task in tasks[:1]:
            asked.append(task.evidence)
            club.answer(task.key, answer="same" if "70013" in task.evidence else "different")
    assert len(asked) == len(set(asked)) == 2
