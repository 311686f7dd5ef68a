"""E-mail through servers that take it, refuse it, break off and fall silent."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.delivery.test_letters import KEY, MAIL
from workbench.delivery.gateways import BadAddress, NotNow, NotSent, Uncertain
from workbench.delivery.smtp_gateway import SmtpGateway


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """Keep what comes; `answers` replaces what is said to a command, or does something else."""

    def __init__(self, **answers: str | Callable[..., None]) -> None:
        self.answers = answers
        self.received: list[tuple[str, list[str], bytes]] = []

    def answer(self, command: str, server) -> str | None:
        wanted = self.answers.get(command)
        return wanted if isinstance(wanted, str) or wanted is None else wanted(server)

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return self.answer("MAIL", server) or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return self.answer("RCPT", server) or "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.received.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        if self.answers.get("DATA") == "silence":
            await asyncio.Event().wait()
        return self.answer("DATA", server) or "250 OK"


def break_off(server) -> None:
    server.transport.abort()


@contextmanager
def running(handler: Server, **options) -> Iterator[int]:
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def gateway(port: int, **options) -> SmtpGateway:
    return SmtpGateway("127.0.0.1", port, timeout_seconds=5, **options)


def test_a_letter_comes_whole():
    server = Server()

    with running(server) as port:
        assert gateway(port).send(MAIL) == f"<{KEY}@solvik.example.no>"

    [(sender, recipients, content)] = server.received
    assert (sender, recipients) == (MAIL.sender, [MAIL.address])
    mail = message_from_bytes(content, policy=default)
    assert mail["Subject"] == MAIL.subject
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == MAIL.text
    assert mail.get_body(("html",)).get_content().strip() == MAIL.html


def test_two_tries_have_one_message_id():
    server = Server()

    with running(server) as port:
        assert gateway(port).send(MAIL) == gateway(port).send(MAIL)

    assert len({message_from_bytes(content)["Message-ID"] for *_, content in server.received}) == 1


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"MAIL": "451 later"}, NotNow),
        ({"MAIL": "550 no such sender"}, NotSent),
        ({"MAIL": "530 log in first"}, NotNow),
        ({"RCPT": "450 greylisted"}, NotNow),
        ({"RCPT": "421 closing"}, NotNow),
        ({"RCPT": f"550 5.1.1 <{MAIL.address}> unknown"}, BadAddress),
        ({"RCPT": break_off}, NotNow),
        ({"DATA": "451 later"}, NotNow),
        ({"DATA": "421 closing"}, NotNow),
        ({"DATA": f"550 no mail to {MAIL.address}"}, NotSent),
        ({"DATA": break_off}, Uncertain),
        ({"DATA": "hva?"}, Uncertain),
        ({"DATA": "x" * 9000}, Uncertain),
    ],
)
def test_what_a_server_does_says_whether_the_letter_was_sent(answers, error):
    with running(Server(**answers)) as port, pytest.raises(error) as raised:
        gateway(port).send(MAIL)

    assert "127.0.0.1" in str(raised.value)
    assert MAIL.address not in str(raised.value) and raised.value.__cause__ is None


def test_a_server_that_falls_silent_after_the_content_leaves_it_uncertain():
    with running(Server(DATA="silence")) as port, pytest.raises(Uncertain):
        SmtpGateway("127.0.0.1", port, timeout_seconds=0.2).send(MAIL)


def test_a_server_that_says_nothing_at_all_is_tried_later():
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NotNow):
        SmtpGateway("127.0.0.1", silent.getsockname()[1], timeout_seconds=0.2).send(MAIL)


@pytest.mark.parametrize("host", ["127.0.0.1", "x" * 70 + ".no"])
def test_no_server_is_tried_later(host):
    with pytest.raises(NotNow):
        SmtpGateway(host, free_port(), timeout_seconds=5).send(MAIL)


def test_a_name_that_nobody_knows_is_tried_later(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(NotNow):
        SmtpGateway("smtp.example.no").send(MAIL)


def log_in(server, session, envelope, mechanism, data) -> AuthResult:
    is_right = data == LoginPassword(b"kontoret", b"hemmelig")
    return AuthResult(success=is_right, handled=False)


def test_a_letter_is_encrypted_and_sent_after_logging_in(identity):
    server = Server()
    options = {"tls_context": identity.server, "require_starttls": True, "auth_required": True}

    with running(server, authenticator=log_in, **options) as port:
        gateway(port, tls=identity.client, user="kontoret", password="hemmelig").send(MAIL)
        with pytest.raises(NotNow) as raised:
            gateway(port, tls=identity.client, user="kontoret", password="feil").send(MAIL)

    assert len(server.received) == 1
    assert "feil" not in str(raised.value).split() and "(kode 535)" in str(raised.value)


def test_a_server_that_does_not_encrypt_gets_nothing(identity):
    server = Server()

    with running(server) as port, pytest.raises(NotNow):
        gateway(port, tls=identity.client).send(MAIL)

    assert server.received == []


def test_a_certificate_that_nobody_vouches_for_is_refused(identity):
    server = Server()

    with running(server, tls_context=identity.server) as port, pytest.raises(NotNow):
        gateway(port, tls=ssl.create_default_context(), user="a", password="b").send(MAIL)

    assert server.received == []


def test_another_machine_is_never_spoken_to_in_the_clear(monkeypatch):
    server = Server()
    monkeypatch.setattr("workbench.delivery.smtp_gateway.is_loopback", lambda host: False)

    with running(server) as port, pytest.raises(NotNow):
        gateway(port).send(MAIL)

    assert server.received == []


def test_a_gateway_shown_shows_no_secret():
    shown = repr(SmtpGateway("smtp.example.no", user="kontoret", password="hemmelig"))

    assert "hemmelig" not in shown and "kontoret" not in shown
