"""The agents' kernels: one for each open form, which only its owner can reach."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, cast
from uuid import uuid4

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_core.utils import ensure_async
from jupyter_server import CallContext
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.services.kernels.kernelmanager import (
    AsyncMappingKernelManager,
    ServerKernelManager,
)
from tornado.ioloop import IOLoop
from tornado.web import HTTPError
from voila.shutdown_kernel_handler import (  # type: ignore[import-untyped]
    VoilaShutdownKernelHandler,
)
from voila.tornado.kernel_websocket_handler import (  # type: ignore[import-untyped]
    VoilaKernelWebsocketHandler,
)

from workbench.runs.fork_server import PrivateKernel
from workbench.server.login import HEADER, Session, is_valid

MOST_KERNELS, MOST_PER_AGENT = 60, 3  # at a time; a kernel takes about 70 MB
TOO_MANY = "Det er for mange åpne skjemaer akkurat nå. Lukk dem du ikke bruker, og prøv igjen."
AGENT_VARIABLE = f"HTTP_{HEADER.upper().replace('-', '_')}"
KERNEL_VARIABLES = {  # all that kernels get of the server's environment, which may have secrets
    "WORKBENCH_HOME", "WORKBENCH_TODAY", "PATH", "HOME", "LANG", "LC_ALL", "TZ", "PYTHONPATH",
    "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", AGENT_VARIABLE,
}  # fmt: skip
ALLOWED_MESSAGES = [  # those of widgets only: a form cannot have its kernel run code
    "comm_open", "comm_close", "comm_msg", "comm_info_request", "kernel_info_request",
]  # fmt: skip
FORM_CLOSED = 4000  # our code for a websocket whose form has been closed


class OwnKernelSpecs(KernelSpecManager):
    """Our kernel only, whatever other kernels are installed on the machine."""

    def find_kernel_specs(self) -> dict[str, str]:
        """Return the kernel's name, with no folder of files."""
        return {"python3": ""}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return the command that describes our kernel, for any name."""
        # history would open a second SQLite
        argv = ["python", "-f", "{connection_file}", "--HistoryManager.enabled=False"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


class AgentKernel(PrivateKernel, ServerKernelManager):
    """A kernel that finishes what it is doing before it ends."""

    # seconds; Jupyter kills the kernel after half of them, and a save may wait for another
    shutdown_wait_time = 40

    async def _async_interrupt_kernel(self) -> None:
        """Do nothing: if a form is closed just after saving, the save is finished first."""


class AgentKernels(AsyncMappingKernelManager):
    """The kernels and their owners; when a session ends, its kernels are closed."""

    def __init__(self, **settings: Any) -> None:
        settings |= {"allowed_message_types": ALLOWED_MESSAGES}
        super().__init__(**settings)  # type: ignore[no-untyped-call]
        self.owners: dict[str, Session] = {}  # by kernel id, in the order of starting
        self.windows: dict[str, set[FormChannels]] = defaultdict(set)

    async def start_kernel(  # type: ignore[override]  # Jupyter's own classes differ in it too
        self, *, env: Mapping[str, str], **settings: Any
    ) -> str:
        """Start a kernel for the session of the request and return its id.

        If the agent has MOST_PER_AGENT, their oldest is closed. Raises HTTPError (503) when
        MOST_KERNELS run.
        """
        session: Session = CallContext.get(CallContext.JUPYTER_HANDLER).current_user
        own_ids = [id for id, owner in self.owners.items() if owner.username == session.username]
        for oldest_id in own_ids[: max(0, len(own_ids) + 1 - MOST_PER_AGENT)]:
            await self.close_kernel(oldest_id)
        if len(self.owners) >= MOST_KERNELS:
            raise HTTPError(503, TOO_MANY)
        kernel_id = str(uuid4())
        self.owners[kernel_id] = session
        try:
            variables = {name: env[name] for name in KERNEL_VARIABLES & env.keys()}
            return await super().start_kernel(kernel_id=kernel_id, env=variables, **settings)
        except BaseException:
            self.remove_kernel(kernel_id)
            raise

    async def close_kernel(self, kernel_id: str) -> None:
        """Shut a kernel down, unless that has begun already."""
        with suppress(HTTPError, KeyError):
            await self.shutdown_kernel(kernel_id)

    async def shutdown_kernel(  # type: ignore[override]  # Jupyter's own classes differ in it too
        self, kernel_id: str, **options: Any
    ) -> None:
        """Close the kernel's windows, then the kernel."""
        for window in self.windows.pop(kernel_id, set()):
            window.close(FORM_CLOSED, "closed")
        await super().shutdown_kernel(kernel_id, **options)  # type: ignore[no-untyped-call]

    def _handle_kernel_died(self, kernel_id: str) -> None:
        """Close the windows and the entry of a kernel that ended by itself."""
        IOLoop.current().spawn_callback(self.close_kernel, kernel_id)

    def remove_kernel(self, kernel_id: str) -> Any:
        """Forget a kernel that has ended."""
        self.owners.pop(kernel_id, None)
        return super().remove_kernel(kernel_id)

    async def end_session(self, token: str) -> None:
        """Close every kernel of a session that has ended."""
        own_ids = [id for id, owner in self.owners.items() if owner.token == token]
        await asyncio.gather(*(self.close_kernel(kernel_id) for kernel_id in own_ids))

    async def cull_kernels(self) -> None:
        """Close kernels without a window, and those of sessions that are no longer valid."""
        await super().cull_kernels()  # type: ignore[no-untyped-call]
        for session in {owner.token: owner for owner in self.owners.values()}.values():
            if not await is_valid(session):
                await self.end_session(session.token)

    def notify_disconnect(self, kernel_id: str) -> None:
        """Count a closed window, and start the time after which an idle kernel is closed."""
        super().notify_disconnect(kernel_id)  # type: ignore[no-untyped-call]
        if kernel_id in self:
            kernel: Any = self.get_kernel(kernel_id)  # Jupyter sets the attribute, without a type
            kernel.last_activity = datetime.now(UTC)


