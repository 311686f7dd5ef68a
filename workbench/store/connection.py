"""Connections to SQLite: only this module opens our databases, and only with pysqlite3.

Two copies of SQLite in one process drop each other's locks, so nothing else may open our files.
Debian 12's own SQLite can corrupt a WAL file with two writers; pysqlite3 brings one that cannot.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import quote

from pysqlite3 import dbapi2 as sqlite3

from workbench.days import limitation_on, working_day_before
from workbench.model.errors import StoreError
from workbench.model.fault_kinds import FAULT_RULES
from workbench.model.fee_kinds import FEE_NOTE_RULES
from workbench.model.finding_kinds import FINDING_RULES
from workbench.model.hold_kinds import HOLD_RULES
from workbench.model.message_kinds import MESSAGE_RULES
from workbench.model.outcomes import OUTCOME_RULES
from workbench.model.partner_kinds import CLOSING_RULES, NEWS_RULES
from workbench.model.payment_kinds import (
    CREDIT_RULES,
    DRAW_STOP_RULES,
    LIKENESS_RULES,
    PAYMENT_RULES,
    USE_RULES,
)
from workbench.model.reason_rules import PLAN_REASON_RULES
from workbench.model.reasons import REASON_RULES
from workbench.model.task_kinds import TASK_RULES
from workbench.norsk import code_text, kroner, step_name, tall_dato
from workbench.store.disk import disk_faults_described
from workbench.values.phones import show_phone
from workbench.values.record_ids import digest, number_order, own_number, system_and_number
from workbench.values.text import fold

if TYPE_CHECKING:
    from sqlite_utils import Database as Database
    from sqlite_utils import Migrations as Migrations

APPLICATION_ID = 0x57424231
BEFORE_RELEASE = 0x57424348  # application_id of files from before the first release; refused
BUSY_SECONDS = 15
DatabaseError = sqlite3.DatabaseError
# without an adapter SQLite looks for one at every None: half the time of writing many rows
sqlite3.register_adapter(type(None), lambda none: none)
sqlite3.register_adapter(date, date.isoformat)
PRAGMAS = ("foreign_keys=ON", "synchronous=FULL", "secure_delete=ON", "trusted_schema=OFF")
KINDS: Mapping[str, tuple[str, Any]] = {
    "hold_kinds": ("hold_kind", HOLD_RULES),
    "outcomes": ("outcome", OUTCOME_RULES),
    "reasons": ("reason", REASON_RULES),
    "plan_reasons": ("reason", PLAN_REASON_RULES),
    "task_kinds": ("task_kind", TASK_RULES),
    "fault_kinds": ("fault", FAULT_RULES),
    "fee_notes": ("note", FEE_NOTE_RULES),
    "finding_kinds": ("finding_kind", FINDING_RULES),
    "payment_states": ("state", PAYMENT_RULES),
    "payment_uses": ("payment_use", USE_RULES),
    "credit_kinds": ("credit_kind", CREDIT_RULES),
    "likenesses": ("likeness", LIKENESS_RULES),
    "draw_stops": ("draw_stop", DRAW_STOP_RULES),
    "message_kinds": ("message_kind", MESSAGE_RULES),
    "closings": ("closing", CLOSING_RULES),
    "news_kinds": ("news_kind", NEWS_RULES),
}
NETWORK_KINDS = {  # of file systems
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "lustre", "virtiofs",
}  # fmt: skip


def _import_without_pandas(name: str) -> ModuleType:
    """Import a module that would import pandas where it is installed: it costs each of the agents'
    kernels 50 MB, and they do not use it."""
    hidden = {"pandas", "numpy"} - sys.modules.keys()
    sys.modules.update(dict.fromkeys(hidden, None))  # type: ignore[arg-type]  # None: ImportError
    try:
        return import_module(name)
    finally:
        for hidden_name in hidden:
            del sys.modules[hidden_name]


if not TYPE_CHECKING:
    SQLITE_UTILS = _import_without_pandas("sqlite_utils")
    Database, Migrations = SQLITE_UTILS.Database, SQLITE_UTILS.Migrations


def is_safe_version(version: tuple[int, ...]) -> bool:
    """Return whether an SQLite version is free of the WAL-reset bug (3.7.0 to 3.51.2).

    >>> is_safe_version((3, 40, 1)), is_safe_version((3, 50, 7)), is_safe_version((3, 51, 3))
    (False, True, True)
    """
    if version >= (3, 51, 3):
        return True
    return version[:2] in {(3, 44), (3, 50)} and version[2] >= {44: 6, 50: 7}[version[1]]


def connect(path: Path, *, without_wal: bool = False) -> Database:
    """Open an existing database of ours, without checking its schema.

    `without_wal` reads the file itself without its WAL; use it only while nobody writes to it.
    Raises StoreError when the file is missing, damaged, on a network disk or of another program.
    """
    if not is_safe_version(tuple(int(part) for part in sqlite3.sqlite_version.split("."))):
        raise StoreError(
            f"SQLite {sqlite3.sqlite_version} kan ødelegge databasen; kjør «make setup» på nytt."
        )
    refuse_network_disk(path)
    mode = "ro&immutable=1" if without_wal else "rw"
    with disk_faults_described(path):
        conn = sqlite3.connect(
            f"file:{quote(str(path))}?mode={mode}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
        )
        for pragma in PRAGMAS:
            conn.execute(f"PRAGMA {pragma}")
        application_id = conn.execute("PRAGMA application_id").fetchone()[0]
    if application_id != APPLICATION_ID:
        conn.close()
        _refuse_application(application_id, path)
    return Database(conn)


def _refuse_application(application_id: int, path: Path) -> NoReturn:
    if application_id == BEFORE_RELEASE:
        raise StoreError(
            f"{path}: databasen er fra en eldre arbeidsbenk enn denne kan lese; flytt den bort, "
            "og les eksportene inn på nytt."
        )
    raise StoreError(f"{path}: filen er ikke en database fra arbeidsbenken; flytt den bort.")


def create(path: Path) -> Database:
    """Create an empty database in WAL mode, readable by its owner only; it has no schema yet."""
    refuse_network_disk(path)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with (
        disk_faults_described(path),
        closing(sqlite3.connect(str(path), isolation_level=None)) as conn,
    ):
        conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
        conn.execute("PRAGMA journal_mode=WAL")
    return connect(path)


def in_memory() -> Database:
    """Return an empty database in memory; it has no schema yet."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    conn.execute("PRAGMA foreign_keys=ON")
    return Database(conn)


