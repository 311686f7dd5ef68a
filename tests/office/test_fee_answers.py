"""What the club answers about a fee, and what is made of it: nothing that it did not say yes to."""

from datetime import date, timedelta

import openpyxl
import pytest

from tests.books import day_with
from tests.office.fee_club import CHILD, FEES, FeeClub, fee_club
from tests.office.test_invoicing import CALENDAR, LATER, OF_NORA, ask_about_both
from tests.one_claim import KARI, OLA, PAID, SUNDAY
from tests.writing import write_event
from workbench import office
from workbench.model.errors import UsageError
from workbench.model.rows import Answer
from workbench.model.task_kinds import TaskAnswer
from workbench.office.charged import QUERIES
from workbench.office.day import day_of
from workbench.office.invoicing import make_invoices
from workbench.office.report_folder import LIST_FOR_CLUB
from workbench.office.tasks import tasks_of
from workbench.store.queries import table

__all__ = ["fee_club"]
OWED = "70060;;9;Nora Li;Treningsavgift;01.01.2026;15.01.2026;500;0;;Utsendt;0;"
SETTLED = OWED.replace("500;0;;Utsendt", "500;500;06.10.2026;Betalt")
GIRO = "70050;;7;Kari Li;{title};01.09.2026;15.09.2026;500;0;;{status};0;"
OF_KARI = "spoortz:7:kontingent:2026-07-01"


def read(club: FeeClub, giro: str, day: date = SUNDAY, left: str = "", born="01.02.1980") -> None:
    club.put("spoortz_personer", KARI.format(born=born, phone="41234501", left=left), CHILD)
    club.put("spoortz_giroer", giro)
    club.go_to(day)
    office.import_inbox(club.desk, day, force="prøve")


def details(club: FeeClub) -> dict[str, str]:
    with day_of(club.desk, club.at) as day:
        return {task.key: task.detail or "" for task in tasks_of(day).standing}


def acts(club: FeeClub, name: str) -> dict[str, tuple[str, str]]:
    rows = club.rows("name", "rule_id", "act", "why")
    return {rule: (act, why) for each, rule, act, why in rows if each == name}


@pytest.mark.parametrize(
    ("title", "status"),
    [("Medlemskontingent høst 2026", "Kreditert"), ("Medlemskontingent voksne", "Utsendt")],
)
def test_no_yes_makes_an_invoice_beside_a_claim_and_the_question_names_the_claim(
    fee_club: FeeClub, title: str, status: str
):
    read(fee_club, GIRO.format(title=title, status=status))

    detail = details(fee_club)[f"clear_up_fee:{OF_KARI}"].replace("\xa0", " ")
    assert f"kravet som finnes: {title}, forfall 15.09.2026, " in detail
    assert " kr, Spoortz nr. 70050" in detail
    with pytest.raises(UsageError, match="besvares med noted eller done"):
        fee_club.answer(f"clear_up_fee:{OF_KARI}", answer="yes")
    run, _ = make_invoices(fee_club.desk, SUNDAY)
    assert ("Kari Li", "kontingent") not in {
        (row["name"], row["rule_id"]) for row in run.table.records
    }


def test_of_two_with_one_name_nobody_gets_an_invoice_that_one_of_them_may_have(fee_club: FeeClub):
    fee_club.bring("17;Kari;Li;01.03.1975;41234502;;Ski;")
    claim = {
        "claim_id": "spoortz:70050", "member_name": "LI, Kari", "fee_type": "membership_fee",
        "title": "Medlemskontingent høst 2026", "issued_on": SUNDAY, "due_on": SUNDAY,
        "amount_ore": 600_00, "status": "open",
    }  # fmt: skip
    write_event(fee_club.desk.db, {"claims": [claim]}, SUNDAY)

    told = details(fee_club)
    for member_id in ("spoortz:7", "spoortz:17"):
        detail = told[f"clear_up_fee:{member_id}:kontingent:2026-07-01"].replace("\xa0", " ")
        assert "et krav i samme navn" in detail
        assert "forfall 04.10.2026, 600 kr, Spoortz nr. 70050" in detail
    run, _ = make_invoices(fee_club.desk, SUNDAY)
    made = [row["rule_id"] for row in run.table.records if row["name"] == "Kari Li"]
    assert made == ["ski", "ski"]


