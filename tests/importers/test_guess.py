"""Guesses about a file nobody knows: where the list is, what kind it is, and what headings say."""

from datetime import date
from pathlib import Path

import pytest

from workbench.importers import guess
from workbench.importers.cells import Context
from workbench.importers.guess import ListPlace
from workbench.importers.headings import recognise
from workbench.importers.profiles import load_profiles
from workbench.importers.reading import Sheet, is_ocr, read_sheets
from workbench.model.errors import ExportError
from workbench.values.kid import KidStructure, make_kid

CONTEXT = Context(date(2026, 11, 22), (KidStructure(12, 10),))
SAMPLES = Path(__file__).parents[1] / "samples"
FILES = [
    path
    for path in sorted(SAMPLES.glob("*/*"))
    if path.is_file() and path.suffix in {".csv", ".xlsx", ".txt", ".xls"}
]
KIDS = [make_kid(f"{n:011d}", 10) for n in (17, 23, 42)]


def list_place(*rows: str, sheet: str = "") -> ListPlace:
    return ListPlace(Sheet(sheet, [row.split(";") for row in rows]), 0)


def columns(kind, *rows: str) -> dict[str, str]:
    """Return heading -> the column guessed."""
    found = list_place(*rows)
    said = guess.guess_columns(kind, found, load_profiles(), CONTEXT)
    return {found.headings[index]: name for name, (index, _) in said.items()}


def known(path: Path):
    """Return where a sample's list is, and its profile; None for what cannot be mapped by hand."""
    content = path.read_bytes()
    if is_ocr(content):
        return None
    sheets = read_sheets(content, path.name)
    try:
        header = recognise(sheets, load_profiles(path.parent), path.name)
    except ExportError:
        return None
    return (sheets, header) if header.profile.kind in guess.KINDS else None


@pytest.mark.parametrize("path", FILES, ids=[f"{p.parent.name}-{p.name}" for p in FILES])
def test_of_every_sample_the_list_and_its_headings_are_guessed(path):
    if found := known(path):
        sheets, header = found

        first = guess.find_list_places(sheets)[0]
        said = guess.guess_columns(header.profile.kind, first, load_profiles(path.parent), CONTEXT)

        headings = header.headings
        asked = {n: at for n, at in header.columns.items() if n in guess.COLUMNS and headings[at]}
        wrong = [name for name, (at, _) in said.items() if name in asked and asked[name] != at]
        assert (first.sheet.name, first.heading_row) == (header.sheet.name, header.heading_row)
        assert guess.guess_kind(first, load_profiles(path.parent), CONTEXT) == header.profile.kind
        assert len(set(said) & set(asked)) >= 0.8 * len(set(asked.values())), wrong


def test_most_headings_are_guessed_also_where_the_files_own_profile_is_unknown():
    right = asked = 0
    for sheets, header in filter(None, map(known, FILES)):
        others = [one for one in load_profiles() if one.title != header.profile.title]
        first = guess.find_list_places(sheets)[0]
        said = guess.guess_columns(header.profile.kind, first, others, CONTEXT)
        right += sum(header.columns.get(name) == at for name, (at, _) in said.items())
        asked += len({at for n, at in header.columns.items() if n in guess.COLUMNS})

    assert right >= 0.75 * asked


def test_the_row_of_headings_stands_below_what_the_system_says_of_itself():
    rows = [
        ["Utskrift fra Turnplan", "", "", ""],
        ["Tatt ut", "20.11.2026", "", ""],
        ["", "", "", ""],
        ["Nr", "Fornavn", "Etternavn", "Mobil"],
        ["1001", "Kari", "Nordmann", "92884492"],
    ]

    found = guess.find_list_places([Sheet("", rows)])

    assert (found[0].heading_row, found[0].headings) == (3, ["Nr", "Fornavn", "Etternavn", "Mobil"])


def test_a_sheet_with_a_list_goes_before_a_summary_and_a_hidden_one_comes_last():
    summary = Sheet("Oversikt", [["Antall", "Sum"], ["3", "900,00"]])
    people = Sheet("Liste", [["Fornavn", "Etternavn", "E-post"], ["Kari", "Nordmann", "k@x.no"]])
    hidden = Sheet("Skjult", [[*"ABCD"], [*"abcd"]], is_hidden=True)

    found = guess.find_list_places([hidden, summary, people])

    assert [one.sheet.name for one in found if one.heading_row == 0] == [
        "Liste",
        "Oversikt",
        "Skjult",
    ]


@pytest.mark.parametrize("rows", [[], [[]], [["Bare", "overskrifter"]], [["1", "2"], ["3", "4"]]])
def test_what_has_no_list_has_no_place_for_one(rows):
    assert guess.find_list_places([Sheet("", rows)]) == []


@pytest.mark.parametrize("at", [24, 25])
def test_headings_are_looked_for_in_the_first_25_rows(at):
    rows = [["x"]] * at + [["Fornavn", "Etternavn"], ["Kari", "Nordmann"]]

    assert bool(guess.find_list_places([Sheet("", rows)])) == (at == 24)


