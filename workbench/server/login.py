"""Log-in: the session behind each request, and the pages for logging in and out.

The cookie is a random token that is looked up in the office's books at every request, so that a
log-out or a disabled agent takes effect at once. There is no other way in: no shared password, no
token in an address.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import jinja2
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler
from tornado.web import RequestHandler

from workbench.model.errors import StoreError, UsageError
from workbench.office import agents

COOKIE = "workbench-session"
HEADER = "X-Workbench-Agent"
NOT_SAVED = "Innloggingen kunne ikke lagres akkurat nå. Si fra til kontoret, og prøv igjen."
WRONG_PASSWORD = "Navnet eller passordet er feil. Prøv igjen."
# checking a password takes memory and time: at most two at once, without blocking other requests
PASSWORD_CHECKS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")
PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "  # both are in the page itself
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@dataclass
class Session(User):
    """A logged-in agent: the session's token, and whether it is at the operators' server."""

    token: str = ""
    operator: bool = False


@cache
def pages() -> jinja2.Environment:
    """Return the templates of pages that need no kernel, such as the log-in page."""
    loader = jinja2.FileSystemLoader(Path(__file__).parent / "pages")
    return jinja2.Environment(loader=loader, autoescape=True)


async def is_valid(session: Session) -> bool:
    """Return whether the session is still valid: not expired or closed, the agent not disabled."""
    return await _read_name(session.token, session.operator) == session.username


async def _read_name(token: str, operator: bool) -> str | None:
    return await asyncio.to_thread(agents.agent_of, token, operator=operator)


class AgentIdentity(IdentityProvider):
    """Identify agents by their session; the name reaches the kernel in HEADER, set only here."""

    operator = False  # whether only operators may log in

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{**settings, "login_handler_class": LoginHandler})

    async def get_user(self, handler: RequestHandler) -> Session | None:
        """Return the session of a request, if any; a HEADER sent by the browser is removed."""
        handler.request.headers.pop(HEADER, None)
        token = handler.get_cookie(COOKIE)
        if not token:
            return None
        name = await _read_name(token, self.operator)
        if name is None:
            return None
        handler.request.headers[HEADER] = name
        return Session(username=name, token=token, operator=self.operator)


class OperatorIdentity(AgentIdentity):
    """Identify operators only: another agent's session is not accepted."""

    operator = True


class LoginHandler(JupyterHandler):
    """The log-in page. It always leads to the form, so it takes no address to go on to."""

    content_security_policy = PAGE_POLICY

    @allow_unauthenticated
    async def get(self) -> None:
        """Show the log-in page, or redirect an agent who is logged in to the form."""
        if self.current_user:
            self.redirect("/")
        else:
            self._show_page()

    @allow_unauthenticated
    async def post(self) -> None:
        """Log in; the answer to an unknown name is the same as to a wrong password."""
        name = self.get_body_argument("name", "")
        password = self.get_body_argument("password", "", strip=False)
        operator = self.settings["identity_provider"].operator
        sign_in = partial(agents.sign_in, name, password, operator=operator)
        try:
            token = await asyncio.get_running_loop().run_in_executor(PASSWORD_CHECKS, sign_in)
        except UsageError as error:
            self._show_page(429, str(error), name)
            return
        except StoreError:  # its text names a path, which nobody who is not logged in should see
            self.log.exception("a log-in could not be saved")
            self._show_page(503, NOT_SAVED, name)
            return
        if token is None:
            self._show_page(401, WRONG_PASSWORD, name)
            return
        secure = self.request.protocol == "https"
        self.set_cookie(COOKIE, token, httponly=True, samesite="Strict", secure=secure)
        self.redirect("/", status=303)

    def _show_page(self, status: int = 200, error: str = "", name: str = "") -> None:
        self.set_status(status)
        page, xsrf = pages().get_template("login.html.j2"), self.xsrf_token.decode()
        self.finish(page.render(error=error, name=name, xsrf=xsrf))


class LogoutHandler(JupyterHandler):
    """Ends a session, its kernels and its windows."""

    async def post(self) -> None:
        """Log out; from now on the token is refused, also in other windows."""
        session = self.current_user
        await asyncio.to_thread(agents.sign_out, session.token)
        self.clear_cookie(COOKIE)
        self.redirect("/login", status=303)
        await self.settings["kernel_manager"].end_session(session.token)
