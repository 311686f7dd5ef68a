"""The twenty-nine kinds of mess that exports are known to have: each stands in a sample.

A row of `MESS` names the item, a sample, bytes that show that the mess is really there (of a
workbook, bytes of its parts), and what the rows expected beside the sample say of it.
"""

import zipfile
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest


class Mess(NamedTuple):
    item: int
    name: str
    sample: str
    found: tuple[bytes, ...]
    expected: tuple[str, ...]


def utf(*texts: str) -> tuple[bytes, ...]:
    return tuple(text.encode("utf-8") for text in texts)


def latin(*texts: str) -> tuple[bytes, ...]:
    return tuple(text.encode("latin-1") for text in texts)


NBSP, NARROW = "\u00a0", "\u202f"
BILAG, FORDRINGER = "klubbadmin/bilagsrapport.xlsx", "klubbadmin/fordringer.csv"
MEMBERS, TEMPLATE = "klubbadmin/medlemmer.xlsx", "klubbadmin/importmal.xlsx"
SPOND, APP = "spond/medlemmer.xlsx", "spond/for_import.xlsx"
UNICODE, FEDERATION = "spoortz/personer_unicode.txt", "forbund/medlemmer.csv"
BERTHS, COURSE = "styreweb/Marina_-_Detaljert.csv", "tryggivann/kurs_1.csv"
OPEN_ITEMS, BANK = "regnskap/apenpost.csv", "bank/kontoutskrift.csv"

