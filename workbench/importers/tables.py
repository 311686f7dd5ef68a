"""The tables of an HTML page that is named as a spreadsheet: rows of text, spans filled out."""

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
    """Return each table on the page, named by its number.

    Raises ExportError if spans make a table wider than a spreadsheet can be, or the page has rows
    outside the tables: the parser does not see what follows an unclosed script or comment.
    """
    parser = html.HTMLParser(encoding="utf-8")
    page = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    row_count = 0
    for number, table in enumerate(page.iter("table"), start=1):
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        row_count += len(rows)
        if rows:
            yield f"tabell {number}", list(_fill_out(rows, name))
    if len(ROW.findall(UNSEEN.sub("", text))) > row_count:
        raise ExportError(f"{name}: {DAMAGED}")


def _fill_out(rows: Iterable[html.HtmlElement], name: str) -> Iterator[list[str]]:
    """Yield the cells of each row; a cell that spans several is repeated in each."""
    spanning: dict[int, tuple[str, int]] = {}  # column -> text from above, and rows it spans still
    for row in rows:
        texts = {column: text for column, (text, _) in spanning.items()}
        spanning = {at: (text, left - 1) for at, (text, left) in spanning.items() if left > 1}
        start = 0
        for cell in row.iterchildren("td", "th"):
            text = " ".join("".join(_read_texts(cell)).split())
            height = _read_span(cell, "rowspan", DEEPEST)
            while start in texts:
                start += 1
            if start > COLUMNS:
                raise ExportError(f"{name}: {TOO_BIG}")
            for column in range(start, start + _read_span(cell, "colspan", WIDEST)):
                texts[column] = text
                if height > 1:
                    spanning[column] = text, height - 1
        yield [texts.get(column, "") for column in range(max(texts, default=-1) + 1)]


def _read_span(cell: html.HtmlElement, name: str, most: int) -> int:
    digits = cell.get(name, "").strip()[:9]
    return min(max(int(digits), 1), most) if digits.isascii() and digits.isdecimal() else 1


def _read_texts(element: html.HtmlElement) -> Iterator[str]:
    """Yield an element's texts, without tables in it: these have rows of their own."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in NO_TEXT:
            yield from _read_texts(child)
        yield " " if child.tag in TEXT_ENDS else ""
        yield child.tail or ""
