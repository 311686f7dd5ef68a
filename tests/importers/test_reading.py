"""Bytes to rows: what kind of file it is, how it is written, and where it was cut."""

import csv
import io
import json
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from workbench.importers.archives import unpack
from workbench.importers.headings import recognise
from workbench.importers.profiles import load_profiles
from workbench.importers.reading import read_sheets
from workbench.model import frames
from workbench.model.errors import ExportError

HEADINGS = "OrderID;Forfall;Status;Beskrivelse;Mottaker;Beløp;Innbetalt;Opprettet på;Betalt"
LINE = "3000001;05.02.2026;Ubetalt;Kontingent;Åse Ødegård;300;0;22.01.2026;"


def xlsx(*rows, epoch=None) -> bytes:
    book, buffer = Workbook(), io.BytesIO()
    book.epoch = epoch or book.epoch
    for row in rows:
        book.active.append(row)
    book.save(buffer)
    return buffer.getvalue()


def replaced(content: bytes, parts: dict[bytes, bytes]) -> bytes:
    """Change the bytes of a workbook's first sheet, to what openpyxl does not write."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            for before, after in parts.items() if name.endswith("sheet1.xml") else ():
                part = part.replace(before, after)
            new.writestr(name, part)
    return buffer.getvalue()


def with_cells(content: bytes, delimiter: str) -> bytes:
    """Write a Fordringer file with another delimiter."""
    buffer = io.StringIO()
    rows = csv.reader(io.StringIO(content.decode("utf-8")), delimiter=";")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue().encode("utf-8")


@pytest.mark.parametrize("name", ["klubbadmin/medlemmer.xlsx", "klubbadmin/fordringer.csv"])
@pytest.mark.parametrize("renamed", ["medlemmer (1).csv", "fordringer.xlsx", "nedlasting"])
def test_the_kind_is_told_by_the_bytes_not_the_name(name, renamed, samples, read_files, read_file):
    known = read_files(samples / name)

    found = read_file((samples / name).read_bytes(), renamed)

    assert list(found.files["title"]) == list(known.files["title"])
    assert {n: frames.records(f) for n, f in found.incoming.items()} == {
        n: frames.records(f) for n, f in known.incoming.items()
    }


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n \r\n",
        b"\xef\xbb\xbf",
        bytes(range(256)) * 4,
        b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
        b"PK\x03\x04" + b"\x00" * 60,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        xlsx(["PersonId"], [1])[:-400],
        xlsx(["PersonId"], [1])[:900],
    ],
    ids=["empty", "blank", "bom", "binary", "pdf", "zip", "xls", "cut-xlsx", "shorter-xlsx"],
)
def test_what_is_no_export_is_refused_in_one_sentence_that_names_the_file(content, read_file):
    with pytest.raises(ExportError, match=r"\Afil\.csv: [^\n]+\.\Z"):
        read_file(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t", ",", "|"])
def test_norwegian_letters_survive_every_encoding_and_delimiter(
    encoding, delimiter, fordringer, frames_of
):
    content = with_cells(fordringer(LINE, LINE.replace("300;", "1 250,00;")), delimiter)

    found = frames_of(content.decode("utf-8").encode(encoding))

    assert found["invoices"][0]["recipient_name"] == "Åse Ødegård"


def test_a_windows_text_that_ends_in_a_letter_is_whole(frames_of):
    text = "PersonId;Fornavn;Etternavn;Tlf. mobil;E-post\r\n1;Per;Vik;;\r\n2;Ola;Vik;;\r\nAntall på"

    assert len(frames_of(text.encode("cp1252"))["members"]) == 2


def test_a_byte_unknown_to_windows_does_not_stop_the_file(fordringer, frames_of):
    content = fordringer(LINE.replace("Kontingent", "Kont\x81")).decode("utf-8").encode("latin-1")

    assert frames_of(content)["invoices"][0]["recipient_name"] == "Åse Ødegård"


def test_a_line_break_in_quotes_belongs_to_its_cell(fordringer, map_file):
    found = map_file(fordringer(LINE.replace("Kontingent", '"Leir;\nuke 26"'), LINE))

    assert [record["title"] for record in found.records] == ["Leir; uke 26", "Kontingent"]


@pytest.mark.parametrize("delimiter", [";", ",", "|"])
def test_the_line_that_names_the_delimiter_is_frame(delimiter, fordringer, map_file):
    content = with_cells(fordringer(LINE), delimiter)

    found = map_file(f"sep={delimiter}\r\n".encode() + content)

    assert (len(found.records), found.rows_aside, found.rows_frame) == (1, 0, 2)
    assert found.records[0]["row"] == 3


RAGGED = [
    f"300000{n};05.02.2026;Ubetalt;Kontingent;Ola;300,00;0,00;22.01.2026" + ";" * (n % 2)
    for n in range(2, 8)
]


@pytest.mark.parametrize("first", [b"", b"sep=;\r\n"], ids=["plain", "sep"])
def test_commas_in_amounts_do_not_win_over_semicolons_where_empty_cells_are_left_out(
    first, fordringer, map_file
):
    found = map_file(first + fordringer(*RAGGED))

    assert [record["amount"] for record in found.records] == [30000] * 6


@pytest.mark.parametrize("rows", [3, 6000], ids=["small", "above-the-reader's-limit"])
def test_a_quote_that_is_never_closed_swallows_no_rows(rows, fordringer, map_file):
    orders = [str(3000000 + n) for n in range(rows)]
    rest = LINE.removeprefix("3000001")
    content = fordringer(
        f"2999999{rest.replace('Kontingent', chr(34) + 'Høst')}", *(o + rest for o in orders)
    )

    try:
        found = map_file(content)
    except ExportError:
        return  # to refuse the file is as good as to read it

    assert set(orders) <= {*found.all_rows["record"]}


@pytest.mark.parametrize("cut", [4, 14, 17, 24])
def test_a_last_line_that_was_cut_off_is_set_aside(cut, fordringer, map_file):
    whole = fordringer(LINE, "3000002;05.02.2026;Ubetalt;Leir;Ola;1250,00;100,00;22.01.2026;")

    found = map_file(whole[: -2 - cut])

    assert [record["order"] for record in found.records] == ["3000001"]
    assert {(one.row, one.whole_row) for one in found.set_aside} == {(3, True)}


def test_a_file_cut_in_the_middle_of_a_letter_is_not_read_as_another_encoding(frames_of):
    text = "PersonId;Fornavn;Etternavn;Tlf. mobil;E-post\r\n1;Åse;Vågen;;\r\n2;Bjø"

    try:
        found = frames_of(text.encode("utf-8")[:-1])
    except ExportError:
        return  # to refuse the file is as good as to read it

    assert found["members"][0]["first_name"] == "Åse"


def test_a_row_with_more_cells_than_headings_is_set_aside(fordringer, map_file):
    split = "3000002,05.02.2026,Ubetalt,Leir,Ola,1250,50,300,00,22.01.2026,"
    content = with_cells(fordringer(LINE, LINE, LINE), ",") + split.encode() + b"\r\n"

    found = map_file(content)

    assert len(found.records) == 3
    assert {(one.row, one.whole_row) for one in found.set_aside} == {(5, True)}


def test_an_amount_that_excel_worked_out_is_read_as_excel_shows_it(map_file):
    shown = ["1", "05.02.2026", "Ubetalt", "Leir", "Ola", 0.3, 0.7, "22.01.2026"]
    stored = {b"<v>0.3</v>": b"<v>0.30000000000000004</v>"}

    found = map_file(replaced(xlsx(HEADINGS.split(";"), shown), stored))

    assert [(record["amount"], record["paid"]) for record in found.records] == [(30, 70)]


def test_cells_of_a_workbook_become_the_text_a_reader_would_write():
    row = [580, 580.0, 2.5, True, datetime(2026, 2, 5), datetime(2026, 2, 5, 14, 5), None, "'01"]

    [sheet] = read_sheets(xlsx([], row), "bok.xlsx")

    assert sheet.rows[1] == (
        "580", "580", "2.5", "Ja", "2026-02-05", "2026-02-05T14:05:00", "", "'01"
    )  # fmt: skip


def test_a_workbook_that_counts_from_1904_has_its_own_days():
    content = xlsx([datetime(2026, 2, 5)], epoch=CALENDAR_MAC_1904)

    assert read_sheets(content, "mac.xlsx")[0].rows == [("2026-02-05",)]


@pytest.mark.parametrize("paid", ["ja", "0,7000000001", "300,00 + 20"])
def test_a_sum_nobody_can_read_sets_its_row_aside_since_its_money_is_not_known(
    paid, fordringer, map_file
):
    found = map_file(fordringer(f"3000002;05.02.2026;Ubetalt;Leir;Ola;300;{paid};22.01.2026;"))

    assert found.records == []
    assert [(one.field, one.whole_row) for one in found.set_aside] == [("paid", True)]


def test_a_column_of_many_kinds_keeps_each():
    cells = [True, 1, 1.0, 0, False, -0.0, 1e15, 123456789012345, 0.1 + 0.2, "1", None]

    [sheet] = read_sheets(xlsx(*([cell] for cell in cells)), "bok.xlsx")

    assert [row[0] for row in sheet.rows] == [
        "Ja", "1", "1", "0", "Nei", "0", "1000000000000000.0", "123456789012345", "0.3", "1"
    ]  # fmt: skip


def test_a_sheet_that_begins_further_in_has_its_rows_and_columns_in_their_place():
    book, buffer = Workbook(), io.BytesIO()
    book.active["C3"] = "Navn"
    book.save(buffer)

    [sheet] = read_sheets(buffer.getvalue(), "bok.xlsx")

    assert sheet.rows == [("", "", "")] * 2 + [("", "", "Navn")]


def test_a_hidden_sheet_is_read_only_where_no_other_fits(fordringer):
    book, buffer = Workbook(), io.BytesIO()
    for row in (HEADINGS.split(";"), LINE.split(";")):
        book.active.append(row)
    hidden = book.copy_worksheet(book.active)
    hidden.title, hidden.sheet_state = "Skjult", "hidden"
    book.save(buffer)

    sheets = read_sheets(buffer.getvalue(), "bok.xlsx")

    assert [sheet.is_hidden for sheet in sheets] == [False, True]
    assert recognise(sheets, load_profiles(), "bok.xlsx").sheet is sheets[0]
    assert recognise(sheets[1:], load_profiles(), "bok.xlsx").sheet is sheets[1]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_unicode_text_without_a_mark_is_known_by_its_every_other_byte(encoding):
    [sheet] = read_sheets("Navn\tSted\r\nÅse – 1\tBø\r\n".encode(encoding), "tekst.txt")

    assert sheet.rows == [("Navn", "Sted"), ("Åse – 1", "Bø")]


PAGE = """<html><table><tr><td>Layout: <table border=1>
 <tr><th>Navn</th><th colspan=2>Beløp&nbsp;i<br>kroner</th><th>Lag</th></tr>
 <tr><td rowspan="2">Åse <b>Ødegård</b></td><td>1 250,00<td>kr</td>
  <td><p>G12</p><p>Håndball</p></tr>
 <!-- en merknad --><tr><td>300,00</td><td colspan=x>kr</td></tr>