def test_who_leaves_is_not_asked_about_before_somebody_has_approved_the_run(fee_club: FeeClub):
    fee_club.set_fees(FEES + CALENDAR.replace("2026-10-26", "2026-09-02"))

    read(fee_club, PAID.format(n=1), left="01.12.2026")

    asked = {key for key in fee_club.all_keys() if "_fee:" in key and ":ski:" in key}
    assert asked == {"clear_up_fee:run:ski:2026-07-01"}


@pytest.mark.parametrize(("answer", "note"), [("no", ""), ("yes", "men bare halv avgift")])
def test_what_was_not_agreed_to_is_asked_about_again_when_the_reason_to_ask_has_gone(
    fee_club: FeeClub, answer: str, note: str
):
    ask_about_both(fee_club)
    fee_club.answer(*OF_NORA, answer=answer, note=note)

    read(fee_club, SETTLED, LATER + timedelta(days=14))

    assert set(acts(fee_club, "Nora Li").values()) == {("ask", "not_agreed")}
    with pytest.raises(UsageError, match="ingen fakturaer å lage"):
        make_invoices(fee_club.desk, fee_club.at)
    assert note in details(fee_club)[OF_NORA[0]]
    fee_club.answer(OF_NORA[0], answer="no")
    fee_club.answer(OF_NORA[1], answer="yes")
    run, _ = make_invoices(fee_club.desk, fee_club.at)
    assert {(row["name"], row["rule_id"]) for row in run.table.records} == {("Nora Li", "ski")}
    assert not {*OF_NORA} & fee_club.all_keys()


def test_a_no_about_an_old_member_id_is_of_the_one_that_counts():
    answers = [
        Answer("decide_fee:k:1:ski:2026-07-01", "[]", TaskAnswer.NO),
        Answer("decide_fee:k:11:ski:2026-07-01", "[]", TaskAnswer.NOTED),
        Answer("decide_fee:k:3:ski:2026-07-01", "[]", TaskAnswer.YES),
    ]

    day = day_with(as_of=SUNDAY, answers=answers, aliases=[("k:1", "s:7")])

    assert {row[0] for row in QUERIES.fees_not_agreed(day.db.conn)} == {
        "s:7:ski:2026-07-01", "k:11:ski:2026-07-01"
    }  # fmt: skip


def test_a_yes_about_who_leaves_is_asked_for_again_when_the_day_is_another(fee_club: FeeClub):
    read(fee_club, PAID.format(n=1), left="30.12.2026")
    key = f"decide_fee:{OF_KARI}"
    assert "slutter 30.12.2026" in details(fee_club)[key]
    fee_club.answer(key, answer="yes")
    assert acts(fee_club, "Kari Li")["kontingent"] == ("new", "leaves")

    read(fee_club, PAID.format(n=2), SUNDAY + timedelta(days=1), left="12.10.2026")

    assert acts(fee_club, "Kari Li")["kontingent"] == ("ask", "leaves")
    assert "slutter 12.10.2026" in details(fee_club)[key]


def test_a_remark_beside_yes_or_no_is_the_offices_to_read_and_nothing_is_made(fee_club: FeeClub):
    ask_about_both(fee_club)

    fee_club.answer(OF_NORA[0], answer="yes", note="men bare halv avgift")
    fee_club.answer(OF_NORA[1], answer="no", note="slett henne")

    told = [details(fee_club)[f"follow_up:club:{key}"] for key in OF_NORA]
    assert told[0].startswith("ja – men bare halv avgift")
    assert told[1].startswith("nei – slett henne")
    assert {act for act, _ in acts(fee_club, "Nora Li").values()} == {"ask"}


def reply(club: FeeClub, text: str, heading: str = "Svar") -> None:
    """Write an answer to all questions about Nora in the club's list, and drop it in the inbox."""
    book = openpyxl.load_workbook(club.desk.club.reports / "latest" / LIST_FOR_CLUB)
    (sheet,) = book.worksheets
    columns = {cell.value: cell.column for cell in sheet[1]}
    cells = {heading: text, "Besvart av": "Mona", "Besvart den": "5.10.2026"}
    for row in range(2, sheet.max_row + 1):
        if "spoortz:9:" in sheet.cell(row, columns["Nøkkel"]).value:
            for heading, value in cells.items():
                sheet.cell(row, columns[heading]).value = value
    book.save(club.home / "inbox" / LIST_FOR_CLUB)


