"""A notebook's parameters, read from its tagged cell, and a check of the values given for them.

papermill inserts names without quoting them and only warns of unknown ones: `check` refuses these.
"""

import ast
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbench.model.errors import UsageError

TYPES = {"str": str, "int": int, "float": float, "bool": bool}


def read_parameters(notebook: Path) -> dict[str, type]:
    """Return name -> type of the notebook's parameters, in their order."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    sources = [
        "".join(cell["source"])
        for cell in cells
        if "parameters" in cell.get("metadata", {}).get("tags", [])
    ]
    return {
        line.target.id: TYPES[line.annotation.id]
        for line in ast.parse("\n".join(sources)).body
        if isinstance(line, ast.AnnAssign)
        and isinstance(line.target, ast.Name)
        and isinstance(line.annotation, ast.Name)
    }


def check(notebook: Path, values: Mapping[str, Any]) -> None:
    """Raise UsageError for a name that is no parameter, or a value of another type."""
    types = read_parameters(notebook)
    for name, value in values.items():
        if name not in types:
            raise UsageError(
                f"{notebook.name}: {name!r} er ingen parameter; kjente er {', '.join(types)}."
            )
        if type(value) is not types[name]:
            raise UsageError(
                f"{notebook.name}: {name!r} er {value!r}, men skal være av typen "
                f"{types[name].__name__}."
            )
