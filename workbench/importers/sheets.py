"""The child process that reads files: bytes in, sheets of text out. It imports nothing heavy.

A hostile file can fill its memory or its time, and ends it; the process that asked lives on.
"""

import gc
import io
import json
import re
import resource
import sys
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, islice
from os import abort
from typing import Any, BinaryIO
from zipfile import ZipFile

import python_calamine

from workbench.importers.archives import (
    DAMAGED,
    LARGEST,
    TOO_BIG,
    ZIP,
    is_document,
    open_archive,
    read_member,
)
from workbench.importers.dumps import read_dump
from workbench.importers.texts import ROWS_AT_ONCE, as_text, decode, read_text
from workbench.model.errors import AGAIN, AGAIN_OR_OUT, UNPACK, ExportError

XLS = b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")  # a newer workbook with a password, in an old cover
PASSWORD = "regnearket er låst med passord; lagre det uten passord og prøv igjen."
MARKUP = re.compile(r"\s*<(?:!|\?xml|html|head|meta|style|body|table|div)", re.IGNORECASE)
ROW_OR_CELL = re.compile(rb"""<(?:\w+:)?(?:row|c)\s(?:[^<>]*?\s)?r=["']([A-Za-z]*\d+)""")
REFERENCE = re.compile(rb"""\sr=["']([A-Za-z]*\d+)""")  # quicker, but a text may have one too
ROW = re.compile(rb"""<row\s(?:[^<>]*?\s)?r=["'](\d+)""")
# a formula whose value the program that wrote it did not store, and a cell that shows an error:
# both would be read as nothing
WITHOUT_VALUE = re.compile(
    rb"<c((?:\s(?!t=)[^\s<>]+)*)(?:\st=\"n\")?((?:\s(?!t=)[^\s<>]+)*)>"
    rb"\s*<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
ERROR = re.compile(rb"""(<c\s[^<>]*?t=)["']e["']""")
SHOWN_FORMULA = rb'<c\1\2 t="str"><v>#FORMEL!</v></c>'
MOST_SEARCHED = 20_000_000  # bytes of a sheet's XML; in a longer one only the rows are searched
PAYMENTS = re.compile("xmlns|SettlementInfo")  # of a bank's XML, or of Vipps
JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\]\"])")
COPY = '{"workbench.sheets": '
MOST_CELLS = 5_000_000  # in a spreadsheet
Widths = list[tuple[int, int]]  # how many cells, in how many rows after one another
# the properties of a sheet, or {} if the sheet goes on; its cells, row by row; and their widths
Part = tuple[dict[str, Any], list[str], Widths]


def read_parts(content: bytes, name: str) -> Iterator[Part]:
    """Read a file of any kind; `name` is only for the message.

    Raises ExportError if it is damaged, or of a kind that has no rows.
    """
    if content.startswith((ZIP, XLS)):
        return _read_workbook(content, name)
    if content.startswith(b"%PDF-"):
        raise ExportError(f"{name}: filen er en PDF; {AGAIN} som Excel eller CSV.")
    text = decode(content).removeprefix("\ufeff")
    if "\x00" in text:
        raise ExportError(f"{name}: filen er verken et regneark eller en tekstfil; {AGAIN_OR_OUT}")
    if "\u0a00" in text or "\u0d00" in text:  # ends of lines in UTF-16, out of step
        raise ExportError(f"{name}: {DAMAGED}")
    if PAYMENTS.search(text[:4000]) and (payments := _read_payments(text, name)):
        return _split_sheets([payments])
    if MARKUP.match(text):
        return _split_sheets(_read_page(text, name))
    if text.startswith(COPY):
        return _read_copy(text)
    if JSON.match(text):
        return _split_sheets(read_dump(text, name))
    return _read_delimited(text, name)


def _read_delimited(text: str, name: str) -> Iterator[Part]:
    yield {"name": "", "is_text": True, "is_cut": not text.endswith(("\n", "\r"))}, [], []
    for rows in read_text(text, name):
        yield {}, *_flatten(rows)


