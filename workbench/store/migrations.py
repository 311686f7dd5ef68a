"""The schema of a club's file and of the office's own, step by step; never edited, only added to.

sqlite-utils' `transform()` drops triggers: after each migration the schema is held against the
golden text beside this file, in the same transaction.
"""

import os
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database, Migrations

from workbench.model.errors import StoreError
from workbench.store.connection import connect, create, empty_wal, explained, write

club = Migrations("club")
office = Migrations("office")
HERE = Path(__file__).parent


def _run(db: Database, script: str) -> None:
    for statement in script.split(";\n\n"):
        if statement.strip():
            db.conn.execute(statement.strip())


@club()
def m001_books(db: Database) -> None:
    """Files, register, claims, payments, holds, proposals, and the audit chain."""
    _run(
        db,
        """
CREATE TABLE files (
  sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL, title TEXT NOT NULL,
  kind TEXT NOT NULL, headings TEXT NOT NULL, rows_total INTEGER NOT NULL,
  rows_taken INTEGER NOT NULL, rows_aside INTEGER NOT NULL, rows_frame INTEGER NOT NULL,
  values_aside INTEGER NOT NULL, imported_on TEXT NOT NULL
) STRICT;

CREATE TABLE rejected (
  sha256 TEXT NOT NULL REFERENCES files, sheet TEXT NOT NULL, row INTEGER NOT NULL,
  column TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, reason TEXT NOT NULL,
  whole_row INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (sha256, sheet, row, column)
) STRICT;

CREATE TABLE members (
  member_id TEXT PRIMARY KEY, first_name TEXT, last_name TEXT, born_on TEXT, gender TEXT,
  email TEXT, email_extra TEXT, phone TEXT, address TEXT, postcode TEXT, city TEXT,
  status TEXT NOT NULL, joined_on TEXT, left_on TEXT
) STRICT;

CREATE TABLE participations (
  member_id TEXT NOT NULL, group_name TEXT NOT NULL, missing_since TEXT,
  PRIMARY KEY (member_id, group_name)
) STRICT;

CREATE TABLE invoices (
  invoice_id TEXT PRIMARY KEY, title TEXT, recipient_name TEXT, issued_on TEXT, due_on TEXT,
  amount_ore INTEGER, paid_ore INTEGER, paid_on TEXT, status TEXT NOT NULL, missing_since TEXT
) STRICT;

CREATE TABLE claims (
  claim_id TEXT PRIMARY KEY, invoice_id TEXT, member_id TEXT, kid TEXT, fee_type TEXT,
  title TEXT, issued_on TEXT, due_on TEXT, amount_ore INTEGER, paid_ore INTEGER, paid_on TEXT,
  status TEXT
) STRICT;

CREATE TABLE liabilities (
  claim_id TEXT PRIMARY KEY, liable_party TEXT NOT NULL, liable_member_id TEXT,
  basis TEXT NOT NULL, incurred_as_minor INTEGER NOT NULL
) STRICT;

CREATE TABLE payments (
  payment_id TEXT PRIMARY KEY, kid TEXT, amount_ore INTEGER NOT NULL, paid_on TEXT NOT NULL,
  source TEXT NOT NULL
) STRICT;

CREATE TABLE holds (
  hold_id TEXT PRIMARY KEY, kind TEXT NOT NULL, member_id TEXT, invoice_id TEXT,
  start_on TEXT NOT NULL, end_on TEXT, review_on TEXT, agreed_with TEXT
) STRICT;

CREATE TABLE reminders (
  invoice_id TEXT NOT NULL, step_id TEXT NOT NULL, sent_on TEXT NOT NULL,
  PRIMARY KEY (invoice_id, step_id)
) STRICT;

CREATE TABLE plans (
  day TEXT NOT NULL, sha256 TEXT NOT NULL, policy TEXT NOT NULL, policy_sha256 TEXT NOT NULL,
  claims INTEGER NOT NULL, proposed INTEGER NOT NULL, PRIMARY KEY (day, sha256)
) STRICT;

CREATE TABLE proposals (
  run_on TEXT NOT NULL, claim_id TEXT NOT NULL, step_id TEXT NOT NULL, due_version TEXT NOT NULL,
  kind TEXT NOT NULL, channel TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('proposed', 'lapsed')), decided_on TEXT,
  PRIMARY KEY (run_on, claim_id, step_id, due_version)
) STRICT;

CREATE UNIQUE INDEX proposals_live ON proposals (claim_id, step_id, due_version)
  WHERE state = 'proposed';

CREATE TABLE events (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, day TEXT NOT NULL, recorded_at TEXT NOT NULL,
  who TEXT NOT NULL, subject TEXT NOT NULL, changes INTEGER NOT NULL,
  changes_sha256 TEXT NOT NULL, before_sha256 TEXT NOT NULL, sha256 TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE changes (
  event_id INTEGER NOT NULL REFERENCES events, number INTEGER NOT NULL, noun TEXT NOT NULL,
  key TEXT NOT NULL, fields TEXT NOT NULL, salt TEXT NOT NULL, PRIMARY KEY (event_id, number)
) STRICT;

CREATE TRIGGER events_not_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are appended, never changed'); END;

CREATE TRIGGER events_not_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are appended, never deleted'); END;

CREATE TRIGGER changes_not_changed BEFORE UPDATE ON changes
BEGIN SELECT RAISE(ABORT, 'change rows are appended, never changed'); END
""",
    )


