"""Kernels by forking: they behave as kernels do, whatever happens to them or around them."""

import asyncio
import os
import resource
import stat
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.processes import has_ended
from workbench.runs import notebooks

notebooks.prepare()  # before anything of Jupyter's
from jupyter_client.manager import AsyncKernelManager  # noqa: E402

from workbench.runs import engine, fork_server  # noqa: E402

ORPHANS = """
import asyncio, os, signal
from workbench.runs import notebooks
notebooks.prepare()
from jupyter_client.manager import AsyncKernelManager
from workbench.runs.fork_server import SERVER, PrivateKernel
manager = type("Manager", (PrivateKernel, AsyncKernelManager), {})()
asyncio.run(manager.start_kernel())
print(SERVER.process.pid, manager.provisioner.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


class Manager(fork_server.PrivateKernel, AsyncKernelManager):
    """A kernel's manager."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[fork_server.ForkServer]:
    """A fork server of the test's own, to do with what it likes."""
    own = fork_server.ForkServer()
    monkeypatch.setattr(fork_server, "SERVER", own)
    yield own
    own.stop()


async def started(**how: Any) -> tuple[Manager, Any]:
    """Return a running kernel's manager and client."""
    manager = Manager()
    await manager.start_kernel(**how)
    return manager, await connected(manager)


async def connected(manager: Manager) -> Any:
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready(timeout=60)
    return client


