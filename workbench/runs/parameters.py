"""A notebook's parameters, read from its tagged cell, and the values given for them, checked.

papermill quotes values but not names, and an unknown name only warns: both are refused here.
"""

import ast
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbench.model.errors import UsageError

TYPES = {"str": str, "int": int, "float": float, "bool": bool}


def declared(notebook: Path) -> dict[str, type]:
    """Return name -> type of the notebook's parameters, in their order."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    sources = [
        "".join(c["source"]) for c in cells if "parameters" in c.get("metadata", {}).get("tags", [])
    ]
    return {
        line.target.id: TYPES[line.annotation.id]
        for line in ast.parse("\n".join(sources)).body
        if isinstance(line, ast.AnnAssign)
        and isinstance(line.target, ast.Name)
        and isinstance(line.annotation, ast.Name)
    }


def check(notebook: Path, values: Mapping[str, Any]) -> None:
    """Raise UsageError for a name the notebook has not, or a value of another type."""
    known = declared(notebook)
    for name, value in values.items():
        if name not in known:
            raise UsageError(
                f"{notebook.name}: {name!r} er ingen parameter; kjente er {', '.join(known)}."
            )
        if type(value) is not known[name]:
            raise UsageError(
                f"{notebook.name}: {name!r} er {value!r}, men skal være av typen "
                f"{known[name].__name__}."
            )
