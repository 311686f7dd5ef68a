"""A letter checked before it leaves, and an e-mail as it stands on the wire.

What is refused here would be another message at the other end: a line end in a header adds a
header, a list of numbers or the name of a group sends to more people than one.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from workbench.delivery.gateways import Letter, NotSent

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,35}")
_PHONE = re.compile(r"\+[1-9][0-9]{7,14}")
_EMAIL = re.compile(r"([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@([^\s<>@,;:\"\\()\[\]]{1,253})")
_SMS_SENDER = re.compile(r"\+[1-9][0-9]{7,14}|[^+\n]{1,11}")
_LINE_BREAKING = {"Cc", "Cs", "Zl", "Zp"}  # categories of characters no header may have


def require_sms(letter: Letter) -> None:
    """Raise NotSent unless the letter is an SMS to one phone."""
    _require_key(letter)
    if not _PHONE.fullmatch(letter.address):
        raise NotSent(f"Melding {letter.key}: mottakeren er ikke ett telefonnummer; rett nummeret.")
    if not _SMS_SENDER.fullmatch(letter.sender) or not _is_one_line(letter.sender):
        raise NotSent(
            f"Melding {letter.key}: avsenderen er ikke et nummer eller et navn på høyst 11 tegn; "
            "rett avsenderen."
        )
    if not letter.text.strip():
        raise NotSent(f"Melding {letter.key}: teksten er tom; skriv en tekst.")
    _require_encodable(letter)


def build_mail(letter: Letter, sent_at: datetime) -> bytes:
    """Return the e-mail as MIME; equal letters of one instant give equal bytes.

    Raises NotSent for what cannot stand in a header.
    """
    _require_key(letter)
    _require_headers(letter)
    _require_encodable(letter)
    mail = EmailMessage(policy=SMTP)
    mail.set_content(letter.text, cte="quoted-printable")
    if letter.html:
        mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
        mail.set_boundary(f"=_{letter.key}")  # "=_" never stands in quoted-printable text
    return "".join(_headers(letter, sent_at)).encode("ascii") + mail.as_bytes()


def _headers(letter: Letter, sent_at: datetime) -> Iterator[str]:
    """Yield the lines of the header, but those of MIME.

    Python's newer header classes, as of 3.11.2, lose the quotes of a long name with a comma, and
    spaces of a long subject, when they fold a line; the older `Header` does not.
    """
    sender = envelope_address(letter, letter.sender)
    yield f"From: {_with_name(letter.sender_name, sender)}\r\n"
    yield f"To: {envelope_address(letter, letter.address)}\r\n"
    if letter.reply_to:
        yield f"Reply-To: {envelope_address(letter, letter.reply_to)}\r\n"
    yield f"Subject: {_encoded(letter.subject)}\r\n"
    yield f"Date: {format_datetime(sent_at)}\r\n"
    yield f"Message-ID: {message_id(letter)}\r\n"
    yield "Auto-Submitted: auto-generated\r\n"


def _encoded(text: str) -> str:
    charset = "us-ascii" if text.isascii() and "=?" not in text else "utf-8"
    return Header(text, charset, header_name="Subject").encode(linesep="\r\n")


def _with_name(name: str, email: str) -> str:
    if name.isascii() and "=?" not in name:
        return formataddr((name, email))
    return f"{_encoded(name)}\r\n <{email}>"


def message_id(letter: Letter) -> str:
    """Return the Message-ID of a letter, the same in every try."""
    domain = envelope_address(letter, letter.sender).rpartition("@")[2]
    return f"<{letter.key}@{domain}>"


def envelope_address(letter: Letter, email: str) -> str:
    """Return an e-mail as SMTP commands take it, the domain in ASCII."""
    parts = _EMAIL.fullmatch(email)
    try:
        if parts:
            return f"{parts[1]}@{parts[2].encode('idna').decode('ascii')}"
    except UnicodeError:
        pass
    raise NotSent(f"Melding {letter.key}: en e-postadresse kan ikke brukes; rett adressen.")


def _require_key(letter: Letter) -> None:
    if not _KEY.fullmatch(letter.key):
        raise NotSent("En melding har en nøkkel som ikke kan brukes; lag meldingen på nytt.")


def _require_headers(letter: Letter) -> None:
    headers = (letter.subject, letter.sender_name, letter.sender, letter.address, letter.reply_to)
    if not all(map(_is_one_line, headers)):
        raise NotSent(
            f"Melding {letter.key}: emnet, navnet eller en adresse har linjeskift eller "
            "styretegn; ta dem ut."
        )


def _is_one_line(text: str) -> bool:
    return not any(unicodedata.category(character) in _LINE_BREAKING for character in text)


def _require_encodable(letter: Letter) -> None:
    """Raise NotSent for half a character, as a wrongly decoded file leaves it."""
    try:
        "".join(letter).encode("utf-8")
    except UnicodeEncodeError:
        raise NotSent(
            f"Melding {letter.key}: teksten har tegn som ikke kan sendes; skriv den på nytt."
        ) from None
