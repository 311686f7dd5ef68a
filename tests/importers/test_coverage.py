"""The last day that a file covers, from what stands in it."""

from datetime import date, timedelta

import pytest

from workbench.importers.coverage import find_last_day_covered
from workbench.importers.headings import recognise
from workbench.importers.profiles import load_profiles
from workbench.importers.reading import read_sheets

AS_OF = date(2026, 11, 22)
NEWEST = date(2026, 11, 4)
BANK = """\
Bokført;Forklaring;Ut;Inn;KID
04.11.2026;Innbetaling;;500,00;001000300010
06.11.2026;Lønn;25 000,00;;
30.11.2026;Terminbetaling;900,00;;
Saldo;;;;
"""
REPORT = """\
Payment Name;Member;Total;Date
Kontingent;Ola Li;500,00;04.11.2026
"""
CLAIMS = """\
Fakturanr;KID;Fakturadato;Forfallsdato;Kunde;Deltaker;Kurs;Beløp;Betalt;Utestående;\
Antall purringer;Status
1;001000300010;04.11.2026;18.11.2026;Ola Li;Ola Li;Kurs;500,00;0,00;500,00;0;Ubetalt
"""


def covered(above: str, text: str, *, is_first: bool = True) -> date | None:
    sheets = read_sheets((above + text).encode(), "fil.csv")
    header = recognise(sheets, load_profiles(), "fil.csv")
    return find_last_day_covered(header, NEWEST, AS_OF, is_first=is_first)


@pytest.mark.parametrize(
    ("above", "last"),
    [
        ("", date(2026, 11, 6)),  # a salary shows as well how far the statement goes
        ("Periode: 01.11.2026 - 20.11.2026;\n", date(2026, 11, 20)),
        ("Fra og med;01.11.2026;til og med;20.11.2026\n", date(2026, 11, 20)),
        ("Utskrift;21.11.2026\n", date(2026, 11, 6)),
        ("Utskrift;21.11.2026\nPeriode;2026-11-01–2026-11-20\n", date(2026, 11, 20)),
        ("Utskrift;19.11.2026\nPeriode;01.11.2026–30.11.2026\n", date(2026, 11, 19)),
        ("Periode;01.11.2026–30.11.2026\n", date(2026, 11, 6)),  # not over, and printed when?
        ("Periode;01.10.2026–31.10.2026\n", date(2026, 11, 6)),
        ("Konto;1234.56.78903\n", date(2026, 11, 6)),
    ],
)
def test_a_statement_covers_its_period_else_the_days_of_its_rows(above, last):
    assert covered(above, BANK) == last


@pytest.mark.parametrize(
    ("above", "last"),
    [
        ("", NEWEST),
        ("Eksportert 20.11.2026 14:05;\n", date(2026, 11, 20)),
        ("Eksportert 23.11.2026;\n", NEWEST),
        ("Eksportert 31.02.2026;\n", NEWEST),
    ],
)
def test_a_systems_payments_are_covered_until_the_files_own_day(above, last):
    assert covered(above, REPORT) == last


def test_claims_are_as_new_as_their_newest_fact():
    assert covered("Utskrift;20.11.2026\n", CLAIMS) == NEWEST


@pytest.mark.parametrize(("text", "last"), [(CLAIMS, None), (REPORT, NEWEST)])
def test_of_later_lists_one_without_days_of_payment_says_nothing_of_its_age(text, last):
    assert covered("", text, is_first=False) == last


@pytest.fixture
def ocr(samples) -> str:
    """The sample of OCR giro, as of November 2026: its payments are of the 4th."""
    text = (samples / "nets" / "ocr_giro_transactions.txt").read_text("latin-1")
    return text.replace("200192", "041126")


@pytest.mark.parametrize(
    ("made_on", "last"),
    [("201126", date(2026, 11, 20)), ("271126", NEWEST), ("000000", NEWEST)],
    ids=["friday", "a-week-ahead", "none"],
)
def test_a_banks_file_covers_the_days_until_it_was_made(made_on, last, ocr, read_file):
    *lines, end = ocr.splitlines()
    text = "\n".join([*lines, end[:41] + made_on + end[47:]])

    (file,) = read_file(text.encode(), "ocr.txt").files.to_dict("records")

    assert (file["covers_until_on"].date(), file["newest_on"].date()) == (last, NEWEST)
    assert (file["system"], file["kind"]) == ("bank", "payments")


def test_what_the_bank_reports_has_come_in_though_it_be_settled_later(ocr, read_file):
    inbox = read_file(ocr.replace("041126", "271126").encode(), "ocr.txt")

    assert set(inbox.incoming["payments"]["paid_on"].dt.date) == {AS_OF}
    assert inbox.files["covers_until_on"].isna().all()


@pytest.mark.parametrize(("days", "come"), [(-1, False), (1, True), (7, True), (8, False)])
def test_what_a_statement_books_within_a_week_has_come(read_file, days, come):
    day = AS_OF + timedelta(days)
    inbox = read_file(BANK.replace("04.11.2026", f"{day:%d.%m.%Y}").encode())

    assert [*inbox.incoming["payments"]["paid_on"].dt.date] == [AS_OF if come else day]


def test_a_banks_statement_is_the_banks_whoever_made_its_profile(read_file):
    (file,) = read_file(BANK.encode()).files.to_dict("records")

    assert (file["system"], file["covers_until_on"].date()) == ("bank", date(2026, 11, 6))
