"""A bank's file of several accounts, split into one whole file for each.

Each part is what the bank would have sent for its account alone: a file from Nets gets totals of
its own, one of camt only the account's statements. The whole file is checked first.
"""

import re
from collections.abc import Iterator
from copy import deepcopy

from workbench.importers.camt import account_of, list_statements, read_camt
from workbench.importers.nets_lines import Mismatch, read_number
from workbench.importers.ocr import read_nets
from workbench.importers.payment_xml import find_root, parse, to_bytes
from workbench.importers.reading import is_ocr
from workbench.importers.texts import decode
from workbench.model.errors import AGAIN_OR_OUT, ExportError

LINE_END = "\r\n"


def split_by_account(content: bytes, name: str) -> dict[str, bytes]:
    """Return account (11 digits) -> the file of that account alone.

    Raises ExportError if the file is empty, damaged, contradicts its totals, or names no account.
    """
    if not content.strip():
        raise ExportError(f"{name}: filen er tom; {AGAIN_OR_OUT}")
    if is_ocr(content):
        read_nets(content, name)
        try:
            return _split_nets(decode(content))
        except Mismatch as fault:
            raise ExportError(f"{name}: {fault}; hent filen på nytt.") from fault
    text = decode(content).removeprefix("\ufeff")
    if "camt.05" not in find_root(text):
        raise ExportError(
            f"{name}: bare filer fra Nets (OCR) og camt-filer kan deles etter konto; legg filen i "
            "innboksen til klubben den gjelder."
        )
    read_camt(text, name)  # raises for what does not add up
    return _split_camt(text, name)


def _split_nets(text: str) -> dict[str, bytes]:
    """Split the assignments of each transmission by their accounts."""
    lines = re.split("\r\n|\r|\n", text.strip("\r\n\x1a "))
    parts: dict[str, list[str]] = {}
    for transmission in _transmissions(lines):
        by_account: dict[str, list[str]] = {}
        account = ""
        for line in transmission[1:-1]:
            if line[6:8] == "20":
                account = line[24:35]
            by_account.setdefault(account, []).append(line)
        for account, own_lines in by_account.items():
            end = _end_record(transmission[-1], own_lines)
            parts.setdefault(account, []).extend([transmission[0], *own_lines, end])
    return {
        account: (LINE_END.join(own_lines) + LINE_END).encode("iso-8859-1", "replace")
        for account, own_lines in parts.items()
    }


def _transmissions(lines: list[str]) -> Iterator[list[str]]:
    """Yield the lines of each transmission, from its start to its end."""
    transmission: list[str] = []
    for line in lines:
        transmission.append(line)
        if line[6:8] == "89":
            yield transmission
            transmission = []


def _end_record(end: str, lines: list[str]) -> str:
    """Return the end of a transmission with the totals of these lines of assignments."""
    ends = [line for line in lines if line[6:8] == "88"]
    transactions = sum(_total(line, 8, 8) for line in ends)
    total_ore = sum(_total(line, 24, 17) for line in ends)
    return f"{end[:8]}{transactions:08d}{len(lines) + 2:08d}{total_ore:017d}{end[41:]}"


def _total(line: str, start: int, length: int) -> int:
    """Return a total of an assignment; one of mandates has no sum, and may have blanks for it."""
    return read_number(line, start, length) if line[start : start + length].strip() else 0


def _split_camt(text: str, name: str) -> dict[str, bytes]:
    """Return for each account the document with its statements only."""
    root = parse(text, name)
    accounts = dict.fromkeys(map(account_of, list_statements(root)))
    parts: dict[str, bytes] = {}
    for account in accounts:
        own_root = deepcopy(root)
        for statement in list_statements(own_root):
            if account_of(statement) != account:
                statement.getparent().remove(statement)
        parts[account] = to_bytes(own_root)
    return parts
