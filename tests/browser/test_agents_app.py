"""The agents' pages whatever the form is: logging in, opening, and what is said when it breaks."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

sys.path.insert(0, str(Path(__file__).parents[1] / "server"))

from agents_app import PASSWORD, App, make_form, make_house, wait_for

LOST = "Forbindelsen er brutt. Det du har lagret, er trygt. Last siden på nytt."


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    folder = tmp_path_factory.mktemp("agents")
    with App(make_house(folder), make_form(folder)) as running:
        yield running


@pytest.fixture
def window(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a window; what it asks of others than the server, or says, stands in `trouble`."""
    contexts = []

    def open_window(app: App, *, width: int = 1280, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 700},
            color_scheme="dark" if dark else "light",
            base_url=app.url,
        )
        contexts.append(context)
        page = context.new_page()
        page.trouble = trouble = []
        page.on("console", lambda m: trouble.append(m.text))
        page.on("pageerror", lambda e: trouble.append(str(e)))
        page.on("request", lambda r: app.url in r.url or trouble.append(r.url))
        return page

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def form(app, window) -> Page:
    """An agent's window with the form open and ready."""
    page = window(app)
    log_in(page, app)
    return page


def log_in(page: Page, app: App) -> None:
    page.goto("/")
    page.get_by_label("Navn").fill(app.agent().name)
    page.get_by_label("Passord").fill(PASSWORD)
    page.get_by_role("button", name="Logg inn").click()
    page.get_by_text("Skjemaet er klart").wait_for()


def save(page: Page) -> None:
    page.get_by_role("button", name="Lagre").dispatch_event("click")


def saved(page: Page) -> str:
    return page.get_by_label("Lagret").input_value()


def test_the_form_works_and_asks_nothing_of_others(form, picture):
    save(form)
    wait_for(lambda: saved(form) == "1")

    picture(form, "skjema")
    assert form.trouble == []
    assert form.title() == "Prøveskjema"
    assert form.locator("#loading").is_hidden()
    assert form.locator("#notice").inner_text() == ""


def test_a_click_on_a_telephone_number_leaves_the_form_alive(form):
    form.get_by_role("link", name="Ring").click()
    save(form)

    wait_for(lambda: saved(form) == "1")
    assert form.locator("#notice").inner_text() == ""


def test_leaving_the_page_ends_its_kernel(app, form):
    newest = max(app.kernels(), key=lambda kernel: kernel.create_time())

    form.goto("/voila/static/page.css")

    wait_for(lambda: newest not in app.kernels())


def test_a_save_is_finished_though_the_tab_is_closed_at_once(tmp_path, window):
    slow = f"""
import ipywidgets, pathlib, time
def save(_):
    pathlib.Path({str(tmp_path / "begun")!r}).touch()
    time.sleep(4)  # as when somebody else's save is in the way
    pathlib.Path({str(tmp_path / "done")!r}).touch()
button = ipywidgets.Button(description="Lagre")
button.on_click(save)
ipywidgets.VBox([ipywidgets.Label("Skjemaet er klart"), button])
"""
    with App(make_house(tmp_path), make_form(tmp_path, slow)) as app:
        page = window(app)
        log_in(page, app)
        save(page)
        wait_for((tmp_path / "begun").exists)

        page.close()

        wait_for(lambda: app.kernels() == [])
        assert (tmp_path / "done").exists()


def test_a_dead_form_says_so_and_stays_readable(app, form, picture):
    newest = max(app.kernels(), key=lambda kernel: kernel.create_time())

    newest.kill()

    expect(form.get_by_role("alert")).to_have_text(LOST)
    assert form.get_by_text("Skjemaet er klart").is_visible()
    picture(form, "skjema-brutt")


def test_a_form_whose_server_is_gone_says_so(tmp_path, window):
    with App(make_house(tmp_path), make_form(tmp_path)) as app:
        page = window(app)
        log_in(page, app)

    expect(page.get_by_role("alert")).to_have_text(LOST)


def test_logging_out_ends_the_agents_other_windows_too(form):
    other = form.context.new_page()
    other.goto("/")
    other.get_by_text("Skjemaet er klart").wait_for()

    other.get_by_role("button", name="Logg ut").click()

    expect(form.get_by_role("alert")).to_have_text(LOST)
    assert other.url.endswith("/login")


def test_a_form_that_fails_says_so_and_shows_nothing_of_why(tmp_path, window, picture):
    notebook = make_form(tmp_path, "raise ValueError('Kari Dahl')")
    with App(make_house(tmp_path), notebook) as app:
        page = window(app)
        page.goto("/")
        page.get_by_label("Navn").fill(app.agent().name)
        page.get_by_label("Passord").fill(PASSWORD)
        page.get_by_role("button", name="Logg inn").click()

        expect(page.locator(".broken")).to_have_text(
            "Skjemaet kunne ikke åpnes. Last siden på nytt, og meld fra hvis det skjer igjen."
        )
        assert "Kari" not in page.content() and "ValueError" not in page.content()
        picture(page, "skjema-feilet")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_the_login_page_fits_and_its_error_is_read_out(app, window, picture, width, dark):
    page = window(app, width=width, dark=dark)
    name = f"innlogging-{width}-{'mork' if dark else 'lys'}"
    page.goto("/")
    picture(page, name)
    assert page.trouble == []
    assert page.evaluate("document.activeElement.id") == "name"

    page.keyboard.type("ukjent")
    page.keyboard.press("Tab")
    page.keyboard.type(f"feil {width} {dark}")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_have_text("Navnet eller passordet er feil. Prøv igjen.")
    picture(page, f"{name}-feil")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("document.activeElement.id") == "password"
    assert page.evaluate("document.activeElement.ariaDescribedByElements[0].innerText.length") > 0
