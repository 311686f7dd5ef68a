"""The schema: made whole, held against the golden text, and never older than the file."""

import multiprocessing
from pathlib import Path

import pytest
from sqlite_utils import Migrations

from workbench.model.errors import StoreError
from workbench.model.frames import SHAPES
from workbench.store import connection, frames, migrations
from workbench.store.books import NOUNS
from workbench.store.check import faults


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "club.db"


@pytest.mark.parametrize("which", [migrations.club, migrations.office], ids=["club", "office"])
def test_a_new_file_has_the_golden_schema(path, which):
    db = migrations.open_database(path, which)

    assert migrations.schema_of(db) == migrations.golden(which)
    assert db.conn.execute("PRAGMA user_version").fetchone()[0] == len(which._migrations)


def test_every_noun_has_a_strict_table_with_the_frames_columns(path):
    db = migrations.open_database(path, migrations.club)

    for name in NOUNS:
        assert list(db[name].columns_dict) == list(SHAPES[name].columns), name
        assert db[name].strict, name
        assert tuple(db[name].pks) == SHAPES[name].key, name
        assert frames.read(db, name).empty


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
    assert migrations.schema_of(db) == migrations.golden(migrations.club)
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

    assert migrations.schema_of(db) == migrations.golden(migrations.club)


def test_books_of_the_first_schema_keep_their_rows_and_get_the_newest(path):
    first = connection.create(path)
    with connection.write(first):
        migrations.club.apply(first, stop_before="m002_calls")
        first.conn.execute("PRAGMA user_version=1")
        first["claims"].insert({"claim_id": "k:1", "title": "Kontingent", "amount_ore": 100})
    first.conn.close()

    db = migrations.open_database(path, migrations.club)

    claims = frames.read(db, "claims")
    assert claims["title"].tolist() == ["Kontingent"]
    assert claims["missing_since"].isna().all()
    assert faults(db) == []
