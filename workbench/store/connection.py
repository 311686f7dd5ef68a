"""The one place that opens SQLite, and the one SQLite it is opened with.

Two copies of SQLite in one process drop each other's locks, so nothing else may open our files.
Debian 12's own SQLite can corrupt a WAL file with two writers; pysqlite3 brings one that cannot.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database

from workbench.model.errors import StoreError

APPLICATION_ID = 0x57424348
BUSY_SECONDS = 15
DatabaseError = sqlite3.DatabaseError
# it looks for how to write a None anew each time, unless told: half the time of writing many
sqlite3.register_adapter(type(None), lambda nothing: nothing)
NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "lustre", "virtiofs"}


def is_safe(version: tuple[int, ...]) -> bool:
    """Say whether an SQLite version is free of the WAL-reset bug (3.7.0 to 3.51.2).

    >>> is_safe((3, 40, 1)), is_safe((3, 50, 7)), is_safe((3, 51, 3))
    (False, True, True)
    """
    if version >= (3, 51, 3):
        return True
    return version[:2] in {(3, 44), (3, 50)} and version[2] >= {44: 6, 50: 7}[version[1]]


def connect(path: Path, *, readonly: bool = False) -> Database:
    """Open an existing database of ours; its schema is not looked at.

    Raises StoreError when the file is missing, damaged, somebody else's or on a network disk.
    """
    if not is_safe(tuple(int(part) for part in sqlite3.sqlite_version.split("."))):
        raise StoreError(
            f"SQLite {sqlite3.sqlite_version} kan ødelegge databasen; kjør «make setup» på nytt."
        )
    refuse_network_disk(path)
    mode = "ro" if readonly else "rw"
    try:
        conn = sqlite3.connect(
            f"file:{quote(str(path))}?mode={mode}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
        )
        for pragma in (
            "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON", "trusted_schema=OFF",
        ):  # fmt: skip
            conn.execute(f"PRAGMA {pragma}")
        found = conn.execute("PRAGMA application_id").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise StoreError(
            f"{path}: databasen kunne ikke åpnes nå ({error}); se at den finnes og at du har "
            "tilgang, og prøv igjen."
        ) from error
    except sqlite3.DatabaseError as error:
        raise StoreError(
            f"{path}: databasen er skadet og kunne ikke åpnes; hent den fra sikkerhetskopien."
        ) from error
    if found != APPLICATION_ID:
        conn.close()
        raise StoreError(f"{path}: filen er ikke en database fra arbeidsbenken; flytt den bort.")
    return Database(conn)


def create(path: Path) -> Database:
    """Make an empty database, readable by its owner alone, in WAL mode; no schema yet."""
    refuse_network_disk(path)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    conn = sqlite3.connect(str(path), isolation_level=None)
    conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
    conn.execute("PRAGMA journal_mode=WAL")
    conn.close()
    return connect(path)


@contextmanager
def write(db: Database) -> Iterator[Database]:
    """Hold the write lock from the first statement on; all or nothing is kept."""
    try:
        db.conn.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        raise StoreError(
            "Klubbens bøker er opptatt eller skrivebeskyttet; prøv igjen om litt."
        ) from error
    try:
        yield db
        db.conn.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:
            db.conn.execute("ROLLBACK")
        raise


def refuse_network_disk(path: Path) -> None:
    """Raise StoreError when the folder lies on a network file system: WAL does not work there."""
    mounts = Path("/proc/mounts")
    if mounts.exists() and is_network_disk(path.resolve(), mounts.read_text("utf-8")):
        raise StoreError(
            f"{path}: mappen ligger på en nettverksdisk, der databasen kan bli ødelagt; "
            "flytt den til maskinens egen disk."
        )


def is_network_disk(path: Path, mounts: str) -> bool:
    """Say whether the deepest mount above `path` is a network one; `mounts` as in /proc/mounts."""
    points = [
        (mount.replace("\\040", " "), kind)
        for _, mount, kind, *_ in (line.split() for line in mounts.splitlines() if line.strip())
    ]
    above = [(mount, kind) for mount, kind in points if path.is_relative_to(mount)]
    if not above:
        return False
    _, kind = max(reversed(above), key=lambda point: len(point[0]))  # of stacked ones the last
    return kind in NETWORK or kind.startswith("fuse")
