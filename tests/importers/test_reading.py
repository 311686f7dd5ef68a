"""Bytes to rows: what kind of file it is, how it is written, and where it was cut."""

import csv
import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

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

    seen = {record["order"] for record in found.records} | {a.record for a in found.set_aside}
    assert set(orders) <= seen


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

    assert sheet.rows[1] == [
        "580", "580", "2.5", "Ja", "2026-02-05", "2026-02-05T14:05:00", "", "'01"
    ]  # fmt: skip


def test_a_workbook_that_counts_from_1904_has_its_own_days():
    content = xlsx([datetime(2026, 2, 5)], epoch=CALENDAR_MAC_1904)

    assert read_sheets(content, "mac.xlsx")[0].rows == [["2026-02-05"]]


@pytest.mark.parametrize("paid", ["ja", "0,7000000001", "300,00 + 20"])
def test_a_sum_nobody_can_read_sets_its_row_aside_since_its_money_is_not_known(
    paid, fordringer, map_file
):
    found = map_file(fordringer(f"3000002;05.02.2026;Ubetalt;Leir;Ola;300;{paid};22.01.2026;"))

    assert found.records == []
    assert [(one.field, one.whole_row) for one in found.set_aside] == [("paid", True)]
