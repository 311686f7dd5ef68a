"""The database files of a club and of the office: created, migrated, and compared with the schema.

The first migration makes the schema as it is released; later ones are only added. sqlite-utils'
`transform()` drops triggers, so the schema is compared whenever a file is opened.
"""

import os
from contextlib import closing, suppress
from functools import cache
from pathlib import Path

from workbench.model.errors import StoreError
from workbench.store.connection import Database, Migrations, connect, create, write
from workbench.store.disk import disk_faults_described
from workbench.store.files import sync, working_folder
from workbench.store.triggers import club_schema, statements

club = Migrations("club")
office = Migrations("office")
OFFICE_SCHEMA = Path(__file__).with_name("office.sql").read_text("utf-8")


@cache
def declared_schema(name: str) -> frozenset[str]:
    """Return the statements that make the schema of `club` or `office`."""
    return frozenset(club_schema() if name == "club" else statements(OFFICE_SCHEMA))


@club()
def m001_books(db: Database) -> None:
    """Create the nouns, their events, and the triggers that log every change."""
    for statement in club_schema():
        db.conn.execute(statement)


@office()
def m001_office(db: Database) -> None:
    """Create the run ledger, each club's last head, and the agents."""
    for statement in statements(OFFICE_SCHEMA):
        db.conn.execute(statement)


def schema_of(db: Database) -> set[str]:
    """Return the statements that a file's schema consists of, without SQLite's own tables."""
    rows = db.conn.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT LIKE '\\_sqlite%' "
        "ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).fetchall()
    return {sql for (sql,) in rows}


def open_database(path: Path, migrations: Migrations, *, club_id: str = "") -> Database:
    """Open a database and migrate it to the newest schema; create it if there is none.

    `club_id` is stored in a new club's file. Raises StoreError when the schema is newer than this
    program's, or is not as declared.
    """
    if not path.exists():
        _create_file(path, migrations, club_id)
    db = connect(path)
    with disk_faults_described(path):
        _migrate(db, path, migrations)
        schema = schema_of(db)
    if schema != declared_schema(migrations.name):
        db.conn.close()
        raise StoreError(
            f"{path}: tabeller eller utløsere er endret utenfor arbeidsbenken; hent filen fra "
            "sikkerhetskopien."
        )
    return db


def _create_file(path: Path, migrations: Migrations, club_id: str) -> None:
    """Create the file in a working folder, and give it its name once all of it is on the disk.

    So a killed process or a full disk leaves no unfinished database.
    """
    with disk_faults_described(path), working_folder(path.parent) as folder:
        unfinished = folder / "unfinished"
        try:
            _write_database(unfinished, migrations, club_id)
        except StoreError as error:
            raise StoreError(str(error).replace(str(unfinished), str(path))) from error
        with suppress(FileExistsError):  # another process has created the same file meanwhile
            os.link(unfinished, path)
        sync(path.parent)


def _write_database(path: Path, migrations: Migrations, club_id: str) -> None:
    """Create a database whose whole schema is in the file itself, with nothing left in its WAL."""
    db = create(path)
    with closing(db.conn):
        _migrate(db, path, migrations)
        if club_id:
            db.table("club").insert({"club_id": club_id})
        # SQLite waits until the pages are on the disk; (0, 0, 0): no reader, no page left in it
        checkpoint = db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if checkpoint != (0, 0, 0) or not _is_whole(path, migrations):
        raise StoreError(f"{path}: databasen ble ikke skrevet ferdig; prøv igjen.")


def _is_whole(path: Path, migrations: Migrations) -> bool:
    """Return whether the file has the whole schema when read without its WAL."""
    db = connect(path, without_wal=True)
    with closing(db.conn):
        pages = db.conn.execute("PRAGMA quick_check").fetchall()
        return pages == [("ok",)] and schema_of(db) == declared_schema(migrations.name)


def _migrate(db: Database, path: Path, migrations: Migrations) -> None:
    newest = len(migrations._migrations)
    version = db.conn.execute("PRAGMA user_version").fetchone()[0]
    if version == newest:
        return
    if version > newest:
        db.conn.close()
        raise StoreError(
            f"{path}: databasen er laget av en nyere arbeidsbenk (skjema {version}, denne kan "
            f"{newest}); oppdater programmet først."
        )
    with write(db):
        migrations.apply(db)
        db.conn.execute(f"PRAGMA user_version={newest:d}")
        if schema_of(db) != declared_schema(migrations.name):
            raise StoreError(f"{path}: skjemaet ble ikke som ventet; ingenting er endret.")
