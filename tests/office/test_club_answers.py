"""The club's own list: its questions go out by name, and come back with yes or no, who and when."""

from datetime import date, timedelta

import openpyxl
import pytest

from tests.one_claim import SLUG, SUNDAY, Club, club
from workbench import office
from workbench.model.payment_kinds import CreditKind
from workbench.model.rows import Answer
from workbench.office.crediting import credit_claim
from workbench.office.report import figures
from workbench.office.report_folder import LIST_FOR_CLUB
from workbench.store.queries import table

__all__ = ["club"]  # the fixture

NEXT = SUNDAY + timedelta(days=7)
QUESTION = "credit_claim:spoortz:70012"
AFTER = f"follow_up:club:{QUESTION}"


@pytest.fixture
def asked(club: Club) -> Club:
    """A club with one question: its member had left before the claim fell due."""
    club.export(left="01.08.2026")
    club.week(SUNDAY)
    assert QUESTION in club.all_keys()
    return club


def answer_in_list(club: Club, **cells: object) -> None:
    """Write in the row of the question, and drop the list in the inbox."""
    returned = club.home / "inbox" / LIST_FOR_CLUB
    sent = club.desk.club.reports / "latest" / LIST_FOR_CLUB
    book = openpyxl.load_workbook(returned if returned.exists() else sent)
    (sheet,) = book.worksheets
    headings = {cell.value: cell.column for cell in sheet[1]}
    for name, value in cells.items():
        sheet.cell(2, headings[name.replace("_", " ")]).value = value
    book.save(returned)


def given(club: Club) -> list[tuple[str, str | None]]:
    return [(each.answer, each.note) for each in table(club.desk.db, Answer, "answers")]


@pytest.mark.parametrize(
    ("cells", "answer", "note", "word"),
    [
        ({"Svar": "ja"}, "yes", "Mona Leder 05.10.2026", "ja"),
        ({"Svar": "Nei", "Merknad": "betaler"}, "no", "Mona Leder 05.10.2026: betaler", "nei"),
        (
            {"Merknad": "spør treneren"},
            "noted",
            "Mona Leder 05.10.2026: spør treneren",
            "se merkna",
        ),
    ],
)
def test_the_clubs_answer_counts_with_name_and_day_and_is_the_offices_to_do(
    asked, cells, answer, note, word
):
    answer_in_list(asked, **cells, Besvart_av="Mona Leder", Besvart_den=date(2026, 10, 5))

    asked.week(NEXT)

    assert given(asked) == [(answer, note)]
    assert QUESTION not in asked.page() and AFTER in asked.page()
    (todo,) = [task for task in asked.week(NEXT)["tasks"].records if task["key"] == AFTER]
    assert todo["todo"].startswith(f"Klubben svarte {word}")
    assert "Mona Leder" in todo["detail"]


def test_what_was_not_done_after_the_answer_is_asked_about_again(asked):
    answer_in_list(asked, Svar="ja", Besvart_av="Mona", Besvart_den="5.10.2026")
    asked.week(NEXT)
    asked.answer(AFTER)

    assert AFTER not in asked.page()
    asked.go_to(NEXT + timedelta(days=31))
    assert AFTER in asked.page()


def test_what_was_done_in_the_member_system_ends_it(asked):
    answer_in_list(asked, Svar="ja", Besvart_av="Mona", Besvart_den="5.10.2026")
    asked.week(NEXT)
    asked.export(left="01.08.2026", status="Kreditert", ore=0)

    asked.week(NEXT + timedelta(days=7))

    assert not {AFTER, QUESTION} & asked.all_keys()


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Svar": "ja"}, "mangler hvem"),
        ({"Svar": "ja", "Besvart_av": "Mona"}, "hvilken dag"),
        ({"Svar": "ja", "Besvart_av": "Mona", "Besvart_den": "i går"}, ""),
        ({"Svar": "ja", "Besvart_av": "M", "Besvart_den": "5.10.2027"}, "ikke har vært"),
        ({"Svar": "kanskje", "Besvart_av": "Mona", "Besvart_den": "5.10.2026"}, "ikke et svar"),
        (
            {"Merknad": "gjelder 01019012345", "Besvart_av": "M", "Besvart_den": "5.10.2026"},
            "fødsels",
        ),
        ({"Merknad": "x" * 501, "Besvart_av": "M", "Besvart_den": "5.10.2026"}, "500 tegn"),
    ],
)
def test_what_cannot_count_is_named_and_the_question_stands(asked, cells, reason):
    answer_in_list(asked, **cells)

    asked.week(NEXT)

    assert given(asked) == [] and QUESTION in asked.all_keys()
    rejected = [*asked.desk.db["rejected"].rows]
    assert len(rejected) == 1 and reason in rejected[0]["reason"]


