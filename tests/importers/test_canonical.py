"""Records to frames: what lies under one key is folded, and never in silence where it differs."""

from datetime import date

import pytest

from workbench.importers.canonical import fold, to_tables
from workbench.importers.cells import Context
from workbench.importers.headings import recognise
from workbench.importers.mapping import map_rows
from workbench.importers.profiles import NEEDS, NOUNS, Column, Profile
from workbench.importers.reading import Sheet
from workbench.importers.statements import of_records
from workbench.model import frames
from workbench.model.errors import WorkbenchError
from workbench.values.kid import KidStructure

AS_OF = date(2026, 11, 22)
LIST = "PersonId;Fornavn;Etternavn;Tlf. mobil;E-post"
REPORT = (
    "PersonID;Fakturadato;Betalingsfrist;KID;Statusdato;Inntektskonto;Kostnad/avgift;"
    "Betalt beløp;Avsenders Ord. ID"
)
AGREEMENTS = "PersonId;OrderID;Avtale;Fra;Til;Gjennomgås"


@pytest.fixture
def read_texts(read_files, tmp_path):
    """Read texts as files a.csv, b.csv and so on of one batch."""

    def read(*texts: str):
        paths = [tmp_path / f"{letter}.csv" for letter, _ in zip("abc", texts, strict=False)]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, "utf-8")
        return read_files(*paths)

    return read


def test_a_person_in_two_lists_is_one_member_in_two_groups(read_texts):
    inbox = read_texts(
        f"{LIST};Gren/Gruppe\n9000001;Ola;Prøve;;;Fotball\n",
        f"{LIST};Gren/Gruppe;Fødselsdato\n9000001;Ola;Prøve;41234501;o@example.org;Ski;01.02.2003\n",
    )

    [member] = frames.records(inbox.incoming["members"])
    groups = [row["group_name"] for row in frames.records(inbox.incoming["participations"])]
    assert (member["phone"], member["email"]) == ("+4741234501", "o@example.org")
    assert str(member["born_on"]) == "2003-02-01"
    assert groups == ["Fotball", "Ski"]
    assert list(inbox.files["rows_taken"]) == [1, 1]


COURSE = "Navn;Foresatt;E-post;Mobil;Kjønn;Fødselsdato;Merknad"


def course(*rows, name="Kurs: Begynner 1"):
    return "".join(f"{row}\n" for row in (name, "", COURSE, *rows)).encode("latin-1")


def named_beside(inbox):
    rows = frames.records(inbox.incoming["guardians"])
    return {(row["role"], row["number"]): (row["name"], row["phone"], row["email"]) for row in rows}


@pytest.mark.parametrize(
    ("guardian", "own", "beside"),
    [
        ("Kari Li", (None, None), ("Kari Li", "+4741234501", "kari@example.org")),
        ("", ("+4741234501", "kari@example.org"), (None, None, None)),
    ],
)
def test_a_cell_that_may_be_the_guardians_is_so_where_one_is_named(
    guardian, own, beside, read_file
):
    row = f"Ola Li;{guardian};kari@example.org;41234501;G;31.12.2013;"

    inbox = read_file(course(row), system="tryggivann")

    [member] = frames.records(inbox.incoming["members"])
    assert (member["phone"], member["email"]) == own
    assert named_beside(inbox) == {("guardian", 1): beside}


@pytest.mark.parametrize(
    ("names", "guardian", "own"),
    [
        ((), "", "+4741234501"),  # the file has no place for a guardian's name
        (("guardian_1_last",), "", "+4741234501"),
        (("guardian_1_last",), "Li", None),
    ],
)
def test_a_cell_of_both_is_the_members_where_no_part_of_a_guardians_name_stands(
    names, guardian, own
):
    parts = ("person", "first_name", "last_name", *names)
    columns = {name: Column(type="text", seen=(name,)) for name in parts}
    phone = Column(type="phone", seen=("Mobil",))
    columns |= {"phone": phone, "guardian_1_phone": phone}
    profile = Profile(title="P", system="annet", kind="members", key=("person",), columns=columns)
    row = ["1", "Ola", "Li", *([guardian] * len(names)), "41234501"]
    sheets = [Sheet("", [[*parts, "Mobil"], row])]
    header = recognise(sheets, (profile,), "liste.csv")
    mapped = map_rows(header, sheets, Context(AS_OF, (KidStructure(12, 10),)), {})

    tables = to_tables(mapped, system="annet", accounts={}, as_of=AS_OF)

    [member], [beside] = tables["members"], tables["guardians"]
    assert (member.phone, beside.phone) == (own, None if own else "+4741234501")


def test_a_course_whose_name_is_not_stated_is_refused_with_what_was_sought(read_file):
    with pytest.raises(WorkbenchError, match=r"\Afil\.csv: fant ikke «Kurs: .*\.\Z"):
        read_file(course("Ola Li;;;;G;31.12.2013;", name="Begynner 1"), system="tryggivann")


