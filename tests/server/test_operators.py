"""The operators' app: the same door, which agents do not pass."""

from collections.abc import Iterator

import pytest
from agents_app import CLUB, PASSWORD, Agent, App, make_form, make_house

from workbench.server.login import COOKIE


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    folder = tmp_path_factory.mktemp("operators")
    with App(make_house(folder), make_form(folder), operators=1) as running:
        yield running


@pytest.fixture
def operator(app: App) -> Agent:
    return app.agent(operator=True)


@pytest.fixture
def ola(app: App) -> Agent:
    """An agent who is no operator."""
    app.office("save_agent", "ola", PASSWORD, [CLUB])
    return Agent(app, "ola")


def test_an_operator_logs_in_and_the_kernel_knows_the_name(operator):
    page = operator.get("/")

    assert page.status_code == 200
    assert f"Kjernens agent: {operator.name}" in page.text


def test_an_agent_is_refused_as_an_unknown_name_is(ola):
    answer = ola.log_in()

    assert answer.status_code == 401
    assert "Navnet eller passordet er feil. Prøv igjen." in answer.text
    assert ola.get("/").status_code == 302


def test_a_log_in_to_the_agents_app_opens_nothing_here(app, ola):
    ola.http.cookies[COOKIE] = app.office("sign_in", "ola", PASSWORD)

    assert ola.get("/").headers["Location"].startswith("/login")
    assert ola.get("/voila/static/voila.js").status_code == 302


def test_an_operator_who_becomes_an_agent_is_out_at_once_also_from_an_open_form(app, operator):
    kernel = operator.open_form()
    window = operator.window(kernel)
    assert window.answer("comm_info_request")["status"] == "ok"

    app.office("save_agent", operator.name, PASSWORD, [CLUB])
    window.send("comm_info_request")

    assert window.is_closed()
    assert operator.get("/").status_code == 302


def test_the_pages_are_called_what_they_are(app):
    page = app.nobody().get("/login").text

    assert "<h1>Kartlegging</h1>" in page and "Ringeliste" not in page
