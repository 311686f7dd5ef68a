"""The disk refuses, or something else lies where a file should: one sentence, status 2, and no more
is changed. What could wait for ever is tried in a process of its own, with a time limit.
"""

import io
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.small_disk import change, may_mount, room_for, tmpfs
from workbench import office
from workbench.calls.entries import Entry
from workbench.cli import main
from workbench.forms.guard import BROKEN, Guard
from workbench.forms.mapping_form import MappingForm
from workbench.importers.archives import UNPACKED
from workbench.importers.drafts import Draft
from workbench.model.errors import StoreError, UsageError
from workbench.model.outcomes import Outcome
from workbench.office import file_mapping, own_profiles
from workbench.office.agents import save_agent
from workbench.office.calls import Shift
from workbench.store.books import open_books

DAY = date(2026, 11, 22)
pytestmark = pytest.mark.filterwarnings(  # openpyxl fails once more when it is cleaned up
    "ignore::pytest.PytestUnraisableExceptionWarning"
)
AS_OF = ("--as-of", DAY.isoformat())
IMPORT = ("import", "solvik-il", *AS_OF)
WEEK = ("week", "solvik-il", *AS_OF)
PASSWORD = "fire hester og en båt"
FULL = r"[Dd]isken er full eller svikter; frigjør plass og prøv igjen\.$"
ELSE = r"her ligger noe annet enn det skulle; flytt det og prøv igjen\.$"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(house: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command; returns exit status, output and errors."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
        status = main(arguments)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return call


def in_a_process(*arguments: str | bytes, **how: Any) -> "subprocess.CompletedProcess[str]":
    """Run the command; who waits for ever is stopped, which fails the test."""
    command = [sys.executable, "-m", "workbench.cli", *arguments]
    return subprocess.run(command, text=True, stderr=subprocess.PIPE, timeout=120, **how)


def rows(club: Path) -> dict[str, list[Any]]:
    """Return every row of the books but those of their making; none where there are no books."""
    if not (club / "club.db").exists():
        return {}
    db = open_books(club / "club.db", club.name)
    names = [name for name in db.table_names() if name != "club" and not name.startswith("_")]
    tables = {name: list(db[name].rows) for name in names}
    db.conn.close()
    return {name: table for name, table in tables.items() if table}


def leftovers(house: Path) -> list[str]:
    """Return the names that only something unfinished has."""
    names = [path.name for path in house.rglob("*") if path.name != ".lock"]
    return [name for name in names if name.startswith(".") or "unfinished" in name]


def assert_refused(answer: tuple[int, str, str], sentence: str) -> None:
    status, out, err = answer
    assert (status, len(err.strip().splitlines())) == (2, 1), err
    assert re.search(sentence, err.strip()), err
    assert "Traceback" not in out + err


# ------------------------------------------------------------------ a full disk


@pytest.mark.parametrize(
    ("arguments", "room"),
    [
        (("agent", "add", "kari", "--club", "solvik-il"), 8_192),
        (("demo", "--clubs", "1", "--members", "40", *AS_OF), 8_192),
        (IMPORT, 4_096),
        (IMPORT, 180_224),
    ],
    ids=["office.db", "demo", "received", "club.db"],
)
def test_a_command_on_a_full_disk_is_refused_and_done_when_there_is_room(
    small, way, house, club, run, arguments, room
):
    before = sorted(club.glob("**/*"))

    with room_for(way, small, room):
        answer = run(*arguments)

    assert_refused(answer, rf"^/[^:]+: {FULL}")
    assert leftovers(house) == []
    assert rows(club) == {}
    assert set(before) <= set(club.glob("**/*"))
    assert run(*arguments)[0] == 0
    if arguments == IMPORT:
        assert office.check_books("solvik-il") == []
        assert len(rows(club)["files"]) == len(list((club / "inbox").iterdir()))


def test_repairs_that_find_no_room_are_not_half_accepted(small, way, house, club, run):
    run(*IMPORT)
    before = rows(club)
    repair = ("import", "solvik-il", "--repair", *AS_OF)

    with room_for(way, small, 16_384):
        answer = run(*repair)

    assert_refused(answer, rf"club\.db: {FULL}")
    assert rows(club) == before
    assert run(*repair, "--json")[0] == 1
    assert office.check_books("solvik-il") == []
    assert {row["kind"] for row in rows(club)["events"]} == {"import", "repair"}


def test_a_club_made_again_on_a_full_disk_stays_as_it_was(small, way, house, run):
    demo = ("demo", "--clubs", "1", "--members", "40", *AS_OF)
    run(*demo)
    run(*IMPORT)
    folder = house / "data" / "clubs" / "solvik-il"
    before, held = sorted(folder.glob("**/*")), rows(folder)

    with room_for(way, small, 8_192):
        answer = run(*demo)

    assert_refused(answer, rf"(clubs/solvik-il|office\.db): {FULL}")
    assert (sorted(folder.glob("**/*")), rows(folder)) == (before, held)
    assert run(*demo)[0] == 0


def test_an_action_list_that_finds_no_room_leaves_the_one_before(small, way, house, club):
    desk = office.open_desk("solvik-il")
    week = office.plan_week(desk, office.read_inbox(desk, DAY), DAY)
    office.save_week(desk, week, dry_run=False)
    path = house / "reports" / "solvik-il" / DAY.isoformat() / "tiltak.xlsx"
    before = path.read_bytes()
    again = office.plan_week(desk, office.read_inbox(desk, DAY), DAY)

    with room_for(way, small, 4_096), pytest.raises(StoreError, match=rf"tiltak\.xlsx: {FULL}"):
        office.save_week(desk, again, dry_run=False)

    assert path.read_bytes() == before
    assert leftovers(house) == []
    desk.close()


def test_a_call_that_finds_no_room_is_saved_once_there_is(small, way, house, club, monkeypatch):
    office.import_inbox(desk := office.open_desk("solvik-il"), DAY)
    desk.close()
    save_agent("kari", PASSWORD, ["solvik-il"])
    monkeypatch.setenv("WORKBENCH_TODAY", "2026-11-23")
    shift = Shift("kari")
    taken = shift.next()
    claims = tuple(claim.claim_id for claim in taken.case.claims)
    entry = Entry("0" * 32, Outcome.NO_ANSWER, claims, right_person=True, note="x" * 1000)

    with room_for(way, small, 36_864), pytest.raises(StoreError, match=rf"club\.db: {FULL}"):
        shift.log_call(taken, entry)

    assert "calls" not in rows(club)
    shift.log_call(taken, entry)
    assert len(rows(club)["calls"]) == 1
    assert office.check_books("solvik-il") == []


UNSEEN = """Utøvernr;Fornavn på utøver;Slektsnavn;Tilstand
1001;Kari;Nordmann;På parti
1002;Ola;Hansen;På parti
"""
HEADINGS = {"person": "Utøvernr", "first_name": "Fornavn på utøver", "last_name": "Slektsnavn"}
DRAFT = Draft("Turnplan", "members", HEADINGS | {"status": "Tilstand"}, {"På parti": "active"})


def test_an_own_profile_that_finds_no_room_is_not_there(small, way, house, club):
    (club / "inbox" / "utskrift.csv").write_text(UNSEEN, "utf-8")
    desk = office.open_desk("solvik-il")
    strange = file_mapping.read_unknown(file_mapping.unknown_files(desk, "utskrift.csv")[0].file)

    def save() -> Path:
        return own_profiles.save_profile(desk, strange, strange.list_places[0], DRAFT, DAY)

    with room_for(way, small, 0), pytest.raises(StoreError, match=FULL):
        save()

    assert leftovers(house) == []
    assert not list(club.glob("profiles/*"))
    assert save().name == "turnplan.toml"


def test_an_answer_that_cannot_be_written_where_it_is_sent_is_told(house, club):
    with Path("/dev/full").open("w") as full:
        done = in_a_process("check", "solvik-il", "--json", stdout=full)

    assert_refused((done.returncode, "", done.stderr), rf"^{FULL}")


def test_a_week_of_clubs_whose_disk_is_full_names_each_and_leaves_no_folder(
    small, way, house, add_club
):
    for slug in ("fjellheim-il", "solvik-il"):
        add_club(slug)

    with room_for(way, small, 200_000):
        done = in_a_process("week", "--all", "--json", *AS_OF, stdout=subprocess.PIPE)

    outcomes = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (2, "")
    assert [outcome["club"] for outcome in outcomes] == ["fjellheim-il", "solvik-il"]
    assert all(re.search(FULL, outcome["fault"]) for outcome in outcomes), outcomes
    assert leftovers(house) == []


def test_a_report_that_finds_no_room_leaves_the_one_before_and_is_made_when_there_is(
    small, way, house, club, run
):
    assert run(*WEEK)[0] == 0
    reports = house / "reports" / "solvik-il"
    before = {path.name: path.read_bytes() for path in (reports / "latest").iterdir()}

    again = (*WEEK, "--force", "samme uke på nytt")
    with room_for(way, small, 36_864):
        refused = in_a_process(*again, stdout=subprocess.PIPE)

    assert_refused((refused.returncode, refused.stdout, refused.stderr), FULL)
    assert {path.name: path.read_bytes() for path in (reports / "latest").iterdir()} == before
    assert leftovers(house) == []
    assert run(*again)[0] == 0
    assert (reports / "latest" / "rapport.html").read_bytes() == before["rapport.html"]


# ------------------------------------------------------------------ what lies in the way


def lock_folder(house: Path, club: Path) -> None:
    (club / ".lock").mkdir()


def lock_link(house: Path, club: Path) -> None:
    (club / ".lock").symlink_to(house / "nowhere")


def received_file(house: Path, club: Path) -> None:
    (club / "received").write_text("")


def books_folder(house: Path, club: Path) -> None:
    (club / "club.db").mkdir()


def settings_folder(house: Path, club: Path) -> None:
    (club / "club.toml").unlink()
    (club / "club.toml").mkdir()


def office_folder(house: Path, club: Path) -> None:
    (house / "data" / "office.db").mkdir()


def reports_file(house: Path, club: Path) -> None:
    (house / "reports").write_text("")


def report_file(house: Path, club: Path) -> None:
    (house / "reports").mkdir()
    (house / "reports" / "solvik-il").write_text("")


AGENT = ("agent", "add", "kari", "--club", "solvik-il")
IN_THE_WAY = [
    (lock_folder, IMPORT, rf"^/[^:]+/\.lock: {ELSE}"),
    (lock_folder, WEEK, rf"^/[^:]+/\.lock: {ELSE}"),
    (lock_link, IMPORT, rf"^/[^:]+/\.lock: {ELSE}"),
    (received_file, IMPORT, rf"^/[^:]+/received: {ELSE}"),
    (books_folder, IMPORT, r"^/[^:]+/club\.db: kunne ikke åpnes; se at navnet er riktig"),
    (settings_folder, IMPORT, rf"^/[^:]+/club\.toml: {ELSE}"),
    (settings_folder, WEEK, rf"^/[^:]+/club\.toml: {ELSE}"),
    (office_folder, AGENT, r"^/[^:]+/office\.db: kunne ikke åpnes; se at navnet er riktig"),
    (office_folder, WEEK, r"^/[^:]+/office\.db: kunne ikke åpnes; se at navnet er riktig"),
    (reports_file, WEEK, rf"^/[^:]+/reports[^:]*: {ELSE}"),
    (report_file, WEEK, rf"^/[^:]+/solvik-il[^:]*: {ELSE}"),
]


@pytest.mark.parametrize(("put", "arguments", "sentence"), IN_THE_WAY)
def test_something_else_where_a_file_should_be_is_named(put, arguments, sentence, house, club, run):
    put(house, club)

    answer = run(*arguments)

    assert_refused(answer, sentence)
    assert leftovers(house) == []


@pytest.mark.parametrize("arguments", [IMPORT, WEEK])
def test_a_lock_that_is_a_pipe_is_waited_for_by_nobody(arguments, house, club):
    os.mkfifo(club / ".lock")

    done = in_a_process(*arguments, stdout=subprocess.PIPE)

    assert_refused((done.returncode, done.stdout, done.stderr), rf"^/[^:]+/\.lock: {ELSE}")
    assert leftovers(house) == []


@contextmanager
def shut(house: Path, folder: str) -> Iterator[str]:
    """Let nobody write in a folder of the house; yields what is told of it.

    Root writes to what is shut for others, so the disk itself is read-only where it may be
    mounted; elsewhere a user who is not root is refused, and root finds a file in its place.
    """
    path = house / folder
    if may_mount():
        held = {file.relative_to(path): file.read_bytes() for file in path.rglob("*.*")
                if file.is_file()}  # fmt: skip
        with tmpfs(path, 1 << 26):
            for name, content in held.items():
                (path / name).parent.mkdir(parents=True, exist_ok=True)
                (path / name).write_bytes(content)
            change(path, "ro")
            yield r"skrivebeskyttet eller stengt|kunne ikke åpnes"
        return
    if os.geteuid() == 0:
        path.rename(path.with_name("borte"))
        path.write_text("")
        yield ELSE
        return
    path.chmod(0o500)
    try:
        yield "skrivebeskyttet eller stengt"
    finally:
        path.chmod(0o700)


@pytest.mark.parametrize(
    ("folder", "arguments"),
    [
        ("data/clubs/solvik-il/received", IMPORT),
        ("reports", WEEK),
    ],
)
def test_a_folder_nobody_may_write_in_is_named(house, club, run, folder, arguments):
    (house / folder).mkdir()

    with shut(house, folder) as sentence:
        answer = run(*arguments)

        assert_refused(answer, sentence)
        assert Path(folder).name in answer[-1]
    assert rows(club) == {}


@pytest.mark.parametrize("arguments", [IMPORT, WEEK, AGENT, ("demo", "--clubs", "1")])
def test_a_house_on_a_read_only_disk_is_refused_by_every_command(house, club, run, arguments):
    if may_mount():
        with shut(house, "data") as sentence:
            answer = run(*arguments)
    else:  # as a limit that lets no file have a byte
        sentence = FULL
        with room_for("limit", house, 0):
            answer = run(*arguments)

    assert_refused(answer, sentence)


# ------------------------------------------------------------------ what is no file


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "fil.csv")
    return folder / "fil.csv"


