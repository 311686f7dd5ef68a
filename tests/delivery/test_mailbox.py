"""A mailbox on loopback: nothing is marked as seen before it is on the disk."""

import re
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.delivery.gateways import IncomingError
from workbench.delivery.mailbox import fetch_imap

MESSAGES = {7: b"Subject: en\r\n\r\nHei \xe6\r\n", 9: b"Subject: to\r\n\r\nHei igjen\r\n"}


class Mailbox(socketserver.ThreadingTCPServer):
    """Answer the few commands of IMAP that are used."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, identity, folder: Path) -> None:
        self.identity = identity
        self.folder = folder
        self.unseen = dict(MESSAGES)
        self.on_disk_when_marked: list[int] = []
        super().__init__(("127.0.0.1", 0), Session)


class Session(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        secured = self.server.identity.server.wrap_socket(self.request, server_side=True)
        with secured, secured.makefile("rwb") as stream:
            stream.write(b"* OK ready\r\n")
            stream.flush()
            for line in stream:
                tag, command = line.decode().strip().split(" ", 1)
                data, status = self.answer(command)
                stream.write(data + f"{tag} {status} done\r\n".encode())
                stream.flush()
                if command == "LOGOUT":
                    return

    def answer(self, command: str) -> tuple[bytes, str]:
        if command == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\n", "OK"
        if command.startswith("LOGIN"):
            return b"", "OK" if command == 'LOGIN kontoret "hemmelig"' else "NO"
        if command.startswith("SELECT"):
            return b"* 2 EXISTS\r\n", "OK" if command == 'SELECT "Inn boks"' else "NO"
        if command.startswith("UID SEARCH"):
            return f"* SEARCH {' '.join(map(str, self.server.unseen))}\r\n".encode(), "OK"
        if command == "LOGOUT":
            return b"* BYE\r\n", "OK"
        number = int(re.findall(r"\d+", command)[0])
        if command.startswith("UID FETCH"):
            assert "PEEK" in command
            message = MESSAGES[number]
            head = f"* 1 FETCH (UID {number} BODY[] {{{len(message)}}}\r\n".encode()
            return head + message + b")\r\n", "OK"
        self.server.on_disk_when_marked.append(len(list(self.server.folder.glob("*.eml"))))
        self.server.unseen.pop(number)
        return b"", "OK"


@pytest.fixture
def mailbox(identity, tmp_path) -> Iterator[Mailbox]:
    with Mailbox(identity, tmp_path / "inn") as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def fetch(mailbox: Mailbox, password: str = "hemmelig", folder: str = "Inn boks") -> list[Path]:
    port = mailbox.server_address[1]
    tls = mailbox.identity.client
    return fetch_imap("127.0.0.1", port, "kontoret", password, folder, mailbox.folder, tls=tls)


def test_each_message_is_a_file_before_it_is_marked(mailbox):
    files = fetch(mailbox)

    assert [file.read_bytes() for file in files] == list(MESSAGES.values())
    assert mailbox.on_disk_when_marked == [1, 2]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert fetch(mailbox) == []


def test_a_message_that_was_not_marked_is_the_same_file_again(mailbox):
    files = fetch(mailbox)
    mailbox.unseen = dict(MESSAGES)

    assert fetch(mailbox) == files
    assert sorted(mailbox.folder.iterdir()) == sorted(files)


def test_a_full_disk_leaves_the_message_unseen(mailbox, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("workbench.delivery.mailbox.write_once", full)

    with pytest.raises(IncomingError):
        fetch(mailbox)

    assert list(mailbox.unseen) == [7, 9]


@pytest.mark.parametrize("wrong", [{"password": "feil-passord"}, {"folder": "Finnes ikke"}])
def test_a_wrong_password_or_folder_is_one_sentence(wrong, mailbox):
    with pytest.raises(IncomingError, match=r"^Postkassen hos 127\.0\.0\.1: ") as raised:
        fetch(mailbox, **wrong)

    assert "feil-passord" not in str(raised.value) and mailbox.on_disk_when_marked == []


def test_a_server_that_nobody_vouches_for_gets_no_password(mailbox, tmp_path):
    port = mailbox.server_address[1]

    with pytest.raises(IncomingError):
        fetch_imap("127.0.0.1", port, "kontoret", "hemmelig", "INBOX", tmp_path)
