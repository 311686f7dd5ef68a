"""Bytes to sheets of text. The kind of file follows from its bytes, never from its name.

A text file is one sheet with no name. Every cell is text: a whole number loses its ".0", a date
becomes ISO, an empty cell becomes "". Row n of the file is `rows[n - 1]`, blank rows included.

A child process (`importers.sheets`) reads the file, so that one made to fill the memory, or to
take for ever, ends in an error message.
"""

import json
import sys
from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, repeat
from os import close, register_at_fork
from signal import SIGABRT, SIGKILL, SIGXCPU
from socket import socketpair
from subprocess import DEVNULL, Popen
from threading import Lock, Timer

from workbench.importers.archives import DAMAGED, TOO_BIG, ZIP
from workbench.model.errors import AGAIN, AGAIN_OR_OUT, ExportError
from workbench.values.national_id import mask
from workbench.values.text import visible

CHILD = [sys.executable, "-I", "-m", "workbench.importers.sheets"]
MOST_CELLS = 20_000_000  # in a file
FILES_PER_CHILD = 200
MEMORY = 1 << 30  # bytes that reading a file may take, besides four times its size
SECONDS = 20  # that it may take, besides one for each megabyte that is no zip
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


def cell_at(row: Sequence[str], index: int) -> str:
    """Return a cell of a row; "" where the row is too short to have it."""
    return row[index] if index < len(row) else ""


def is_ocr(content: bytes) -> bool:
    """Return whether the file is a transmission of 80-character records (Nets)."""
    return content.removeprefix(BOM_UTF8).startswith(b"NY0000")


def read_sheets(content: bytes, name: str) -> list[Sheet]:
    """Read a spreadsheet, a page's tables, a dump of an API, or a delimited text.

    `name` is for the message. Raises ExportError if the bytes are none of these, are damaged, or
    take too much memory or time to read.
    """
    if not content.strip():
        raise ExportError(f"{name}: filen er tom; {AGAIN_OR_OUT}")
    extra_seconds = 0 if content.startswith(ZIP) else len(content) // 1_000_000
    return READER.read(content, name, SECONDS + extra_seconds)


class Child:
    """A process that reads one file after the other; it ends when its parent does."""

    def __init__(self) -> None:
        self.socket, child_socket = socketpair()
        with child_socket:
            end = child_socket.fileno()
            self.process = Popen(
                CHILD, stdin=end, stdout=end, stderr=DEVNULL, env={}, start_new_session=True
            )
        self.answers = self.socket.makefile("rb")
        self.files_left = FILES_PER_CHILD

    def is_ready(self) -> bool:
        """Return whether the process runs, and may read another file."""
        return self.files_left > 0 and self.process.poll() is None

    def read(self, content: bytes, name: str, *, memory: int, seconds: int) -> list[Sheet]:
        """Let the process read a file; raises ValueError or OSError if it dies of it."""
        self.files_left -= 1
        request = {"size": len(content), "name": name, "memory": memory, "seconds": seconds}
        self.socket.sendall(json.dumps(request).encode() + b"\n")
        self.socket.sendall(content)
        sheets: list[Sheet] = []
        cells_left = MOST_CELLS
        while True:
            message = json.loads(self.answers.readline())
            if message.get("is_whole"):
                return sheets
            if "fault" in message:
                raise ExportError(mask(visible(message["fault"])))
            properties = message["properties"]
            if "name" in properties:
                properties["name"] = mask(visible(properties["name"]))
                sheets.append(Sheet(rows=[], **properties))
            cells_left -= sum(width * count for width, count in message["widths"])
            if cells_left < 0:
                self.end()
                raise ExportError(f"{name}: {TOO_BIG}")
            cells = iter(self.answers.read(message["size"]).decode().split("\0"))
            for width, count in message["widths"]:
                rows = zip(*[cells] * width, strict=False) if width else repeat(())
                sheets[-1].rows.extend(islice(rows, count))

    def end(self) -> int:
        """Kill the process, and return its exit code; it may have ended by itself before."""
        self.process.kill()
        self.answers.close()
        self.socket.close()
        return self.process.wait()

    def detach(self) -> None:
        """Leave the child to the process that this one was forked from."""
        close(self.socket.detach())
        self.process.returncode = 0  # not for us to wait for


class Reader:
    """Reads files by a child process: the same one, until it has read its files or died."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.child: Child | None = None
        self.inherited: Child | None = None

    def read(self, content: bytes, name: str, seconds: int) -> list[Sheet]:
        """Read a file within so many seconds; raises ExportError, also if the child dies of it."""
        with self.lock:
            child = self._get_child()
            timer = Timer(seconds, child.process.kill)
            timer.start()
            try:
                memory = MEMORY + 4 * len(content)
                return child.read(content, name, memory=memory, seconds=seconds)
            except ExportError:
                raise
            except (OSError, ValueError) as error:
                raise ExportError(f"{name}: {CAUSES.get(child.end(), DAMAGED)}") from error
            except BaseException:  # stopped by hand: the child still answers for this file
                child.end()
                raise
            finally:
                timer.cancel()

    def _get_child(self) -> Child:
        if self.child is not None and not self.child.is_ready():
            self.child.end()
            self.child = None
        self.child = self.child or Child()
        return self.child

    def after_fork(self) -> None:
        """Start again in a forked process: child and lock belong to its parent."""
        if self.child is not None:
            self.child.detach()
        # kept, not closed: if another thread was reading, closing its buffer would wait for it
        self.lock, self.child, self.inherited = Lock(), None, self.child


READER = Reader()
register_at_fork(after_in_child=READER.after_fork)