@club()
def m002_calls(db: Database) -> None:
    """Guardians, claims without a member's number, payments without a KID; calls and leases."""
    _run(
        db,
        """
ALTER TABLE claims ADD COLUMN member_name TEXT;

ALTER TABLE claims ADD COLUMN group_name TEXT;

ALTER TABLE claims ADD COLUMN recipient_name TEXT;

ALTER TABLE claims ADD COLUMN missing_since TEXT;

ALTER TABLE payments ADD COLUMN invoice_id TEXT;

CREATE TABLE guardians (
  member_id TEXT NOT NULL, role TEXT NOT NULL, number INTEGER NOT NULL, name TEXT, email TEXT,
  phone TEXT, PRIMARY KEY (member_id, role, number)
) STRICT;

CREATE TABLE steps (
  claim_id TEXT NOT NULL, step_id TEXT NOT NULL, due_version TEXT NOT NULL, sent_on TEXT NOT NULL,
  channel TEXT NOT NULL, PRIMARY KEY (claim_id, step_id, due_version)
) STRICT;

CREATE TABLE calls (
  call_id TEXT PRIMARY KEY, called_on TEXT NOT NULL, agent TEXT NOT NULL, outcome TEXT NOT NULL,
  reason TEXT, reached INTEGER NOT NULL, again_on TEXT, again_at TEXT, confirm INTEGER NOT NULL
) STRICT;

CREATE TABLE call_claims (
  call_id TEXT NOT NULL REFERENCES calls, claim_id TEXT NOT NULL, PRIMARY KEY (call_id, claim_id)
) STRICT;

CREATE TABLE call_contacts (
  call_id TEXT PRIMARY KEY REFERENCES calls, phone TEXT, contact_name TEXT, note TEXT
) STRICT;

CREATE TABLE instalments (
  call_id TEXT NOT NULL REFERENCES calls, number INTEGER NOT NULL, due_on TEXT NOT NULL,
  amount_ore INTEGER NOT NULL, PRIMARY KEY (call_id, number)
) STRICT;

CREATE TABLE corrections (
  correction_id TEXT PRIMARY KEY, noun TEXT NOT NULL, record TEXT NOT NULL, field TEXT NOT NULL,
  base TEXT, value TEXT, made_on TEXT NOT NULL, call_id TEXT REFERENCES calls
) STRICT;

CREATE TABLE leases (
  payer_id TEXT PRIMARY KEY, agent TEXT NOT NULL, token INTEGER NOT NULL, until_at TEXT NOT NULL
) STRICT;

CREATE TRIGGER calls_not_changed BEFORE UPDATE ON calls
BEGIN SELECT RAISE(ABORT, 'calls are appended, never changed'); END;

CREATE TRIGGER calls_not_deleted BEFORE DELETE ON calls
BEGIN SELECT RAISE(ABORT, 'calls are appended, never deleted'); END
""",
    )


