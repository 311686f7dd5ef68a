"""JSON of an API to sheets: every list of objects is one, named by its path.

A row holds what its object says, also deeper down: `claims.1.products.1.price`, counted from 1; and
what the object around it says of itself: `../name`. Every row has the cells of the first, the
headings.
"""

import json
from collections.abc import Iterator
from typing import Any

from workbench.importers.archives import TOO_BIG
from workbench.importers.texts import as_text
from workbench.model.errors import AGAIN_OR_OUT, ExportError

Row = dict[str, str]
MOST = 20_000_000  # cells; objects that have nothing in common make many
BESIDE = 20  # objects in a list; a longer one stands in its own sheet alone


def read_dump(text: str, name: str) -> Iterator[tuple[str, list[list[str]]]]:
    """Return each sheet's name and rows; raises ExportError when the text is no whole JSON."""
    sheets: dict[str, list[Row]] = {}
    try:
        found = json.loads(text, parse_int=str)
        _collect(found if isinstance(found, list) else [found], "", {}, sheets)
    except (ValueError, RecursionError) as error:
        raise ExportError(f"{name}: JSON-filen er skadet eller avkortet; {AGAIN_OR_OUT}") from error
    cells = 0
    for path, rows in sheets.items():
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        cells += len(headings) * len(rows)
        if cells > MOST:
            raise ExportError(f"{name}: {TOO_BIG}")
        yield path, [headings, *([row.get(heading, "") for heading in headings] for row in rows)]


def _collect(found: Any, path: str, around: Row, sheets: dict[str, list[Row]]) -> None:
    """Note the rows of every list of objects in `found`; `around` is what the object above says."""
    if isinstance(found, list) and _is_deep(found):
        for one in found:
            if isinstance(one, list) and _is_deep(one):
                _collect(one, path, around, sheets)
            else:
                sheets.setdefault(path, []).append(dict(_flat(one, "")) | around)
                _collect(one, path, around, sheets)
    elif isinstance(found, dict):
        own = {f"../{key}": as_text(one) for key, one in found.items() if not _is_group(one)}
        for key, one in found.items():
            _collect(one, f"{path}.{key}".lstrip("."), own, sheets)


def _flat(found: Any, path: str) -> Iterator[tuple[str, str]]:
    """Return each single value in `found`, by its path."""
    if isinstance(found, list) and not _is_deep(found):
        yield path, ";".join(map(as_text, found))
    elif isinstance(found, list):
        for at, one in enumerate(found if len(found) <= BESIDE else [], start=1):
            yield from _flat(one, f"{path}.{at}")
    elif isinstance(found, dict):
        for key, one in found.items():
            yield from _flat(one, f"{path}.{key}".lstrip("."))
    else:
        yield path, as_text(found)


def _is_group(found: Any) -> bool:
    return isinstance(found, list | dict)


def _is_deep(found: list[Any]) -> bool:
    return any(map(_is_group, found))
