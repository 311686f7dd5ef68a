from datetime import date, timedelta

import openpyxl
import pytest
from report_sample import (
    HOSTILE,
    SUNDAY,
    claim,
    club_day,
    contact,
    member,
    planned,
    step,
    whole_club,
)

from workbench.office import week
from workbench.office.day_lists import list_of
from workbench.reports.changes import Changes, list_changes
from workbench.reports.workbook import EMPTY_LIST, write_workbook
from workbench.values.record_ids import unmark_key

SHEETS = [
    "Til godkjenning",
    "Ringeliste",
    "Krav det ringes om",
    "Oppgaver",
    "Til klubben",
    "Hviler",
    "Krediteres",
    "Rader til side",
    "Endringer",
]
TASK_HEADINGS = [
    "Gjør dette", "Medlemsnr.", "Navn", "Ordrenr.", "Detaljer", "Siden", "Frist", "Svar", "Nøkkel",
]  # fmt: skip
DUE = SUNDAY - timedelta(days=20)


def written(path, **rows):
    """Write a workbook of the rows given, and read it back."""
    day = club_day(**rows)
    lists = [*(list_of(day, name) for name in week.SHEETS), list_changes(Changes(()))]
    write_workbook(path / "tiltak.xlsx", "Solvik IL", day.as_of, lists)
    return openpyxl.load_workbook(path / "tiltak.xlsx")


def rows_of(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def test_an_empty_week_says_so_on_every_sheet(tmp_path):
    book = written(tmp_path)

    assert book.sheetnames == SHEETS
    assert [sheet["A2"].value for sheet in book] == [EMPTY_LIST] * len(SHEETS)


def test_headings_are_bold_frozen_and_filtered(tmp_path):
    for sheet in written(tmp_path):
        assert sheet["A1"].font.bold and sheet.freeze_panes == "A2" and sheet.auto_filter.ref


def test_reminders_stand_in_the_order_of_their_order_numbers(tmp_path):
    numbers = (1000, 20, 3)
    book = written(
        tmp_path,
        members=[member(n, f"Navn{n}") for n in numbers],
        balances=[claim(n, DUE, 850) for n in numbers],
        plan=[step(n, "reminder_1") for n in numbers],
        contacts=[contact(n, "+4792884492", "a@example.org") for n in numbers],
    )

    rows = rows_of(book["Til godkjenning"])

    assert [row[2] for row in rows] == ["3", "20", "1000"]
    assert rows[0][:10] == [
        "m3",
        "Navn3 Aas",
        "3",
        "Medlemskontingent 2026",
        rows[0][4],
        850,
        "Påminnelse nr. 1",
        "Kontakt 3",
        "a@example.org",
        "928 84 492",
    ]
    assert rows[0][4].date() == DUE


def test_a_reminder_goes_to_the_payer_the_plan_names(tmp_path):
    book = written(
        tmp_path,
        members=[member(1), member(2)],
        balances=[claim(1, DUE, 850)],
        plan=[step(1, "reminder_1", "p2")],
        contacts=[contact(1, "+4792884492"), contact(2, "+4723423423")],
    )

    assert rows_of(book["Til godkjenning"])[0][7:10] == ["Kontakt 2", None, "23 42 34 23"]


def test_a_claim_stands_on_one_sheet_of_claims(tmp_path):
    book = written(
        tmp_path,
        members=[member(n) for n in range(1, 6)],
        balances=[claim(n, DUE, 850) for n in range(1, 6)],
        plan=[
            step(1, "reminder_1"),
            step(2, "call"),
            planned(3, "held", detail="freeze", next_on=date(2027, 1, 1)),
            planned(4, "resigned"),
            planned(5, "waiting", detail="reminder_2"),
        ],
    )

    assert [row[2] for row in rows_of(book["Til godkjenning"])] == ["1"]
    assert [row[2] for row in rows_of(book["Krediteres"])] == ["4"]
    assert [(row[2], row[6]) for row in rows_of(book["Hviler"])] == [
        ("3", "medlemskapet er fryst"),
        ("5", "venter – det er for kort tid siden forfall eller forrige steg (Påminnelse nr. 2)"),
    ]
    assert rows_of(book["Hviler"])[0][7].date() == date(2027, 1, 1)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "=cmd|'/c calc'!A0", "+47 928 84 492", "@SUM(A1)", "-1", "007", HOSTILE, "#N/A"],
)
def test_text_stays_text(tmp_path, text):
    row = {"file": text, "sheet": "Ark1", "row": 3, "column": "Navn", "value": text, "reason": text}

    sheet = written(tmp_path, rejected=[row])["Rader til side"]

    for cell in (sheet["A2"], sheet["F2"], sheet["G2"]):
        assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")
    assert sheet["C2"].value == 3


