"""Mandates of AvtaleGiro: read from a file alone or beside payments, in any order of files."""

from datetime import date
from itertools import permutations
from pathlib import Path

import netsgiro
import pytest

from tests.books import AS_OF
from workbench import office
from workbench.demo.invented_club import club_toml
from workbench.importers.ocr import NetsFile, read_nets
from workbench.model import frames
from workbench.model.errors import ExportError
from workbench.model.rows import Mandate
from workbench.office.day import work_out_copy
from workbench.office.desk import Desk
from workbench.office.imports import import_inbox
from workbench.store.queries import table

NETS = Path(__file__).parents[1] / "samples" / "nets"
LIST = (NETS / "avtalegiro" / "avtalegiro_agreements.txt").read_bytes()
OCR = (NETS / "ocr_giro_transactions.txt").read_bytes()
ACCOUNT = "99991042764"
A, B, C = "000112000507155", "001006300507304", "001020200507462"


def read(content: bytes) -> NetsFile:
    return read_nets(content, "avtaler.txt")


def mandate_file(day: date, *records: tuple[int, str, str], account: str = ACCOUNT) -> bytes:
    """Return a file with records of registration, KID and notice."""
    lines = [
        "NY000010000080801091949000102000".ljust(80, "0"),
        f"NY212420{0:09}{2:07}{account}".ljust(80, "0"),
        *(
            f"NY219470{number:07}{kind}{kid:>25}{notice}".ljust(80, "0")
            for number, (kind, kid, notice) in enumerate(records, start=1)
        ),
        f"NY212488{len(records):08}{len(records) + 2:08}".ljust(80, "0"),
        f"NY000089{len(records):08}{len(records) + 4:08}{0:017}{day:%d%m%y}".ljust(80, "0"),
    ]
    return "\n".join(lines).encode("latin-1")


def test_a_file_of_mandates_alone_is_read_as_netsgiro_reads_it():
    nets = read(LIST)

    [assignment] = netsgiro.parse(LIST.decode("latin-1")).assignments
    theirs = [(row.kid, row.notify) for row in assignment.transactions]
    assert [(row["kid"], row["wants_notice"]) for row in nets.mandates.mandates] == theirs
    assert {row["account"] for row in nets.mandates.mandates} == {assignment.account}
    assert {row["stated_on"] for row in nets.mandates.mandates} == {date(2017, 4, 19)}
    assert nets.mandates.lists == []  # they are new or changed
    assert (nets.mandates.lines, nets.other_records, nets.has_ocr) == (16, 4, False)


def both(day: bytes = b"200192") -> bytes:
    """Return one transmission with payments and mandates."""
    start, *payments, end = OCR.splitlines()
    mandates = LIST.splitlines()[1:-1]
    totals = b"%08d%08d%017d" % (36, len(payments) + 20, 5_144_900)
    end = end[:8] + totals + day + end[47:]
    return b"\r\n".join([start, *mandates, *payments, end])


def test_payments_and_mandates_in_one_file_are_both_read():
    nets = read(both())

    without_rows = [payment | {"row": 0} for payment in nets.payments]
    assert without_rows == [payment | {"row": 0} for payment in read(OCR).payments]
    days = {row["stated_on"] for row in nets.mandates.mandates}
    assert (len(nets.mandates.mandates), days) == (16, {date(1992, 1, 20)})
    assert nets.has_ocr


def test_a_mandate_whose_kid_ends_in_a_dash_is_read():
    [mandate] = read(mandate_file(AS_OF, (1, "00123-", "J"))).mandates.mandates

    assert (mandate["kid"], mandate["wants_notice"]) == ("00123-", True)


@pytest.mark.parametrize(
    ("record", "column"),
    [
        ((7, A, "J"), "Registreringstype"),
        ((1, "12 34", "J"), "KID"),
        ((1, "", "J"), "KID"),
        ((1, A, "X"), "Skriftlig varsel"),
    ],
)
def test_a_record_of_an_unknown_kind_is_set_aside_by_its_line(record, column):
    nets = read(mandate_file(AS_OF, (1, B, "N"), record))

    [aside] = nets.mandates.set_aside
    assert (aside["row"], aside["column"], aside["whole_row"]) == (4, column, True)
    assert [row["kid"] for row in nets.mandates.mandates] == [B]


