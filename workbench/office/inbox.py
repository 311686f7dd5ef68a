"""The exports in a club's inbox, read and recognised.

All files are read before anything is written: one file that is no export stops the club's week
with nothing changed. A file that was read before (same hash) is skipped; of a zip, the files in it
are read.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any

import pandas as pd

from workbench.club import Club, list_inbox, name_in_inbox
from workbench.importers import canonical
from workbench.importers.archives import TOO_BIG, UNPACKED, unpack
from workbench.importers.guards import FileFacts
from workbench.importers.presence import WholeLists
from workbench.importers.replies import Reply
from workbench.model import frames
from workbench.model.errors import UsageError
from workbench.office.desk import Desk, paused_gc
from workbench.office.doubts import QUERIES as DOUBTS
from workbench.office.exports import Export, Received, profiles_of, read_export, repairs_by_key
from workbench.office.own_ids import use_own_ids
from workbench.store import books, records
from workbench.store.disk import mask_path

ENDINGS = {".csv", ".txt", ".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".json", ".html", ".htm"}


@dataclass(frozen=True)
class Inbox:
    """What was read: new files, their rows by noun, what was set aside, and files known before."""

    stored: records.Books  # the books when the inbox was read
    files: pd.DataFrame
    incoming: dict[str, pd.DataFrame]
    rejected: pd.DataFrame
    known_files: list[dict[str, Any]]  # rows of files read before, or twice now, by their new names
    contents: dict[str, tuple[str, bytes]]  # hash -> ending and content of the copy to store
    lists: WholeLists  # the member lists that came whole
    file_facts: list[FileFacts]  # of each new file, what the import checks compare
    unchanged: Mapping[str, pd.DataFrame] = field(default_factory=dict)  # rows of unchanged files
    replies: Sequence[Reply] = ()  # answers in the office's own lists

    def missing_from(self, noun: str, stored_rows: pd.DataFrame) -> pd.DataFrame:
        """Return the stored rows that are in no new file, nor in an unchanged one that belongs to
        the new files."""
        missing = stored_rows
        for rows in (self.incoming, self.unchanged):
            if noun in rows:
                keys = {*_keys(noun, rows[noun])}
                missing = missing.loc[[key not in keys for key in _keys(noun, missing)]]
        return missing


@paused_gc()
def read_inbox(
    desk: Desk,
    as_of: date,
    files: Sequence[Path] = (),
    *,
    anew: bool = False,
    only_payments: bool = False,
) -> Inbox:
    """Read the given files, or all files in the club's inbox; nothing is written.

    A file that was read before is not read again, unless somebody has confirmed since what was
    doubted in it, or with `anew`, to correct what a wrong file has overwritten since. With
    `only_payments` the other files are left for later, if they are not named. Raises UsageError if
    there is no file, ExportError for an unknown file.
    """
    read_before = books.imported_files(desk.db) if desk.has_books() else {}
    confirmed = {row[0] for row in DOUBTS.confirmed_files(desk.db.conn)} if read_before else set()
    new: dict[str, Received] = {}
    repeated = []
    for file in received(desk.club, sorted(files) or list_inbox(desk.club), read_before):
        is_known = file.sha256 in read_before and file.sha256 not in confirmed
        if (is_known and not anew) or file.sha256 in new:
            repeated.append(file)
        else:
            new[file.sha256] = file
    if new:
        return _read_new(
            desk,
            as_of,
            [*new.values()],
            repeated,
            read_before,
            only_payments=only_payments,
            are_named=bool(files),
        )
    return Inbox(
        stored=records.Books(desk.db),
        files=frames.empty("files"),
        incoming={},
        rejected=frames.empty("rejected"),
        known_files=_known_files(repeated, read_before),
        contents={},
        lists=WholeLists(),
        file_facts=[],
    )


def _read_new(
    desk: Desk,
    as_of: date,
    new_files: Sequence[Received],
    repeated: Sequence[Received],
    read_before: Mapping[str, dict[str, Any]],
    *,
    only_payments: bool,
    are_named: bool,
) -> Inbox:
    """Read the new files, and the unchanged ones that belong to them. `read_before` has the stored
    row of each file read before, by its hash."""
    stored = desk.read_books()
    profiles = profiles_of(desk)
    repairs = repairs_by_key(stored["repairs"])
    read = [read_export(file, desk, profiles, repairs, as_of, stored) for file in new_files]
    if only_payments:
        if are_named:
            _require_payments(read)
        read = [export for export in read if export.file_row["kind"] == "payments"]
        hashes = {export.file_row["sha256"] for export in read}
        new_files = [file for file in new_files if file.sha256 in hashes]
    exports = use_own_ids(read, stored["members"])
    incoming = _fold_exports(exports, stored)
    file_facts = [export.file_facts for export in exports if export.file_row["kind"] != "replies"]
    unchanged = [
        read_export(file, desk, profiles, repairs, as_of)
        for file in _unchanged_files(file_facts, repeated, read_before)
    ]
    unchanged_rows = [export.rows for export in use_own_ids(unchanged, stored["members"])]
    file_rows = frames.build("files", [export.file_row for export in exports])
    rows_by_hash = {row["sha256"]: row for row in frames.records(file_rows)}
    contents = {
        file.sha256: _stored_copy(file, export)
        for file, export in zip(new_files, exports, strict=True)
    }
    rejected_rows = [row for export in exports for row in export.rejected]
    return Inbox(
        stored=stored,
        files=file_rows,
        incoming=incoming,
        rejected=frames.build("rejected", rejected_rows),
        known_files=_known_files(repeated, {**read_before, **rows_by_hash}),
        contents=contents,
        lists=_join_lists([export.lists for export in exports]),
        file_facts=file_facts,
        unchanged=_fold_unchanged(unchanged_rows, incoming, stored),
        replies=[reply for export in exports for reply in export.replies],
    )


def _require_payments(exports: Sequence[Export]) -> None:
    """Raise UsageError if a file has no payments."""
    for export in exports:
        if export.file_row["kind"] != "payments":
            name = export.file_row["name"]
            raise UsageError(f"{name}: filen har ingen innbetalinger; les den uten --payments.")


def _fold_exports(
    exports: Sequence[Export], stored: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Return noun -> the rows of all new files, merged with what the books hold of them."""
    rows: canonical.Tables = {}
    for export in exports:
        for noun, of_noun in export.rows.items():
            rows.setdefault(noun, []).extend(of_noun)
    return {noun: canonical.fold(noun, rows[noun], stored[noun]) for noun in sorted(rows)}


