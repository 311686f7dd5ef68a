"""A run's manifest: hashes of what it read and what it made, stored next to the report.

If everything that a run depends on is as it was at the day's last run, it need not be run again.
"""

import hashlib
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from workbench.club import list_inbox
from workbench.office.desk import Desk, policy_path
from workbench.office.program import program_version
from workbench.office.summary import Summary
from workbench.runs import notebooks
from workbench.store import events

LIBRARIES = ("pandas", "papermill", "nbconvert", "sqlite-utils", "pysqlite3", "workbench")
NAME = "manifest.json"
# nobody else adds these while a run has the club's lock
OWN_EVENTS = {"policy", "import", "replies", "propose", "approve", "report"}


@dataclass(frozen=True)
class Start:
    """State before a run: its parameters, a hash of all it reads, the hash of the last event."""

    parameters: dict[str, Any]
    inputs: str
    head: str


def start_of(desk: Desk, parameters: dict[str, Any]) -> Start:
    """Return the state before a run with these parameters, as it is now.

    Raises StoreError for books that are not the club's own.
    """
    club, data = desk.club, desk.club.house / "data"
    files = [
        *list_inbox(club),
        club.folder / "club.toml",
        *club.folder.glob("profiles/*.toml"),
        policy_path(club, desk.settings.policy),
        *data.glob("rates/*.csv"),
    ]
    head = events.head(desk.db) if desk.has_books() else events.NO_EVENT_HASH
    return Start(parameters, _hash([_hash_program(), _hash_files(files, data)]), head)


def unchanged_summary(folder: Path, start: Start) -> Summary | None:
    """Return the summary of the run whose report is in `folder`, or None if a new run is needed.

    It is not needed if it would start as that run ended, and the report's files are unchanged.
    """
    try:
        manifest = json.loads((folder / NAME).read_text("utf-8"))
        is_same = (
            manifest["sha256"] == _hash_manifest(manifest)
            and manifest["parameters"] == start.parameters
            and manifest["inputs"] == start.inputs
            and manifest["audit_head"] == start.head
            and manifest["made"]
            == _hash_files([folder / name for name in manifest["made"]], folder)
        )
        return Summary(**manifest["summary"]) if is_same else None
    except (OSError, ValueError, TypeError, KeyError):  # missing, damaged or of an older program
        return None


def write_manifest(desk: Desk, folder: Path, start: Start, summary: Summary) -> None:
    """Write the manifest of the files in `folder`.

    If others wrote to the books during the run, it may not have read that: `inputs` is then left
    empty, so that the next run is not taken for unchanged.
    """
    files = [
        {name: file[name] for name in ("name", "sha256", "imported_on")}
        for file in desk.db["files"].rows
    ]
    wrote_alone = events.kinds_since(desk.db, start.head) <= OWN_EVENTS
    manifest = {
        "club": desk.club.slug,
        "parameters": start.parameters,
        "policy": {"id": desk.policy.policy.id, "sha256": desk.policy.sha256},
        "audit_head": events.head(desk.db),
        "files": sorted(files, key=lambda file: (file["imported_on"], file["name"])),
        "inputs": start.inputs if wrote_alone else "",
        "made": _hash_files(folder.iterdir(), folder),
        "summary": asdict(summary),
        "versions": _versions(),
    }
    manifest["sha256"] = _hash_manifest(manifest)
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    (folder / NAME).write_text(text + "\n", "utf-8")


def _hash_manifest(manifest: dict[str, Any]) -> str:
    """Return the hash of a manifest without its own hash."""
    return _hash({name: value for name, value in manifest.items() if name != "sha256"})


@cache
def _hash_program() -> str:
    """Return a hash of the package, the routines, Python and the libraries."""
    routines = _hash_files(notebooks.ROUTINES.glob("*.ipynb"), notebooks.ROUTINES)
    return _hash([sys.version, _versions(), program_version(), routines])


@cache
def _versions() -> dict[str, str]:
    return {name: version(name) for name in LIBRARIES}


def _hash_files(files: Iterable[Path], folder: Path) -> dict[str, str]:
    """Return path within `folder` -> sha256 of each file."""
    return {str(path.relative_to(folder)): _hash_file(path) for path in sorted(files)}


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
