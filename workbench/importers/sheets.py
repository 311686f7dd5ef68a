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
from workbench.importers.texts import as_text, decode, read_text
from workbench.model.errors import AGAIN, AGAIN_OR_OUT, UNPACK, ExportError

XLS = b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")  # a newer workbook with a password, in an old cover
PASSWORD = "regnearket er låst med passord; lagre det uten passord og prøv igjen."
MARKUP = re.compile(r"\s*<(?:!|\?xml|html|head|meta|style|body|table|div)", re.IGNORECASE)
PLACE = re.compile(rb"""<(?:\w+:)?(?:row|c)\s(?:[^<>]*?\s)?r=["']([A-Za-z]*\d+)""")
NEAR = re.compile(rb"""\sr=["']([A-Za-z]*\d+)""")  # as quick as can be; also in a text, perhaps
ROW = re.compile(rb"""<row\s(?:[^<>]*?\s)?r=["'](\d+)""")
# a formula whose value the program that wrote it did not store, and a cell that shows an error:
# both would be read as nothing
WITHOUT_VALUE = re.compile(
    rb"<c((?:\s(?!t=)[^\s<>]+)*)(?:\st=\"n\")?((?:\s(?!t=)[^\s<>]+)*)>"
    rb"\s*<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
ERROR = re.compile(rb"""(<c\s[^<>]*?t=)["']e["']""")
SHOWN_FORMULA = rb'<c\1\2 t="str"><v>#FORMEL!</v></c>'
LOOKED_THROUGH = 20_000_000  # bytes of a sheet's XML; beyond, only the rows are looked at
JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\]\"])")
COPY = '{"workbench.sheets": '
AT_ONCE = 2000  # rows
CELLS = 5_000_000  # in a spreadsheet
Widths = list[tuple[int, int]]  # how many cells, in how many rows after one another
# what is said of a sheet, or nothing where it goes on; its cells, row by row; how they part
Part = tuple[dict[str, Any], list[str], Widths]


def parts_of(content: bytes, name: str) -> Iterator[Part]:
    """Read a file of any kind; `name` is only for the message.

    Raises ExportError when it is damaged, or nothing that holds rows.
    """
    if content.startswith((ZIP, XLS)):
        return _workbook(content, name)
    if content.startswith(b"%PDF-"):
        raise ExportError(f"{name}: filen er en PDF; {AGAIN} som Excel eller CSV.")
    text = decode(content).removeprefix("\ufeff")
    if "\x00" in text:
        raise ExportError(f"{name}: filen er verken et regneark eller en tekstfil; {AGAIN_OR_OUT}")
    if "\u0a00" in text or "\u0d00" in text:  # ends of lines in UTF-16, out of step
        raise ExportError(f"{name}: {DAMAGED}")
    if MARKUP.match(text):
        return _whole(_markup(text, name))
    if text.startswith(COPY):
        return _copied(text)
    if JSON.match(text):
        return _whole(read_dump(text, name))
    return _delimited(text, name)


def _delimited(text: str, name: str) -> Iterator[Part]:
    yield {"name": "", "is_text": True, "is_cut": not text.endswith(("\n", "\r"))}, [], []
    for rows in read_text(text, name, AT_ONCE):
        yield {}, *_parted(rows)


def _copied(text: str) -> Iterator[Part]:
    """Read the sheets that were kept, with stars in them, instead of a file with birth numbers."""
    for sheet in json.loads(text)["workbench.sheets"]:
        about = {part: bool(sheet[part]) for part in ("is_text", "is_cut", "is_hidden")}
        yield {"name": str(sheet["name"]), **about}, *_parted(sheet["rows"])


def _whole(sheets: Iterable[tuple[str, list[list[str]]]]) -> Iterator[Part]:
    for name, rows in sheets:
        yield {"name": name}, *_parted(rows)


def _parted(rows: list[list[str]]) -> tuple[list[str], Widths]:
    widths = [(width, len([*alike])) for width, alike in groupby(map(len, rows))]
    return list(chain.from_iterable(rows)), widths


def _markup(text: str, name: str) -> list[tuple[str, list[list[str]]]]:
    """Return the tables of a page that was saved as a spreadsheet."""
    from workbench.importers.tables import read_tables  # lxml takes its time, and is seldom needed

    if "<Workbook" in text[:4000]:
        raise ExportError(
            f"{name}: regnearket er lagret som XML; åpne det i Excel og lagre det som .xlsx."
        )
    tables = list(read_tables(text, name))
    if not tables:
        raise ExportError(f"{name}: filen er en nettside uten noen tabell; {AGAIN_OR_OUT}")
    return tables


def _workbook(content: bytes, name: str) -> Iterator[Part]:
    if len(content) > LARGEST:
        raise ExportError(f"{name}: {TOO_BIG}")
    if content.startswith(ZIP):
        content = _prepared(content, name)
    if content.startswith(XLS) and LOCKED in content:
        raise ExportError(f"{name}: {PASSWORD}")
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        left = CELLS
        for about in book.sheets_metadata:
            is_hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
            yield {"name": about.name, "is_hidden": is_hidden}, [], []
            sheet = book.get_sheet_by_name(about.name)
            left -= _size(sheet)
            if left < 0:
                raise ExportError(_too_far(sheet, name))
            for cells, widths in _rows_of(sheet):
                yield {}, cells, widths
    except python_calamine.PasswordError as error:
        raise ExportError(f"{name}: {PASSWORD}") from error
    except (python_calamine.CalamineError, python_calamine.ZipError, OSError) as error:
        raise ExportError(
            f"{name}: filen er skadet, eller den er ikke et regneark; {AGAIN_OR_OUT}"
        ) from error


