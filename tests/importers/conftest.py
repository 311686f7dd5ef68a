"""A club whose books are empty, and the two ways the tests read a file: by parts, and whole."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from workbench.club import Club
from workbench.demo.invented_club import club_toml
from workbench.dunning.law import load_law
from workbench.dunning.policy import load_policy
from workbench.importers import canonical
from workbench.importers.cells import Context
from workbench.importers.headings import recognise
from workbench.importers.mapping import Mapped, map_rows
from workbench.importers.profiles import OWN, SYSTEMS, load_profiles
from workbench.importers.reading import read_sheets
from workbench.model import frames
from workbench.office.desk import Desk
from workbench.office.inbox import Inbox, read_inbox
from workbench.values.kid import KidStructure

AS_OF = date(2026, 11, 22)
ROOT = Path(__file__).parents[2]
COUNTS = ("rows_total", "rows_taken", "rows_aside", "rows_frame", "values_aside")
ASIDE = ("sheet", "row", "column", "field", "value", "reason", "whole_row", "record")
HEADINGS = "OrderID;Forfall;Status;Beskrivelse;Mottaker;Beløp;Innbetalt;Opprettet på;Betalt"


@pytest.fixture(scope="session")
def samples() -> Path:
    return ROOT / "tests" / "samples"


@pytest.fixture(scope="session")
def desks(tmp_path_factory, samples) -> dict[str, Desk]:
    """For each system a desk whose club has twelve digits in its KID, and has imported nothing."""
    home = tmp_path_factory.mktemp("house")
    policy = load_policy(ROOT / "data" / "policies" / "idrettslag.toml")
    law = load_law(ROOT / "data" / "rates")
    text = club_toml("Prøve IL", 1, AS_OF)
    found = {}
    for system in [*SYSTEMS, OWN]:
        club = Club(home, f"{system}-il")
        club.inbox.mkdir(parents=True)
        said = text.replace('system = "klubbadmin"', f'system = "{system}"')
        (club.folder / "club.toml").write_text(said, "utf-8")
        found[system] = Desk(club, club.settings(), policy, law)
    shutil.copytree(samples / OWN / "profiles", found[OWN].club.folder / "profiles")
    return found


@pytest.fixture(scope="session")
def read_files(desks) -> Callable[..., Inbox]:
    """Read files as a week does, of the system that their folder is named after."""

    def read(*paths: Path, system: str = "") -> Inbox:
        of = system or {path.parent.name for path in paths}.pop()
        return read_inbox(desks.get(of, desks["klubbadmin"]), AS_OF, paths)

    return read


@pytest.fixture
def read_file(read_files, tmp_path) -> Callable[..., Inbox]:
    """Read one file, given as bytes, as a week does."""

    def read(content: bytes, name: str = "fil.csv", system: str = "") -> Inbox:
        path = tmp_path / name
        path.write_bytes(content)
        return read_files(path, system=system)

    return read


@pytest.fixture(scope="session")
def map_file() -> Callable[..., Mapped]:
    """Read one file, given as bytes, by the importers alone."""

    def read(content: bytes, name: str = "fil.csv") -> Mapped:
        sheets = read_sheets(content, name)
        return map_rows(
            recognise(sheets, load_profiles(), name),
            sheets,
            Context(AS_OF, (KidStructure(12, 10),)),
        )

    return read


@pytest.fixture(scope="session")
def frames_of(map_file) -> Callable[..., dict[str, list[dict[str, Any]]]]:
    """Read one file, given as bytes, to the rows of each frame."""

    def read(content: bytes) -> dict[str, list[dict[str, Any]]]:
        found = canonical.to_tables(map_file(content), system="klubbadmin", accounts={})
        return {
            name: frames.records(canonical.fold(name, rows, frames.empty(name)))
            for name, rows in found.items()
        }

    return read


@pytest.fixture(scope="session")
def fordringer() -> Callable[..., bytes]:
    """Make a Fordringer file of the lines given, the headings first."""
    return lambda *lines: "".join(f"{line}\r\n" for line in (HEADINGS, *lines)).encode("utf-8")


@pytest.fixture(scope="session")
def as_expected() -> Callable[[Inbox], str]:
    """Write what was read of one file as its `.expected.json`: a row a line, no missing values."""

    def rows(found: list[dict[str, Any]], wanted: tuple[str, ...] | None = None) -> str:
        lines = [
            json.dumps(
                {k: v for k, v in row.items() if v is not None and (not wanted or k in wanted)},
                ensure_ascii=False,
                default=str,
            )
            for row in found
        ]
        return "[\n    " + ",\n    ".join(lines) + "\n  ]" if lines else "[]"

    def write(inbox: Inbox) -> str:
        [file] = frames.records(inbox.files)
        tables = {name: rows(frames.records(frame)) for name, frame in inbox.incoming.items()}
        by_row = sorted(frames.records(inbox.rejected), key=lambda one: (one["sheet"], one["row"]))
        tables["set_aside"] = rows(by_row, ASIDE)
        parts = [f'"title": {json.dumps(file["title"], ensure_ascii=False)}']
        parts.append(f'"counts": {json.dumps({name: file[name] for name in COUNTS})}')
        if file["left_out"]:
            parts.append(f'"left_out": {json.dumps(file["left_out"], ensure_ascii=False)}')
        parts += [f'"{name}": {table}' for name, table in tables.items()]
        return "{\n  " + ",\n  ".join(parts) + "\n}\n"

    return write
