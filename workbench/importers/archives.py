"""Zips: the exports in one, and whether one may be unpacked at all. A workbook is a zip too."""

import io
import re
import struct
import zipfile
import zlib

from workbench.model.errors import AGAIN_OR_OUT, UNPACK, ExportError
from workbench.values.national_id import mask
from workbench.values.text import tidy

ZIP = b"PK\x03\x04"
LARGEST, UNPACKED = 20_000_000, 200_000_000  # bytes, of the zip and of all that is in it
MOST_PARTS, MOST_RATIO = 200, 100
ALWAYS_WELL = 10_000_000  # bytes; a small workbook of equal rows is packed tighter than the ratio
TOO_BIG = "filen er for stor til å leses; slett tomme rader og kolonner, eller del den i flere."
DAMAGED = f"filen er skadet; {AGAIN_OR_OUT}"
FAULTS = (
    zipfile.BadZipFile, zlib.error, struct.error,
    EOFError, NotImplementedError, OSError, RuntimeError, ValueError,
)  # fmt: skip
LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.|thumbs\.db$|desktop\.ini$)", re.IGNORECASE)


def open_archive(content: bytes, name: str) -> zipfile.ZipFile:
    """Open a zip; raises ExportError if it is damaged, or its stated contents are too big."""
    if len(content) > LARGEST:
        raise ExportError(f"{name}: {TOO_BIG}")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except FAULTS as error:
        raise ExportError(f"{name}: {DAMAGED}") from error
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    most = min(UNPACKED, max(MOST_RATIO * len(content), ALWAYS_WELL))
    if len(parts) > MOST_PARTS or size > most:
        raise ExportError(f"{name}: {TOO_BIG}")
    return archive


def is_document(archive: zipfile.ZipFile) -> bool:
    """Return whether a zip is one document, such as a workbook, and no folder of files."""
    return any(
        part.startswith("xl/") or part in {"[Content_Types].xml", "mimetype"}
        for part in archive.namelist()
    )


def unpack(content: bytes, name: str) -> list[tuple[str, bytes]]:
    """Return name and content of each file in a zip of exports, or of any other file itself."""
    if not content.startswith(ZIP):
        return [(name, content)]
    archive = open_archive(content, name)
    if is_document(archive):
        return [(name, content)]
    parts = [part for part in archive.infolist() if not part.is_dir()]
    exports = [part for part in parts if not LITTER.search(part.filename)]
    if not exports:
        raise ExportError(f"{name}: det er ingen filer i zip-filen; {AGAIN_OR_OUT}")
    return [_read_export(archive, part, f"{name}/{mask(tidy(part.filename))}") for part in exports]


def read_member(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> bytes:
    """Return the content of a part of a zip; raises ExportError if it is damaged."""
    try:
        return archive.read(part)
    except FAULTS as error:
        raise ExportError(f"{name}: {DAMAGED}") from error


def _read_export(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> tuple[str, bytes]:
    if part.flag_bits & 1:
        raise ExportError(f"{name}: filen er låst med passord; {UNPACK}")
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise ExportError(f"{name}: filen er pakket på en uvanlig måte; {UNPACK}")
    content = read_member(archive, part, name)
    if content.startswith(ZIP) and not is_document(open_archive(content, name)):
        raise ExportError(f"{name}: en zip-fil inni en zip-fil leses ikke; {UNPACK}")
    return name, content
