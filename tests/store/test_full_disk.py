"""A disk that is full or read-only: one sentence, and what stood there before stays and opens."""

import re
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.small_disk import room_for
from workbench.model.errors import StoreError
from workbench.store import connection, migrations
from workbench.store.check import faults
from workbench.store.migrations import open_database

ROOMS = [n * 32_768 for n in range(60)]  # bytes; books without a row need some 1,400,000
FULL = r"^/[^:]+/\.?(club|office)\.db[^:]*: disken er full eller svikter; frigjør plass"
LEASE = "INSERT INTO leases VALUES (?2, ?1, 0, '')"


@pytest.fixture
def path(small: Path) -> Path:
    return small / "club.db"


def leases(db: Database) -> int:
    return int(db.conn.execute("SELECT count(*) FROM leases").fetchone()[0])


@pytest.mark.parametrize("which", [migrations.club, migrations.office], ids=["club", "office"])
def test_books_made_on_a_full_disk_are_whole_or_not_there(way, path, which):
    refused = 0

    for room in ROOMS:
        with room_for(way, path.parent, room):
            try:
                open_database(path, which).conn.close()
            except StoreError as error:
                assert re.search(FULL, str(error))
                refused += 1
        with closing(open_database(path, which).conn) as conn:
            assert migrations.schema_of(Database(conn)) == migrations.declared_schema(which.name)
            assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert [file.name for file in path.parent.iterdir()] == ["club.db"]
        path.unlink()
    assert 0 < refused < len(ROOMS)


def test_books_that_could_not_be_made_leave_nothing(way, path):
    with room_for(way, path.parent, 65_536), pytest.raises(StoreError, match=FULL):
        open_database(path, migrations.club)

    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("rows", [1_000, 60_000], ids=["at COMMIT", "at a statement"])
def test_a_write_on_a_full_disk_changes_nothing_and_is_made_when_there_is_room(way, path, rows):
    db = open_database(path, migrations.club)
    with connection.write(db):
        db.conn.execute(LEASE, ("2026-11-15", "a"))
    many = [("2026-11-22", f"{n:064}") for n in range(rows)]

    with (
        room_for(way, path.parent, 40_960),
        pytest.raises(StoreError, match=FULL),
        connection.write(db),
    ):
        db.conn.executemany(LEASE, many)

    assert leases(db) == 1
    with connection.write(db):
        db.conn.executemany(LEASE, many)
    assert leases(db) == 1 + rows
    assert faults(db) == []
    db.conn.close()
    assert leases(open_database(path, migrations.club)) == 1 + rows


def test_books_without_a_schema_stay_as_they_are_on_a_full_disk(way, path):
    connection.create(path).conn.close()

    with room_for(way, path.parent, 65_536), pytest.raises(StoreError, match=FULL):
        open_database(path, migrations.club)

    again = connection.connect(path)
    assert migrations.schema_of(again) == set()
    again.conn.close()
    assert faults(open_database(path, migrations.club)) == []


def test_a_read_only_database_is_refused_as_that(tmp_path):
    db = open_database(tmp_path / "club.db", migrations.club)
    db.conn.execute("PRAGMA query_only=ON")

    with pytest.raises(StoreError, match="skrivebeskyttet eller"), connection.write(db):
        db.conn.execute(LEASE, ("2026-11-22", "a"))

    assert leases(db) == 0


def test_a_fault_in_a_statement_is_no_fault_of_the_disk(tmp_path):
    db = open_database(tmp_path / "club.db", migrations.club)

    with pytest.raises(connection.DatabaseError, match="no such table"), connection.write(db):
        db.conn.execute("DELETE FROM nowhere")


def test_a_transaction_that_sqlite_ended_by_itself_still_says_why(tmp_path):
    db = open_database(tmp_path / "club.db", migrations.club)

    with pytest.raises(RuntimeError, match="why"), connection.write(db):
        db.conn.execute("ROLLBACK")
        raise RuntimeError("why")


def test_a_file_whose_schema_stands_in_its_wal_is_not_whole(tmp_path):
    db = connection.create(tmp_path / "club.db")
    migrations._migrate(db, tmp_path / "club.db", migrations.club)

    assert not migrations._is_whole(tmp_path / "club.db", migrations.club)


def test_a_file_gets_no_name_while_pages_are_left_in_its_wal(tmp_path, monkeypatch):
    create, readers = connection.create, []

    def create_and_read(path: Path) -> Database:
        """Let somebody read the empty file for as long as it is being made."""
        db = create(path)
        readers.append(connection.connect(path).conn)
        readers[0].execute("BEGIN")
        readers[0].execute("SELECT * FROM sqlite_master").fetchall()
        db.conn.execute("PRAGMA busy_timeout=0")
        return db

    monkeypatch.setattr(migrations, "create", create_and_read)

    with pytest.raises(StoreError, match="ikke skrevet ferdig; prøv igjen"):
        open_database(tmp_path / "club.db", migrations.club)

    assert list(tmp_path.iterdir()) == []
