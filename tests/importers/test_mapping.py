"""A sheet and a profile to records: the header, what is frame, and what is never kept."""

import pytest

from workbench.importers.headings import recognise
from workbench.importers.profiles import Column, Profile, load_profiles
from workbench.importers.reading import Sheet
from workbench.model import frames
from workbench.model.errors import ExportError

LINE = "3000001;05.02.2026;Ubetalt;Kontingent;Ola Prøve;300;0;22.01.2026;"
MEMBERS = "PersonId;Fornavn;Etternavn;Tlf. mobil;E-post"
BIRTH_NUMBER = "01029912345"


def profile(title: str, *headings: str) -> Profile:
    names = ("order", "step_id", "sent_on")
    columns = {
        name: Column(type="text", required=True, seen=(heading,))
        for name, heading in zip(names, headings, strict=True)
    }
    return Profile(title=title, system="prøve", kind="steps", key=("order",), columns=columns)


@pytest.mark.parametrize("above", [0, 1, 7, 24])
def test_the_header_is_sought_in_the_first_25_rows_blank_ones_counted(above, fordringer, map_file):
    preamble = b"\r\n" * (above // 2) + b"Utskrift\r\n" * (above - above // 2)

    found = map_file(preamble + fordringer(LINE))

    assert (found.rows_frame, found.records[0]["row"]) == (above + 1, above + 2)


def test_a_header_below_the_25th_row_is_not_found(fordringer, map_file):
    with pytest.raises(ExportError, match="ligner ingen eksport"):
        map_file(b"Utskrift\r\n" * 25 + fordringer(LINE))


def test_two_profiles_that_fit_equally_well_are_both_named():
    two = (profile("Liste A", "Navn", "Lag", "Dag"), profile("Liste B", "Navn", "Gruppe", "Dag"))
    sheets = [Sheet("", [["Navn", "Lag", "Gruppe", "Dag"], ["Ola", "Gutter", "Barn", "fredag"]])]

    with pytest.raises(ExportError, match=r"\Aliste\.csv: .*«Liste A».*«Liste B».*\.\Z"):
        recognise(sheets, two, "liste.csv")


def test_a_file_that_no_profile_fits_is_refused_with_its_headings(read_file):
    with pytest.raises(ExportError, match=r"\Afil\.csv: .*'Lagnavn'.*'Drakt'.*\.\Z"):
        read_file("Lagnavn;Drakt\r\nGutter 12;blå\r\n".encode())


@pytest.mark.parametrize(
    "text",
    [
        "Navn;Mobil\r\nKari Prøvesen;412 34 501\r\nPer Prøvesen;41234502\r\n",
        "Kari Prøvesen;kari@example.org;41234501\r\nPer Prøvesen;per@example.org;41234502\r\n",
        f"Navn;Fødselsnummer\r\nKari Prøvesen;{BIRTH_NUMBER}\r\n",
    ],
    ids=["few-headings", "no-headings", "birth-number"],
)
def test_a_refused_file_is_described_without_its_people(text, read_file):
    with pytest.raises(ExportError) as refused:
        read_file(text.encode())

    said = str(refused.value)
    secrets = ("Kari", "Per Prøvesen", "412 34 501", "4123450", "example.org", BIRTH_NUMBER)
    assert not [secret for secret in secrets if secret in said]


def test_two_columns_of_one_heading_that_differ_are_an_error_that_names_it(read_file):
    text = f"{MEMBERS};E-post\r\n1;Ola;Prøve;;ola@example.org;mor@example.org\r\n"

    with pytest.raises(ExportError, match="E-post"):
        read_file(text.encode())


def test_two_columns_of_one_heading_that_say_the_same_are_one(frames_of):
    text = f"{MEMBERS};E-post\r\n1;Ola;Prøve;;ola@example.org;ola@example.org\r\n"

    assert frames_of(text.encode())["members"][0]["email"] == "ola@example.org"


def test_an_exact_heading_is_not_mistaken_for_one_that_contains_it(frames_of):
    text = (
        "E-post foresatt;PersonId;Fornavn;Etternavn;Tlf. mobil;E-post\r\n"
        "mor@example.org;1;Ola;Prøve;;\r\n"
    )

    assert frames_of(text.encode())["members"][0]["email"] is None


@pytest.mark.parametrize(
    "second",
    [
        ["PersonId", "Fornavn", "Etternavn", "Tlf. mobil", "E-post", "Gren/Gruppe"],
        ["PersonId", "OrderID", "Avtale", "Fra", "Til"],
    ],
    ids=["same-kind", "other-kind"],
)
def test_a_second_list_in_the_workbook_is_not_passed_over_as_frame(second):
    first = [*MEMBERS.split(";"), "Adresse", "Postnr", "Kjønn"]
    row = ["1", "Ola", "Prøve", "", "", "", "", ""]
    sheets = [Sheet("Fotball", [first, row]), Sheet("Håndball", [second, row[: len(second)]])]

    with pytest.raises(ExportError):
        recognise(sheets, load_profiles(), "medlemmer.xlsx")


def test_headings_that_stand_again_further_down_are_frame(map_file):
    text = f"{MEMBERS}\r\n1;Ola;Prøve;;\r\n{MEMBERS}\r\n2;Kari;Prøve;;\r\n"

    found = map_file(text.encode())

    assert [record["person"] for record in found.records] == ["1", "2"]
    assert found.rows_frame == 2


@pytest.mark.parametrize("cell", range(9))
def test_a_birth_number_is_kept_in_no_frame(cell, fordringer, read_file):
    cells = LINE.split(";")
    cells[cell] = f"{cells[cell]} {BIRTH_NUMBER}".strip()

    inbox = read_file(fordringer(LINE.replace("3000001", "3000002"), ";".join(cells)))

    kept = [inbox.files, inbox.rejected, *inbox.incoming.values()]
    assert BIRTH_NUMBER not in str([frames.records(frame) for frame in kept])
