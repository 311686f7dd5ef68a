"""The papermill engine that runs a notebook, and the kernel manager and client that it uses."""

import math
import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from papermill.engines import (  # type: ignore[import-untyped]
    NBClientEngine,
    papermill_engines,
)
from papermill.iorw import write_ipynb  # type: ignore[import-untyped]
from traitlets import Type, default
from zmq import RECONNECT_IVL
from zmq.asyncio import Context

from workbench.runs.fork_server import PrivateKernel

NAME = "written-once"
REPLY_SECONDS, IDLE_SECONDS = 1, 0.2  # waited for an answer before the kernel is asked again
RECONNECT_MS = 5


class WriteOnceEngine(NBClientEngine):  # type: ignore[misc]  # papermill has no types
    """Writes no file while cells run: papermill writes the notebook at the end, also after a failed
    cell."""

    @classmethod
    def execute_notebook(
        cls, nb: Any, kernel_name: str, output_path: str | None = None, **options: Any
    ) -> Any:
        """Run the notebook; if its kernel dies, write the cells that have run."""
        try:
            return super().execute_notebook(nb, kernel_name, output_path=None, **options)
        except Exception:
            write_ipynb(nb, output_path)
            raise


class PromptClient(AsyncKernelClient):
    """A client that is ready as soon as the kernel is; Jupyter's waits until no message comes."""

    @default("context")
    def _context_default(self) -> Context:
        """Let sockets reconnect after RECONNECT_MS: the kernel opens its own a moment later."""
        context = super()._context_default()
        context.setsockopt(RECONNECT_IVL, RECONNECT_MS)
        return context

    async def wait_for_ready(self, timeout: float | None = 60) -> None:
        """Wait until the kernel has answered a request and is idle: no older message can follow.

        `timeout` is in seconds. Raises RuntimeError if the kernel dies or does not answer in time.
        """
        deadline = math.inf if timeout is None else time.monotonic() + timeout
        while not await self._is_idle_after(self.kernel_info()):
            if not await self.is_alive():
                raise RuntimeError("the kernel died before it was ready")
            if time.monotonic() > deadline:
                raise RuntimeError(f"the kernel was not ready in {timeout} seconds")

    async def _is_idle_after(self, request: str) -> bool:
        """Return whether the kernel has answered a request and then reported that it is idle.

        Messages sent before the kernel's sockets reach this client are lost: the caller asks again.
        """
        try:
            await _next_state(self.get_shell_msg, request, REPLY_SECONDS)
            while await _next_state(self.get_iopub_msg, request, IDLE_SECONDS) != "idle":
                pass
        except Empty:
            return False
        return True


async def _next_state(get_message: Any, request: str, seconds: float) -> str | None:
    """Return the kernel's state in the next message that answers a request, if it has one."""
    while True:
        message = await get_message(timeout=seconds)
        if message["parent_header"].get("msg_id") == request:
            state: str | None = message["content"].get("execution_state")
            return state


class RunnersKernel(PrivateKernel, AsyncKernelManager):
    """Manager of a kernel that runs a notebook."""

    client_factory = Type(PromptClient)


papermill_engines.register(NAME, WriteOnceEngine)