HOOPIT = "Fornavn;Etternavn;Fødselsdato;Lag/Gruppe;Rolle;Foresatt 1 navn;Foresatt 1 telefon"


def test_two_guardians_in_one_place_never_get_each_others_data(read_file):
    rows = (
        "Ola;Li;31.12.2013;Ski;Utøver;;",
        "Ola;Li;31.12.2013;Turn;Utøver;Kari Li;",
        "Ola;Li;31.12.2013;Fotball;Utøver;Odd Berg;41234501",
    )

    inbox = read_file("\n".join((HOOPIT, *rows)).encode() + b"\n", system="hoopit")

    assert named_beside(inbox) == {("guardian", 1): ("Kari Li", None, None)}


def test_a_person_without_a_number_is_known_by_name_and_birth_date_however_written(read_file):
    rows = (
        "Ola;Li;31.12.2013;Ski;Utøver;;",
        "OLA ;LI;2013-12-31;Turn;Utøver;;",
        "Ola;Li;01.12.2013;Ski;Utøver;;",
    )

    inbox = read_file("\n".join((HOOPIT, *rows)).encode() + b"\n", system="hoopit")

    assert len(inbox.incoming["members"]) == 2
    assert len(inbox.incoming["participations"]) == 5


def test_a_status_stated_in_one_list_is_not_hidden_by_a_list_that_states_none(read_texts):
    inbox = read_texts(
        f"{LIST}\n9000001;Ola;Prøve;;\n",
        f"{LIST};Medlemsstatus\n9000001;Ola;Prøve;;;Utmeldt\n",
    )

    assert list(inbox.incoming["members"]["status"]) == ["left"]


def test_the_same_file_twice_in_a_batch_is_read_once(read_texts):
    text = f"{LIST}\n9000001;Ola;Prøve;;\n"

    inbox = read_texts(text, text)

    assert len(inbox.files) == 1
    assert [row["name"] for row in inbox.known_files] == ["b.csv"]


def test_two_rows_of_one_claim_that_state_different_sums_are_not_folded_in_silence(read_texts):
    row = "9000001;22.01.2026;05.02.2026;;03.02.2026;3920;Kontingent;{};3000001\n"

    inbox = read_texts(REPORT + "\n" + row.format("100,00") + row.format("200,00"))

    paid = inbox.incoming["claims"]["paid_ore"].sum()
    assert paid == 30000 or 3 in list(inbox.rejected["row"])


REQUESTS = "Member;Payment name;Status;Amount paid;Outstanding;First due date"


@pytest.mark.parametrize(
    ("spring", "autumn", "expected"),
    [
        ("Paid;1500;0;15.01.2026", "Unpaid;0;1800;15.09.2026", ("review", 1800_00)),
        ("Unpaid;0;1500;15.01.2026", "Unpaid;0;1500;15.02.2026", ("review", 1500_00)),
        ("Paid;1500;0;15.01.2026", "Unpaid;0;1500;15.01.2026", ("paid", 1500_00)),  # older
    ],
)
def test_two_requests_that_only_a_title_tells_apart_are_for_a_person_to_look_at(
    spring, autumn, expected, read_files, tmp_path
):
    found = []
    for one, other in ((spring, autumn), (autumn, spring)):
        for name, said in (("a", one), ("b", other)):
            text = f"{REQUESTS}\nKari Lie;Avgift;{said}\n"
            (tmp_path / f"{name}.csv").write_text(text, "utf-8")
        claims = read_files(tmp_path / "a.csv", tmp_path / "b.csv", system="spond").incoming[
            "claims"
        ]
        found += [(row["status"], row["amount_ore"]) for row in frames.records(claims)]

    assert found == [expected] * 2


@pytest.mark.parametrize(("name", "expected"), [("OLA LI", "s:ola"), ("Eva Li", None)])
def test_a_claim_tied_by_name_stays_tied_as_long_as_it_names_the_same(name, expected):
    row = {"claim_id": "s:1", "invoice_id": "s:1", "member_id": None, "due_on": AS_OF}
    held = frames.build("claims", [row | {"member_id": "s:ola", "member_name": "Ola Li"}])

    found = fold("claims", of_records("claims", [row | {"member_name": name}]), held)

    assert frames.records(found)[0]["member_id"] == expected


@pytest.mark.parametrize(("left_on", "status"), [("22.11.2026", "left"), ("23.11.2026", "active")])
def test_one_who_leaves_on_a_day_to_come_is_still_here(left_on, status, read_file):
    headings = "Medlemsnr;Fornavn;Etternavn;Fødselsdato;Mobil;E-post;Lag/gruppe;Utmeldt dato"
    text = f"{headings}\n7;Kari;Li;01.02.1980;41234501;kari@example.org;Ski;{left_on}\n"

    [member] = frames.records(read_file(text.encode(), system="spoortz").incoming["members"])

    assert member["status"] == status
    assert f"{member['left_on']:%d.%m.%Y}" == left_on


