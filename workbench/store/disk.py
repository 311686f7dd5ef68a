"""Errors of the disk in a Norwegian sentence: which file, what is wrong, and what to do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from errno import errorcode

from workbench.model.errors import StoreError
from workbench.values.national_id import mask
from workbench.values.text import visible

ADVICE = {  # the system's and SQLite's names of errors -> what is wrong and what to do
    "ENOSPC EDQUOT EFBIG FULL IOERR": "disken er full eller svikter; frigjør plass og prøv igjen.",
    "EROFS EACCES EPERM READONLY": "skrivebeskyttet eller stengt; skaff tilgang og prøv igjen.",
    "EISDIR ENOTDIR EEXIST ENXIO ELOOP": "her ligger noe annet enn det skulle; flytt det og prøv "
    "igjen.",
    "ENOENT ENAMETOOLONG CANTOPEN": "kunne ikke åpnes; se at navnet er riktig, og at du har "
    "tilgang.",
    "ENOMEM EAGAIN EMFILE ENFILE BUSY": "opptatt akkurat nå; prøv igjen om litt.",
    "CORRUPT NOTADB": "skadet, og kunne ikke åpnes; hent den fra sikkerhetskopien.",
}


def describe_disk_fault(error: object, place: object = "") -> str:
    """Return a sentence on an error of the disk, "" for any other error.

    `error` is an exception or its text, as a kernel sends it; `place` is named if it names no file.

    >>> describe_disk_fault("[Errno 28] No space left on device: '/a/b.csv'")
    '/a/b.csv: disken er full eller svikter; frigjør plass og prøv igjen.'
    """
    text = str(error)
    name = getattr(error, "sqlite_errorname", "").removeprefix("SQLITE_").partition("_")[0]
    if number := re.match(r"\[Errno (\d+)\] ", text):
        name = errorcode.get(int(number[1]), "")
    if "No usable temporary directory" in text:
        name = "ENOSPC"
    if text.startswith("IO_E"):  # from lxml, which writes spreadsheets
        name = text.removeprefix("IO_")
    advice = next((advice for names, advice in ADVICE.items() if name in names.split()), "")
    if file := re.search(r": ['\"](.+?)['\"](?: -> |$)", text):
        place = getattr(error, "filename", None) or file[1]
    return f"{mask_path(place)}: {advice}" if advice and place else advice.capitalize()


def mask_path(path: object) -> str:
    """Return a path or file name as it is stored and shown: one line, birth numbers masked."""
    return mask(visible(str(path)))


@contextmanager
def disk_faults_described(place: object = "") -> Iterator[None]:
    """Raise StoreError with a sentence for an error of the disk; raise other errors as they are."""
    try:
        yield
    except Exception as error:
        if sentence := describe_disk_fault(error, place):
            raise StoreError(sentence) from error
        raise
