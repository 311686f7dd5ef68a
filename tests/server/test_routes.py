"""What the server answers to, and how its answers are dressed."""

import json
import subprocess
import sys

import pytest
import requests
from agents_app import CHILD, Agent, App

from workbench.model.errors import UsageError
from workbench.server import forms_server

UNKNOWN = "00000000-0000-0000-0000-000000000000"
LEFT_OUT = [  # routes of Voila's and of Jupyter's that are not ours
    "/form.ipynb", "/other.ipynb", "/voila/render/form.ipynb", "/voila/files/form.ipynb",
    "/voila/files/other.ipynb", "/voila/tree", "/voila/api/contents", "/voila/api/themes/x",
    f"/voila/query/{UNKNOWN}", f"/voila/execution/{UNKNOWN}", "/voila/templates/lab/static/x.js",
    "/voila/labextensions/jupyterlab_pygments/static/style.js",
    "/voila/labextensions/@voila-dashboards/widgets-manager7/package.json",
    "/api/kernels", "/api/kernelspecs", "/api/contents", "/api/contents/form.ipynb",
    "/api/sessions", "/api/terminals", "/api/status", "/files/form.ipynb", "/tree",
    "/nbconvert/html/form.ipynb", "/lab", "/metrics",
]  # fmt: skip
TRAVERSAL = [
    "/static/etc/passwd", "/voila/static/../../../../etc/passwd",
    "/voila/static/..%2f..%2f..%2fetc/passwd", "/voila/static/%2e%2e/%2e%2e/forms_server.py",
    "/voila/static//etc/passwd", "/voila/static/....//....//etc/passwd",
    "/voila/labextensions/anywidget/static/..%2f..%2fpackage.json",
    "/voila/labextensions/anywidget/static/../../../../../../etc/passwd",
    "/voila/static/", "/voila/static", "/voila/labextensions/anywidget/static/",
]  # fmt: skip
POLICY = {
    "default-src": "'none'", "script-src": "'self' blob:", "connect-src": "'self'",
    "frame-ancestors": "'none'", "form-action": "'self'", "base-uri": "'none'",
}  # fmt: skip


@pytest.fixture(scope="module")
def kari(app: App) -> Agent:
    """One agent for all of these."""
    return app.agent()


def test_the_form_and_its_scripts_are_served(kari):
    for path in ("/", "/voila/static/voila.js", "/voila/static/page.js", "/voila/static/page.css"):
        assert kari.get(path).status_code == 200, path


@pytest.mark.parametrize("path", LEFT_OUT)
def test_nothing_else_is_served(kari, path):
    got, posted = kari.get(path), kari.post(path)

    assert (got.status_code, posted.status_code) == (404, 404)
    assert ".ipynb" not in got.text and "cell_type" not in got.text


@pytest.mark.parametrize("path", TRAVERSAL)
def test_a_path_leads_to_no_other_folder(app, kari, path):
    request = kari.http.prepare_request(requests.Request("GET", app.url))
    request.url = app.url + path  # as it stands, not made tidy

    answer = kari.http.send(request, allow_redirects=False, timeout=30)

    assert answer.status_code in (403, 404)
    assert "root:" not in answer.text and "jupyterlab" not in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/login", "/tull", "/voila/static/page.js", f"/api/kernels/{UNKNOWN}"]
)
def test_every_answer_is_dressed(kari, path):
    answer = kari.get(path)

    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "microphone=()" in answer.headers["Permissions-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert ("no-store" in answer.headers["Cache-Control"]) == ("static" not in path)
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_form_may_fetch_nothing_from_elsewhere(kari):
    policy = kari.get("/").headers["Content-Security-Policy"]

    told = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert {name: told[name] for name in POLICY} == POLICY
    assert "unsafe-eval" not in policy and "http" not in policy


def test_the_form_is_norwegian_and_shows_neither_code_nor_address(kari):
    page = kari.get("/").text

    assert '<html lang="nb">' in page
    assert "http" not in page.replace("HTTP_", "") and "jsdelivr" not in page
    assert "on_click" not in page and "import" not in page


@pytest.mark.parametrize("query", ["?template=lab", "?theme=dark", "?voila-template=lab"])
def test_an_address_does_not_choose_another_template(kari, query):
    page = kari.get(f"/{query}")

    assert "Skjemaet åpnes" in page.text
    assert "jupyterlab" not in page.text.replace("@jupyter-widgets/jupyterlab-manager", "")


def test_an_error_is_one_norwegian_page(kari):
    answer = kari.get("/tull")

    assert '<html lang="nb">' in answer.text and "Siden finnes ikke" in answer.text
    assert "Traceback" not in answer.text and "Jupyter" not in answer.text


def test_a_port_that_is_taken_is_told_in_a_sentence(app, tmp_path):
    child = subprocess.run(
        [sys.executable, "-c", CHILD, json.dumps([str(tmp_path), app.port, __file__, {}])],
        capture_output=True,
        text=True,
    )

    last = child.stderr.strip().splitlines()[-1]
    assert f"UsageError: Port {app.port} på 127.0.0.1 kan ikke brukes" in last


def test_a_form_that_is_missing_is_told_in_a_sentence(tmp_path):
    with pytest.raises(UsageError, match=r"call_log\.ipynb: skjemaet mangler"):
        missing = forms_server.App(tmp_path / "call_log.ipynb", "Ringeliste")
        forms_server.serve(tmp_path, app=missing)
