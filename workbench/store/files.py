"""Files written as a whole or not at all: in a working folder until all of it is on the disk.

A working folder is locked while its process lives. The system releases a lock however a process
ends, whereas the number of a killed process is soon given to another.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from workbench.store.disk import disk_faults_described

PREFIX = ".workbench-"


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Yield a temporary path to write to; at the end the file is moved to `path`, replacing it."""
    with disk_faults_described(path), working_folder(path.parent) as folder:
        yield folder / path.name
        publish(folder / path.name, path)


@contextmanager
def working_folder(parent: Path) -> Iterator[Path]:
    """Make a folder for unfinished files and remove it at the end, or by `sweep` after a kill."""
    lock = None
    while lock is None:  # a sweep may have removed the folder before it was locked
        folder = Path(mkdtemp(prefix=PREFIX, dir=parent))
        lock = _lock(folder)
    try:
        yield folder
    finally:
        for _ in range(5):  # a kernel that is ending may still write to it
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
        os.close(lock)


def sweep(parent: Path) -> None:
    """Remove the working folders in `parent` that killed processes left behind."""
    for folder in parent.glob(f"{PREFIX}*"):
        lock = _lock(folder)
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _lock(folder: Path) -> int | None:
    """Lock a folder until the handle is closed; return None if it is locked, gone or not ours."""
    with suppress(BlockingIOError, FileNotFoundError, NotADirectoryError):
        if folder.lstat().st_uid != os.geteuid():
            return None
        handle = os.open(folder, os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            folder.lstat()  # raises where it was removed before it was locked
        except OSError:
            os.close(handle)
            raise
        return handle
    return None


def publish(unfinished: Path, final: Path) -> None:
    """Move a file or folder to its final path once all of it is on the disk."""
    sync_all(unfinished)
    unfinished.replace(final)
    sync(final.parent)


def sync_all(path: Path) -> None:
    """Wait until a file, or a folder with all its files, is safe from a power cut."""
    for part in [*path.rglob("*"), path]:
        if not part.is_symlink():
            sync(part)


def sync(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is safe from a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
