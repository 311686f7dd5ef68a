"""A club's file and the office's own: made whole, migrated step by step, and held to their schema.

The first migration makes the schema as it is released; later ones are only added. sqlite-utils'
`transform()` drops triggers, so the schema is compared whenever a file is opened.
"""

import os
from contextlib import closing, suppress
from functools import cache
from pathlib import Path

from workbench.model.errors import StoreError
from workbench.store.connection import Database, Migrations, connect, create, write
from workbench.store.disk import explained
from workbench.store.files import sync, working_folder
from workbench.store.triggers import club_schema, statements

club = Migrations("club")
office = Migrations("office")
OFFICE_SCHEMA = Path(__file__).with_name("office.sql").read_text("utf-8")


@cache
def declared(name: str) -> frozenset[str]:
    """Return the statements that the schema of `club` or `office` must be of."""
    return frozenset(club_schema() if name == "club" else statements(OFFICE_SCHEMA))


@club()
def m001_books(db: Database) -> None:
    """The nouns, their events, and the triggers that log every change."""
    for statement in club_schema():
        db.conn.execute(statement)


@office()
def m001_office(db: Database) -> None:
    """The run ledger, each club's last head, and the agents."""
    for statement in statements(OFFICE_SCHEMA):
        db.conn.execute(statement)


def schema_of(db: Database) -> set[str]:
    """Return the statements that a file's schema is of, ours only."""
    rows = db.conn.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT LIKE '\\_sqlite%' "
        "ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).fetchall()
    return {sql for (sql,) in rows}


def open_database(path: Path, migrations: Migrations, *, club_id: str = "") -> Database:
    """Open a database, made new where there is none, at the newest schema; a new club's file is
    given its id.

    Raises StoreError when the schema is newer than this program or not as it should be.
    """
    if not path.exists():
        _make(path, migrations, club_id)
    db = connect(path)
    with explained(path):
        _migrate(db, path, migrations)
        schema = schema_of(db)
    if schema != declared(migrations.name):
        db.conn.close()
        raise StoreError(
            f"{path}: tabeller eller utløsere er endret utenfor arbeidsbenken; hent filen fra "
            "sikkerhetskopien."
        )
    return db


def _make(path: Path, migrations: Migrations, club_id: str) -> None:
    """Make the file in a folder of its own; it gets its name when it is whole and on the disk.

    A killed process or a full disk leaves no half database.
    """
    with explained(path), working_folder(path.parent) as folder:
        unfinished = folder / "unfinished"
        try:
            _fill(unfinished, migrations, club_id)
        except StoreError as error:
            raise StoreError(str(error).replace(str(unfinished), str(path))) from error
        with suppress(FileExistsError):  # another process was first, with the same content
            os.link(unfinished, path)
        sync(path.parent)


def _fill(path: Path, migrations: Migrations, club_id: str) -> None:
    """Make a database with all of its schema in the file itself, and nothing left in its WAL."""
    db = create(path)
    with closing(db.conn):
        _migrate(db, path, migrations)
        if club_id:
            db.table("club").insert({"club_id": club_id})
        # SQLite waits until the pages are on the disk; (0, 0, 0) is no reader and no page left
        left = db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if left != (0, 0, 0) or not _is_whole(path, migrations):
        raise StoreError(f"{path}: databasen ble ikke skrevet ferdig; prøv igjen.")


def _is_whole(path: Path, migrations: Migrations) -> bool:
    """Say whether the file has all of the schema, also without its WAL."""
    db = connect(path, without_wal=True)
    with closing(db.conn):
        pages = db.conn.execute("PRAGMA quick_check").fetchall()
        return pages == [("ok",)] and schema_of(db) == declared(migrations.name)


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
        if schema_of(db) != declared(migrations.name):
            raise StoreError(f"{path}: skjemaet ble ikke som ventet; ingenting er endret.")
