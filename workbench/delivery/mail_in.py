"""A received e-mail: who wrote what, which of our messages it answers, and bounces.

Anybody can send anything to the address, so that a message is read only as far as these limits;
the file it came as stays whole.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import NamedTuple

from workbench.delivery.gateways import IncomingError
from workbench.delivery.mail_text import inner_parts, newest_text
from workbench.model.errors import Unreadable
from workbench.values.emails import clean_emails
from workbench.values.text import tidy

LARGEST = 5_000_000  # bytes that are read; pictures come last
MOST_LINES = 100_000
MOST_PARTS = 40
LONGEST_MIME_HEADER = 5_000
LONGEST_HEADER = 20_000
LONGEST_SUBJECT = 500
_MIME_HEADER = re.compile(rb"^content-[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,250})>")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_AUTOMATIC_PRECEDENCE = {"bulk", "auto_reply", "junk", "list"}
_AUTOMATIC_SUBJECT = re.compile(
    r"(?:automatisk svar|autosvar|autoreply|auto:|fravær|out of office|automatic reply)",
    re.IGNORECASE,
)


class Bounce(NamedTuple):
    """What a mail server says of a message of ours that it could not deliver."""

    key: str  # our message; "" if the server gave none of its headers back
    address: str
    status: str  # as 5.1.1
    is_permanent: bool  # the address is at fault (5.x), not the moment (4.x)
    is_final: bool  # the server has given up; otherwise it tries on


class Mail(NamedTuple):
    """A received e-mail."""

    message_id: str  # this and the references without their brackets
    from_address: str  # "" if it is not an address
    subject: str
    text: str
    references: tuple[str, ...]  # what it answers, the nearest first
    received_at: datetime | None
    is_automatic: bool
    bounce: Bounce | None


def read_mail(content: bytes) -> Mail:
    """Return what an e-mail says; raise IncomingError if it cannot be read."""
    try:
        mail = _parsed(content)
        bounce = _bounce(mail)
        return Mail(
            message_id=next(iter(_ids(mail, "Message-ID")), ""),
            from_address=_address(_raw_header(mail, "From")),
            subject=tidy(_header(mail, "Subject"))[:LONGEST_SUBJECT],
            text=newest_text(mail),
            references=_references(mail),
            received_at=_received_at(mail),
            is_automatic=bounce is not None or _is_automatic(mail),
            bounce=bounce,
        )
    except Exception:  # the library fails in many ways, and its errors may quote the message
        raise IncomingError(
            "En mottatt e-post kan ikke leses; åpne den i postkassen, og svar derfra."
        ) from None


def message_key(message_id: str) -> str:
    """Return the key of a message of ours from its Message-ID.

    >>> message_key("0b5f4c1e-0001@solvik.no")
    '0b5f4c1e-0001'
    """
    return message_id.partition("@")[0]


def _parsed(content: bytes) -> Message:
    """Parse a message, unless it is made to take the parser for ever."""
    read = content[:LARGEST]
    if read.lower().count(b"boundary") > MOST_PARTS or read.count(b"\n") > MOST_LINES:
        raise ValueError
    if any(len(header[0]) > LONGEST_MIME_HEADER for header in _MIME_HEADER.finditer(read)):
        raise ValueError
    return message_from_bytes(read)


def _header(message: Message, name: str) -> str:
    """Return a header's text, its encoded words decoded; "" if it is not there."""
    text = _raw_header(message, name)
    try:
        return str(make_header(decode_header(text)))
    except (ValueError, LookupError, MessageError):  # an unknown charset, or base64 that is none
        return text


def _raw_header(message: Message, name: str) -> str:
    """Return a header as it was sent; bytes without a charset are UTF-8 or, failing that, Latin."""
    values = (value for key, value in message.raw_items() if key.lower() == name.lower())
    raw = str(next(values, ""))[:LONGEST_HEADER].encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _ids(message: Message, name: str) -> list[str]:
    return _MESSAGE_ID.findall(_header(message, name))


def _references(mail: Message) -> tuple[str, ...]:
    nearest_first = _ids(mail, "In-Reply-To") + _ids(mail, "References")[::-1]
    return tuple(dict.fromkeys(nearest_first))


def _address(header: str) -> str:
    """Return the address in a header; of more than one, none is the sender."""
    try:
        addresses = clean_emails(parseaddr(header)[1])
    except Unreadable:
        return ""
    return addresses[0] if len(addresses) == 1 else ""


def _received_at(mail: Message) -> datetime | None:
    """Return when our own server took the message, or else when it is dated, in UTC."""
    for text in (_header(mail, "Received").rpartition(";")[2], _header(mail, "Date")):
        try:
            moment = parsedate_to_datetime(text.strip())
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _is_automatic(mail: Message) -> bool:
    """Return whether a program wrote the message; by its subject only as the last resort."""
    auto_submitted = _header(mail, "Auto-Submitted").strip().lower()
    return (
        (auto_submitted != "" and not auto_submitted.startswith("no"))
        or any(name in mail for name in ("X-Autoreply", "X-Auto-Response-Suppress", "List-Id"))
        or _header(mail, "Precedence").strip().lower() in _AUTOMATIC_PRECEDENCE
        or _header(mail, "Return-Path").strip() == "<>"
        or _AUTOMATIC_SUBJECT.match(tidy(_header(mail, "Subject"))) is not None
    )


def _bounce(mail: Message) -> Bounce | None:
    """Return the first recipient that a report of delivery says has not got our message."""
    if mail.get_content_type() != "multipart/report":
        return None
    parts = inner_parts(mail)
    key = next(_returned_keys(parts), "") or next(map(message_key, _references(mail)), "")
    for recipient in _recipients(parts):
        action = _header(recipient, "Action").strip().lower()
        status = _STATUS.search(_header(recipient, "Status"))
        if action in {"failed", "delayed"}:
            code = status[0] if status else ""
            address = _address(_header(recipient, "Final-Recipient").rpartition(";")[2])
            return Bounce(key, address, code, code.startswith("5"), action == "failed")
    return None


def _recipients(parts: list[Message]) -> Iterator[Message]:
    for part in parts:
        if part.get_content_type() == "message/delivery-status":
            yield from inner_parts(part)


def _returned_keys(parts: list[Message]) -> Iterator[str]:
    """Yield the key of each message that was sent back, whole (message/rfc822) or its headers."""
    for part in parts:
        returned = inner_parts(part)[:1]
        if part.get_content_type() == "text/rfc822-headers":
            headers = part.get_payload(decode=True)
            returned = [message_from_bytes(headers)] if isinstance(headers, bytes) else []
        for message in returned:
            yield from map(message_key, _ids(message, "Message-ID"))