MESS = [
    Mess(1, ".csv with tabs", BERTHS, (b"Brygge\tPlass\tEier\t",), ('"first_name": "Bjørn"',)),
    Mess(1, ".xls that is HTML", "tryggivann/faktura.xls", (b"<table>", b"<tr><td>"),
         ('"invoice_id": "tryggivann:70001"', '"amount_ore": 115000')),
    Mess(1, "real .xls", "klubbadmin/fordringer.xls", (b"\xd0\xcf\x11\xe0",),
         ('"amount_ore": 125050',)),
    Mess(2, "UTF-8 with BOM", "spoortz/giroer.csv", (b"\xef\xbb\xbfGironr",),
         ('"claim_id": "spoortz:3000001"',)),
    Mess(2, "UTF-8 without", BERTHS, utf("Åse"), ('"first_name": "Åse"',)),
    Mess(2, "cp1252", FORDRINGER, latin("BJØRN ÅS-LIEN"), ('"Bjørn Ås-Lien"',)),
    Mess(2, "latin-1", COURSE, latin("Åse Ødegård"), ('"last_name": "Ødegård"',)),
    Mess(2, "UTF-16", UNICODE, (b"\xff\xfe", "McLean".upper().encode("utf-16-le")),
         ('"last_name": "McLean"',)),
    Mess(3, "UTF-8 once read as cp1252", FEDERATION, ("Ã…s;BjÃ¸rn".encode("cp1252"),),
         ('"first_name": "Bjørn", "last_name": "Ås"',)),
    Mess(3, "a whole file, headings too", "klubbadmin/fordringer_to_ganger.csv",
         utf("BelÃ¸p", "BJÃ˜RN Ã…S-LIEN"), ('"amount_ore": 125000', '"Bjørn Ås-Lien"')),
    Mess(3, "HTML entities", FEDERATION, (b"Pr&oslash;veveien&nbsp;1",), ('"Prøveveien 1"',)),
    Mess(3, "an ampersand that is none", FEDERATION, (b"R&D-veien",), ('"R&D-veien"',)),
    Mess(4, "semicolons", FORDRINGER, (b"OrderID;Forfall;",), ('"klubbadmin:3000001"',)),
    Mess(4, "tabs", "klubbadmin/fordringer_tab.txt", (b"OrderID\tForfall\t",),
         ('"klubbadmin:3000001"',)),
    Mess(4, "commas", "24sevenoffice/fakturaer.csv", (b'Kari Li,"1 250,00"',),
         ('"amount_ore": 125000',)),
    Mess(4, "a delimiter that ends each line", FEDERATION, (b"412 34 504;\r\n",),
         ('"phone": "+4741234504"',)),
    Mess(4, "one inside a value", FEDERATION, (b";B&aring;tveien 1;",),
         ("flere celler enn overskrifter", '"record": "10005"')),
    Mess(4, "a quoted line break", UNICODE, ('1\r\noppgang B"\t'.encode("utf-16-le"),),
         ('"address": "Prøveveien 1 oppgang B"',)),
    Mess(4, "sep=;", BANK, (b"sep=;\r\n",), ('"rows_taken": 5',)),
    Mess(5, "no row above the headings", "klubbadmin/fordringer_avkortet.csv",
         (b"OrderID;",), ('"rows_frame": 1',)),
    Mess(5, "one", "kontoret/avtaler.xlsx", utf("Avtaler før oppstart"), ('"holds": [',)),
    Mess(5, "two", "sportsadmin/deltakere.csv", (b"Utskrift;22.11.2026",), ('"rows_frame": 3',)),
    Mess(5, "three", OPEN_ITEMS, utf("Åpne poster\r\nPrøve IL\r\nPr 22"), ('"rows_frame": 5',)),
    Mess(5, "seven, so that the eighth is theirs", COURSE, (b"Antall deltakere: 5\r\n\r\nNavn;",),
         ('"group_name": "Begynner 1 (tirsdag)"', '"rows_frame": 11')),
    Mess(5, "a merged title", "tryggivann/faktura.xls", (b'<td colspan="12">',),
         ('"rows_frame": 2',)),
    Mess(6, "a note", COURSE, latin("Uthevet fødselsdato betyr"), ('"rows_frame": 11',)),
    Mess(6, "a comment", BERTHS, (b"# Skrevet ut av",), ('"rows_frame": 3',)),
    Mess(6, "rows of the template", TEMPLATE, utf("dd.mm.åååå"), ('"rows_frame": 3',)),
    Mess(6, "a sum", FORDRINGER, (b"\r\nSum;",), ('"rows_frame": 3',)),
    Mess(7, "a summary first", BILAG, (b'name="Bilagsrapport"',), ('"rows_frame": 7',)),
    Mess(7, "a sheet of rules", SPOND, (b'name="Validation Rules"',), ('"rows_frame": 5',)),
    Mess(7, "a hidden sheet", APP, (b'name="For import" sheetId="1" state="hidden"', b"Jon Gammel"),
         ('"rows_taken": 4', '"rows_frame": 3')),
    Mess(7, "a formula never worked out", TEMPLATE,
         (b'<f>HYPERLINK("mailto:odd@example.org")</f><v',),
         ('"last_name": "Berg", "born_on": "1990-03-01", "gender": "M", "phone"',)),
    Mess(8, "one list for each group", "spond/members_ski.xlsx", (b"Member first name",),
         ('"member_id": "spond:cbee009e1f725e53"',)),
    Mess(8, "the same file again", "klubbadmin/medlemmer (1).xlsx", (b"9000001",),
         ('"member_id": "klubbadmin:9000001"',)),
    Mess(9, "cut off", "klubbadmin/fordringer_avkortet.csv", (b";0,00;",),
         ("linjen er avkortet", '"rows_aside": 1')),
    Mess(10, "a KID made a number", "spoortz/giroer.csv", (b";1000300028;",),
         ('"kid": "001000300028"',)),
    Mess(10, "rows hidden by a filter", TEMPLATE, (b'<row r="3" hidden="1"',),
         ('"first_name": "Odd"',)),
    Mess(11, "in English", "spond/members_ski.xlsx", (b"Guardian 1 first name",),
         ('"name": "Kari Li"',)),
    Mess(11, "PersonId and PersonID", BILAG, (b"PersonID",), ('"klubbadmin:9000001"',)),
    Mess(11, "spaces, and a line break", MEMBERS,
         utf(f"Fornavn{NBSP}", "Etternavn ", "Innmeldt\nd"),
         ('"first_name": "Solveig"', '"joined_on": "2019-08-15"')),
    Mess(11, "letters in two parts", "klubbadmin/fordringer_tab.txt", utf("Opprettet pa\u030a"),
         ('"issued_on": "2026-01-22"',)),
    Mess(12, "the same heading twice", APP, 
         (b'r="C1" t="inlineStr"><is><t>E-post<', b'r="L1" t="inlineStr"><is><t>E-post<'),
         ('"email": "anne@example.org"',)),
    Mess(13, "Betalt is a day", FORDRINGER, (b";Betalt\r\n",), ('"paid_on": "2026-02-03"',)),
    Mess(13, "Betalt is an amount", "tryggivann/faktura.csv", (b";Betalt;Utest",),
         ('"paid_ore": 115000',)),
    Mess(13, "Postadresse is the town", MEMBERS, (b"Postadresse",), ('"city": "OSLO"',)),
    Mess(14, "columns moved, missing and added", UNICODE,
         ("Etternavn\tFornavn\tMedlemsnr".encode("utf-16-le"), "Politi".encode("utf-16-le")),
         ('"member_id": "spoortz:1001", "first_name": "Ola", "last_name": "Li"',)),
    Mess(15, "with the country", MEMBERS, (b"+47 41 23 45 01", b"47-41234503", b"004741234505"),
         ('"+4741234501"', '"+4741234503"', '"+4741234505"')),
    Mess(15, "eight digits, as text and as numbers", MEMBERS,
         (b"<v>41234502</v>", b"41234504.0", b"4,1234509E7"),
         ('"+4741234502"', '"+4741234504"', '"+4741234509"')),
    Mess(15, "two in a cell", MEMBERS, (b"412 34 506 / 412 34 507",), ('"+4741234506"',)),
    Mess(15, "with words", MEMBERS, (b"tlf. 41 23 45 10 (mor)",), ('"+4741234510"',)),
    Mess(15, "foreign", MEMBERS, (b"+46 70 174 06 05",), ('"+46701740605"',)),
    Mess(15, "a landline", TEMPLATE, (b"23 42 34 23",), ('"+4723423423"',)),
    Mess(15, "a filler", MEMBERS, (b"00000000",), ("ikke et gyldig telefonnummer",)),
    Mess(16, "postcodes without their zeros", MEMBERS, (b"<v>150</v>",), ('"postcode": "0150"',)),
    Mess(16, "and with decimals", FEDERATION, (b";0150.0;",), ('"postcode": "0150"',)),
    Mess(17, "rounded by Excel", BILAG, (b"1.23456789012346E+24", b"<v>1.23456789012346e+24</v>"),
         ("et regneark har gjort den om til et avrundet tall",)),
    Mess(17, "without its zeros", BILAG, (b"<v>1000300036</v>",), ('"kid": "001000300036"',)),
    Mess(17, "a wrong check digit", BILAG, (b"001000300078",), ("kontrollsifferet stemmer ikke",)),
    Mess(18, "thousands and kroner", FORDRINGER,
         latin(f"1{NBSP}250,00", f"kr 2{NBSP}400,-", "1.250,50"),
         ('"amount_ore": 125000', '"amount_ore": 240000', '"amount_ore": 125050')),
    Mess(18, "a narrow space", "klubbadmin/fordringer_tab.txt", utf(f"1{NARROW}250,00"),
         ('"amount_ore": 125000',)),
    Mess(18, "credit notes", OPEN_ITEMS, (b"-350,00;-350,00", b"350-;(350)"),
         ('"amount_ore": -35000',)),
    Mess(18, "what may be 1.25 or 1250", OPEN_ITEMS, (b";1,250;",),
         ("ikke et beløp som kan leses på bare én måte",)),
    Mess(18, "whole øre", "spond/betaling.json", (b'"price": 125050',), ('"amount_ore": 125050',)),
    Mess(19, "with dots, ISO, and two digits", MEMBERS, (b"15.08.2019", b"2010-05-17", b"1.2.68"),
         ('"2019-08-15"', '"2010-05-17"', '"1968-02-01"')),
    Mess(19, "days as Excel's numbers", MEMBERS, (b"<v>43831</v>",),
         ('"joined_on": "2020-01-01"',)),
    Mess(19, "real days", TEMPLATE, (b"<v>29358</v>",), ('"born_on": "1980-05-17"',)),
    Mess(19, "with slashes", APP, (b"31/12/2013", b"01/02/12"), ('"2013-12-31"', '"2012-02-01"')),
    Mess(19, "in the American order", TEMPLATE, (b"12/31/2013",), ("ikke en dato som kan leses",)),
    Mess(19, "with a time", UNICODE, ("31.12.2013 00:00:00".encode("utf-16-le"),),
         ('"born_on": "2013-12-31"',)),
    Mess(19, "without a delimiter", TEMPLATE, (b"20120201",), ('"born_on": "2012-02-01"',)),
    Mess(19, "for none", TEMPLATE, (b"01.01.1900",), ("en som står for «ingen»",)),
    Mess(19, "not come yet", MEMBERS, (b"01.01.2031",), ("fødselsdatoen er i framtiden",)),
    Mess(20, "Gutt, G, Jente, J, Kvinne, Male", "sportsadmin/deltakere.csv",
         (b";Gutt;", b";G;", b";Jente;", b";J;", b";Kvinne;", b";Male;", b";annet;"),
         ('"gender": "M"', '"gender": "K"', "ukjent ord; kjente er M, Mann, Gutt, G, Male")),
    Mess(21, "one column, in either order", COURSE, (b" OLA  LI ", b"Lippe, Anne von der"),
         ('"first_name": "Ola", "last_name": "Li"',
          '"first_name": "Anne von der", "last_name": "Lippe"')),
    Mess(21, "ALL CAPS with particles", APP, (b"LIPPE, ANNE VON DER",),
         ('"first_name": "Anne von der", "last_name": "Lippe"',)),
    Mess(21, "double", TEMPLATE, (b"Berg-Hansen",), ('"last_name": "Berg-Hansen"',)),
    Mess(21, "Ledig is nobody", BERTHS, (b"\tLedig\t",), ('"left_out": "Ledig: 1"',)),
    Mess(22, "several in a cell", MEMBERS, (b"Solveig@Example.ORG;post@example.org",),
         ('"email": "Solveig@example.org", "email_extra": "post@example.org"',)),
    Mess(22, "with commas and slashes", FEDERATION, (b"bjorn@example.org,bjorn@example.com",),
         ('"email_extra": "bjorn@example.com"',)),
    Mess(22, "links, dots and spaces", MEMBERS,
         (b"mailto:bjorn@example.org", b" ase@example.org. "),
         ('"email": "bjorn@example.org"', '"email": "ase@example.org"')),
    Mess(22, "one for two people", FEDERATION, (b"BJORN@example.org",),
         ('"email": "BJORN@example.org"',)),
    Mess(23, "uneven sets", FEDERATION, (b"Foresatte nr 2;Foresatte nr 2 mobil",),
         ('"number": 2, "name": "Odd Berg", "phone": "+4741234504"',)),
    Mess(23, "a payer apart", SPOND, (b"Betalingskontakt fornavn",), ('"role": "payer"',)),
    Mess(24, "a row for each group", FEDERATION, (b"10002;Li;Kari;;;",),
         ('"forbund:10002", "group_name": "Judo"', '"forbund:10002", "group_name": "Karate"')),
    Mess(24, "two numbers for one", FEDERATION, latin("10004;Ås;Bjørn\u00ad;"),
         ('"member_id": "forbund:10003"', '"member_id": "forbund:10004"')),
    Mess(25, "words for nothing", APP, (b"N/A", b"(tom)", b"NULL"),
         ('"first_name": "Nan", "last_name": "Null"',)),
    Mess(26, "a formula as text", UNICODE, ("\t=1+1\t".encode("utf-16-le"),),
         ('"address": "=1+1"',)),
    Mess(27, "only in bold", COURSE, latin("Uthevet fødselsdato"), ('"born_on": "2013-12-31"',)),
    Mess(28, "in a column nobody reads", SPOND, (b"01029912345",),
         ("ser ut som et fødselsnummer", '"column": "Fotosamtykke"', '"value": "***********"')),
    Mess(28, "in a sentence", APP, (b"fnr 31121312345",), ('"value": "fnr ***********"',)),
    Mess(28, "no address", SPOND, (b"VON DER LIPPE",), ('"last_name": "von der Lippe"',)),
    Mess(29, "an apostrophe", TEMPLATE, (b"'0580",), ('"postcode": "0580"',)),
    Mess(29, "days and text in a column", TEMPLATE, (b"<v>29358</v>", b"01.03.1990"),
         ('"1980-05-17"', '"1990-03-01"')),
]  # fmt: skip


