"""XML of payments, from a bank or from Vipps: parsed without entities, looked up by local names.

The versions of a format have other namespaces, and mostly the same names.
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from workbench.importers.archives import DAMAGED
from workbench.model.errors import AGAIN_OR_OUT, ExportError

Element = Any  # of lxml, which states no types
ROOT = re.compile(r"<(?:[\w.-]+:)?(?:Document|SettlementReport)\s[^<>]*>")
MOST_KRONER = 10**12


def find_root(text: str) -> str:
    """Return the start tag of the outermost element, which has the namespaces, or ""."""
    root = ROOT.search(text[:4000]) if text.lstrip().startswith("<") else None
    return root[0] if root else ""


def parse(text: str, name: str) -> Element:
    """Return the outermost element; raises ExportError if the text is damaged, or has a DTD."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ExportError(
            f"{name}: XML-filen har egne definisjoner (DTD) og leses ikke; {AGAIN_OR_OUT}"
        )
    from lxml import etree  # loads slowly and is seldom needed

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        declared = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)  # it may name another encoding
        return etree.fromstring(declared.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise ExportError(f"{name}: {DAMAGED}") from error


def to_bytes(root: Element) -> bytes:
    """Return a document as a file has it."""
    from lxml import etree

    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content


def find_all(element: Element, path: str) -> Iterator[Element]:
    """Yield the elements on a path of local names, as "RltdPties/Dbtr/Nm"."""
    step, _, rest = path.partition("/")
    for child in element.iterchildren(f"{{*}}{step}"):
        if rest:
            yield from find_all(child, rest)
        else:
            yield child


def find_text(element: Element, *paths: str) -> str:
    """Return the first text on the paths that is not blank, or ""."""
    for path in paths:
        for found in find_all(element, path):
            if text := (found.text or "").strip():
                return text
    return ""


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def read_amount(text: str) -> Decimal | None:
    """Return an amount as XML writes it, or None if it is none, or has more than two decimals."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    is_amount = amount.is_finite() and abs(amount) < MOST_KRONER and amount == round(amount, 2)
    return amount if is_amount else None
