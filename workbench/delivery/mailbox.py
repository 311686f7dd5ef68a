"""Fetch received e-mail by IMAP: each message a file before it is marked as seen."""

import imaplib
import ssl
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from workbench.delivery.file_gateway import write_once
from workbench.delivery.gateways import IncomingError

TIMEOUT_SECONDS = 30


def fetch_imap(
    host: str,
    port: int,
    user: str,
    password: str,
    folder: str,
    into: Path,
    *,
    tls: ssl.SSLContext | None = None,
) -> list[Path]:
    """Write each unseen message of a mail folder to `<hash>.eml`, and return the files.

    A message that was fetched before gives the same file. What somebody opens in the mailbox
    first counts as seen: let nobody read that mailbox otherwise. Raises IncomingError.
    """
    context = tls or ssl.create_default_context()
    try:
        with imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=TIMEOUT_SECONDS) as imap:
            imap.login(user, password)
            return [_fetch(imap, uid, content, into) for uid, content in _unseen(imap, folder)]
    except (OSError, imaplib.IMAP4.error) as error:
        raise IncomingError(
            f"Postkassen hos {host}: e-post kunne ikke hentes ({type(error).__name__}); se etter "
            "nettet, brukeren og passordet, og prøv igjen."
        ) from None


def _unseen(imap: imaplib.IMAP4_SSL, folder: str) -> Iterator[tuple[str, bytes]]:
    quoted = folder.replace("\\", "\\\\").replace('"', '\\"')
    status, _ = imap.select(f'"{quoted}"')
    if status != "OK":
        raise imaplib.IMAP4.error
    _, answers = imap.uid("SEARCH", "UNSEEN")
    for uid in (answers[0] or b"").decode("ascii").split():
        _, parts = imap.uid("FETCH", uid, "(BODY.PEEK[])")
        # a message that somebody has just deleted has no part
        yield from ((uid, part[1]) for part in parts if isinstance(part, tuple))


def _fetch(imap: imaplib.IMAP4_SSL, uid: str, content: bytes, into: Path) -> Path:
    path = into / f"{sha256(content).hexdigest()}.eml"
    write_once(path, content)
    imap.uid("STORE", uid, "+FLAGS", r"(\Seen)")
    return path