@club()
def m003_imports(db: Database) -> None:
    """What each file covers and how new it is; repairs of values that could not be read."""
    _run(
        db,
        """
ALTER TABLE members ADD COLUMN other_id TEXT;

ALTER TABLE files ADD COLUMN scope TEXT;

ALTER TABLE files ADD COLUMN newest_on TEXT;

ALTER TABLE files ADD COLUMN left_out TEXT;

ALTER TABLE files ADD COLUMN forced TEXT;

ALTER TABLE rejected ADD COLUMN proposal TEXT;

ALTER TABLE rejected ADD COLUMN repaired TEXT;

CREATE TABLE repairs (
  title TEXT NOT NULL, record TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,
  repaired TEXT NOT NULL, made_on TEXT NOT NULL, who TEXT NOT NULL,
  PRIMARY KEY (title, record, field, value)
) STRICT
""",
    )


@office()
def m001_runs(db: Database) -> None:
    """The run ledger."""
    _run(
        db,
        """
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, club TEXT NOT NULL, day TEXT NOT NULL, routine TEXT NOT NULL,
  started_at TEXT NOT NULL, ended_at TEXT, state TEXT NOT NULL
  CHECK (state IN ('running', 'done', 'failed', 'abandoned')), detail TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX runs_live ON runs (club, routine) WHERE state = 'running'
""",
    )


@office()
def m002_agents(db: Database) -> None:
    """Agents, the clubs each works for, their sessions, and failed sign-ins."""
    _run(
        db,
        """
CREATE TABLE agents (
  name TEXT PRIMARY KEY, password TEXT NOT NULL, active INTEGER NOT NULL
) STRICT;

CREATE TABLE agent_clubs (
  name TEXT NOT NULL REFERENCES agents, club TEXT NOT NULL, PRIMARY KEY (name, club)
) STRICT;

CREATE TABLE sessions (
  token_sha256 TEXT PRIMARY KEY, name TEXT NOT NULL REFERENCES agents, until_at TEXT NOT NULL
) STRICT;

CREATE TABLE failed_sign_ins (name_sha256 TEXT NOT NULL, failed_at TEXT NOT NULL) STRICT
""",
    )


@office()
def m003_operators(db: Database) -> None:
    """Who may map files and accept repairs."""
    _run(db, "ALTER TABLE agents ADD COLUMN operator INTEGER NOT NULL DEFAULT 0")


def golden(migrations: Migrations) -> str:
    """Return the schema that the newest migration must leave."""
    return (HERE / f"{migrations.name}.sql").read_text("utf-8")


def schema_of(db: Database) -> str:
    """Return the schema as one text, ours only, in the order of the names."""
    rows = db.conn.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT LIKE '\\_sqlite%' "
        "ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name"
    ).fetchall()
    return "".join(f"{sql};\n\n" for (sql,) in rows)


def open_database(path: Path, migrations: Migrations) -> Database:
    """Open a database, made new where there is none, at the newest schema.

    Raises StoreError when the schema is newer than this program or not as it should be.
    """
    if not path.exists():
        _make(path, migrations)
    db = connect(path)
    _migrate(db, path, migrations)
    return db


def _make(path: Path, migrations: Migrations) -> None:
    """Make the file in a folder of its own; it gets its name when it is whole and on the disk.

    A killed process or a full disk leaves no half database.
    """
    with TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        unfinished = Path(folder) / path.name
        try:
            db = create(unfinished)
            with closing(db.conn):
                _migrate(db, unfinished, migrations)
                empty_wal(db)
            _require_whole(unfinished, migrations)
        except StoreError as error:
            raise StoreError(str(error).replace(str(unfinished), str(path))) from error
        with suppress(FileExistsError):  # another process was first, with the same content
            os.link(unfinished, path)
    _sync(path.parent)  # so that the name is there after a power cut


def _require_whole(path: Path, migrations: Migrations) -> None:
    """Raise StoreError unless the file has all of the schema, also without its WAL."""
    _sync(path)
    db = connect(path, without_wal=True)
    with closing(db.conn), explained(path):
        pages = db.conn.execute("PRAGMA quick_check").fetchall()
        if pages != [("ok",)] or schema_of(db) != golden(migrations):
            raise StoreError(f"{path}: databasen ble ikke skrevet ferdig; kjør på nytt.")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
        if schema_of(db) != golden(migrations):
            raise StoreError(f"{path}: skjemaet ble ikke som ventet; ingenting er endret.")
