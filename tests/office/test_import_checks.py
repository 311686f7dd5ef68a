"""Guards at a club's door: nothing written on a stop, a reason kept, weeks without false stops."""

import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from workbench import office
from workbench.cli import main
from workbench.club import System
from workbench.demo.invented_club import club_toml
from workbench.importers.profiles import OWN, SYSTEMS
from workbench.importers.reading import read_sheets
from workbench.model.errors import GuardError
from workbench.model.frames import records
from workbench.office import book_lists
from workbench.store.records import Books, read

AS_OF = date(2026, 11, 22)
OCR = Path(__file__).parents[1] / "samples" / "nets" / "ocr_giro_transactions.txt"
LATER = AS_OF + timedelta(days=7)
MEMBERS = (
    "PersonId;Fornavn;Etternavn;Tlf. mobil;E-post;Adresse;Postadresse;Postnr;Fødselsdato;Kjønn;"
    "Innmeldt dato;Medlemsstatus;Gren/Gruppe;Utmeldt dato"
)
MEMBER = "99{:03};Kari;Li;;;;;;01.01.1990;K;01.01.2020;Aktiv;Bryting;\n"
INVOICES = "Fakturanr;KID;Kunde;Deltaker;Kurs;Beløp;Forfallsdato;Status;Utestående"
HEADINGS = "OrderID;Forfall;Status;Beskrivelse;Mottaker;Beløp;Innbetalt;Opprettet på;Betalt"


@pytest.fixture
def desk(house: Path) -> office.Desk:
    """A club that has imported nothing."""
    folder = house / "data" / "clubs" / "prove-il"
    (folder / "inbox").mkdir(parents=True)
    (folder / "club.toml").write_text(club_toml("Prøve IL", 1, AS_OF), "utf-8")
    return office.open_desk("prove-il")


@pytest.fixture
def put(desk: office.Desk) -> Callable[..., Path]:
    """Put a list of so many orders in the inbox; `created` is the day of the newest."""

    def write(
        rows: int, name: str = "krav.csv", created: str = "01.11.2026", end: str = "\n"
    ) -> Path:
        lines = [f"{n};21.11.2026;Ubetalt;Avgift;Kari Li;500;0;{created};" for n in range(rows)]
        path = desk.club.inbox / name
        path.write_text("\n".join([HEADINGS, *lines]) + end, "utf-8")
        return path

    return write


def dump(desk: office.Desk) -> dict[str, list[Any]]:
    return {name: list(desk.db[name].rows) for name in desk.db.table_names()}


def files(desk: office.Desk) -> list[dict[str, Any]]:
    return records(read(desk.db, "files"))


def test_a_stop_writes_nothing_and_names_file_numbers_and_what_to_do(desk, put):
    put(100)
    office.import_inbox(desk, AS_OF)
    before = dump(desk)
    put(69)

    with pytest.raises(
        GuardError, match=r"^krav\.csv: .*69 rader mot 100 sist.*kjør med --force og en grunn\.$"
    ):
        office.import_inbox(desk, LATER)

    assert dump(desk) == before
    assert len(list(desk.club.received.iterdir())) == 1


@pytest.mark.parametrize("rows", [70, 100])
def test_as_many_rows_and_the_same_newest_day_are_let_in(desk, put, rows):
    put(100)
    office.import_inbox(desk, AS_OF)
    put(rows, end="\n\n")

    assert len(office.import_inbox(desk, AS_OF + timedelta(days=5)).inbox.files) == 1


def test_a_list_that_says_the_same_in_every_row_a_week_later_is_asked_about(desk, put):
    put(100)
    office.import_inbox(desk, AS_OF)
    put(100, end="\n\n")

    with pytest.raises(GuardError, match=r"sier det samme som filen fra 22\.11\.2026, i hver rad"):
        office.import_inbox(desk, LATER)


def test_a_corrected_file_on_the_same_day_is_what_the_next_week_is_compared_with(desk, put):
    put(100)
    office.import_inbox(desk, AS_OF)
    put(90)
    office.import_inbox(desk, AS_OF)
    put(63)

    assert len(office.import_inbox(desk, LATER).inbox.files) == 1


