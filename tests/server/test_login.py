"""Who gets in, and how soon somebody who should be out is out."""

import re
import resource

import pytest
from agents_app import PASSWORD, Agent

UNKNOWN = "00000000-0000-0000-0000-000000000000"
PAGES = [
    "/",
    "/form.ipynb",
    "/voila/static/voila.js",
    "/voila/render/form.ipynb",
    "/tull",
    "/logout",
]
FORGED = {"X-Workbench-Agent": "agent-1", "x-workbench-AGENT": "agent-1"}


@pytest.mark.parametrize("path", PAGES)
def test_nobody_sees_a_page_before_logging_in(app, path):
    answer = app.nobody().get(path)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login")


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize("path", [f"/api/kernels/{UNKNOWN}", f"/voila/api/shutdown/{UNKNOWN}"])
def test_nobody_reaches_a_kernel_before_logging_in(app, method, path):
    answer = app.nobody().ask(method, path)

    assert answer.status_code in (403, 405)


def test_nobody_connects_before_logging_in(app, kari):
    kernel = kari.open_form()

    assert app.nobody().refused(kernel) == 403
    assert app.nobody().refused(kernel, header=FORGED) == 403


def test_the_login_page_is_norwegian_and_needs_nothing_from_elsewhere(app):
    page = app.nobody().get("/login")

    assert page.status_code == 200
    assert '<html lang="nb">' in page.text
    assert "<script" not in page.text and "http" not in page.text
    for field in re.findall(r'<input id="(\w+)"', page.text):
        assert f'<label for="{field}">' in page.text
    assert "script-src" not in page.headers["Content-Security-Policy"]


def test_a_log_in_that_finds_no_room_says_so_and_names_no_folder(app, kari):
    pid = app.process.pid
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
    try:
        answer = app.nobody().log_in("feil")
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))

    assert answer.status_code == 503
    assert "Innloggingen kunne ikke lagres akkurat nå." in answer.text
    assert "office.db" not in answer.text
    assert app.nobody().log_in("feil").status_code == 401


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(app, kari):
    wrong = kari.log_in("feil")
    unknown = app.nobody().log_in("feil")

    assert wrong.status_code == unknown.status_code == 401
    for answer in (wrong, unknown):
        assert "Navnet eller passordet er feil. Prøv igjen." in answer.text
        assert 'role="alert"' in answer.text
        assert "feil" not in re.findall(r'value="([^"]*)"', answer.text)


def test_a_hostile_name_is_shown_as_text(app):
    agent = Agent(app, '"><img src=x onerror=alert(1)>')

    answer = agent.log_in("feil")

    assert "<img" not in answer.text


def test_too_many_failures_are_refused_even_with_the_right_password(app):
    agent = app.agent()
    for _ in range(5):
        agent.log_in("feil")

    answer = agent.log_in()

    assert answer.status_code == 429
    assert "For mange forsøk" in answer.text


def test_after_the_login_comes_the_form_and_the_kernel_knows_the_agent(kari):
    page = kari.get("/")

    assert page.status_code == 200
    assert f"Kjernens agent: {kari.name}\n" in page.text
    assert f"<span>{kari.name}</span>" in page.text
    assert "<title>Prøveskjema</title>" in page.text


def test_a_forged_name_opens_nothing(app):
    answer = app.nobody().get("/", headers=FORGED)

    assert answer.status_code == 302


def test_an_agent_cannot_take_another_name(kari):
    page = kari.get("/", headers=FORGED | {"X_Workbench_Agent": "agent-1"})

    assert f"Kjernens agent: {kari.name}\n" in page.text


@pytest.mark.parametrize("target", ["//example.com", "https://example.com/", "/\\example.com"])
def test_the_login_leads_to_the_form_and_nowhere_else(app, target):
    agent = app.agent()
    fields = {"name": agent.name, "password": PASSWORD, "next": target}

    answer = agent.ask("POST", f"/login?next={target}", data=fields | {"_xsrf": xsrf(agent)})

    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(("proto", "secure"), [("http", False), ("https", True)])
def test_the_cookie_is_for_this_site_and_no_script(app, proto, secure):
    agent = app.agent()
    fields = {"name": agent.name, "password": PASSWORD, "_xsrf": xsrf(agent)}

    answer = agent.ask("POST", "/login", data=fields, headers={"X-Forwarded-Proto": proto})

    cookie = answer.headers["Set-Cookie"]
    assert re.match(r"workbench-session=[-\w]{43}; ", cookie)
    assert {"HttpOnly", "Path=/", "SameSite=Strict"} <= set(cookie.split("; "))
    assert ("Secure" in cookie) == secure


@pytest.mark.parametrize("path", ["/login", "/logout", f"/voila/api/shutdown/{UNKNOWN}"])
def test_a_form_without_the_token_against_forgery_is_refused(kari, path):
    answer = kari.ask("POST", path, data={"name": kari.name, "password": PASSWORD})

    assert answer.status_code == 403


def test_a_form_from_another_site_is_refused(kari):
    answer = kari.ask(
        "POST", "/logout", data={"_xsrf": xsrf(kari)}, headers={"Origin": "https://example.com"}
    )

    assert answer.status_code == 404
    assert kari.get("/login").headers["Location"] == "/"


def test_logging_out_ends_the_cookie_the_kernels_and_the_windows(app, kari):
    kernel = kari.open_form()
    window = kari.window(kernel)
    stolen = Agent(app, kari.name)
    stolen.http.cookies.update(kari.http.cookies)

    answer = kari.post("/logout")

    assert answer.headers["Location"] == "/login"
    assert "workbench-session" not in kari.http.cookies
    assert window.is_closed()
    assert stolen.get("/").status_code == 302
    assert stolen.get(f"/api/kernels/{kernel}").status_code == 403
    assert stolen.refused(kernel) == 403


def test_a_link_cannot_log_an_agent_out(kari):
    answer = kari.get("/logout")

    assert answer.status_code == 405
    assert kari.get("/login").headers["Location"] == "/"


def test_an_agent_who_is_shut_out_is_out_at_once_also_from_an_open_form(app, kari):
    kernel = kari.open_form()
    window = kari.window(kernel)
    assert window.answer("comm_info_request")["status"] == "ok"

    app.office("disable_agent", kari.name)
    window.send("comm_info_request")

    assert window.is_closed()
    assert kari.get("/").status_code == 302
    assert kari.get(f"/api/kernels/{kernel}").status_code == 403


def xsrf(agent: Agent) -> str:
    return str(agent.http.cookies.get("_xsrf"))
