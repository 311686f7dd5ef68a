"""Statements of account as eight layouts have them: what came in is kept, with or without a KID."""

from datetime import date

import pytest

from workbench.importers.profiles import load_profiles
from workbench.model import frames
from workbench.model.errors import ExportError

# layout -> its headings, a row of money that came in on 4 November, and one that went out
LAYOUTS = {
    "DNB, old": (
        "Dato;Forklaring;Rentedato;Uttak;Innskudd",
        "04.11.2026;Kontingent Ola;04.11.2026;;1 250,50",
        "05.11.2026;Lønn;05.11.2026;25000,00;",
    ),
    "DNB, new": (
        '"Dato";"Forklaring";"Rentedato";"Ut fra konto";"Inn på konto"',
        '"04.11.2026";"Kontingent Ola";"04.11.2026";"";"1250,50"',
        '"05.11.2026";"Lønn";"05.11.2026";"25000,00";""',
    ),
    "Nordea": (
        "Bokføringsdato;Beløp;Avsender;Mottaker;Navn;Tittel;Valuta;Betalingstype",
        "2026/11/04;1250,50;;6219.12.77436;Per Li;Kontingent Ola;NOK;Overføring",
        "2026/11/05;-25000,00;6219.12.77436;;;Lønn;NOK;Straksutbetaling",
    ),
    "SpareBank 1": (
        "Dato;Beskrivelse;Rentedato;Inn;Ut;Til konto;Fra konto;",
        "04.11.2026;Kontingent Ola;04.11.2026;1250,50;;1234.56.78903;;",
        "05.11.2026;Lønn;05.11.2026;;-25000,00;;1234.56.78903;",
    ),
    "Sbanken": (
        "BOKFØRINGSDATO;RENTEDATO;ARKIVREFERANSE;TYPE;TEKST;UT FRA KONTO;INN PÅ KONTO",
        "2026-11-04;2026-11-04;00012345;Giro;Kontingent Ola;;1250,50",
        "2026-11-05;2026-11-05;00012346;Giro;Lønn;25000,00;",
    ),
    "Handelsbanken, one amount": (
        "Bokført dato;Rentedato;Tekst;Beløp",
        "04.11.2026;04.11.2026;Kontingent Ola;1250.500",
        "05.11.2026;05.11.2026;Lønn;-112.000",
    ),
    "Handelsbanken, two": (
        "Bokføringsdato;Rentedato;Tekst;Ut;Inn",
        "04.11.2026;04.11.2026;Kontingent Ola;;1250.500",
        "05.11.2026;05.11.2026;Lønn;112.000;",
    ),
    "Danske Bank": (
        "Dato;Tekst;Beløp;Saldo;Status;Avstemt",
        "04.11.2026;Kontingent Ola;1.250,50;5.000,00;Utført;Nei",
        "05.11.2026;Lønn;-25.000,00;-20.000,00;Utført;Nei",
    ),
}


def payments(inbox) -> list[dict]:
    return frames.records(inbox.incoming["payments"]) if "payments" in inbox.incoming else []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_came_in_is_kept_with_its_text(layout, read_file):
    inbox = read_file("\r\n".join([*LAYOUTS[layout], ""]).encode("cp1252"), "konto.csv")

    [payment] = payments(inbox)
    assert (payment["amount_ore"], payment["paid_on"]) == (125_050, date(2026, 11, 4))
    assert (payment["message"], payment["kid"], payment["source"]) == (
        "Kontingent Ola", None, "bank",
    )  # fmt: skip
    assert payment["payer_name"] == ("Per Li" if layout == "Nordea" else None)
    [file] = frames.records(inbox.files)
    assert (file["title"], file["left_out"]) == (
        "Kontoutskrift fra nettbanken", "utgående beløp: 1",
    )  # fmt: skip
    assert inbox.rejected.empty


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_column_of_kids_may_be_there(layout, read_file):
    headings, incoming, _ = (text.removesuffix(";") for text in LAYOUTS[layout])
    incoming += ";" * (headings.count(";") - incoming.count(";"))
    text = f"{headings};KID\n{incoming};1000300028\n{incoming};\n{incoming};1,001E+11\n"

    inbox = read_file(text.encode(), "konto.csv")

    kids = [payment["kid"] for payment in payments(inbox)]
    assert kids == ["001000300028", None, "1,001E+11"]  # whatever it is, the money has come
    assert frames.records(inbox.rejected) == []


@pytest.mark.parametrize(("kid", "system"), [("", "statement"), (";KID", "bank")])
def test_a_statement_without_kids_is_not_all_that_the_bank_knows(kid, system, read_file):
    text = f"Bokført;Tekst;Inn{kid}\n04.11.2026;Gave;500,00{kid and ';'}\n"

    [file] = frames.records(read_file(text.encode(), "konto.csv").files)

    assert (file["title"], file["system"]) == ("Kontoutskrift fra banken", system)


@pytest.mark.parametrize(
    "headings",
    [
        "Dato;Tekst;Beløp",
        "Dato;Tekst;Inn;Ut;Saldo",  # a cash book
        "Dato;Beløp;KID",
        "Bokføringsdato;Bilag;Tekst;Beløp;Rentedato",  # a ledger
        "Dato;Rentedato;Beløp;Forfallsdato;KID",
        "Dato;Rentedato;Tekst;Ut",
    ],
)
def test_a_list_without_a_banks_own_headings_is_no_statement(headings, read_file):
    row = ";".join("x" for _ in headings.split(";"))

    with pytest.raises(ExportError, match="ligner"):
        read_file(f"{headings}\n{row}\n".encode(), "liste.csv")


@pytest.mark.parametrize(
    ("amount", "ore"),
    [("450.000", 45_000), ("450,000", 45_000), ("1.250,00", 125_000), ("1 250.50", 125_050)],
)
def test_three_digits_after_a_point_are_decimals(amount, ore, read_file):
    text = f"Bokført dato;Rentedato;Tekst;Beløp\n04.11.2026;;Gave;{amount}\n"

    assert [row["amount_ore"] for row in payments(read_file(text.encode()))] == [ore]


@pytest.mark.parametrize("amount", ["450.001", "x"])
def test_an_amount_that_cannot_be_read_takes_its_row(amount, read_file):
    text = f"Bokført dato;Rentedato;Tekst;Beløp\n04.11.2026;;Gave;{amount}\n"

    [aside] = frames.records(read_file(text.encode()).rejected)

    assert (aside["whole_row"], aside["field"]) == (True, "amount")


def test_money_in_another_currency_is_set_aside(read_file):
    text = "\n".join(LAYOUTS["Nordea"]).replace("NOK", "EUR") + "\n"

    inbox = read_file(text.encode(), "konto.csv")

    assert payments(inbox) == []
    assert [row["reason"] for row in frames.records(inbox.rejected)] == [
        "beløpet er i EUR, ikke i norske kroner"
    ]


def test_all_headings_of_a_statement_are_assumed():
    profiles = [profile for profile in load_profiles() if "Kontoutskrift" in profile.title]

    assert len(profiles) == 2
    assert not any(column.seen for profile in profiles for column in profile.columns.values())