def test_a_reason_lets_the_files_in_and_is_kept_with_them_and_not_in_the_chain(desk, put):
    put(100)
    office.import_inbox(desk, AS_OF)
    put(30)
    put(1, name="ny.csv", created="02.11.2026")

    office.import_inbox(desk, LATER, [desk.club.inbox / "krav.csv"], force=" sesongen er over ")

    forced = {one["rows_taken"]: one["forced"] for one in files(desk)}
    chain = repr([row["subject"] for row in desk.db["events"].rows])
    assert forced == {100: None, 30: "sesongen er over"}
    assert all(one["sha256"][:12] in chain for one in files(desk))
    assert "krav.csv" not in chain  # nor the reason: both may name somebody, and can be erased
    assert "sesongen" not in chain
    assert office.check_books("prove-il") == []


def test_a_reason_that_nothing_needed_is_not_kept(desk, put):
    put(100)

    office.import_inbox(desk, AS_OF, force="for sikkerhets skyld")

    assert [one["forced"] for one in files(desk)] == [None]


def test_a_blank_reason_forces_nothing(desk, put):
    put(30, end="")
    path = desk.club.inbox / "krav.csv"
    path.write_text(path.read_text("utf-8") + "\n30;21.11", "utf-8")

    with pytest.raises(GuardError, match="slutter midt i en linje"):
        office.import_inbox(desk, AS_OF, force="  ")


def test_the_limits_are_the_clubs_own(desk, put):
    path = desk.club.folder / "club.toml"
    path.write_text(path.read_text("utf-8").replace("minste_andel = 0.7", "minste_andel = 0.3"))
    desk = office.open_desk("prove-il")
    put(100)
    office.import_inbox(desk, AS_OF)
    put(30)

    assert len(office.import_inbox(desk, LATER).inbox.files) == 1


def test_another_clubs_name_above_the_headings_stops(desk, put, house):
    other = house / "data" / "clubs" / "granli-il"
    other.mkdir()
    (other / "club.toml").write_text(club_toml("Granli IL", 2, AS_OF), "utf-8")
    path = put(3)
    path.write_text(f"Krav for Granli IL\n{path.read_text('utf-8')}", "utf-8")

    with pytest.raises(GuardError, match="'Granli IL', en annen klubb; ta den ut av mappen"):
        office.import_inbox(desk, AS_OF)


def test_another_clubs_members_are_strangers(house, add_club, tmp_path):
    add_club("solvik-il")
    desk = office.open_desk("solvik-il")
    office.import_inbox(desk, AS_OF)
    theirs = tmp_path / "medlemmer.csv"
    theirs.write_text(f"{MEMBERS}\n" + "".join(MEMBER.format(n) for n in range(21)), "utf-8")

    with pytest.raises(GuardError, match="bare 0 av 21 personer er kjent i klubben"):
        office.import_inbox(desk, LATER, [theirs])


def test_another_clubs_orders_are_of_strangers(desk, put):
    put(30)
    office.import_inbox(desk, AS_OF)
    path = put(30)
    path.write_text(path.read_text("utf-8").replace("Kari Li", "Per Bø"), "utf-8")

    with pytest.raises(GuardError, match="bare 0 av 1 personer er kjent i klubben"):
        office.import_inbox(desk, LATER)


def test_a_list_filtered_by_group_stops_though_its_scope_is_another(desk):
    path = desk.club.inbox / "medlemmer.csv"
    rows = [MEMBER.format(n).replace("Bryting", "Turn" if n % 3 else "Ski") for n in range(90)]
    path.write_text(f"{MEMBERS}\n{''.join(rows)}", "utf-8")
    office.import_inbox(desk, AS_OF)
    few = [row for row in rows if "Ski" in row][:20]
    path.write_text(f"{MEMBERS}\n{''.join(few)}", "utf-8")

    with pytest.raises(GuardError, match="bare 20 av 30 på lista «Ski» er med"):
        office.import_inbox(desk, LATER)


