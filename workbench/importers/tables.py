"""Tables of HTML that calls itself a spreadsheet: rows of text, spans filled out."""

import re
from collections.abc import Iterable, Iterator

from lxml import html

from workbench.importers.archives import DAMAGED, TOO_BIG
from workbench.model.errors import ExportError

TEXT_ENDS = {"br", "p", "div", "li"}
NO_TEXT = {"table", "script", "style"}
WIDEST, DEEPEST = 1000, 65534  # what a browser makes of a span
COLUMNS = 16_384
ROW = re.compile(r"<tr\b", re.IGNORECASE)
UNSEEN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\b", re.IGNORECASE | re.DOTALL)


def read_tables(text: str, name: str) -> Iterator[tuple[str, list[list[str]]]]:
    """Return each table on the page, with a name by its place.

    Raises ExportError when spans make one wider than a spreadsheet can be, and when the page has
    rows that are in none: what follows a script or a comment without an end is not seen.
    """
    parser = html.HTMLParser(encoding="utf-8")
    page = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    seen = 0
    for at, table in enumerate(page.iter("table"), start=1):
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        seen += len(rows)
        if rows:
            yield f"tabell {at}", list(_fill_out(rows, name))
    if len(ROW.findall(UNSEEN.sub("", text))) > seen:
        raise ExportError(f"{name}: {DAMAGED}")


def _fill_out(rows: Iterable[html.HtmlElement], name: str) -> Iterator[list[str]]:
    """Return the rows' cells, a cell that spans several once for each."""
    hanging: dict[int, tuple[str, int]] = {}  # column -> a text from above, rows it is left for
    for row in rows:
        line = {at: text for at, (text, _) in hanging.items()}
        hanging = {at: (text, left - 1) for at, (text, left) in hanging.items() if left > 1}
        start = 0
        for cell in row.iterchildren("td", "th"):
            text = " ".join("".join(_texts(cell)).split())
            deep = _span(cell, "rowspan", DEEPEST)
            while start in line:
                start += 1
            if start > COLUMNS:
                raise ExportError(f"{name}: {TOO_BIG}")
            for at in range(start, start + _span(cell, "colspan", WIDEST)):
                line[at] = text
                if deep > 1:
                    hanging[at] = text, deep - 1
        yield [line.get(at, "") for at in range(max(line, default=-1) + 1)]


def _span(cell: html.HtmlElement, name: str, most: int) -> int:
    said = cell.get(name, "").strip()[:9]
    return min(max(int(said), 1), most) if said.isascii() and said.isdecimal() else 1


def _texts(element: html.HtmlElement) -> Iterator[str]:
    """Return an element's own text; a table in it has rows of its own."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in NO_TEXT:
            yield from _texts(child)
        yield " " if child.tag in TEXT_ENDS else ""
        yield child.tail or ""
