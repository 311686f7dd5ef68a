"""Settlements of Vipps: each transaction is a payment, and the stated totals are those of them."""

import re
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from workbench.importers.reading import read_sheets
from workbench.model import frames
from workbench.model.errors import ExportError

SAMPLES = Path(__file__).parents[1] / "samples" / "vipps"
CSV = (SAMPLES / "settlement-report.csv").read_text("utf-8")
NET = (SAMPLES / "Example-Net.xml").read_text("utf-8")
SCHEMA = etree.XMLSchema(file=SAMPLES / "xsd" / "SettlementReport-3.0.xsd")
REFUSED = r"\Aoppgjør: oppgjør 200000[12]: [^\n]+; hent rapporten på nytt hos Vipps\.\Z"


def swap(text: str, old: str, new: str) -> str:
    """Return the text with the first `old` replaced."""
    assert old in text, old
    return text.replace(old, new, 1)


def payments(inbox) -> list[dict]:
    return frames.records(inbox.incoming["payments"]) if "payments" in inbox.incoming else []


def test_each_transaction_of_the_csv_is_a_payment_of_what_was_paid(read_file):
    inbox = read_file(CSV.encode(), "oppgjør.csv")

    rows = payments(inbox)
    [first] = [row for row in rows if row["message"] == "SJKDAIJSFKKJK"]
    assert sum(row["amount_ore"] for row in rows) == 1_651_171 - 149_000
    assert (first["amount_ore"], first["kid"], first["invoice_id"]) == (225_800, None, None)
    assert (first["paid_on"], first["account"]) == (date(2021, 4, 8), "15039794613")
    assert {row["source"] for row in rows} == {"vipps"}
    assert [row["amount_ore"] for row in rows if row["amount_ore"] < 0] == [-149_000]


@pytest.mark.parametrize("name", ["Example-Net.xml", "Example-Gross.xml"])
def test_the_xml_gives_what_its_settlements_state(name, read_file):
    text = (SAMPLES / name).read_text("utf-8")
    assert SCHEMA(etree.fromstring(text.encode()))

    rows = payments(read_file(text.encode(), "oppgjør.xml"))

    gross = re.findall(r"<GrossSettlementAmount>([-0-9.]+)<", text)
    counts = re.findall(r"<NumOfTransactions>(\d+)<", text)
    assert sum(row["amount_ore"] for row in rows) == sum(round(float(a) * 100) for a in gross)
    assert len(rows) == len({row["payment_id"] for row in rows}) == sum(map(int, counts))


def test_a_payment_has_the_same_id_in_both_forms(read_file):
    csv = swap(CSV, "2178112104", "5001145476").replace("15039794613", "05394985866")
    csv = csv.replace("08.04.2021", "01.03.2018").replace("2258.00", "15.00")
    csv = swap(csv, "16511.71", "14268.71")

    of_csv, of_xml = (
        {row["payment_id"] for row in payments(read_file(text.encode(), name))}
        for text, name in ((csv, "oppgjør.csv"), (NET, "oppgjør.xml"))
    )

    assert len(of_csv & of_xml) == 1


def test_a_settlement_is_no_file_of_the_bank_and_covers_its_period(read_file):
    [file] = frames.records(read_file(NET.encode(), "oppgjør.xml").files)

    assert (file["title"], file["system"]) == ("Oppgjør fra Vipps", "vipps")
    assert file["covers_until_on"] == date(2018, 3, 14)


def test_another_currency_is_set_aside(read_file):
    inbox = read_file(swap(CSV, "828.00,NOK", "828.00,DKK").encode(), "oppgjør.csv")

    [row] = frames.records(inbox.rejected)
    assert (row["whole_row"], row["reason"]) == (True, "beløpet er i DKK, ikke i norske kroner")
    assert len(payments(inbox)) == 6


def test_a_transaction_of_nothing_is_left_out(read_file):
    nothing = CSV.replace("-1490.00", "0.00").replace("15039794613", "86011117947")
    inbox = read_file(nothing.encode())

    assert len(payments(inbox)) == 6
    assert frames.records(inbox.files)[0]["left_out"] == "uten beløp: 1"


LINES = CSV.splitlines(keepends=True)
TRANSACTION = NET[NET.index("<TransactionInfo>") : NET.index("</TransactionInfo>") + 18]


@pytest.mark.parametrize(
    "text",
    [
        *("".join(LINES[:n] + LINES[n + 1 :]) for n in range(8, 15)),
        CSV.replace("2258.00,NOK", "2257.00,NOK"),
        CSV.replace("-1490.00,0.00", "-1489.00,0.00"),
        CSV.replace("16450,62,7", "16450,62,8"),
        CSV.replace("16450,62,7", "16450,62,x"),
        CSV.replace("16511.71", "x"),
        swap(NET, TRANSACTION, ""),
        swap(NET, "<TransactionCaptureAmount>15.00", "<TransactionCaptureAmount>16.00"),
        swap(NET, "<CaptureSettlementAmount>56.00", "<CaptureSettlementAmount>57.00"),
        swap(NET, "<RefundSettlementAmount>-41.00", "<RefundSettlementAmount>-40.00"),
        swap(NET, "<NumOfTransactions>7", "<NumOfTransactions>6"),
    ],
)
def test_totals_that_differ_refuse_the_file_and_name_the_settlement(text):
    with pytest.raises(ExportError, match=REFUSED):
        read_sheets(text.encode(), "oppgjør")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            swap(NET, "<NumOfSettlements>2", "<NumOfSettlements>3"),
            "et annet antall oppgjør enn de 2",
        ),
        (swap(CSV, ",OrderID", ",Ordre"), "TransactionInfo mangler overskriften «OrderID»"),
        (swap(CSV, "Vipps AS,Dron", '"Vipps AS,Dron'), "anførselstegn"),
        (swap(CSV, LINES[5], ""), "2000720: transaksjoner i det, men ingen sum"),
        ("".join([*LINES[:5], *LINES[6:8]]), "det er ingen oppgjør i rapporten"),
        (CSV[: CSV.index(",-3.06")], "en linje TransactionInfo har andre celler enn"),
        (NET[:2000], "filen er skadet"),
        (swap(NET, "<SettlementReport", "<!DOCTYPE x><SettlementReport"), "leses ikke"),
    ],
    ids=["settlements", "heading", "quote", "no-sum", "empty", "cut", "cut-xml", "dtd"],
)
def test_what_else_is_wrong_is_one_sentence(text, fault):
    with pytest.raises(ExportError, match=rf"\Aoppgjør: [^\n]*{fault}[^\n]*\.\Z"):
        read_sheets(text.encode(), "oppgjør")


def test_several_settlements_of_a_csv_are_told_apart_by_their_numbers():
    info = LINES[5].replace("2000001", "2000721").replace("16511.71", "828.00")
    info = info.replace("-1490.00", "0.00").replace(",7\n", ",1\n")
    first = LINES[5].replace("2000001", "2000720").replace("16511.71", "15683.71")
    last = LINES[14].replace("2000720", "2000721")
    text = "".join([*LINES[:5], first.replace(",7\n", ",6\n"), info, *LINES[6:14], last])

    [sheet] = read_sheets(text.encode(), "oppgjør")

    assert [row[0] for row in sheet.rows[1:]] == ["2000720"] * 6 + ["2000721"]
    with pytest.raises(ExportError, match="oppgjør 2000722: transaksjoner i det, men ingen sum"):
        read_sheets(text.replace(last, last.replace("2000721", "2000722")).encode(), "oppgjør")
