"""Debian's Chromium with no network: whatever a page asks for or complains of fails its test."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.doors import PASSWORD, open_door

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "tests" / "artefacts"  # looked at; `make pictures` copies the README's
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=30_000)  # what is awaited comes at once, but on a busy machine
sys.path.insert(0, str(ROOT / "tests" / "reports"))  # the sample figures and their export


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as engine:
        launched = engine.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a file in a window of its own; anything asked of a network, or said, fails the test."""
    trouble: list[str] = []
    contexts = []

    def open_page(file: Path, *, width: int = 1280, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            offline=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: r.url.startswith("file:") or trouble.append(r.url))
        page.on("requestfailed", lambda r: trouble.append(f"failed: {r.url}"))
        page.on("console", lambda m: trouble.append(f"console: {m.text}"))
        page.on("pageerror", lambda e: trouble.append(f"error: {e}"))
        page.on("dialog", lambda d: (trouble.append(f"dialog: {d.message}"), d.dismiss()))
        page.goto(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.fixture(scope="session")
def picture() -> Callable[..., None]:
    """Keep a picture of the whole page, or of what is seen before anyone scrolls."""

    def take(page: Page, name: str, *, whole: bool = True) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)

    return take


@pytest.fixture(scope="session")
def visitor(browser: Browser) -> BrowserContext:
    """A browser whose store of scripts lasts: they are the most of what a form loads."""
    return browser.new_context(locale="nb-NO")


@pytest.fixture
def arrive(browser: Browser, visitor: BrowserContext) -> Iterator[Callable[..., Page]]:
    """Log in at a server, each time as somebody who was never there; what is asked of anybody else,
    or said, fails the test."""
    trouble: list[str] = []
    pages: list[Page] = []

    def enter(
        url: str, name: str, *, width: int = 1280, height: int = 900, dark: bool = False
    ) -> Page:
        def is_own(asked: str) -> bool:
            return asked.startswith((url, f"blob:{url}", "data:"))

        context = visitor if not pages else browser.new_context(locale="nb-NO")
        page = context.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.on("request", lambda r: is_own(r.url) or trouble.append(r.url))
        page.on("websocket", lambda w: is_own(f"http{w.url[2:]}") or trouble.append(w.url))
        page.on("requestfailed", lambda r: trouble.append(f"failed: {r.url}"))
        page.on("console", lambda m: trouble.append(f"console: {m.text}"))
        page.on("pageerror", lambda e: trouble.append(f"error: {e}"))
        page.on("dialog", lambda d: (trouble.append(f"dialog: {d.type}"), d.accept()))
        open_door(page, url)
        page.keyboard.type(name)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        return page

    enter.trouble = trouble
    yield enter
    for page in pages:
        page.close()
        if page.context != visitor:
            page.context.close()
    visitor.clear_cookies()
    assert trouble == []