def _read_copy(text: str) -> Iterator[Part]:
    """Read the masked copy that was stored instead of a file with birth numbers."""
    for sheet in json.loads(text)["workbench.sheets"]:
        flags = {flag: bool(sheet[flag]) for flag in ("is_text", "is_cut", "is_hidden")}
        yield {"name": str(sheet["name"]), **flags}, *_flatten(sheet["rows"])


def _split_sheets(sheets: Iterable[tuple[str, list[list[str]]]]) -> Iterator[Part]:
    for name, rows in sheets:
        yield {"name": name}, *_flatten(rows)


def _flatten(rows: list[list[str]]) -> tuple[list[str], Widths]:
    widths = [(width, len([*equal])) for width, equal in groupby(map(len, rows))]
    return list(chain.from_iterable(rows)), widths


def _read_payments(text: str, name: str) -> tuple[str, list[list[str]]] | None:
    """Return the sheet of a bank's XML, or of a settlement of Vipps; None if it is neither."""
    from workbench.importers import camt, vipps  # lxml loads slowly and is seldom needed
    from workbench.importers.payment_xml import find_root

    root = find_root(text)
    if camt.NAMESPACE.search(root):
        return "camt", camt.read_camt(text, name)
    if vipps.NAMESPACE.search(root):
        return "vipps", vipps.read_settlements_xml(text, name)
    if vipps.CSV_MARK.search(text[:4000]):
        return "vipps", vipps.read_settlements_csv(text, name)
    return None


def _read_page(text: str, name: str) -> list[tuple[str, list[list[str]]]]:
    """Return the tables of a page that was saved as a spreadsheet."""
    from workbench.importers.tables import read_tables  # lxml loads slowly and is seldom needed

    if "<Workbook" in text[:4000]:
        raise ExportError(
            f"{name}: regnearket er lagret som XML; åpne det i Excel og lagre det som .xlsx."
        )
    tables = list(read_tables(text, name))
    if not tables:
        raise ExportError(f"{name}: filen er en nettside uten noen tabell; {AGAIN_OR_OUT}")
    return tables


def _read_workbook(content: bytes, name: str) -> Iterator[Part]:
    if len(content) > LARGEST:
        raise ExportError(f"{name}: {TOO_BIG}")
    if content.startswith(ZIP):
        content = _prepare_workbook(content, name)
    if content.startswith(XLS) and LOCKED in content:
        raise ExportError(f"{name}: {PASSWORD}")
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        cells_left = MOST_CELLS
        for metadata in book.sheets_metadata:
            is_hidden = metadata.visible != python_calamine.SheetVisibleEnum.Visible
            yield {"name": metadata.name, "is_hidden": is_hidden}, [], []
            sheet = book.get_sheet_by_name(metadata.name)
            cells_left -= _count_cells(sheet)
            if cells_left < 0:
                raise ExportError(_describe_size(sheet, name))
            for cells, widths in _read_rows(sheet):
                yield {}, cells, widths
    except python_calamine.PasswordError as error:
        raise ExportError(f"{name}: {PASSWORD}") from error
    except (python_calamine.CalamineError, python_calamine.ZipError, OSError) as error:
        raise ExportError(
            f"{name}: filen er skadet, eller den er ikke et regneark; {AGAIN_OR_OUT}"
        ) from error


def _prepare_workbook(content: bytes, name: str) -> bytes:
    """Return the workbook with errors, and formulas that have no value, as texts.

    Raises ExportError if a row or a cell stands twice: only the last would be read.
    """
    archive = open_archive(content, name)
    if not is_document(archive):
        raise ExportError(f"{name}: filen er en zip-fil; {UNPACK}")
    changed: dict[str, bytes] = {}
    for part in archive.infolist():
        if part.filename.startswith("xl/worksheets/"):
            xml = read_member(archive, part, name)
            patterns = [ROW] if len(xml) > MOST_SEARCHED else [REFERENCE, ROW_OR_CELL]
            if all(_has_twice(pattern, xml) for pattern in patterns):
                raise ExportError(f"{name}: {DAMAGED}")
            if b"<f" in xml or ERROR.search(xml):
                new_xml = ERROR.sub(rb'\1"str"', WITHOUT_VALUE.sub(SHOWN_FORMULA, xml))
                if new_xml != xml:
                    changed[part.filename] = new_xml
    return _replace_parts(archive, changed, name) if changed else content