@pytest.mark.parametrize("newest_first", [True, False])
def test_an_order_paid_in_one_of_two_files_is_not_left_open(newest_first, read_texts, fordringer):
    old = "3000001;05.02.2026;Ubetalt;Leir;Ola;300,00;0,00;22.01.2026;"
    new = "3000001;05.02.2026;Betalt;Leir;Ola;300,00;300,00;22.01.2026;03.02.2026"
    lines = (new, old) if newest_first else (old, new)

    try:
        inbox = read_texts(*(fordringer(line).decode("utf-8") for line in lines))
    except WorkbenchError:
        return  # to ask which file holds is as good

    assert list(inbox.incoming["invoices"]["status"]) != ["open"]


def test_an_agreement_that_stands_twice_is_counted_twice(read_texts):
    row = "9000001;;frys;01.01.2026;31.03.2026;\n"

    inbox = read_texts(f"{AGREEMENTS}\n{row}{row}")

    assert list(inbox.files["rows_total"]) == [3]


def test_an_agreement_at_fault_rests_until_it_is_mended_and_names_the_cell(read_texts):
    inbox = read_texts(f"{AGREEMENTS}\n9000001;;frys;01.01.2026;;\n")

    [aside] = frames.records(inbox.rejected)
    assert (aside["column"], aside["value"], aside["whole_row"]) == ("Til", "", False)
    [hold] = frames.records(inbox.incoming["holds"])
    assert (hold["end_on"], hold["review_on"]) == (None, AS_OF)


def test_an_agreement_at_fault_may_also_have_a_value_nobody_can_read(read_texts):
    text = "Gjennomgås;PersonId;OrderID;Avtale;Fra;Til\ni vår;9000001;;frys;01.01.2026;\n"

    inbox = read_texts(text)

    assert list(inbox.files["values_aside"]) == [2]


CELLS = {
    "issued_on": ("day", "01.11.2026"), "due_on": ("day", "15.11.2026"),
    "paid_on": ("day", "16.11.2026"), "start_on": ("day", "01.11.2026"),
    "end_on": ("day", "01.12.2026"), "sent_on": ("day", "01.11.2026"), "paid": ("amount", "100"),
    "amount": ("amount", "100"), "status": ("word", "Åpen"), "kind": ("word", "Utsatt"),
}  # fmt: skip
WORDS = {"status": {"Åpen": "open"}, "kind": {"Utsatt": "deferral"}}


@pytest.mark.parametrize("kind", NEEDS)
def test_a_column_that_a_noun_gains_is_stored_as_a_profile_reads_it(kind, monkeypatch):
    noun = NOUNS.get(kind, kind)
    shape = frames.SHAPES[noun]
    wider = type(shape)(shape.key, {**shape.columns, "remark": frames.TEXT})
    monkeypatch.setitem(frames.SHAPES, noun, wider)
    needs = [need.partition("|")[0] for need in NEEDS[kind].split()]
    cells = {name: CELLS.get(name, ("text", f"{name} 1")) for name in [*needs, "remark"]}
    columns = {
        name: Column(type=cell_type, required=True, seen=(name,), words=WORDS.get(name, {}))
        for name, (cell_type, _) in cells.items()
    }
    profile = Profile(title="Prøve", system="annet", kind=kind, key=(needs[0],), columns=columns)
    sheets = [Sheet("", [[*cells], [text for _, text in cells.values()]])]
    header = recognise(sheets, (profile,), "liste.csv")
    mapped = map_rows(header, sheets, Context(AS_OF, (KidStructure(12, 10),)), {})

    tables = to_tables(mapped, system="annet", accounts={}, as_of=AS_OF)

    assert mapped.set_aside == []
    [row] = frames.records(fold(noun, tables[noun], frames.empty(noun)))
    assert row["remark"] == "remark 1"


@pytest.mark.parametrize("amounts", [(50_000, 0), (0, 50_000)])
@pytest.mark.parametrize("ways", [("kid",), ("invoice_id",), ("kid", "invoice_id")])
def test_a_refund_counts_whichever_of_two_files_has_it(amounts, ways):
    row = {"payment_id": "s:1", "paid_on": AS_OF, "source": "bank"} | dict.fromkeys(ways, "1")
    rows = of_records("payments", [row | {"amount_ore": amount} for amount in amounts])

    [folded] = frames.records(fold("payments", rows, frames.empty("payments")))

    assert folded["amount_ore"] == 0


def test_a_payment_that_is_read_again_without_its_kid_keeps_it():
    row = {"payment_id": "p", "kid": "1", "amount_ore": 300_00, "paid_on": AS_OF, "source": "camt"}
    stored = frames.build("payments", [row])

    folded = fold("payments", of_records("payments", [row | {"kid": None}]), stored)

    assert list(folded["kid"]) == ["1"]