</table></td></tr><tr><td>Utskrift</td></tr></table>
<table><tr><td>én rad</td></tr></table></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_each_table_of_a_page_is_a_sheet_with_its_spans_filled_out(encoding):
    sheets = read_sheets(PAGE.encode(encoding), "rapport.xls")

    assert [sheet.name for sheet in sheets] == ["tabell 1", "tabell 2", "tabell 3"]
    assert sheets[0].rows == [("Layout:",), ("Utskrift",)]
    assert sheets[1].rows == [
        ("Navn", "Beløp i kroner", "Beløp i kroner", "Lag"),
        ("Åse Ødegård", "1 250,00", "kr", "G12 Håndball"),
        ("Åse Ødegård", "300,00", "kr"),
    ]


DUMP = [
    {
        "id": 7,
        "name": "Høst",
        "recipients": [
            {"memberId": "A1", "paid": True, "claims": [{"products": [{"price": 12500}]}]},
            {"memberId": "B2", "paid": None, "tags": ["ny", 2], "rate": 2.50},
        ],
    },
    {"id": 8, "recipients": []},
]


def test_every_list_of_objects_in_a_dump_is_a_sheet_named_by_its_path():
    sheets = {sheet.name: sheet.rows for sheet in read_sheets(json.dumps(DUMP).encode(), "x")}

    assert list(sheets) == [
        "", "recipients", "recipients.claims", "recipients.claims.products"
    ]  # fmt: skip
    assert sheets["recipients"] == [
        ("memberId", "paid", "claims.1.products.1.price", "../id", "../name", "tags", "rate"),
        ("A1", "Ja", "12500", "7", "Høst", "", ""),
        ("B2", "", "", "7", "Høst", "ny;2", "2.5"),
    ]
    assert [row[0] for row in sheets[""]] == ["id", "7", "8"]


