"""The doors of the forms: servers as the commands start them, and how to come in."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

PASSWORD = "et passord som er langt"


@contextmanager
def served(command: str) -> Iterator[str]:
    """Run a command that serves a form, on a free port; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "workbench.cli", command, "--port", str(port)]
    server = subprocess.Popen(words, env=os.environ.copy(), stderr=subprocess.DEVNULL)
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(30)


def open_door(page: Page, url: str) -> None:
    """Go to the server, which may not have opened its door yet."""
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", int(url.rpartition(":")[2]))) == 0:
                break
        page.wait_for_timeout(100)
    page.goto(url)
    expect(page.locator("#name")).to_be_focused()


def require_nothing_cut(page: Page, width: int, scheme: str) -> None:
    """Show a form at a width, light or dark; fail where a text is cut off, or the page is wider."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    cut = page.evaluate(
        "[...document.querySelectorAll('.wb :is(button, label, h2, p, .widget-label)')]"
        ".filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1)"
        ".map(e => e.textContent)"
    )
    assert cut == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
