"""The agents' kernels: one for each open form, and its owner's alone."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_core.utils import ensure_async
from jupyter_server import CallContext
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.services.kernels.kernelmanager import (
    AsyncMappingKernelManager,
    ServerKernelManager,
)
from tornado.ioloop import IOLoop
from tornado.web import HTTPError
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from workbench.runs.fork_server import PrivateKernel
from workbench.server.login import HEADER, Session, is_alive

ALL, EACH = 60, 3  # kernels at a time: a kernel takes some 70 MB
FULL = "Det er for mange åpne skjemaer akkurat nå. Lukk dem du ikke bruker, og prøv igjen."
AGENT_VARIABLE = f"HTTP_{HEADER.upper().replace('-', '_')}"
PASSED_ON = {  # all that a kernel gets of the server's environment, which may hold secrets
    "WORKBENCH_HOME", "WORKBENCH_TODAY", "PATH", "HOME", "LANG", "LC_ALL", "TZ", "PYTHONPATH",
    "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", AGENT_VARIABLE,
}  # fmt: skip
MESSAGES = [  # all that a form may send: it talks to its widgets, and runs nothing
    "comm_open", "comm_close", "comm_msg", "comm_info_request", "kernel_info_request",
]  # fmt: skip
GONE = 4000  # a websocket's code for: the form behind it has been closed


class OwnKernelSpecs(KernelSpecManager):
    """One kernel, ours, whatever else is installed on the machine."""

    def find_kernel_specs(self) -> dict[str, str]:
        """Return the name, and no folder of files beside it."""
        return {"python3": ""}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return the one there is."""
        # history would open a second SQLite
        argv = ["python", "-f", "{connection_file}", "--HistoryManager.enabled=False"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


class AgentKernel(PrivateKernel, ServerKernelManager):
    """A kernel that finishes what it is doing before it ends."""

    shutdown_wait_time = 40  # half of it before the kernel is killed, in seconds: a save may wait

    async def _async_interrupt_kernel(self) -> None:
        """Do nothing: whoever closes a form just after saving has the save finished first."""


class AgentKernels(AsyncMappingKernelManager):
    """Kernels and whose they are; a session that ends takes its kernels with it."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings | {"allowed_message_types": MESSAGES})
        self.owners: dict[str, Session] = {}  # in the order they were started
        self.windows: dict[str, set[FormChannels]] = defaultdict(set)

    async def start_kernel(self, *, env: Mapping[str, str], **settings: Any) -> str:
        """Start a kernel for the agent who asks; their oldest gives way; a full house refuses."""
        owner: Session = CallContext.get(CallContext.JUPYTER_HANDLER).current_user
        own = [id for id, other in self.owners.items() if other.username == owner.username]
        for oldest in own[: max(0, len(own) + 1 - EACH)]:
            await self.close_kernel(oldest)
        if len(self.owners) >= ALL:
            raise HTTPError(503, FULL)
        kernel_id = str(uuid4())
        self.owners[kernel_id] = owner
        try:
            few = {name: env[name] for name in PASSED_ON & env.keys()}
            return await super().start_kernel(kernel_id=kernel_id, env=few, **settings)
        except BaseException:
            self.remove_kernel(kernel_id)
            raise

    async def close_kernel(self, kernel_id: str) -> None:
        """Shut a kernel down, unless that has begun already."""
        with suppress(HTTPError, KeyError):
            await self.shutdown_kernel(kernel_id)

    async def shutdown_kernel(self, kernel_id: str, **how: Any) -> None:
        """Close the windows onto the kernel, then the kernel."""
        for window in self.windows.pop(kernel_id, set()):
            window.close(GONE, "closed")
        await super().shutdown_kernel(kernel_id, **how)

    def _handle_kernel_died(self, kernel_id: str) -> None:
        """Close what is left of a kernel that ended by itself."""
        IOLoop.current().spawn_callback(self.close_kernel, kernel_id)

    def remove_kernel(self, kernel_id: str) -> Any:
        """Forget a kernel that is no more."""
        self.owners.pop(kernel_id, None)
        return super().remove_kernel(kernel_id)

    async def end_session(self, token: str) -> None:
        """Close every kernel of a session that has ended."""
        own = [id for id, owner in self.owners.items() if owner.token == token]
        await asyncio.gather(*(self.close_kernel(kernel_id) for kernel_id in own))

    async def cull_kernels(self) -> None:
        """Close what nobody looks at, and what belongs to a session that no longer holds."""
        await super().cull_kernels()
        for session in {owner.token: owner for owner in self.owners.values()}.values():
            if not await is_alive(session):
                await self.end_session(session.token)

    def notify_disconnect(self, kernel_id: str) -> None:
        """Count a closed window; the time until a kernel is culled begins now."""
        super().notify_disconnect(kernel_id)
        if kernel_id in self:
            self.get_kernel(kernel_id).last_activity = datetime.now(UTC)


class Owned:
    """A request about a kernel is its owner's alone; for others there is no such kernel."""

    async def prepare(self, **settings: Any) -> None:
        """Let the owner pass."""
        await ensure_async(super().prepare(**settings))
        owner = self.kernel_manager.owners.get(self.path_kwargs["kernel_id"])
        asks = self.current_user
        if owner is None or asks is None or owner.username != asks.username:
            raise HTTPError(404)


class FormKernel(Owned, KernelHandler):
    """Says whether the kernel lives; the page asks before it connects."""

    SUPPORTED_METHODS = ("GET",)


class FormShutdown(Owned, VoilaShutdownKernelHandler):
    """Takes a closed tab's word for it."""

    SUPPORTED_METHODS = ("POST",)


class FormChannels(Owned, VoilaKernelWebsocketHandler):
    """The window onto a kernel; each message is taken only while the session holds."""

    async def open(self, kernel_id: str) -> None:
        """Connect, and be known to the kernel's keeper."""
        self.kernel_manager.windows[kernel_id].add(self)
        await super().open(kernel_id)

    async def on_message(self, message: str | bytes) -> None:
        """Pass a message on, or close the session's kernels if it has ended meanwhile."""
        if await is_alive(self.current_user):
            super().on_message(message)
        else:
            await self.kernel_manager.end_session(self.current_user.token)

    def on_close(self) -> None:
        """Disconnect."""
        self.kernel_manager.windows.get(self.kernel_id, set()).discard(self)
        super().on_close()