def _known_files(
    repeated: Sequence[Received], rows_by_hash: Mapping[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    return [{**rows_by_hash[file.sha256], "name": file.name} for file in repeated]


def _unchanged_files(
    new: Sequence[FileFacts],
    repeated: Sequence[Received],
    read_before: Mapping[str, dict[str, Any]],
) -> list[Received]:
    """Return the repeated files that belong to the new ones. They do if one of the new files has
    the same title, and the name of a file of that title that was imported before. Other repeated
    files are old downloads that still lie there."""
    earlier_names = {(row["title"], row["name"]) for row in read_before.values()}
    titles = {file.title for file in new if (file.title, file.name) in earlier_names}
    return [file for file in repeated if read_before.get(file.sha256, {}).get("title") in titles]


def _fold_unchanged(
    unchanged_rows: Sequence[canonical.Tables],
    incoming: Mapping[str, pd.DataFrame],
    stored: Mapping[str, pd.DataFrame],
) -> dict[str, pd.DataFrame]:
    """Return the rows of unchanged files by noun, without files of which a new file repeats at
    least half of the rows: those are the same list, older."""
    parts: dict[str, list[pd.DataFrame]] = {}
    for tables in unchanged_rows:
        for noun, statements in tables.items():
            rows = canonical.fold(noun, statements, stored[noun])
            repeated = {*_keys(noun, rows)}.intersection(_keys(noun, incoming.get(noun, rows)))
            if len(repeated) * 2 < len(rows):
                parts.setdefault(noun, []).append(rows)
    return {noun: pd.concat(of_noun, ignore_index=True) for noun, of_noun in parts.items()}


def _keys(noun: str, rows: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return the keys of the rows, in their order."""
    return list(zip(*(rows[column] for column in frames.SHAPES[noun].key), strict=True))


def _stored_copy(file: Received, export: Export) -> tuple[str, bytes]:
    """Return the ending and content of the copy to store; it has no birth numbers."""
    if export.masked is not None:
        return ".masked.json", export.masked
    ending = Path(file.name).suffix.lower()
    return ending if ending in ENDINGS else "", file.content


def received(club: Club, paths: Sequence[Path], known_hashes: Collection[str]) -> list[Received]:
    """Return the files at the paths, or the files in them if they are archives; a file with a
    known hash is not unpacked."""
    files = []
    for path in paths:
        whole = Received(mask_path(name_in_inbox(club, path)), _read_content(path))
        if whole.sha256 in known_hashes:
            files.append(whole)
        else:
            files += [Received(*part) for part in unpack(whole.content, whole.name)]
    return files


def _read_content(path: Path) -> bytes:
    """Return a file's content; raises UsageError for what is no regular file, such as a pipe."""
    name = mask_path(path)
    try:
        status = path.stat()
    except ValueError as error:  # a name that no file can have
        raise UsageError(
            f"{name}: kunne ikke åpnes; se at navnet er riktig, og at du har tilgang."
        ) from error
    if S_ISDIR(status.st_mode):
        raise UsageError(f"{name} er en mappe; skriv filene i den.")
    if not S_ISREG(status.st_mode):
        raise UsageError(f"{name} er ingen vanlig fil; lagre innholdet i en fil først.")
    if status.st_size > UNPACKED:
        raise UsageError(f"{name}: {TOO_BIG}")
    return path.read_bytes()


def _join_lists(lists: Sequence[WholeLists]) -> WholeLists:
    """Return the whole lists of all files together."""
    return WholeLists(
        frozenset().union(*(whole.groups for whole in lists)),
        frozenset().union(*(whole.people for whole in lists)),
    )
