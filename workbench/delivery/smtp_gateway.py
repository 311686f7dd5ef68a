"""E-mail by SMTP, one command at a time, so that it is known how far a letter came.

A server's own words often name the recipient, so that an error gives the reply's code alone.
"""

import re
import smtplib
import ssl
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from workbench.delivery.gateways import (
    BadAddress,
    Letter,
    NotNow,
    NotSent,
    Uncertain,
    is_loopback,
)
from workbench.delivery.letters import build_mail, envelope_address, message_id

IMPLICIT_TLS = 465
GO_AHEAD = 354  # the server waits for the content
LOGIN_DEMANDED = 530  # the account's fault, not the letter's
_LINE_START_DOT = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True)
class SmtpGateway:
    """Send e-mail through a server; encrypted, unless the server is this machine."""

    host: str
    port: int = 587
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    timeout_seconds: float = 30
    tls: ssl.SSLContext | None = field(default=None, repr=False)  # whose certificates to trust

    name = "smtp"
    has_keys = False

    def send(self, letter: Letter) -> str:
        """Send a letter and return its Message-ID, which replies and bounces give back."""
        content = _LINE_START_DOT.sub(b"..", build_mail(letter, datetime.now(UTC)))
        sender = envelope_address(letter, letter.sender)
        recipient = envelope_address(letter, letter.address)
        try:
            smtp = self._connect()
        except (OSError, ValueError) as error:  # of smtplib, ssl, DNS and the network
            raise NotNow(self._sentence("ingen tilkobling", _code_of(error))) from None
        with closing(smtp):
            for command in (f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA"):
                self._command(smtp, command)
            self._content(smtp, content)
            with suppress(OSError):
                smtp.putcmd("QUIT")
        return message_id(letter)

    def _connect(self) -> smtplib.SMTP:
        tls = self.tls or ssl.create_default_context()
        if self.port == IMPLICIT_TLS:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.timeout_seconds, context=tls
            )
        else:
            smtp = smtplib.SMTP(self.host, self.port, timeout=self.timeout_seconds)
        try:
            is_plain = self.tls is None and is_loopback(self.host)
            if self.port != IMPLICIT_TLS and not is_plain:
                smtp.starttls(context=tls)
            smtp.ehlo_or_helo_if_needed()
            if self.user:
                smtp.login(self.user, self.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _command(self, smtp: smtplib.SMTP, command: str) -> None:
        """Give a command before the content; whatever happens here, nothing was sent."""
        try:
            code, _ = smtp.docmd(command)
        except OSError:
            raise NotNow(self._sentence("forbindelsen ble brutt før noe var sendt", 0)) from None
        wanted = (GO_AHEAD,) if command == "DATA" else (250, 251)
        if code not in wanted:
            refusal = self._refusal(code)
            is_of_address = isinstance(refusal, NotSent) and command.startswith("RCPT")
            raise BadAddress(str(refusal)) if is_of_address else refusal

    def _content(self, smtp: smtplib.SMTP, content: bytes) -> None:
        """Send the content; without an answer that can be read, it may have been taken."""
        try:
            smtp.send(content + b".\r\n")
            code, _ = smtp.getreply()
        except OSError as error:
            code = 0
            if isinstance(error, smtplib.SMTPResponseException):
                code = -1  # a line without end, which smtplib takes for a refusal
        if 200 <= code < 300:
            return
        if 400 <= code < 600:
            raise self._refusal(code)
        raise Uncertain(
            f"E-post gjennom {self.host}: forbindelsen ble brutt etter at innholdet var sendt; "
            "se i serverens logg om meldingen kom frem før den sendes på nytt."
        )

    def _refusal(self, code: int) -> NotSent | NotNow:
        if 500 <= code < 600 and code != LOGIN_DEMANDED:
            return NotSent(
                f"E-post gjennom {self.host}: serveren avviste meldingen (kode {code}); "
                "se etter om adressene er riktige."
            )
        return NotNow(self._sentence("serveren tar ikke imot nå", code))

    def _sentence(self, fault: str, code: int) -> str:
        shown = f" (kode {code})" if code > 0 else ""
        return (
            f"E-post gjennom {self.host}: {fault}{shown}; meldingen er ikke sendt, se etter "
            "innstillingene hvis det gjentar seg."
        )


def _code_of(error: Exception) -> int:
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
