"""What a run read and made, by hashes: beside the report, so that each can be held to the other."""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from workbench.model.frames import records
from workbench.office.desk import Desk
from workbench.store import events
from workbench.store.records import read

LIBRARIES = ("pandas", "papermill", "nbconvert", "sqlite-utils", "pysqlite3", "workbench")


def write_manifest(desk: Desk, folder: Path, parameters: dict[str, Any]) -> None:
    """Write `manifest.json` for the files that stand in `folder`."""
    files = [
        {
            "name": row["name"],
            "sha256": row["sha256"],
            "imported_on": row["imported_on"].isoformat(),
        }
        for row in records(read(desk.db, "files"))
    ]
    made = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }
    manifest = {
        "club": desk.club.slug,
        "parameters": parameters,
        "policy": {"id": desk.policy.policy.id, "sha256": desk.policy.sha256},
        "audit_head": events.head(desk.db),
        "files": sorted(files, key=lambda file: (file["imported_on"], file["name"])),
        "made": made,
        "versions": {name: version(name) for name in LIBRARIES},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    (folder / "manifest.json").write_text(text + "\n", "utf-8")
