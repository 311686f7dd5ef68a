"""What the weeks of one club share: its books, and the readings of its honest files, which stand
unchanged beside nearly every wrong one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from unittest.mock import patch

from workbench import office
from workbench.importers.table import Repairs
from workbench.office.exports import ClubProfiles, Export, Received, read_export
from workbench.store.records import Books


class Readings:
    """What `read_export` makes of a club's files, each kept from the first time.

    It follows from the arguments alone, and those that are no part of the key never change here:
    the club's folder, its settings and profiles, and its repairs, which stand in the books. The
    books are read once: nothing is saved in them, and no frame is changed.
    """

    def __init__(self, desk: office.Desk) -> None:
        self.desk = desk
        self.exports: dict[tuple[str, str, date, str | None], Export] = {}

    @cached_property
    def books(self) -> Books:
        return self.desk.read_books()

    @contextmanager
    def kept(self, honest: Mapping[str, bytes]) -> Iterator[None]:
        """Let the inbox read these files once; all others as ever."""

        def read(
            file: Received,
            desk: office.Desk,
            profiles: ClubProfiles,
            repairs: Repairs,
            as_of: date,
            books: Books | None = None,
        ) -> Export:
            if honest.get(file.name) != file.content:
                return read_export(file, desk, profiles, repairs, as_of, books)
            key = (file.name, file.sha256, as_of, None if books is None else books.version)
            if key not in self.exports:
                self.exports[key] = read_export(file, desk, profiles, repairs, as_of, books)
            return self.exports[key]

        books = self.books
        with (
            patch("workbench.office.inbox.read_export", read),
            patch.object(office.Desk, "read_books", lambda desk: books),
        ):
            yield