def test_a_full_list_with_a_line_set_aside_ends_nothing():
    nets = read(mandate_file(AS_OF, (0, B, "N"), (7, A, "J")))

    assert nets.mandates.lists == []


@pytest.mark.parametrize(
    ("line", "at", "text", "named"),
    [
        (18, 8, b"00000015", 19),  # mandates of the assignment
        (18, 16, b"00000017", 19),
        (19, 8, b"00000015", 20),  # of the file
        (19, 16, b"00000019", 20),
        (19, 41, b"000000", 20),  # without a day nobody knows which file is newer
        (4, 0, b"NY09", 5),
        (4, 6, b"30", 5),
        (1, 4, b"00", 19),
    ],
)
def test_a_line_that_contradicts_the_others_is_named(line, at, text, named):
    lines = LIST.splitlines()
    lines[line] = lines[line][:at] + text + lines[line][at + len(text) :]

    with pytest.raises(ExportError, match=r"verken|linje \d+ stemmer ikke") as error:
        read(b"\n".join(lines))
    if "linje" in str(error.value):
        assert f"linje {named} " in str(error.value)


@pytest.mark.parametrize("line", range(20))
def test_a_file_that_lost_a_line_is_refused(line):
    lines = LIST.splitlines()

    with pytest.raises(ExportError):
        read(b"\n".join(lines[:line] + lines[line + 1 :]))


def test_a_file_of_mandates_covers_no_day_of_payments(read_file):
    [file] = frames.records(read_file(LIST, "avtaler.txt").files)

    assert (file["kind"], file["title"]) == ("mandates", "AvtaleGiro-avtaler fra Nets")
    assert (file["rows_taken"], file["rows_frame"], file["rows_total"]) == (16, 4, 20)
    assert file["covers_until_on"] is None


FILES = {
    "new": mandate_file(date(2026, 11, 2), (1, A, "J"), (1, C, "N")),
    "list": mandate_file(date(2026, 11, 5), (0, B, "N")),
    "later": mandate_file(date(2026, 11, 9), (1, A, "N"), (2, B, "N")),
    "other account": mandate_file(date(2026, 11, 10), (0, A, "N"), account="99991042772"),
}


@pytest.fixture
def desk(house: Path) -> Desk:
    """A club with empty books."""
    folder = house / "data" / "clubs" / "prove-il"
    (folder / "inbox").mkdir(parents=True)
    (folder / "club.toml").write_text(club_toml("Prøve IL", 1, AS_OF), "utf-8")
    return office.open_desk(folder.name)


@pytest.mark.parametrize("order", [*permutations(FILES)], ids="-".join)
def test_files_in_any_order_come_to_the_same(order, desk):
    for name in order:
        path = desk.club.inbox / f"{name}.txt"
        path.write_bytes(FILES[name])
        import_inbox(desk, AS_OF, [path])

    day = work_out_copy(desk, desk.db, AS_OF)
    assert table(day.db, Mandate, "own_mandates") == [
        Mandate(ACCOUNT, A, False, date(2026, 11, 2)),
        Mandate(ACCOUNT, B, False, date(2026, 11, 5), date(2026, 11, 9)),
        Mandate(ACCOUNT, C, False, date(2026, 11, 2), date(2026, 11, 5)),
        Mandate("99991042772", A, False, date(2026, 11, 10)),
    ]


def test_what_two_files_of_one_day_say_does_not_depend_on_their_order(desk):
    on, off = mandate_file(AS_OF, (1, A, "J")), mandate_file(AS_OF, (2, A, "N"))
    for number, content in enumerate((on, off)):
        (desk.club.inbox / f"{number}.txt").write_bytes(content)
    import_inbox(desk, AS_OF)

    day = work_out_copy(desk, desk.db, AS_OF)
    assert table(day.db, Mandate, "own_mandates") == [Mandate(ACCOUNT, A, True, AS_OF)]