@pytest.mark.parametrize(
    ("found", "rows"),
    [
        ({"id": 12345678901234567890}, [("id",), ("12345678901234567890",)]),
        ([[{"id": 1}], [{"id": 2}]], [("id",), ("1",), ("2",)]),
        ([{"id": 1}, 5, [6, 7]], [("id", ""), ("1", ""), ("", "5"), ("", "6;7")]),
        ([{"id": "a\0b\ud800"}], [("id",), ("ab?",)]),
    ],
    ids=["one-object", "pages", "mixed", "no-letters"],
)
def test_nothing_of_an_odd_dump_is_lost(found, rows):
    [sheet] = read_sheets(json.dumps(found).encode(), "dump.json")

    assert sheet.rows == rows


def test_the_name_of_a_sheet_is_one_line_of_text():
    found = {"[/x]\x1b[2J\u202e\nlag\ud83d\x9b": [{"id": 1}]}

    *_, sheet = read_sheets(json.dumps(found).encode(), "dump.json")

    assert sheet.name == "[/x][2J lag?"


def test_a_long_list_stands_in_its_own_sheet_alone():
    found = {"members": [{"id": n} for n in range(21)]}

    outer, inner = read_sheets(json.dumps(found).encode(), "dump.json")

    assert (outer.rows, len(inner.rows)) == ([(), ()], 22)