def test_a_renamed_heading_stops_before_what_it_said_is_lost(desk):
    path = desk.club.inbox / "medlemmer.csv"
    path.write_text(f"{MEMBERS}\n{MEMBER.format(1)}", "utf-8")
    office.import_inbox(desk, AS_OF)
    path.write_text(path.read_text("utf-8").replace("Medlemsstatus", "Tilstand"), "utf-8")

    with pytest.raises(GuardError, match="«Medlemsstatus» sto i forrige fil"):
        office.import_inbox(desk, LATER)


def missing(desk: office.Desk) -> set[str]:
    held = desk.read_books()["invoices"]
    return set(held.loc[held["missing_since"].notna(), "invoice_id"].str.partition(":")[2])


def sister(path: Path, digits: str) -> None:
    """Give the orders of a list other numbers, as those of another group have."""
    head, *lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text(head + "".join(digits + line for line in lines), "utf-8")


def test_orders_of_an_unchanged_file_beside_a_new_one_are_still_there_each_week(desk, put):
    sister(put(3, name="ski.csv"), "7")
    put(4, name="turn.csv")
    office.import_inbox(desk, AS_OF)

    for week in (1, 2):
        put(4 - week, name="turn.csv")
        office.import_inbox(desk, AS_OF + timedelta(weeks=week))

        assert missing(desk) == {str(n) for n in range(4 - week, 4)}


def test_an_old_download_that_lies_beside_the_new_list_hides_nothing(desk, put):
    put(4)
    office.import_inbox(desk, AS_OF)
    put(4, name="krav (1).csv", end="\n\n")
    office.import_inbox(desk, LATER)
    put(3)

    office.import_inbox(desk, LATER)

    assert missing(desk) == {"3"}


def test_an_unchanged_file_without_a_namesake_of_the_new_one_is_an_old_download(desk, put):
    sister(put(3, name="ski.csv"), "7")
    office.import_inbox(desk, AS_OF)
    put(4, name="turn.csv")
    office.import_inbox(desk, LATER)

    assert missing(desk) == {"70", "71", "72"}


def test_the_week_is_refused_by_a_guard_and_run_with_a_reason(desk, put, capsys, monkeypatch):
    put(100)
    assert main(["week", "prove-il", "--as-of", "2026-11-21"]) == 0
    put(10)
    before = dump(desk)

    stopped = main(["week", "prove-il", "--as-of", "2026-11-22"])
    said = capsys.readouterr().err
    after = dump(desk)
    forced = main(["week", "prove-il", "--as-of", "2026-11-22", "--force", 'bare "utestående"'])

    assert (stopped, forced) == (2, 0)
    assert len(said.strip().splitlines()) == 1
    assert "10 rader mot 100 sist (10 %)" in said
    assert after == before
    assert {one["forced"] for one in files(desk)} == {None, 'bare "utestående"'}
    page = (desk.club.reports / "latest" / "weekly.ipynb").read_text("utf-8")
    assert "tatt likevel: bare" in page


def test_a_reason_is_for_one_club(house, add_club, capsys):
    add_club("en-il")
    add_club("to-il")

    assert main(["week", "--all", "--as-of", "2026-11-22", "--force", "grunn"]) == 2
    assert "En grunn gjelder én klubb" in capsys.readouterr().err


def test_a_file_that_came_before_is_known_by_the_list_of_files_alone(desk, put):
    put(100)
    office.import_inbox(desk, AS_OF)

    result = office.import_inbox(desk, LATER)

    assert not result.inbox.stored  # none was read
    assert [one["name"] for one in result.inbox.known_files] == ["krav.csv"]
    assert result.changes.rows == []


def test_a_source_is_as_old_as_its_last_new_file(desk, put):
    put(100)
    office.import_inbox(desk, AS_OF)
    first = book_lists.sources(desk.db, AS_OF).records

    office.import_inbox(desk, LATER)
    again = book_lists.sources(desk.db, LATER).records

    assert [(row["name"], row["newest_on"], row["days"]) for row in first + again] == [
        ("krav.csv", date(2026, 11, 1), 0),
        ("krav.csv", date(2026, 11, 1), 7),
    ]