def test_a_proposal_and_a_repair_stand_beside_the_reason(tmp_path):
    row = {"file": "a.csv", "row": 2, "column": "Beløp", "value": "5OO", "proposal": "500"}

    sheet = written(tmp_path, rejected=[row, row | {"row": 3, "repaired": "50"}])["Rader til side"]

    assert [cell.value for cell in sheet["H"]] == ["Forslag", "500", "rettet til 50"]


def test_characters_that_excel_refuses_are_left_out(tmp_path):
    row = {"file": "a\x00b\x0b", "row": 1, "column": "x", "value": "", "reason": "y"}

    assert written(tmp_path, rejected=[row])["Rader til side"]["A2"].value == "ab"


def test_no_cell_of_a_whole_club_is_a_formula_and_amounts_are_numbers(tmp_path):
    club = whole_club()
    names = ("members", "balances", "plan", "queue", "findings", "contacts", "unmatched")
    book = written(tmp_path, **{name: club[name] for name in names})

    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n", "d"}
    calls = book["Ringeliste"]
    assert calls["A2"].value == HOSTILE
    assert (calls["F2"].value, calls["F2"].number_format) == (2550, '#,##0.00 "kr"')
    assert [cell.value or "" for cell in calls["I"][1:8]] == ["ja"] * 6 + [""]
    assert calls.max_row == 35


def test_a_payment_that_no_claim_has_is_asked_of_the_club_with_its_kid_as_text(tmp_path):
    payment = {"payment_id": "p", "kid": "007", "amount_ore": 34_900, "paid_on": DUE}
    payment["source"] = "bank"

    sheet = written(tmp_path, unmatched=[payment])["Til klubben"]

    told = "349\xa0kr innbetalt 02.11.2026, KID 007: ingen krav har denne KID-en"
    of_club = ["Merknad", "Besvart av", "Besvart den"]
    headings = ["Spørsmål", *TASK_HEADINGS[1:-1], *of_club, TASK_HEADINGS[-1]]
    assert [cell.value for cell in sheet[1]] == headings
    row = [cell.value for cell in sheet[2]]
    assert (row[0], row[4]) == ("Hva gjelder innbetalingen?", told)
    assert unmark_key(row[-1]) == "place_payment:p"
    assert row[5].date() == DUE and sheet["E2"].data_type == "s"


def test_what_the_operator_must_do_and_what_the_club_must_decide_stand_apart(tmp_path):
    book = written(
        tmp_path,
        members=[member(1), member(2)],
        balances=[claim(1, DUE, 850), claim(2, DUE, 850)],
        plan=[planned(1, "resigned"), planned(2, "no_contact")],
        rejected=[{"file": "a.csv", "record": "9", "value": HOSTILE}],
    )

    mine, theirs = ([row[0] for row in rows_of(book[name])] for name in ("Oppgaver", "Til klubben"))

    assert mine == [
        "Finn telefon eller e-post, så kravet kan følges opp",
        "Rett verdien, så den kan leses",
    ]
    assert theirs == ["Kan kravet krediteres?"]
    assert HOSTILE in book["Oppgaver"]["E3"].value