def test_a_zip_of_exports_is_its_files_and_a_workbook_is_itself(fordringer):
    buffer, book = io.BytesIO(), xlsx(["PersonId"], [1])
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.mkdir("uke 47")
        for name in ("uke 47/fordringer.csv", "bok.xlsx", "__MACOSX/._bok.xlsx", ".DS_Store"):
            archive.writestr(name, book if name == "bok.xlsx" else fordringer(LINE))

    found = unpack(buffer.getvalue(), "uke.zip")

    assert found == [
        ("uke.zip/uke 47/fordringer.csv", fordringer(LINE)),
        ("uke.zip/bok.xlsx", book),
    ]
    assert unpack(book, "bok.xlsx") == [("bok.xlsx", book)]
    assert unpack(fordringer(LINE), "fil.csv") == [("fil.csv", fordringer(LINE))]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'<?xml version="1.0"?>\n<Workbook xmlns="x"/>', r"lagre det som \.xlsx"),
        (b"<!DOCTYPE html><title>Logg inn</title>", "nettside uten noen tabell"),
        (b'[{"id": 1}, {"id"', "JSON-filen er skadet"),
        (b'{"id": ' + b"9" * 5000 + b"x}", "JSON-filen er skadet"),
    ],
    ids=["spreadsheetml", "log-in-page", "cut-json", "no-json"],
)
def test_what_cannot_be_read_says_what_it_is(content, said):
    with pytest.raises(ExportError, match=rf"\Afil: [^\n]*{said}[^\n]*\.\Z"):
        read_sheets(content, "fil")


SEVERED = [  # a file, what is changed in it
    (xlsx(["Navn"], ["Kari"], ["Ola"]), b'<row r="3">', b'<row r="2">'),
    (xlsx(["Navn", "Lag"], ["Kari", "G12"]), b'r="B2"', b'r="A2"'),
    (PAGE.encode(), b"<!-- en merknad -->", b"<!-- en merknad"),
    (PAGE.encode(), b"<!-- en merknad -->", b"<script>"),
    ("Navn\tLag\r\nKari\tG12\r\nOla\tG13\r\n".encode("utf-16"), b"K\0", b"K"),
]


@pytest.mark.parametrize(
    ("content", "before", "after"),
    SEVERED,
    ids=["row-twice", "cell-twice", "open-comment", "open-script", "lost-byte"],
)
def test_a_file_whose_rows_would_be_lost_is_refused_as_damaged(content, before, after):
    changed = content.replace(before, after)
    if content.startswith(b"PK"):
        changed = replaced(content, {before: after})

    assert len(read_sheets(content, "fil")[-1].rows) > 0
    with pytest.raises(ExportError, match=r"\Afil: filen er skadet"):
        read_sheets(changed, "fil")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\n1 0 obj", "filen er en PDF; eksporter på nytt som Excel"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "med passord"),
        (b"\x89PNG\r\n\x1a\n\x00", "verken et regneark eller en tekstfil"),
    ],
)
def test_what_is_no_list_is_called_what_it_is(content, said):
    with pytest.raises(ExportError, match=said):
        read_sheets(content, "liste.xlsx")