def test_the_command_tells_programs_what_is_new_changed_and_missing(desk, put, capsys):
    path = put(3)
    command = ["import", "prove-il", "--as-of", "2026-11-22", "--json"]
    assert main(command) == 0
    first = json.loads(capsys.readouterr().out)
    lines = path.read_text("utf-8").replace(";500;0;", ";450;0;").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), "utf-8")

    assert main(command) == 0

    second = json.loads(capsys.readouterr().out)
    assert {one["noun"]: one["new"] for one in first["new"]} == {"filer": 1, "fakturaer": 3}
    assert second["changed"][0] == {
        "who": "Kari Li – Avgift",
        "noun": "fakturaer",
        "field": "beløp",
        "before": "500\xa0kr",
        "after": "450\xa0kr",
    }
    last = "Fordringer fra Buypass Payment Manager"
    assert second["missing"] == [{"noun": "fakturaer", "who": "Kari Li – Avgift", "from": last}]
    assert [source["name"] for source in second["sources"]] == ["krav.csv"]


def test_every_system_with_profiles_may_be_a_clubs():
    assert {*get_args(System)} == {*SYSTEMS, OWN}


def test_each_file_of_a_zip_is_a_file_of_its_own(desk, put):
    path = put(3)
    with zipfile.ZipFile(desk.club.inbox / "arkiv.zip", "w") as archive:
        archive.write(path, "krav.csv")
    path.unlink()

    first = office.import_inbox(desk, AS_OF)
    again = office.import_inbox(desk, LATER)

    assert list(first.inbox.files["name"]) == ["arkiv.zip/krav.csv"]
    assert [one["name"] for one in again.inbox.known_files] == ["arkiv.zip/krav.csv"]
    assert [path.suffix for path in desk.club.received.iterdir()] == [".csv"]


def test_a_file_with_a_birth_number_is_kept_with_stars_and_read_as_before(desk, put):
    path = put(3)
    text = path.read_text("utf-8").replace("Kari Li", "Kari Li 01019012345", 1)
    path.write_text(text, "utf-8")

    result = office.import_inbox(desk, AS_OF)

    [kept] = desk.club.received.iterdir()
    content = kept.read_bytes()
    assert kept.name.endswith(".masked.json")
    assert b"01019012345" not in content
    assert json.loads(content)
    [sheet] = read_sheets(content, kept.name)
    [was] = read_sheets(text.replace("01019012345", "***********").encode(), "krav.csv")
    assert [list(row) for row in sheet.rows] == [list(row) for row in was.rows]
    assert (sheet.name, sheet.is_text) == (was.name, was.is_text)
    assert result.inbox.files["left_out"].tolist() == ["fødselsnummer: 1"]
    assert "kopien vår har stjerner" in book_lists.files(result.inbox)._repr_html_()
    for table in dump(desk).values():
        assert "01019012345" not in str(table)


def test_a_kid_with_the_shape_of_a_birth_number_stands_in_the_masked_copy(desk):
    toml = desk.club.folder / "club.toml"
    text = toml.read_text("utf-8").replace('"klubbadmin"', '"tryggivann"')
    toml.write_text(text.replace("lengde = 12", "lengde = 11"), "utf-8")
    path = desk.club.inbox / "faktura.csv"
    row = "7;01019012341;Kari Li;Ola Li 01019012345;Svømming;500;21.11.2026;Ubetalt;500"
    path.write_text(f"{INVOICES}\n{row}\n", "utf-8")

    found = office.import_inbox(office.open_desk("prove-il"), AS_OF)

    [kept] = desk.club.received.iterdir()
    assert b"01019012341" in kept.read_bytes()
    assert b"01019012345" not in kept.read_bytes()
    assert list(Books(found.db)["claims"]["kid"]) == ["01019012341"]


def test_a_further_systems_files_are_read_and_their_ids_are_its_own(desk, house):
    path = desk.club.folder / "club.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("flere_kilder = []", 'flere_kilder = ["spoortz"]'), "utf-8")
    samples = Path(__file__).parents[1] / "samples"

    with_it = office.open_desk("prove-il")
    found = office.import_inbox(with_it, AS_OF, [samples / "spoortz" / "personer.csv"])
    own = office.import_inbox(with_it, AS_OF, [samples / "klubbadmin" / "medlemmer.xlsx"])

    assert {one.partition(":")[0] for one in found.inbox.incoming["members"]["member_id"]} == {
        "spoortz"
    }
    assert set(own.inbox.incoming["members"]["member_id"].str.partition(":")[0]) == {"klubbadmin"}


