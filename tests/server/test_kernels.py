"""A kernel is its owner's alone, does what its form asks and nothing else, and goes in time."""

import os
import shutil
import signal
import stat
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from agents_app import SECRET, App, make_form, make_house, wait_for

from tests.processes import has_ended
from workbench.server.kernels import AgentKernels

KEPT = {"PATH", "HOME", "LANG", "LC_ALL", "TZ", "PYTHONPATH", "WORKBENCH_HOME", "WORKBENCH_TODAY"}
MADE = {"HTTP_X_WORKBENCH_AGENT", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"}
BY_LIBRARIES = {
    "VOILA_KERNEL_ID", "MPLBACKEND", "JPY_PARENT_PID", "PYDEVD_USE_FRAME_EVAL", "TERM", "CLICOLOR",
    "CLICOLOR_FORCE", "FORCE_COLOR", "PAGER", "GIT_PAGER",
}  # fmt: skip


@pytest.mark.parametrize("channel", ["shell", "control"])
def test_code_that_is_sent_is_not_run(tmp_path, kari, channel):
    window = kari.window(kari.open_form())
    marker = tmp_path / "ran"

    window.send(
        "execute_request", {"code": f"open({str(marker)!r}, 'w')", "silent": False}, channel
    )

    assert window.answer("comm_info_request")["comms"]
    assert window.answer("kernel_info_request")["language_info"]["name"] == "python"
    assert not marker.exists()


@pytest.mark.parametrize("kind", ["shutdown_request", "interrupt_request", "debug_request"])
def test_a_form_does_not_govern_its_kernel(kari, kind):
    window = kari.window(kari.open_form())

    window.send(kind, {"restart": False}, "control")

    assert window.answer("comm_info_request")["status"] == "ok"


def test_another_agents_kernel_is_not_there(kari, ola):
    kernel = kari.open_form()

    answers = [
        ola.get(f"/api/kernels/{kernel}"),
        ola.ask(
            "DELETE", f"/api/kernels/{kernel}", headers={"X-XSRFToken": ola.http.cookies["_xsrf"]}
        ),
        ola.post(f"/voila/api/shutdown/{kernel}"),
        ola.post(f"/api/kernels/{kernel}/restart"),
        ola.post(f"/api/kernels/{kernel}/interrupt"),
    ]

    assert [answer.status_code for answer in answers] == [404, 405, 404, 404, 404]
    assert ola.refused(kernel) == 404
    assert kari.window(kernel).answer("comm_info_request")["status"] == "ok"
    assert kari.get(f"/api/kernels/{kernel}").json()["id"] == kernel


def test_a_page_on_another_site_does_not_connect(kari):
    kernel = kari.open_form()

    assert kari.refused(kernel, origin="https://example.com") == 403


def test_a_closed_tab_shuts_its_kernel_down(kari):
    kernel = kari.open_form()

    answer = kari.post(f"/voila/api/shutdown/{kernel}")

    assert answer.status_code == 204
    assert kari.get(f"/api/kernels/{kernel}").status_code == 404


def test_the_fourth_form_closes_the_first(kari):
    kernels = [kari.open_form() for _ in range(4)]

    statuses = [kari.get(f"/api/kernels/{kernel}").status_code for kernel in kernels]

    assert statuses == [404, 200, 200, 200]


def test_a_kernel_gets_little_of_the_servers_environment(app, kari):
    page = kari.get("/").text

    names = set(page.split("Miljø: ")[1].split("\n")[0].split())

    assert names <= KEPT | MADE | BY_LIBRARIES
    assert SECRET in psutil.Process(app.process.pid).environ()
    assert all(SECRET not in kernel.environ() for kernel in app.kernels())


def test_kernels_listen_on_sockets_in_a_private_folder_only(app, kari):
    kari.open_form()

    kernels = app.kernels()
    private = Path(next(k.environ()["JUPYTER_RUNTIME_DIR"] for k in kernels))
    listened = [c.laddr for p in kernels for c in p.net_connections("inet")]

    assert kernels and listened == []
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    used = [path for path in private.rglob("*") if path.is_socket() or path.suffix == ".json"]
    assert len(used) >= 6
    assert all(stat.S_IMODE(path.lstat().st_mode) & 0o077 == 0 for path in used)


def test_the_server_alone_listens_and_on_its_own_port_only(app, kari):
    kari.open_form()

    server = psutil.Process(app.process.pid)
    everyone = [server, *server.children(recursive=True)]
    listened = [c.laddr[:2] for p in everyone for c in p.net_connections() if c.status == "LISTEN"]

    assert listened == [("127.0.0.1", app.port)]


def test_a_kernel_that_dies_is_told_and_forgotten(app, kari):
    before = {kernel.pid for kernel in app.kernels()}
    kernel = kari.open_form()
    window = kari.window(kernel)
    [process] = [process for process in app.kernels() if process.pid not in before]

    process.kill()

    wait_for(lambda: kari.get(f"/api/kernels/{kernel}").status_code == 404)
    assert window.is_closed()


@pytest.fixture
def small(tmp_path):
    """A server that forgets soon and has room for two."""
    with App(make_house(tmp_path), make_form(tmp_path), idle=1, all=2) as running:
        yield running


def test_a_form_that_nobody_looks_at_goes_and_an_open_one_stays(small):
    agent = small.agent()
    left, open_ = agent.open_form(), agent.open_form()
    window = agent.window(open_)

    wait_for(lambda: agent.get(f"/api/kernels/{left}").status_code == 404)

    assert window.answer("comm_info_request")["status"] == "ok"


def test_the_time_until_a_form_is_forgotten_begins_when_its_window_closes():
    kernels = AgentKernels()
    read_for_an_hour = SimpleNamespace(last_activity=datetime.now(UTC) - timedelta(hours=1))
    kernels._kernels["a"], kernels._kernel_connections["a"] = read_for_an_hour, 1

    kernels.notify_disconnect("a")

    assert datetime.now(UTC) - read_for_an_hour.last_activity < timedelta(minutes=1)


def test_an_agent_who_is_shut_out_loses_a_form_that_is_only_looked_at(small):
    agent = small.agent()
    window = agent.window(agent.open_form())

    small.office("disable_agent", agent.name)

    assert window.is_closed()


def test_a_full_house_says_so(small):
    first, second = small.agent(), small.agent()
    windows = [first.window(first.open_form()), first.window(first.open_form())]

    answer = second.get("/")

    assert answer.status_code == 503
    assert "Det er for mange åpne skjemaer akkurat nå." in answer.text
    assert len(windows) == len(small.kernels()) == 2


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_everything_ends_with_the_server(tmp_path, monkeypatch, sign):
    # others sweep the machine's temporary folder; this one is short, since a socket's path must be
    temporary = tempfile.mkdtemp(prefix="wb-", dir="/tmp")
    monkeypatch.setenv("TMPDIR", temporary)
    with App(make_house(tmp_path), make_form(tmp_path)) as app:
        agent = app.agent()
        agent.window(agent.open_form())
        below = psutil.Process(app.process.pid).children(recursive=True)
        private = Path(app.kernels()[0].environ()["JUPYTER_RUNTIME_DIR"])

        os.kill(app.process.pid, sign)

        assert app.process.wait(60) == (-sign if sign == signal.SIGKILL else 0)
        assert len(below) == 2
        wait_for(lambda: all(has_ended(process) for process in below))
        assert private.parent == Path(temporary)
        assert private.exists() == (sign == signal.SIGKILL)
    shutil.rmtree(temporary)
