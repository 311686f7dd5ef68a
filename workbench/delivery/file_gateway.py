"""Letters as files in a folder: the way of sending unless another is chosen."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from workbench.delivery.gateways import Letter, NotNow, NotSent
from workbench.delivery.letters import build_mail, require_sms


@dataclass(frozen=True)
class FileGateway:
    """Write each letter to `<key>.sms.txt` or `<key>.eml`; nothing leaves the machine."""

    folder: Path

    name = "fil"
    has_keys = True

    def send(self, letter: Letter) -> str:
        """Write a letter and return the file's name."""
        is_mail = "@" in letter.address
        content = build_mail(letter, datetime.now(UTC)) if is_mail else _sms(letter)
        path = self.folder / (letter.key + (".eml" if is_mail else ".sms.txt"))
        try:
            if not write_once(path, content) and not _is_same(letter, path.read_bytes(), is_mail):
                raise NotSent(
                    f"Melding {letter.key}: en annen melding med samme nøkkel er skrevet før; "
                    "lag meldingen på nytt."
                )
        except OSError as error:
            raise NotNow(
                f"{self.folder}: meldingen kunne ikke skrives ({os.strerror(error.errno or 0)}); "
                "se etter plass og tilgang, og prøv igjen."
            ) from None
        return path.name


def write_once(path: Path, content: bytes) -> bool:
    """Put a whole file of mode 0600 on the disk; return False if there is one of that name.

    Unlike the store's files, which replace, a letter that is there already stays as it is.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".workbench-") as unfinished:
        unfinished.write(content)
        unfinished.flush()
        os.fsync(unfinished.fileno())
        try:
            path.hardlink_to(unfinished.name)
        except FileExistsError:
            return False
    _sync_folder(path.parent)
    return True


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sms(letter: Letter) -> bytes:
    require_sms(letter)
    return f"Til: {letter.address}\nFra: {letter.sender}\n\n{letter.text}\n".encode()


def _is_same(letter: Letter, written: bytes, is_mail: bool) -> bool:
    """Return whether a file holds this letter; the hour at which it was written is not compared."""
    if not is_mail:
        return written == _sms(letter)
    try:
        written_at = parsedate_to_datetime(str(message_from_bytes(written)["Date"]))
    except ValueError:
        return False
    return written == build_mail(letter, written_at)