def parts(path: Path) -> bytes:
    """Return what stands in a file, of a workbook in all its parts."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return unescape("".join(book.read(name).decode() for name in book.namelist())).encode()


@pytest.mark.parametrize("mess", MESS, ids=[f"{mess.item} {mess.name}" for mess in MESS])
def test_a_mess_stands_in_its_sample_and_the_rows_beside_it_show_what_became_of_it(mess, samples):
    path = samples / mess.sample
    expected = path.with_name(f"{path.name}.expected.json").read_text("utf-8")

    content = parts(path)

    assert [piece for piece in mess.found if piece not in content] == []
    assert [piece for piece in mess.expected if piece not in expected] == []


def test_every_kind_of_mess_has_a_sample():
    assert {mess.item for mess in MESS} == set(range(1, 30))


def test_no_birth_number_of_a_sample_comes_through(samples):
    for path in samples.glob("*/*.expected.json"):
        text = path.read_text("utf-8")

        assert "01029912345" not in text
        assert "31121312345" not in text


def test_the_same_file_under_another_name_is_read_once(samples, read_files):
    folder = samples / "klubbadmin"

    inbox = read_files(folder / "medlemmer.xlsx", folder / "medlemmer (1).xlsx")

    assert len(inbox.files) == 1
    assert [known["title"] for known in inbox.known_files] == ["Medlemsliste fra KlubbAdmin"]
