"""Files made to harm the one who opens them: each ends in a sentence, and the next one is read."""

import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from threading import Timer

import psutil
import pytest
from openpyxl import Workbook

from tests.processes import command, has_ended
from workbench.importers import reading
from workbench.importers.archives import DAMAGED, TOO_BIG, unpack
from workbench.importers.headings import recognise
from workbench.importers.profiles import load_profiles
from workbench.importers.reading import TOO_SLOW, Reader
from workbench.model.errors import ExportError

WELL = b"Navn;Lag\r\nKari;G12\r\n"
SHEET = (
    '<?xml version="1.0"?>{doctype}<worksheet '
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)


def xlsx(rows: str, doctype: str = "") -> bytes:
    """Make a workbook of a sheet that openpyxl would not write."""
    plain, changed = io.BytesIO(), io.BytesIO()
    Workbook().save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            sheet = SHEET.format(doctype=doctype, rows=rows)
            new.writestr(name, sheet if name.endswith("sheet1.xml") else old.read(name))
    return changed.getvalue()


def zipped(*parts: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return buffer.getvalue()


def far_out(ref: str) -> str:
    row = ref.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    return f'{first}<row r="{row}"><c r="{ref}"><v>2</v></c></row>'


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
ENTITIES = f'<!DOCTYPE worksheet [<!ENTITY a0 "lol">{LAUGHS}]>'
CELL = '<c r="A1" t="inlineStr"><is><t>&a9;</t></is></c>'
ROW = "".join(f'<c r="{column}{{0}}"><v>{{0}}.25</v></c>' for column in "ABCDEFGH")
HOSTILE = {
    "zip-bomb": lambda: zipped(("[Content_Types].xml", b""), ("xl/bombe.xml", bytes(50_000_000))),
    "many-members": lambda: zipped(*((f"xl/{n}.xml", b"") for n in range(300))),
    "far-cell": lambda: xlsx(far_out("XFD1048576")),
    "wide-enough-to-fill-memory": lambda: xlsx(far_out("XFD9000")),
    "far-row": lambda: xlsx(far_out("J1048576")),
    "entities": lambda: xlsx(f'<row r="1">{CELL}</row>', ENTITIES),
    "truncated": lambda: xlsx(far_out("B2"))[:-300],
    "deep-json": lambda: b"[" * 1_000_000,
    "deep-json-of-objects": lambda: b'{"a":' * 200_000,
    "wide-json": lambda: json.dumps([{str(n): n} for n in range(40_000)]).encode(),
    "html-spans": lambda: b"<table><tr>" + b"<td colspan=1000>x" * 300_000 + b"<tr><td>y</table>",
    "deep-html": lambda: b"<table><tr><td>" * 100_000,
    "quote": lambda: b'a;b\r\n"' + b"x;y\r\n" * 100_000,
}


@pytest.fixture
def reader():
    reader = Reader()
    yield reader
    reader.child.end()


def readers() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "sheets" in command(child)]


def ended_children() -> set[psutil.Process]:
    """Return the children that have ended and that nobody has waited for."""
    return {child for child in psutil.Process().children() if has_ended(child)}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_a_sentence_and_the_next_is_read(name, reader):
    content, before = HOSTILE[name](), len(readers())
    ended_before = ended_children()  # of other tests

    with pytest.raises(ExportError, match=r"\Afil: [^\n]+\.\Z"):
        reader.read(content, "fil", 20)

    assert reader.read(WELL, "fil", 20)[0].rows[1] == ("Kari", "G12")
    assert len(readers()) == before + 1
    assert ended_children() <= ended_before


def test_the_entities_of_a_page_are_not_multiplied(reader):
    content = f"<!DOCTYPE html [{LAUGHS}]><table><tr><td>&a9;</table>".encode()

    assert len(str(reader.read(content, "fil", 20))) < 1000


@pytest.fixture(scope="module")
def long_sheet() -> bytes:
    """A sheet of 300,000 rows: 77 MB of XML in a zip of 3 MB."""
    return xlsx("".join(f'<row r="{n}">{ROW.format(n)}</row>' for n in range(1, 300_001)))


def test_a_long_sheet_is_read_and_found_to_be_no_export(long_sheet, reader):
    sheets = reader.read(long_sheet, "fil.xlsx", 20)

    assert len(sheets[0].rows) == 300_000
    assert sheets[0].rows[-1] == ("300000.25",) * 8
    with pytest.raises(ExportError, match="filen ligner ingen eksport vi kjenner"):
        recognise(sheets, load_profiles(), "fil.xlsx")


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (signal.SIGSEGV, DAMAGED),
        (signal.SIGABRT, TOO_BIG),
        (signal.SIGXCPU, TOO_SLOW),
        (signal.SIGTERM, DAMAGED),
    ],
    ids=["damaged", "out-of-memory", "out-of-time", "ended"],
)
def test_a_child_that_dies_of_a_file_says_why_and_is_replaced(number, cause, reader):
    reader.read(WELL, "fil", 20)
    child = reader.child.process
    child.send_signal(signal.SIGSTOP)
    Timer(0.1, lambda: (child.send_signal(number), child.send_signal(signal.SIGCONT))).start()

    with pytest.raises(ExportError) as error:
        reader.read(WELL, "fil", 20)

    assert str(error.value) == f"fil: {cause}"
    assert len(reader.read(WELL, "fil", 20)[0].rows) == 2
    assert not psutil.pid_exists(child.pid)


