"""Opening a database: ours, whole, on this machine's own disk, by the one SQLite."""

import multiprocessing
import stat
from pathlib import Path

import pytest
from sqlite_utils import utils

from workbench.model.errors import StoreError
from workbench.store import connection, migrations

MOUNTS = """\
/dev/vda / ext4 rw 0 0
server:/export /work nfs4 rw 0 0
/dev/vdb /work/local\\040disk ext4 rw 0 0
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "club.db"


def test_sqlite_utils_uses_the_same_one_sqlite():
    assert utils.sqlite3.__name__ == "pysqlite3"


def test_the_sqlite_in_use_is_free_of_the_wal_reset_bug():
    version = tuple(int(part) for part in connection.sqlite3.sqlite_version.split("."))

    assert connection.is_safe_version(version)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_versions_with_the_wal_reset_bug_are_known(version, safe):
    assert connection.is_safe_version(version) is safe


def test_the_pragmas_hold_on_every_connection(path):
    migrations.open_database(path, migrations.club).conn.close()

    db = connection.connect(path)

    def pragma(name: str) -> object:
        return db.conn.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2  # FULL
    assert pragma("foreign_keys") == 1
    assert pragma("secure_delete") == 1
    assert pragma("trusted_schema") == 0


def test_the_file_and_its_wal_are_the_owners_alone(path):
    db = migrations.open_database(path, migrations.club)
    with connection.write(db):
        db.conn.execute("INSERT INTO leases VALUES ('a', 'b', 0, '')")

    files = [path.with_name(path.name + end) for end in ("", "-wal", "-shm")]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_missing_file_is_refused_in_a_sentence(path):
    with pytest.raises(StoreError, match="kunne ikke åpnes"):
        connection.connect(path)


def test_somebody_elses_database_is_refused(path):
    other = connection.sqlite3.connect(str(path))
    other.execute("CREATE TABLE theirs (x)")
    other.close()

    with pytest.raises(StoreError, match="ikke en database fra arbeidsbenken"):
        connection.connect(path)


def test_a_file_that_is_no_database_is_refused(path):
    path.write_bytes(b"this is a letter, not a database" * 200)

    with pytest.raises(StoreError, match="kunne ikke åpnes"):
        connection.connect(path)


@pytest.mark.parametrize(
    ("folder", "network"),
    [("/work/club.db", True), ("/work/local disk/club.db", False), ("/home/club.db", False)],
)
def test_the_deepest_mount_says_whether_the_disk_is_a_network_one(folder, network):
    assert connection.is_network_disk(Path(folder), MOUNTS) is network


def test_a_failed_write_leaves_nothing(path):
    db = migrations.open_database(path, migrations.club)

    with pytest.raises(RuntimeError), connection.write(db):
        db.conn.execute("INSERT INTO leases VALUES ('a', 'b', 0, '')")
        raise RuntimeError

    assert db.conn.execute("SELECT count(*) FROM leases").fetchone()[0] == 0
    assert not db.conn.in_transaction


def test_two_that_write_at_once_wait_for_each_other(path):
    migrations.open_database(path, migrations.club).conn.close()

    with multiprocessing.get_context("spawn").Pool(4) as pool:
        pool.map(_add_plans, [(str(path), n) for n in range(4)])

    db = connection.connect(path)
    assert db.conn.execute("SELECT count(*) FROM leases").fetchone()[0] == 100


def _add_plans(job: tuple[str, int]) -> None:
    path, worker = job
    db = connection.connect(Path(path))
    for number in range(25):
        with connection.write(db):
            count = db.conn.execute("SELECT count(*) FROM leases").fetchone()[0]
            db.conn.execute(
                "INSERT INTO leases VALUES (?, 'b', ?, '')",
                (f"{worker}-{number}", count),
            )
