"""The exports dropped in a club's inbox: read, and told apart.

Everything is read before anything is written: one file that is no export stops the club's week
with nothing changed. A file known by its hash is passed over, and a zip is the files in it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any

import pandas as pd

from workbench.club import list_inbox
from workbench.importers import canonical
from workbench.importers.archives import TOO_BIG, UNPACKED
from workbench.importers.guards import Seen
from workbench.importers.presence import Lists
from workbench.importers.reading import unpack
from workbench.model import frames
from workbench.model.errors import UsageError
from workbench.office.desk import Desk, paused_gc
from workbench.office.exports import Export, Received, known_repairs, profiles_of, read_export
from workbench.store import books, records
from workbench.store.disk import mask_path

ENDINGS = {".csv", ".txt", ".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".json", ".html", ".htm"}


@dataclass(frozen=True)
class Inbox:
    """What was read: new files, their rows by noun, what was set aside, and files known before."""

    held: records.Books  # as they stood when the inbox was read
    files: pd.DataFrame
    incoming: dict[str, pd.DataFrame]
    rejected: pd.DataFrame
    known: list[dict[str, Any]]  # files read before, or twice now: as they were read, by own name
    contents: dict[str, tuple[str, bytes]]  # hash -> the file's ending, and what is kept of it
    lists: Lists  # the member lists that came
    seen: list[Seen]  # of each new file, what guards look at
    still: Mapping[str, pd.DataFrame] = field(default_factory=dict)  # rows of unchanged sisters

    @property
    def before(self) -> pd.DataFrame:
        """The files that the books held."""
        return self.held["files"]

    def gone(self, name: str, held: pd.DataFrame) -> pd.DataFrame:
        """Return the rows held that neither a new file has, nor an unchanged one beside it."""
        for rows in (self.incoming, self.still):
            if name in rows:
                held = held[~_keys(name, held).isin(_keys(name, rows[name]))]
        return held


@paused_gc()
def read_inbox(desk: Desk, as_of: date, files: Sequence[Path] = (), *, anew: bool = False) -> Inbox:
    """Read the files given, else all in the club's inbox; nothing is written.

    With `anew` files are read that were read before: to lay them over a wrong one read since.
    Raises UsageError when there is no file, ExportError for a file that is no known export.
    """
    already = books.imported_files(desk.db) if desk.has_books() else {}
    new: dict[str, Received] = {}
    again = []
    for one in received(sorted(files) or list_inbox(desk.club), already):
        if (one.sha256 in already and not anew) or one.sha256 in new:
            again.append(one)
        else:
            new[one.sha256] = one
    if not new:
        files, rejected = frames.empty("files"), frames.empty("rejected")
        return Inbox(
            records.Books(desk.db), files, {}, rejected, _as_read(again, already), {}, Lists(), []
        )
    held = desk.read_books()
    profiles = profiles_of(desk)
    repairs = known_repairs(held["repairs"])
    exports = [read_export(one, desk, profiles, repairs, as_of) for one in new.values()]
    rows: canonical.Tables = {}
    for export in exports:
        for name, found in export.rows.items():
            rows.setdefault(name, []).extend(found)
    incoming = {name: canonical.fold(name, rows[name], held[name]) for name in sorted(rows)}
    beside = _beside([export.seen for export in exports], again, already)
    sisters = [read_export(one, desk, profiles, repairs, as_of).rows for one in beside]
    files_read = frames.build("files", [export.about for export in exports])
    return Inbox(
        held,
        files_read,
        incoming,
        frames.build("rejected", [row for export in exports for row in export.rejected]),
        _as_read(again, already | {row["sha256"]: row for row in frames.records(files_read)}),
        {one.sha256: _kept(one, export) for one, export in zip(new.values(), exports, strict=True)},
        _join([export.lists for export in exports]),
        [export.seen for export in exports],
        _still(sisters, incoming, held),
    )


def _as_read(
    again: Sequence[Received], read_as: Mapping[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    return [{**read_as[one.sha256], "name": one.name} for one in again]


def _beside(
    new: Sequence[Seen], again: Sequence[Received], already: Mapping[str, dict[str, Any]]
) -> list[Received]:
    """Return the files that came again unchanged beside new ones, if those bear the names of files
    that came before; else the unchanged ones are old downloads that still lie there."""
    names = {(row["title"], row["name"]) for row in already.values()}
    titles = {one.title for one in new if (one.title, one.name) in names}
    return [one for one in again if already.get(one.sha256, {}).get("title") in titles]


def _still(
    sisters: Sequence[canonical.Tables],
    incoming: Mapping[str, pd.DataFrame],
    held: Mapping[str, pd.DataFrame],
) -> dict[str, pd.DataFrame]:
    """Return the rows of unchanged files by noun; not of one of which a new one repeats half."""
    found: dict[str, list[pd.DataFrame]] = {}
    for name, parts in ((name, parts) for rows in sisters for name, parts in rows.items()):
        rows = canonical.fold(name, parts, held[name])
        again = _keys(name, rows).isin(_keys(name, incoming.get(name, rows)))
        if again.sum() * 2 < len(rows):  # more is the same list, older
            found.setdefault(name, []).append(rows)
    return {name: pd.concat(rows, ignore_index=True) for name, rows in found.items()}


def _keys(name: str, rows: pd.DataFrame) -> pd.Index:
    return rows.set_index(list(frames.SHAPES[name].key)).index


def _kept(file: Received, export: Export) -> tuple[str, bytes]:
    """Return the ending and content that is kept: never a birth number."""
    if export.masked is not None:
        return ".masked.json", export.masked
    ending = Path(file.name).suffix.lower()
    return ending if ending in ENDINGS else "", file.content


def received(paths: Sequence[Path], already: Collection[str]) -> list[Received]:
    """Return the files at the paths; one that is not known is looked into for files in it."""
    found = []
    for path in paths:
        whole = Received(mask_path(path.name), _content(path))
        if whole.sha256 in already:
            found.append(whole)
        else:
            found += [Received(*part) for part in unpack(whole.content, whole.name)]
    return found


def _content(path: Path) -> bytes:
    """Return what is in a file; raises UsageError for what may never end, such as a pipe."""
    name = mask_path(path)
    try:
        about = path.stat()
    except ValueError as error:  # a name that no file can have
        raise UsageError(
            f"{name}: kunne ikke åpnes; se at navnet er riktig, og at du har tilgang."
        ) from error
    if S_ISDIR(about.st_mode):
        raise UsageError(f"{name} er en mappe; skriv filene i den.")
    if not S_ISREG(about.st_mode):
        raise UsageError(f"{name} er ingen vanlig fil; lagre innholdet i en fil først.")
    if about.st_size > UNPACKED:
        raise UsageError(f"{name}: {TOO_BIG}")
    return path.read_bytes()


def _join(lists: Sequence[Lists]) -> Lists:
    """Return the lists of all the files."""
    return Lists(
        frozenset().union(*(one.groups for one in lists)),
        frozenset().union(*(one.people for one in lists)),
    )
