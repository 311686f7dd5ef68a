"""What the disk refuses, in one sentence: where, what was found, and what to do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from errno import errorcode

from workbench.model.errors import StoreError
from workbench.values.national_id import mask
from workbench.values.text import visible

CAUSES = {  # the names that the system and SQLite have for it -> what to tell
    "ENOSPC EDQUOT EFBIG FULL IOERR": "disken er full eller svikter; frigjør plass og prøv igjen.",
    "EROFS EACCES EPERM READONLY": "skrivebeskyttet eller stengt; skaff tilgang og prøv igjen.",
    "EISDIR ENOTDIR EEXIST ENXIO ELOOP": "her ligger noe annet enn det skulle; flytt det og prøv "
    "igjen.",
    "ENOENT ENAMETOOLONG CANTOPEN": "kunne ikke åpnes; se at navnet er riktig, og at du har "
    "tilgang.",
    "ENOMEM EAGAIN EMFILE ENFILE BUSY": "opptatt akkurat nå; prøv igjen om litt.",
    "CORRUPT NOTADB": "skadet, og kunne ikke åpnes; hent den fra sikkerhetskopien.",
}


def explain_fault(error: object, place: object = "") -> str:
    """Return what the disk refused where, and what to do, in a sentence; "" for another fault.

    `error` may be the text of one alone, as a kernel sends it.

    >>> explain_fault("[Errno 28] No space left on device: '/a/b.csv'")
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
    cause = next((cause for names, cause in CAUSES.items() if name in names.split()), "")
    if file := re.search(r": ['\"](.+?)['\"](?: -> |$)", text):
        place = getattr(error, "filename", None) or file[1]
    return f"{shown(place)}: {cause}" if cause and place else cause.capitalize()


def shown(path: object) -> str:
    """Return a path or name as it is kept and shown: one line of text, never a birth number."""
    return mask(visible(str(path)))


@contextmanager
def explained(place: object = "") -> Iterator[None]:
    """Raise StoreError for what the disk refuses; any other fault is raised as it is."""
    try:
        yield
    except Exception as error:
        if sentence := explain_fault(error, place):
            raise StoreError(sentence) from error
        raise