def test_a_list_of_what_is_paid_alone_stops_though_it_has_rows_enough(desk):
    def write(paid: int, open_: int) -> None:
        lines = [
            f"{n};21.11.2026;Betalt;A;Kari Li;500;500;01.11.2026;02.11.2026" for n in range(paid)
        ]
        lines += [f"9{n};21.11.2026;Ubetalt;A;Kari Li;500;0;01.11.2026;" for n in range(open_)]
        (desk.club.inbox / "krav.csv").write_text("\n".join([HEADINGS, *lines, ""]), "utf-8")

    write(78, 22)
    office.import_inbox(desk, AS_OF)
    write(79, 15)

    with pytest.raises(GuardError, match="bare 15 av 22 av de åpne kravene er med"):
        office.import_inbox(desk, LATER)
    write(79, 16)
    office.import_inbox(desk, LATER)


def test_another_clubs_list_with_the_same_numbers_stops(desk):
    def write(name: str) -> None:
        lines = [MEMBER.format(n).replace("Kari;Li", name) for n in range(30)]
        (desk.club.inbox / "medlemmer.csv").write_text(f"{MEMBERS}\n{''.join(lines)}", "utf-8")

    write("Kari;Li")
    office.import_inbox(desk, AS_OF)
    write("Per;Bø")

    with pytest.raises(
        GuardError,
        match="30 av 30 kjente rader har fått et annet navn, som i en annen klubbs liste",
    ):
        office.import_inbox(desk, LATER)
    write("Kari;Li-Bø")
    office.import_inbox(desk, LATER)


def test_a_wrong_file_is_undone_by_naming_the_right_one_again_with_a_reason(desk, put):
    right = put(30).read_bytes()
    office.import_inbox(desk, AS_OF)
    path = put(10)
    office.import_inbox(desk, AS_OF, force="trodde sesongen var over")
    path.write_bytes(right)
    assert office.import_inbox(desk, LATER, [path]).inbox.files.empty

    office.import_inbox(desk, LATER, [path], force="fila før var tatt med et filter")

    gone = [row for row in desk.db["invoices"].rows if row["missing_since"]]
    assert (desk.db["invoices"].count, gone) == (30, [])
    assert "fila før var tatt med et filter" in {row["forced"] for row in files(desk)}


def ocr_with(kid: str, text: str = "Foo bar baz") -> bytes:
    """Return the bank's file with another KID and text on its first payment."""
    content = OCR.read_text("latin-1")
    changed = content.replace(f"{'0000531':>25}", f"{kid:>25}", 1)
    return changed.replace("Foo bar baz", text, 1).encode("latin-1")


def test_a_banks_file_that_would_replace_a_payment_is_refused_by_its_line(desk):
    path = desk.club.inbox / "ocr.txt"
    path.write_bytes(ocr_with("0000531"))
    office.import_inbox(desk, AS_OF)
    before = dump(desk)
    path.write_bytes(ocr_with("0000548"))

    with pytest.raises(GuardError, match=r"^ocr\.txt: linje 3 har .*KID 0000548.*KID 0000531;"):
        office.import_inbox(desk, LATER)

    assert dump(desk) == before


def test_two_new_files_that_replace_each_others_payment_are_refused(desk):
    for name, kid in (("am.txt", "0000531"), ("pm.txt", "0000548")):
        (desk.club.inbox / name).write_bytes(ocr_with(kid))

    with pytest.raises(GuardError, match=r"pm\.txt: linje 3 har "):
        office.import_inbox(desk, AS_OF)


def test_a_payment_that_is_read_again_with_more_about_it_is_let_in(desk):
    path = desk.club.inbox / "ocr.txt"
    for text in ("Foo bar baz", "Kari Nord"):
        path.write_bytes(ocr_with("0000531", text=f"{text:11}"))
        office.import_inbox(desk, AS_OF)

    payments = [*desk.db["payments"].rows]
    assert len(payments) == 20
    assert {row["kid"] for row in payments if row["message"] == "Kari Nord"} == {"0000531"}