async def printed(client: Any, code: str) -> str:
    """Run code and return what it printed, or the name of its error."""
    told: list[str] = []

    def note(message: dict[str, Any]) -> None:
        told.append(message["content"].get("text") or message["content"].get("ename") or "")

    await client.execute_interactive(code, timeout=60, output_hook=note)
    return "".join(told).strip()


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    """Run a scenario in a thread: the tests' own may have a loop already."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(asyncio.wait_for(scenario(), 120))).result()


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.02)


def is_gone(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return has_ended(psutil.Process(pid))
    return True


def test_a_kernel_is_private_and_gets_its_own_environment_and_folder(tmp_path):
    async def scenario() -> None:
        env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "MARK": "egen"}
        manager, client = await started(env=env, cwd=str(tmp_path))
        code = "import os; os.mknod('x'); print(os.environ['MARK'], 'USER_SECRET' in os.environ)"

        assert await printed(client, code) == "egen False"
        assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o600
        assert Path(manager.ip).parent.stat().st_mode & 0o777 == 0o700
        process = psutil.Process(manager.provisioner.pid)
        assert process.net_connections("inet") == []
        await manager.shutdown_kernel()

    os.environ["USER_SECRET"] = "hysj"
    try:
        run(scenario)
    finally:
        del os.environ["USER_SECRET"]


def test_what_a_kernel_writes_for_a_moment_lies_in_the_kernels_folder():
    async def scenario() -> None:
        manager, client = await started()
        private = Path(os.environ["JUPYTER_RUNTIME_DIR"])

        written = await printed(client, "import tempfile; print(tempfile.mkstemp()[1])")

        assert Path(written).parent == Path(manager.connection_file).parent == private
        await manager.shutdown_kernel(now=True)

    run(scenario)


def test_a_server_with_a_smaller_environment_has_nothing_more_to_show(server):
    server.environment = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"]}

    async def scenario() -> None:
        manager, client = await started()

        shown = await printed(client, "print(open('/proc/self/environ').read())")

        assert "PYTEST_CURRENT_TEST" in os.environ and "PYTEST_CURRENT_TEST" not in shown
        await manager.shutdown_kernel()

    run(scenario)


def test_kernels_draw_different_random_numbers():
    async def scenario() -> None:
        drawn = set()
        for _ in range(2):
            manager, client = await started()
            drawn.add(await printed(client, "import random; print(random.random())"))
            drawn.add(await printed(client, "import numpy; print(numpy.random.rand())"))
            await manager.shutdown_kernel(now=True)

        assert len(drawn) == 4

    run(scenario)


def test_the_heavy_libraries_are_there_already():
    async def scenario() -> None:
        manager, client = await started()
        wanted = "{'pandas', 'ipywidgets', 'anywidget', 'workbench.office.week'}"

        assert await printed(client, f"import sys; print({wanted} <= set(sys.modules))") == "True"
        assert await printed(client, "print(sys.modules['debugpy'])") == "None"
        server = psutil.Process(fork_server.SERVER.process.pid)
        assert (
            server.num_threads() == 1
        )  # what another thread holds when a kernel is forked, stays held
        await manager.shutdown_kernel(now=True)

    run(scenario)


def test_a_kernel_is_interrupted_in_what_it_does(tmp_path):
    async def scenario() -> None:
        manager, client = await started()
        begun = tmp_path / "begun"
        code = f"import pathlib; pathlib.Path({str(begun)!r}).touch()\nwhile True: pass"
        endless = asyncio.create_task(printed(client, code))
        await until(begun.exists)

        await manager.interrupt_kernel()

        assert await endless == "KeyboardInterrupt"
        assert await printed(client, "print(6 * 7)") == "42"
        await manager.shutdown_kernel(now=True)

    run(scenario)


def test_a_kernel_is_restarted_as_another_process_with_nothing_in_it():
    async def scenario() -> None:
        manager, client = await started()
        first = manager.provisioner.pid
        assert await printed(client, "import time") == ""
        client.stop_channels()

        await manager.restart_kernel()

        assert await printed(await connected(manager), "print('time' in globals())") == "False"
        assert manager.provisioner.pid != first and is_gone(first)
        await manager.shutdown_kernel(now=True)

    run(scenario)


@pytest.mark.parametrize("now", [False, True])
def test_a_kernel_that_is_shut_down_is_gone_and_leaves_no_zombie(now):
    async def scenario() -> None:
        manager, _ = await started()
        pid = manager.provisioner.pid

        await manager.shutdown_kernel(now=now)

        assert not await manager.is_alive() and is_gone(pid)
        await until(lambda: not psutil.pid_exists(pid))
        assert not list(Path(manager.ip).parent.glob(f"{Path(manager.ip).name}*"))

    run(scenario)


def test_what_a_kernel_cost_is_counted_as_its_servers_and_then_as_its_starters(server):
    burn = "import time\nwhile time.process_time() < 1: pass"

    async def scenario() -> None:
        manager, client = await started()
        await printed(client, burn)
        await manager.shutdown_kernel(now=True)
        times = psutil.Process(server.process.pid).cpu_times
        await until(lambda: times().children_user + times().children_system > 0.5)

    def waited_for() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    before = waited_for()
    run(scenario)
    server.stop()

    assert waited_for() - before > 0.5


def test_a_client_is_ready_when_nothing_older_is_still_to_come():
    async def scenario() -> None:
        manager = engine.RunnersKernel()
        await manager.start_kernel()
        client = await connected(manager)

        assert not await client.iopub_channel.msg_ready()
        assert await printed(client, "print(6 * 7)") == "42"
        await manager.shutdown_kernel(now=True)

    run(scenario)


def test_a_kernel_that_dies_before_it_is_ready_is_told():
    async def scenario() -> None:
        manager = engine.RunnersKernel()
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        await manager.provisioner.kill()

        with pytest.raises(RuntimeError, match="died before it was ready"):
            await client.wait_for_ready(timeout=60)
        await manager.shutdown_kernel(now=True)

    run(scenario)


def test_a_kernel_that_is_told_to_stop_tidies_up_first(tmp_path):
    async def scenario() -> None:
        manager, client = await started()
        mark = tmp_path / "ryddet"
        await printed(
            client, f"import atexit, pathlib; atexit.register(pathlib.Path({str(mark)!r}).touch)"
        )

        await manager.shutdown_kernel()

        assert mark.exists()

    run(scenario)


def test_a_kernel_that_crashes_is_seen_and_the_others_go_on():
    async def scenario() -> None:
        crashing, client = await started()
        going, other = await started()

        client.execute("import os; os.abort()")
        while await crashing.is_alive():
            await asyncio.sleep(0.02)

        assert await printed(other, "print(6 * 7)") == "42"
        for manager in (crashing, going):
            await manager.shutdown_kernel(now=True)

    run(scenario)


def test_a_server_that_died_is_started_again(server):
    async def scenario() -> None:
        first, _ = await started()
        lost = first.provisioner.pid
        server.process.kill()

        second, client = await started()

        assert await printed(client, "print(6 * 7)") == "42"
        await until(lambda: is_gone(lost))
        for manager in (first, second):
            await manager.shutdown_kernel(now=True)

    run(scenario)


def test_server_and_kernels_end_with_the_process_that_started_them():
    child = subprocess.run([sys.executable, "-c", ORPHANS], capture_output=True, text=True)

    pids = [int(pid) for pid in child.stdout.split()]

    assert len(pids) == 2

    async def scenario() -> None:
        await until(lambda: all(is_gone(pid) for pid in pids))

    run(scenario)


def test_kernels_may_be_asked_for_from_many_threads():
    async def scenario() -> None:
        async def one(number: int) -> str:
            manager, client = await started()
            answer = await printed(client, f"print({number})")
            await manager.shutdown_kernel(now=True)
            return answer

        assert await asyncio.gather(*(one(n) for n in range(4))) == ["0", "1", "2", "3"]

    run(scenario)
