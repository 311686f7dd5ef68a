"""The server of a form: Voila by itself, showing one notebook to agents who have logged in, or to
operators only.

Voila must not run as an extension of Jupyter's server, which runs any code it is sent.
"""

import logging
import os
import signal
from pathlib import Path
from typing import Any, NamedTuple

from jupyter_core.paths import jupyter_path
from jupyter_server import CallContext
from jupyter_server.base.handlers import FileFindHandler, Template404
from tornado.ioloop import IOLoop
from tornado.web import authenticated
from traitlets.config import Config
from voila.app import Voila  # type: ignore[import-untyped]
from voila.tornado.handler import TornadoVoilaHandler  # type: ignore[import-untyped]

from workbench.model.errors import UsageError
from workbench.runs.fork_server import SERVER
from workbench.runs.notebooks import prepare
from workbench.server import kernels, login

NOTEBOOKS = Path(__file__).parents[2] / "notebooks" / "apps"
TEMPLATE = Path(__file__).parent / "template"
EXTENSIONS = [
    "@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget",
]  # fmt: skip
IDLE_SECONDS = 300  # a kernel that has had no window for so long is shut down
MOST_BYTES = 1_000_000  # of a request, or of one message that a form sends
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; connect-src 'self'; img-src 'self' data:; font-src 'self' data:; "
        "script-src 'self' blob:; "  # anywidget's modules come as blobs
        "style-src 'self' 'unsafe-inline'; "  # the widgets' scripts put their style in the page
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # with no-referrer a browser would not tell our own server from which page a form was sent
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
    "Server": "workbench",
}


class App(NamedTuple):
    """A form: its notebook, its name, and whether only operators may log in."""

    notebook: Path
    title: str
    operators: bool = False


CALLS = App(NOTEBOOKS / "agent" / "call_log.ipynb", "Ringeliste")
MAPPING = App(NOTEBOOKS / "operator" / "mapping.ipynb", "Kartlegging", operators=True)
REVIEW = App(NOTEBOOKS / "operator" / "review.ipynb", "Godkjenning", operators=True)


def settings(*, operators: bool) -> Config:
    """Return the settings in which we differ from Voila's own."""
    provider = login.OperatorIdentity if operators else login.AgentIdentity
    return Config(
        Voila={
            "identity_provider_class": provider,
            "config_file_paths": [],
            "log_level": "ERROR",
            "tornado_settings": {
                "headers": HEADERS,
                "xsrf_cookies": True,
                "xsrf_cookie_kwargs": {"samesite": "Strict"},
                "websocket_max_message_size": MOST_BYTES,
                "jinja2_env": login.pages(),
                "voila_jinja2_env": login.pages(),
            },
        },
        VoilaConfiguration={
            "template": "agents",
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
            "extension_allowlist": EXTENSIONS,
            "extension_denylist": [],
            "http_header_envs": [login.HEADER],
            "http_keep_alive_timeout": 3600,  # Voila's keep-alive is a script in the page
            "multi_kernel_manager_class": kernels.AgentKernels,
            "kernel_spec_manager_class": kernels.OwnKernelSpecs,
            "page_config_hook": add_user,
        },
        AgentKernels={
            "kernel_manager_class": "workbench.server.kernels.AgentKernel",
            "allow_tracebacks": False,
            "cull_idle_timeout": IDLE_SECONDS,
            "cull_interval": max(1, IDLE_SECONDS // 5),
        },
        KernelRestarter={"restart_limit": 0},  # a form cannot go on with another kernel
        NotebookNotary={"db_file": ":memory:"},
    )


def add_user(page_config: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add the user's name and the form's token, which our template needs."""
    handler = CallContext.get(CallContext.JUPYTER_HANDLER)
    return page_config | {
        "agent": handler.current_user.username,
        "xsrf": handler.xsrf_token.decode(),
    }


class Scripts(FileFindHandler):
    """Voila's and the widgets' scripts, for users who have logged in."""

    get = authenticated(FileFindHandler.get)  # type: ignore[assignment]
    head = authenticated(FileFindHandler.head)  # type: ignore[assignment]


class FormsServer(Voila):  # type: ignore[misc]  # Voila has no types
    """Voila with our template and only our routes."""

    def setup_template_dirs(self) -> None:
        """Use only our template."""
        self.template_paths = [str(TEMPLATE)]

    def init_handlers(self) -> list[Any]:
        """Return all routes; Voila's others are left out."""
        kernel = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"
        extensions = rf"/voila/labextensions/((?:{'|'.join(EXTENSIONS)})/static/.*)"
        form = {
            "notebook_path": self.notebook_path,
            "template_paths": self.template_paths,
            "config": self.config,
            "voila_configuration": self.voila_configuration,
        }
        base = [f"{root}/voila/templates/base/static" for root in jupyter_path()]
        return [
            (r"/", TornadoVoilaHandler, form),
            (r"/login", login.LoginHandler),
            (r"/logout", login.LogoutHandler),
            (rf"/api/kernels/{kernel}", kernels.FormKernel),
            (rf"/api/kernels/{kernel}/channels", kernels.FormChannels),
            (rf"/voila/api/shutdown/{kernel}", kernels.FormShutdown),
            (r"/voila/static/(.*)", Scripts, {"path": [str(TEMPLATE / "static"), *base]}),
            (extensions, Scripts, {"path": self.labextensions_path}),
            (r"/.*", Template404),
        ]

    def listen(self) -> None:
        """Serve until interrupted; raises UsageError when the port is in use."""
        try:
            self.app.listen(self.port, self.ip, xheaders=True, max_body_size=MOST_BYTES)
        except OSError as error:
            raise UsageError(
                f"Port {self.port} på {self.ip} kan ikke brukes; "
                "lukk det som bruker den, eller velg en annen."
            ) from error
        self.ioloop = IOLoop.current()
        # as SIGTERM is: between two callbacks, not in the middle of one, which may swallow it
        signal.signal(signal.SIGINT, self._handle_signal_stop)
        self.ioloop.start()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.stop()


def serve(house: Path, host: str = "127.0.0.1", port: int = 8866, *, app: App = CALLS) -> None:
    """Serve a form to the house's agents, or only to its operators, until interrupted.

    Raises UsageError when the notebook is missing or the port is in use.
    """
    if not app.notebook.is_file():
        raise UsageError(f"{app.notebook}: skjemaet mangler; hent arbeidsbenken på nytt.")
    os.umask(0o077)
    # tornado takes Jupyter's milliseconds for seconds, and warns of them
    logging.getLogger("tornado.general").setLevel(logging.ERROR)
    login.pages().globals["form"] = app.title
    _start_fork_server(house)
    server = FormsServer.instance(
        config=settings(operators=app.operators),
        ip=host,
        port=port,
        notebook_path=app.notebook.name,
        root_dir=str(app.notebook.parent),
        connection_dir_root=os.environ["JUPYTER_RUNTIME_DIR"],
    )
    server.initialize([])
    server.start()


def _start_fork_server(house: Path) -> None:
    prepare()
    os.environ["WORKBENCH_HOME"] = str(house)
    for name in ("JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR"):  # a user's own settings must not count
        os.environ[name] = os.environ["JUPYTER_RUNTIME_DIR"]
    passed_names = kernels.KERNEL_VARIABLES & os.environ.keys()
    SERVER.environment = {name: os.environ[name] for name in passed_names}
    SERVER.start()