def drop_again(club: FeeClub) -> None:
    """Drop the list that the club has answered once more, saved anew."""
    book = openpyxl.load_workbook(club.home / "inbox" / LIST_FOR_CLUB)
    book.save(club.home / "inbox" / "lagret-igjen.xlsx")


def bring(club: FeeClub, day: date, *giros: str) -> None:
    """Run the week of a day with these giros, and with one that no week before had."""
    n = next(club.numbers)
    people = KARI.format(born="01.02.1980", phone="41234501", left="")
    club.put("spoortz_personer", people, CHILD, OLA.format(n=n))
    club.put("spoortz_giroer", *giros, PAID.format(n=n))
    club.week(day)


def ask_by_list(club: FeeClub) -> None:
    """Run two weeks; in the second the club is asked about Nora, who owes."""
    bring(club, SUNDAY)
    bring(club, SUNDAY + timedelta(days=7), OWED)


@pytest.mark.parametrize(
    ("text", "expected"), [("nei", ("ask", "not_agreed")), ("ja", ("new", "missing"))]
)
def test_a_no_in_a_list_counts_though_another_file_of_the_inbox_has_answered_the_question(
    fee_club: FeeClub, text: str, expected: tuple[str, str]
):
    ask_by_list(fee_club)
    assert acts(fee_club, "Nora Li")["ski"] == ("ask", "owes_before")

    reply(fee_club, text)
    bring(fee_club, SUNDAY + timedelta(days=14), SETTLED)

    assert {*acts(fee_club, "Nora Li").values()} == {expected}
    kept = {each.task for each in table(fee_club.desk.db, Answer, "answers")}
    assert ({*OF_NORA} <= kept) == (text == "nei")


def test_an_old_list_does_not_undo_what_was_answered_since(fee_club: FeeClub):
    ask_by_list(fee_club)
    reply(fee_club, "nei")
    bring(fee_club, SUNDAY + timedelta(days=14), OWED)
    assert acts(fee_club, "Nora Li") == {}
    fee_club.answer(*OF_NORA, answer="yes")

    drop_again(fee_club)
    bring(fee_club, SUNDAY + timedelta(days=21), OWED)

    assert {act for act, _ in acts(fee_club, "Nora Li").values()} == {"new"}


def test_the_same_words_to_a_question_with_another_reason_count_too(fee_club: FeeClub):
    ask_by_list(fee_club)
    reply(fee_club, "nei")
    bring(fee_club, SUNDAY + timedelta(days=14), SETTLED)
    assert acts(fee_club, "Nora Li")["ski"] == ("ask", "not_agreed")
    assert {*OF_NORA} <= fee_club.all_keys()

    (fee_club.home / "inbox" / LIST_FOR_CLUB).unlink()
    reply(fee_club, "nei")
    bring(fee_club, SUNDAY + timedelta(days=21), SETTLED)

    assert not {*OF_NORA} & fee_club.all_keys()


def test_what_the_club_wrote_is_read_though_nobody_asks_any_more(fee_club: FeeClub):
    ask_by_list(fee_club)
    reply(fee_club, "mor har sagt opp, se e-post", "Merknad")
    bring(fee_club, SUNDAY + timedelta(days=14), SETTLED)

    told = details(fee_club)
    keys = {f"follow_up:club:{key}" for key in OF_NORA}
    assert all("Mona 05.10.2026: mor har sagt opp, se e-post" in told[key] for key in keys)

    fee_club.answer(*keys)
    drop_again(fee_club)
    bring(fee_club, SUNDAY + timedelta(days=21), SETTLED)
    assert not keys & fee_club.all_keys()


def test_the_clubs_words_stand_under_the_name_of_whom_they_are_about(fee_club: FeeClub):
    read(fee_club, GIRO.format(title="Kontingent", status="Utsendt"))
    stranger = {"member_id": "spoortz:70050", "first_name": "Fremmed", "status": "active"}
    words = {"evidence": "[]", "answer": "noted", "note": "Mona: hun har sagt opp"}
    tasks = ("decide_claim:spoortz:70050:limitation", f"decide_fee:{OF_KARI}")
    answers = [words | {"task": task} for task in tasks]
    write_event(fee_club.desk.db, {"members": [stranger], "answers": answers}, SUNDAY)

    with day_of(fee_club.desk, SUNDAY) as day:
        names = {task.about: task.name for task in tasks_of(day).every}
    assert [names[f"club:{task}"] for task in tasks] == ["Kari Li", "Kari Li"]
