"""Bytes to sheets of text. The kind is told by the bytes, never by the name; no type is guessed.

A text file is one sheet with no name. Every cell is text: a whole number loses its ".0", a date
becomes ISO, an empty cell becomes "". Row n of the file is `rows[n - 1]`, blank rows included.

A file is read by a child process (`importers.sheets`), so that one made to fill the memory, or to
take for ever, ends in a sentence.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from os import close, register_at_fork
from signal import SIGABRT, SIGKILL, SIGXCPU
from socket import socketpair
from subprocess import DEVNULL, Popen
from threading import Lock, Timer

from workbench.importers.archives import DAMAGED, TOO_BIG, ZIP, unpack
from workbench.model.errors import AGAIN, AGAIN_OR_OUT, ExportError
from workbench.values.national_id import mask
from workbench.values.text import visible

__all__ = ["CHILD", "READER", "Reader", "Sheet", "is_ocr", "read_sheets", "unpack"]

CHILD = [sys.executable, "-I", "-m", "workbench.importers.sheets"]
MOST = 20_000_000  # cells in a file
FILES = 200  # that one child reads
MEMORY = 1 << 30  # bytes that reading a file may take, and four times its size
SECONDS = 20  # that it may take, and one for each megabyte that is no zip
TOO_SLOW = f"det tar for lang tid å lese filen; {AGAIN}, eller del den i flere."
CAUSES = {-SIGABRT: TOO_BIG, -SIGKILL: TOO_SLOW, -SIGXCPU: TOO_SLOW}


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file, as text."""

    name: str
    rows: list[Sequence[str]]
    is_text: bool = False
    is_cut: bool = False  # a text whose last line has no end
    is_hidden: bool = False


def is_ocr(content: bytes) -> bool:
    """Say whether the file is a transmission of 80-character records (Nets)."""
    return content.startswith(b"NY0000")


def read_sheets(content: bytes, name: str) -> list[Sheet]:
    """Read a spreadsheet, a page's tables, a dump of an API, or a delimited text.

    `name` is for the message. Raises ExportError when the bytes are none of these, are damaged, or
    take too much to read.
    """
    if not content.strip():
        raise ExportError(f"{name}: filen er tom; {AGAIN_OR_OUT}")
    longer = 0 if content.startswith(ZIP) else len(content) // 1_000_000
    return READER.read(content, name, SECONDS + longer)


class Child:
    """A process that reads one file after the other; it ends when its parent does."""

    def __init__(self) -> None:
        self.socket, theirs = socketpair()
        with theirs:
            end = theirs.fileno()
            self.process = Popen(
                CHILD, stdin=end, stdout=end, stderr=DEVNULL, env={}, start_new_session=True
            )
        self.answers = self.socket.makefile("rb")
        self.left = FILES

    def is_ready(self) -> bool:
        """Say whether it runs, and may read another file."""
        return self.left > 0 and self.process.poll() is None

    def ask(self, content: bytes, **how: str | int) -> list[Sheet]:
        """Let it read a file; raises ValueError or OSError when it dies of it."""
        self.left -= 1
        self.socket.sendall(json.dumps({"size": len(content), **how}).encode() + b"\n")
        self.socket.sendall(content)
        sheets: list[Sheet] = []
        cells_left = MOST
        while not (said := json.loads(self.answers.readline())).get("is_whole"):
            if "fault" in said:
                raise ExportError(mask(visible(said["fault"])))
            if "name" in said["about"]:
                about = said["about"] | {"name": mask(visible(said["about"]["name"]))}
                sheets.append(Sheet(rows=[], **about))
            cells_left -= sum(width * count for width, count in said["widths"])
            if cells_left < 0:
                self.end()
                raise ExportError(f"{how['name']}: {TOO_BIG}")
            cells = iter(self.answers.read(said["size"]).decode().split("\0"))
            for width, count in said["widths"]:
                alike = (
                    islice(zip(*[cells] * width, strict=False), count) if width else [()] * count
                )
                sheets[-1].rows.extend(alike)
        return sheets

    def end(self) -> int:
        """End it, and return how it ended: by itself, if it had."""
        self.process.kill()
        self.answers.close()
        self.socket.close()
        return self.process.wait()

    def let_go(self) -> None:
        """Leave it to the process that this one was forked from."""
        close(self.socket.detach())
        self.process.returncode = 0  # not for us to wait for


class Reader:
    """Reads files by a child of this process: the same one, until it has had enough or died."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.child: Child | None = None
        self.inherited: Child | None = None

    def read(self, content: bytes, name: str, seconds: int) -> list[Sheet]:
        """Read a file within so many seconds; raises ExportError, also when a child dies of it."""
        with self.lock:
            child = self._ready_child()
            timer = Timer(seconds, child.process.kill)
            timer.start()
            try:
                memory = MEMORY + 4 * len(content)
                return child.ask(content, name=name, memory=memory, seconds=seconds)
            except ExportError:
                raise
            except (OSError, ValueError) as error:
                raise ExportError(f"{name}: {CAUSES.get(child.end(), DAMAGED)}") from error
            except BaseException:  # stopped by hand: what it still says is of this file
                child.end()
                raise
            finally:
                timer.cancel()

    def _ready_child(self) -> Child:
        if self.child is not None and not self.child.is_ready():
            self.child.end()
            self.child = None
        self.child = self.child or Child()
        return self.child

    def after_fork(self) -> None:
        """Begin anew in a forked process: child and lock are its parent's."""
        if self.child is not None:
            self.child.let_go()
        # another thread may have been reading: to close its buffer would wait for that thread
        self.lock, self.child, self.inherited = Lock(), None, self.child


READER = Reader()
register_at_fork(after_in_child=READER.after_fork)
