"""The agents' app as others meet it: a server in a process of its own, and agents who log in."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest
import requests
import websocket

from tests.houses import furnish
from tests.processes import children, command
from workbench.office import agents

CLUB = "solvik-il"
PASSWORD = "en setning som er lang nok"
SECRET = "EN_HEMMELIGHET"
CHILD = """
import json, sys
from pathlib import Path
from workbench.server import forms_server, kernels
house, port, notebook, limits = json.loads(sys.argv[1])
forms_server.IDLE_SECONDS = limits.get("idle", forms_server.IDLE_SECONDS)
kernels.MOST_KERNELS = limits.get("all", kernels.MOST_KERNELS)
kernels.MOST_PER_AGENT = limits.get("each", kernels.MOST_PER_AGENT)
title, operators = ("Kartlegging", True) if limits.get("operators") else ("Ringeliste", False)
app = forms_server.App(Path(notebook), title, operators)
forms_server.serve(Path(house), port=port, app=app)
"""
SOURCE = """
import os
import anywidget, ipywidgets
print("Kjernens agent:", os.environ["HTTP_X_WORKBENCH_AGENT"])
print("Miljø:", *sorted(os.environ))
saved = ipywidgets.IntText(0, description="Lagret")
button = ipywidgets.Button(description="Lagre")
button.on_click(lambda _: setattr(saved, "value", saved.value + 1))
class Phone(anywidget.AnyWidget):
    _esm = '''export default { render({ el }) {
      const a = document.createElement("a");
      a.href = "tel:+4740000001";
      a.textContent = "Ring";
      el.append(a);
    } }'''
ipywidgets.VBox([ipywidgets.Label("Skjemaet er klart"), saved, button, Phone()])
"""


def make_house(folder: Path) -> Path:
    """Make a house with one club that has nothing in it."""
    furnish(folder)
    (folder / "data" / "clubs" / CLUB).mkdir(parents=True)
    return folder


def make_form(folder: Path, source: str = SOURCE) -> Path:
    """Write a notebook that serves as the form, with another beside it."""
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": None}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"title": "Prøveskjema"}}
    text = json.dumps({**notebook, "cells": [{**cell, "source": source}]})
    for name in ("other.ipynb", "form.ipynb"):
        (folder / name).write_text(text, "utf-8")
    return folder / "form.ipynb"


class App(AbstractContextManager["App"]):
    """A running server; the limits `idle`, `all` and `each` can be made smaller.

    With `operators` it is theirs alone.
    """

    def __init__(self, house: Path, notebook: Path, **limits: int) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url, self.house, self.numbers = f"http://127.0.0.1:{self.port}", house, count(1)
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                CHILD,
                json.dumps([str(house), self.port, str(notebook), limits]),
            ],
            env=os.environ | {SECRET: "hysj", "WORKBENCH_TODAY": "2026-11-22"},
        )
        wait_for(self.is_open)

    def is_open(self) -> bool:
        """Say whether the port answers."""
        assert self.process.poll() is None, "the server ended"
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(60)

    def office(self, what: str, *values: Any, **more: Any) -> Any:
        """Let the office do something about an agent."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("WORKBENCH_HOME", str(self.house))
            return getattr(agents, what)(*values, **more)

    def agent(self, *, operator: bool = False) -> "Agent":
        """Return a new agent, who is logged in."""
        name = f"agent-{next(self.numbers)}"
        self.office("save_agent", name, PASSWORD, [CLUB], operator=operator)
        agent = Agent(self, name)
        assert agent.log_in().status_code == 303
        return agent

    def nobody(self) -> "Agent":
        """Return somebody who has not logged in."""
        return Agent(self, "ukjent")

    def kernels(self) -> list[psutil.Process]:
        """Return the processes of the kernels: the children of the fork server.

        The server has other children for a moment: its page of an error asks git and uname.
        """
        below = children(psutil.Process(self.process.pid))
        servers = [child for child in below if "fork_server" in command(child)]
        return [kernel for server in servers for kernel in children(server)]


class Agent:
    """A browser without a screen."""

    def __init__(self, app: App, name: str) -> None:
        self.app, self.name, self.http = app, name, requests.Session()

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """Ask the server, following nothing."""
        more = {"allow_redirects": False, "timeout": 30} | more
        answer = self.http.request(method, self.app.url + path, **more)
        answer.encoding = "utf-8"
        return answer

    def get(self, path: str, **more: Any) -> requests.Response:
        """Get a page."""
        return self.ask("GET", path, **more)

    def post(self, path: str, **fields: str) -> requests.Response:
        """Send a form, with the token against forgery."""
        return self.ask("POST", path, data={"_xsrf": self.http.cookies.get("_xsrf")} | fields)

    def log_in(self, password: str = PASSWORD) -> requests.Response:
        """Log in by the form."""
        self.get("/login")
        return self.post("/login", name=self.name, password=password)

    def open_form(self) -> str:
        """Open the form and return its kernel's id."""
        return kernel_of(self.get("/"))

    def window(self, kernel_id: str, **more: Any) -> "Window":
        """Connect to a kernel; raises WebSocketBadStatusException when refused."""
        return Window(self, kernel_id, more)

    def refused(self, kernel_id: str, **more: Any) -> int:
        """Return the status that a connection to a kernel is refused with."""
        with pytest.raises(websocket.WebSocketBadStatusException) as refusal:
            self.window(kernel_id, **more)
        return refusal.value.status_code


class Window:
    """A connection to a kernel."""

    def __init__(self, agent: Agent, kernel_id: str, more: dict[str, Any]) -> None:
        address = f"{agent.app.url.replace('http', 'ws')}/api/kernels/{kernel_id}/channels"
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in agent.http.cookies)
        options = {"cookie": cookies, "timeout": 60, "origin": agent.app.url} | more
        self.wire = websocket.create_connection(f"{address}?session_id={uuid4().hex}", **options)

    def send(self, kind: str, content: dict[str, Any] | None = None, channel: str = "shell") -> str:
        """Send a message and return its id."""
        header = {
            "msg_id": uuid4().hex,
            "msg_type": kind,
            "session": "s",
            "username": "",
            "version": "5.3",
        }
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content or {}}
        self.wire.send(json.dumps({**message, "channel": channel}))
        return str(header["msg_id"])

    def answer(self, kind: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send a message and return the reply to it."""
        asked = self.send(kind, content)
        while True:
            told = json.loads(self.wire.recv())
            of = told["parent_header"].get("msg_id")
            if of == asked and told["msg_type"] == kind.replace("request", "reply"):
                return dict(told["content"])

    def is_closed(self) -> bool:
        """Read until the server has closed the connection."""
        while self.wire.recv_data()[0] != websocket.ABNF.OPCODE_CLOSE:
            pass
        return True


def kernel_of(page: requests.Response) -> str:
    """Return the id of the kernel behind a page."""
    found = re.search(r'"kernelId": "([-0-9a-f]{36})"', page.text)
    assert found, page.text
    return found[1]


def wait_for(condition: Any, seconds: float = 60) -> None:
    """Wait until something is so; it is an error when that takes too long."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.05)