def _replace_parts(archive: ZipFile, changed: dict[str, bytes], name: str) -> bytes:
    """Return the archive with new contents for some of its parts."""
    new_archive = io.BytesIO()
    with ZipFile(new_archive, "w") as copy:
        for part in archive.infolist():
            xml = changed.get(part.filename)
            copy.writestr(part, xml or read_member(archive, part, name))
    return new_archive.getvalue()


def _has_twice(reference: re.Pattern[bytes], xml: bytes) -> bool:
    references = reference.findall(xml)
    return len(references) != len(set(references))


def _count_cells(sheet: python_calamine.CalamineSheet) -> int:
    return 0 if sheet.end is None else (sheet.end[0] + 1) * (sheet.end[1] + 1)


def _describe_size(sheet: python_calamine.CalamineSheet, name: str) -> str:
    height, width = sheet.end or (0, 0)
    return (
        f"{name}: arket {sheet.name!r} går helt til rad {height + 1} og kolonne {width + 1}; "
        "slett tomme rader og kolonner, eller del filen."
    )


def _read_rows(sheet: python_calamine.CalamineSheet) -> Iterator[tuple[list[str], Widths]]:
    """Yield a sheet's cells as text, some rows at a time."""
    if sheet.start is None or sheet.end is None:
        return
    rows: Iterator[list[Any]] = sheet.iter_rows()
    if blank_columns := sheet.start[1]:
        rows = ([""] * blank_columns + row for row in rows)
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        cells: list[Any] = list(chain.from_iterable(batch))
        width = len(batch[0])
        for column in range(width):
            cells[column::width] = _to_texts(cells[column::width])
        yield cells, [(width, len(batch))]


def _to_texts(column: list[Any]) -> list[str]:
    """Return a column's cells as text; equal ones are converted once."""
    types = set(map(type, column))
    if types == {str}:
        return column
    if types == {float} and all(map(float.is_integer, column)) and max(map(abs, column)) < 1e15:
        return list(map(str, map(int, column)))
    if bool in types:  # True and 1 are equal
        return [as_text(cell) for cell in column]
    texts = {cell: as_text(cell) for cell in set(column)}
    return [texts[cell] for cell in column]


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests to read a file, until the other end is closed."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()  # what is read has no cycles
    while line := requests.readline():
        request = json.loads(line)
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + request["seconds"] + 1)
        _limit(resource.RLIMIT_AS, request["memory"])
        try:
            for part in read_parts(requests.read(request["size"]), request["name"]):
                _send_part(answers, part)
            _send_message(answers, {"is_whole": True})
        except ExportError as fault:
            _send_message(answers, {"fault": str(fault)})


def _limit(kind: int, most: int) -> None:
    """Limit what the next file may use; a stricter limit of the machine stands."""
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _send_part(answers: BinaryIO, part: Part) -> None:
    """Send the cells as one text, which is three times as fast as JSON."""
    properties, cells, widths = part
    text = "\0".join(cells)
    if text.count("\0") >= len(cells) > 0:  # NULs in cells mean nothing, and `tidy` drops them too
        text = "\0".join(cell.replace("\0", "") for cell in cells)
    payload = text.encode("utf-8", "replace")
    message = {"properties": properties, "widths": widths, "size": len(payload)}
    _send_message(answers, message, payload)


def _send_message(answers: BinaryIO, message: dict[str, Any], payload: bytes = b"") -> None:
    answers.write(json.dumps(message).encode() + b"\n")
    answers.write(payload)
    answers.flush()


if __name__ == "__main__":
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer)
    except MemoryError:
        abort()  # as the library for spreadsheets does when memory is out
