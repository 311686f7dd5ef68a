"""Files on the disk: whole or not at all, and one sentence for what the disk refuses."""

import errno
import os
from pathlib import Path

import pytest

from tests.small_disk import room_for
from workbench.model.errors import StoreError, UsageError
from workbench.store import connection
from workbench.store.disk import describe_disk_fault, disk_faults_described, mask_path
from workbench.store.files import written_whole

FULL = "disken er full eller svikter; frigjør plass og prøv igjen."


@pytest.fixture
def path(small: Path) -> Path:
    return small / "tiltak.xlsx"


def os_error(number: int, *files: str) -> OSError:
    return OSError(number, os.strerror(number), *files)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, FULL),
        (errno.EDQUOT, FULL),
        (errno.EFBIG, FULL),
        (errno.EROFS, "skrivebeskyttet eller stengt; skaff tilgang og prøv igjen."),
        (errno.EACCES, "skrivebeskyttet eller stengt; skaff tilgang og prøv igjen."),
        (errno.EPERM, "skrivebeskyttet eller stengt; skaff tilgang og prøv igjen."),
        (errno.EISDIR, "her ligger noe annet enn det skulle; flytt det og prøv igjen."),
        (errno.ENOTDIR, "her ligger noe annet enn det skulle; flytt det og prøv igjen."),
        (errno.EEXIST, "her ligger noe annet enn det skulle; flytt det og prøv igjen."),
        (errno.ENXIO, "her ligger noe annet enn det skulle; flytt det og prøv igjen."),
        (errno.ELOOP, "her ligger noe annet enn det skulle; flytt det og prøv igjen."),
        (errno.ENOENT, "kunne ikke åpnes; se at navnet er riktig, og at du har tilgang."),
        (errno.ENAMETOOLONG, "kunne ikke åpnes; se at navnet er riktig, og at du har tilgang."),
        (errno.EMFILE, "opptatt akkurat nå; prøv igjen om litt."),
    ],
)
def test_each_refusal_of_the_disk_has_a_sentence_also_as_the_text_of_a_kernel(number, sentence):
    error = os_error(number, "/data/clubs/x/club.toml")

    assert describe_disk_fault(error) == f"/data/clubs/x/club.toml: {sentence}"
    assert describe_disk_fault(str(error)) == describe_disk_fault(error)


def test_the_place_is_the_errors_own_file_and_else_the_one_given():
    nameless = os_error(errno.ENOSPC)
    moved = OSError(errno.EROFS, os.strerror(errno.EROFS), "/a", None, "/b")

    assert describe_disk_fault(nameless) == FULL.capitalize()
    assert describe_disk_fault(nameless, "solvik-il") == f"solvik-il: {FULL}"
    assert describe_disk_fault(moved, "solvik-il").startswith("/a: skrivebeskyttet")
    assert describe_disk_fault(os_error(errno.ENOSPC, "it's.csv")) == f"it's.csv: {FULL}"


def test_a_sentence_shows_no_birth_number_and_no_byte_that_is_no_text():
    assert describe_disk_fault(os_error(errno.ENOENT, "/inn/010190 12345.csv")).startswith(
        "/inn/***********.csv: "
    )
    assert mask_path(Path("/inn/\udcff.csv")) == "/inn/?.csv"
    describe_disk_fault(os_error(errno.ENOENT, "/inn/\udcff.csv")).encode()


def test_a_machine_without_room_for_temporary_files_is_full():
    error = FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']")

    assert describe_disk_fault(error, "solvik-il") == f"solvik-il: {FULL}"


def test_a_spreadsheet_that_the_xml_library_cannot_write_is_a_full_disk():
    assert describe_disk_fault(RuntimeError("IO_ENOSPC"), "tiltak.xlsx") == f"tiltak.xlsx: {FULL}"


@pytest.mark.parametrize(
    "fault",
    [
        ValueError("Kari Nordmann"),
        RuntimeError("FULL"),
        KeyError("ENOSPC"),
        ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"),
        TimeoutError("timed out"),
        UsageError("'x': klubben finnes ikke."),
    ],
)
def test_another_fault_has_no_sentence_and_is_raised_as_it_is(fault):
    assert describe_disk_fault(fault) == ""
    with pytest.raises(type(fault)) as raised, disk_faults_described("solvik-il"):
        raise fault
    assert raised.value is fault


def test_what_sqlite_says_of_the_disk_is_told_in_the_same_words(tmp_path):
    (tmp_path / "club.db").mkdir()

    with pytest.raises(StoreError, match=r"/club\.db: kunne ikke åpnes; se at navnet er riktig"):
        connection.connect(tmp_path / "club.db")


def test_a_file_that_finds_no_room_leaves_the_one_before_and_no_half(way, path):
    path.write_bytes(b"before")

    with (
        room_for(way, path.parent, 4096),
        pytest.raises(StoreError, match=rf"/tiltak\.xlsx: {FULL}"),
        written_whole(path) as unfinished,
    ):
        unfinished.write_bytes(bytes(100_000))

    assert [file.name for file in path.parent.iterdir()] == ["tiltak.xlsx"]
    assert path.read_bytes() == b"before"


def test_a_file_takes_the_place_of_the_one_before_only_once_it_is_whole(tmp_path):
    path = tmp_path / "tiltak.xlsx"
    path.write_bytes(b"before")

    with written_whole(path) as unfinished:
        unfinished.write_bytes(b"after")
        assert path.read_bytes() == b"before"

    assert path.read_bytes() == b"after"
    assert [file.name for file in tmp_path.iterdir()] == ["tiltak.xlsx"]


def test_a_file_found_to_be_wrong_before_it_is_whole_leaves_nothing(tmp_path):
    with pytest.raises(UsageError, match="feil"), written_whole(tmp_path / "p.toml") as unfinished:
        unfinished.write_bytes(b"x")
        raise UsageError("feil")

    assert list(tmp_path.iterdir()) == []
