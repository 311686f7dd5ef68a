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
HEADINGS = "OrderID;Forfall;Status;Beskrivelse;Mottaker;Beløp;Innbetalt;Opprettet på;Betalt"


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


NEARLY = [
    ("Forfall", "Forfallsdag", r"overskriften «Forfall» \(fant 'Forfallsdag'\);"),
    ("Beløp;Innbetalt", "Sum;Betalt kr", r"overskriftene «Beløp», «Innbetalt» \(fant 'Sum', 'Be"),
    ("Forfall", "928 84 492", r"overskriften «Forfall» \(fant ingen andre\);"),
]


@pytest.mark.parametrize(("heading", "instead", "said"), NEARLY)
def test_a_file_that_lacks_a_heading_of_a_known_one_says_which(
    heading, instead, said, fordringer, map_file
):
    content = fordringer(LINE).decode().replace(heading, instead)

    with pytest.raises(ExportError, match=rf"ligner «Fordringer fra Buypass .*», .* {said}"):
        map_file(content.encode())


@pytest.mark.parametrize(
    ("title", "count", "is_near"),
    [
        ("Fordringer fra Buypass Payment Manager", 4, False),
        ("Fordringer fra Buypass Payment Manager", 5, True),
        ("Kontorets liste over sendte påminnelser", 2, False),
    ],
)
def test_a_file_is_near_a_profile_by_half_of_its_headings_and_at_least_three(title, count, is_near):
    [near] = [one for one in load_profiles() if one.title == title]
    columns = [column for name, column in near.columns.items() if near.is_required(name)]
    row = [(column.seen + column.assumed)[0] for column in columns[:count]]

    with pytest.raises(ExportError) as said:
        recognise([Sheet("", [row])], (near,), "liste.csv")

    assert (f"ligner «{title}»" in str(said.value)) is is_near


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


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        ("Fornavn;Etternavn;PersonId;Tlf. mobil;E-post", "Sumaya;Ali;;;"),
        ("Fornavn;Etternavn;PersonId;Tlf. mobil;E-post", "Antall;Ly;1;;"),
        ("Etternavn;Fornavn;PersonId;Tlf. mobil;E-post", "Sum;;;92884492;"),
        (
            "Beskrivelse;OrderID;Forfall;Status;Mottaker;Beløp;Innbetalt;Opprettet på;Betalt",
            "Sum 2026;3000001;05.02.2026;Ubetalt;Ola Prøve;300;0;22.01.2026;",
        ),
    ],
)
def test_a_record_that_begins_as_a_total_does_is_no_frame(headings, row, map_file):
    found = map_file(f"{headings}\r\n{row}\r\n".encode())

    assert (found.rows_taken + found.rows_aside, found.rows_frame) == (1, 1)


@pytest.mark.parametrize("row", ["Sum;;;;;600;0;;", "Antall ordrer: 2;;;;;;;;", "Totalt;;;;;2;;;"])
def test_a_total_is_frame(row, fordringer, map_file):
    assert map_file(fordringer(LINE, row)).rows_frame == 2


@pytest.mark.parametrize(
    ("row", "taken"),
    [
        ("3000001;05.02.2026;Ubetalt;Kontingent", 0),
        ("3000001;05.02.2026;Ubetalt;Kontingent;Ola Prøve;300;0", 0),
        ("3000001;05.02.2026;Ubetalt;Kontingent;Ola Prøve;300;0;22.01.2026", 1),
    ],
)
def test_a_line_that_ends_before_a_column_that_is_read_is_set_aside(row, taken, map_file):
    text = f"{HEADINGS}\r\n{row}\r\n{LINE.replace('3000001', '3000002')}\r\n"

    found = map_file(text.encode())

    assert (found.rows_taken, found.rows_aside) == (taken + 1, 1 - taken)


def test_a_line_may_lack_cells_that_nobody_reads(map_file):
    text = f"{MEMBERS};Notat;Mer;Enda mer\r\n1;Ola;Prøve;;\r\n"

    assert map_file(text.encode()).rows_taken == 1


@pytest.mark.parametrize(
    "cell",
    ["01029900031", "1029900031", "01 02 99 00031", "010299\u201300031", "010299  00031",
     "010299\u200b00031"],
)  # fmt: skip
@pytest.mark.parametrize("heading", ["PersonId", "Notat"])
def test_a_birth_number_is_found_however_it_is_written(cell, heading, read_file):
    cells = {"PersonId": "1", "Fornavn": "Ola", "Etternavn": "Prøve", "Tlf. mobil": "",
             "E-post": "", "Notat": "", heading: cell}  # fmt: skip
    text = f"{';'.join(cells)}\r\n{';'.join(cells.values())}\r\n"

    inbox = read_file(text.encode())

    [(ending, kept)] = inbox.contents.values()
    assert ending == ".masked.json"
    assert cell not in kept.decode()
    assert cell not in str([frames.records(f) for f in (inbox.rejected, *inbox.incoming.values())])
    assert len(inbox.incoming.get("members", ())) == (heading == "Notat")


def test_a_birth_number_under_kid_is_hidden_where_it_is_not_the_clubs_kid(read_file):
    text = f"Bokført;Inn;KID\r\n03.11.2026;500,00;{BIRTH_NUMBER}\r\n"

    inbox = read_file(text.encode())

    [(ending, kept)] = inbox.contents.values()
    assert (ending, BIRTH_NUMBER in kept.decode()) == (".masked.json", False)
    assert BIRTH_NUMBER not in str(frames.records(inbox.rejected))


def test_a_birth_number_in_the_name_of_a_file_is_hidden(fordringer, read_file):
    inbox = read_file(fordringer(LINE), f"krav {BIRTH_NUMBER}.csv")

    assert list(inbox.files["name"]) == ["krav ***********.csv"]


def test_of_a_bank_statement_only_what_came_in_is_kept(read_file):
    text = (
        "Bokført;Forklaring;Inn;KID\r\n03.11.2026;Lønn Kari;-25 000,00;\r\n"
        "03.11.2026;Innbetaling;500,00;001000300010\r\nSaldo;;1 000,00;\r\n"
    )

    inbox = read_file(text.encode(), "konto.csv")

    [(_, kept)] = inbox.contents.values()
    assert "Innbetaling" in kept.decode()
    assert not [word for word in ("Lønn", "25 000", "1 000") if word in kept.decode()]
    assert len(inbox.incoming["payments"]) == 1
    again = read_file(kept, "konto.csv")
    assert again.incoming["payments"].equals(inbox.incoming["payments"])


@pytest.mark.parametrize("name", ["krav.unfinished", f"krav.{'a' * 200}", "krav"])
def test_a_file_is_kept_with_an_ending_that_is_known_or_none(name, fordringer, read_file):
    [(ending, _)] = read_file(fordringer(LINE), name).contents.values()

    assert ending == ""


def test_a_line_between_the_parts_of_a_key_is_in_no_id(map_file):
    found = map_file(f"{MEMBERS}\r\n12|A;Ola;Prøve;;\r\n".encode())

    assert (found.rows_taken, found.rows_aside) == (0, 1)