def _prepared(content: bytes, name: str) -> bytes:
    """Return the workbook with its errors and its formulas without a value as texts.

    Raises ExportError when a row or a cell stands twice: of two, only the last would be read.
    """
    archive = open_archive(content, name)
    if not is_document(archive):
        raise ExportError(f"{name}: filen er en zip-fil; {UNPACK}")
    changed: dict[str, bytes] = {}
    for part in archive.infolist():
        if part.filename.startswith("xl/worksheets/"):
            xml = read_member(archive, part, name)
            near, exact = (NEAR, PLACE) if len(xml) <= LOOKED_THROUGH else (ROW, ROW)
            if _has_twice(near, xml) and _has_twice(exact, xml):
                raise ExportError(f"{name}: {DAMAGED}")
            if b"<f" in xml or ERROR.search(xml):
                shown = ERROR.sub(rb'\1"str"', WITHOUT_VALUE.sub(SHOWN_FORMULA, xml))
                changed |= {part.filename: shown} if shown != xml else {}
    return _with_parts(archive, changed, name) if changed else content


def _with_parts(archive: ZipFile, changed: dict[str, bytes], name: str) -> bytes:
    """Return the archive with some of its parts changed."""
    whole = io.BytesIO()
    with ZipFile(whole, "w") as copy:
        for part in archive.infolist():
            shown = changed.get(part.filename)
            copy.writestr(part, read_member(archive, part, name) if shown is None else shown)
    return whole.getvalue()


def _has_twice(place: re.Pattern[bytes], xml: bytes) -> bool:
    places = place.findall(xml)
    return len(places) != len(set(places))


def _size(sheet: python_calamine.CalamineSheet) -> int:
    return 0 if sheet.end is None else (sheet.end[0] + 1) * (sheet.end[1] + 1)


def _too_far(sheet: python_calamine.CalamineSheet, name: str) -> str:
    height, width = sheet.end or (0, 0)
    return (
        f"{name}: arket {sheet.name!r} går helt til rad {height + 1} og kolonne {width + 1}; "
        "slett tomme rader og kolonner, eller del filen."
    )


def _rows_of(sheet: python_calamine.CalamineSheet) -> Iterator[tuple[list[str], Widths]]:
    """Return a sheet's cells as text, some rows at a time."""
    if sheet.start is None or sheet.end is None:
        return
    rows: Iterator[list[Any]] = sheet.iter_rows()
    if left := sheet.start[1]:
        rows = ([""] * left + row for row in rows)
    while some := list(islice(rows, AT_ONCE)):
        cells: list[Any] = list(chain.from_iterable(some))
        width = len(some[0])
        for at in range(width):
            cells[at::width] = _as_texts(cells[at::width])
        yield cells, [(width, len(some))]


def _as_texts(column: list[Any]) -> list[str]:
    """Return a column's cells as text; those that are equal are written once."""
    kinds = set(map(type, column))
    if kinds == {str}:
        return column
    if kinds == {float} and all(map(float.is_integer, column)) and max(map(abs, column)) < 1e15:
        return list(map(str, map(int, column)))
    if bool in kinds:  # True and 1 are equal
        return [as_text(cell) for cell in column]
    texts = {cell: as_text(cell) for cell in set(column)}
    return [texts[cell] for cell in column]


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Read one file after the other, until the other end is closed."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()  # what is read has no cycles
    while line := requests.readline():
        asked = json.loads(line)
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + asked["seconds"] + 1)
        _limit(resource.RLIMIT_AS, asked["memory"])
        try:
            for part in parts_of(requests.read(asked["size"]), asked["name"]):
                _send(answers, *part)
            _say(answers, {"is_whole": True})
        except ExportError as fault:
            _say(answers, {"fault": str(fault)})


def _limit(kind: int, most: int) -> None:
    """Let the next file use so much; where the machine allows less, that stands."""
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _send(answers: BinaryIO, about: dict[str, Any], cells: list[str], widths: Widths) -> None:
    """Send the cells as one text: as JSON, so many would take three times as long."""
    text = "\0".join(cells)
    if text.count("\0") >= len(cells) > 0:  # none is meant, and `tidy` drops it as well
        text = "\0".join(cell.replace("\0", "") for cell in cells)
    payload = text.encode("utf-8", "replace")
    _say(answers, {"about": about, "widths": widths, "size": len(payload)}, payload)


def _say(answers: BinaryIO, said: dict[str, Any], payload: bytes = b"") -> None:
    answers.write(json.dumps(said).encode() + b"\n")
    answers.write(payload)
    answers.flush()


if __name__ == "__main__":
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer)
    except MemoryError:
        abort()  # as the spreadsheets' library does when memory is out