def test_a_heading_that_is_blank_repeated_or_a_birth_number_cannot_be_chosen():
    found = list_place("Navn;;E-post; e-POST ;01019012345")

    assert found.headings == ["Navn", "", "E-post", "", ""]


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        ("Nr;Forfallsdato;Status;Beløp", "bills"),
        ("Nr;Siste frist;Beløp", "bills"),
        ("Nr;Dato;Beløp", "payments"),
    ],
)
def test_a_due_date_and_a_status_tell_a_claim_from_a_payment(headings, kind):
    cells = {"Nr": "501", "Status": "Ubetalt", "Beløp": "300,00"}
    row = ";".join(cells.get(heading, "01.11.2026") for heading in headings.split(";"))

    assert guess.guess_kind(list_place(headings, row), load_profiles(), CONTEXT) == kind


def test_birth_numbers_among_the_values_are_hidden():
    assert list_place("Nr", "010190 12345", "", "7").values(0) == ["***********", "7"]


@pytest.mark.parametrize(
    ("heading", "value", "column"),
    [
        ("Utøvernr", "1001", "person"),
        ("Fornavn på utøver", "Kari", "first_name"),
        ("Slektsnavn", "Nordmann", "last_name"),
        ("Kom til verden", "12.03.2011", "born_on"),
        ("Mobil utøver", "928 84 492", "phone"),
        ("Kontaktinfo", "kari@example.no", "email"),
        ("Mors mobil", "928 84 492", "guardian_1_phone"),
        ("Foresatt e-post", "mor@example.no", "guardian_1_email"),
        ("Foresatt 2 mobil", "928 84 492", "guardian_2_phone"),
        ("Betaler e-post", "far@example.no", "payer_email"),
        ("Treningsparti", "Rødt parti", "group"),
        ("Treningspartier", "Rødt, Blått", None),
        ("Grupper", "Rødt, Blått", "groups"),
        ("Gruppe", "Rødt, Blått", "groups"),
        ("Tilstand", "På parti", "status"),
        ("Postnr", "150", "postcode"),
        ("Telefon", "ikke oppgitt", None),
        ("Draktstørrelse", "XL", None),
    ],
)
def test_a_members_heading_is_guessed_by_its_name_and_its_values(heading, value, column):
    assert columns("members", heading, value) == ({heading: column} if column else {})


@pytest.mark.parametrize(
    ("headings", "values", "wanted"),
    [
        ("Fakturanummer;Navn", "501;Kari Nordmann", ["order", "member_name"]),
        ("Kundenr;Navn", "17;Kari Nordmann", ["person", "recipient"]),
        ("Forfall;Betalt", "01.11.2026;300,00", ["due_on", "paid"]),
        ("Forfall;Betalt", "01.11.2026;20.10.2026", ["due_on", "paid_on"]),
        ("Å betale;Siste frist", "300,00;01.11.2026", ["amount", "due_on"]),
        ("Referanse;Tekst", f"{KIDS[0]};Treningsavgift høst", ["kid", "title"]),
        ("Restbeløp;Sum", "0,00;450,00", ["outstanding", "amount"]),
    ],
)
def test_bills_are_guessed_by_names_and_values_together(headings, values, wanted):
    said = columns("bills", headings, values)

    assert [said.get(heading) for heading in headings.split(";")] == wanted


def test_a_column_stands_at_most_once_and_the_best_heading_gets_it():
    said = columns("members", "Mobil privat;Mobil;Mobil jobb", "92884492;92884493;92884494")

    assert said == {"Mobil": "phone"}


@pytest.mark.parametrize(
    ("headings", "values", "kind"),
    [
        ("Nr;Fornavn;Etternavn;Født", "1;Kari;Nordmann;12.03.2011", "members"),
        ("Fakturanr;Navn;Tekst;Forfall;Beløp", "5;Kari Moe;Kurs;01.11.2026;300", "bills"),
        ("Innbetalt;Beløp;KID", f"02.11.2026;300,00;{KIDS[1]}", "payments"),
    ],
)
def test_the_kind_is_the_one_whose_needs_are_met(headings, values, kind):
    assert guess.guess_kind(list_place(headings, values), load_profiles(), CONTEXT) == kind


def test_status_words_get_the_code_that_another_profile_or_our_own_words_give_them():
    words = ["BETALT", "Annullert", "Kreditnota", "ubetalt", "Delbetalt", "Venter"]

    found = guess.guess_words("bills", words, load_profiles())

    assert found == {
        "BETALT": "paid", "Annullert": "cancelled", "Kreditnota": "cancelled", "ubetalt": "open",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("days", "order"),
    [("26-11-22;99-11-30", "ymd"), ("22.11.26;30.11.99", "dmy"), ("26-11-22", "dmy")],
)
def test_the_order_of_days_is_the_one_that_reads_them_all(days, order):
    assert guess.guess_order(list_place("Dag", *days.split(";")), [0]) == order
