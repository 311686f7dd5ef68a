"""Servers on loopback that answer as the real ones do, and as they do when they fail."""

import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest


class Identity(NamedTuple):
    """A certificate of this machine, for a server and for who trusts it."""

    server: ssl.SSLContext
    client: ssl.SSLContext


@pytest.fixture(scope="session")
def identity(tmp_path_factory) -> Identity:
    folder = tmp_path_factory.mktemp("identity")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    names = "subjectAltName=DNS:localhost,IP:127.0.0.1"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650"]
    made += ["-subj", "/CN=localhost", "-addext", names]
    made += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    return Identity(server, ssl.create_default_context(cafile=str(certificate)))


class HttpRequest(NamedTuple):
    path: str
    headers: dict[str, str]
    body: bytes


class SmsServer:
    """Give the answers in their order, and keep what was asked."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, bytes]] = []
        self.requests: list[HttpRequest] = []
        self.is_over = threading.Event()  # until then a server without an answer says nothing
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.01,))
        self.thread.start()

    def close(self) -> None:
        self.is_over.set()
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                server.requests.append(HttpRequest(self.path, dict(self.headers), body))
                if not server.answers:
                    server.is_over.wait()
                    return
                status, content = server.answers.pop(0)
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", f"{server.url}/elsewhere")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def sms_server() -> Iterator[SmsServer]:
    server = SmsServer()
    yield server
    server.close()


@pytest.fixture
def mails() -> Path:
    return Path(__file__).parent / "mails"
