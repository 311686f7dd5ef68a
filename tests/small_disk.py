"""A disk that is full or read-only: a tmpfs where one may be mounted, and a limit on files always.

Root may write to a read-only folder, so that needs a mount too.
"""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

PAGE = 4096


def mount(*arguments: str) -> bool:
    """Call mount; say whether it could."""
    try:
        done = subprocess.run(["mount", *arguments], capture_output=True)
    except FileNotFoundError:
        return False
    return done.returncode == 0


@contextmanager
def tmpfs(folder: Path, size: int) -> Iterator[bool]:
    """Mount a disk of `size` bytes on the folder; yields whether that is permitted."""
    is_mounted = mount("-t", "tmpfs", "-o", f"size={size}", "none", str(folder))
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def change(folder: Path, options: str) -> None:
    """Change a mounted disk, such as its size."""
    assert mount("-o", f"remount,{options}", str(folder))


@cache
def may_mount() -> bool:
    """Say whether this process may mount a disk of its own."""
    with TemporaryDirectory() as folder, tmpfs(Path(folder), PAGE) as is_mounted:
        return is_mounted


WAYS = ["limit", "tmpfs"] if may_mount() else ["limit"]


def used(folder: Path) -> tuple[int, int]:
    """Return how many bytes of a disk are taken, and how many names."""
    about = os.statvfs(folder)
    return (about.f_blocks - about.f_bfree) * about.f_frsize, about.f_files - about.f_ffree


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let this process, and those it starts, make no file longer than `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def room_for(way: str, folder: Path, room: int) -> Iterator[None]:
    """Leave room for so much more on a mounted disk, or in any one file, meanwhile.

    It is in bytes, but where the way is "names" in new files.
    """
    if way == "limit":
        with files_of_at_most(room):
            yield
        return
    taken, names = used(folder)
    size = max(PAGE, taken + room // PAGE * PAGE)  # 0 would be without an end
    change(folder, f"nr_inodes={names + room}" if way == "names" else f"size={size}")
    try:
        yield
    finally:
        change(folder, "size=1g,nr_inodes=100k")


@contextmanager
def disk(way: str, folder: Path) -> Iterator[Path]:
    """Yield a folder whose room can be taken away that way."""
    if way == "limit":
        yield folder
        return
    with tmpfs(folder, 1 << 30):
        yield folder