def prepare_for_queries(db: Database) -> Database:
    """Add what queries of a club's books use, and return the database: the functions by which they
    compare texts and order numbers as the package does, and the tables of kinds."""
    db.conn.create_function("fold", 1, fold, deterministic=True)
    db.conn.create_function("own_number", 1, own_number, deterministic=True)
    db.conn.create_function("number_order", 2, number_order, deterministic=True)
    db.conn.create_function("limitation_on", 2, _limitation_on, deterministic=True)
    db.conn.create_function("working_days_before", 2, _working_days_before, deterministic=True)
    db.conn.create_function("code_text", 2, code_text, deterministic=True)
    db.conn.create_function("title_and_due", 2, _title_and_due, deterministic=True)
    for name, function in FORMATS.items():
        db.conn.create_function(name, 1, _keep_missing(function), deterministic=True)
    db.conn.execute("BEGIN")  # else each row of a kind would be a transaction of its own
    for create, insert, rows in _tables_of_kinds():
        db.conn.execute(create)
        db.conn.executemany(insert, rows)
    db.conn.execute("COMMIT")
    return db


def _keep_missing(function: Callable[[Any], str]) -> Callable[[Any], str | None]:
    """Return a function that leaves a missing value missing, as SQLite's own functions do."""
    return lambda value: None if value is None else function(value)


def _limitation_on(due_on: str, acknowledged: str | None) -> str:
    plans = tuple(
        (date.fromisoformat(accepted_on), date.fromisoformat(first_due_on))
        for accepted_on, first_due_on in json.loads(acknowledged or "[]")
    )
    return limitation_on(date.fromisoformat(due_on), plans).isoformat()


def _show_day(day: str) -> str:
    return tall_dato(date.fromisoformat(day))


