"""JSON of an API to sheets: every list of objects is one, named by its path.

A row has the values of its object, those further down included: `claims.1.products.1.price`,
counted from 1; and the object's parent's own values: `../name`. The first row has the headings.
"""

import json
from collections.abc import Iterator
from typing import Any

from workbench.importers.archives import TOO_BIG
from workbench.importers.texts import as_text
from workbench.model.errors import AGAIN_OR_OUT, ExportError

Row = dict[str, str]
MOST_CELLS = 20_000_000  # objects that have nothing in common make many
LONGEST_IN_ROW = 20  # objects in a list; a longer one stands in its own sheet alone


def read_dump(text: str, name: str) -> Iterator[tuple[str, list[list[str]]]]:
    """Return each sheet's name and rows; raises ExportError when the text is no whole JSON."""
    sheets: dict[str, list[Row]] = {}
    try:
        content = json.loads(text, parse_int=str)
        _collect_rows(content if isinstance(content, list) else [content], "", {}, sheets)
    except (ValueError, RecursionError) as error:
        raise ExportError(f"{name}: JSON-filen er skadet eller avkortet; {AGAIN_OR_OUT}") from error
    cells = 0
    for path, rows in sheets.items():
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        cells += len(headings) * len(rows)
        if cells > MOST_CELLS:
            raise ExportError(f"{name}: {TOO_BIG}")
        yield path, [headings, *([row.get(heading, "") for heading in headings] for row in rows)]


def _collect_rows(node: Any, path: str, parent: Row, sheets: dict[str, list[Row]]) -> None:
    """Add the rows of every list of objects in `node`; `parent` has the values of the object that
    it stands in."""
    if isinstance(node, list) and _is_nested(node):
        for child in node:
            if not (isinstance(child, list) and _is_nested(child)):
                sheets.setdefault(path, []).append(dict(_flatten(child, "")) | parent)
            _collect_rows(child, path, parent, sheets)
    elif isinstance(node, dict):
        own = {f"../{key}": as_text(value) for key, value in node.items() if not _is_group(value)}
        for key, child in node.items():
            _collect_rows(child, f"{path}.{key}".lstrip("."), own, sheets)


def _flatten(node: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield path and text of each single value in `node`."""
    if isinstance(node, list) and not _is_nested(node):
        yield path, ";".join(map(as_text, node))
    elif isinstance(node, list):
        if len(node) <= LONGEST_IN_ROW:
            for number, child in enumerate(node, start=1):
                yield from _flatten(child, f"{path}.{number}")
    elif isinstance(node, dict):
        for key, child in node.items():
            yield from _flatten(child, f"{path}.{key}".lstrip("."))
    else:
        yield path, as_text(node)


def _is_group(node: Any) -> bool:
    return isinstance(node, list | dict)


def _is_nested(nodes: list[Any]) -> bool:
    return any(map(_is_group, nodes))
