"""How papermill runs a notebook here: written once, in the end, by a client that is soon ready."""

import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from papermill.engines import NBClientEngine, papermill_engines
from papermill.iorw import write_ipynb
from traitlets import Type, default
from zmq import RECONNECT_IVL
from zmq.asyncio import Context

from workbench.runs.fork_server import PrivateKernel

NAME = "written-once"
REPLY_SECONDS, IDLE_SECONDS = 1, 0.2  # until the kernel is asked again
RECONNECT_MS = 5


class WrittenOnce(NBClientEngine):
    """Writes nothing while cells run: papermill writes the notebook in the end, also after a cell
    that failed."""

    @classmethod
    def execute_notebook(
        cls, nb: Any, kernel_name: str, output_path: str | None = None, **how: Any
    ) -> Any:
        """Run the notebook; where its kernel dies, write it as far as it came."""
        try:
            return super().execute_notebook(nb, kernel_name, output_path=None, **how)
        except Exception:
            write_ipynb(nb, output_path)
            raise


class PromptClient(AsyncKernelClient):
    """A client that does not wait for silence before it is ready."""

    @default("context")
    def _context_default(self) -> Context:
        """Let sockets try again soon: the kernel's own are there a moment later."""
        context = super()._context_default()
        context.setsockopt(RECONNECT_IVL, RECONNECT_MS)
        return context

    async def wait_for_ready(self, timeout: float = 60) -> None:
        """Wait until the kernel has answered and is idle: then nothing older is still to come.

        Raises RuntimeError where it dies, or has not answered in so many seconds.
        """
        deadline = time.monotonic() + timeout
        while not await self._is_idle_after(self.kernel_info()):
            if not await self.is_alive():
                raise RuntimeError("the kernel died before it was ready")
            if time.monotonic() > deadline:
                raise RuntimeError(f"the kernel was not ready in {timeout} seconds")

    async def _is_idle_after(self, request: str) -> bool:
        """Say whether the answer to a request has come, and that the kernel is idle after it.

        What the kernel says before it knows of this client is lost, so it is asked again.
        """
        try:
            await _next(self.get_shell_msg, request, REPLY_SECONDS)
            while (await _next(self.get_iopub_msg, request, IDLE_SECONDS)) != "idle":
                pass
        except Empty:
            return False
        return True


async def _next(get_message: Any, request: str, seconds: float) -> str | None:
    """Return the kernel's state in the next message that belongs to a request, if it has one."""
    while True:
        message = await get_message(timeout=seconds)
        if message["parent_header"].get("msg_id") == request:
            state: str | None = message["content"].get("execution_state")
            return state


class RunnersKernel(PrivateKernel, AsyncKernelManager):
    """Manages a kernel that runs a notebook."""

    client_factory = Type(PromptClient)


papermill_engines.register(NAME, WrittenOnce)