def device(folder: Path) -> Path:
    return Path("/dev/zero")


def link_to_device(folder: Path) -> Path:
    (folder / "fil.csv").symlink_to("/dev/zero")
    return folder / "fil.csv"


def unix_socket(folder: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as made:
        here = os.open(folder, os.O_PATH)  # the path itself may be too long for a socket
        made.bind(f"/proc/self/fd/{here}/fil.csv")
        os.close(here)
    return folder / "fil.csv"


def loop(folder: Path) -> Path:
    (folder / "fil.csv").symlink_to("fil.csv")
    return folder / "fil.csv"


def missing(folder: Path) -> Path:
    return folder / "borte.csv"


def below_a_file(folder: Path) -> Path:
    (folder / "fil").write_text("")
    return folder / "fil" / "fil.csv"


def too_long(folder: Path) -> Path:
    return folder / ("x" * 300)


def endless(folder: Path) -> Path:
    with (folder / "fil.csv").open("wb") as file:
        file.truncate(UNPACKED + 1)  # no byte is on the disk
    return folder / "fil.csv"


NO_FILE = [
    (pipe, r"fil\.csv er ingen vanlig fil; lagre innholdet i en fil først\.$"),
    (device, r"^/dev/zero er ingen vanlig fil; lagre innholdet i en fil først\.$"),
    (link_to_device, r"fil\.csv er ingen vanlig fil"),
    (unix_socket, r"fil\.csv er ingen vanlig fil"),
    (loop, rf"fil\.csv: {ELSE}"),
    (missing, r"borte\.csv: kunne ikke åpnes; se at navnet er riktig"),
    (below_a_file, rf"fil\.csv: {ELSE}"),
    (too_long, r"x: kunne ikke åpnes; se at navnet er riktig"),
    (endless, r"fil\.csv: filen er for stor til å leses"),
]


@pytest.mark.parametrize(("put", "sentence"), NO_FILE)
def test_what_is_no_file_on_the_command_line_is_refused_at_once(
    put, sentence, house, club, tmp_path
):
    named = put(tmp_path)

    done = in_a_process("import", "solvik-il", str(named), *AS_OF, stdout=subprocess.PIPE)

    assert_refused((done.returncode, done.stdout, done.stderr), sentence)
    assert rows(club) == {}


@pytest.mark.parametrize("put", [pipe, link_to_device, unix_socket, loop])
def test_what_is_no_file_in_the_inbox_is_passed_over(put, house, club):
    files = [path.name for path in (club / "inbox").iterdir()]
    put(club / "inbox")

    done = in_a_process(*IMPORT, "--json", stdout=subprocess.PIPE)

    assert done.returncode == 0, done.stderr
    assert {file["name"] for file in json.loads(done.stdout)["files"]} == set(files)


@pytest.mark.parametrize("put", [pipe, device, loop, missing])
def test_what_is_no_file_for_the_mapping_form_is_told_there(put, house, club):
    named = put(club / "inbox")

    form = MappingForm("", ["solvik-il"], str(named))

    assert named.name in form.alert.value
    assert BROKEN not in form.alert.value


# ------------------------------------------------------------------ a name that is no text


def test_a_file_whose_name_is_no_text_is_read_under_one_that_is(house, club, run):
    path = max((club / "inbox").glob("medlemmer*"))
    path.rename(path.with_name("\udcff medlemmer.xlsx"))

    (tried, shown, _), (done, _, _) = run(*IMPORT, "--dry-run"), run(*WEEK)

    assert (tried, done) == (0, 0)
    assert "? medlemmer.xlsx" in shown
    assert "? medlemmer.xlsx" in {file["name"] for file in rows(club)["files"]}


@pytest.mark.parametrize("name", [b"\xff.csv", b"\xc3\x28.csv", b"\xed\xa0\x80.csv"])
def test_a_name_that_is_no_text_on_the_command_line_is_told_in_text(
    name, house, club, run, tmp_path
):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/" + name)

    missing = run("import", "solvik-il", path, *AS_OF)
    Path(path).write_text("Husk dugnad\n")
    strange = run("import", "solvik-il", path, *AS_OF)

    assert_refused(missing, r"\?.*\.csv: ")
    assert_refused(strange, r"\?.*\.csv: ")


def test_the_mapping_form_lists_a_file_whose_name_is_no_text(house, club):
    (club / "inbox" / "\udcff.csv").write_text(UNSEEN, "utf-8")

    form = MappingForm("", ["solvik-il"])

    assert form.file.options == ("?.csv",)
    assert form.alert.value == ""


# ------------------------------------------------------------------ the forms


def test_a_form_tells_what_the_disk_refused_and_logs_where(capsys, monkeypatch):
    told: list[str] = []
    log = io.StringIO()
    monkeypatch.setattr("sys.__stderr__", log)

    def step() -> None:
        raise OSError(28, "No space left on device", "/data/clubs/x/.lock")

    Guard(told.append)(step)()

    assert re.search(rf"^/data/clubs/x/\.lock: {FULL}", *told)
    assert "OSError" in log.getvalue()


def test_the_file_of_a_notebook_may_have_any_name(house, club):
    desk = office.open_desk("solvik-il")

    with pytest.raises(UsageError, match="er en mappe"):
        file_mapping.unknown_files(desk, ".")