class OwnerOnly(JupyterHandler):
    """A request about a kernel that only its owner may make; others get a 404."""

    @property
    def kernel_manager(self) -> AgentKernels:
        """Return the server's kernels."""
        return cast(AgentKernels, self.settings["kernel_manager"])

    async def prepare(self, **settings: Any) -> None:
        """Raise HTTPError (404) unless the kernel is the session's own."""
        prepared: Any = super().prepare(**settings)  # Jupyter's handlers differ in what they return
        await ensure_async(prepared)
        owner = self.kernel_manager.owners.get(self.path_kwargs["kernel_id"])
        session = self.current_user
        if owner is None or session is None or owner.username != session.username:
            raise HTTPError(404)


class FormKernel(OwnerOnly, KernelHandler):
    """Answers whether the kernel runs; the page asks before it connects."""

    SUPPORTED_METHODS = ("GET",)


class FormShutdown(OwnerOnly, VoilaShutdownKernelHandler):  # type: ignore[misc]  # no types
    """Shuts the kernel down when its tab is closed."""

    SUPPORTED_METHODS = ("POST",)


class FormChannels(OwnerOnly, VoilaKernelWebsocketHandler):  # type: ignore[misc]  # no types
    """A window's connection to its kernel; a message is passed on only in a valid session."""

    async def open(self, kernel_id: str) -> None:
        """Connect, and add the window to the kernel's."""
        self.kernel_manager.windows[kernel_id].add(self)
        await super().open(kernel_id)

    async def on_message(self, message: str | bytes) -> None:
        """Pass a message on, or close the session's kernels if the session has ended."""
        if await is_valid(self.current_user):
            super().on_message(message)
        else:
            await self.kernel_manager.end_session(self.current_user.token)

    def on_close(self) -> None:
        """Disconnect, and remove the window from the kernel's."""
        self.kernel_manager.windows.get(self.kernel_id, set()).discard(self)
        super().on_close()