def test_a_child_that_hangs_is_ended(reader):
    reader.read(WELL, "fil", 20)
    reader.child.process.send_signal(signal.SIGSTOP)

    with pytest.raises(ExportError, match="tar for lang tid"):
        reader.read(b"x" * 10_000_000, "fil", 1)

    assert len(reader.read(WELL, "fil", 20)[0].rows) == 2


def test_a_file_that_takes_longer_than_it_may_is_given_up(long_sheet, reader):
    with pytest.raises(ExportError, match="tar for lang tid"):
        reader.read(long_sheet, "fil", 1)

    assert len(reader.read(WELL, "fil", 20)[0].rows) == 2


def test_a_child_killed_between_two_files_is_replaced(reader):
    reader.read(WELL, "fil", 20)
    psutil.Process(reader.child.process.pid).kill()
    reader.child.process.wait()

    assert len(reader.read(WELL, "fil", 20)[0].rows) == 2


def test_one_child_reads_many_files_and_is_replaced_in_time(reader):
    pids = set()
    for left in (3, 2, 1, 0):
        reader.read(WELL, "fil", 20)
        reader.child.files_left = left
        pids.add(reader.child.process.pid)
    reader.read(WELL, "fil", 20)

    assert len(pids) == 1
    assert reader.child.process.pid not in pids


def test_threads_share_one_child(reader):
    files = [f"Navn;Nr\r\nKari;{n}\r\n".encode() for n in range(40)]

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda content: reader.read(content, "fil", 20), files))

    assert [sheets[0].rows[1] for sheets in found] == [("Kari", str(n)) for n in range(40)]


def test_the_child_inherits_no_file_and_no_setting(reader, tmp_path, monkeypatch):
    monkeypatch.setenv("HEMMELIG", "1")
    with (tmp_path / "bok").open("wb") as book:
        os.set_inheritable(book.fileno(), True)
        reader.read(WELL, "fil", 20)

        child = psutil.Process(reader.child.process.pid)
        assert (child.num_fds(), child.open_files()) == (3, [])
        assert "HEMMELIG" not in child.environ()


ALONE = """
import os, sys
from workbench.importers.reading import READER
READER.read(b"Navn;Lag", "fil", 20)
print(READER.child.process.pid, flush=True)
sys.stdin.read()
"""


def test_the_child_ends_when_its_parent_is_killed():
    parent = subprocess.Popen(
        [sys.executable, "-c", ALONE], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    child = psutil.Process(int(parent.stdout.readline()))

    parent.kill()
    parent.communicate()

    child.wait(60)
    assert not child.is_running()


FORKED = """
import os
from workbench.importers.reading import READER
rows = lambda: READER.read(b"Navn;Lag", "fil", 20)[0].rows
rows()
before = READER.child.process.pid
if pid := os.fork():
    os.waitpid(pid, 0)
    print(rows(), READER.child.process.pid == before)
else:
    print(rows(), READER.child.process.pid == before, flush=True)
"""


def test_a_forked_process_has_a_child_of_its_own():
    done = subprocess.run([sys.executable, "-c", FORKED], capture_output=True, text=True)

    assert done.stdout.splitlines() == ["[('Navn', 'Lag')] False", "[('Navn', 'Lag')] True"]
    assert done.stderr == ""


def test_the_child_imports_nothing_heavy():
    code = "import sys, workbench.importers.sheets as _; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)

    heavy = {"pandas", "numpy", "pydantic", "lxml", "openpyxl", "subprocess", "workbench.office"}
    assert not heavy & set(found.stdout.split())


@pytest.mark.parametrize(
    "content",
    [
        zipped(("a.csv", bytes(50_000_000))),
        zipped(("a.zip", zipped(("b.csv", WELL)))),
        zipped(("__MACOSX/a.csv", WELL), (".DS_Store", b"x")),
        zipped(("a.csv", WELL))[:-30],
        zipped(("a.csv", WELL * 9)).replace(b"Navn", b"navn", 1)[:60] + bytes(200),
        b"PK\x03\x04" + bytes(60),
    ],
    ids=["bomb", "nested", "litter", "cut", "broken", "header"],
)
def test_a_zip_that_cannot_be_unpacked_ends_in_a_sentence(content):
    with pytest.raises(ExportError, match=r"\Aeksport\.zip[^:\n]*: [^\n]+\.\Z"):
        unpack(content, "eksport.zip")


def test_a_workbook_is_as_large_as_all_its_sheets_together():
    book, buffer = Workbook(), io.BytesIO()
    for sheet in (book.active, book.create_sheet("To")):
        sheet["A1"], sheet["C1000000"] = "Navn", "x"
    book.save(buffer)

    with pytest.raises(ExportError, match="arket 'To' går helt til rad 1000000 og kolonne 3"):
        Reader().read(buffer.getvalue(), "bok.xlsx", 20)


def test_of_what_the_child_says_only_so_much_is_heard(monkeypatch):
    monkeypatch.setattr(reading, "MOST_CELLS", 3)
    reader = Reader()

    with pytest.raises(ExportError, match=TOO_BIG):
        reader.read(WELL, "fil.csv", 20)

    assert len(reader.read(b"Navn;Lag\r\n", "fil.csv", 20)[0].rows) == 1