def _title_and_due(title: str | None, due_on: str | None) -> str | None:
    """Return how a task names a claim; None if nobody knows when it is due."""
    if due_on is None:
        return None
    due = f"forfall {_show_day(due_on)}"
    return due if title is None else f"{title}, {due}"


def _working_days_before(day: str, days: int) -> str:
    """Return the working day so many days before a day, which may be none itself."""
    return working_day_before(date.fromisoformat(day) - timedelta(days=1), days - 1).isoformat()


FORMATS: Mapping[str, Callable[[Any], str]] = {
    "system_and_number": system_and_number, "digest": digest, "show_phone": show_phone,
    "kroner": kroner, "step_name": step_name, "tall_dato": _show_day,
}  # fmt: skip


@cache
def _tables_of_kinds() -> list[tuple[str, str, list[list[Any]]]]:
    """Return the statements that create and fill each table of kinds, and its rows: one for each
    kind, with what its rules say."""
    tables = []
    for name, (column, table) in KINDS.items():
        rows = [{column: kind, **vars(rules)} for kind, rules in table.items()]
        plain = [
            field for field, value in rows[0].items() if not isinstance(value, (tuple, frozenset))
        ]
        create = (
            f"CREATE TEMP TABLE {name} ({', '.join(plain)}, PRIMARY KEY ({column})) WITHOUT ROWID"
        )
        insert = f"INSERT INTO {name} VALUES ({', '.join('?' * len(plain))})"
        tables.append((create, insert, [[row[field] for field in plain] for row in rows]))
    return tables


def shrink_cache(db: Database) -> None:
    """Keep at most 0.15 MB of a database's pages in memory instead of 2, where many are open."""
    db.conn.execute("PRAGMA cache_size=-150")


def format_instant(moment: datetime) -> str:
    """Return an instant, which is UTC, as the databases store it: in ISO form, to milliseconds."""
    return moment.isoformat(timespec="milliseconds")


@contextmanager
def snapshot(db: Database) -> Iterator[None]:
    """Read everything inside the block as of one moment, also while others save."""
    db.conn.execute("BEGIN")
    try:
        yield
    finally:
        db.conn.execute("ROLLBACK")


@contextmanager
def read_faults_described() -> Iterator[None]:
    """Raise StoreError with a sentence for an error of SQLite: damaged books, or a failing disk."""
    try:
        yield
    except DatabaseError as error:
        raise StoreError(
            "Klubbens bøker (club.db) kan ikke leses; prøv igjen, og hent dem fra sikkerhetskopien "
            "om det fortsetter."
        ) from error


@contextmanager
def write(db: Database) -> Iterator[Database]:
    """Hold the write lock inside the block, commit at its end, and roll back after an exception.

    Raises StoreError when the disk is full, the file is read-only, or others are writing.
    """
    with disk_faults_described(path_of(db)):
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield db
            db.conn.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.DatabaseError):  # on a full disk SQLite may have rolled back
                db.conn.execute("ROLLBACK")
            raise


def path_of(db: Database) -> Path:
    """Return the path of an open database's file."""
    return Path(db.conn.execute("PRAGMA database_list").fetchone()[2])


def refuse_network_disk(path: Path) -> None:
    """Raise StoreError when `path` is on a network file system: WAL does not work there."""
    mounts = Path("/proc/mounts")
    if mounts.exists() and is_network_disk(path.resolve(), mounts.read_text("utf-8")):
        raise StoreError(
            f"{path}: mappen ligger på en nettverksdisk, der databasen kan bli ødelagt; "
            "flytt den til maskinens egen disk."
        )


@lru_cache(16)  # the office's books are opened at every event
def is_network_disk(path: Path, mounts: str) -> bool:
    """Return whether the deepest mount above `path` is a network file system.

    `mounts` is the text of /proc/mounts.
    """
    kinds: dict[str, str] = {}  # by mount point; of several at one point the last is on top
    for line in mounts.splitlines():
        if line.strip():
            _, mount, kind, *_ = line.split()
            kinds[mount.replace("\\040", " ")] = kind
    mounts_above = [mount for mount in kinds if path.is_relative_to(mount)]
    if not mounts_above:
        return False
    kind = kinds[max(mounts_above, key=len)]
    return kind in NETWORK_KINDS or kind.startswith("fuse")
