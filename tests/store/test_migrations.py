"""The schema: made whole, held against the golden text, and never older than the file."""

import multiprocessing
from pathlib import Path

import pytest
from sqlite_utils import Migrations

from workbench.model.errors import StoreError
from workbench.store import connection, migrations
from workbench.store.check import faults


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "club.db"


@pytest.mark.parametrize("which", [migrations.club, migrations.office], ids=["club", "office"])
def test_a_new_file_has_the_golden_schema(path, which):
    db = migrations.open_database(path, which)

    assert migrations.schema_of(db) == migrations.declared_schema(which.name)
    assert db.conn.execute("PRAGMA user_version").fetchone()[0] == len(which._migrations)


def test_a_newer_schema_is_refused(path):
    db = migrations.open_database(path, migrations.club)
    db.conn.execute("PRAGMA user_version=99")
    db.conn.close()

    with pytest.raises(StoreError, match=r"nyere arbeidsbenk \(skjema 99"):
        migrations.open_database(path, migrations.club)


def test_a_migration_that_drops_a_trigger_is_rolled_back(path):
    migrations.open_database(path, migrations.club).conn.close()
    later = Migrations("club")
    for done in migrations.club._migrations:
        later(name=done.name)(lambda db: None)

    @later()
    def m999_careless(db):
        db["events"].transform(rename={"subject": "about"})

    with pytest.raises(StoreError, match="ble ikke som ventet"):
        migrations.open_database(path, later)

    db = migrations.open_database(path, migrations.club)
    assert migrations.schema_of(db) == migrations.declared_schema("club")
    assert faults(db) == []


def test_many_that_open_a_new_file_at_once_all_get_it(path):
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        versions = pool.map(_open, [str(path)] * 8)

    assert set(versions) == {len(migrations.club._migrations)}
    assert [p.name for p in path.parent.iterdir() if p.name.startswith(".")] == []


def _open(path: str) -> int:
    db = migrations.open_database(Path(path), migrations.club)
    return int(db.conn.execute("PRAGMA user_version").fetchone()[0])


def test_a_file_killed_before_it_had_a_schema_gets_one(path):
    connection.create(path).conn.close()

    db = migrations.open_database(path, migrations.club)

    assert migrations.schema_of(db) == migrations.declared_schema("club")


def test_a_file_from_before_the_first_release_is_refused_in_a_sentence(path):
    connection.create(path).conn.close()
    old = connection.sqlite3.connect(str(path))
    old.execute(f"PRAGMA application_id={connection.BEFORE_RELEASE}")
    old.close()

    with pytest.raises(StoreError, match="eldre arbeidsbenk enn denne kan lese"):
        migrations.open_database(path, migrations.club)


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TRIGGER claims_changed",
        "ALTER TABLE claims ADD COLUMN note TEXT",
        "CREATE TABLE extra (x)",
        "DROP INDEX proposals_live",
    ],
)
def test_a_file_whose_schema_was_changed_is_refused(path, sql):
    db = migrations.open_database(path, migrations.club)
    db.conn.execute(sql)
    db.conn.close()

    with pytest.raises(StoreError, match="endret utenfor arbeidsbenken"):
        migrations.open_database(path, migrations.club)


def test_a_club_s_file_holds_its_id(path):
    db = migrations.open_database(path, migrations.club, club_id="solvik-il")

    assert [*db["club"].rows] == [{"club_id": "solvik-il"}]
