"""Files made whole: in a folder of their own until all of them is on the disk.

That folder is locked while its process lives. The system lets go of a lock however a process ends,
whereas the number of a killed process is soon another's.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from workbench.store.disk import explained

PREFIX = ".workbench-"


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Yield the name to write a file under; it gets its own, and replaces, once it is whole."""
    with explained(path), working_folder(path.parent) as folder:
        yield folder / path.name
        publish(folder / path.name, path)


@contextmanager
def working_folder(parent: Path) -> Iterator[Path]:
    """Make a folder for what is unfinished; it is removed in the end, by `sweep` if need be."""
    lock = None
    while lock is None:  # a sweep may come between
        folder = Path(mkdtemp(prefix=PREFIX, dir=parent))
        lock = _lock(folder)
    try:
        yield folder
    finally:
        for _ in range(5):  # a kernel that is ending may write once more meanwhile
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
        os.close(lock)


def sweep(parent: Path) -> None:
    """Remove the working folders that killed processes left."""
    for folder in parent.glob(f"{PREFIX}*"):
        lock = _lock(folder)
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _lock(folder: Path) -> int | None:
    """Lock a folder of ours until the handle is closed; return None where another has done so."""
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
    """Give a file or folder its place once all of it is on the disk."""
    sync_all(unfinished)
    unfinished.replace(final)
    sync(final.parent)


def sync_all(path: Path) -> None:
    """Wait until a file, or a folder with all in it, would survive a power cut."""
    for part in [*path.rglob("*"), path]:
        if not part.is_symlink():
            sync(part)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, would survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
