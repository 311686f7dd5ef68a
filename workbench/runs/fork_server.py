"""Kernels forked from one process that has imported the heavy libraries already.

That process is asked through a pair of sockets which nobody else holds an end of; it has one
thread, opens no database, and hands back a handle on each kernel. It ends when the process that
started it ends, however that ends, and the kernels end with it. It waits for each kernel, so what
they cost is counted as its own, and it is waited for, so all of it as its starter's.
"""

import asyncio
import atexit
import gc
import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

from jupyter_client.provisioning import LocalProvisioner

HEAVY = (
    "ipykernel.kernelapp", "ipykernel.debugger", "ipywidgets", "anywidget", "pandas",
    "workbench.office", "workbench.office.week",
)  # fmt: skip
ANSWER_SECONDS = 60  # the first one waits for the imports
LONGEST = 1 << 20  # bytes of a request; a kernel's environment is most of it


class Kernel:
    """A forked kernel, to jupyter_client like a child process; its parent is the fork server."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, handle: int) -> None:
        self.pid, self.handle = pid, handle  # unlike a pid, a handle never means another process
        self.end = select.poll()
        self.end.register(handle, select.POLLIN)

    def __del__(self) -> None:
        os.close(self.handle)

    def poll(self) -> int | None:
        """Return None while it runs; how it ended, only its parent knows."""
        return 0 if self.end.poll(0) else None

    def wait(self) -> int:
        """Wait until it has ended."""
        self.end.poll()
        return 0

    def send_signal(self, signum: int) -> None:
        """Send a signal, unless it has ended."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signum)


class ForkServer:
    """The process that forks; started again if it has died."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.environment: Mapping[str, str] = os.environ  # kernels can read it beside their own
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, unless it runs; it imports while its starter goes on."""
        if self.process is not None:
            if self.process.poll() is None:
                return
            self.socket.close()
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket.settimeout(ANSWER_SECONDS)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", __name__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={**self.environment, "OPENBLAS_NUM_THREADS": "1"},  # only one thread is forked
                start_new_session=True,
            )
            atexit.register(self.stop)

    def stop(self) -> None:
        """Let it end, and wait for it: only then is its CPU time counted as this process's."""
        atexit.unregister(self.stop)
        self.socket.close()
        self.process.wait()

    def fork(self, *request: Any) -> Kernel:
        """Return a kernel of arguments, environment and folder; raises OSError if it cannot."""
        with self.lock:
            try:
                return self._ask(json.dumps(request).encode())
            except OSError:  # it died, or its answer may come too late and be another's
                self.process.kill()
                self.process.wait()
                self.socket.close()
                return self._ask(json.dumps(request).encode())

    def _ask(self, request: bytes) -> Kernel:
        self.start()
        self.socket.send(request)
        pid, handles, _, _ = socket.recv_fds(self.socket, 32, 1)
        if not handles:
            raise ChildProcessError("the fork server gave no kernel")
        return Kernel(int(pid), handles[0])


SERVER = ForkServer()


class ForkProvisioner(LocalProvisioner):
    """What starts a kernel for jupyter_client: here by forking."""

    async def launch_kernel(self, cmd: list[str], **how: Any) -> Any:
        """Fork the kernel that the command describes."""
        arguments, folder = cmd[cmd.index("-f") :], str(how.get("cwd") or Path.cwd())
        self.process = await asyncio.to_thread(SERVER.fork, arguments, how["env"], folder)
        self.pid = self.pgid = self.process.pid
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel, and wait for its end: the manager would look every 0.1 s only."""
        await super().kill(restart)
        await asyncio.to_thread(self.process.wait)


class PrivateKernel:
    """Mixed into a kernel manager: a forked kernel that no other user of the machine can reach."""

    def __init__(self, **settings: Any) -> None:
        # without a path of its own every kernel would share `kernel-ipc` in the current folder
        path = str(Path(os.environ["JUPYTER_RUNTIME_DIR"]) / uuid4().hex[:12])
        ours = {"transport": "ipc", "ip": path, "connection_file": f"{path}.json"}
        super().__init__(**ours | settings)
        self.provisioner = ForkProvisioner(kernel_spec=self.kernel_spec, parent=self)


def serve(requests: socket.socket) -> None:
    """Fork a kernel per request, and wait for each that ends, until the other end is closed."""
    import_libraries()
    kernels: set[int] = set()
    while True:
        ready, _, _ = select.select([requests, *kernels], [], [])
        for handle in kernels.intersection(ready):
            kernels.remove(handle)
            os.waitid(os.P_PIDFD, handle, os.WEXITED)
            os.close(handle)
        if requests in ready:
            request = requests.recv(LONGEST)
            if not request:
                return
            fork_kernel(requests, request, kernels)


def import_libraries() -> None:
    """Import what kernels need, and make what each of them would make first."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # a kernel that has none needs none
    for name in HEAVY:
        import_module(name)
    sys.modules["workbench.reports.pages"].compile_templates()
    gc.freeze()  # the collector leaves alone what the kernels share


def fork_kernel(requests: socket.socket, request: bytes, kernels: set[int]) -> None:
    """Fork a kernel, answer with a handle on it, and keep one."""
    pid, handles = -1, []
    with suppress(OSError):  # the machine may be full
        pid = os.fork()
        if pid:
            handles = [os.pidfd_open(pid)]
    if pid == 0:
        requests.close()
        for handle in kernels:
            os.close(handle)
        become_kernel(*json.loads(request))
        sys.exit()
    kernels.update(handles)
    socket.send_fds(requests, [str(pid).encode()], handles)


def become_kernel(arguments: list[str], env: dict[str, str], folder: str) -> None:
    """Be a kernel, as if started by itself, until told to stop."""
    from ipykernel.iostream import IOPubThread
    from ipykernel.kernelapp import IPKernelApp

    # what a kernel's own children print would come by a TCP port, open to every user
    IOPubThread._setup_pipe_in = lambda self: setattr(self, "_pipe_flag", False)
    os.setsid()
    os.umask(0o077)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    # what openpyxl writes for a moment names people: if killed, it goes with the kernels' folder
    tempfile.tempdir = env.get("JUPYTER_RUNTIME_DIR")
    random.seed()
    sys.modules["numpy"].random.seed()
    app = IPKernelApp.instance()
    app.initialize([*arguments, f"--IPKernelApp.parent_handle={os.getppid()}"])
    # it does so by itself where it is imported in a kernel: a page asks for all widgets at once
    sys.modules["ipywidgets"].register_comm_target()
    app.start()
    atexit.unregister(app.close)  # stops one thread while another waits for it, now and then


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
