"""The fork server: a process that has imported the heavy libraries and forks kernels.

The runner is the process that starts it. It gets requests through a pair of sockets that only it
and the runner have; it has one thread, opens no database, and answers with a handle (pidfd) on each
kernel. It ends when the runner ends, in whatever way, and the kernels end with it. It waits for
every kernel that ends and the runner waits for it, so the CPU time of all of them is counted as the
runner's.
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

from jupyter_client.manager import KernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

PRELOADED = (
    "ipykernel.kernelapp", "ipykernel.debugger", "ipywidgets", "anywidget", "pandas",
    "workbench.office", "workbench.office.week",
)  # fmt: skip
ANSWER_SECONDS = 60  # the first answer waits for the imports
MOST_REQUEST_BYTES = 1 << 20  # a kernel's environment is most of a request


class Kernel:
    """A forked kernel with the methods of Popen that jupyter_client calls; its parent is the fork
    server."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, handle: int) -> None:
        self.pid, self.handle = pid, handle  # unlike a pid, a handle is never used again
        self.end = select.poll()
        self.end.register(handle, select.POLLIN)

    def __del__(self) -> None:
        os.close(self.handle)

    def poll(self) -> int | None:
        """Return None while it runs, then 0: only the fork server knows the real status."""
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
    """The runner's side of the fork server; it starts the process again if that has died."""

    request_socket: socket.socket

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.environment: Mapping[str, str] = os.environ  # kernels can read it as well as their own
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process unless it runs; do not wait for its imports."""
        if self.process is not None:
            if self.process.poll() is None:
                return
            self.request_socket.close()
        self.request_socket, server_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.request_socket.settimeout(ANSWER_SECONDS)
        with server_end:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", __name__, str(server_end.fileno())],
                pass_fds=[server_end.fileno()],
                stdin=subprocess.DEVNULL,
                env={**self.environment, "OPENBLAS_NUM_THREADS": "1"},  # only one thread is forked
                start_new_session=True,
            )
            atexit.register(self.stop)

    def stop(self) -> None:
        """Let the process end, and wait for it, so that its CPU time counts as the runner's."""
        atexit.unregister(self.stop)
        self.request_socket.close()
        if self.process is not None:
            self.process.wait()

    def fork(self, arguments: list[str], env: Mapping[str, str], folder: str) -> Kernel:
        """Return a new kernel, started in `folder`; raises OSError if there can be none."""
        request = json.dumps([arguments, env, folder]).encode()
        with self.lock:
            try:
                return self._request_kernel(request)
            except OSError:
                # it died, could not fork, or answers late, and the late answer would be taken for
                # the next request's: end it, with all its kernels, and try once with a new one
                if self.process is not None:
                    self.process.kill()
                    self.process.wait()
                self.request_socket.close()
                return self._request_kernel(request)

    def _request_kernel(self, request: bytes) -> Kernel:
        self.start()
        self.request_socket.send(request)
        pid, handles, _, _ = socket.recv_fds(self.request_socket, 32, 1)
        if not handles:
            raise ChildProcessError("the fork server gave no kernel")
        return Kernel(int(pid), handles[0])


SERVER = ForkServer()


class ForkProvisioner(LocalProvisioner):
    """Starts kernels for jupyter_client by forking."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        """Fork the kernel that the command describes."""
        arguments, folder = cmd[cmd.index("-f") :], str(options.get("cwd") or Path.cwd())
        kernel = await asyncio.to_thread(SERVER.fork, arguments, options["env"], folder)
        self.process = kernel  # type: ignore[assignment]  # has what is used of a Popen
        self.pid = self.pgid = kernel.pid
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel, and wait for its end: the manager would look every 0.1 s only."""
        await super().kill(restart)
        if self.process is not None:
            await asyncio.to_thread(self.process.wait)


class PrivateKernel(KernelManager):
    """Mixed into a kernel manager: a forked kernel that no other user of the machine can reach."""

    def __init__(self, **settings: Any) -> None:
        # without a path of its own every kernel would share `kernel-ipc` in the current folder
        path = str(Path(os.environ["JUPYTER_RUNTIME_DIR"]) / uuid4().hex[:12])
        defaults = {"transport": "ipc", "ip": path, "connection_file": f"{path}.json"}
        super().__init__(**defaults | settings)
        self.provisioner = ForkProvisioner(kernel_spec=self.kernel_spec, parent=self)


def serve(request_socket: socket.socket) -> None:
    """Fork a kernel per request, and reap each that ends, until the runner closes its socket."""
    import_libraries()
    kernel_handles: set[int] = set()
    while True:
        ready, _, _ = select.select([request_socket.fileno(), *kernel_handles], [], [])
        for handle in kernel_handles.intersection(ready):
            kernel_handles.remove(handle)
            os.waitid(os.P_PIDFD, handle, os.WEXITED)
            os.close(handle)
        if request_socket.fileno() in ready:
            request = request_socket.recv(MOST_REQUEST_BYTES)
            if not request:
                return
            fork_kernel(request_socket, request, kernel_handles)


def import_libraries() -> None:
    """Import what kernels need, and compile the templates that each of them would compile."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # kernels run without a debugger
    for name in PRELOADED:
        import_module(name)
    from workbench.reports import pages

    pages.compile_templates()
    gc.freeze()  # the collector does not touch the memory that kernels share


def fork_kernel(request_socket: socket.socket, request: bytes, kernel_handles: set[int]) -> None:
    """Fork a kernel, answer with its pid and a handle on it, and add the handle to
    `kernel_handles`."""
    pid, handles = -1, []
    with suppress(OSError):  # no memory or no process left: answered without a handle
        pid = os.fork()
        if pid:
            handles = [os.pidfd_open(pid)]
    if pid == 0:
        request_socket.close()
        for handle in kernel_handles:
            os.close(handle)
        become_kernel(*json.loads(request))
        sys.exit()
    kernel_handles.update(handles)
    socket.send_fds(request_socket, [str(pid).encode()], handles)


def become_kernel(arguments: list[str], env: dict[str, str], folder: str) -> None:
    """Run a kernel in this process until it is shut down."""
    import numpy
    from ipykernel.iostream import IOPubThread
    from ipykernel.kernelapp import IPKernelApp

    # output of a kernel's own children would come through a TCP port, open to every user
    IOPubThread._setup_pipe_in = lambda self: setattr(  # type: ignore[method-assign]
        self, "_pipe_flag", False
    )
    os.setsid()
    os.umask(0o077)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    # openpyxl's temporary files name people: after a kill they go with the kernels' own folder
    tempfile.tempdir = env.get("JUPYTER_RUNTIME_DIR")
    random.seed()
    numpy.random.seed()
    app: Any = IPKernelApp.instance()  # its methods have no types
    app.initialize([*arguments, f"--IPKernelApp.parent_handle={os.getppid()}"])
    # A page that is opened asks the kernel for the state of all widgets. ipywidgets registers the
    # answer when it is imported, but only in a kernel, and it was imported before the fork.
    sys.modules["ipywidgets"].register_comm_target()
    app.start()
    # The kernel is shut down and its process ends. Closing its sockets and threads in order could
    # wait for ever: one thread is now and then stopped while another waits for it.
    atexit.unregister(app.close)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