def test_the_club_may_correct_its_answer(asked):
    answer_in_list(asked, Svar="ja", Besvart_av="Mona", Besvart_den="5.10.2026")
    asked.week(NEXT)
    asked.answer(AFTER)

    answer_in_list(asked, Svar="nei", Besvart_av="Ola", Besvart_den="6.10.2026")
    asked.go_to(NEXT)
    asked.week(NEXT)

    assert ("no", "Ola 06.10.2026") in given(asked)
    assert AFTER in asked.page()


def test_another_answer_of_an_earlier_day_is_named_and_the_same_one_is_not(asked):
    answer_in_list(asked, Svar="ja", Besvart_av="Mona", Besvart_den="5.10.2026")
    asked.week(NEXT)
    answer_in_list(asked, Svar="ja", Besvart_av="Mona", Besvart_den="5.10.2026")
    asked.week(NEXT + timedelta(days=7))
    assert [*asked.desk.db["rejected"].rows] == []

    answer_in_list(asked, Svar="nei", Besvart_av="Mona", Besvart_den="4.10.2026")
    asked.week(NEXT + timedelta(days=14))

    [rejected] = asked.desk.db["rejected"].rows
    assert "er eldre enn svaret som står, fra 05.10.2026" in rejected["reason"]
    assert given(asked) == [("yes", "Mona 05.10.2026")]


def test_the_yes_to_a_credit_stands_when_its_list_comes_again_and_a_later_no_counts(asked):
    toml = asked.home / "club.toml"
    toml.write_text(f"klubben_godkjenner_kreditering = true\n{toml.read_text('utf-8')}", "utf-8")
    asked.desk = office.open_desk(SLUG)
    asked.export()
    asked.week(NEXT)
    credit = credit_claim(asked.desk, "70012", 200_00, "feil", NEXT, CreditKind.CREDIT)
    asked.export()
    asked.week(NEXT + timedelta(days=1))

    def state() -> str:
        [row] = office.show(asked.desk, "credits", asked.at).records
        return row["state"]

    words = {"Merknad": "ok for meg", "Besvart_av": "Mona", "Besvart_den": "12.10.2026"}
    answer_in_list(asked, Svar="ja", **words)
    asked.week(NEXT + timedelta(days=7))
    assert state() == "teller"
    answer_in_list(asked, Svar="ja", **words)
    asked.week(NEXT + timedelta(days=14))
    assert state() == "teller"

    answer_in_list(asked, Svar="nei", Besvart_av="Mona", Besvart_den="20.10.2026")
    asked.week(NEXT + timedelta(days=21))
    assert state() == "klubben sa nei"
    assert not any(credit.credit_id in key for key in asked.all_keys())


def test_a_signature_counts_for_the_rows_below_it_too(asked):
    answer_in_list(asked, Svar="ja", Besvart_av="Mona", Besvart_den="5.10.2026")
    path = asked.home / "inbox" / LIST_FOR_CLUB
    book = openpyxl.load_workbook(path)
    (sheet,) = book.worksheets
    sheet.append([cell.value for cell in sheet[2]])
    for name in ("Besvart av", "Besvart den"):
        column = next(cell.column for cell in sheet[1] if cell.value == name)
        sheet.cell(3, column).value = None
    book.save(path)

    asked.week(NEXT)

    assert [*asked.desk.db["rejected"].rows] == []


def test_an_old_list_that_comes_back_when_the_question_is_another_does_not_count(asked):
    answer_in_list(asked, Svar="nei", Besvart_av="Mona", Besvart_den="5.10.2026")
    asked.export()  # not left after all

    asked.week(NEXT)

    assert given(asked) == []


def test_every_question_of_the_report_has_its_name_in_the_list(asked):
    path = asked.desk.club.reports / "latest" / LIST_FOR_CLUB
    rows = [*openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True)]
    counts = figures(asked.desk, SUNDAY).counts

    assert len(rows) == counts.asked == counts.to_credit == 1
    assert (counts.further, counts.questions) == (0, 1)
    assert "Kari Li" in rows[0]
